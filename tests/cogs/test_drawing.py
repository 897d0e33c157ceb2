"""`/legend` and `/shock`: who may, how often, and that each acts once."""

from __future__ import annotations

from typing import Any

import discord
import pytest

from tests.cogs.simulated_discord import Village, messages, private, words

DRAW = {"legend": "great-acorn-mania"}


async def state(here: Village) -> Any:
    return (await here.app.keeper.look((await here.record()).id)).wood


async def test_the_list_has_every_legend_and_one_of_them_in_full(wood: Village) -> None:
    listed = words(await wood.anna.slash(wood.channel, "legend list"))
    rules = (await state(wood)).rules
    assert all(legend.title in listed for legend in rules.legends)
    full = words(await wood.anna.slash(wood.channel, "legend list", legend="run-on-oonas-hoard"))
    assert "True history" in full
    assert "{" not in full


async def test_a_drawn_legend_is_told_to_the_channel_and_nobody_is_told_when_it_strikes(
    wood: Village,
) -> None:
    result = await wood.anna.slash(wood.channel, "legend draw", **DRAW)
    own, public = messages(result)
    assert own.ephemeral
    assert not public.ephemeral
    assert (
        public.content
        == "📖 🌷 **The Great Acorn Mania** has been drawn by anna. Nobody knows when it strikes."
    )
    (spell,) = (await state(wood)).spells
    assert (spell.tale, spell.start, spell.drawn, spell.by) == ("great-acorn-mania", 0, 4, "patron:2")


async def test_legends_come_one_at_a_time_then_the_wood_waits_and_the_person_longer(wood: Village) -> None:
    await wood.fern.slash(wood.channel, "forester draws", what="legend", wood_turns=2, person_turns=60)
    await wood.anna.slash(wood.channel, "legend draw", **DRAW)
    other = {"legend": "hollow-log-trading-company"}
    too_soon = await wood.ben.slash(wood.channel, "legend draw", **other)
    assert private(too_soon)
    assert "one at a time, and 2 turns after the last one was over" in words(too_soon)
    assert "may be drawn 2 turns after its end" in words(await wood.ben.slash(wood.channel, "legend list"))
    while (await state(wood)).spells:
        await wood.fern.slash(wood.channel, "forester turn-now")
    ended = (await state(wood)).turn
    assert f"after turn {ended + 2}" in words(await wood.ben.slash(wood.channel, "legend draw", **other))
    assert f"after turn {ended + 2}" in words(await wood.ben.slash(wood.channel, "legend list"))
    for _ in range(2):
        await wood.fern.slash(wood.channel, "forester turn-now")
    assert "again after turn 63" in words(await wood.anna.slash(wood.channel, "legend draw", **other))
    assert "has been drawn by ben" in words(await wood.ben.slash(wood.channel, "legend draw", **other))
    assert wood.refused() == ["legend_at_work", "too_soon_here", "too_soon_for_person"]


async def test_what_has_to_be_waited_for_outlives_a_restart(wood: Village) -> None:
    await wood.fern.slash(wood.channel, "shock fire", shock="drought")
    await wood.restart()
    result = await wood.fern.slash(wood.channel, "shock fire", shock="flood")
    assert "the next may come after turn 8" in words(result)
    assert wood.refused() == ["too_soon_here"]


async def test_a_shock_at_work_is_not_let_loose_twice(wood: Village) -> None:
    await wood.fern.slash(wood.channel, "shock fire", shock="drought")
    assert "at work already" in words(await wood.fern.slash(wood.channel, "shock fire", shock="drought"))
    assert wood.refused() == ["already_at_work"]


async def test_an_interaction_that_comes_twice_acts_once(wood: Village) -> None:
    sent: list[Any] = []
    wood.env.backend.subscribers.append(
        lambda event, payload: sent.append(payload) if event == "INTERACTION_CREATE" else None
    )
    await wood.fern.slash(wood.channel, "forester draws", what="legend", wood_turns=0, person_turns=0)
    await wood.anna.slash(wood.channel, "legend draw", **DRAW)
    number = (await wood.record()).number
    said = len(wood.channel.history())
    wood.env.backend.emit("INTERACTION_CREATE", sent[-1])
    await wood.env.settle()
    await wood.restart()
    wood.env.backend.emit("INTERACTION_CREATE", sent[-1])
    await wood.env.settle()
    assert wood.refused() == ["40060"]
    assert (await wood.record()).number == number
    assert len((await state(wood)).spells) == 1
    assert len(wood.channel.history()) == said


@pytest.mark.parametrize(("command", "option"), [("legend draw", "legend"), ("shock fire", "shock")])
async def test_an_unknown_tale_is_refused(wood: Village, command: str, option: str) -> None:
    result = await wood.fern.slash(wood.channel, command, **{option: "x" * 200})
    assert private(result)
    assert "Pick one from the list" in words(result)
    assert wood.refused() == [f"unknown_{option}"]


async def test_a_resting_wood_draws_nothing(wood: Village) -> None:
    await wood.fern.slash(wood.channel, "forester pause")
    assert "/forester resume" in words(await wood.anna.slash(wood.channel, "legend draw", **DRAW))
    assert not (await state(wood)).spells
    assert wood.refused() == ["not_living"]


async def test_shocks_are_for_foresters_until_they_say_otherwise(wood: Village) -> None:
    assert "only foresters" in words(await wood.anna.slash(wood.channel, "shock fire", shock="drought"))
    assert wood.refused() == ["draws_closed_foresters"]
    fired = words(await wood.fern.slash(wood.channel, "shock fire", shock="drought"))
    assert "🌵 **Drought** strikes by the hand of fern" in fired
    assert (await state(wood)).spells[0].by == "forester"


async def test_a_role_may_be_given_the_right_to_draw(wood: Village) -> None:
    bards = wood.guild.create_role("Bards", permissions=discord.Permissions.none())
    cleo = wood.guild.add_member(wood.env.create_user("cleo"), roles=[bards])
    said = words(await wood.fern.slash(wood.channel, "forester draws", what="legend", who="role", role=bards))
    assert f"members of <@&{bards.id}>" in said
    assert f"<@&{bards.id}>" in words(await wood.anna.slash(wood.channel, "legend draw", **DRAW))
    assert wood.refused() == ["draws_closed_role"]
    assert "has been drawn by cleo" in words(await cleo.slash(wood.channel, "legend draw", **DRAW))


async def test_legends_and_shocks_are_offered_at_most_25_at_a_time(wood: Village) -> None:
    legends = await wood.anna.autocomplete(wood.channel, "legend draw", "legend", "")
    shocks = await wood.fern.autocomplete(wood.channel, "shock fire", "shock", "fro")
    assert 10 <= len(legends) <= 25
    assert [choice["value"] for choice in shocks] == ["early-frost"]


async def test_a_name_with_markup_neither_pings_nor_breaks_the_announcement(wood: Village) -> None:
    imp = wood.guild.add_member(wood.env.create_user("imp", global_name="@everyone **boo**"))
    result = await imp.slash(wood.channel, "legend draw", **DRAW)
    public = messages(result)[-1]
    assert "@everyone" not in public.content
    assert not public.message.mention_everyone
    assert "**boo**" not in public.content
