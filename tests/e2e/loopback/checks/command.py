"""Discord's limits on application commands, checked when a bot registers them."""

import re
from typing import Any

import discord

from tests.e2e.loopback import kinds
from tests.e2e.loopback.checks.complaints import Complaints

Node = dict[str, Any]

MAX_COMMANDS = 100
MAX_LETTERS = 8000
MENU_TYPES = (2, 3)
NAME = re.compile(r"[-_'\w]{1,32}")
LOCALES = frozenset(str(locale) for locale in discord.Locale)
COUNTABLE = (kinds.STRING, kinds.INTEGER, kinds.NUMBER)


def check_commands(commands: list[Node]) -> None:
    """Checks a whole bulk put. Raises 50035 with everything that is wrong."""
    complain = Complaints()
    complain.size(commands, 0, MAX_COMMANDS, "commands")
    named = [(command.get("type", 1), command.get("name")) for command in commands]
    complain.different(named, "commands", "Application command names")
    for index, command in enumerate(commands):
        if command.get("type", 1) in MENU_TYPES:
            complain.size(command.get("name"), 1, 32, f"{index}.name")
            continue
        _check_named(command, str(index), complain)
        _check_options(command.get("options", []), f"{index}.options", complain, depth=0)
        letters = _letters(command)
        sentence = f"A command must be {MAX_LETTERS} or fewer characters in total, is {letters}."
        complain.unless(letters <= MAX_LETTERS, str(index), sentence)
    complain.settle()


def _check_named(node: Node, path: str, complain: Complaints) -> None:
    names = {"name": node.get("name", ""), **_localized(node, "name")}
    for place, name in names.items():
        fine = NAME.fullmatch(name) and name == name.lower()
        complain.unless(fine, f"{path}.{place}", f"{name!r} is not a lower-case name of 1 to 32 characters.")
    descriptions = {"description": node.get("description", ""), **_localized(node, "description")}
    for place, description in descriptions.items():
        complain.size(description, 1, 100, f"{path}.{place}")
    _check_locales(node, path, complain)


def _check_locales(node: Node, path: str, complain: Complaints) -> None:
    for key in ("name_localizations", "description_localizations"):
        for locale in node.get(key) or {}:
            complain.unless(locale in LOCALES, f"{path}.{key}", f"{locale!r} is not a locale.")


def _localized(node: Node, key: str) -> dict[str, str]:
    texts = node.get(f"{key}_localizations") or {}
    return {f"{key}_localizations.{locale}": text for locale, text in texts.items()}


def _check_options(options: list[Node], path: str, complain: Complaints, depth: int) -> None:
    complain.size(options, 0, 25, path)
    complain.different([option.get("name") for option in options], path, "Option names")
    nested = [option["type"] in (kinds.SUBCOMMAND, kinds.SUBCOMMAND_GROUP) for option in options]
    complain.unless(all(nested) or not any(nested), path, "Sub-commands and options cannot be mixed.")
    required = [bool(option.get("required")) for option in options if not any(nested)]
    complain.unless(required == sorted(required, reverse=True), path, "Required options must come first.")
    for index, option in enumerate(options):
        where = f"{path}.{index}"
        _check_named(option, where, complain)
        if nested[index]:
            low_enough = depth == 0 or (depth == 1 and option["type"] == kinds.SUBCOMMAND)
            complain.unless(low_enough, where, "Sub-commands nest one group deep at most.")
            _check_options(option.get("options", []), f"{where}.options", complain, depth + 1)
        else:
            _check_choices(option, where, complain)


def _check_choices(option: Node, path: str, complain: Complaints) -> None:
    choices = option.get("choices") or []
    complain.size(choices, 0, 25, f"{path}.choices")
    complain.unless(
        not (choices and option.get("autocomplete")), path, "Choices and autocomplete exclude each other."
    )
    plain = not (choices or option.get("autocomplete"))
    complain.unless(plain or option["type"] in COUNTABLE, path, "This type of option takes no choices.")
    for index, choice in enumerate(choices):
        check_choice(choice, option["type"], f"{path}.choices.{index}", complain)
        _check_locales(choice, f"{path}.choices.{index}", complain)
    complain.different([choice.get("name") for choice in choices], f"{path}.choices", "Choice names")


def check_choice(choice: Node, option_type: int, path: str, complain: Complaints) -> None:
    """One choice of an option, or one line of an autocompletion."""
    complain.size(choice.get("name"), 1, 100, f"{path}.name")
    for place, text in _localized(choice, "name").items():
        complain.size(text, 1, 100, f"{path}.{place}")
    value = choice.get("value")
    if option_type == kinds.STRING:
        complain.unless(isinstance(value, str), f"{path}.value", f"{value!r} is not a text.")
        complain.size(value, 1, 100, f"{path}.value")
    else:
        number = isinstance(value, int | float) and not isinstance(value, bool)
        complain.unless(number, f"{path}.value", f"{value!r} is not a number.")


def _letters(node: Node) -> int:
    """Characters of name, description and choices' values; of translations only the longest counts."""
    total = 0
    for key in ("name", "description"):
        texts = [node.get(key) or "", *(node.get(f"{key}_localizations") or {}).values()]
        total += max(len(text) for text in texts)
    total += len(str(node.get("value", "")))
    return total + sum(_letters(inner) for key in ("options", "choices") for inner in node.get(key) or [])
