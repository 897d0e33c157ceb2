"""Shocks and legends at work: what they tell, and what they settle, which is authored wherever it is shown."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.commands.table import apply
from engine.commands.tales import DrawLegend, FireShock
from engine.commands.veto import Veto
from engine.content.legend import Legend, longest
from engine.perception import perceive
from engine.turn import advance
from engine.wood import Wood
from tests.engine.builders import (
    IDLE,
    ROOM,
    RULES,
    WOOD,
    barren,
    buy,
    decided,
    holding,
    instinct,
    legend,
    new,
    of_kind,
    priced,
    purse,
    quiet,
    sell,
    shock,
    struck,
    tuned,
    turn,
    with_tales,
)


def price(factor: int, after: int = 0, good: str = "honey") -> dict[str, object]:
    return {"act": "price", "good": good, "factor": factor, "after": after}


def under(*acts: object, tells: tuple[object, ...] = ()) -> Wood:
    """A quiet wood in which a shock of these acts begins next turn."""
    return struck(quiet(with_tales(shock(*acts, tells=tells))), "thing")


def test_a_price_is_settled_after_the_drift_and_beyond_its_breaker() -> None:
    outcome = turn(under(price(400)), pip=buy("honey", 1, 8))
    quote, (event,) = outcome.wood.quotes["honey"], of_kind(outcome, "settled")
    assert quote.reference == 8800 * 400 // 1000
    assert (event.data["before"], event.data["after"], event.origin) == (8800, 3520, "authored")
    kinds = [e.kind for e in outcome.events if e.data.get("good") == "honey"]
    assert kinds == ["harvest", "priced", "settled"]
    assert quote.history == (8000,)


@pytest.mark.parametrize(
    ("start", "factor", "after"), [(1500, 50, 1000), (150_000, 5000, 200_000), (1000, 1000, 1000)]
)
def test_a_settled_price_stays_within_floor_and_cap(start: int, factor: int, after: int) -> None:
    assert turn(priced(under(price(factor)), honey=start)).wood.quotes["honey"].reference == after


def test_settlements_of_several_goods_and_turns() -> None:
    wood = under(price(500, good="@all"), price(2000, after=2, good="@institution"))
    first = turn(wood)
    assert len(of_kind(first, "settled")) == 5
    second = turn(first.wood)
    assert not of_kind(second, "settled")
    assert not of_kind(second, "ended")
    third = turn(second.wood)
    assert [e.data["good"] for e in of_kind(third, "settled")] == ["honey"]
    assert not third.wood.spells
    assert [e.data["tale"] for e in of_kind(third, "ended")] == ["thing"]
    assert not of_kind(turn(third.wood), "ended")


def test_a_harvest_is_multiplied_for_its_turns_and_no_longer() -> None:
    act = {"act": "harvest", "good": "@foods", "factor": 500, "turns": 2, "after": 1}
    wood = struck(new(rules=with_tales(shock(act))), "thing")
    quantities = []
    for _ in range(4):
        outcome = turn(wood)
        event = next(e for e in of_kind(outcome, "harvest") if e.data["good"] == "honey")
        quantities.append((event.data["factor"], event.origin))
        assert (
            next(e for e in of_kind(outcome, "harvest") if e.data["good"] == "firewood").data["factor"]
            == 1000
        )
        wood = outcome.wood
    assert quantities == [(1000, "emergent"), (500, "authored"), (500, "authored"), (1000, "emergent")]


def test_two_shocks_on_one_harvest_multiply() -> None:
    acts = [
        shock({"act": "harvest", "good": "honey", "factor": f, "turns": 2}, name=n)
        for n, f in (("a", 500), ("b", 3000))
    ]
    outcome = turn(struck(new(rules=with_tales(*acts)), "a", "b"))
    assert of_kind(outcome, "harvest")[0].data["factor"] == 1500


def test_a_lost_harvest_brings_nothing() -> None:
    outcome = turn(
        struck(
            new(rules=with_tales(shock({"act": "harvest", "good": "@all", "factor": 0, "turns": 1}))), "thing"
        )
    )
    assert not [t for t in outcome.transfers if t.reason == "harvest"]


def test_a_spoilt_stock_is_lost_at_once_by_its_share() -> None:
    wood = holding(under({"act": "spoil", "good": "honey", "share": 400}), "pip", honey=1)
    before = wood.souls["oona"].mood
    outcome = turn(wood)
    assert purse(outcome.wood, "oona", "honey") == 3
    assert purse(outcome.wood, "pip", "honey") == 1
    (event,) = of_kind(outcome, "spoilt")
    assert (event.data["creature"], event.data["quantity"], event.origin) == ("oona", 1, "authored")
    assert outcome.wood.souls["oona"].mood == before - IDLE.mood.loss


@pytest.mark.parametrize(("extra", "burnt"), [(1000, 5), (0, 1), (-4000, 0)])
def test_a_need_is_added_to_the_calendars(extra: int, burnt: int) -> None:
    summer = tuned(IDLE, scarcity={"hearth": True}, opening=18)
    rules = with_tales(shock({"act": "need", "extra": extra, "turns": 4}), rules=summer)
    wood = struck(replace(holding(new(barren(), rules), "pip", firewood=50), turn=4, number=4), "thing")
    for _ in range(4):
        wood = turn(wood).wood
    assert purse(wood, "pip", "firewood") == 50 - burnt


def test_the_wind_tells_before_minds_decide_and_publicly() -> None:
    tells = ({"about": "@institution", "stance": "fall", "text": "{institution} sells {institution_good}."},)
    wood = under(tells=tells)
    for perception in perceive(wood.open()).values():
        (gossip,) = perception.gossip
        assert (gossip.speaker, gossip.text, gossip.about, gossip.stance) == (
            "wind",
            "Oona sells honey.",
            "honey",
            "fall",
        )
    outcome = turn(wood)
    (event,) = of_kind(outcome, "rumour")
    assert event.audience == "public"
    assert event.data["text"] == "Oona sells honey."
    assert not perceive(outcome.wood.open())["pip"].gossip


def test_a_tell_about_a_creature_names_the_creature() -> None:
    wood = under(tells=({"about": "@institution", "stance": "warn", "text": "Beware.", "after": 1},))
    assert not perceive(wood.open())["pip"].gossip
    assert perceive(turn(wood).wood.open())["pip"].gossip[0].about == "oona"


def test_a_tale_that_aims_at_what_a_cast_lacks_does_nothing() -> None:
    rules = with_tales(shock(price(500, good="honey"), {"act": "spoil", "good": "honey", "share": 500}))
    outcome = turn(struck(new(barren(ROOM), rules), "thing"))
    assert not of_kind(outcome, "settled", "spoilt")
    assert not outcome.wood.spells


@pytest.mark.parametrize("tale", [*RULES.shocks, *RULES.legends], ids=lambda tale: tale.id)
@pytest.mark.parametrize("cast", [WOOD, ROOM], ids=["wood", "room"])
def test_every_tale_plays_in_every_cast_and_ends(tale: Legend, cast: object) -> None:
    command = DrawLegend(tale.id) if isinstance(tale, Legend) else FireShock(tale.id)
    wood = apply(new(cast, tuned(natural=0)), command).wood
    settled = rumours = 0
    for _ in range(longest(tale)):
        assert [spell.tale for spell in wood.spells][:1] == [tale.id]
        outcome = advance(wood, decided(wood, instinct()))
        settled += len(
            [e for e in outcome.events if e.data.get("tale") == tale.id and e.origin == "authored"]
        )
        rumours += len([e for e in of_kind(outcome, "rumour") if e.data["tale"] == tale.id])
        wood = outcome.wood
        if of_kind(outcome, "ended"):
            break
    assert tale.id not in [spell.tale for spell in wood.spells]
    assert rumours == len(tale.tells)
    assert settled >= rumours


def test_what_is_settled_is_authored_whoever_drew_it() -> None:
    rules = with_tales(
        shock(
            price(500),
            {"act": "freeze", "turns": 1},
            {"act": "harvest", "good": "honey", "factor": 1, "turns": 1},
        )
    )
    drawn = apply(quiet(rules), FireShock("thing", "patron:7"))
    assert [e.origin for e in drawn.events] == ["patron"]
    outcome = turn(drawn.wood)
    touched = [e for e in outcome.events if e.kind in ("settled", "shut") or e.data.get("factor") == 1]
    assert len(touched) == 3
    assert {e.origin for e in touched} == {"authored"}
    assert {e.cause for e in touched} == {drawn.events[0].id}


def test_a_rumour_is_its_drawers() -> None:
    rules = with_tales(shock(tells=({"about": "honey", "stance": "rise", "text": "x"},)))
    for by, origin in (("forester", "authored"), ("patron:7", "patron")):
        outcome = turn(apply(quiet(rules), FireShock("thing", by)).wood)
        assert [e.origin for e in of_kind(outcome, "rumour")] == [origin]


def test_a_veto_ends_a_tale_and_puts_the_prices_that_it_set_back_to_those_paid() -> None:
    tale = shock(price(3000), price(500, after=1), price(2000, good="acorns", after=2))
    rules = tuned(with_tales(tale), value={"paid": 3})
    wood = turn(struck(quiet(rules), "thing"), pip=buy("honey", 1, 8))
    assert wood.wood.quotes["honey"].reference > 20_000
    outcome = apply(turn(wood.wood, oona=sell("honey", 1, 9), pip=buy("honey", 1, 9)).wood, Veto("s-thing"))
    assert outcome.wood.quotes["honey"].reference == 9000
    vetoed, *settled = outcome.events
    assert vetoed.kind == "vetoed"
    assert [(e.kind, e.origin, e.data["good"], e.data["after"]) for e in settled] == [
        ("settled", "authored", "honey", 9000)
    ]
    assert turn(outcome.wood).wood.quotes["honey"].reference == 9000


def test_a_veto_before_a_tale_has_set_a_price_moves_none() -> None:
    wood = turn(under(price(500, after=3))).wood
    outcome = apply(wood, Veto("s-thing"))
    assert [event.kind for event in outcome.events] == ["vetoed"]
    assert outcome.wood.quotes == wood.quotes


def test_a_veto_of_a_legend_that_has_not_struck_tells_nothing_of_when_it_would_have() -> None:
    rules = with_tales(legend(price(500), fuse=(3, 3)))
    wood = turn(apply(quiet(rules), DrawLegend("tale")).wood).wood
    outcome = apply(wood, Veto(wood.spells[0].id))
    assert [event.data for event in outcome.events] == [{"tale": "tale", "by": "forester"}]
    assert not of_kind(turn(outcome.wood), "strikes")


@given(
    st.integers(0, 10**6), st.lists(st.sampled_from([*RULES.shock, *RULES.legend]), max_size=3, unique=True)
)
@settings(max_examples=40, deadline=None)
def test_without_a_settlement_no_reference_moves_beyond_the_breaker(seed: int, tales: list[str]) -> None:
    rules = tuned(RULES, market={"follow": None})
    wood = new(rules=rules, seed=str(seed))
    for tale in tales:
        wood = apply(wood, FireShock(tale) if tale in RULES.shock else DrawLegend(tale)).wood
    for _ in range(9):
        outcome = advance(wood, decided(wood, instinct()))
        settled = {e.data["good"] for e in of_kind(outcome, "settled")}
        for good, quote in outcome.wood.quotes.items():
            move = abs(quote.reference - wood.quotes[good].reference)
            assert good in settled or move * 1000 <= wood.quotes[good].reference * RULES.market.breaker
        wood = outcome.wood


def test_a_trade_at_the_price_before_still_happens_in_the_turn_of_the_settlement() -> None:
    outcome = turn(under(price(400)), oona=sell("honey", 1, 8), pip=buy("honey", 1, 8))
    assert of_kind(outcome, "traded")[0].data["price"] == 8
    assert outcome.wood.quotes["honey"].price == 8
