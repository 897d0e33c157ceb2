"""Watching real woods: arrays say what the wood says, and forks differ by what they fork at alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bot.lab.measures import Batch
from bot.lab.scenario import Scenario, scenario, steps
from bot.lab.watch.forks import gossip_unsaid, legends_drawn, settling
from bot.lab.watch.minds import Abstainer, ZeroIntelligence
from bot.lab.watch.plays import abstained, laid, ordinary
from bot.lab.watch.watched import Watched
from bot.lab.watch.watching import go_on, watch
from bot.minds import make_mind
from data.reading.content import load_cast, load_rules
from engine.founding import found
from engine.wealth import wealth
from engine.wood import Gossip, Wood
from inference.round import asks_of

PLAN = scenario(load_cast("wood"), load_rules(), 12, ["drought@4"])


def rows(wood: Watched) -> list[np.ndarray]:
    return [
        wood.reference, wood.price, wood.volume, wood.demand, wood.supply, wood.low, wood.high, wood.weather,
        wood.stock, wood.wealth, wood.mood, wood.vigour, wood.hunger, wood.cold, wood.met, wood.trades,
    ]  # fmt: skip


def same(one: Watched, other: Watched) -> bool:
    arrays = all(np.array_equal(a, b) for a, b in zip(rows(one), rows(other), strict=True))
    return arrays and one.said == other.said and one.happened == other.happened


async def test_every_array_has_a_row_for_the_founding_and_for_each_turn() -> None:
    seen = await watch(PLAN, "1", make_mind())
    assert {len(array) for array in rows(seen)} == {13}
    assert seen.turns == 12
    assert [h.about for h in seen.happened if h.kind == "struck"][:1] == ["drought"]


async def test_arrays_say_what_the_wood_says() -> None:
    seen = await watch(PLAN, "1", make_mind())
    async for step in steps("other", PLAN, "1", make_mind()):
        wood: Wood = step.wood
        turn = wood.turn
        assert seen.reference[turn].tolist() == [wood.quotes[good].reference for good in seen.goods]
        assert seen.price[turn].tolist() == [wood.quotes[good].price for good in seen.goods]
        assert seen.wealth[turn].tolist() == list(wealth(wood.open()).values())
        assert seen.hunger[turn].tolist() == [soul.hunger for soul in wood.souls.values()]
        stock = [[wood.balances[f"creature:{c}"].get(g, 0) for g in seen.goods] for c in seen.creatures]
        assert seen.stock[turn].tolist() == stock


async def test_needs_met_never_pass_what_stocks_allowed_nor_what_is_needed() -> None:
    seen = await watch(replace(PLAN, turns=40), "2", make_mind())
    burnt, allowed, eaten, kinds = seen.met.T
    assert (burnt <= allowed).all()
    assert (eaten <= kinds).all()
    wanted = PLAN.rules.meal.kinds * len(seen.creatures)
    assert (eaten[1:] + seen.hunger[1:].sum(axis=1) == wanted).all()
    assert (kinds[1:] <= wanted).all()


async def test_a_wood_played_on_from_some_turn_goes_as_it_would_have_gone() -> None:
    kept: list[Wood] = []
    whole = await watch(PLAN, "3", make_mind(), kept.append)
    rest = await go_on(kept[7], make_mind(), 5, "3")
    assert np.array_equal(rest.reference, whole.reference[7:])
    assert list(rest.said) == [o for o in whole.said if o.turn > 7]


async def test_who_abstains_buys_offers_and_signs_nothing_and_others_do() -> None:
    wood = found(PLAN.cast, PLAN.rules, "4")
    asks = asks_of("w", wood)
    plain = await make_mind().decide(asks_of("w", wood))
    abstaining = await Abstainer(make_mind(), "pip").decide(asks_of("w", wood))
    for ask, before, after in zip(asks, plain, abstaining, strict=True):
        if ask.creature != "pip":
            assert after == before
            continue
        assert {order.side for order in after.decision.orders} <= {"sell"}
        assert not after.decision.proposals
        assert not any(answer.accept for answer in after.decision.answers)


async def test_zero_intelligence_bids_from_half_to_one_and_a_half_times_the_board() -> None:
    wood = found(PLAN.cast, PLAN.rules, "5")
    for ask, answer in zip(
        asks_of("w", wood), await ZeroIntelligence().decide(asks_of("w", wood)), strict=True
    ):
        assert len(answer.decision.orders) <= PLAN.rules.market.orders
        for order in answer.decision.orders:
            reference = ask.perception.quotes[order.good].whole
            assert reference // 2 <= order.limit <= reference * 3 // 2
            assert (order.side == "sell") == (order.good == ask.perception.me.makes)


async def test_abstainers_come_with_their_twin_of_the_same_seed() -> None:
    short = replace(PLAN, turns=3)
    pair = await abstained(short, "6", make_mind())
    assert set(pair) == {"", *PLAN.cast.creature}
    assert same(pair[""], await watch(short, "6", make_mind()))
    assert not np.array_equal(pair["pip"].wealth, pair[""].wealth)


async def test_every_legend_that_settles_prices_is_drawn_at_the_same_turns() -> None:
    drawn = await legends_drawn(replace(PLAN, turns=30), "7", make_mind())
    assert {fork.legend for fork in drawn} == set(settling(PLAN))
    turns = {legend: {fork.turn for fork in drawn if fork.legend == legend} for legend in settling(PLAN)}
    assert len({frozenset(some) for some in turns.values()}) == 1
    for fork in drawn:
        assert np.array_equal(fork.after.reference[0], fork.before.reference[fork.turn])
    struck = [h.kind for fork in drawn for h in fork.after.happened]
    assert "strikes" in struck
    assert "settled" in struck


async def test_twins_differ_by_nothing_where_nothing_was_said() -> None:
    unsaid = await gossip_unsaid(replace(PLAN, turns=40), "8", make_mind())
    assert unsaid, "somebody said something in these turns"
    assert {fork.stance for fork in unsaid} <= {1, -1}
    kept: list[Wood] = []
    await watch(PLAN, "8", make_mind(), kept.append)
    quiet = replace(kept[6], gossip=())
    again = replace(kept[6], gossip=(Gossip("pip", "…", "", "none"),))
    one, other = await go_on(quiet, make_mind(), 3, "8"), await go_on(again, make_mind(), 3, "8")
    assert np.array_equal(one.reference, other.reference)


@pytest.mark.parametrize("workers", [1, 2])
def test_woods_come_in_the_order_of_their_seeds_over_any_number_of_processes(workers: int) -> None:
    short = Scenario(PLAN.cast, PLAN.rules, 2)
    seeds = ("70", "71", "72")
    with laid(Batch(seeds, workers=workers)) as table:
        assert [wood.seed for wood in table.play(ordinary, short, seeds)] == list(seeds)
