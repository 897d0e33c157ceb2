"""One turn: the stages in their order, and what holds of every outcome."""

from __future__ import annotations

from engine.commands.table import apply
from engine.commands.tales import DrawLegend, FireShock
from engine.decision import Decision
from engine.turn import STAGES, advance
from tests.engine.builders import WOOD, buy, decided, instinct, new, of_kind, played, sell, turn
from tests.engine.invariants import Witness


def test_the_stages_stand_in_the_order_of_the_rules() -> None:
    assert [stage.__name__ for stage in STAGES] == [
        "season", "wind", "harvest", "checking", "vault", "market", "usual", "contracts", "meal", "hearth", "care",
        "vigour", "rot", "mood", "fair", "settlement", "nature", "gossip", "remembering", "calls", "asking", "chapter",
        "weather",
    ]  # fmt: skip


def test_a_turn_without_decisions_is_a_turn() -> None:
    outcome = advance(new(), {})
    assert (outcome.wood.turn, outcome.wood.number) == (1, 1)
    assert all(applied.applied == Decision() for applied in outcome.applied.values())
    assert outcome.refusal is None


def test_who_is_no_creature_decides_nothing() -> None:
    wood = new()
    odd = {
        "brock": buy("honey", 1, 5),
        "nobody": Decision(thought="x"),
        "": Decision(),
        "vault": sell("honey", 1, 1),
    }
    assert advance(wood, odd) == advance(wood, {})


def test_the_wood_before_is_left_alone() -> None:
    wood = apply(new(), FireShock("drought")).wood
    before = repr(wood)
    advance(wood, decided(wood, instinct()))
    assert repr(wood) == before


def test_events_tell_the_turn_in_the_order_of_its_stages() -> None:
    outcome = turn(new(), oona=sell("honey", 1, 8), pip=buy("honey", 1, 9))
    kinds = [event.kind for event in outcome.events]
    assert kinds.index("harvest") < kinds.index("traded") < kinds.index("priced")


def test_over_a_life_with_tales_every_outcome_holds() -> None:
    for cast_seed in range(3):
        wood, witness = new(seed=str(cast_seed)), Witness()
        for number, tale in enumerate((*WOOD_SHOCKS, *WOOD_LEGENDS)):
            command = FireShock(tale, f"patron:{number}") if tale in WOOD_SHOCKS else DrawLegend(tale)
            drawn = apply(wood, command)
            witness.check(wood, drawn)
            wood = drawn.wood
            for _ in range(3):
                outcome = advance(wood, decided(wood, instinct()))
                witness.check(wood, outcome)
                wood = outcome.wood


WOOD_SHOCKS = tuple(new().rules.shock)
WOOD_LEGENDS = tuple(new().rules.legend)


def test_a_trade_has_its_turn_for_a_cause_and_is_emergent() -> None:
    trades = [e for o in played(new(), 10) for e in of_kind(o, "traded")]
    assert trades
    assert all(e.cause == f"input:{e.id.split('.')[0]}" and e.origin == "emergent" for e in trades)


def test_every_creature_is_answered_in_the_casts_order() -> None:
    assert list(advance(new(), {"pip": Decision(), "oona": Decision()}).applied) == list(WOOD.creature)
