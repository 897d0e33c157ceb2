"""Pausing and resuming of a wood, and its schedule."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.app import App
from bot.client.errors import Refused
from bot.client.host import Asked
from bot.keeper.schedule import valid_schedule
from bot.present.settings import next_words
from bot.words.localiser import schedule_line
from cogs.edge import defer, record_here, say, voice_of
from cogs.forester.founding import home
from data.store.records import ByHand, Daily, Every, Schedule, WoodRecord


async def pause(app: App, asked: Asked) -> None:
    """Carry out `/forester pause`."""
    await defer(asked)
    voice = voice_of(app, asked)
    record = await record_here(app, asked)
    if record.state != "living":
        await say(asked, voice("discord.forester.already_paused"))
        return
    await app.keeper.pause(record.id, "forester", command=str(asked.id))
    await say(asked, voice("discord.forester.paused"))


async def resume(app: App, asked: Asked, wood: str | None) -> None:
    """Carry out `/forester resume`: a wood of another channel moves here first."""
    await defer(asked)
    voice = voice_of(app, asked)
    record = await record_here(app, asked) if wood is None else await _of_server(app, asked, wood)
    key, channel = "already_living" if record.state == "living" else "resumed", None
    if wood is not None and record.channel != home(asked).id:
        key, channel = "moved", home(asked).id
    record = await app.keeper.resume(record.id, channel=channel, command=str(asked.id))
    await say(asked, voice(f"discord.forester.{key}", next=next_words(voice, record)))


async def _of_server(app: App, asked: Asked, wood: str) -> WoodRecord:
    """A wood of this server that has not ended. Raises Refused."""
    woods = await app.store.woods.all(asked.guild_id)
    found = next((record for record in woods if record.id == wood), None)
    if found is None:
        raise Refused("no_such_wood")
    return found


async def play(app: App, asked: Asked) -> None:
    """Carry out `/forester turn-now`."""
    await defer(asked)
    voice = voice_of(app, asked)
    record = await record_here(app, asked)
    result = await app.keeper.play_turn(record.id, command=str(asked.id))
    if result.turn is None:
        raise Refused(result.code)
    await say(asked, voice("discord.forester.turn_played", turn=result.turn))


async def tick(app: App, asked: Asked, how: str, hour: int | None, minute: int, minutes: int | None) -> None:
    """Carry out `/forester tick`."""
    await defer(asked)
    voice = voice_of(app, asked)
    record = await record_here(app, asked)
    zone = app.settings_of(record).zone or app.beginnings.zone
    schedule = _schedule(how, hour, minute, minutes, zone)
    record = await app.keeper.reschedule(record.id, schedule, command=str(asked.id))
    told = schedule_line(voice, schedule)
    await say(asked, voice("discord.forester.tick_set", schedule=told, next=next_words(voice, record)))


def _schedule(how: str, hour: int | None, minute: int, minutes: int | None, zone: str) -> Schedule:
    match how, hour, minutes:
        case "daily", None, _:
            raise Refused("tick_needs_hour")
        case "daily", int(), _:
            return Daily(hour, minute, zone)
        case "every", _, None:
            raise Refused("tick_needs_minutes")
        case "every", _, int():
            return Every(minutes)
        case _:
            return ByHand()


async def time_zone(app: App, asked: Asked, zone: str) -> None:
    """Carry out `/forester time-zone`: for now, or for when turns are daily again."""
    await defer(asked)
    voice = voice_of(app, asked)
    record = await record_here(app, asked)
    now = record.schedule
    schedule = valid_schedule(replace(now, zone=zone) if isinstance(now, Daily) else Daily(0, 0, zone))
    if not isinstance(now, Daily):
        await app.keeper.configure(record.id, {"zone": zone}, command=str(asked.id))
        await say(asked, voice("discord.forester.zone_kept", zone=zone))
        return
    record = await app.keeper.reschedule(record.id, schedule, settings={"zone": zone}, command=str(asked.id))
    await say(asked, voice("discord.forester.zone_set", zone=zone, next=next_words(voice, record)))


async def resting(app: App, asked: Asked) -> Iterable[tuple[str, str]]:
    """Woods of this server that do not live, as choices, each with where it was."""
    voice = voice_of(app, asked)
    woods = await app.store.woods.all(asked.guild_id)
    return [
        (record.id, voice("discord.forester.resting", channel=_channel(asked, record), turn=record.turn))
        for record in woods
        if record.state != "living"
    ]


def _channel(asked: Asked, record: WoodRecord) -> str:
    channel = asked.guild.get_channel_or_thread(record.channel) if asked.guild else None
    return f"#{channel.name}" if channel is not None else record.id
