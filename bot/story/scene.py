"""Small phrases from which the narrator's sentences are made: who, how much, how many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.story.record import TurnRecord, whole
from data.reading.narrator import Narrator
from engine.accounts import ROAD
from engine.content.cast import Cast
from engine.content.rules import Rules


@dataclass(frozen=True, slots=True)
class Scene:
    """What the narrator looks at: one turn, and the content that gives it words."""

    record: TurnRecord
    cast: Cast
    rules: Rules
    narrator: Narrator
    leader: str = ""
    """Who was richest at the last telling; empty where there was none."""
    gini: float = 1.0
    """The Gini at the last telling."""

    def number(self, n: int) -> str:
        """A whole number in words up to twelve, in digits above."""
        words = self.narrator.words.numbers
        return words[n] if 0 <= n < len(words) else str(n)

    def money(self, n: int) -> str:
        """An amount with the cast's name for it; in digits, as sums are."""
        return f"{n} {self.cast.pebble if n == 1 else self.cast.pebbles}"

    def lots(self, n: int) -> str:
        words = self.narrator.words
        return f"{self.number(n)} {words.lot if n == 1 else words.lots}"

    def turns(self, n: int) -> str:
        words = self.narrator.words
        return f"{self.number(n)} {words.turn if n == 1 else words.turns}"

    def trades(self, n: int) -> str:
        words = self.narrator.words
        return f"{self.number(n)} {words.trade if n == 1 else words.trades}"

    def who(self, party: str) -> str:
        """A creature's name; a stranger from the road, or a patron, who is never named here."""
        if party in self.cast.creature:
            return self.cast.creature[party].name
        return self.narrator.words.stranger if party == ROAD else self.narrator.words.patron

    def whom(self, parties: Sequence[str]) -> str:
        """Several names in a row, or the word for everyone."""
        names = [self.who(party) for party in dict.fromkeys(parties)]
        if len(names) == len(self.cast.creatures) > 1:
            return self.narrator.words.everyone
        return f" {self.narrator.words.and_} ".join(
            [", ".join(names[:-1]), names[-1]] if names[1:] else names
        )

    def good(self, good: str) -> str:
        return self.cast.good[good].name

    def maker(self, good: str) -> str:
        return self.cast.creature[self.cast.maker[good]].name

    def title(self, tale: str) -> str:
        return self.rules.tale[tale].title.format_map(self.cast.words)

    def prices(self, good: str) -> tuple[int, int]:
        """Whole prices of a good before and after the turn, as every text of it shows them."""
        return whole(self.record.before[good]), whole(self.record.prices[good])
