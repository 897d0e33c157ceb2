"""Situation of one creature: its perception as short lines, each with its kind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from engine import accounts
from engine.accounts import Account
from engine.deals.proposal import Proposal
from engine.deals.table import DEALS, Deal
from engine.events.facts import KINDS
from engine.perception import Perception
from engine.wood import Gossip, News, Quote
from inference.prompts.template import PromptTemplate, quotable
from inference.replies.moves import waiting

WIND = "wind"


class PromptLine(NamedTuple):
    """One line of a prompt; a kind that the wording's order of importance does not name always stays."""

    kind: str
    text: str


def situation(p: Perception, words: PromptTemplate) -> list[PromptLine]:
    """Turn, market and news, then card, stocks, shortages, gossip, what is remembered and what waits.

    What every creature of the wood is told alike stands first, so that prefix caching serves it to all but one of them.
    """
    return list(_lines(p, words))


def fill(template: str, **values: str | int) -> str:
    """A template with its words filled in. Raises KeyError for a word that is not given."""
    parts = list(_parts(template))
    parts[1::2] = [str(values[name]) for name in parts[1::2]]
    return "".join(parts)


@cache
def _parts(template: str) -> tuple[str, ...]:
    """Texts and, between them, names of words."""
    return tuple(re.split(r"\$([a-z]+)", template))


def _lines(p: Perception, words: PromptTemplate) -> Iterator[PromptLine]:
    texts = words.texts
    yield PromptLine("now", fill(texts["now"], turn=p.turn, phase=p.day.phase, season=p.day.season.id))
    yield PromptLine("prices", texts["prices"])
    for good, quote in p.quotes.items():
        yield PromptLine("price", _price(good, quote, words))
    yield from (PromptLine("news", text) for text in _news(p, words))
    yield PromptLine(
        "card", fill(texts["card"], me=quotable(p.me.name), species=quotable(p.me.species), own=p.me.makes)
    )
    yield PromptLine("character", fill(texts["character"], character=quotable(p.me.card)))
    yield PromptLine("store", _store(p, words))
    yield PromptLine("short", _short(p, words))
    if p.me.makes != p.cast.fuel and any(p.fuel):
        needs = ", ".join(map(str, p.fuel))
        yield PromptLine("ahead", fill(texts["ahead"], fuel=p.cast.fuel, needs=needs))
    lacked = _shortages(p)
    if lacked:
        yield PromptLine("suffered", fill(texts["suffered"], lacked=lacked))
    yield PromptLine("mood", fill(texts["mood"], mood=words.mood(p.mood)))
    yield PromptLine("vault", _vault(p, words))
    yield from (PromptLine(_kind(said), _gossip(said, words)) for said in p.gossip)
    yield from (
        PromptLine("contract", _contract(c, p, words)) for c in sorted(p.contracts, key=lambda c: c.due)
    )
    felt = [f"{word} {_name_of(who, words)}" for who, value in p.memory if (word := words.feeling(value))]
    if felt:
        yield PromptLine("memory", fill(texts["memory"], felt=", ".join(felt)))
    yield from (_own("line", said, texts["line"]) for said in _last(p.lines, words.recall.lines))
    yield from (_own("thought", said, texts["thought"]) for said in _last(p.thoughts, words.recall.thoughts))
    yield from (PromptLine("proposal", _proposal(alias, one, p, words)) for alias, one in waiting(p).items())
    yield PromptLine("end", fill(texts["end"], me=quotable(p.me.name)))


def _store(p: Perception, words: PromptTemplate) -> str:
    stock = ", ".join(f"{units} {good}" for good, units in p.stock.items() if units)
    return fill(
        words.texts["store"],
        purse=p.pebbles,
        pebbles=quotable(p.cast.pebbles),
        stock=stock or words.texts["store_empty"],
        harvest=p.harvest,
        own=p.me.makes,
    )


def _short(p: Perception, words: PromptTemplate) -> str:
    """What this turn's meal and hearth lack, own harvest counted."""
    texts, scarcity = words.texts, p.rules.scarcity
    have = {**p.stock, p.me.makes: p.stock[p.me.makes] + p.harvest}
    parts = []
    fuel = p.fuel[0] - have[p.cast.fuel]
    if scarcity.hearth and fuel > 0:
        parts.append(fill(texts["short_fuel"], missing=fuel, fuel=p.cast.fuel))
    lacking = [food for food in p.cast.foods if have[food] < 1]
    missing = min(p.rules.meal.kinds, len(p.cast.foods)) - (len(p.cast.foods) - len(lacking))
    if scarcity.diet and missing > 0:
        parts.append(fill(texts["short_food"], missing=missing, foods=", ".join(lacking)))
    return fill(texts["short"], short="; ".join(parts)) if parts else texts["short_none"]


