"""The shelf keeps the woods last used, and no more."""

from __future__ import annotations

from bot.keeper.held import WoodCache
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
    cache = WoodCache(2)
    for id in ("a", "b"):
        cache.put(loaded(id))
    assert cache.get("a") == loaded("a")
    cache.put(loaded("c"))
    assert [cache.get(id) is not None for id in ("a", "b", "c")] == [True, False, True]
    assert len(cache) == 2


def test_a_newer_copy_replaces_the_older_and_a_dropped_one_is_gone() -> None:
    cache = WoodCache(2)
    cache.put(loaded("a"))
    cache.put(loaded("a", turn=3))
    assert cache.get("a") == loaded("a", turn=3)
    cache.drop("a")
    cache.drop("a")
    assert cache.get("a") is None


def test_a_shelf_without_room_keeps_nothing() -> None:
    cache = WoodCache(0)
    cache.put(loaded("a"))
    assert cache.get("a") is None
