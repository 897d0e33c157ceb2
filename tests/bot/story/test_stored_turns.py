"""The stored past is the past that was seen, and its stories are the same whenever they are told."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.keeper.replay import Replayer
from bot.story.record import TurnRecord, observe, read_past
from bot.story.storyteller import Storyteller, opening
from data.store.history import History
from engine.commands.tales import DrawLegend, FireShock
from engine.events.event import PUBLIC
from tests.bot.app_setup import RUN, app_for_tests


async def test_turns_read_from_the_store_are_those_that_were_observed(tmp_path: Path) -> None:
    async with app_for_tests(tmp_path) as here:
        await here.play(3)
        await here.command(FireShock("drought"))
        await here.command(DrawLegend(RUN, by="patron:1"))
        await here.play(4)
        history, wood = here.app.store.history, (await here.now()).wood
        seen: list[TurnRecord] = []
        replayer, commands = Replayer(await history.eras(here.record.id)), []
        async for entry in history.inputs(here.record.id):
            outcome = replayer.play(entry)
            if entry.kind == "command":
                commands.append(outcome)
            elif entry.kind == "turn":
                seen.append(observe(outcome, commands))
                commands = []
        told = (await read_past(history, here.record.id, 1, 7, whole=1)).records(wood.cast, wood.rules)
        assert [replace(t, gini=0.0) for t in told] == [replace(s, gini=0.0) for s in seen]
        assert [t.gini for t in told] == [s.gini for s in seen]
        assert all(event.audience == PUBLIC for turn in told for event in turn.events)
        drawn = (await read_past(history, here.record.id, 3, 7, trades=True)).records(wood.cast, wood.rules)
        for had, saw in zip(drawn, seen[2:], strict=True):
            assert (had.prices, had.before, had.trades) == (saw.prices, saw.before, saw.trades)
            assert (had.settlements, had.tales, had.wealth) == (saw.settlements, saw.tales, saw.wealth)


async def test_a_story_is_the_same_whenever_it_is_told(tmp_path: Path) -> None:
    async with app_for_tests(tmp_path) as here:
        one_by_one = []
        for turn in range(1, 34):
            await here.play()
            wood = (await here.now()).wood
            one_by_one.append(await here.app.tales.story(here.record.id, wood, turn, "en"))
        fresh = Storyteller(here.app.store.history, here.app.narrators, here.app.wording, kept=1)
        assert await fresh.stories(here.record.id, wood, 1, 33, "en") == one_by_one
        assert await fresh.story(here.record.id, wood, 20, "en") == one_by_one[19]
        with pytest.raises(LookupError):
            await fresh.story(here.record.id, wood, 34, "en")


class Counted:
    """The real history; `asked` names each question put to it."""

    def __init__(self, history: History) -> None:
        self._history = history
        self.asked: list[str] = []

    def __getattr__(self, name: str) -> Any:
        self.asked.append(name)
        return getattr(self._history, name)


async def test_a_story_read_cold_asks_as_many_questions_whatever_its_length(tmp_path: Path) -> None:
    async with app_for_tests(tmp_path) as here:
        await here.play(30)
        app, wood = here.app, (await here.now()).wood
        asked = []
        for turn in (1, 30):
            history: Any = Counted(app.store.history)
            fresh = Storyteller(history, app.narrators, app.wording, kept=1)
            await fresh.story(here.record.id, wood, turn, "en")
            asked.append(history.asked)
        assert asked == [["past", "public_events"]] * 2


def test_a_telling_begins_with_the_chapter_before() -> None:
    assert [opening(15, turn) for turn in (1, 15, 16, 30, 31, 45, 46)] == [1, 1, 1, 1, 16, 16, 31]
