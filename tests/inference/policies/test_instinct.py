"""Instinct: it reads only the Ask, each temperament acts in its own way, and only the disruptor bluffs."""

from __future__ import annotations

import ast
import inspect
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import fields, replace
from functools import cache
from itertools import combinations
from statistics import fmean
from types import ModuleType

import pytest

from engine import accounts
from engine.chance import Chance
from engine.commands.tales import DrawLegend
from engine.content.cast import Cast
from engine.content.season import Day
from engine.decision import Decision
from engine.founding import found
from engine.perception import Bank, Perception, perceive
from engine.wood import Quote
from inference import mind as mind_module
from inference.mind import Ask
from inference.policies import instinct as instinct_module
from inference.policies import outlook as outlook_module
from inference.policies import phrasebook as phrasebook_module
from inference.policies import trading as trading_module
from inference.policies.outlook import read_signs
from tests.inference.policies.policy_woods import (
    CASTS,
    NATURE,
    RULES,
    WOOD,
    Lived,
    decided,
    instinct,
    lived,
    view,
)

SEEDS = range(24)
TURNS = 25
SAVINGS = 20 * RULES.money
"""Pebbles in the vault that are more than a walk there brings back in need."""


@cache
def lives(cast: int = 0) -> tuple[Lived, ...]:
    """Six hundred turns of woods in which, before the tenth, the bank run is drawn."""
    run = {10: DrawLegend("run-on-oonas-hoard")}
    return tuple(life for seed in SEEDS for life in lived(str(seed), TURNS, cast=CASTS[cast], commands=run))


def kind(creature: str, cast: Cast = WOOD) -> str:
    return cast.creature[creature].temperament


def perception(creature: str = "pip", **known: object) -> Perception:
    return replace(perceive(found(WOOD, RULES, "5eed").open())[creature], **known)


MODULES = (instinct_module, outlook_module, trading_module, phrasebook_module, mind_module)


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_no_file_of_the_policy_can_reach_a_wood(module: ModuleType) -> None:
    nodes = [
        node for node in ast.walk(ast.parse(inspect.getsource(module))) if isinstance(node, ast.ImportFrom)
    ]
    assert not {alias.name for node in nodes for alias in node.names} & {
        "Wood",
        "perceive",
        "advance",
        "apply",
        "load",
    }
    assert not {str(node.module).partition(".")[0] for node in nodes} & {"data", "bot", "cogs"}


def test_a_perception_made_by_hand_is_enough_to_decide() -> None:
    by_hand = Perception(
        cast=WOOD, rules=RULES, me=WOOD.creature["pip"], turn=7, day=Day(RULES.seasons[3], 4, 1), pebbles=40,
        stock=dict.fromkeys(WOOD.good, 1), harvest=5, fuel=(1, 1, 2), mood=500, hunger=1, cold=0,
        quotes={good: Quote(6000, history=(5000, 5500)) for good in WOOD.good}, gossip=(), news=(), memory=(),
        proposals=(), contracts=(), bank=Bank(False, 5), thoughts=(), lines=(), vigour=1000,
    )  # fmt: skip
    decision = instinct().think(by_hand, Chance("any", 1, "mind", "pip"))
    assert isinstance(decision, Decision)
    assert decision.orders
    assert decision.thought


def test_it_decides_the_same_for_the_same_ask_and_uses_its_chance() -> None:
    p = perception()
    thoughts = {instinct().think(p, Chance(str(n), 1, "mind")) for n in range(30)}
    assert len(thoughts) > 5
    assert instinct().think(p, Chance("s", 1, "mind")) == instinct().think(p, Chance("s", 1, "mind"))


async def test_asks_of_many_woods_are_answered_in_their_order() -> None:
    asks = [
        Ask(f"wood-{seed}", name, p, Chance(str(seed), 1, "mind", name))
        for seed in range(3)
        for name, p in perceive(found(WOOD, RULES, str(seed)).open()).items()
    ]
    answers = await instinct().decide(asks)
    again = [replace(a, chance=Chance(a.wood.removeprefix("wood-"), 1, "mind", a.creature)) for a in asks]
    assert (await instinct().decide(again[::-1]))[::-1] == answers
    alone = [
        instinct().think(a.perception, Chance(a.wood.removeprefix("wood-"), 1, "mind", a.creature))
        for a in again
    ]
    assert [answer.decision for answer in answers] == alone
    assert {answer.trace.mind for answer in answers} == {"instinct"}
    assert await instinct().decide([]) == []


