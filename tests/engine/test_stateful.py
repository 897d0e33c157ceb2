"""Any decisions and any commands in any order, with the wood saved and loaded between: nothing is raised, nothing
is made or lost, and what was refused is named."""

from __future__ import annotations

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from engine.commands.table import apply
from engine.content.cast import Cast
from engine.perception import perceive
from engine.saving.save import dump, load, wood_hash
from engine.turn import Outcome, advance
from engine.wood import Wood
from tests.engine.builders import CASTS, OWNING, RULES, decided, instinct, new, tuned
from tests.engine.invariants import Witness
from tests.engine.strategies import commands, dealings, turns

SHORT = tuned(
    opening=47,
    chapter=4,
    market={"follow": 400, "middle": True},
    value={"paid": 3},
    weather={"change": 300, "harvest": (500, 1500), "cold": (500, 2000)},
    vigour={"low": 500, "loss": 90, "gain": 200},
    care={"price": 1500, "share": 200},
    vault={"shut": 2},
    memory={"hostile": -60},
)
"""Rules under which winter, fairs, chapters and enmity come soon, and everything that they know is at work."""


class AnyInput(RuleBasedStateMachine):
    wood: Wood
    witness: Witness

    @initialize(
        cast=st.sampled_from((*CASTS, *OWNING)),
        short=st.booleans(),
        seed=st.text("0123456789abcdef", max_size=4),
    )
    def founded(self, cast: Cast, short: bool, seed: str) -> None:
        self.wood = new(cast, SHORT if short else RULES, seed)
        self.witness = Witness()

    def done(self, outcome: Outcome) -> None:
        self.witness.check(self.wood, outcome)
        self.wood = outcome.wood

    @rule(data=st.data())
    def a_turn_of_anything(self, data: st.DataObject) -> None:
        standing = [proposal.id for proposal in self.wood.proposals]
        self.done(advance(self.wood, data.draw(turns(self.wood.cast, standing))))

    @rule(data=st.data())
    def a_turn_of_dealings(self, data: st.DataObject) -> None:
        standing = {
            name: [proposal.id for proposal in self.wood.proposals if proposal.to == name]
            for name in self.wood.cast.creature
        }
        wishes = {name: data.draw(dealings(self.wood.cast, name, ids)) for name, ids in standing.items()}
        self.done(advance(self.wood, wishes))

    @rule()
    def a_turn_of_instinct(self) -> None:
        self.done(advance(self.wood, decided(self.wood, instinct())))

    @rule()
    def a_turn_of_nothing(self) -> None:
        self.done(advance(self.wood, {}))

    @rule(data=st.data())
    def a_command(self, data: st.DataObject) -> None:
        spells = [spell.id for spell in self.wood.spells]
        self.done(apply(self.wood, data.draw(commands(self.wood.rules, spells))))

    @rule()
    def saved_and_loaded(self) -> None:
        text = dump(self.wood)
        again = load(text, self.wood.cast, self.wood.rules)
        assert again == self.wood
        assert dump(again) == text
        assert wood_hash(again) == wood_hash(self.wood)
        self.wood = again

    @invariant()
    def everyone_perceives(self) -> None:
        assert list(perceive(self.wood.open())) == list(self.wood.cast.creature)

    @invariant()
    def it_can_be_stored(self) -> None:
        assert dump(self.wood).encode("utf-8")


AnyInput.TestCase.settings = settings(
    max_examples=60, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
TestAnyInput = AnyInput.TestCase
