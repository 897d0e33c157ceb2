"""Woods that really lived, by creatures that choose at random but trade, talk, sign and bank."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from bot.story.record import TurnRecord, observe
from data.reading.content import load_cast, load_rules
from data.reading.narrator import Narrator, load_narrator
from engine.chance import Chance
from engine.commands.table import Command, apply
from engine.commands.tales import DrawLegend, FireShock
from engine.content.cast import Cast
from engine.content.rules import Rules
from engine.decision import Consent, Decision, Offer, Order, Say, VaultAct
from engine.founding import founding
from engine.perception import Perception, perceive
from engine.turn import Outcome, advance
from engine.wood import Wood
from tests.engine.builders import punctual

COMMANDS: Mapping[int, tuple[Command, ...]] = {
    4: (FireShock("drought"),),
    8: (DrawLegend("run-on-oonas-hoard"),),
}
WORDS = ("I swear", "I hear", "I bet", "They say", "Nobody knows that", "Trust me:", "Mark my words,")


@cache
def content(cast: str = "wood") -> tuple[Cast, Rules, Narrator]:
    return load_cast(cast), punctual(load_rules()), load_narrator()


def choose(p: Perception, chance: Chance) -> Decision:
    """One creature's decision."""
    me, price, unit = p.me.makes, {good: quote.whole for good, quote in p.quotes.items()}, p.rules.money
    sale = [Order("sell", me, max(1, p.stock[me] - 1), max(1, price[me] + unit * chance.between(-1, 1)))]
    others = [good for good in chance.shuffled(list(p.cast.good)) if good != me][:2]
    buys = [
        Order("buy", good, chance.between(1, 3), max(1, price[good] + unit * chance.between(-1, 2)))
        for good in others
    ]
    owned = p.cast.asset.id if p.cast.asset else me
    if owned not in (me, *others) and p.stock[owned]:
        sale.append(Order("sell", owned, p.stock[owned], max(1, price[owned] - unit)))
    about, to = chance.pick(list(p.cast.good)), chance.pick([c for c in p.cast.creature if c != p.me.id])
    say = Say(f"{chance.pick(WORDS)} {about} will turn!", about, chance.pick(("rise", "fall")))
    offer = chance.pick(
        [
            Offer(to, "forward", me, 7, 12 * unit, 3),
            Offer(to, "loan", p.cast.creature[to].makes, 10 * unit, 12 * unit, 3),
        ]
    )
    act = VaultAct(
        *chance.pick(
            (
                ("deposit", unit * chance.between(1, 30)),
                ("withdraw", unit * chance.between(20, 80)),
            )
        )
    )
    return Decision(
        orders=tuple(sale + buys),
        say=say if chance.happens(700) else None,
        answers=tuple(Consent(proposal.id, chance.happens(700)) for proposal in p.proposals[:2]),
        proposals=(offer,) if chance.happens(250) else (),
        vault=act if chance.happens(400) else None,
    )


def play(wood: Wood, commands: Sequence[Command], seed: str) -> tuple[Outcome, list[Outcome]]:
    """One turn after some commands."""
    done = []
    for command in commands:
        done.append(apply(wood, command))
        wood = done[-1].wood
    decisions = {
        c: choose(p, Chance(seed, wood.turn + 1, "test", c)) for c, p in perceive(wood.open()).items()
    }
    return advance(wood, decisions), done


def live(
    turns: int, seed: str = "7", cast: str = "wood", commands: Mapping[int, Sequence[Command]] = COMMANDS
) -> tuple[list[TurnRecord], Wood]:
    """The founding's record and those of some turns, and the wood after them."""
    kind, rules, _ = content(cast)
    outcome = founding(kind, rules, seed)
    records = [observe(outcome)]
    for turn in range(1, turns + 1):
        outcome, done = play(outcome.wood, commands.get(turn, ()), seed)
        records.append(observe(outcome, done))
    return records, outcome.wood
