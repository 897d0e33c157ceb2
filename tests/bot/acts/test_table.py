"""Who may give which command, in whose name, and how long everybody waits for the next."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.acts.actor import PLAYER, Actor
from bot.acts.perform import perform
from bot.acts.table import ACTS, NotAllowed, authorise
from data.reading.wood_settings import WoodSettings, load_beginnings
from engine.commands.table import ROWS, Command
from engine.commands.tales import DrawLegend, FireShock
from engine.commands.veto import Veto
from tests.bot.keeper_setup import LEGEND, SHOCK, growing

NEW = load_beginnings().settings
PATRON = Actor("patron:7")
BARD = Actor("patron:8", roles=frozenset({70}))
FERN = Actor("patron:1", forester=True)


def settings(**changes: object) -> WoodSettings:
    return NEW.model_copy(update=changes)


def test_every_command_of_a_persons_has_its_row() -> None:
    assert set(ACTS) == {record for record, row in ROWS.items() if row.personal}


def test_what_everyone_may_do_is_done_in_ones_own_name() -> None:
    given = authorise(settings(legends_by="everyone"), PATRON, DrawLegend(LEGEND))
    assert given == DrawLegend(
        LEGEND, by="patron:7", rest=NEW.legends_wood_turns, own_rest=NEW.legends_person_turns
    )


def test_a_wood_and_a_person_wait_as_many_turns_as_the_settings_say() -> None:
    waits = settings(legends_wood_turns=2, legends_person_turns=5, shocks_wood_turns=3, shocks_person_turns=0)
    assert authorise(waits, FERN, DrawLegend(LEGEND)) == DrawLegend(LEGEND, "patron:1", 2, 5)
    assert authorise(waits, FERN, FireShock(SHOCK)) == FireShock(SHOCK, "forester", 3, 0)


def test_a_role_may_be_wanted_and_a_forester_needs_none() -> None:
    bards = settings(shocks_by="role", shocks_role=70)
    assert authorise(bards, BARD, FireShock(SHOCK)).by == "patron:8"
    assert authorise(bards, FERN, FireShock(SHOCK)).by == "patron:1"
    with pytest.raises(NotAllowed) as refused:
        authorise(bards, PATRON, FireShock(SHOCK))
    assert (refused.value.code, refused.value.params) == ("draws_closed_role", {"role": 70})


@pytest.mark.parametrize("command", [FireShock(SHOCK), Veto("s1")])
def test_what_foresters_alone_may_do_is_done_in_the_foresters_name(command: Command) -> None:
    assert authorise(settings(shocks_by="foresters"), FERN, command).by == "forester"
    with pytest.raises(NotAllowed, match="draws_closed_foresters"):
        authorise(settings(shocks_by="foresters"), BARD, command)


def test_nobody_takes_another_name() -> None:
    given = authorise(settings(legends_by="everyone"), PATRON, DrawLegend(LEGEND, by="forester"))
    assert given.by == "patron:7"


async def test_the_keeper_refuses_what_comes_too_soon_and_remembers_it(tmp_path: Path) -> None:
    async with growing(tmp_path) as grove:
        wood = (await grove.found()).id

        async def fire(shock: str, id: str) -> str:
            result = await perform(grove.keeper, wood, NEW, PLAYER, FireShock(shock), id=id)
            return result.refusal.code if result.refusal else ""

        assert await fire("drought", "1") == ""
        assert await fire("flood", "2") == "too_soon_here"
        for _ in range(NEW.shocks_wood_turns):
            await grove.keeper.play_turn(wood)
        assert await fire("flood", "2") == "too_soon_here"
        assert await fire("flood", "3") == ""
