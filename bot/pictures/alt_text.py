"""Alt texts: what the pictures show, in words, of at most 1,000 characters."""

from __future__ import annotations

from collections.abc import Sequence

from bot.pictures.charts import YEAR
from bot.pictures.marks import marks
from bot.story.record import TurnRecord, richest, whole
from bot.words.escape import one_line
from data.reading.narrator import ChartWords, Narrator
from engine.content.cast import Cast
from engine.content.rules import Rules

LIMIT = 1000
"""Discord takes 1,024 characters for an attachment's description."""


def alt_text_prices(
    records: Sequence[TurnRecord], cast: Cast, rules: Rules, narrator: Narrator, window: int = YEAR
) -> str:
    """What `price_chart` shows: each good's first and last price and direction, the settlements and tales."""
    words, shown = narrator.charts, _visible(records, window)
    return _join(
        words,
        words.alt_prices.format(pebbles=cast.pebbles, **_span(shown)),
        *(_course(words, g.name, _price(shown[0], g.id), shown[-1].prices[g.id]) for g in cast.goods),
        *_settlements(words, shown, cast, rules, tuple(cast.good)),
        *_tales(words, shown, cast, rules),
    )


def alt_text_good(
    good: str, records: Sequence[TurnRecord], cast: Cast, rules: Rules, narrator: Narrator, window: int = YEAR
) -> str:
    """What `good_chart` shows. Raises KeyError where the cast lacks the good."""
    words, shown, name = narrator.charts, _visible(records, window), cast.good[good].name
    volume = sum(t.quantity for r in shown for t in r.trades if t.good == good)
    return _join(
        words,
        words.alt_good.format(good=name, pebbles=cast.pebbles, **_span(shown)),
        _course(words, name, _price(shown[0], good), shown[-1].prices[good]),
        words.alt_volume.format(volume=volume),
        *_settlements(words, shown, cast, rules, (good,)),
        *_tales(words, shown, cast, rules),
    )


def alt_text_wealth(
    records: Sequence[TurnRecord], cast: Cast, rules: Rules, narrator: Narrator, window: int = YEAR
) -> str:
    """What `wealth_chart` shows: each creature's first and last wealth, who is richest, the Gini and the tales."""
    words, shown = narrator.charts, _visible(records, window)
    first, last = shown[0], shown[-1]
    leader = richest(last.wealth)
    return _join(
        words,
        words.alt_wealth.format(pebbles=cast.pebbles, **_span(shown)),
        words.alt_richest.format(
            name=cast.creature[leader].name, wealth=last.wealth[leader], pebbles=cast.pebbles
        ),
        *(_course(words, c.name, first.wealth[c.id], last.wealth[c.id]) for c in cast.creatures),
        words.alt_gini.format(before=f"{first.gini:.2f}", after=f"{last.gini:.2f}"),
        *_tales(words, shown, cast, rules),
    )


def _visible(records: Sequence[TurnRecord], window: int) -> Sequence[TurnRecord]:
    if not records:
        raise ValueError("a picture needs at least one record")
    return records[-max(1, window) :]


def _span(shown: Sequence[TurnRecord]) -> dict[str, int]:
    return {"first": shown[0].turn, "last": shown[-1].turn}


def _price(first: TurnRecord, good: str) -> float:
    """The price with which a picture begins: the one before its first turn, where that is known."""
    return first.before.get(good, first.prices[good])


def _course(words: ChartWords, name: str, before: float, after: float) -> str:
    first, last = whole(before), whole(after)
    sentence = words.alt_rose if last > first else words.alt_fell if last < first else words.alt_held
    return sentence.format(name=name[:1].upper() + name[1:], before=first, after=last)


def _settlements(
    words: ChartWords, shown: Sequence[TurnRecord], cast: Cast, rules: Rules, goods: tuple[str, ...]
) -> list[str]:
    return [
        words.alt_settled.format(
            turn=record.turn, title=rules.tale[s.tale].title.format_map(cast.words), good=cast.good[s.good].name,
            before=whole(s.before), after=whole(s.after),
        )
        for record in shown
        for s in record.settlements
        if s.good in goods and s.tale in rules.tale
    ]  # fmt: skip


def _tales(words: ChartWords, shown: Sequence[TurnRecord], cast: Cast, rules: Rules) -> list[str]:
    return [words.alt_mark.format(title=mark.title, turn=mark.turn) for mark in marks(shown, cast, rules)]


def _join(words: ChartWords, *sentences: str) -> str:
    """The sentences that fit, in order of importance; a last one says so where some are missing."""
    text = ""
    for sentence in sentences:
        if len(text) + len(sentence) + len(words.alt_more) + 2 > LIMIT:
            return one_line(f"{text} {words.alt_more}".strip(), LIMIT)
        text = f"{text} {sentence}".strip()
    return one_line(text, LIMIT)
