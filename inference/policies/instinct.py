"""Instinct: the rule policy. It reads only the Ask, and plays so that anyone can start without a model."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from engine import accounts
from engine.chance import Chance
from engine.deals.forward import FORWARD
from engine.deals.loan import LOAN
from engine.deals.proposal import Proposal
from engine.decision import Consent, Decision, Offer, Say, Trace, VaultAct
from engine.perception import Perception
from inference.mind import Answer, Ask
from inference.policies.nature import Nature
from inference.policies.outlook import Outlook, outlook
from inference.policies.phrasebook import Phrasebook
from inference.policies.trading import Intent, intents

OPPOSITE = {"rise": "fall", "fall": "rise", "praise": "warn", "warn": "praise"}
TRACE = Trace("instinct")


class Instinct:
    """A mind of rules: the same for every creature, leaning as its habits say."""

    def __init__(self, nature: Nature, book: Phrasebook) -> None:
        self._nature = nature
        self._book = book

    async def decide(self, asks: Sequence[Ask]) -> list[Answer]:
        """Decide for all asks, in order."""
        return [Answer(self.think(ask.perception, ask.chance), TRACE) for ask in asks]

    def think(self, p: Perception, chance: Chance) -> Decision:
        """One creature's decision."""
        nature = self._nature
        view = outlook(p, nature)
        plan = intents(p, view, nature, chance)
        act = vault_act(p, view, nature)
        return Decision(
            thought=self._thought(p, plan, act, chance),
            orders=tuple(intent.order for intent in plan),
            say=self._say(p, view, plan, chance),
            answers=tuple(Consent(o.id, accepts(p, o, view, nature)) for o in p.proposals[:2]),
            proposals=offers(p, nature, chance),
            vault=act,
        )

    def _thought(self, p: Perception, plan: list[Intent], act: VaultAct | None, chance: Chance) -> str:
        lead = max(plan[-1:] + plan[:-1], key=lambda i: (i.situation != "sell", i.weight), default=None)
        situation = lead.situation if lead else "wait"
        if act is not None and (act.act == "withdraw" or chance.happens(300)):
            situation = act.act
        good = lead.order.good if lead else p.me.makes
        return self._book.pick(
            "thought", p.me.temperament, situation, chance, p.thoughts, **_words(p, good, _other(p, chance))
        )

    def _say(self, p: Perception, view: Outlook, plan: list[Intent], chance: Chance) -> Say | None:
        if not chance.happens(p.me.habits.talk):
            return None
        about, stance = _topic(p, view, plan, chance)
        if stance in OPPOSITE and chance.happens(p.me.habits.bluff):
            stance = OPPOSITE[stance]
        good = about if about in p.cast.good else p.me.makes
        other = about if about in p.cast.creature else _other(p, chance)
        text = self._book.pick("say", p.me.temperament, stance, chance, p.lines, **_words(p, good, other))
        return Say(text, about, stance)


def _topic(p: Perception, view: Outlook, plan: list[Intent], chance: Chance) -> tuple[str, str]:
    """What to speak of: what it trades (truly, unless it bluffs), whom it feels strongly about, or nothing much."""
    topics = []
    for intent in plan:
        if intent.situation in ("speculate", "dump", "cold", "hungry", "buy"):
            topics.append((intent.order.good, "rise" if intent.order.side == "buy" else "fall"))
    if p.me.habits.bluff and p.me.makes in view.move and any(i.situation == "sell" for i in plan):
        topics.append((p.me.makes, "fall"))
    for account, feeling in p.memory:
        subject = accounts.creature_of(account)
        if subject and abs(feeling) >= 100:
            topics.append((subject, "praise" if feeling > 0 else "warn"))
    if view.fear > 0 and p.me.id != p.cast.keeper:
        topics.append((p.cast.keeper, "warn"))
    topics.append(("", "none"))
    return chance.pick(topics)


def vault_act(p: Perception, view: Outlook, nature: Nature) -> VaultAct | None:
    """Withdraw everything in fear, what is needed when poor; take spare pebbles to the vault when calm."""
    bank = p.bank
    if p.me.id == p.cast.keeper or bank.shut:
        return None
    if bank.claim and view.fear >= nature.fear:
        return VaultAct("withdraw", bank.claim)
    if bank.claim and p.pebbles <= nature.poor:
        return VaultAct("withdraw", min(bank.claim, nature.cushion))
    spare = (p.pebbles - 2 * nature.cushion) * p.me.habits.save // 1000
    if spare >= nature.least_deposit and view.fear < nature.fear // 2:
        return VaultAct("deposit", spare)
    return None


def offers(p: Perception, nature: Nature, chance: Chance) -> tuple[Offer, ...]:
    """Now and then a loan from the vault's keeper, or own goods for later delivery, to somebody not disliked."""
    habits = p.me.habits
    disliked = {accounts.creature_of(subject) for subject, feeling in p.memory if feeling < 0}
    others = [c for c in p.cast.creature if c != p.me.id and c not in disliked]
    if not others or len(p.contracts) >= p.rules.contracts.open:
        return ()
    free = (p.bank.cash - p.bank.owed * p.rules.vault.reserve // 1000) * nature.loan_share // 1000
    if chance.happens(habits.lend) and free >= nature.loan and not (p.bank.shut or p.bank.bound):
        to = chance.pick(others)
        price = free + free * nature.loan_rate // 1000
        return (Offer(to, LOAN, p.cast.creature[to].makes, free, price, nature.loan_turns),)
    if chance.happens(habits.forward // 2) and p.harvest * nature.forward_turns >= 2 * nature.forward_lot:
        unit = p.quotes[p.me.makes].reference * (1000 - nature.forward_discount)
        price = max(1, nature.forward_lot * unit // 1_000_000)
        return (
            Offer(chance.pick(others), FORWARD, p.me.makes, nature.forward_lot, price, nature.forward_turns),
        )
    return ()


def accepts(p: Perception, o: Proposal, view: Outlook, nature: Nature) -> bool:
    """Nothing from whom it dislikes, and no kind of deal that it does not know."""
    accept = ACCEPT.get(o.kind)
    return accept is not None and dict(p.memory).get(o.maker, 0) >= 0 and accept(p, o, view, nature)


def _accept_loan(p: Perception, _o: Proposal, _view: Outlook, nature: Nature) -> bool:
    """When poor or bold."""
    return p.pebbles <= nature.poor or p.me.habits.trend >= 800


def _accept_forward(p: Perception, o: Proposal, view: Outlook, nature: Nature) -> bool:
    """Where it beats the expected price and the purse can bear it."""
    worth = p.quotes[o.good].reference * (1000 + view.move[o.good]) // 1000 * o.quantity // 1000
    if o.good == p.me.makes:
        return o.price >= worth and p.harvest * o.turns >= 2 * o.quantity
    return o.price <= worth and p.pebbles - o.price >= nature.cushion


ACCEPT: Mapping[str, Callable[[Perception, Proposal, Outlook, Nature], bool]] = {
    FORWARD: _accept_forward,
    LOAN: _accept_loan,
}
"""Kind of deal -> whether an offer of it is accepted."""


def _other(p: Perception, chance: Chance) -> str:
    return chance.pick([c for c in p.cast.creature if c != p.me.id])


def _words(p: Perception, good: str, other: str) -> dict[str, str]:
    return {
        "good": p.cast.good[good].name,
        "price": str(p.quotes[good].whole),
        "other": p.cast.creature[other].name,
        "season": p.day.season.id,
        "me": p.me.name,
        "own": p.cast.good[p.me.makes].name,
        "pebbles": p.cast.pebbles,
    }
