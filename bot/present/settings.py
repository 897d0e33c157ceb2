"""A wood's settings, each with the command that changes it."""

from __future__ import annotations

from bot.present.card import Card, moment, relative
from bot.present.status import state_line
from bot.present.tales import who_line
from bot.words.localiser import schedule_line
from data.reading.texts import Voice
from data.reading.wood_settings import WoodSettings
from data.store.records import WoodRecord


def settings_card(voice: Voice, record: WoodRecord, settings: WoodSettings) -> Card:
    """Everything that a forester may set."""
    lines = [
        state_line(voice, record),
        voice("discord.settings.schedule", schedule=schedule_line(voice, record.schedule)),
        voice("discord.settings.language", language=voice(f"discord.languages.{settings.language}")),
        voice("discord.settings.thread", thread=on_off(voice, on=settings.thread)),
        who_line(voice, settings, "legend"),
        who_line(voice, settings, "shock"),
        voice("discord.settings.draws_hint"),
        voice("discord.settings.founded", moment=moment(record.founded)),
    ]
    return Card(
        voice("discord.settings.title"),
        "\n".join(lines),
        footer=voice("discord.status.footer", wood=record.id),
    )


def next_words(voice: Voice, record: WoodRecord) -> str:
    """When the next turn comes, for a forester who just changed something."""
    if record.state != "living":
        return state_line(voice, record)
    if record.next_due is None:
        return voice("discord.forester.next_by_hand")
    return voice("discord.forester.next", relative=relative(record.next_due))


def on_off(voice: Voice, *, on: bool) -> str:
    """A switch in words."""
    return voice("discord.words.on" if on else "discord.words.off")
