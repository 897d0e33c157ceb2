"""Shocks and legends at work: what they tell before minds decide, and what they settle."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TypeVar

from engine import accounts
from engine.accounts import ROT
from engine.content.cast import Cast
from engine.content.legend import (
    EFFECT,
    Caravan,
    Freeze,
    Harvest,
    NeedSettlement,
    Price,
    Settle,
    Spoil,
    Tell,
    lasts,
)
from engine.content.rules import Rules
from engine.draft import Draft
from engine.events.event import Cause
from engine.events.facts import Ended, Rumour, Settled, Shut, Spoilt
from engine.wood import Gossip, OpenWood, Spell

A = TypeVar("A", Harvest, NeedSettlement, Caravan, Price, Spoil, Freeze)


def active(
    spells: list[Spell] | tuple[Spell, ...], rules: Rules, turn: int, act: type[A]
) -> Iterator[tuple[Spell, A]]:
    """Acts of one kind that are at work in a turn, oldest spell first."""
    for spell in spells:
        for settle in rules.tale[spell.tale].settles:
            if isinstance(settle, act) and _at_work(settle, turn - spell.start):
                yield spell, settle


def _at_work(act: Settle, since: int) -> bool:
    turns = act.turns if isinstance(act, EFFECT) else 1
    return act.after <= since < act.after + turns


def tells_of_turn(wood: OpenWood, turn: int) -> list[tuple[Spell, Tell, Gossip]]:
    """What the wind tells in a turn, before minds decide."""
    heard = []
    for spell in wood.spells:
        for tell in wood.rules.tale[spell.tale].tells:
            if tell.after == turn - spell.start:
                about = _about(wood.cast, tell)
                if about:
                    heard.append(
                        (
                            spell,
                            tell,
                            Gossip("wind", tell.text.format_map(wood.cast.words), about, tell.stance),
                        )
                    )
    return heard


def _about(cast: Cast, tell: Tell) -> str:
    if tell.stance in ("praise", "warn"):
        return cast.creature_at(tell.about) or ""
    return next(iter(cast.goods_at(tell.about)), "")


def wind(draft: Draft) -> None:
    """Record publicly what the wind told the minds before this turn."""
    for spell, tell, gossip in tells_of_turn(draft.old.open(), draft.turn):
        draft.follow(
            Cause(spell.cause, spell.origin),
            Rumour,
            tale=spell.tale,
            about=gossip.about,
            stance=tell.stance,
            text=gossip.text,
        )


def harvest_factor(draft: Draft, good: str) -> tuple[int, Cause | None]:
    """What shocks make of a harvest, in thousandths, and the strongest cause where there is one."""
    factor, cause = 1000, None
    for spell, act in active(draft.spells, draft.rules, draft.turn, Harvest):
        if good in draft.cast.goods_at(act.good):
            factor = factor * act.factor // 1000
            cause = Cause(spell.cause, "authored")
    return factor, cause


def extra_need(spells: tuple[Spell, ...] | list[Spell], rules: Rules, turn: int) -> int:
    """Fuel that shocks add to every creature's need in a turn, in thousandths of a unit."""
    return sum(act.extra for _, act in active(spells, rules, turn, NeedSettlement))


def settlement(draft: Draft) -> None:
    """The legends' seam after drift: prices overwritten, stocks lost, the vault shut; then spent spells end."""
    for spell, price in active(draft.spells, draft.rules, draft.turn, Price):
        for good in draft.cast.goods_at(price.good):
            _overwrite(draft, spell, good, price.factor)
    for spell, spoil in active(draft.spells, draft.rules, draft.turn, Spoil):
        for good in draft.cast.goods_at(spoil.good):
            _spoil(draft, spell, good, spoil.share)
    for spell, freeze in active(draft.spells, draft.rules, draft.turn, Freeze):
        draft.shut = max(draft.shut, draft.turn + freeze.turns)
        draft.settle(
            Cause(spell.cause, spell.origin), Shut, tale=spell.tale, until=draft.shut, paid=0, asked=0
        )
    spent = [s for s in draft.spells if draft.turn + 1 >= s.start + lasts(draft.rules.tale[s.tale])]
    for spell in spent:
        draft.spells.remove(spell)
        draft.follow(Cause(spell.cause, spell.origin), Ended, tale=spell.tale)


def _overwrite(draft: Draft, spell: Spell, good: str, factor: int) -> None:
    quote = draft.quotes[good]
    market = draft.rules.market
    settled = max(market.floor * 1000, min(market.cap * 1000, quote.reference * factor // 1000))
    draft.quotes[good] = replace(quote, reference=settled)
    draft.settle(
        Cause(spell.cause, spell.origin),
        Settled,
        tale=spell.tale,
        good=good,
        before=quote.reference,
        after=settled,
    )


def _spoil(draft: Draft, spell: Spell, good: str, share: int) -> None:
    for creature in draft.cast.creature:
        account = accounts.creature(creature)
        lost = draft.ledger.has(account, good) * share // 1000
        if lost:
            draft.ledger.move(account, ROT, good, lost, "spoil")
            draft.settle(
                Cause(spell.cause, spell.origin),
                Spoilt,
                tale=spell.tale,
                creature=creature,
                good=good,
                quantity=lost,
            )
            draft.cheer(account, -draft.rules.mood.loss)
