"""The shelf keeps the woods last used, and no more."""

from __future__ import annotations

from bot.keeper.cache import Shelf
from data.store.records import ByHand, Loaded, WoodRecord
from engine.founding import found
from tests.bot.keeper_setup import CAST, RULES, START

WOOD = found(CAST, RULES, "seed")


def loaded(id: str, turn: int = 0) -> Loaded:
    record = WoodRecord(
        id=id, guild=1, channel=1, state="living", reason="", generation=1, number=0, turn=turn, founded=START,
        settings={}, schedule=ByHand(), next_due=None,
    )  # fmt: skip
    return Loaded(record, WOOD)


def test_the_longest_unused_is_given_up_first() -> None:
    shelf = Shelf(2)
    for id in ("a", "b"):
        shelf.put(loaded(id))
    assert shelf.get("a") == loaded("a")
    shelf.put(loaded("c"))
    assert [shelf.get(id) is not None for id in ("a", "b", "c")] == [True, False, True]
    assert len(shelf) == 2


def test_a_newer_copy_replaces_the_older_and_a_dropped_one_is_gone() -> None:
    shelf = Shelf(2)
    shelf.put(loaded("a"))
    shelf.put(loaded("a", turn=3))
    assert shelf.get("a") == loaded("a", turn=3)
    shelf.drop("a")
    shelf.drop("a")
    assert shelf.get("a") is None


def test_a_shelf_without_room_keeps_nothing() -> None:
    shelf = Shelf(0)
    shelf.put(loaded("a"))
    assert shelf.get("a") is None
