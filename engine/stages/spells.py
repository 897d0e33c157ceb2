"""Shocks and legends at work: when they strike, what they tell before minds decide, and what they settle."""

from __future__ import annotations

from dataclasses import replace

from engine.accounts import ROT
from engine.climate.weather import hint_of
from engine.content.legend import Freeze, Harvest, Legend, Price, Spoil
from engine.draft import Draft
from engine.events.event import Cause
from engine.events.facts import Ended, LegendStrikes, Rumour, Settled, Shut, Spoilt
from engine.spells.course import Course, awake, course_of
from engine.spells.spell import Spell
from engine.spells.working import in_force, told


def working(draft: Draft) -> list[Course]:
    """Return the courses of the spells that have struck, each reckoned once for an input."""
    struck = [spell for spell in draft.spells if spell.start]
    for spell in struck:
        if spell not in draft.courses:
            draft.courses[spell] = course_of(draft.old.seed, draft.rules, spell)
    return [draft.courses[spell] for spell in struck]


def wind(draft: Draft) -> None:
    """Let legends strike whose hour has come, and record publicly what the wind told the minds before this turn,
    of tales and of the season to come.
    """
    for place, spell in enumerate(draft.spells):
        draft.spells[place] = awake(draft.old.seed, draft.rules, spell, draft.turn)
        if draft.spells[place].start == draft.turn and isinstance(draft.rules.tale[spell.tale], Legend):
            draft.follow(Cause(spell.cause, spell.origin), LegendStrikes, tale=spell.tale)
    for one in told(working(draft), draft.cast, draft.turn):
        draft.follow(
            Cause(one.spell.cause, one.spell.origin),
            Rumour,
            tale=one.spell.tale,
            about=one.about,
            stance=one.stance,
            text=one.text,
        )
    hint = hint_of(draft.rules, draft.cast, draft.old.seed, draft.turn)
    if hint:
        draft.emit(Rumour, tale="", about=hint.about, stance=hint.stance, text=hint.text)


def harvest_factor(draft: Draft, at_work: list[Course], good: str) -> tuple[int, Cause | None]:
    """What shocks at work make of a harvest, in thousandths, and the strongest cause where there is one."""
    factor, cause = 1000, None
    for spell, act in in_force(at_work, draft.turn, Harvest):
        if good in draft.cast.goods_at(act.good):
            factor = factor * act.factor // 1000
            cause = Cause(spell.cause, "authored")
    return factor, cause


def settlement(draft: Draft) -> None:
    """The legends' seam after drift: prices overwritten, stocks lost, the vault shut; then spent spells end."""
    at_work = working(draft)
    for spell, price in in_force(at_work, draft.turn, Price):
        for good in draft.cast.goods_at(price.good):
            overwrite(draft, spell, good, draft.quotes[good].reference * price.factor // 1000)
    for spell, spoil in in_force(at_work, draft.turn, Spoil):
        for good in draft.cast.goods_at(spoil.good):
            _spoil(draft, spell, good, spoil.share)
    for spell, freeze in in_force(at_work, draft.turn, Freeze):
        draft.shut = max(draft.shut, draft.turn + freeze.turns)
        draft.settle(
            Cause(spell.cause, spell.origin), Shut, tale=spell.tale, until=draft.shut, paid=0, asked=0
        )
    for course in at_work:
        if draft.turn + 1 >= course.over:
            end(draft, course.spell)
            draft.follow(Cause(course.spell.cause, course.spell.origin), Ended, tale=course.spell.tale)


def end(draft: Draft, spell: Spell) -> None:
    """Take a spell out of the wood; after a legend the wood rests from this turn on."""
    draft.spells.remove(spell)
    if spell.tale in draft.rules.legend:
        draft.rested["legend"] = draft.turn


def overwrite(draft: Draft, spell: Spell, good: str, reference: int) -> None:
    """Put a reference price, in thousandths of a pebble, where a tale has it, within the market's floor and cap."""
    quote, market = draft.quotes[good], draft.rules.market
    settled = max(market.floor * 1000, min(market.cap * 1000, reference))
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
        account = draft.cast.account[creature]
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
