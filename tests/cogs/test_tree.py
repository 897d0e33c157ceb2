"""The whole tree of commands: Discord's own limits, and words in every language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from discord import Locale

from data.reading.texts import load_texts
from tests.cogs.simulated_discord import Village

NAME = re.compile(r"^[-_\w]{1,32}$")
MOST_CHARACTERS = 8000
EXPECTED = {
    "wood": {"status", "chart", "chronicle", "next", "board"},
    "creature": {"card", "thoughts"},
    "market": {"prices", "chart", "trades", "book"},
    "legend": {"list", "draw"},
    "shock": {"fire"},
    "forester": {
        "found", "settings", "test", "pause", "resume", "turn-now", "tick", "time-zone", "draws", "veto",
        "export", "reset", "delete", "language",
    },
    "privacy": {"kept", "export", "delete"},
}  # fmt: skip


@pytest.fixture
async def payload(glade: Village) -> list[dict[str, Any]]:
    """The commands as Discord is told of them."""
    tree = glade.tree
    translator = tree.translator
    assert translator is not None
    return [await command.get_translated_payload(tree, translator) for command in tree.get_commands()]


def nodes(commands: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Commands, groups and options, from the outside in."""
    for command in commands:
        yield command
        yield from nodes(command.get("options", []))


async def test_the_tree_has_the_commands_that_the_manual_promises(payload: list[dict[str, Any]]) -> None:
    groups = {c["name"]: {o["name"] for o in c["options"] if o["type"] == 1} for c in payload}
    assert groups.pop("help") == set()
    assert groups == EXPECTED


async def test_names_descriptions_options_and_choices_keep_to_discords_limits(
    payload: list[dict[str, Any]],
) -> None:
    for node in nodes(payload):
        assert NAME.match(node["name"])
        assert node["name"] == node["name"].lower()
        described = [node["description"], *node.get("description_localizations", {}).values()]
        assert all(1 <= len(text) <= 100 for text in described), node["name"]
        assert len(node.get("options", [])) <= 25
        assert len(node.get("choices", [])) <= 25
        assert not (node.get("choices") and node.get("autocomplete"))
        for choice in node.get("choices", []):
            named = [choice["name"], *choice.get("name_localizations", {}).values()]
            assert all(1 <= len(text) <= 100 for text in named)


async def test_no_command_is_longer_than_discord_takes(payload: list[dict[str, Any]]) -> None:
    def characters(node: dict[str, Any], language: str | None) -> int:
        described = node.get("description_localizations") or {}
        choices = sum(len(c["name"]) + len(str(c["value"])) for c in node.get("choices", []))
        own = len(node["name"]) + len(described.get(language, node["description"])) + choices
        return own + sum(characters(option, language) for option in node.get("options", []))

    for command in payload:
        for language in (None, "de"):
            assert characters(command, language) <= MOST_CHARACTERS


async def test_required_options_come_first(payload: list[dict[str, Any]]) -> None:
    for node in nodes(payload):
        required = [bool(option.get("required")) for option in node.get("options", []) if option["type"] > 2]
        assert required == sorted(required, reverse=True)


async def test_every_word_is_from_the_texts_and_stands_in_german_too(payload: list[dict[str, Any]]) -> None:
    for node in nodes(payload):
        assert not node["description"].startswith(("discord.", "…")), node["name"]
        assert node["description_localizations"]["de"] != node["description"], node["name"]
        assert "name_localizations" not in node or not node["name_localizations"]
        for choice in node.get("choices", []):
            assert not choice["name"].startswith("discord.")
            assert choice["name_localizations"]["de"]


async def test_only_the_foresters_group_asks_for_a_permission(payload: list[dict[str, Any]]) -> None:
    asking = {c["name"]: c["default_member_permissions"] for c in payload if c["default_member_permissions"]}
    assert asking == {"forester": 1 << 5}


def test_every_locale_of_discord_finds_a_language() -> None:
    texts = load_texts()
    assert {texts.voice(locale.value).language for locale in Locale} == {"en", "de"}
