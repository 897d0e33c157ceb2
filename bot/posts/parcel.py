"""From an owed post to what is sent: made anew from the public past whenever it is sent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import discord
import structlog

from bot.app import App
from bot.pictures.worker import Drawn, NoPicture
from bot.posts.turn_post import Tidings, mark, notice_post, turn_post
from bot.present.why import why_card
from bot.story.history import stored_turns
from bot.story.record import TurnRecord
from bot.views.base import WoodLayout
from bot.views.cards import card_layout, picture_file
from bot.views.under_post import why_id
from bot.words.escape import escaped, one_line
from bot.words.localiser import retell
from data.reading.texts import Voice
from data.store.records import Post, WoodRecord
from engine.wood import OpenWood

log = structlog.get_logger(__name__)

BEST = 3
"""Streaks of the daily call that a post names."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is sent, and how it is known again in the channel."""

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
    settings = app.settings_of(record)
    voice = app.texts.voice(settings.language)
    if post.kind == "notice":
        return Parcel(notice_post(_notice(voice, post), post.nonce), None, ours=_has_mark(post))
    loaded = await app.keeper.look(post.wood)
    wood, language = loaded.wood, voice.language
    telling = app.tales.begin(post.wood, wood, post.first, post.last, language)
    past = await stored_turns(
        app.store.history, post.wood, wood.cast, wood.rules,
        min(telling.since, app.gallery.begins(post.last)), post.last, whole=telling.since, wealth=False,
    )  # fmt: skip
    stories = app.tales.tell(telling, past)
    drawn = await _draw(app, past, wood, language, post)
    best = await app.store.people.board(post.wood, BEST)
    layout = turn_post(voice, Tidings(loaded.record, wood.cast, stories, post.slept, drawn, best))
    if not settings.thread:
        return Parcel(layout, drawn, ours=_has_button(post))
    heard = retell(past[-1].events, app.wording.rumours(wood.cast, wood.rules, language))
    detail = card_layout(why_card(voice, wood.cast, wood.rules, post.last, heard))
    detail.stop()
    return Parcel(layout, drawn, _has_button(post), one_line(stories[-1].title, 100), detail)


async def _draw(
    app: App, past: Sequence[TurnRecord], wood: OpenWood, language: str, post: Post
) -> Drawn | None:
    """The chart; a post goes out without one rather than not at all."""
    try:
        return await app.gallery.draw_past(past, wood, "prices", language, urgent=True)
    except NoPicture as error:
        log.error("a post goes out without its chart", wood=post.wood, turn=post.last, code=error.code)
        return None


def _notice(voice: Voice, post: Post) -> str:
    key = f"discord.notices.{post.code}"
    params = {
        name: escaped(value) if isinstance(value, str) else value for name, value in post.params.items()
    }
    return voice(key, **params) if voice.knows(key) else voice("discord.notices.unclear")


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
