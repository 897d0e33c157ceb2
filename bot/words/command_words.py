"""The words of the slash commands: English as the default, every other language through Discord's localisations.

Names of commands and options are the same in all languages, so that help and documents hold for everybody.
"""

from __future__ import annotations

from typing import Any

from discord import Locale, app_commands
from discord.app_commands import Choice, Command, Group, Parameter, TranslationContextLocation, locale_str

from data.reading.texts import ENGLISH, Texts


class WoodTranslator(app_commands.Translator):
    """Gives Discord the descriptions in every language that has a file."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts

    async def translate(
        self, string: locale_str, locale: Locale, context: app_commands.TranslationContextTypes
    ) -> str | None:
        """Translate a text into one of Discord's locales; None where English, the default, is as good."""
        del string  # what is told stands under the command's own name
        voice = self._texts.voice(locale.value)
        key = _key(context)
        return None if voice.language == ENGLISH or key is None else voice.find(key)


def word_commands(tree: app_commands.CommandTree[Any], texts: Texts) -> None:
    """Describe every command, option and choice of a tree in English. To be called before its commands are synced."""
    voice = texts.voice(ENGLISH)
    for command in tree.walk_commands():
        if isinstance(command, app_commands.ContextMenu):
            continue
        command.description = voice(_command_key(command))
        if isinstance(command, Group):
            continue
        options = {p.name: locale_str(voice(_option_key(command, p.name))) for p in command.parameters}
        app_commands.describe(**options)(command)
        for choice in (choice for parameter in command.parameters for choice in parameter.choices):
            choice.name = voice(_choice_key(choice))


def _key(context: app_commands.TranslationContextTypes) -> str | None:
    described = context.location in (
        TranslationContextLocation.command_description,
        TranslationContextLocation.group_description,
        TranslationContextLocation.parameter_description,
        TranslationContextLocation.choice_name,
    )
    match context.data:
        case Command() | Group() if described:
            return _command_key(context.data)
        case Parameter() if described:
            return _option_key(context.data.command, context.data.name)
        case Choice() if described:
            return _choice_key(context.data)
        case _:
            return None


def _command_key(command: Command[Any, Any, Any] | Group) -> str:
    path = command.qualified_name.replace(" ", ".")
    if isinstance(command, Group):
        return f"discord.commands.{path}.group"
    return f"discord.commands.{path}" if "." in path else f"discord.commands.{path}.{path}"


def _option_key(command: Command[Any, Any, Any], option: str) -> str:
    return f"discord.options.{command.qualified_name.replace(' ', '_')}_{option}"


def _choice_key(choice: Choice[Any]) -> str:
    return f"discord.choices.{choice.value}"
