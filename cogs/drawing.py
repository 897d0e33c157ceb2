"""Drawing a legend and firing a shock: who may, how often, and what comes of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import discord

from bot.app import App
from bot.client.refused import Refused
from bot.present.errors import refusal_line
from bot.present.tales import WHOLE
from bot.words.escape import escaped
from bot.words.names import tale_title
from cogs.edge import Asked, announce, defer, manages, say, voice_of, wood_here
from data.reading.texts import Voice
from data.reading.wood_settings import Draw, Draws
from data.store.records import Cooldown
from engine.commands.tales import DrawLegend, FireShock
from engine.commands.who import FORESTER
from engine.wood import OpenWood

TELLS: dict[Draw, str] = {"legend": "discord.legends.drawn", "shock": "discord.shocks.fired"}


async def draw_tale(app: App, asked: Asked, draw: Draw, tale: str) -> None:
    """The whole road of `/legend draw` and `/shock fire`."""
    await defer(asked)
    voice = voice_of(app, asked)
    loaded = await wood_here(app, asked)
    record, wood = loaded.record, loaded.wood
    if tale not in (wood.rules.legend if draw == "legend" else wood.rules.shock):
        raise Refused(f"unknown_{draw}", id=tale[:64])
    if any(spell.tale == tale for spell in wood.spells):
        raise Refused("already_at_work", id=tale_title(voice, wood.rules, tale))
    draws = app.settings_of(record).draws(draw)
    check_may_draw(asked, draws)
    now = app.now()
    patron = await app.store.people.patron(record.id, asked.user.id, now)
    by = FORESTER if draws.who == "foresters" else f"patron:{patron}"
    result = await app.keeper.command(
        record.id,
        DrawLegend(tale, by) if draw == "legend" else FireShock(tale, by),
        id=str(asked.id),
        cooldowns=_cooldowns(draws, draw, patron, now),
    )
    if result.refusal is not None:
        await say(asked, refusal_line(voice, result.refusal))
        return
    await say(asked, voice(f"{TELLS[draw]}_own", turn=result.turn + 1))
    public = app.public_voice(record)
    await announce(asked, _announcement(public, wood, draw, tale, asked.user.display_name, result.turn + 1))


def check_may_draw(asked: Asked, draws: Draws) -> None:
    """Raises Refused unless the asker may; foresters always may."""
    if draws.who == "everyone" or manages(asked):
        return
    if draws.who == "foresters" or draws.role is None:
        raise Refused("draws_closed_foresters")
    if not (isinstance(asked.user, discord.Member) and asked.user.get_role(draws.role)):
        raise Refused("draws_closed_role", role=draws.role)


def _cooldowns(draws: Draws, draw: Draw, patron: int, now: datetime) -> list[Cooldown]:
    rests = ((WHOLE, draws.wood), (f"patron:{patron}", draws.person))
    return [Cooldown(subject, draw, now + rest) for subject, rest in rests if rest]


def _announcement(voice: Voice, wood: OpenWood, draw: Draw, tale: str, who: str, turn: int) -> str:
    title, emoji = tale_title(voice, wood.rules, tale), wood.rules.tale[tale].emoji
    return voice(TELLS[draw], emoji=emoji, title=title, who=escaped(who, 40), turn=turn)


async def tales(app: App, asked: Asked, draw: Draw) -> Iterable[tuple[str, str]]:
    """Every legend, or shock, of this channel's wood as a choice."""
    voice, rules = voice_of(app, asked), (await wood_here(app, asked)).wood.rules
    found = rules.legends if draw == "legend" else rules.shocks
    return [(tale.id, f"{tale.emoji} {tale_title(voice, rules, tale.id)}") for tale in found]
