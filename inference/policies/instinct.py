"""Instinct: the rule policy. It reads only the Ask, and plays so that anyone can start without a model."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from engine import accounts
from engine.chance import Chance
from engine.deals.forward import FORWARD
from engine.deals.loan import LOAN, Loan
from engine.deals.proposal import Proposal
from engine.decision import Consent, Decision, Offer, Say, Trace, VaultAct
from engine.perception import Perception
from inference.mind import Answer, Ask
from inference.policies.nature import Nature
from inference.policies.outlook import Outlook, Signs, outlook, read_signs
from inference.policies.phrasebook import Phrasebook
from inference.policies.trading import Intent, day_cost, intents

OPPOSITE = {"rise": "fall", "fall": "rise", "praise": "warn", "warn": "praise"}
TRACE = Trace("instinct")


class Instinct:
    """A mind of rules: the same for every creature, leaning as its habits say."""

    def __init__(self, nature: Nature, book: Phrasebook) -> None:
        self._nature = nature
        self._book = book

    async def decide(self, asks: Sequence[Ask]) -> list[Answer]:
        """Decide for all asks, in order; what a wood's quotes show is read once for all its creatures."""
        read: dict[int, Mapping[str, Signs]] = {}
        answers = []
        for ask in asks:
            wood = id(ask.perception.quotes)
            signs = read.get(wood) or read.setdefault(wood, read_signs(ask.perception, self._nature))
            answers.append(Answer(self.think(ask.perception, ask.chance, signs), TRACE))
        return answers

    def think(self, p: Perception, chance: Chance, signs: Mapping[str, Signs] | None = None) -> Decision:
        """One creature's decision; `signs` is what `read_signs` reads of its quotes, where that is known."""
        nature = self._nature
        view = outlook(p, nature, read_signs(p, nature) if signs is None else signs)
        act = vault_act(p, view, nature)
        purse = p.pebbles + (0 if act is None else act.amount if act.act == "withdraw" else -act.amount)
        plan = intents(p, view, nature, chance, purse)
        return Decision(
            thought=self._thought(p, plan, act, chance),
            orders=tuple([intent.order for intent in plan]),
            say=self._say(p, view, chance),
            answers=tuple([Consent(o.id, accepts(p, o, view, nature)) for o in p.proposals[:2]]),
            proposals=offers(p, nature, chance),
            vault=act,
        )

    def _thought(self, p: Perception, plan: list[Intent], act: VaultAct | None, chance: Chance) -> str:
        lead = max(plan[-1:] + plan[:-1], key=lambda i: (i.situation != "sell", i.weight), default=None)
        situation = lead.situation if lead else "wait"
        if act is not None and (act.act == "withdraw" or chance.happens(300)):
            situation = act.act
        good = lead.order.good if lead else p.me.makes
        return self._book.pick("thought", p.me.temperament, situation, chance, p.thoughts, **_words(p, good))

    def _say(self, p: Perception, view: Outlook, chance: Chance) -> Say | None:
        if not chance.happens(p.me.habits.talk):
            return None
        about, stance = _topic(p, view, chance)
        if stance in OPPOSITE and chance.happens(p.me.habits.bluff):
            stance = OPPOSITE[stance]
        good = about if about in p.cast.good else p.me.makes
        words = _words(p, good)
        if about in p.cast.creature:
            words["other"] = p.cast.creature[about].name
        return Say(self._book.pick("say", p.me.temperament, stance, chance, p.lines, **words), about, stance)


def _topic(p: Perception, view: Outlook, chance: Chance) -> tuple[str, str]:
    """What to speak of: the price it is surest of, whom it feels strongly about, or nothing much.

    A price is spoken of where the expected move is as great as the habit wants it; what it has in store beyond
    need, one who leans to its own holdings wishes dearer.
    """
    topics, wish, most = [("", "none")], p.me.habits.lean, p.me.habits.sure - 1
    for good in p.cast.good:
        lean = view.move[good] + (wish if p.stock[good] > 1 else 0)
        if abs(lean) > most:
            most = abs(lean)
            topics = [(good, "rise" if lean > 0 else "fall")] * 3
    for account, feeling in p.memory:
        subject = accounts.creature_of(account)
        if subject and abs(feeling) >= 100:
            topics.append((subject, "praise" if feeling > 0 else "warn"))
    if view.fear > 0 and p.me.id != p.cast.keeper:
        topics.append((p.cast.keeper, "warn"))
    return chance.pick(topics)


