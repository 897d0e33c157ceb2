"""What the commands of `wood play` share: the game, the screen, and how a word is understood."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from rich.console import Console
from rich.text import Text

from bot.play.card_view import card_view, styled_line
from bot.play.game import Game
from bot.present.card import Card
from bot.present.errors import refusal_line, with_titles
from bot.problem import Problem
from data.reading.texts import TextValue, Voice
from engine.content.rules import Rules
from engine.decision import Refusal


class Left(Exception):
    """The player has left the wood."""


@dataclass(frozen=True, slots=True)
class GameDesk:
    """A game and the terminal that it is played at."""

    game: Game
    console: Console
    charts: Path
    """Where pictures go when nobody says."""

    @property
    def voice(self) -> Voice:
        """The player's language."""
        return self.game.app.texts.voice(self.game.app.settings.language)

    def show(self, card: Card) -> None:
        """Print a card."""
        self.console.print(card_view(card, self._when))

    def say(self, key: str, /, **params: TextValue) -> None:
        """Print a sentence of `[cli.play]`."""
        self.console.print(Text(self.voice(f"cli.play.{key}", **params)))

    def tell(self, line: str) -> None:
        """Print a line that is written as on a card."""
        self.console.print(styled_line(line, self._when))

    def refuse(self, refusal: Refusal, rules: Rules) -> None:
        """Print why something was refused."""
        line = styled_line(refusal_line(self.voice, with_titles(self.voice, rules, refusal)), self._when)
        line.stylize("yellow")
        self.console.print(line)

    def _when(self, instant: datetime) -> str:
        return self.game.clock.until(self.voice, instant)


def choose(word: str, known: Mapping[str, object], problem: str) -> str:
    """A known name from itself or from a beginning that only it has. Raises Problem."""
    begun = [name for name in known if name.startswith(word)]
    if word in known or len(begun) == 1:
        return word if word in known else begun[0]
    raise Problem(problem, id=word[:64], known=", ".join(begun or known))


def number(words: Sequence[str], default: int, most: int, least: int = 1) -> int:
    """A whole number from `least` to `most`, or the default where none was given. Raises Problem."""
    if not words:
        return default
    if words[0].isascii() and words[0].isdecimal() and least <= int(words[0][:9]) <= most:
        return int(words[0])
    raise Problem("bad_number", number=words[0][:64], least=least, most=most)
