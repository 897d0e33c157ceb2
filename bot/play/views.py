"""What `wood play` shows: tables and cards for a terminal of 80 columns or more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from bot.play.game import Game
from bot.words.escape import one_line
from data.reading.narrator import Narrator
from data.reading.texts import Voice
from engine import accounts
from engine.accounts import ROAD, Account
from engine.content.cast import Creature
from engine.content.legend import Legend, Shock
from engine.content.season import day
from engine.facts import Rumour, Said
from engine.ledger import PEBBLE
from engine.wealth import wealth
from engine.wood import Contract, OpenWood, Quote

BARS = "▁▂▃▄▅▆▇█"
TREND = 15
"""Turns that a good's trend shows."""
FELT = 150
"""Sentiment, in thousandths, from which on it is worth a word."""


def status_view(game: Game, narrator: Narrator, voice: Voice) -> RenderableType:
    """Turn, season and chapter; the vault; what is at work."""
    wood = game.wood.open()
    today = day(wood.rules, max(1, wood.turn))
    season = voice.either(f"words.seasons.{today.season.id}", today.season.id)
    vault = "vault_shut" if wood.vault.shut > wood.turn else "vault_open"
    lines = [
        voice(
            "cli.play.status",
            emoji=narrator.season(today.season.id).emoji,
            turn=wood.turn,
            season=voice(f"words.phases.{today.phase}", season=season),
            year=today.year,
            chapter=wood.chapter,
        ),
        voice(f"cli.play.{vault}", until=wood.vault.shut),
    ]
    for spell in wood.spells:
        tale = wood.rules.tale[spell.tale]
        lines.append(
            voice("cli.play.at_work", emoji=tale.emoji, title=tale.title, id=tale.id, turn=spell.start)
        )
    return Text("\n".join(lines))


def prices_view(game: Game, voice: Voice) -> RenderableType:
    """Every good: price, its last move, what traded, what was wanted and offered, and the trend."""
    wood = game.wood.open()
    table = _table(voice, "prices", ("good",), ("price", "move", "traded", "wanted", "offered"), ("trend",))
    for good in wood.cast.goods:
        quote = wood.quotes[good.id]
        before = quote.history[-1] if quote.history else quote.reference
        table.add_row(
            Text(good.name),
            f"{quote.reference / 1000:.1f}",
            _move(quote.reference / before - 1),
            f"{quote.volume} × {quote.price}" if quote.volume else "–",
            str(quote.demand),
            str(quote.supply),
            Text(_spark(quote)),
        )
    return table


def creatures_view(game: Game, voice: Voice) -> RenderableType:
    """All creatures side by side: wealth, pebbles, mood, stocks."""
    wood = game.wood.open()
    worth = wealth(wood)
    table = _table(voice, "creatures", ("creature", "makes"), ("wealth", "pebbles", "mood"), ("stock",))
    for name in sorted(worth, key=lambda c: -worth[c]):
        who = wood.cast.creature[name]
        purse = wood.balances[accounts.creature(name)].get(PEBBLE, 0)
        mood = f"{wood.souls[name].mood / 1000:.0%}"
        table.add_row(
            Text(who.name),
            Text(wood.cast.good[who.makes].name),
            str(worth[name]),
            str(purse),
            mood,
            Text(_stock(wood, name)),
        )
    return table


def creature_view(game: Game, name: str, voice: Voice) -> RenderableType:
    """One creature's card: character, possessions, mood, memory in words, contracts, last public words."""
    wood = game.wood.open()
    who, soul = wood.cast.creature[name], wood.souls[name]
    words: dict[str, int | str] = {
        "name": who.name, "species": who.species, "makes": wood.cast.good[who.makes].name, "wealth": wealth(wood)[name],
        "purse": wood.balances[accounts.creature(name)].get(PEBBLE, 0), "pebbles": wood.cast.pebbles,
        "mood": _mood(soul.mood, voice), "stock": _stock(wood, name) or "–",
    }  # fmt: skip
    lines = [Text(voice("cli.play.card_title", **words), style="bold"), Text(who.card, style="italic")]
    lines.append(Text(voice("cli.play.card_state", **words)))
    lines += [Text(line) for line in _feelings(wood, who, voice)]
    me = accounts.creature(name)
    lines += [Text(_contract(wood, c, me, voice)) for c in wood.contracts if me in (c.giver, c.taker)]
    if soul.lines:
        lines.append(Text(voice("cli.play.card_said", text=one_line(soul.lines[-1]))))
    return Group(*lines)


def trades_view(game: Game, voice: Voice) -> RenderableType:
    """The last turn's trades."""
    wood = game.wood.open()
    table = _table(voice, "trades", ("good",), ("quantity", "price"), ("seller", "buyer"))
    for trade in game.records[-1].trades:
        parties = [Text(_who(wood, party, voice)) for party in (trade.seller, trade.buyer)]
        table.add_row(Text(wood.cast.good[trade.good].name), str(trade.quantity), str(trade.price), *parties)
    return table if table.row_count else Text(voice("cli.play.no_trades"))


