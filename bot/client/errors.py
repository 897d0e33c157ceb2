"""Error handler of interactions: it answers in plain words, in the reader's language, seen only by them."""

from __future__ import annotations

import traceback

import discord
import structlog
from discord import app_commands

from bot.acts.table import NotAllowed
from bot.client.host import Asked, host_of
from bot.client.refused import Refused
from bot.keeper.eras import EraRefused
from bot.keeper.schedule import ScheduleRefused
from bot.pictures.worker import NoPicture
from bot.present.errors import refusal_line
from data.reading.texts import Voice
from data.store.failures import StoreError
from engine.decision import Refusal

log = structlog.get_logger(__name__)

GONE = frozenset({10015, 10062, 40060, 50027})
"""Discord's codes for an interaction that can no longer be answered, or was answered already."""
DENIED = frozenset({50001, 50013})
PICTURES = {"busy": "pictures_busy", "no_turn_yet": "no_turn_yet"}
"""Codes of pictures that could not be drawn and have a sentence of their own."""

UNFORESEEN = "unforeseen"
CHECKS: tuple[tuple[type[Exception], str], ...] = (
    (app_commands.NoPrivateMessage, "guild_only"),
    (app_commands.MissingPermissions, "need_manage"),
    (app_commands.BotMissingPermissions, "missing_permission"),
    (app_commands.CommandNotFound, "old_command"),
    (app_commands.CommandSignatureMismatch, "old_command"),
    (app_commands.TransformerError, "bad_value"),
    (app_commands.CheckFailure, "not_yours"),
)
"""Kinds of errors, the more special before the more general, and the code of their sentence."""


async def apologise(interaction: Asked, error: BaseException) -> None:
    """Tell a person what went wrong. Never raises for an interaction that is gone."""
    cause = original(error)
    if gone(cause):
        return
    code = code_of(cause)
    app = host_of(interaction).app
    app.metrics.errors.labels(code).inc()
    if code == UNFORESEEN:
        log.error(
            "an interaction failed",
            interaction=interaction.id,
            command=interaction.command.qualified_name if interaction.command else None,
            error="".join(traceback.format_exception(cause)),
        )
    voice = app.texts.voice(interaction.locale.value)
    await whisper(interaction, sentence(voice, cause))


async def whisper(interaction: Asked, text: str) -> None:
    """Answer one person alone, whether or not the interaction was answered or deferred before."""
    try:
        if interaction.response.is_done():
            await interaction.followup.send(text, ephemeral=True)
        else:
            await interaction.response.send_message(text, ephemeral=True)
    except discord.InteractionResponded:
        return
    except discord.HTTPException as error:
        if not gone(error):
            log.warning(
                "an interaction stayed without an answer", interaction=interaction.id, code=error.code
            )


def original(error: BaseException) -> BaseException:
    """Return the error itself, out of what discord.py wrapped it in."""
    while isinstance(error, app_commands.CommandInvokeError | app_commands.TransformerError):
        inner = error.original if isinstance(error, app_commands.CommandInvokeError) else error.__cause__
        if not isinstance(inner, Exception):
            return error
        error = inner
    return error


def gone(error: BaseException) -> bool:
    """Tell whether there is nobody left to answer."""
    return isinstance(error, discord.InteractionResponded) or (
        isinstance(error, discord.HTTPException) and error.code in GONE
    )


def code_of(error: BaseException) -> str:
    """Return the code of the sentence of `[discord.errors]` for an error."""
    if isinstance(error, Refused | NotAllowed | StoreError | ScheduleRefused | EraRefused):
        return error.code
    if isinstance(error, discord.Forbidden) and error.code in DENIED:
        return "missing_permission"
    if isinstance(error, NoPicture):
        return PICTURES.get(error.code, "no_picture")
    return next((code for kind, code in CHECKS if isinstance(error, kind)), UNFORESEEN)


def sentence(voice: Voice, error: BaseException) -> str:
    """Return what a person reads of an error."""
    params = (
        error.params
        if isinstance(error, Refused | NotAllowed | StoreError | ScheduleRefused | EraRefused)
        else {}
    )
    return refusal_line(voice, Refusal("", code_of(error), params))
