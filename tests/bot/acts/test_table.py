"""Who may give which command, in whose name, and what rests after it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.acts.actor import PLAYER, Actor
from bot.acts.perform import perform
from bot.acts.table import ACTS, NotAllowed, authorise
from data.reading.wood_settings import WoodSettings, load_beginnings
from data.store.people import Cooldown
from engine.commands.table import ROWS, Command
from engine.commands.tales import DrawLegend, FireShock
from engine.commands.veto import Veto
from tests.bot.keeper_setup import LEGEND, SHOCK, growing

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
NEW = load_beginnings().settings
PATRON = Actor("patron:7")
BARD = Actor("patron:8", roles=frozenset({70}))
FERN = Actor("patron:1", forester=True)


def settings(**changes: object) -> WoodSettings:
    return NEW.model_copy(update=changes)


def test_every_command_of_a_persons_has_its_row() -> None:
    assert set(ACTS) == {record for record, row in ROWS.items() if row.personal}


def test_what_everyone_may_do_is_done_in_ones_own_name() -> None:
    given = authorise(settings(legends_by="everyone"), PATRON, DrawLegend(LEGEND), NOW)
    assert given.command == DrawLegend(LEGEND, by="patron:7")


def test_a_wood_and_a_person_rest_as_long_as_the_settings_say() -> None:
    given = authorise(settings(legends_wood_hours=2, legends_person_hours=5), PATRON, DrawLegend(LEGEND), NOW)
    assert given.cooldowns == (
        Cooldown("wood", "legend", NOW + timedelta(hours=2)),
        Cooldown("patron:7", "legend", NOW + timedelta(hours=5)),
    )


def test_no_hours_are_no_rest() -> None:
    given = authorise(settings(legends_wood_hours=0, legends_person_hours=0), PATRON, DrawLegend(LEGEND), NOW)
    assert given.cooldowns == ()


def test_a_role_may_be_wanted_and_a_forester_needs_none() -> None:
    bards = settings(shocks_by="role", shocks_role=70)
    assert authorise(bards, BARD, FireShock(SHOCK), NOW).command.by == "patron:8"
    assert authorise(bards, FERN, FireShock(SHOCK), NOW).command.by == "patron:1"
    with pytest.raises(NotAllowed) as refused:
        authorise(bards, PATRON, FireShock(SHOCK), NOW)
    assert (refused.value.code, refused.value.params) == ("draws_closed_role", {"role": 70})


@pytest.mark.parametrize("command", [FireShock(SHOCK), Veto("s1")])
def test_what_foresters_alone_may_do_is_done_in_the_foresters_name(command: Command) -> None:
    assert authorise(settings(shocks_by="foresters"), FERN, command, NOW).command.by == "forester"
    with pytest.raises(NotAllowed, match="draws_closed_foresters"):
        authorise(settings(shocks_by="foresters"), BARD, command, NOW)


def test_nothing_rests_after_a_veto() -> None:
    assert authorise(NEW, PLAYER, Veto("s1"), NOW).cooldowns == ()


def test_nobody_takes_another_name() -> None:
    given = authorise(settings(legends_by="everyone"), PATRON, DrawLegend(LEGEND, by="forester"), NOW)
    assert given.command.by == "patron:7"


async def test_the_keeper_refuses_what_comes_within_a_cool_down_and_remembers_it(tmp_path: Path) -> None:
    async with growing(tmp_path) as grove:
        wood = (await grove.found()).id

        async def fire(shock: str, id: str) -> str:
            result = await perform(grove.keeper, wood, NEW, PLAYER, FireShock(shock), id=id, now=grove.now[0])
            return result.refusal.code if result.refusal else ""

        assert await fire("drought", "1") == ""
        assert await fire("flood", "2") == "cooling_down"
        grove.later(timedelta(hours=21))
        assert await fire("flood", "2") == "cooling_down"
        assert await fire("flood", "3") == ""