def book_view(game: Game, goods: Sequence[str], voice: Voice) -> RenderableType:
    """What creatures bid and asked in the last auction, by price; whose orders they were stays sealed."""
    table = _table(voice, "book", ("good",), ("limit", "bid", "ask"))
    for good in goods:
        levels: dict[str, Counter[int]] = {"buy": Counter(), "sell": Counter()}
        for applied in game.applied.values():
            for order in applied.applied.orders:
                if order.good == good:
                    levels[order.side][order.limit] += order.quantity
        for limit in sorted({*levels["buy"], *levels["sell"]}, reverse=True):
            bid, ask = (str(levels[side][limit] or "") for side in ("buy", "sell"))
            table.add_row(Text(game.wood.cast.good[good].name), str(limit), bid, ask)
    return table if table.row_count else Text(voice("cli.play.no_book"))


def gossip_view(game: Game, voice: Voice) -> RenderableType:
    """All that was said in public in the last turn."""
    cast, record = game.wood.cast, game.records[-1]
    heard = [(voice("cli.play.wind"), one.text) for one in record.of_kind(Rumour)]
    heard += [(cast.creature[one.creature].name, one.text) for one in record.of_kind(Said)]
    lines = [Text.assemble((f"{name}: ", "bold"), one_line(text)) for name, text in heard]
    return Group(*lines) if lines else Text(voice("cli.play.no_gossip"))


def tales_view(game: Game, tales: Sequence[Shock], voice: Voice) -> RenderableType:
    """Shocks or legends to choose from; those at work are marked."""
    working = {spell.tale for spell in game.wood.spells}
    table = Table(box=None, pad_edge=False, show_header=False)
    for tale in tales:
        mark = voice("cli.play.working") if tale.id in working else ""
        about = f"{tale.episode}, {tale.year}" if isinstance(tale, Legend) else tale.title
        table.add_row(Text(tale.id, style="bold"), Text(about), Text(mark, style="yellow"))
    return table


def tale_view(game: Game, tale: Shock, voice: Voice) -> RenderableType:
    """One shock or legend in full."""
    lines = [
        Text(f"{tale.emoji} {tale.title}", style="bold"),
        Text(tale.text.format_map(game.wood.cast.words)),
    ]
    if isinstance(tale, Legend):
        words: dict[str, int | str] = {
            "episode": tale.episode,
            "year": tale.year,
            "truth": tale.truth,
            "source": tale.source,
        }
        lines.append(Text(voice("cli.play.truth", **words), style="italic dim"))
    return Group(*lines)


def _table(
    voice: Voice, title: str, names: Sequence[str], numbers: Sequence[str], more: Sequence[str] = ()
) -> Table:
    table = Table(title=voice(f"cli.play.{title}"), title_justify="left", title_style="bold")
    for name in (*names, *numbers, *more):
        table.add_column(voice(f"cli.play.{name}"), justify="right" if name in numbers else "left")
    return table


def _move(change: float) -> Text:
    if abs(change) < 0.0005:
        return Text("·")
    return Text(f"{'▲' if change > 0 else '▼'} {abs(change):.1%}", style="green" if change > 0 else "red")


def _spark(quote: Quote) -> str:
    shown = [*quote.history, quote.reference][-TREND:]
    low, high = min(shown), max(shown)
    return "".join(BARS[(value - low) * (len(BARS) - 1) // max(1, high - low)] for value in shown)


def _stock(wood: OpenWood, creature: str) -> str:
    holdings = wood.balances[accounts.creature(creature)]
    return ", ".join(f"{g.name} {holdings[g.id]}" for g in wood.cast.goods if holdings.get(g.id))


def _feelings(wood: OpenWood, who: Creature, voice: Voice) -> list[str]:
    felt = [
        voice(f"cli.play.{'fond' if value > 0 else 'wary'}", name=_who(wood, accounts.party(other), voice))
        for other, value in sorted(wood.souls[who.id].memory.items(), key=lambda item: -abs(item[1]))
        if abs(value) >= FELT and accounts.creature_of(other)
    ]
    return [voice("cli.play.feels", felt=", ".join(felt[: wood.rules.memory.shown]))] if felt else []


def _contract(wood: OpenWood, contract: Contract, me: Account, voice: Voice) -> str:
    role = "giver" if contract.giver == me else "taker"
    other = contract.taker if role == "giver" else contract.giver
    return voice(
        f"cli.play.{contract.kind}_{role}", other=_who(wood, accounts.party(other), voice), quantity=contract.quantity,
        good=wood.cast.good[contract.good].name, price=contract.price, pebbles=wood.cast.pebbles, due=contract.due,
    )  # fmt: skip


def _who(wood: OpenWood, party: str, voice: Voice) -> str:
    if party in wood.cast.creature:
        return wood.cast.creature[party].name
    return voice("cli.play.stranger" if party == ROAD else "cli.play.patron")


def _mood(mood: int, voice: Voice) -> str:
    """A mood in words, a fifth of the scale each."""
    return voice(f"words.moods.{min(4, mood * 5 // 1000)}")
