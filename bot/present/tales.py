"""Shocks and legends: the list to choose from, and one of them in full."""

from __future__ import annotations

from bot.present.card import Card
from bot.words.escape import escape
from bot.words.localiser import episode, tale_title
from data.reading.texts import Voice
from data.reading.wood_settings import Draw, WoodSettings
from engine.content.legend import Legend, Shock
from engine.wood import OpenWood


def legends_card(
    voice: Voice,
    wood: OpenWood,
    settings: WoodSettings,
    *,
    ids: bool = False,
) -> Card:
    """Every legend with the episode that it retells, and whether one may be drawn now.

    With `ids`, also what to type for each, where nothing offers them.
    """
    lines = [
        _with_mark(voice, wood, legend, _legend(voice, wood, legend), ids=ids)
        for legend in wood.rules.legends
    ]
    lines += ["", who_line(voice, settings, "legend"), *wait_lines(voice, wood, settings, "legend")]
    return Card(voice("discord.legends.title"), "\n".join(lines))


def shocks_card(
    voice: Voice,
    wood: OpenWood,
    settings: WoodSettings,
    *,
    ids: bool = False,
) -> Card:
    """Every shock, and whether one may be fired now; with `ids`, also what to type for each."""
    lines = [
        _with_mark(voice, wood, shock, _shock(voice, wood, shock), ids=ids) for shock in wood.rules.shocks
    ]
    lines += ["", who_line(voice, settings, "shock"), *wait_lines(voice, wood, settings, "shock")]
    return Card(voice("discord.shocks.title"), "\n".join(lines))


def _shock(voice: Voice, wood: OpenWood, shock: Shock) -> str:
    title = tale_title(voice, wood.rules, shock.id)
    return voice("discord.shocks.row", emoji=shock.emoji, title=title)


def _legend(voice: Voice, wood: OpenWood, legend: Legend) -> str:
    return voice(
        "discord.legends.row",
        emoji=legend.emoji,
        title=tale_title(voice, wood.rules, legend.id),
        episode=episode(voice, legend),
        year=legend.year,
    )


def _with_mark(voice: Voice, wood: OpenWood, tale: Shock, line: str, *, ids: bool) -> str:
    """A line of a list, with a sign where the tale is at work."""
    spell = next((spell for spell in wood.spells if spell.tale == tale.id), None)
    parts = [
        line,
        *([f"· `{tale.id}`"] if ids else []),
        *([voice(f"discord.legends.{'at_work' if spell.start else 'waits'}")] if spell else []),
    ]
    return " ".join(parts)


def tale_card(voice: Voice, wood: OpenWood, tale: Shock) -> Card:
    """One shock or legend in full, with its line of true history."""
    words = wood.cast.words
    parts = [f"*{escape(tale.text.format_map(words), 600)}*"]
    if isinstance(tale, Legend):
        parts.append(voice("discord.legends.retells", episode=episode(voice, tale), year=tale.year))
        parts.append(
            voice("discord.legends.truth", truth=escape(tale.truth, 300), source=escape(tale.source))
        )
    return Card(f"{tale.emoji} {tale_title(voice, wood.rules, tale.id)}", "\n".join(parts))


def who_line(voice: Voice, settings: WoodSettings, draw: Draw) -> str:
    """Who may, and how often."""
    draws = settings.draws(draw)
    return voice(
        f"discord.draws.{draw}_rule",
        who=who_words(voice, settings, draw),
        wood=voice.count("discord.words.turns", draws.wood),
        person=voice.count("discord.words.turns", draws.person),
    )


def who_words(voice: Voice, settings: WoodSettings, draw: Draw) -> str:
    """Everyone, a role, or foresters."""
    draws = settings.draws(draw)
    return voice(f"discord.draws.who_{draws.who}", role=f"<@&{draws.role}>" if draws.role else "–")


def wait_lines(voice: Voice, wood: OpenWood, settings: WoodSettings, draw: Draw) -> list[str]:
    """Why nobody may draw a legend, or fire a shock, right now; nothing where the wood waits for neither."""
    wait, last = settings.draws(draw).wood, wood.rested.get(draw)
    busy = [spell.tale for spell in wood.spells if spell.tale in wood.rules.legend]
    if draw == "legend" and busy:
        title = tale_title(voice, wood.rules, busy[0])
        return [
            voice("discord.draws.legend_busy", title=title, wood=voice.count("discord.words.turns", wait))
        ]
    if last is not None and wood.turn < last + wait:
        return [voice(f"discord.draws.{draw}_too_soon", turn=last + wait)]
    return []
