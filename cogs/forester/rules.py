"""Settings of a wood: who may draw and fire, language and threads; and the veto."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bot.acts.perform import perform
from bot.app import App
from bot.client.errors import Refused
from bot.client.host import Asked
from bot.present.errors import refusal_line
from bot.present.settings import settings_card
from bot.present.tales import who_line
from bot.words.localiser import tale_title
from cogs.edge import actor_of, defer, record_here, say, show, voice_of, wood_here
from cogs.forester.founding import known_language
from data.reading.wood_settings import Draw, Who
from data.store.records import Setting
from engine.commands.veto import Veto


async def settings(app: App, asked: Asked, thread: bool | None) -> None:
    """Carry out `/forester settings`."""
    await defer(asked)
    voice = voice_of(app, asked)
    record = await record_here(app, asked)
    if thread is not None:
        record = await app.keeper.configure(record.id, {"thread": thread}, command=str(asked.id))
    await show(asked, settings_card(voice, record, app.settings_of(record)))


async def language(app: App, asked: Asked, wanted: str) -> None:
    """Carry out `/forester language`."""
    await defer(asked)
    voice = voice_of(app, asked)
    record = await record_here(app, asked)
    change = {"language": known_language(app, wanted)}
    await app.keeper.configure(record.id, change, command=str(asked.id))
    await say(asked, voice("discord.forester.language_set", language=voice(f"discord.languages.{wanted}")))


async def draws(
    app: App,
    asked: Asked,
    draw: Draw,
    who: Who | None,
    role: int | None,
    wood_turns: int | None,
    person_turns: int | None,
) -> None:
    """Carry out `/forester draws`."""
    await defer(asked)
    voice = voice_of(app, asked)
    record = await record_here(app, asked)
    now = app.settings_of(record)
    if who == "role" and role is None and now.draws(draw).role is None:
        raise Refused("draws_need_role")
    wanted: Mapping[str, Setting] = {
        f"{draw}s_by": "role" if who is None and role is not None else who,
        f"{draw}s_role": role,
        f"{draw}s_wood_turns": wood_turns,
        f"{draw}s_person_turns": person_turns,
    }
    given = {name: value for name, value in wanted.items() if value is not None}
    if given:
        record = await app.keeper.configure(record.id, given, command=str(asked.id))
    key = "draws_set" if given else "draws_nothing"
    await say(asked, voice(f"discord.forester.{key}", rule=who_line(voice, app.settings_of(record), draw)))


async def veto(app: App, asked: Asked, spell: str) -> None:
    """Carry out `/forester veto`."""
    await defer(asked)
    voice = voice_of(app, asked)
    loaded = await wood_here(app, asked)
    tale = next((working.tale for working in loaded.wood.spells if working.id == spell), None)
    if tale is None:
        raise Refused("not_at_work", id=spell[:64])
    result = await perform(
        app.keeper,
        loaded.record.id,
        app.settings_of(loaded.record),
        await actor_of(app, loaded.record.id, asked),
        Veto(spell),
        id=str(asked.id),
    )
    if result.refusal is not None:
        await say(asked, refusal_line(voice, result.refusal))
        return
    await say(asked, voice("discord.forester.vetoed", title=tale_title(voice, loaded.wood.rules, tale)))


async def at_work(app: App, asked: Asked) -> Iterable[tuple[str, str]]:
    """Shocks and legends at work in this channel's wood, as choices."""
    voice, wood = voice_of(app, asked), (await wood_here(app, asked)).wood
    return [(spell.id, tale_title(voice, wood.rules, spell.tale)) for spell in wood.spells]
