"""What the bot needs to be allowed, in words."""

from __future__ import annotations

import discord
import pytest

from bot.client.permissions import DETAIL, TEXT, THREAD, in_words, invitation, lacking, needs
from data.reading.texts import load_texts

TEXTS = load_texts(strict=True)


def test_nothing_is_lacking_to_who_has_all() -> None:
    assert lacking(discord.Permissions.all(), needs(thread=False, detail=True)) == []


@pytest.mark.parametrize("name", [need.name for need in TEXT])
def test_each_lacking_permission_is_named(name: str) -> None:
    held = discord.Permissions.all()
    held.update(**{name: False})
    assert [one.name for one in lacking(held, TEXT)] == [name]


def test_a_thread_asks_for_sending_in_threads_instead() -> None:
    names = {need.name for need in needs(thread=True, detail=True)}
    assert "send_messages_in_threads" in names
    assert "send_messages" not in names
    assert needs(thread=True, detail=True) == THREAD
    assert needs(thread=False, detail=True) == TEXT + DETAIL


@pytest.mark.parametrize("language", TEXTS.languages)
def test_permissions_have_the_names_that_discord_shows(language: str) -> None:
    voice = TEXTS.voice(language)
    words = in_words(voice, list(TEXT + THREAD + DETAIL))
    assert "discord.permissions" not in words
    for need in TEXT + THREAD + DETAIL:
        assert voice(f"discord.permission_why.{need.name}")


def test_the_invitation_asks_for_just_that() -> None:
    link = invitation(123)
    asked = discord.Permissions(int(link.split("permissions=")[1].split("&")[0]))
    assert asked == discord.Permissions(**{need.name: True for need in TEXT + THREAD + DETAIL})
    assert not asked.administrator
