"""What cannot be seen from outside: a row of turns that is stopped in its midst."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Sequence
from io import StringIO
from pathlib import Path

from rich.console import Console

from bot.minds import make_mind
from bot.play.game import new_game
from bot.play.verbs import Desk, obey
from data.reading.content import load_cast, load_rules
from data.reading.narrator import load_narrator
from data.reading.texts import load_texts
from inference.mind import Answer, Ask, Mind


class Interrupted:
    """A mind during whose n-th round somebody presses Ctrl-C."""

    def __init__(self, mind: Mind, rounds: int) -> None:
        self._mind = mind
        self._left = rounds

    async def decide(self, asks: Sequence[Ask]) -> Sequence[Answer]:
        self._left -= 1
        if not self._left:
            os.kill(os.getpid(), signal.SIGINT)
        return await self._mind.decide(asks)


def test_ctrl_c_stops_a_row_of_turns_after_a_whole_one_and_the_wood_goes_on(tmp_path: Path) -> None:
    shown = StringIO()
    game = new_game(load_cast("wood"), load_rules(), "7", "instinct")
    with asyncio.Runner() as runner:
        mind = Interrupted(make_mind(), 8)
        voice = load_texts().voice("en")
        desk = Desk(Console(file=shown), voice, load_narrator(), mind, runner, tmp_path / "save", tmp_path)
        game = obey(desk, game, "next 500")
        assert 7 <= game.wood.turn <= 8
        assert f"Stopped after turn {game.wood.turn}." in shown.getvalue()
        assert [record.turn for record in game.records] == list(range(game.wood.turn + 1))
        assert obey(desk, game, "next 2").wood.turn == game.wood.turn + 2
