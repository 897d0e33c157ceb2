"""A turn's post and a notice, as Components V2: texts, the chart, the daily call, and what one may press.

Discord takes 40 components and 4,000 characters of text. What a post must have always fits; of the rest, what
matters most comes first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import blake2b
from typing import Any, get_args

import discord
import structlog
from discord import ui
from discord.utils import format_dt

from bot.app import App
from bot.pictures.worker import Drawn, NoPicture
from bot.present.why import why_card
from bot.story.record import Past, read_past
from bot.story.story import Saying, Story, ranking, table
from bot.views.base import WoodLayout
from bot.views.cards import card_layout
from bot.views.pieces import (
    call_button,
    creature_options,
    creature_select,
    gallery,
    good_options,
    good_select,
    picture_file,
    why_button,
    why_id,
)
from bot.words.escape import escape, one_line
from bot.words.localiser import good_name, retell
from data.reading.texts import Voice
from data.store.people import CallScore
from data.store.records import Post, WoodRecord
from engine.calls.question import question
from engine.content.cast import Cast
from engine.wood import CallAnswer, OpenWood, Question

ANSWERS: tuple[CallAnswer, ...] = get_args(CallAnswer)
MOST_TEXT = 3900
"""Characters of all texts of a post together, counted as UTF-16 as Discord may count them."""


@dataclass(frozen=True, slots=True)
class Tidings:
    """Content of a turn's post."""

    record: WoodRecord
    """The wood as it is now: when its next turn comes."""
    cast: Cast
    stories: Sequence[Story]
    """Of the turns that the post tells of, in order; the last one in full."""
    asked: Question | None = None
    """The daily call; None where the turn to come has been played already."""
    slept: int = 0
    """Ticks slept through before the first of them."""
    drawn: Drawn | None = None
    streaks: Sequence[CallScore] = field(default_factory=tuple)
    """The best streaks of the daily call."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece of text; those with the lowest rank find room first, rank 0 always."""

    text: str
    rank: int


def turn_post(voice: Voice, tidings: Tidings) -> WoodLayout:
    """Lay out the post of a turn, or of several that were caught up on."""
    wood, last = tidings.record.id, tidings.stories[-1].turn
    above, below = _words(voice, tidings)
    frame = ui.Container[Any](ui.TextDisplay(above))
    if tidings.drawn is not None:
        frame.add_item(gallery(tidings.drawn))
    frame.add_item(ui.TextDisplay(below))
    asked = tidings.asked
    answers = (
        [call_button(wood, asked, one, voice(f"discord.post.{one}")) for one in ANSWERS] if asked else []
    )
    frame.add_item(ui.ActionRow[Any](*answers, why_button(wood, last, voice("discord.post.why"))))
    for select in (
        good_select(wood, last, good_options(voice, tidings.cast), voice("discord.post.goods")),
        creature_select(wood, last, creature_options(voice, tidings.cast), voice("discord.post.creatures")),
    ):
        frame.add_item(ui.ActionRow[Any](select))
    return _close(frame)


def notice_post(text: str, nonce: str) -> WoodLayout:
    """Lay out a notice to a wood's channel, known again by its mark."""
    return _close(ui.Container[Any](ui.TextDisplay(text), id=mark(nonce)))


def mark(nonce: str) -> int:
    """A component's number made of a nonce: Discord keeps it with the message long after the nonce is forgotten."""
    return int.from_bytes(blake2b(nonce.encode(), digest_size=4).digest(), "big") % (2**31 - 1000) + 1000


def caught_up(stories: Sequence[Story]) -> Story:
    """The last story, its table going back to where the first began."""
    before = {row.good: row.before for row in reversed([row for story in stories for row in story.rows])}
    last = stories[-1]
    return replace(last, rows=tuple(replace(row, before=before[row.good]) for row in last.rows))


