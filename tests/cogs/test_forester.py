"""`/forester`: founding and managing a wood."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta
from typing import Any

import discord
import pytest
import simcord

from data.store.records import ByHand, Daily, Every
from tests.cogs.simulated_discord import Village, messages, private, words
from tests.data.beside import post_of_turn

COMMANDS: dict[str, dict[str, Any]] = {
    "found": {},
    "settings": {},
    "test": {},
    "pause": {},
    "resume": {},
    "turn-now": {},
    "tick": {"how": "by_hand"},
    "time-zone": {"zone": "Europe/Berlin"},
    "draws": {"what": "legend"},
    "veto": {"spell": "s1"},
    "export": {},
    "reset": {},
    "delete": {},
    "language": {"language": "de"},
}


def let_all_see_the_group(here: Village) -> None:
    """What a server may do in its integration settings: overrule who sees the group."""
    command = here.env.backend.find_command("forester", here.guild.id, type=1)
    assert command is not None
    here.guild.set_command_permissions(int(command["id"]), {here.guild.default_role: True})


async def test_discord_hides_the_group_from_others(wood: Village) -> None:
    with pytest.raises(simcord.SetupError, match="not visible"):
        await wood.anna.slash(wood.channel, "forester pause")


@pytest.mark.parametrize("command", COMMANDS)
async def test_whoever_may_not_manage_the_server_is_refused_in_earnest(wood: Village, command: str) -> None:
    let_all_see_the_group(wood)
    before = await wood.record()
    result = await wood.anna.slash(wood.channel, f"forester {command}", **COMMANDS[command])
    assert private(result)
    assert "Manage Server" in words(result)
    assert wood.refused() == ["need_manage"]
    assert await wood.record() == before


@pytest.mark.parametrize("command", [name for name in COMMANDS if name not in ("found", "test")])
async def test_without_a_wood_it_says_how_to_found_one(glade: Village, command: str) -> None:
    result = await glade.fern.slash(glade.channel, f"forester {command}", **COMMANDS[command])
    assert private(result)
    assert "/forester found" in words(result)
    assert glade.refused() == ["no_wood"]


class TestFounding:
    async def test_a_wood_is_founded_with_its_schedule_language_and_forester(self, glade: Village) -> None:
        result = await glade.fern.slash(
            glade.channel, "forester found", zone="Asia/Kathmandu", hour=7, language="de"
        )
        record = await glade.record()
        assert record.schedule == Daily(7, 0, "Asia/Kathmandu")
        settings = glade.app.settings_of(record)
        assert settings.language == "de"
        assert settings.forester is not None
        assert await glade.app.store.people.user(record.id, settings.forester) == glade.fern.id
        own, public = messages(result)
        assert own.ephemeral
        assert "A wood lives here now" in own.content
        assert "wächst ein Wald" in public.content

    async def test_a_second_wood_in_the_channel_is_refused(self, wood: Village) -> None:
        before = await wood.record()
        assert "already" in words(await wood.fern.slash(wood.channel, "forester found"))
        assert wood.refused() == ["channel_taken"]
        assert await wood.record() == before

    @pytest.mark.parametrize(
        ("options", "code"),
        [
            ({"zone": "Mars/Base"}, "unknown_zone"),
            ({"language": "xx"}, "unknown_language"),
            ({"cast": "nobody"}, "unknown_cast"),
        ],
    )
    async def test_what_cannot_be_is_refused_and_founds_nothing(
        self, glade: Village, options: dict[str, str], code: str
    ) -> None:
        assert private(await glade.fern.slash(glade.channel, "forester found", **options))
        assert glade.refused() == [code]
        assert await glade.app.store.woods.in_channel(glade.channel.id) is None

    async def test_another_cast_may_live_here(self, glade: Village) -> None:
        record = await glade.found(cast="trading-room")
        await glade.play(2)
        state = (await glade.app.keeper.look(record.id)).wood
        assert "augusta" in state.cast.creature
        card = words(await glade.anna.slash(glade.channel, "creature card", creature="augusta"))
        assert "credits" in card

    async def test_a_voice_channel_is_no_place_for_a_wood(self, glade: Village) -> None:
        voice = glade.guild.create_voice_channel("hall")
        assert "text channel" in words(await glade.fern.slash(voice, "forester found"))
        assert glade.refused() == ["not_here"]

    async def test_what_the_bot_may_not_do_is_said_at_once(self, glade: Village) -> None:
        quiet = glade.guild.create_text_channel("quiet", overwrites=deny(glade, attach_files=False))
        result = await glade.fern.slash(quiet, "forester found")
        assert "Attach Files" in words(result)

    async def test_zones_languages_and_casts_are_offered(self, glade: Village) -> None:
        async def values(option: str, typed: str) -> list[str]:
            found = await glade.fern.autocomplete(glade.channel, "forester found", option, typed)
            return [str(choice["value"]) for choice in found]

        assert "Europe/Berlin" in await values("zone", "berlin")
        assert "America/New_York" in await values("zone", "new york")
        assert len(await values("zone", "")) == 25
        assert await values("language", "") == ["en", "de"]
        assert set(await values("cast", "")) == {"wood", "trading-room"}


def deny(here: Village, **permissions: bool) -> dict[Any, discord.PermissionOverwrite]:
    return {here.guild.default_role: discord.PermissionOverwrite(**permissions)}


class TestPermissions:
    async def test_the_test_posts_a_sample_and_finds_all_well(self, glade: Village) -> None:
        result = await glade.fern.slash(glade.channel, "forester test")
        assert "All is well" in words(result)
        last = glade.channel.last_message
        assert last is not None
        assert "sample" in last.content

    async def test_what_is_missing_is_named_with_why(self, glade: Village) -> None:
        quiet = glade.guild.create_text_channel(
            "quiet", overwrites=deny(glade, send_messages=False, read_message_history=False)
        )
        text = words(await glade.fern.slash(quiet, "forester test"))
        assert "❌ Send Messages: without it no turn can be posted." in text
        assert "❌ Read Message History" in text
        assert "✅ Attach Files" in text
        assert "The sample could not be posted" in text


class TestRunning:
    async def test_pausing_and_resuming_hold_over_a_restart(self, wood: Village) -> None:
        assert "rests" in words(await wood.fern.slash(wood.channel, "forester pause"))
        await wood.restart()
        assert (await wood.record()).state == "paused"
        assert "already" in words(await wood.fern.slash(wood.channel, "forester pause"))
        resumed = words(await wood.fern.slash(wood.channel, "forester resume"))
        assert "goes on" in resumed
        assert "<t:" in resumed
        assert "awake already" in words(await wood.fern.slash(wood.channel, "forester resume"))

    async def test_a_turn_is_played_at_once_and_leaves_the_schedule_alone(self, wood: Village) -> None:
        due = (await wood.record()).next_due
        assert "Turn 4 has been played" in words(await wood.fern.slash(wood.channel, "forester turn-now"))
        record = await wood.record()
        assert (record.turn, record.next_due) == (4, due)
        assert post_of_turn(wood.app.settings.database, record.id, 4).state == "pending"

    async def test_a_resting_wood_plays_no_turn(self, wood: Village) -> None:
        await wood.fern.slash(wood.channel, "forester pause")
        assert "/forester resume" in words(await wood.fern.slash(wood.channel, "forester turn-now"))
        assert wood.refused() == ["not_living"]

    async def test_a_resting_wood_moves_to_the_channel_that_it_is_resumed_in(self, wood: Village) -> None:
        await wood.fern.slash(wood.channel, "forester pause")
        meadow = wood.guild.create_text_channel("meadow")
        offered = await wood.fern.autocomplete(meadow, "forester resume", "wood", "")
        assert [choice["name"] for choice in offered] == ["#glade, 3 turns"]
        result = await wood.fern.slash(meadow, "forester resume", wood=offered[0]["value"])
        assert "goes on in this channel" in words(result)
        assert "Turn 3" in words(await wood.anna.slash(meadow, "wood status"))
        await wood.anna.slash(wood.channel, "wood status")
        assert wood.refused() == ["no_wood"]

    async def test_a_wood_of_another_server_is_not_taken(self, wood: Village) -> None:
        record = await wood.record()
        abroad = wood.env.create_guild()
        field = abroad.create_text_channel("field")
        boss = abroad.create_role("Boss", permissions=discord.Permissions(manage_guild=True))
        stranger = abroad.add_member(wood.env.create_user("stranger"), roles=[boss])
        await stranger.slash(field, "forester resume", wood=record.id)
        assert wood.refused() == ["no_such_wood"]
        assert (await wood.record()).channel == wood.channel.id

    @pytest.mark.parametrize(
        ("options", "schedule"),
        [
            ({"how": "daily", "hour": 6, "minute": 30}, Daily(6, 30, "UTC")),
            ({"how": "every", "minutes": 30}, Every(30)),
            ({"how": "by_hand"}, ByHand()),
        ],
    )
    async def test_the_schedule_is_set(self, wood: Village, options: dict[str, Any], schedule: Any) -> None:
        await wood.fern.slash(wood.channel, "forester tick", **options)
        record = await wood.record()
        assert record.schedule == schedule
        assert (record.next_due is None) == (schedule == ByHand())
        if isinstance(schedule, Every):
            assert record.next_due == wood.env.now() + timedelta(minutes=30)

    @pytest.mark.parametrize(("how", "code"), [("daily", "tick_needs_hour"), ("every", "tick_needs_minutes")])
    async def test_half_a_schedule_is_refused(self, wood: Village, how: str, code: str) -> None:
        before = (await wood.record()).schedule
        assert "fill in" in words(await wood.fern.slash(wood.channel, "forester tick", how=how))
        assert wood.refused() == [code]
        assert (await wood.record()).schedule == before

    @pytest.mark.parametrize(
        "options",
        [
            {"how": "every", "minutes": 0},
            {"how": "every", "minutes": -5},
            {"how": "daily", "hour": 24},
            {"how": "daily", "hour": 1, "minute": 60},
        ],
    )
    async def test_numbers_out_of_range_never_leave_discord(
        self, wood: Village, options: dict[str, Any]
    ) -> None:
        with pytest.raises(simcord.OptionError):
            await wood.fern.slash(wood.channel, "forester tick", **options)

    async def test_the_time_zone_is_followed_or_kept_for_later(self, wood: Village) -> None:
        await wood.fern.slash(wood.channel, "forester time-zone", zone="Asia/Tokyo")
        assert (await wood.record()).schedule == Daily(18, 0, "Asia/Tokyo")
        await wood.fern.slash(wood.channel, "forester tick", how="by_hand")
        kept = words(await wood.fern.slash(wood.channel, "forester time-zone", zone="Europe/Rome"))
        assert "Noted: Europe/Rome" in kept
        await wood.fern.slash(wood.channel, "forester tick", how="daily", hour=5)
        assert (await wood.record()).schedule == Daily(5, 0, "Europe/Rome")

    async def test_an_unknown_time_zone_changes_nothing(self, wood: Village) -> None:
        before = await wood.record()
        await wood.fern.slash(wood.channel, "forester time-zone", zone="../../etc/passwd")
        assert wood.refused() == ["unknown_zone"]
        assert await wood.record() == before


class TestRules:
    async def test_settings_show_everything_and_switch_threads(self, wood: Village) -> None:
        shown = words(await wood.fern.slash(wood.channel, "forester settings"))
        for part in (
            "18:00",
            "English",
            "thread: off",
            "drawn by everyone",
            "5 turns after the last was over",
        ):
            assert part in shown
        assert "thread: on" in words(await wood.fern.slash(wood.channel, "forester settings", thread=True))
        await wood.restart()
        assert "thread: on" in words(await wood.fern.slash(wood.channel, "forester settings"))

    async def test_who_may_draw_and_how_often_is_the_foresters_choice(self, wood: Village) -> None:
        await wood.fern.slash(
            wood.channel, "forester draws", what="legend", who="foresters", wood_turns=0, person_turns=0
        )
        await wood.anna.slash(wood.channel, "legend draw", legend="railway-mania")
        assert wood.refused() == ["draws_closed_foresters"]
        for legend in ("railway-mania", "pegged-footbridge"):
            assert "Drawn" in words(await wood.fern.slash(wood.channel, "legend draw", legend=legend))
            (spell,) = await wood.fern.autocomplete(wood.channel, "forester veto", "spell", "")
            await wood.fern.slash(wood.channel, "forester veto", spell=spell["value"])

    async def test_a_role_must_be_named(self, wood: Village) -> None:
        await wood.fern.slash(wood.channel, "forester draws", what="shock", who="role")
        assert wood.refused() == ["draws_need_role"]
        asked = words(await wood.fern.slash(wood.channel, "forester draws", what="shock"))
        assert "Nothing to change" in asked

    async def test_a_veto_ends_what_is_at_work(self, wood: Village) -> None:
        await wood.anna.slash(wood.channel, "legend draw", legend="railway-mania")
        (offered,) = await wood.fern.autocomplete(wood.channel, "forester veto", "spell", "")
        assert offered["name"] == "The Great Burrow Line"
        ended = words(await wood.fern.slash(wood.channel, "forester veto", spell=offered["value"]))
        assert "**The Great Burrow Line** has ended" in ended
        assert "Burrow" not in words(await wood.anna.slash(wood.channel, "wood status"))
        await wood.fern.slash(wood.channel, "forester veto", spell=offered["value"])
        assert wood.refused() == ["not_at_work"]

    async def test_the_language_of_public_posts(self, wood: Village) -> None:
        assert "Deutsch" in words(await wood.fern.slash(wood.channel, "forester language", language="de"))
        drawn = await wood.anna.slash(wood.channel, "legend draw", legend="railway-mania")
        own, public = messages(drawn)
        assert own.content.startswith("Drawn.")
        assert "wurde gezogen" in public.content
        await wood.fern.slash(wood.channel, "forester language", language="tlh")
        assert wood.refused() == ["unknown_language"]


class TestEnding:
    async def test_the_export_holds_the_public_story_and_no_secret(self, wood: Village) -> None:
        state = (await wood.app.store.woods.load((await wood.record()).id)).wood
        result = await wood.fern.slash(wood.channel, "forester export")
        assert private(result)
        (file,) = messages(result)[0].attachments
        packed = zipfile.ZipFile(io.BytesIO(await file.read()))
        texts = {name: packed.read(name).decode() for name in packed.namelist()}
        assert texts["chronicle.md"].count("## ") == 3
        assert texts["prices.csv"].count("\n") == 1 + 3 * len(state.cast.traded)
        assert json.loads(texts["settings.json"])["turn"] == 3
        everything = "".join(texts.values())
        assert state.seed not in everything
        assert str(wood.fern.id) not in everything
        assert all(t not in everything for soul in state.souls.values() for t in soul.thoughts)

    async def test_a_reset_asks_and_keeps_settings_and_schedule(self, wood: Village) -> None:
        await wood.fern.slash(wood.channel, "forester tick", how="every", minutes=45)
        old = await wood.record()
        asked = await wood.fern.slash(wood.channel, "forester reset")
        assert "3 turns" in words(asked)
        await wood.restart()
        await wood.fern.click(messages(asked)[0], label="Yes, begin again")
        new = await wood.record()
        assert new.id != old.id
        assert (new.turn, new.schedule, new.settings) == (0, Every(45), old.settings)

    async def test_a_refusal_at_the_question_changes_nothing(self, wood: Village) -> None:
        before = await wood.record()
        asked = await wood.fern.slash(wood.channel, "forester delete")
        await wood.fern.click(messages(asked)[0], label="No, keep it")
        assert await wood.record() == before

    async def test_a_deleted_wood_is_gone_for_every_command_and_button(self, wood: Village) -> None:
        page = messages(await wood.anna.slash(wood.channel, "wood chronicle"))[0]
        first, second = [messages(await wood.fern.slash(wood.channel, "forester delete"))[0] for _ in "ab"]
        await wood.fern.click(first, label="Yes, end it")
        assert await wood.app.store.woods.in_channel(wood.channel.id) is None
        late = await wood.fern.click(second, label="Yes, end it")
        assert "has ended" in words(late)
        await wood.anna.click(page, label="◀ Earlier")
        await wood.anna.slash(wood.channel, "wood status")
        assert wood.refused() == ["no_wood"]
        await wood.found()
        assert (await wood.record()).turn == 0

    async def test_an_old_question_does_nothing_once_the_wood_has_changed(self, wood: Village) -> None:
        asked = messages(await wood.fern.slash(wood.channel, "forester delete"))[0]
        await wood.fern.slash(wood.channel, "forester pause")
        await wood.fern.slash(wood.channel, "forester resume")
        late = await wood.fern.click(asked, label="Yes, end it")
        assert "Ask again" in words(late)
        assert (await wood.record()).state == "living"