def test_what_the_others_keep_to_themselves_changes_no_decision() -> None:
    wood = found(WOOD, RULES, "5eed")
    soul = replace(
        wood.souls["oona"], mood=90, memory={accounts.creature("pip"): -900}, thoughts=("Secret.",)
    )
    twin = replace(wood, souls={**wood.souls, "oona": soul})
    one, other = decided(wood, instinct()), decided(twin, instinct())
    assert {c: d for c, d in one.items() if c != "oona"} == {c: d for c, d in other.items() if c != "oona"}


def statements(life: Lived) -> Iterator[tuple[str, bool]]:
    """Who said of a price that it will move, and whether that is what it expects; it may lean to what it holds."""
    perceived = perceive(life.before.open())
    for creature, wish in life.wishes.items():
        if wish.say and wish.say.stance in ("rise", "fall"):
            p = perceived[creature]
            expected = view(p, NATURE).move[wish.say.about]
            leaning = p.me.habits.lean if p.stock[wish.say.about] > 1 else 0
            yield creature, (wish.say.stance == "rise") is (expected + leaning > 0)


@pytest.mark.parametrize("cast", range(2), ids=[cast.id for cast in CASTS])
def test_only_the_disruptor_says_the_opposite_of_what_it_expects(cast: int) -> None:
    """What others expect and what they order need not agree: who is hungry buys what it knows will be cheaper."""
    spoken: dict[str, list[bool]] = defaultdict(list)
    for life in lives(cast):
        for creature, honest in statements(life):
            spoken[kind(creature, CASTS[cast])].append(honest)
    assert set(spoken) == {"institution", "supplier", "analyst", "speculator", "disruptor"}
    assert all(len(said) > 30 for said in spoken.values())
    assert {name for name, said in spoken.items() if not all(said)} == {"disruptor"}
    honest, bluff = fmean(spoken["disruptor"]), CASTS[cast].creatures[4].habits.bluff / 1000
    assert CASTS[cast].creatures[4].temperament == "disruptor"
    assert 1 - honest == pytest.approx(bluff, abs=4 * (bluff * (1 - bluff) / len(spoken["disruptor"])) ** 0.5)


def test_what_a_line_says_is_what_its_stance_says() -> None:
    for life in lives():
        for wish in life.wishes.values():
            if wish.say and wish.say.stance in ("rise", "fall"):
                assert wish.say.about in WOOD.good
            elif wish.say and wish.say.stance in ("praise", "warn"):
                assert wish.say.about in WOOD.creature


def test_each_talks_as_often_as_its_habits_say() -> None:
    for creature in WOOD.creatures:
        said = [life.wishes[creature.id].say is not None for life in lives()]
        talk = creature.habits.talk / 1000
        assert fmean(said) == pytest.approx(talk, abs=4 * (talk * (1 - talk) / len(said)) ** 0.5 + 0.001)


def offerers(what: str) -> Counter[str]:
    """How often each temperament offered contracts of a kind."""
    wishes = (item for life in lives() for item in life.wishes.items())
    return Counter(
        kind(creature) for creature, wish in wishes for offer in wish.proposals if offer.kind == what
    )


def test_only_the_institution_lends_and_it_never_banks_with_itself() -> None:
    assert set(offerers("loan")) == {"institution"}
    assert all(life.wishes["oona"].vault is None for life in lives())


def test_the_patient_deal_ahead_and_the_supplier_most() -> None:
    assert offerers("forward").most_common(1)[0][0] == "supplier"


def test_some_follow_the_trend_and_some_do_not() -> None:
    """What a creature buys rose more than what it could have bought, by the tenth part of a price, if it follows."""
    lean: dict[str, list[float]] = defaultdict(list)
    for life in lives():
        seen = next(iter(perceive(life.before.open()).values()))
        moved = {good: sign.trend for good, sign in read_signs(seen, NATURE).items() if good in WOOD.made}
        for creature, wish in life.wishes.items():
            usual = fmean(move for good, move in moved.items() if WOOD.maker[good] != creature)
            lean[kind(creature)] += [
                moved[o.good] - usual for o in wish.orders if o.side == "buy" and o.good in WOOD.made
            ]
    mean = {name: fmean(moves) for name, moves in lean.items()}
    followers, others = ("speculator", "disruptor"), ("institution", "supplier", "analyst")
    assert min(mean[name] for name in followers) > 10 + max(mean[name] for name in others)