def _close(frame: ui.Container[Any]) -> WoodLayout:
    """The layout, already ended: its items are found by their ids, so discord.py need not keep it in memory."""
    layout = WoodLayout(timeout=None)
    layout.add_item(frame)
    layout.stop()
    return layout


def _words(voice: Voice, tidings: Tidings) -> tuple[str, str]:
    """Texts above and below the chart."""
    story = caught_up(tidings.stories)
    above = [
        *_catching_up(voice, tidings),
        _Part(f"### {escape(story.title)}\n**{escape(story.headline)}**", 0),
        _Part(escape(" ".join(story.sentences), 1400), 1),
        *(_Part(_quote(quote), 2) for quote in story.quotes),
        *(_Part(f"*{escape(line, 400)}*", 3) for line in story.patrons),
        *_ranking(story),
        _Part(_block(table(story)), 0),
        _Part(escape(story.footer), 0),
        *(_Part(f"-# {escape(note, 600)}", 5) for note in story.notes),
    ]
    below = [*_streaks(voice, tidings), _Part(_call(voice, tidings), 0)]
    kept = _fitting([*above, *below], MOST_TEXT)
    return "\n".join(part.text for part in above if part in kept), "\n".join(
        p.text for p in below if p in kept
    )


def _fitting(parts: Sequence[_Part], room: int) -> list[_Part]:
    """The parts that fit, those that matter most first."""
    kept: list[_Part] = []
    for part in sorted(parts, key=lambda part: part.rank):
        size = len(part.text.encode("utf-16-le")) // 2 + 1
        if part.rank == 0 or size <= room:
            kept.append(part)
            room -= size
    return kept


def _catching_up(voice: Voice, tidings: Tidings) -> list[_Part]:
    """How long the wood slept, and a line for each turn before the last one."""
    told = [_Part(f"**{escape(story.title)}** {escape(story.headline)}", 1) for story in tidings.stories[:-1]]
    if not tidings.slept:
        return told
    return [_Part(f"-# {voice.count('discord.post.slept', tidings.slept)}", 0), *told]


def _quote(quote: Saying) -> str:
    return f"> {escape(quote.emoji, 8)} {escape(quote.speaker)}: “{escape(quote.text)}”"


def _ranking(story: Story) -> list[_Part]:
    if not story.ranking:
        return []
    return [_Part(f"**{escape(story.ranking_title)}**\n{_block(ranking(story))}", 1)]


def _block(lines: Sequence[str]) -> str:
    return "\n".join(["```", *lines, "```"])


def _streaks(voice: Voice, tidings: Tidings) -> list[_Part]:
    """Who has called right for longest; persons stand as mentions, which ping nobody."""
    names = [f"<@{row.user}> {row.streak}" for row in tidings.streaks if row.user and row.streak > 1]
    return [_Part(voice("discord.post.streaks", names=" · ".join(names)), 4)] if names else []


def _call(voice: Voice, tidings: Tidings) -> str:
    """The daily call's question, and when the next turn comes."""
    asked, coming = tidings.asked, next_turn(voice, tidings.record)
    if asked is None:
        return coming
    good = tidings.cast.good[asked.good]
    name = good_name(voice, good)
    said = voice(
        "discord.post.call" if asked.low < asked.high else "discord.post.call_narrow",
        emoji=good.emoji,
        good=name[:1].upper() + name[1:],
        broker=tidings.cast.broker.name,
        low=asked.low,
        high=asked.high,
    )
    return f"{said} · {coming}"


def next_turn(voice: Voice, record: WoodRecord) -> str:
    """When the next turn comes."""
    due: datetime | None = record.next_due
    if record.state != "living":
        return voice("discord.post.rests")
    return voice("discord.post.next", relative=format_dt(due, "R")) if due else voice("discord.post.by_hand")


log = structlog.get_logger(__name__)

