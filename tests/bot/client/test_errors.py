"""Every error that a person can meet has a sentence in every language."""

from __future__ import annotations

import discord
import pytest
from discord import app_commands

from bot.client.errors import GONE, Refused, code_of, gone, original, sentence
from bot.keeper.schedule import ScheduleRefused
from bot.pictures.worker import NoPicture
from data.reading.texts import load_texts
from data.store.failures import (
    ChannelTaken,
    DiskFull,
    NoSuchWood,
    ReadOnly,
    Stale,
    Unavailable,
)
from engine.events.catalogue import FactBroken
from engine.ledger import LedgerBroken
from engine.saving.save import SaveBroken

TEXTS = load_texts(strict=True)


class Answer:
    """As much of an HTTP answer as discord.py's errors look at."""

    status, reason = 404, "gone"


ERRORS: tuple[Exception, ...] = (
    Refused("no_wood"),
    Refused("unknown_good", id="<@1>"),
    NoPicture(reason="too_slow"),
    NoPicture("pictures_busy"),
    ScheduleRefused("bad_time", hour=25, minute=0),
    ChannelTaken(channel=1, wood="w1"),
    NoSuchWood(wood="w1"),
    Stale(wood="w1"),
    DiskFull(path="wood.db"),
    ReadOnly(path="wood.db"),
    Unavailable(path="wood.db", detail="busy"),
    app_commands.NoPrivateMessage(),
    app_commands.MissingPermissions(["manage_guild"]),
    app_commands.CheckFailure(),
    app_commands.CommandNotFound("wood", []),
    ZeroDivisionError("of ours"),
)


@pytest.mark.parametrize("language", TEXTS.languages)
@pytest.mark.parametrize("error", ERRORS, ids=lambda error: code_of(TEXTS.voice("en"), error))
def test_each_has_a_sentence(language: str, error: Exception) -> None:
    told = sentence(TEXTS.voice(language), error)
    assert told.endswith((".", "!", "?", "`"))
    assert "discord." not in told
    assert "of ours" not in told
    assert "<@1>" not in told


def test_languages_differ() -> None:
    assert sentence(TEXTS.voice("de"), Refused("no_wood")) != sentence(TEXTS.voice("en"), Refused("no_wood"))


@pytest.mark.parametrize("code", sorted(GONE))
def test_who_is_gone_is_not_answered(code: int) -> None:
    error = discord.NotFound(Answer(), {"code": code, "message": ""})  # type: ignore[arg-type]  # enough of it
    assert gone(error)


@pytest.mark.parametrize(
    "error",
    [
        LedgerBroken("overdrawn"),
        FactBroken("unknown_kind", kind="x"),
        SaveBroken("not_json"),
    ],
    ids=lambda error: error.code,
)
def test_a_fault_of_the_program_is_nobodys_business(error: Exception) -> None:
    voice = TEXTS.voice("en")
    assert code_of(voice, error) == "unforeseen"
    assert sentence(voice, error) == voice("discord.errors.unforeseen")


def test_a_wrapped_error_is_unwrapped() -> None:
    async def nothing(interaction: discord.Interaction) -> None: ...

    command = app_commands.Command(name="x", description="x", callback=nothing)
    inner = Refused("no_wood")
    assert original(app_commands.CommandInvokeError(command, inner)) is inner
    wrapped = app_commands.CommandInvokeError(command, ValueError())
    assert code_of(TEXTS.voice("en"), original(wrapped)) == "unforeseen"