def asking(cast: Cast) -> dict[str, float]:
    """What each creature of a few woods asks for its own good, over its reference price, on the whole."""
    asked: dict[str, list[float]] = defaultdict(list)
    for life in (life for seed in range(4) for life in lived(str(seed), 15, cast=cast)):
        for creature, wish in life.wishes.items():
            own = cast.creature[creature].makes
            reference = life.before.quotes[own].reference / 1000
            asked[creature] += [o.limit / reference for o in wish.orders if o.good == own]
    return {creature: fmean(limits) for creature, limits in asked.items()}


def test_each_asks_its_own_price_for_its_own_good() -> None:
    """The same woods, lived with everybody's markup at nothing and with one creature's raised by a quarter."""
    even = tuple(c.changed(habits=c.habits.changed(markup=0)) for c in WOOD.creatures)
    modest = asking(WOOD.changed(creatures=even))
    for n, creature in enumerate(even):
        proud = creature.changed(habits=creature.habits.changed(markup=250))
        asked = asking(WOOD.changed(creatures=(*even[:n], proud, *even[n + 1 :])))
        assert asked[creature.id] > modest[creature.id] + 0.1
        assert max((asked[c] - modest[c] for c in asked if c != creature.id), key=abs) < 0.1


def emptied(life: Lived) -> int:
    """How many creatures take all that they have out of the vault, where that is worth speaking of."""
    claims = life.before.vault.claims
    return sum(
        wish.vault is not None
        and wish.vault.act == "withdraw"
        and wish.vault.amount == claims.get(accounts.creature(creature), 0) > SAVINGS
        for creature, wish in life.wishes.items()
    )


def test_more_take_everything_out_of_the_vault_after_a_bank_run_was_drawn_than_where_none_was() -> None:
    turns, calm = range(10, 16), [life for seed in SEEDS for life in lived(str(seed), 15)]
    run, usual = (
        sum(emptied(life) for life in woods if life.outcome.wood.turn in turns) for woods in (lives(), calm)
    )
    assert run > 2 * usual


def test_thoughts_and_lines_are_every_temperaments_own() -> None:
    thoughts: dict[str, set[str]] = defaultdict(set)
    for life in lives():
        for creature, wish in life.wishes.items():
            thoughts[creature].add(wish.thought)
    assert all(len(own) > 40 for own in thoughts.values())
    for one, other in combinations(thoughts.values(), 2):
        assert not one & other


@pytest.mark.parametrize("cast", CASTS, ids=lambda cast: cast.id)
@pytest.mark.parametrize("seed", ["1", "2", "31"])
def test_no_two_equal_thoughts_or_lines_within_ten_turns(cast: Cast, seed: str) -> None:
    last: dict[tuple[str, str, str], int] = {}
    for turn, life in enumerate(lived(seed, 300, cast=cast), 1):
        for creature, wish in life.wishes.items():
            for voice, text in (("thought", wish.thought), ("say", wish.say.text if wish.say else "")):
                if text:
                    assert turn - last.get((creature, voice, text), -99) >= 10, (creature, voice, text)
                    last[creature, voice, text] = turn


def test_every_text_passes_the_engine_unchanged() -> None:
    for cast in range(2):
        for life in lives(cast):
            for creature, applied in life.outcome.applied.items():
                assert applied.applied.thought == life.wishes[creature].thought
                assert applied.applied.say == life.wishes[creature].say


def test_hardly_any_of_its_orders_is_refused_and_none_for_being_illegal() -> None:
    codes, orders = Counter[str](), 0
    for life in lives():
        orders += sum(len(wish.orders) for wish in life.wishes.values())
        codes.update(
            r.code for a in life.outcome.applied.values() for r in a.refusals if r.where.startswith("orders")
        )
    assert set(codes) <= {"no_pebbles", "trimmed", "no_stock", "breaker"}
    assert sum(codes.values()) < orders * 0.03


def test_every_standing_proposal_is_answered() -> None:
    for life in lives():
        for creature, p in perceive(life.before.open()).items():
            answered = [answer.proposal for answer in life.wishes[creature].answers]
            assert answered == [o.id for o in p.proposals][:2]


def test_a_perception_has_no_field_that_the_tests_above_forgot() -> None:
    assert {f.name for f in fields(Perception)} == {
        "cast", "rules", "me", "turn", "day", "pebbles", "stock", "harvest", "fuel", "mood", "hunger", "cold", "vigour",
        "quotes", "gossip", "news", "memory", "proposals", "contracts", "bank", "thoughts", "lines",
        "hostile",
    }  # fmt: skip