BEST = 3
"""Streaks of the daily call that a post names."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """Rendered post: what is sent, and how it is known again in the channel."""

    layout: WoodLayout
    drawn: Drawn | None
    ours: Callable[[discord.Message], bool]
    """Whether a message of the bot's is this very post."""
    thread: str = ""
    """Name of the thread for long detail; empty where there is none."""
    detail: WoodLayout | None = None

    def file(self) -> discord.File | None:
        """The chart, to be sent once."""
        return picture_file(self.drawn) if self.drawn else None


async def pack(app: App, post: Post, record: WoodRecord) -> Parcel:
    """Make what an owed post looks like; its past is read once, for story, picture and detail.

    Raises NoSuchWood, SaveBroken, LookupError.
    """
    settings = app.beginnings.settings_of(record.settings)
    voice = app.texts.voice(settings.language)
    if post.kind == "notice":
        return Parcel(notice_post(_notice(voice, post), post.nonce), None, ours=_has_mark(post))
    loaded = await app.keeper.look(post.wood, record)
    wood, language = loaded.wood, voice.language
    telling = app.tales.begin(post.wood, wood, post.first, post.last, language)
    first = min(telling.since, app.gallery.begins(post.last))
    past = await read_past(app.store.history, post.wood, first, post.last, whole=telling.since, wealth=False)
    stories = app.tales.tell(telling, past.records(wood.cast, wood.rules, telling.since))
    drawn = await _draw(app, past, wood, language, post)
    best = await app.store.people.board(post.wood, BEST)
    asked = question(wood) if wood.turn == post.last else None
    layout = turn_post(voice, Tidings(loaded.record, wood.cast, stories, asked, post.slept, drawn, best))
    if not settings.thread:
        return Parcel(layout, drawn, ours=_has_button(post))
    heard = retell(past.events[post.last], app.wording.rumours(wood.cast, wood.rules, language))
    detail = card_layout(why_card(voice, wood.cast, wood.rules, post.last, heard))
    detail.stop()
    return Parcel(layout, drawn, _has_button(post), one_line(stories[-1].title, 100), detail)


async def _draw(app: App, past: Past, wood: OpenWood, language: str, post: Post) -> Drawn | None:
    """The chart; a post goes out without one rather than not at all."""
    try:
        return await app.gallery.draw_past(past, wood, "prices", language, urgent=True)
    except NoPicture as error:
        log.error(
            "a post goes out without its chart",
            wood=post.wood,
            turn=post.last,
            code=error.code,
            **error.params,
        )
        return None


def _notice(voice: Voice, post: Post) -> str:
    key = f"discord.notices.{post.code}"
    named = {**post.params, **dict(_named(voice, post.params))}
    params = {name: escape(value) if isinstance(value, str) else value for name, value in named.items()}
    return voice(key, **params) if voice.knows(key) else voice("discord.notices.unclear")


def _named(voice: Voice, params: Mapping[str, int | str]) -> Iterator[tuple[str, str]]:
    """The words among a notice's parameters that a language has its own for."""
    if "pebbles" in params:
        yield "pebbles", voice.either(f"discord.names.money.{params['pebbles']}", str(params["pebbles"]))
    if "asset" in params:
        yield "asset", voice.either(f"discord.names.goods.{params['good']}", str(params["asset"]))


def _has_button(post: Post) -> Callable[[discord.Message], bool]:
    """A turn's post is known by its button, which names wood and turn."""
    wanted = why_id(post.wood, post.last)
    return lambda message: any(
        getattr(component, "custom_id", None) == wanted for component in _walk(message.components)
    )


def _has_mark(post: Post) -> Callable[[discord.Message], bool]:
    """A notice is known by its container's number."""
    wanted = mark(post.nonce)
    return lambda message: any(getattr(component, "id", None) == wanted for component in message.components)


def _walk(components: object) -> list[object]:
    """Components with all that they hold."""
    found: list[object] = []
    for component in components if isinstance(components, list | tuple) else []:
        found += [component, *_walk(getattr(component, "children", []))]
    return found
