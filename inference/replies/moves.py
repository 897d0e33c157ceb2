"""What a creature may do this turn as its reply's enums and bounds, and a reply as its decision."""

from __future__ import annotations

from engine.content.cast import Cast
from engine.content.rules import Rules
from engine.decision import Consent, Decision, Offer, Order, Say, VaultAct
from engine.perception import Perception
from engine.wood import Proposal
from inference.replies.legal import Legal, Lot, Terms
from inference.replies.reply import ANSWERS, Reply

ALIASES = ("a", "b")
"""What waiting proposals are called in prompt and reply: their own ids cost tokens with every turn played."""
MOST = 99_999
"""Highest amount that a reply may name, in pebbles: five digits keep the longest reply short."""


def waiting(p: Perception) -> dict[str, Proposal]:
    """The proposals that this turn's reply answers, by alias; those beyond stay unanswered."""
    return dict(zip(ALIASES, p.proposals[:ANSWERS], strict=False))


def legal_moves(p: Perception) -> Legal:
    """What one creature may do. While proposals wait it answers them and offers nothing of its own."""
    aliases = tuple(waiting(p))
    market, bank = p.rules.market, p.bank
    account = p.me.id != p.cast.keeper and not bank.shut
    return Legal(
        creature=p.me.id,
        goods=tuple(p.cast.good),
        creatures=others(p),
        buyable=_buyable(p),
        sellable=_sellable(p),
        lowest=market.floor,
        highest=market.cap,
        proposals=aliases,
        offers=() if aliases else _offers(p),
        deposit=min(MOST, p.pebbles) if account else 0,
        withdraw=min(MOST, bank.claim) if account else 0,
    )


def decision_of(reply: Reply, p: Perception) -> Decision:
    """A reply as the decision that it stands for."""
    proposals = waiting(p)
    return Decision(
        thought=reply.thought,
        orders=tuple(Order(o.side, o.good, o.quantity, o.limit) for o in reply.orders),
        say=Say(reply.say.text, reply.say.about, reply.say.stance) if reply.say else None,
        answers=tuple(
            Consent(proposals[a.proposal].id, a.answer == "accept")
            for a in reply.answers
            if a.proposal in proposals
        ),
        proposals=tuple(Offer(o.to, o.kind, o.good, o.quantity, o.price, o.turns) for o in reply.proposals),
        vault=VaultAct(reply.vault.act, reply.vault.amount) if reply.vault else None,
    )


def others(p: Perception) -> tuple[str, ...]:
    """The other creatures, in the cast's order."""
    return tuple(creature for creature in p.cast.creature if creature != p.me.id)


def _buyable(p: Perception) -> tuple[Lot, ...]:
    """Every other maker's good, as far as the purse reaches at the lowest limit; none while the breaker binds."""
    units = min(p.rules.market.quantity, p.pebbles // p.rules.market.floor)
    if units < 1 or p.bank.bound:
        return ()
    return tuple(Lot(good, units) for good in p.cast.good if good != p.me.makes)


def _sellable(p: Perception) -> tuple[Lot, ...]:
    """What is in store, the harvest to come with it."""
    stock = {**p.stock, p.me.makes: p.stock[p.me.makes] + p.harvest}
    most = p.rules.market.quantity
    return tuple(Lot(good, min(units, most)) for good, units in stock.items() if units > 0)


def _offers(p: Perception) -> tuple[Terms, ...]:
    """Own goods to anyone, another maker's from that maker, and loans of what may be lent."""
    rules = p.rules.contracts
    if len(p.contracts) >= rules.open:
        return ()
    whom, units = others(p), p.rules.market.quantity
    pledged = p.pebbles * 1000 // rules.collateral if rules.collateral else MOST
    dearest = min(MOST, units * p.rules.market.cap)
    terms = [Terms("forward", whom, (p.me.makes,), units, min(dearest, pledged), rules.turns)]
    terms += [
        Terms("forward", (maker,), (good,), units, min(dearest, p.pebbles), rules.turns)
        for good, maker in p.cast.maker.items()
        if maker != p.me.id
    ]
    lend = min(MOST, _purse(p))
    repaid = min(MOST, lend + lend * rules.gain // 1000)
    terms.append(Terms("loan", whom, tuple(p.cast.good), lend, repaid, rules.turns))
    return tuple(one for one in terms if one.price >= 1 and one.quantity >= 1)


def _purse(p: Perception) -> int:
    """Pebbles that may be lent: the vault's where this creature keeps it, its own otherwise."""
    if p.me.id != p.cast.keeper:
        return p.pebbles
    return 0 if p.bank.bound or p.bank.shut else p.bank.cash


def widest_moves(cast: Cast, rules: Rules, creature: str, *, answering: bool) -> Legal:
    """Moves whose longest reply is as long as in any turn of this creature, with or without proposals to answer."""
    me, limits = cast.creature[creature], rules.market
    whom = tuple(other for other in cast.creature if other != creature)
    lots = tuple(Lot(good, limits.quantity) for good in cast.good)
    dearest, turns = min(MOST, limits.quantity * limits.cap), rules.contracts.turns
    offers = (
        Terms("forward", whom, (me.makes,), limits.quantity, dearest, turns),
        *(
            Terms("forward", (maker,), (good,), limits.quantity, dearest, turns)
            for good, maker in cast.maker.items()
            if maker != creature
        ),
        Terms("loan", whom, tuple(cast.good), MOST, MOST, turns),
    )
    return Legal(
        creature=creature,
        goods=tuple(cast.good),
        creatures=whom,
        buyable=tuple(lot for lot in lots if lot.good != me.makes),
        sellable=lots,
        lowest=limits.floor,
        highest=limits.cap,
        proposals=ALIASES if answering else (),
        offers=() if answering else offers,
        deposit=MOST,
        withdraw=MOST,
    )