def vault_act(p: Perception, view: Outlook, nature: Nature) -> VaultAct | None:
    """Withdraw everything in fear, and what needs and debts want; take spare pebbles to the vault when calm."""
    bank = p.bank
    if p.me.id == p.cast.keeper or bank.shut:
        return None
    if bank.claim and view.fear >= nature.fear:
        return VaultAct("withdraw", bank.claim)
    wanted = nature.purse_days * day_cost(p) // 1000 + debts(p, nature.ahead)
    if p.pebbles < wanted:
        lacking = min(bank.claim, wanted - p.pebbles)
        return VaultAct("withdraw", lacking) if lacking >= nature.least_deposit else None
    spare = (p.pebbles - wanted) * p.me.habits.save // 1000
    if spare >= nature.least_deposit and view.fear < nature.fear // 2:
        return VaultAct("deposit", spare)
    return None


def debts(p: Perception, turns: int) -> int:
    """Pebbles that it has to repay within some turns, this one included."""
    if not p.contracts:
        return 0
    me = accounts.creature(p.me.id)
    owed = [
        d.repayment
        for d in p.contracts
        if isinstance(d, Loan) and d.borrower == me and d.due < p.turn + turns
    ]
    return sum(owed)


def offers(p: Perception, nature: Nature, chance: Chance) -> tuple[Offer, ...]:
    """Now and then a loan from the vault's keeper, or own goods for later delivery, to somebody not disliked."""
    others = _bearable(p)
    if not others or len(p.contracts) >= p.rules.contracts.open:
        return ()
    habits, bank = p.me.habits, p.bank
    free = (bank.cash - bank.owed * p.rules.vault.reserve // 1000) * nature.loan_share // 1000
    if free >= nature.loan and not (bank.shut or bank.bound) and chance.happens(habits.lend):
        price = free + free * nature.loan_rate // 1000
        to = chance.pick(others)
        return (Offer(to, LOAN, p.cast.creature[to].makes, free, price, nature.loan_turns),)
    if p.harvest * nature.forward_turns >= 2 * nature.forward_lot and chance.happens(habits.forward // 2):
        unit = p.quotes[p.me.makes].reference * (1000 - nature.forward_discount)
        price = max(1, nature.forward_lot * unit // 1_000_000)
        to = chance.pick(others)
        return (Offer(to, FORWARD, p.me.makes, nature.forward_lot, price, nature.forward_turns),)
    return ()


def _bearable(p: Perception) -> list[str]:
    """The others, without those whom it dislikes."""
    disliked = [subject for subject, feeling in p.memory if feeling < 0]
    me = p.me.id
    return [c for c, account in p.cast.account.items() if c != me and account not in disliked]


def accepts(p: Perception, o: Proposal, view: Outlook, nature: Nature) -> bool:
    """Nothing from whom it dislikes, and no kind of deal that it does not know."""
    accept = ACCEPT.get(o.kind)
    return accept is not None and dict(p.memory).get(o.maker, 0) >= 0 and accept(p, o, view, nature)


def _accept_loan(p: Perception, _o: Proposal, _view: Outlook, nature: Nature) -> bool:
    """When poor or bold."""
    return (
        p.pebbles + p.bank.claim <= nature.poor_days * day_cost(p) // 1000
        or p.me.habits.trend >= nature.reckless
    )


def _accept_forward(p: Perception, o: Proposal, view: Outlook, _nature: Nature) -> bool:
    """Where it beats the expected price and the purse can bear it."""
    worth = p.quotes[o.good].reference * (1000 + view.move[o.good]) // 1000 * o.quantity // 1000
    if o.good == p.me.makes:
        return o.price >= worth and p.harvest * o.turns >= 2 * o.quantity
    return o.price <= worth and p.pebbles - o.price >= day_cost(p)


ACCEPT: Mapping[str, Callable[[Perception, Proposal, Outlook, Nature], bool]] = {
    FORWARD: _accept_forward,
    LOAN: _accept_loan,
}
"""Kind of deal -> whether an offer of it is accepted."""


def _words(p: Perception, good: str) -> dict[str, str]:
    """What a template may name beside another creature, of whom only praise and warnings speak."""
    cast, me = p.cast, p.me
    return {
        "good": cast.good[good].name,
        "price": str(p.quotes[good].whole),
        "season": p.day.season.id,
        "me": me.name,
        "own": cast.good[me.makes].name,
        "pebbles": cast.pebbles,
    }
