"""Shocks and legends: the list to choose from, and one of them in full."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.acts.table import WHOLE
from bot.present.card import Card, relative
from bot.words.escape import escaped
from bot.words.names import episode, tale_title
from data.reading.texts import Voice
from data.reading.wood_settings import Draw, WoodSettings
from data.store.records import Cooldown
from engine import accounts
from engine.content.legend import Legend, Shock
from engine.wood import OpenWood


def legends_card(
    voice: Voice, wood: OpenWood, settings: WoodSettings, cooldowns: Sequence[Cooldown], patron: int | None
) -> Card:
    """Every legend with the episode that it retells, and whether one may be drawn now."""
    working = {spell.tale for spell in wood.spells}
    lines = [_legend(voice, wood, legend, at_work=legend.id in working) for legend in wood.rules.legends]
    lines += ["", who_line(voice, settings, "legend"), *rest_lines(voice, cooldowns, "legend", patron)]
    return Card(voice("discord.legends.title"), "\n".join(lines))


def _legend(voice: Voice, wood: OpenWood, legend: Legend, *, at_work: bool) -> str:
    line = voice(
        "discord.legends.row",
        emoji=legend.emoji,
        title=tale_title(voice, wood.rules, legend.id),
        episode=episode(voice, legend),
        year=legend.year,
    )
    return f"{line} {voice('discord.legends.at_work')}" if at_work else line


def tale_card(voice: Voice, wood: OpenWood, tale: Shock) -> Card:
    """One shock or legend in full, with its line of true history."""
    words = wood.cast.words
    parts = [f"*{escaped(tale.text.format_map(words), 600)}*"]
    if isinstance(tale, Legend):
        parts.append(voice("discord.legends.retells", episode=episode(voice, tale), year=tale.year))
        parts.append(
            voice("discord.legends.truth", truth=escaped(tale.truth, 300), source=escaped(tale.source))
        )
    return Card(f"{tale.emoji} {tale_title(voice, wood.rules, tale.id)}", "\n".join(parts))


def who_line(voice: Voice, settings: WoodSettings, draw: Draw) -> str:
    """Who may, and how often."""
    draws = settings.draws(draw)
    return voice(
        f"discord.draws.{draw}_rule",
        who=who_words(voice, settings, draw),
        wood=voice.count("discord.words.hours", int(draws.wood.total_seconds()) // 3600),
        person=voice.count("discord.words.hours", int(draws.person.total_seconds()) // 3600),
    )


def who_words(voice: Voice, settings: WoodSettings, draw: Draw) -> str:
    """Everyone, a role, or foresters."""
    draws = settings.draws(draw)
    return voice(f"discord.draws.who_{draws.who}", role=f"<@&{draws.role}>" if draws.role else "–")


def rest_lines(voice: Voice, cooldowns: Sequence[Cooldown], draw: Draw, patron: int | None) -> list[str]:
    """How long the wood, and this patron, still rest."""
    subjects = (WHOLE,) if patron is None else (WHOLE, accounts.patron(patron))
    return [
        rest_line(voice, cooldown.what, cooldown.subject, cooldown.until)
        for cooldown in cooldowns
        if cooldown.what == draw and cooldown.subject in subjects
    ]


def rest_line(voice: Voice, what: str, subject: str, until: datetime) -> str:
    """Why it is too soon, and when it no longer is."""
    whose = "wood" if subject == WHOLE else "person"
    return voice(f"discord.draws.{what}_rests_{whose}", relative=relative(until))