def _shortages(p: Perception) -> str:
    parts = [f"{p.hunger} food"] if p.hunger else []
    return ", ".join([*parts, f"{p.cold} {p.cast.fuel}"] if p.cold else parts)


def _vault(p: Perception, words: PromptTemplate) -> str:
    texts, bank = words.texts, p.bank
    if p.me.id == p.cast.keeper:
        return fill(texts["vault_bound" if bank.bound else "vault_keeper"], cash=bank.cash, owed=bank.owed)
    return fill(texts["vault_shut" if bank.shut else "vault"], claim=bank.claim)


def _price(good: str, quote: Quote, words: PromptTemplate) -> str:
    return fill(
        words.texts["sold" if quote.volume else "unsold"],
        good=good,
        price=quote.whole,
        trend=_trend(quote, words),
        volume=quote.volume,
        wanted=quote.demand,
        offered=quote.supply,
    )


def _trend(quote: Quote, words: PromptTemplate) -> str:
    turns = min(words.recall.trend, len(quote.history))
    before = quote.history[-turns] if turns else quote.reference
    percent = (quote.reference - before) * 100 // before
    if percent == 0:
        return words.words.steady
    return fill(words.words.up if percent > 0 else words.words.down, percent=abs(percent))


def _kind(said: Gossip) -> str:
    return "wind" if said.speaker == WIND else "gossip"


def _gossip(said: Gossip, words: PromptTemplate) -> str:
    stance = ""
    if said.about and said.stance != "none":
        stance = fill(words.texts["stance"], about=quotable(said.about), stance=quotable(said.stance))
    text = words.texts[_kind(said)]
    return fill(text, speaker=quotable(said.speaker), text=quotable(said.text), stance=stance)


def _news(p: Perception, words: PromptTemplate) -> Iterator[str]:
    """A line per fact, those that befell several creatures told once."""
    told: dict[tuple[str, tuple[tuple[str, str], ...]], list[str]] = {}
    for news in p.news:
        values = _facts(news, p, words)
        who = values.pop("creature", "")
        told.setdefault((news.kind, tuple(values.items())), []).append(who)
    for (kind, facts), creatures in told.items():
        yield fill(words.news[kind], creature=", ".join(creatures), **dict(facts))


def _facts(news: News, p: Perception, words: PromptTemplate) -> dict[str, str]:
    """The words that a fact's line uses."""
    values: dict[str, str | int] = {**news.data, "pebbles": p.cast.pebbles}
    for name, holds in KINDS[news.kind].entry.fields.items():
        if holds == "party":
            values[name] = _name_of(accounts.of_party(str(values[name])), words)
    if "tale" in news.data:
        tale = p.rules.tale.get(str(news.data["tale"]))  # a new era may have no such tale any more
        values["title"] = tale.title.format_map(p.cast.words) if tale else news.data["tale"]
    return {name: quotable(str(values[name])) for name in sorted(set(_parts(words.news[news.kind])[1::2]))}


def _name_of(account: Account, words: PromptTemplate) -> str:
    """A creature by its id, a patron by number alone."""
    number = accounts.patron_of(account)
    if number is not None:
        return fill(words.words.patron, number=number)
    return quotable(accounts.party(account))


def _own(kind: str, text: str, template: str) -> PromptLine:
    return PromptLine(kind, fill(template, text=quotable(text)))


def _last(lines: tuple[str, ...], most: int) -> tuple[str, ...]:
    return lines[-most:] if most else ()


def _proposal(alias: str, one: Proposal, p: Perception, words: PromptTemplate) -> str:
    side = DEALS[one.kind].addressee(one, p.cast)
    return fill(
        words.texts[f"offer_{one.kind}_{side}"],
        alias=alias,
        maker=_name_of(one.maker, words),
        quantity=one.quantity,
        good=one.good,
        turns=one.turns,
        price=one.price,
        pebbles=quotable(p.cast.pebbles),
    )


def _contract(deal: Deal, p: Perception, words: PromptTemplate) -> str:
    terms = deal.summary
    side, other = terms.side(accounts.creature(p.me.id))
    return fill(
        words.texts[f"{deal.kind}_{side}"],
        other=_name_of(other, words),
        quantity=terms.quantity,
        good=terms.good,
        price=terms.price,
        pebbles=quotable(p.cast.pebbles),
        due=deal.due,
    )
