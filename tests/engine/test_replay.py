"""Same wood and same inputs, same outcome, byte for byte: here, in another process, loaded, or replayed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.commands.table import Command, apply
from engine.commands.tales import DrawLegend, FireShock
from engine.content.cast import Cast
from engine.decision import Decision, Order, Say
from engine.saving.save import dump, load, wood_hash
from engine.turn import Outcome, advance
from engine.wood import Wood
from tests.engine.builders import CASTS, RULES, buy, decided, instinct, new, played, quiet, sell, turn
from tests.engine.invariants import Witness
from tests.engine.strategies import commands, turns

Input = Command | Mapping[str, Decision]


def done(wood: Wood, given_input: Input) -> Outcome:
    if isinstance(given_input, Mapping):
        return advance(wood, given_input)
    return apply(wood, given_input)


def story(cast: Cast, turns: int, seed: str = "5eed") -> tuple[Wood, list[Input]]:
    """A founding and the log of what came after it."""
    wood, log = new(cast, seed=seed), []
    tales = iter(
        (FireShock("drought"), DrawLegend("run-on-oonas-hoard", "patron:3"), FireShock("strangers-caravan"))
    )
    founded = wood
    for number in range(turns):
        if number % 7 == 3 and (tale := next(tales, None)):
            log.append(tale)
            wood = done(wood, tale).wood
        log.append(decided(wood, instinct()))
        wood = done(wood, log[-1]).wood
    return founded, log


def replayed(wood: Wood, log: list[Input]) -> Iterator[Outcome]:
    for given_input in log:
        outcome = done(wood, given_input)
        wood = outcome.wood
        yield outcome


@pytest.mark.parametrize("cast", CASTS, ids=lambda cast: cast.id)
def test_a_replayed_log_gives_the_same_at_every_input(cast: Cast) -> None:
    founded, log = story(cast, 24)
    first, second = list(replayed(founded, log)), list(replayed(new(cast), log))
    assert [wood_hash(o.wood) for o in first] == [wood_hash(o.wood) for o in second]
    assert [o.events for o in first] == [o.events for o in second]
    assert [o.transfers for o in first] == [o.transfers for o in second]
    assert len({wood_hash(o.wood) for o in first}) == len(log)


@pytest.mark.parametrize("cast", CASTS, ids=lambda cast: cast.id)
def test_a_log_replayed_through_saves_gives_the_same_at_every_input(cast: Cast) -> None:
    founded, log = story(cast, 24)
    wood = load(dump(founded), cast, RULES)
    for given_input, expected in zip(log, replayed(founded, log), strict=True):
        outcome = done(wood, given_input)
        assert outcome.events == expected.events
        assert outcome.transfers == expected.transfers
        assert outcome.applied == expected.applied
        assert dump(outcome.wood) == dump(expected.wood)
        wood = load(dump(outcome.wood), cast, RULES)


def test_the_order_of_no_mapping_decides_anything() -> None:
    founded, log = story(CASTS[0], 12)
    backward = [dict(reversed(i.items())) if isinstance(i, dict) else i for i in log]
    assert [o.events for o in replayed(founded, log)] == [o.events for o in replayed(founded, backward)]
    wood = founded
    for given_input in log:
        shuffled = replace(
            wood,
            balances={name: dict(reversed(units.items())) for name, units in reversed(wood.balances.items())},
            quotes=dict(reversed(wood.quotes.items())),
            souls={
                name: replace(soul, memory=dict(reversed(soul.memory.items())))
                for name, soul in reversed(wood.souls.items())
            },
            vault=replace(wood.vault, claims=dict(reversed(wood.vault.claims.items()))),
            opening=dict(reversed(wood.opening.items())),
        )
        one, other = done(wood, given_input), done(shuffled, given_input)
        assert one.events == other.events
        assert one.transfers == other.transfers
        assert dump(one.wood) == dump(other.wood)
        assert decided(one.wood, instinct()) == decided(other.wood, instinct())
        wood = one.wood


SCRIPT = """
import sys
sys.path.insert(0, sys.argv[1])
from tests.engine.test_replay import story, replayed
from tests.engine.builders import CASTS
from engine.saving.save import wood_hash
for cast in CASTS:
    founded, log = story(cast, 20)
    for outcome in replayed(founded, log):
        print(wood_hash(outcome.wood))
