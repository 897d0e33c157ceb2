"""`/wood`: what everybody may look at."""

from __future__ import annotations

import discord
import pytest

from data.reading.content import load_rules
from engine import accounts
from engine.calls.question import question
from engine.commands.calls import PlaceCall
from tests.cogs.simulated_discord import Village, messages, private, words


async def test_status_tells_the_turn_the_season_and_when_it_goes_on(wood: Village) -> None:
    result = await wood.anna.slash(wood.channel, "wood status")
    record = await wood.record()
    assert private(result)
    assert "Turn 3 · late autumn · chapter 1" in words(result)
    assert record.next_due is not None
    assert f"<t:{int(record.next_due.timestamp())}:R>" in words(result)
    assert "instinct × 5" in words(result)


async def test_status_names_what_was_drawn_and_by_whom_and_not_when_it_strikes(wood: Village) -> None:
    await wood.anna.slash(wood.channel, "legend draw", legend="great-acorn-mania")
    assert "**The Great Acorn Mania** was drawn by a patron. Nobody knows when it strikes." in words(
        await wood.anna.slash(wood.channel, "wood status")
    )


async def test_status_names_what_is_at_work_and_since_when(wood: Village) -> None:
    await wood.fern.slash(wood.channel, "shock fire", shock="drought")
    title = load_rules().shock["drought"].title
    shown = words(await wood.anna.slash(wood.channel, "wood status"))
    assert f"**{title}** from turn 4 on, by the forester" in shown


@pytest.mark.parametrize(
    "command", ["wood status", "wood chart", "wood chronicle", "wood next", "wood board"]
)
async def test_a_channel_without_a_wood_says_how_to_found_one(glade: Village, command: str) -> None:
    result = await glade.anna.slash(glade.channel, command)
    assert private(result)
    assert "/forester found" in words(result)
    assert glade.refused() == ["no_wood"]


async def test_a_wood_without_a_turn_has_no_picture_and_no_page(glade: Village) -> None:
    await glade.found()
    for command, code in (("wood chart", "no_turn_yet"), ("wood chronicle", "no_page")):
        assert "first turn" in words(await glade.anna.slash(glade.channel, command)).lower()
        assert glade.refused() == [code]


@pytest.mark.parametrize("what", ["prices", "wealth"])
async def test_a_chart_comes_as_a_picture_with_alt_text(wood: Village, what: str) -> None:
    result = await wood.anna.slash(wood.channel, "wood chart", what=what)
    (picture,) = messages(result)[0].attachments
    assert picture.filename.endswith(".png")
    assert picture.size > 5000
    assert picture.description
    assert picture.description.startswith("Line chart")


async def test_the_chronicle_opens_at_the_last_page_and_turns_back_after_a_restart(wood: Village) -> None:
    result = await wood.anna.slash(wood.channel, "wood chronicle")
    assert "Turn 3" in words(result)
    await wood.restart()
    page = messages(result)[0]
    turned = await wood.anna.click(page, label="◀ Earlier")
    assert turned.acknowledged
    again = await wood.anna.slash(wood.channel, "wood chronicle", turn=2)
    shown = wood.env.backend.get_message(page.channel_id, page.id)
    assert "Turn 2" in words(again)
    assert "Turn 2" in str(shown.components)


async def test_the_same_page_tells_the_same_story(wood: Village) -> None:
    first = words(await wood.anna.slash(wood.channel, "wood chronicle", turn=2))
    await wood.restart()
    assert words(await wood.ben.slash(wood.channel, "wood chronicle", turn=2)) == first


async def test_a_page_that_is_not_written_yet_is_refused(wood: Village) -> None:
    result = await wood.anna.slash(wood.channel, "wood chronicle", turn=9)
    assert "the last one was 3" in words(result)
    assert wood.refused() == ["no_such_turn"]


async def test_next_tells_the_next_turn_in_every_state(wood: Village) -> None:
    assert "Turn 4" in words(await wood.anna.slash(wood.channel, "wood next"))
    await wood.fern.slash(wood.channel, "forester tick", how="by_hand")
    assert "when a forester plays them" in words(await wood.anna.slash(wood.channel, "wood next"))
    await wood.fern.slash(wood.channel, "forester pause")
    assert "a forester let it rest" in words(await wood.anna.slash(wood.channel, "wood next"))


async def test_the_board_ranks_callers_and_always_shows_the_reader(wood: Village) -> None:
    assert "Nobody's call has come in yet" in words(await wood.anna.slash(wood.channel, "wood board"))
    record, people = await wood.record(), wood.app.store.people
    asked = question((await wood.app.keeper.look(record.id)).wood)
    good = wood.app.casts["wood"].good[asked.good]
    for actor, answer in ((wood.anna, "dearer"), (wood.ben, "cheaper")):
        patron = await people.patron(record.id, actor.id, wood.env.now())
        call = PlaceCall(accounts.patron(patron), asked, answer)
        assert (await wood.app.keeper.command(record.id, call, id=f"{actor.id}")).refusal is None
    waiting = words(await wood.anna.slash(wood.channel, "wood board"))
    assert f"Turn 4: {good.name} dearer than {asked.low} to {asked.high}, still open" in waiting
    await wood.play()
    board = words(await wood.anna.slash(wood.channel, "wood board"))
    assert f"<@{wood.anna.id}>" in board
    assert f"<@{wood.ben.id}>" in board
    beyond = words(await wood.anna.slash(wood.channel, "wood board", page=7))
    assert "ends before this page" in beyond
    assert f"<@{wood.anna.id}>" in beyond


async def test_looking_at_the_board_makes_nobody_a_patron(wood: Village) -> None:
    await wood.anna.slash(wood.channel, "wood board")
    await wood.anna.slash(wood.channel, "legend list")
    assert not await wood.app.store.people.records(wood.anna.id)


async def test_a_thread_of_the_channel_shows_the_channels_wood(wood: Village) -> None:
    channel = wood.env.bot.get_channel(wood.channel.id)
    assert isinstance(channel, discord.TextChannel)
    await channel.create_thread(name="detail", type=discord.ChannelType.public_thread)
    (thread,) = wood.channel.threads
    assert "Turn 3" in words(await wood.anna.slash(thread, "wood status"))


@pytest.mark.parametrize("command", ["wood status", "market prices", "legend list", "help", "privacy export"])
async def test_an_answer_is_deferred_in_private_before_any_work(wood: Village, command: str) -> None:
    await wood.anna.slash(wood.channel, command)
    first = next(entry for entry in wood.env.http_requests[::-1] if entry.path.endswith("/callback"))
    assert isinstance(first.json, dict)
    assert first.json["type"] == discord.InteractionResponseType.deferred_channel_message.value
    assert first.json["data"]["flags"] == discord.MessageFlags(ephemeral=True).value


async def test_a_wood_answers_the_same_after_a_restart(wood: Village) -> None:
    commands = ("wood status", "wood next", "market prices", "market trades", "market book", "legend list")
    before = [words(await wood.anna.slash(wood.channel, command)) for command in commands]
    await wood.restart()
    assert [words(await wood.anna.slash(wood.channel, command)) for command in commands] == before
