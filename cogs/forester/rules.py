"""Who may meddle with a wood, what a forester calls off, and the wood's other settings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bot.app import House
from bot.client.refused import Refused
from bot.present.errors import refusal_line
from bot.present.settings import settings_card
from bot.present.tales import who_line
from bot.words.names import tale_title
from cogs.edge import Asked, defer, record_here, say, show, voice_of, wood_here
from cogs.forester.founding import known_language
from data.reading.wood_settings import Draw, Who
from data.store.records import Setting
from engine.command import FORESTER, Veto


async def settings(house: House, asked: Asked, thread: bool | None) -> None:
    """The whole road of `/forester settings`."""
    await defer(asked)
    voice = voice_of(house, asked)
    record = await record_here(house, asked)
    if thread is not None:
        record = await house.keeper.configure(record.id, {"thread": thread}, command=str(asked.id))
    await show(asked, settings_card(voice, record, house.settings_of(record)))


async def language(house: House, asked: Asked, wanted: str) -> None:
    """The whole road of `/forester language`."""
    await defer(asked)
    voice = voice_of(house, asked)
    record = await record_here(house, asked)
    change = {"language": known_language(house, wanted)}
    await house.keeper.configure(record.id, change, command=str(asked.id))
    await say(asked, voice("discord.forester.language_set", language=voice(f"discord.languages.{wanted}")))


async def draws(
    house: House,
    asked: Asked,
    draw: Draw,
    who: Who | None,
    role: int | None,
    wood_hours: int | None,
    person_hours: int | None,
) -> None:
    """The whole road of `/forester draws`."""
    await defer(asked)
    voice = voice_of(house, asked)
    record = await record_here(house, asked)
    now = house.settings_of(record)
    if who == "role" and role is None and now.draws(draw).role is None:
        raise Refused("draws_need_role")
    wanted: Mapping[str, Setting] = {
        f"{draw}s_by": "role" if who is None and role is not None else who,
        f"{draw}s_role": role,
        f"{draw}s_wood_hours": wood_hours,
        f"{draw}s_person_hours": person_hours,
    }
    given = {name: value for name, value in wanted.items() if value is not None}
    if given:
        record = await house.keeper.configure(record.id, given, command=str(asked.id))
    key = "draws_set" if given else "draws_nothing"
    await say(asked, voice(f"discord.forester.{key}", rule=who_line(voice, house.settings_of(record), draw)))


async def veto(house: House, asked: Asked, spell: str) -> None:
    """The whole road of `/forester veto`."""
    await defer(asked)
    voice = voice_of(house, asked)
    loaded = await wood_here(house, asked)
    tale = next((working.tale for working in loaded.wood.spells if working.id == spell), None)
    if tale is None:
        raise Refused("not_at_work", id=spell[:64])
    result = await house.keeper.command(loaded.record.id, Veto(spell, FORESTER), id=str(asked.id))
    if result.refusal is not None:
        await say(asked, refusal_line(voice, result.refusal))
        return
    await say(asked, voice("discord.forester.vetoed", title=tale_title(voice, loaded.wood.rules, tale)))


async def at_work(house: House, asked: Asked) -> Iterable[tuple[str, str]]:
    """Shocks and legends at work in this channel's wood, as choices."""
    voice, wood = voice_of(house, asked), (await wood_here(house, asked)).wood
    return [(spell.id, tale_title(voice, wood.rules, spell.tale)) for spell in wood.spells]
