"""The market in tables: prices, last trades, and the book of the last auction without its traders' names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from bot.present.card import Card, pad, table
from bot.words.localiser import good_name, money, party_name
from data.reading.texts import Voice
from data.store.history import History
from data.store.records import DecisionRecord, Look, PriceRow
from engine.accounts import creature, of_party
from engine.content.cast import Ware
from engine.events.event import Event
from engine.events.facts import Traded
from engine.wood import OpenWood, Quote

NAME = 12
"""Columns for a good's name."""
TRADES = 25
"""Newest trades that are shown."""
LOOKED_AT = 200
"""Newest trades among which those of one good are looked for."""
LEVELS = 8
"""Prices of one good's book that are shown."""


def prices_card(voice: Voice, wood: OpenWood) -> Card:
    """Every good's reference price, how it moved in the last turn, and what was last paid."""
    rows = [_price(voice, good, wood.quotes[good.id]) for good in wood.cast.traded]
    head = f"{pad('', NAME)}{voice('discord.market.price'):>6}   {voice('discord.market.traded'):>12}"
    title = voice("discord.market.prices_title", turn=wood.turn)
    note = voice("discord.market.prices_note", pebbles=money(voice, wood.cast))
    return Card(title, "\n".join([table([head, *rows]), note, *_owners(voice, wood)]))


def _owners(voice: Voice, wood: OpenWood) -> list[str]:
    """Who owns most of the asset, where one owns more than any other."""
    asset = wood.cast.asset
    if asset is None:
        return []
    owned = Counter({c: wood.balances[creature(c)].get(asset.id, 0) for c in wood.cast.creature})
    (first, most), (_, next_most) = owned.most_common(2)
    if most == next_most:
        return []
    return [
        voice(
            "discord.market.most_owned",
            emoji=asset.emoji,
            good=good_name(voice, asset),
            name=party_name(voice, wood.cast, creature(first)),
            quantity=most,
            total=sum(owned.values()),
        )
    ]


def _price(voice: Voice, good: Ware, quote: Quote) -> str:
    before = quote.history[-1] if quote.history else quote.reference
    arrow = "▲" if quote.reference > before else "▼" if quote.reference < before else "·"
    traded = f"{quote.volume} × {quote.price}" if quote.volume else str(quote.paid or "–")
    return f"{pad(good_name(voice, good), NAME)}{quote.whole:>6} {arrow} {traded:>12}"


async def newest_trades(history: History, look: Look, good: str | None) -> list[tuple[int, Event]]:
    """The newest trades with their turns, of all goods or of one."""
    found = await history.events_of_kind(look.record.id, Traded.entry.kind, LOOKED_AT if good else TRADES)
    return [trade for trade in found if good is None or Traded.of(trade[1]).good == good][:TRADES]


def trades_card(
    voice: Voice, wood: OpenWood, trades: Sequence[tuple[int, Event]], good: str | None = None
) -> Card:
    """The newest trades with their turns, newest turn first, of all goods or of one."""
    title = voice("discord.market.trades_title")
    if not trades and good is not None:
        return Card(title, voice("discord.market.no_trades_of", good=good_name(voice, wood.cast.good[good])))
    if not trades:
        return Card(title, voice("discord.market.no_trades"))
    lines: list[str] = []
    shown: int | None = None
    for turn, event in trades:
        if turn != shown:
            lines.append(voice("discord.market.trades_turn", turn=turn))
            shown = turn
        lines.append(_trade(voice, wood, event))
    return Card(title, "\n".join(lines))


def _trade(voice: Voice, wood: OpenWood, event: Event) -> str:
    traded = Traded.of(event)
    good = wood.cast.good[traded.good]
    return voice(
        "discord.market.trade",
        emoji=good.emoji,
        quantity=traded.quantity,
        good=good_name(voice, good),
        price=traded.price,
        seller=party_name(voice, wood.cast, of_party(traded.seller)),
        buyer=party_name(voice, wood.cast, of_party(traded.buyer)),
    )


def book_card(
    voice: Voice,
    wood: OpenWood,
    goods: Iterable[str],
    decided: Sequence[DecisionRecord],
    prices: Sequence[PriceRow],
) -> Card:
    """What was bid and asked in the last auction, by price: whose orders they were stays sealed."""
    cleared = {row.good: row for row in prices}
    blocks = [_book(voice, wood.cast.good[good], decided, cleared.get(good)) for good in goods]
    return Card(
        voice("discord.market.book_title", turn=wood.turn),
        "\n".join([*blocks, voice("discord.market.book_note")]),
    )


def _book(voice: Voice, good: Ware, decided: Sequence[DecisionRecord], row: PriceRow | None) -> str:
    orders = [(o, one.parts) for one in decided for o in one.result.applied.orders if o.good == good.id]
    sides: dict[str, Counter[int]] = {"buy": Counter(), "sell": Counter()}
    for order, parts in orders:
        sides[order.side][order.limit * parts] += order.quantity
    head = voice("discord.market.book_good", emoji=good.emoji, good=good_name(voice, good))
    if row is not None and row.volume:
        head += voice("discord.market.book_cleared", price=row.price, volume=row.volume)
    levels = sorted({*sides["buy"], *sides["sell"]}, reverse=True)
    if not levels:
        return f"{head}\n{voice('discord.market.book_empty')}"
    columns = f"{voice('discord.market.bids'):>9} {voice('discord.market.limit'):>7} {voice('discord.market.asks'):>9}"
    return f"{head}\n{table([columns, *(_level(sides, level) for level in _nearest(levels, row))])}"


def _level(sides: Mapping[str, Counter[int]], level: int) -> str:
    bid, ask = sides["buy"][level] or "", sides["sell"][level] or ""
    return f"{bid:>9} {level:>7} {ask:>9}"


def _nearest(levels: list[int], row: PriceRow | None) -> list[int]:
    """The prices nearest to where the market cleared, highest first."""
    middle = row.price if row is not None and row.volume else levels[len(levels) // 2]
    return sorted(sorted(levels, key=lambda level: abs(level - middle))[:LEVELS], reverse=True)
