"""What cannot be seen from outside: a row of turns that is stopped in its midst."""

from __future__ import annotations

import os
import signal
from collections.abc import Sequence
from dataclasses import replace
from io import StringIO
from pathlib import Path

from rich.console import Console

from bot.keeper.keeper import Keeper
from bot.play.desk import GameDesk
from bot.play.game import GameRequest, open_game
from bot.play.verbs import obey
from bot.settings import Settings
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


async def test_ctrl_c_stops_a_row_of_turns_after_a_whole_one_and_the_wood_goes_on(tmp_path: Path) -> None:
    shown = StringIO()
    async with open_game(Settings(data=tmp_path), GameRequest(tmp_path / "play.db", seed="7")) as game:
        app = game.app
        keeper = Keeper(app.store, Interrupted(app.mind, 8), cache=1, now=game.clock.now)
        desk = GameDesk(replace(game, app=replace(app, keeper=keeper)), Console(file=shown), tmp_path)

        await obey(desk, "next 500")

        turn = (await desk.game.look()).wood.turn
        assert 7 <= turn <= 8
        assert f"Stopped after turn {turn}." in shown.getvalue()
        played = await app.store.history.turns(game.wood, 1, 500)
        assert [row.turn for row in played] == list(range(1, turn + 1))

        await obey(desk, "next 2")

        assert (await desk.game.look()).wood.turn == turn + 2
