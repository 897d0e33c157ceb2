"""What is worth telling of a turn: one finder per situation, all listed at the end.

A finder reads public events and gives the words that its sentences need; `data/content/narrator.toml` says how.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from bot.story.record import TradeRecord, richest
from bot.story.story import Scene, Situation, season_words
from engine.accounts import ROAD
from engine.events.facts import (
    BankRun,
    ChapterEnded,
    Cold,
    Defaulted,
    Delivered,
    FairHeld,
    Harvested,
    Hungry,
    Priced,
    Ranked,
    Reopened,
    Repaid,
    Rumour,
    SeasonBegan,
    Shut,
    Signed,
    Spoilt,
    Vetoed,
)

DEAR = 2
"""How many times its price at founding makes the asset dear."""


Finder = Callable[[Scene], Iterator[Situation]]


def chapter(scene: Scene) -> Iterator[Situation]:
    ranked = scene.record.of_kind(Ranked)
    for end in scene.record.of_kind(ChapterEnded):
        first, last = ranked[0], ranked[-1]
        gainer = max(ranked, key=lambda one: one.gain)
        words = {
            "chapter": str(end.chapter), "name": scene.who(first.creature), "last": scene.who(last.creature),
            "wealth": scene.money(first.wealth), "gainer": scene.who(gainer.creature),
            "gain": scene.money(max(0, gainer.gain)),
        }  # fmt: skip
        yield Situation("sweep" if words["name"] == words["gainer"] else "chapter", words)


def tales(scene: Scene) -> Iterator[Situation]:
    for tale in scene.record.drawn:
        yield Situation("drawn", {"title": scene.title(tale)})
    for tale in scene.record.tales:
        beat = "strikes" if tale in scene.rules.legend else "struck"
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
    for run in scene.record.of_kind(BankRun):
        words = {"keeper": keeper, "asked": scene.money(run.asked), "paid": scene.money(run.paid)}
        yield Situation("run", words, about)
    for shut in scene.record.of_kind(Shut):
        if shut.tale:
            yield Situation("shut", {"keeper": keeper, "title": scene.title(shut.tale)}, about)
    for _ in scene.record.of_kind(Reopened):
        yield Situation("reopened", {"keeper": keeper}, about)


def vetoed(scene: Scene) -> Iterator[Situation]:
    for veto in scene.record.of_kind(Vetoed):
        yield Situation("vetoed", {"title": scene.title(veto.tale)})


def defaults(scene: Scene) -> Iterator[Situation]:
    for deal in scene.record.of_kind(Defaulted):
        words = {
            "name": scene.who(deal.creature), "to": scene.who(deal.to), "price": scene.money(deal.price),
            "lots": scene.lots(deal.quantity), "good": scene.good(deal.good),
        }  # fmt: skip
        yield Situation(f"{deal.kind}-default", words, frozenset({deal.creature, deal.to}))


def fair(scene: Scene) -> Iterator[Situation]:
    season = season_words(scene.narrator, scene.record.season).name
    for held in scene.record.of_kind(FairHeld):
        if held.given:
            yield Situation("fair", {"season": season, "given": scene.money(held.given)})


def season(scene: Scene) -> Iterator[Situation]:
    for begun in scene.record.of_kind(SeasonBegan):
        yield Situation("season", {"season": season_words(scene.narrator, begun.season).name})


def spoilt(scene: Scene) -> Iterator[Situation]:
    lost: dict[tuple[str, str], int] = {}
    for loss in scene.record.of_kind(Spoilt):
        key = loss.good, loss.tale
        lost[key] = lost.get(key, 0) + loss.quantity
    for (good, tale), units in lost.items():
        words = {"good": scene.good(good), "lots": scene.lots(units), "title": scene.title(tale)}
        yield Situation("spoilt", words, frozenset({good}))


def wants(scene: Scene) -> Iterator[Situation]:
    for beat, lacking, fuel in (
        ("hungry", scene.record.of_kind(Hungry), ()),
        ("cold", scene.record.of_kind(Cold), (scene.cast.fuel,)),
    ):
        if lacking:
            names = [one.creature for one in lacking]
            missing = scene.lots(sum(one.missing for one in lacking))
            words = {"names": scene.whom(names), "fuel": scene.good(scene.cast.fuel), "lots": missing}
            yield Situation(beat, words, frozenset({*names, *fuel}))


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
    for one in scene.record.of_kind(Harvested):
        if one.factor != 1000:
            lots = scene.lots(one.quantity)
            words = {"name": scene.who(one.creature), "good": scene.good(one.good), "lots": lots}
            yield Situation("failed" if one.factor < 1000 else "bumper", words, frozenset({one.good}))


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
    """The good that rose most and the one that fell most by trade and drift, where that is worth a word."""
    told = {s.good for s in scene.record.settlements}
    before_of = scene.record.before
    change = {
        g: scene.record.prices[g] / before_of[g] for g in scene.cast.made if g in before_of and g not in told
    }
    ends = (max(change, key=change.__getitem__), min(change, key=change.__getitem__)) if change else ()
    for good in dict.fromkeys(ends):
        before, after = scene.prices(good)
        words = {"good": scene.good(good), "before": str(before), "after": scene.money(after)}
        words["maker"] = scene.maker(good)
        if before != after and abs(change[good] - 1) * 1000 >= scene.narrator.stir:
            yield Situation("rise" if after > before else "fall", words, frozenset({good}))


def asset(scene: Scene) -> Iterator[Situation]:
    """The asset's price, where it moved or has come to a multiple of what it began at."""
    owned = scene.cast.asset
    if owned is None or owned.id not in scene.record.before:
        return
    (before, after), good = scene.prices(owned.id), scene.good(owned.id)
    if before < DEAR * owned.price <= after:
        words = {"good": good, "first": str(owned.price), "after": scene.money(after)}
        yield Situation("asset-dear", words, frozenset({owned.id}))
    elif before != after and abs(after - before) * 1000 >= scene.narrator.stir * before:
        words = {"good": good, "before": str(before), "after": scene.money(after)}
        yield Situation("asset-rise" if after > before else "asset-fall", words, frozenset({owned.id}))


