"""The page for server owners: what it names is there."""

from __future__ import annotations

import re
from pathlib import Path

from bot.client.permissions import DETAIL, TEXT, THREAD, invitation
from data.reading.texts import load_texts
from tests.cogs.simulated_discord import Village

PAGE = (Path(__file__).parents[2] / "docs" / "owners.md").read_text(encoding="utf-8")


def test_the_invite_link_asks_for_exactly_what_the_bot_needs() -> None:
    number = invitation(1).rpartition("permissions=")[2].partition("&")[0]
    assert f"permissions={number}\n" in PAGE
    voice = load_texts().voice("en")
    named = {voice(f"discord.permissions.{need.name}") for need in (*TEXT, *THREAD, *DETAIL)}
    assert set(re.findall(r"^   \| ([A-Z][^|]+?) \|", PAGE, re.MULTILINE)) == named


async def test_every_command_of_the_page_exists_and_no_forester_command_is_left_out(glade: Village) -> None:
    known = {command.qualified_name for command in glade.tree.walk_commands()}
    named = set(re.findall(r"(?<!\w)/(forester [a-z-]+|wood [a-z]+|privacy [a-z]+|help)", PAGE))
    assert named <= known
    short = set(re.findall(r"`([a-z-]+)`", PAGE))
    told = named | {f"forester {name}" for name in short}
    assert {name for name in known if name.startswith("forester ")} <= told
