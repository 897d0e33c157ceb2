"""Status card: what a wood is doing, when it goes on, and which tales are at work in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from bot.present.card import Card, moment, relative
from bot.present.minds import health_line
from bot.words.localiser import party_name, schedule_line, season_emoji, season_line, tale_title
from data.reading.texts import Voice
from data.store.records import DecisionRecord, WoodRecord
from engine.chapters import chapter_of
from engine.content.season import day
from engine.wealth import inequality, wealth
from engine.wood import OpenWood
from inference.council.health import MindHealth
from inference.council.moot import has_dissent

FALLEN_BACK = "fallback"
"""Status of a trace whose decision another mind had to make."""


def status_card(
    voice: Voice,
    record: WoodRecord,
    wood: OpenWood,
    decided: Sequence[DecisionRecord],
    healths: Sequence[MindHealth] = (),
) -> Card:
    """The wood at a glance; `decided` is that of the last turn, `healths` the models that it thinks with."""
    today = day(wood.rules, max(1, wood.turn))
    title = voice(
        "discord.status.title",
        emoji=season_emoji(voice, today.season.id),
        turn=wood.turn,
        season=season_line(voice, today),
        chapter=wood.chapter,
    )
    lines = [
        state_line(voice, record),
        voice("discord.status.schedule", schedule=schedule_line(voice, record.schedule)),
        _chapter(voice, wood),
        _wealth(voice, wood),
        voice("discord.status.vault_shut", turn=wood.vault.shut)
        if wood.vault.shut > wood.turn
        else voice("discord.status.vault_open"),
        *_at_work(voice, wood),
        *_minds(voice, wood, decided),
        *(health_line(voice, health) for health in healths if health.state != "ready"),
    ]
    return Card(title, "\n".join(lines), footer=voice("discord.status.footer", wood=record.id))


def state_line(voice: Voice, record: WoodRecord) -> str:
    """Living or resting, and when or why."""
    if record.state == "living":
        if record.next_due is None:
            return voice("discord.status.by_hand")
        return voice(
            "discord.status.next", relative=relative(record.next_due), moment=moment(record.next_due)
        )
    key = f"discord.reasons.{record.reason}"
    reason = voice(key if voice.knows(key) else "discord.reasons.unclear")
    return voice(f"discord.status.{record.state}", reason=reason)


def _chapter(voice: Voice, wood: OpenWood) -> str:
    length = wood.rules.chapter
    chapter = chapter_of(wood.turn, length)
    played = wood.turn - chapter.first + 1
    return voice("discord.status.chapter", chapter=chapter.number, played=played, length=length)


def _wealth(voice: Voice, wood: OpenWood) -> str:
    worth = wealth(wood)
    richest, poorest = max(worth, key=lambda c: worth[c]), min(worth, key=lambda c: worth[c])
    return voice(
        "discord.status.wealth",
        richest=wood.cast.creature[richest].name,
        most=worth[richest],
        poorest=wood.cast.creature[poorest].name,
        least=worth[poorest],
        gini=f"{inequality(worth.values()) / 1000:.2f}",
    )


def _at_work(voice: Voice, wood: OpenWood) -> list[str]:
    return [
        voice(
            f"discord.status.{'at_work' if spell.start else 'waits'}",
            emoji=wood.rules.tale[spell.tale].emoji if spell.tale in wood.rules.tale else "📖",
            title=tale_title(voice, wood.rules, spell.tale),
            turn=spell.start,
            by=party_name(voice, wood.cast, spell.by),
        )
        for spell in wood.spells
    ]


def _minds(voice: Voice, wood: OpenWood, decided: Sequence[DecisionRecord]) -> list[str]:
    """Which mind each creature thought with, those that had to be stood in for named."""
    if not decided:
        return []
    used = Counter(d.trace.model or d.trace.mind for d in decided if d.trace.status != FALLEN_BACK)
    lines = []
    if used:
        lines.append(
            voice("discord.status.minds", minds=", ".join(f"{mind} × {n}" for mind, n in used.items()))
        )
    fallen = [wood.cast.creature[d.creature].name for d in decided if d.trace.status == FALLEN_BACK]
    if fallen:
        lines.append(voice("discord.status.fallen_back", names=", ".join(fallen)))
    split = [wood.cast.creature[d.creature].name for d in decided if has_dissent(d.trace.problems)]
    if split:
        lines.append(voice("discord.status.disputed", names=", ".join(split)))
    return lines


def next_card(voice: Voice, record: WoodRecord, wood: OpenWood) -> Card:
    """When the next turn comes."""
    title = voice("discord.next.title", turn=wood.turn + 1)
    schedule = voice("discord.status.schedule", schedule=schedule_line(voice, record.schedule))
    return Card(title, f"{state_line(voice, record)}\n{schedule}")
