"""What is worth telling of a turn: one finder per situation, all of them listed at the end.

A finder reads public events and gives the words that its sentences need; `data/content/narrator.toml` says how.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from bot.story.record import TradeRecord, richest
from bot.story.scene import Scene
from engine.event import Event
from engine.ledger import ROAD


@dataclass(frozen=True, slots=True)
class Situation:
    """Something that happened, the words to tell it with, and the goods and creatures it is about."""

    beat: str
    words: dict[str, str] = field(default_factory=dict)
    about: frozenset[str] = frozenset()
    tale: str = ""
    """A shock or legend whose own text opens the telling."""


Finder = Callable[[Scene], Iterator[Situation]]


def chapter(scene: Scene) -> Iterator[Situation]:
    ranked = scene.record.of_kind("ranked")
    for event in scene.record.of_kind("chapter"):
        first, last = ranked[0], ranked[-1]
        gainer = max(ranked, key=lambda e: int(e.data["gain"]))
        words = {
            "chapter": str(event.data["chapter"]), "name": _who(scene, first), "last": _who(scene, last),
            "wealth": _money(scene, first, "wealth"), "gainer": _who(scene, gainer),
            "gain": scene.money(max(0, int(gainer.data["gain"]))),
        }  # fmt: skip
        yield Situation("sweep" if words["name"] == words["gainer"] else "chapter", words)


def tales(scene: Scene) -> Iterator[Situation]:
    for tale in scene.record.tales:
        beat = "drawn" if tale in scene.rules.legend else "struck"
        yield Situation(beat, {"title": scene.title(tale)}, tale=tale)


def settled(scene: Scene) -> Iterator[Situation]:
    for good in dict.fromkeys(s.good for s in scene.record.settlements):
        before, after = scene.prices(good)
        last = [s for s in scene.record.settlements if s.good == good][-1]
        words = {"good": scene.good(good), "before": str(before), "after": scene.money(after)}
        words["title"] = scene.title(last.tale)
        if before != after:
            yield Situation("settled-rise" if after > before else "settled-fall", words, frozenset({good}))


def vault(scene: Scene) -> Iterator[Situation]:
    keeper = scene.who(scene.cast.keeper)
    about = frozenset({scene.cast.keeper})
    for event in scene.record.of_kind("run"):
        words = {
            "keeper": keeper,
            "asked": _money(scene, event, "asked"),
            "paid": _money(scene, event, "paid"),
        }
        yield Situation("run", words, about)
    for event in scene.record.of_kind("shut"):
        if event.data["tale"]:
            yield Situation("shut", {"keeper": keeper, "title": scene.title(str(event.data["tale"]))}, about)
    for _ in scene.record.of_kind("reopened"):
        yield Situation("reopened", {"keeper": keeper}, about)


def vetoed(scene: Scene) -> Iterator[Situation]:
    for event in scene.record.of_kind("vetoed"):
        yield Situation("vetoed", {"title": scene.title(str(event.data["tale"]))})


def defaults(scene: Scene) -> Iterator[Situation]:
    for event in scene.record.of_kind("defaulted"):
        words = {
            "name": _who(scene, event), "to": _who(scene, event, "to"), "price": _money(scene, event, "price"),
            "lots": scene.lots(int(event.data["quantity"])), "good": scene.good(str(event.data["good"])),
        }  # fmt: skip
        about = frozenset({str(event.data["creature"]), str(event.data["to"])})
        yield Situation(f"{event.data['kind']}-default", words, about)


def fair(scene: Scene) -> Iterator[Situation]:
    season = scene.narrator.season(scene.record.season).name
    for event in scene.record.of_kind("fair"):
        if int(event.data["given"]):
            yield Situation("fair", {"season": season, "given": _money(scene, event, "given")})


def season(scene: Scene) -> Iterator[Situation]:
    for event in scene.record.of_kind("season"):
        yield Situation("season", {"season": scene.narrator.season(str(event.data["season"])).name})


def spoilt(scene: Scene) -> Iterator[Situation]:
    lost: dict[tuple[str, str], int] = {}
    for event in scene.record.of_kind("spoilt"):
        key = str(event.data["good"]), str(event.data["tale"])
        lost[key] = lost.get(key, 0) + int(event.data["quantity"])
    for (good, tale), units in lost.items():
        words = {"good": scene.good(good), "lots": scene.lots(units), "title": scene.title(tale)}
        yield Situation("spoilt", words, frozenset({good}))


def wants(scene: Scene) -> Iterator[Situation]:
    for kind in ("hungry", "cold"):
        events = scene.record.of_kind(kind)
        if events:
            names = [str(e.data["creature"]) for e in events]
            missing = scene.lots(sum(int(e.data["missing"]) for e in events))
            words = {"names": scene.whom(names), "fuel": scene.good(scene.cast.fuel), "lots": missing}
            yield Situation(kind, words, frozenset({*names, scene.cast.fuel} if kind == "cold" else names))


def overtook(scene: Scene) -> Iterator[Situation]:
    wealth, leader = scene.record.wealth, richest(scene.record.wealth)
    if scene.leader and leader != scene.leader and wealth[leader] > wealth[scene.leader]:
        words = {
            "name": scene.who(leader),
            "former": scene.who(scene.leader),
            "wealth": scene.money(wealth[leader]),
        }
        yield Situation("overtook", words, frozenset({leader, scene.leader}))


def harvests(scene: Scene) -> Iterator[Situation]:
    for event in scene.record.of_kind("harvest"):
        factor, good = int(event.data["factor"]), str(event.data["good"])
        if factor != 1000:
            lots = scene.lots(int(event.data["quantity"]))
            words = {"name": _who(scene, event), "good": scene.good(good), "lots": lots}
            yield Situation("failed" if factor < 1000 else "bumper", words, frozenset({good}))


def caravans(scene: Scene) -> Iterator[Situation]:
    for side, beat in (("buyer", "caravan-buys"), ("seller", "caravan-sells")):
        for good in scene.cast.good:
            here = [t for t in scene.record.trades if t.good == good and getattr(t, side) == ROAD]
            if here:
                lots, each = scene.lots(sum(t.quantity for t in here)), scene.money(here[0].price)
                yield Situation(
                    beat, {"good": scene.good(good), "lots": lots, "each": each}, frozenset({good})
                )


def movers(scene: Scene) -> Iterator[Situation]:
    """The good that rose most and the one that fell most by trade and drift, as far as whole pebbles show it."""
    told = {s.good for s in scene.record.settlements}
    change = {g: scene.record.prices[g] / old for g, old in scene.record.before.items() if g not in told}
    ends = (max(change, key=change.__getitem__), min(change, key=change.__getitem__)) if change else ()
    for good in dict.fromkeys(ends):
        before, after = scene.prices(good)
        words = {"good": scene.good(good), "before": str(before), "after": scene.money(after)}
        words["maker"] = scene.maker(good)
        if before != after:
            yield Situation("rise" if after > before else "fall", words, frozenset({good}))


def rumours(scene: Scene) -> Iterator[Situation]:
    for event in scene.record.of_kind("rumour"):
        about = str(event.data["about"])
        subject = scene.good(about) if about in scene.cast.good else scene.who(about)
        yield Situation("rumour", {"subject": subject}, frozenset({about}))


def contracts(scene: Scene) -> Iterator[Situation]:
    for kind in ("signed", "repaid", "delivered"):
        for event in scene.record.of_kind(kind):
            quantity, good = int(event.data["quantity"]), str(event.data["good"])
            words = {
                "giver": _who(scene, event, "giver"), "taker": _who(scene, event, "taker"),
                "price": _money(scene, event, "price"), "quantity": scene.money(quantity),
                "lots": scene.lots(quantity), "good": scene.good(good),
                "turns": scene.turns(int(event.data.get("due", scene.record.turn)) - scene.record.turn),
            }  # fmt: skip
            about = frozenset({str(event.data["giver"]), str(event.data["taker"])})
            yield Situation(f"signed-{event.data['kind']}" if kind == "signed" else kind, words, about)


def unmet(scene: Scene) -> Iterator[Situation]:
    """The good of which most was wanted in vain at the old price, and the one of which most was left over."""
    book = {str(e.data["good"]): e.data for e in scene.record.of_kind("priced")}
    for beat, more, less in (("want", "demand", "supply"), ("glut", "supply", "demand")):
        left = {g: int(b[more]) - int(b["volume"]) for g, b in book.items() if int(b[more]) > int(b[less])}
        good = max(left, key=left.__getitem__, default="")
        if good and left[good] >= scene.narrator.short:
            words = {"good": scene.good(good), "count": scene.lots(left[good]), "maker": scene.maker(good)}
            yield Situation(beat, words, frozenset({good}))


def trade(scene: Scene) -> Iterator[Situation]:
    trades = scene.record.trades
    if not trades:
        yield Situation("quiet")
    if len(trades) >= scene.narrator.brisk:
        yield Situation(
            "busy", {"trades": scene.trades(len(trades)), "volume": scene.lots(scene.record.volume)}
        )
    inside = [t for t in trades if ROAD not in (t.buyer, t.seller)]
    if inside:
        best = max(inside, key=_worth)
        words = {
            "buyer": scene.who(best.buyer), "seller": scene.who(best.seller), "lots": scene.lots(best.quantity),
            "good": scene.good(best.good), "total": scene.money(_worth(best)),
        }  # fmt: skip
        yield Situation("deal", words, frozenset({best.buyer, best.seller, best.good}))
    if scene.record.before and all(
        before == after for before, after in map(scene.prices, scene.record.before)
    ):
        yield Situation("calm")


def widening(scene: Scene) -> Iterator[Situation]:
    wealth = scene.record.wealth
    first, last = richest(wealth), min(wealth, key=wealth.__getitem__)
    if scene.record.gini >= scene.gini + 0.01:
        words = {
            "name": scene.who(first),
            "last": scene.who(last),
            "gap": scene.money(wealth[first] - wealth[last]),
        }
        yield Situation("widening", words, frozenset({first, last}))


FINDERS: tuple[Finder, ...] = (
    chapter, tales, settled, vault, vetoed, defaults, fair, season, spoilt, wants, overtook, harvests, caravans, movers,
    rumours, contracts, unmet, trade, widening,
)  # fmt: skip


def situations(scene: Scene) -> list[Situation]:
    """Everything that could be told of a turn."""
    return [situation for find in FINDERS for situation in find(scene)]


def _who(scene: Scene, event: Event, field: str = "creature") -> str:
    return scene.who(str(event.data[field]))


def _money(scene: Scene, event: Event, field: str) -> str:
    return scene.money(int(event.data[field]))


def _worth(trade: TradeRecord) -> int:
    return trade.quantity * trade.price