"""


def hashes(hash_seed: str) -> str:
    """Hashes at every input, as another process with its own seed of hashing has them."""
    env = {**os.environ, "PYTHONHASHSEED": hash_seed}
    folder = str(Path(__file__).parents[2])
    command = [sys.executable, "-c", SCRIPT, folder]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=True, timeout=120).stdout


def test_other_processes_with_other_hash_seeds_come_to_the_same() -> None:
    here = []
    for cast in CASTS:
        founded, log = story(cast, 20)
        here += [wood_hash(o.wood) for o in replayed(founded, log)]
    assert hashes("0").split() == hashes("4242").split() == here


def test_another_seed_is_another_life() -> None:
    one, other = ([wood_hash(o.wood) for o in played(new(seed=seed), 8)] for seed in ("a", "b"))
    assert not set(one) & set(other)


def _flipped(text: str) -> str:
    return chr(ord(text[0]) ^ 1) + text[1:] if text else "x"


@pytest.mark.parametrize(
    "altered",
    [
        lambda d: replace(d, thought=_flipped(d.thought)),
        lambda d: replace(d, say=Say(_flipped(d.say.text), d.say.about, d.say.stance) if d.say else Say("x")),
        lambda d: replace(d, orders=(Order("buy", "honey", 1, 200),)),
    ],
    ids=["a thought", "a word", "an order"],
)
def test_a_decision_altered_by_a_bit_changes_the_hash_from_there_on(altered: object) -> None:
    founded, log = story(CASTS[0], 12)
    place = next(n for n, i in enumerate(log) if n > 3 and isinstance(i, dict))
    other = list(log)
    other[place] = {**log[place], "fenn": altered(log[place]["fenn"])}
    one, two = ([wood_hash(o.wood) for o in replayed(founded, each)] for each in (log, other))
    assert one[:place] == two[:place]
    assert all(a != b for a, b in zip(one[place:], two[place:], strict=True))


def test_a_quantity_altered_by_a_bit_changes_the_hash_where_it_trades() -> None:
    hashes = {
        wood_hash(turn(quiet(), oona=sell("honey", 4, 8), pip=buy("honey", quantity, 8)).wood)
        for quantity in (2, 2 ^ 1, 2 ^ 4)
    }
    assert len(hashes) == 3


@given(st.data())
@settings(max_examples=25)
def test_any_log_replays(data: st.DataObject) -> None:
    founded = new(data.draw(st.sampled_from(range(2)).map(CASTS.__getitem__)))
    wood, log, found, witness = founded, [], [], Witness()
    for _ in range(data.draw(st.integers(1, 6))):
        given_input = data.draw(
            turns(wood.cast, [p.id for p in wood.proposals]) | commands(RULES, [s.id for s in wood.spells])
        )
        outcome = done(wood, given_input)
        witness.check(wood, outcome)
        log.append(given_input)
        found.append(outcome)
        wood = load(dump(outcome.wood), wood.cast, RULES)
    again = list(replayed(founded, log))
    assert [o.events for o in again] == [o.events for o in found]
    assert [dump(o.wood) for o in again] == [dump(o.wood) for o in found]


def test_a_state_stays_small_however_long_it_lives() -> None:
    sizes = [len(dump(outcome.wood)) for outcome in played(new(), 2000) if outcome.wood.turn % 10 == 0]
    early, late = max(sizes[10:60]), max(sizes[60:])
    assert late < early * 1.3
    assert late < 40_000
    assert all(size > 0 for size, _ in pairwise(sizes))