def collected(scene: Scene) -> Iterator[Situation]:
    """Who bought most of the asset."""
    owned = scene.cast.asset
    deals = [t for t in scene.record.trades if owned and t.good == owned.id and t.buyer != ROAD]
    bought = Counter[str]()
    for deal in deals:
        bought[deal.buyer] += deal.quantity
    for name, units in bought.most_common(1):
        if units >= scene.narrator.short:
            words = {"name": scene.who(name), "lots": scene.lots(units), "good": scene.good(deals[0].good)}
            each = scene.money(deals[0].price)
            yield Situation("asset-bought", {**words, "each": each}, frozenset({name, deals[0].good}))


def rumours(scene: Scene) -> Iterator[Situation]:
    for rumour in scene.record.of_kind(Rumour):
        about = rumour.about
        subject = scene.good(about) if about in scene.cast.good else scene.who(about)
        yield Situation("rumour", {"subject": subject}, frozenset({about}))


def contracts(scene: Scene) -> Iterator[Situation]:
    record = scene.record
    for deal in record.of_kind(Signed):
        words = {**_parties(scene, deal), "turns": scene.turns(deal.due - record.turn)}
        yield Situation(f"signed-{deal.kind}", words, frozenset({deal.giver, deal.taker}))
    for beat, kept in (("repaid", record.of_kind(Repaid)), ("delivered", record.of_kind(Delivered))):
        for one in kept:
            yield Situation(beat, _parties(scene, one), frozenset({one.giver, one.taker}))


def _parties(scene: Scene, deal: Signed | Repaid | Delivered) -> dict[str, str]:
    return {
        "giver": scene.who(deal.giver), "taker": scene.who(deal.taker), "price": scene.money(deal.price),
        "quantity": scene.money(deal.quantity), "lots": scene.lots(deal.quantity), "good": scene.good(deal.good),
    }  # fmt: skip


def unmet(scene: Scene) -> Iterator[Situation]:
    """The good of which most was wanted in vain at the old price, and the one of which most was left over."""
    book = [b for b in scene.record.of_kind(Priced) if b.good in scene.cast.made]
    wanted = {b.good: b.demand - b.volume for b in book if b.demand > b.supply}
    offered = {b.good: b.supply - b.volume for b in book if b.supply > b.demand}
    for beat, left in (("want", wanted), ("glut", offered)):
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
    asset, collected, rumours, contracts, unmet, trade, widening,
)  # fmt: skip


def situations(scene: Scene) -> list[Situation]:
    """Everything that could be told of a turn."""
    return [situation for find in FINDERS for situation in find(scene)]


def _worth(trade: TradeRecord) -> int:
    return trade.quantity * trade.price
