"""Error handler of interactions: it answers in plain words, in the reader's language, seen only by them."""

from __future__ import annotations

import traceback

import discord
import structlog
from discord import app_commands

from bot.client.host import Asked, host_of
from bot.present.errors import has_sentence, refusal_line
from data.reading.texts import Voice
from engine.decision import Refusal
from engine.errors import Coded, Fault

log = structlog.get_logger(__name__)

GONE = frozenset({10015, 10062, 40060, 50027})
"""Discord's codes for an interaction that can no longer be answered, or was answered already."""
DENIED = frozenset({50001, 50013})

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
"""Kinds of discord.py's errors, the more special before the more general, and the code of their sentence."""


class Refused(Coded, app_commands.AppCommandError):
    """What somebody asked for on Discord and cannot have: bad input, or the wrong moment or person; nothing changed.

    `code` names a sentence of `[discord.errors]` in `data/content/texts/<lang>.toml`, `params` what fills its braces.
    Raised anywhere under a command, button or modal, it is answered there, seen only by that person.
    """


async def apologise(interaction: Asked, error: BaseException) -> None:
    """Tell a person what went wrong. Never raises for an interaction that is gone."""
    cause = original(error)
    if gone(cause):
        return
    app = host_of(interaction).app
    voice = app.texts.voice(interaction.locale.value)
    code = code_of(voice, cause)
    app.metrics.errors.labels(code).inc()
    if code == UNFORESEEN:
        log.error(
            "an interaction failed",
            interaction=interaction.id,
            command=interaction.command.qualified_name if interaction.command else None,
            error="".join(traceback.format_exception(cause)),
        )
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


def code_of(voice: Voice, error: BaseException) -> str:
    """Return the code of an error's sentence; `unforeseen` for a fault of the program, and where no sentence is."""
    if isinstance(error, Coded) and not isinstance(error, Fault) and has_sentence(voice, error.code):
        return error.code
    if isinstance(error, discord.Forbidden) and error.code in DENIED:
        return "missing_permission"
    return next((code for kind, code in CHECKS if isinstance(error, kind)), UNFORESEEN)


def sentence(voice: Voice, error: BaseException) -> str:
    """Return what a person reads of an error."""
    params = error.params if isinstance(error, Coded) else {}
    return refusal_line(voice, Refusal("", code_of(voice, error), params))
