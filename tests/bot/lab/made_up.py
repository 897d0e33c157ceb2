"""Watched woods made up for a purpose: quiet ones, but for the arrays that a specification gives."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bot.lab.watch.watched import Happening, Ints, Opinion, Watched

CREATURES = ("oona", "bodkin", "hazel", "fenn", "pip")
GOODS = ("honey", "firewood", "acorns", "berries", "mushrooms")


def column(*values: int, of: int = 5, at: int = 0, rest: int = 0) -> Ints:
    """A table, turn by good or creature, whose column `at` has these values and every other one `rest`."""
    table = np.full((len(values), of), rest, dtype=np.int64)
    table[:, at] = values
    return table


def made_up(
    turns: int,
    said: Sequence[Opinion] = (),
    happened: Sequence[Happening] = (),
    goods: tuple[str, ...] = GOODS,
    **arrays: Ints,
) -> Watched:
    """A wood in which every good stands at 10 pebbles and is traded at that, but for what is given."""
    n = turns + 1

    def table(value: int, of: int) -> Ints:
        return np.full((n, of), value, dtype=np.int64)

    quiet = {
        "reference": table(10_000, len(goods)),
        "price": table(10, len(goods)),
        "volume": table(1, len(goods)),
        "demand": table(1, len(goods)),
        "supply": table(1, len(goods)),
        "low": table(9, len(GOODS)),
        "high": table(11, len(GOODS)),
        "weather": table(1000, len(GOODS) + 1),
        "stock": np.zeros((n, len(CREATURES), len(goods)), dtype=np.int64),
        "wealth": table(100, len(CREATURES)),
        "mood": table(600, len(CREATURES)),
        "vigour": table(1000, len(CREATURES)),
        "hunger": table(0, len(CREATURES)),
        "cold": table(0, len(CREATURES)),
        "met": table(1, 4),
        "trades": np.full(n, 5, dtype=np.int64),
    }
    return Watched(
        seed="1", goods=goods, made=len(GOODS), creatures=CREATURES, self_buys=0, said=tuple(said),
        happened=tuple(happened), **(quiet | arrays),
    )  # fmt: skip
