"""What any store promises of persons, their calls and their right to be forgotten."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence
from operator import itemgetter
from pathlib import Path

import pytest

from data.store.failures import NoSuchWood
from data.store.protocol import Store
from engine.events.called import CallJudged
from engine.wood import CallAnswer
from tests.data.beside import faults_of
from tests.data.stored_woods import START, founded, place_call, play

ADA, BEN, CLEO = 900000000000000001, 900000000000000002, 900000000000000003


async def test_a_person_keeps_one_number_in_a_wood_and_has_another_elsewhere(store: Store) -> None:
    await store.woods.found(founded("w1", 10))
    await store.woods.found(founded("w2", 11))
    assert [await store.people.patron("w1", user, START) for user in (ADA, BEN, ADA)] == [1, 2, 1]
    assert await store.people.patron("w2", BEN, START) == 1
    assert await store.people.user("w1", 2) == BEN
    assert await store.people.user("w1", 3) is None
    assert [await store.people.patron_of("w1", user) for user in (ADA, BEN, CLEO)] == [1, 2, None]
    assert await store.people.patron_of("w2", ADA) is None
    with pytest.raises(NoSuchWood):
        await store.people.patron("w9", ADA, START)


async def test_a_person_that_comes_many_times_at_once_is_met_once(store: Store) -> None:
    await store.woods.found(founded())
    numbers = await asyncio.gather(*(store.people.patron("w1", ADA, START) for _ in range(10)))
    assert set(numbers) == {1}


async def test_a_call_may_be_changed_until_its_turn_is_played(store: Store) -> None:
    await store.woods.found(founded())
    ada = await store.people.patron("w1", ADA, START)
    await place_call(store, "w1", ada, "dearer")
    good = await place_call(store, "w1", ada, "cheaper")
    (call,) = await store.people.calls("w1", ada, 9)
    assert (call.turn, call.good, call.answer, call.verdict) == (1, good, "cheaper", "open")


async def test_calls_are_judged_by_the_price_paid_in_the_turns_own_commit(store: Store) -> None:
    await store.woods.found(founded())
    people: dict[int, CallAnswer] = {
        await store.people.patron("w1", ADA, START): "dearer",
        await store.people.patron("w1", BEN, START): "within",
        await store.people.patron("w1", CLEO, START): "cheaper",
    }
    seen: set[str] = set()
    for turn in range(1, 9):
        for patron, answer in people.items():
            good = await place_call(store, "w1", patron, answer)
        price = (await play(store, "w1", 1)).quotes[good].price
        calls = [(await store.people.calls("w1", patron, 1))[0] for patron in people]
        assert {(call.turn, call.good, call.price) for call in calls} == {(turn, good, price)}
        verdicts = sorted(call.verdict for call in calls)
        assert verdicts == (["right", "wrong", "wrong"] if price else ["open"] * 3)
        seen.update(verdicts)
    assert {"right", "wrong"} <= seen


async def test_streaks_and_ranks_follow_from_the_calls(store: Store) -> None:
    """Held against a plain count over each patron's calls, one after another."""
    await store.woods.found(founded())
    draw = random.Random(7)
    patrons = [await store.people.patron("w1", user, START) for user in range(1, 9)]
    for _ in range(12):
        for patron in patrons:
            if draw.random() < 0.8:
                await place_call(store, "w1", patron, "dearer" if draw.random() < 0.5 else "cheaper")
        await play(store, "w1", 1)
    made = {patron: await judged(store, patron) for patron in patrons}
    rows = [(*counted(verdicts), patron) for patron, verdicts in made.items() if verdicts]
    expected = sorted(rows, key=itemgetter(0, 1, 4))
    board = await store.people.board("w1", 99)
    assert [(-s.streak, -s.right, s.best, s.settled, s.patron) for s in board] == expected
    assert sum(len(verdicts) for verdicts in made.values()) > 40
    assert [s.rank for s in board] == list(range(1, len(board) + 1))
    assert await store.people.board("w1", 2, 1) == board[1:3]
    assert await store.people.score("w1", board[-1].patron) == board[-1]


async def judged(store: Store, patron: int) -> list[str]:
    """A patron's verdicts in the order in which they were told; void ones are left out."""
    own = [
        e
        for turn in range(1, 13)
        for e in await store.history.events_of_turn("w1", turn, (f"patron:{patron}",))
    ]
    return [one.judgement for one in CallJudged.among(own) if one.judgement != "void"]


def counted(verdicts: Sequence[str]) -> tuple[int, int, int, int]:
    streak = best = 0
    for verdict in verdicts:
        streak = streak + 1 if verdict == "right" else 0
        best = max(best, streak)
    return -streak, -verdicts.count("right"), best, len(verdicts)


async def test_nobody_has_a_score_before_a_call_was_judged(store: Store) -> None:
    await store.woods.found(founded())
    ada = await store.people.patron("w1", ADA, START)
    await place_call(store, "w1", ada, "dearer")
    assert await store.people.board("w1", 9) == []
    assert await store.people.score("w1", ada) is None


async def test_a_person_gets_all_that_is_kept_of_them_and_nothing_of_others(store: Store) -> None:
    await store.woods.found(founded())
    ada, ben = [await store.people.patron("w1", user, START) for user in (ADA, BEN)]
    await place_call(store, "w1", ada, "dearer")
    await place_call(store, "w1", ben, "cheaper")
    (record,) = await store.people.records(ADA)
    assert (record.wood, record.guild, record.channel, record.patron, record.since) == (
        "w1",
        1,
        10,
        ada,
        START,
    )
    assert [(c.patron, c.answer) for c in record.calls] == [(ada, "dearer")]
    assert await store.people.records(CLEO) == []


async def test_who_is_erased_is_nobody_and_what_they_did_stays(store: Store, tmp_path: Path) -> None:
    await store.woods.found(founded("w1", 10))
    await store.woods.found(founded("w2", 11))
    ada = await store.people.patron("w1", ADA, START)
    await store.people.patron("w2", ADA, START)
    await place_call(store, "w1", ada, "dearer")
    wood = await play(store, "w1", 1)
    assert await store.people.erase(ADA) == 2
    assert await store.people.erase(ADA) == 0
    assert await store.people.records(ADA) == []
    assert await store.people.user("w1", ada) is None
    assert [(s.patron, s.user) for s in await store.people.board("w1", 9)] == [(ada, None)]
    assert (await store.woods.load("w1")).wood == wood
    assert await store.people.patron("w1", ADA, START) == ada + 1
    assert faults_of(tmp_path / "wood.db") == []
