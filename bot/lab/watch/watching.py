"""Watching a wood: playing it as fast as it goes, and keeping only what measures need."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from bot.lab.scenario import Scenario
from bot.lab.watch.watched import Happening, Opinion, Watched
from engine import accounts
from engine.accounts import HEARTH, TABLE
from engine.calls.figure import expected
from engine.commands.table import apply
from engine.content.season import fuel_rate
from engine.founding import found
from engine.turn import Outcome
from engine.wealth import wealth
from engine.wood import Wood
from inference.mind import Mind
from inference.round import play_round

STANCE = {"rise": 1, "fall": -1}
SPARE_FOOD = 2
"""Units of a food that a creature needs soon."""
ABOUT = {
    "signed": "kind", "repaid": "", "delivered": "", "defaulted": "kind", "run": "", "shut": "tale", "struck": "tale",
    "drawn": "tale", "strikes": "tale", "settled": "tale",
}  # fmt: skip
"""Kinds of event that are kept -> which of their fields says what they are about."""


class Watch:
    """The arrays of one wood while it is played."""

    def __init__(self, seed: str, wood: Wood) -> None:
        cast = wood.cast
        self.seed, self._cast = seed, cast
        self.goods, self.creatures = tuple(cast.good), tuple(cast.creature)
        self._accounts = [accounts.creature(c) for c in self.creatures]
        self._made = {good.id for good in cast.goods}
        self._rows: dict[str, list[Sequence[object]]] = {name: [] for name in ROWS}
        self._met: list[tuple[int, int, int, int]] = [(0, 0, 0, 0)]
        self._trades, self._self_buys = [0], 0
        self._said: list[Opinion] = []
        self._happened: list[Happening] = []
        self._state(wood)

    def see(self, old: Wood, outcome: Outcome) -> None:
        """Take in one played turn."""
        wood = outcome.wood
        self._state(wood)
        self._needs(wood, outcome)
        self._resented(old, wood.turn)
        trades = 0
        for event in outcome.events:
            kind, data = event.kind, event.data
            if kind == "traded":
                trades += data["good"] in self._made
                self._self_buys += self._cast.maker.get(str(data["good"])) == data["buyer"]
            elif kind in ABOUT:
                self.happen(wood.turn, kind, data)
            elif kind in ("said", "rumour"):
                self._hear(wood, str(data.get("creature", "wind")), str(data["about"]), str(data["stance"]))
        self._trades.append(trades)
        self._self_buys += sum(
            order.side == "buy" and order.good == self._cast.creature[creature].makes
            for creature, applied in outcome.applied.items()
            for order in applied.requested.orders
        )

    def happen(self, turn: int, kind: str, data: Mapping[str, int | str]) -> None:
        """Keep an event."""
        about = str(data.get(ABOUT[kind], ""))
        before, after = int(data.get("before", 0)), int(data.get("after", 0))
        self._happened.append(Happening(turn, kind, about, str(data.get("good", "")), before, after))

    def watched(self) -> Watched:
        """The arrays."""
        arrays = {name: np.array(rows, dtype=np.int64) for name, rows in self._rows.items()}
        return Watched(
            self.seed, self.goods, len(self._made), self.creatures, **arrays,
            met=np.array(self._met, dtype=np.int64), trades=np.array(self._trades, dtype=np.int64),
            self_buys=self._self_buys, said=tuple(self._said), happened=tuple(self._happened),
        )  # fmt: skip

    def _state(self, wood: Wood) -> None:
        quotes = [wood.quotes[good] for good in self.goods]
        souls = [wood.souls[creature] for creature in self.creatures]
        worth = wealth(wood.open())
        rows = self._rows
        rows["reference"].append([q.reference for q in quotes])
        rows["price"].append([q.price for q in quotes])
        rows["volume"].append([q.volume for q in quotes])
        rows["demand"].append([q.demand for q in quotes])
        rows["supply"].append([q.supply for q in quotes])
        ranges = [expected(wood.open(), good.id, wood.turn + 1) for good in self._cast.goods]
        rows["low"].append([r.low for r in ranges])
        rows["high"].append([r.high for r in ranges])
        weather = [wood.weather.harvest.get(good.id, 1000) for good in self._cast.goods]
        rows["weather"].append([*weather, wood.weather.cold])
        books = [wood.balances[account] for account in self._accounts]
        rows["stock"].append([[book.get(good, 0) for good in self.goods] for book in books])
        rows["wealth"].append([worth[creature] for creature in self.creatures])
        rows["mood"].append([soul.mood for soul in souls])
        rows["vigour"].append([soul.vigour for soul in souls])
        rows["hunger"].append([soul.hunger for soul in souls])
        rows["cold"].append([soul.cold for soul in souls])

    def _needs(self, wood: Wood, outcome: Outcome) -> None:
        """What was burnt and eaten, and what the stocks left at the turn's end would have allowed beside.

        A unit allows a need where it lay in anybody's store, and a missing kind of food only where the creature
        ate none of that kind; whoever lacks most takes first, of what there is most.
        """
        cast, eaten, burnt = wood.cast, {account: set[str]() for account in self._accounts}, 0
        for transfer in outcome.transfers:
            if transfer.target == TABLE:
                eaten[transfer.source].add(transfer.asset)
            elif transfer.target == HEARTH:
                burnt += transfer.amount
        left = dict.fromkeys(cast.good, 0)
        for account in self._accounts:
            for good, units in wood.balances[account].items():
                if good in left:
                    left[good] += units
        souls = [wood.souls[creature] for creature in self.creatures]
        unmet = sum(soul.cold for soul in souls)
        kinds = sum(map(len, eaten.values()))
        more = 0
        lacking = sorted(zip((s.hunger for s in souls), self._accounts, strict=True), reverse=True)
        for missing, account in lacking:
            foods = sorted(
                (f for f in cast.foods if f not in eaten[account] and left[f]), key=lambda f: -left[f]
            )
            for food in foods[:missing]:
                left[food] -= 1
                more += 1
        self._met.append((burnt, burnt + min(unmet, left[cast.fuel]), kinds, kinds + more))

    def _resented(self, old: Wood, turn: int) -> None:
        bound = old.rules.memory.hostile
        for proposal in old.proposals:
            creature = accounts.creature_of(proposal.to)
            if creature and old.souls[creature].memory.get(proposal.maker, 0) <= bound:
                self._happened.append(Happening(turn, "hostile"))

    def _hear(self, wood: Wood, speaker: str, about: str, stance: str) -> None:
        if about in self.goods and stance in STANCE:
            held = speaker in self._cast.creature and holds(wood, speaker, about)
            self._said.append(Opinion(wood.turn, speaker, self.goods.index(about), STANCE[stance], held))


ROWS = (
    "reference", "price", "volume", "demand", "supply", "low", "high", "weather", "stock", "wealth", "mood", "vigour",
    "hunger", "cold",
)  # fmt: skip


def holds(wood: Wood, creature: str, good: str) -> bool:
    """Whether a creature has more of a good than it needs soon.

    That is two units of a food, the fuel of the turns that the calendar shows, and of an asset what it was dealt.
    """
    units = wood.balances[accounts.creature(creature)].get(good, 0)
    if good == wood.cast.fuel:
        turns = range(wood.turn + 1, wood.turn + 1 + wood.rules.foresight)
        return units * 1000 > sum(fuel_rate(wood.rules, turn) for turn in turns)
    if good in wood.cast.foods:
        return units > SPARE_FOOD
    return units > (wood.cast.asset.units if wood.cast.asset else 0)


async def watch(
    plan: Scenario, seed: str, mind: Mind, visit: Callable[[Wood], None] = lambda _: None
) -> Watched:
    """Play a scenario to its end. `visit` sees each wood before its next turn, the founded one first."""
    wood = found(plan.cast, plan.rules, seed)
    seen = Watch(seed, wood)
    visit(wood)
    for turn in range(1, plan.turns + 1):
        for cue in plan.cues:
            if cue.turn == turn:
                outcome = apply(wood, cue.command)
                wood = outcome.wood
                for event in outcome.events:
                    if event.kind in ABOUT:
                        seen.happen(turn, event.kind, event.data)
        old = wood
        played = await play_round(f"alive-{seed}", wood, mind)
        wood = played.outcome.wood
        seen.see(old, played.outcome)
        visit(wood)
    return seen.watched()


async def go_on(wood: Wood, mind: Mind, turns: int, seed: str) -> Watched:
    """Play a wood on for some turns; row 0 is how it stands now, and turns are counted from the founding."""
    seen = Watch(seed, wood)
    for _ in range(turns):
        played = await play_round(f"alive-{seed}", wood, mind)
        seen.see(wood, played.outcome)
        wood = played.outcome.wood
    return seen.watched()
