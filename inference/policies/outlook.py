"""Expectations of the rule policy: of each price about five turns ahead, and of the vault."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from engine import accounts
from engine.calls.figure import of_day
from engine.content.cast import Habits
from engine.perception import Perception
from engine.wood import Gossip, Quote
from inference.policies.nature import Nature

WIND = "wind"
DIRECTION = {"rise": 1, "fall": -1}
FRIGHT = {"warn": 2, "praise": -1}
"""What is said of the vault's keeper -> how it bears on trust in the vault."""


class Signs(NamedTuple):
    """What anybody can read from a good's quote and the almanac, in thousandths of its price; the last two weigh the
    first two.
    """

    trend: int
    """Move of the reference over the last turns."""
    gap: int
    """How far the usual price lies above what was paid of late."""
    season: int
    """How much dearer the almanac has the good a few turns later."""
    following: int
    """How well the trend has foretold this good's moves of late: 0 to 1000."""
    returning: int
    """How well the usual price has."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """Expected moves in thousandths of the reference price, and fear for the vault in thousandths."""

    move: Mapping[str, int]
    fear: int
    asset: int = 0
    """The same for the asset, which has no use that would call its price back."""


def read_signs(p: Perception, nature: Nature) -> dict[str, Signs]:
    """What a turn's quotes show: the same for everybody, so that it is read once for all creatures of a wood."""
    return {good: _signs(p, good, quote, nature) for good, quote in p.quotes.items()}


def _signs(p: Perception, good: str, quote: Quote, nature: Nature) -> Signs:
    turns, course, now = nature.trend_turns, (*quote.history, quote.reference), quote.reference
    season = p.rules.broker.almanac(p.cast.id, good).season
    today = of_day(p.rules, season, p.turn)
    later = (of_day(p.rules, season, p.turn + nature.horizon_turns) - today) * 1000 // today
    if len(course) <= turns:
        return Signs(0, 0, later, 500, 500)
    usual = sum(course) // len(course)
    followed = returned = judged = 0
    for at in range(len(course) - turns - 1, turns - 1, -turns):
        then = course[at]
        moved = course[at + turns] - then
        judged += abs(moved)
        followed += moved if then > course[at - turns] else -moved
        returned += moved if usual > then else -moved
    before = course[-1 - turns]
    paid = sorted([price for price in quote.prices[-5:] if price][-3:])
    worth = paid[len(paid) // 2] * 1000 if paid else now
    home = (2 * now + usual) // 3
    return Signs(
        (now - before) * 1000 // before,
        (home - worth) * 1000 // max(home, worth),
        later,
        500 + 500 * followed // judged if judged else 500,
        500 + 500 * returned // judged if judged else 500,
    )


def outlook(p: Perception, nature: Nature, signs: Mapping[str, Signs]) -> Outlook:
    """From what prices show, as this temperament reads them and as that has served of late, and from gossip, as far
    as it believes its speaker: the wind half as readily again as anybody.
    """
    habits, feelings = p.me.habits, dict(p.memory)
    panic, limit = habits.panic, nature.sway
    seen = {good: forecast(sign, habits) for good, sign in signs.items()}
    heard = dict.fromkeys(seen, 0)
    fear = -min(0, feelings.get(p.cast.account[p.cast.keeper], 0)) * panic // 1000
    for gossip in p.gossip:
        if gossip.speaker == WIND:
            strength = nature.wind * min(1000, habits.trust + 500) // 1000
        else:
            feeling = feelings.get(accounts.creature(gossip.speaker), 0)
            strength = nature.rumour * _belief(feeling, habits.trust) // 1000
        if gossip.stance in DIRECTION and gossip.about in heard:
            heard[gossip.about] += DIRECTION[gossip.stance] * strength
        fear += _fright(p, gossip) * strength * (500 + panic) // 1000
    lost = sum([news.kind == "defaulted" and news.data["to"] == p.cast.keeper for news in p.news])
    fear += nature.default * lost * panic // 1000
    asset = 0
    if p.cast.asset:
        asset = hope(p, nature, signs[p.cast.asset.id]) + heard[p.cast.asset.id]
    move = {good: _within(limit, expected + heard[good]) for good, expected in seen.items()}
    return Outlook(move, fear, _within(limit, asset))


def hope(p: Perception, nature: Nature, signs: Signs) -> int:
    """What a temperament expects of the asset: that its trend goes on, the more so where trends have served of late,
    until it is far from what it cost at the founding.
    """
    asset, habits = p.cast.asset, p.me.habits
    if asset is None:
        return 0
    greed = signs.trend * nature.greed // 1000 * habits.trend * signs.following // 500_000
    dear = p.quotes[asset.id].reference // asset.price - 1000
    beyond = max(0, dear - nature.far) + min(0, dear + nature.far // 2)
    return greed - beyond * min(habits.value, nature.ardour) // 1000


def forecast(signs: Signs, habits: Habits) -> int:
    """The move that a temperament expects of what it sees, in thousandths of the price."""
    trend, gap, season, following, returning = signs
    seen = trend * habits.trend * following + gap * habits.value * returning
    return seen // 500_000 + season * habits.calendar // 1000


def _within(limit: int, move: int) -> int:
    return move if -limit <= move <= limit else limit if move > 0 else -limit


def _fright(p: Perception, gossip: Gossip) -> int:
    """How a piece of gossip bears on trust in the vault: above zero where it harms it."""
    if gossip.about == p.cast.keeper:
        return FRIGHT.get(gossip.stance, 0)
    return int(gossip.stance == "fall" and gossip.about == p.cast.creature[p.cast.keeper].makes)


def _belief(feeling: int, trust: int) -> int:
    """Trust in thousandths, raised or lowered by what is felt for the speaker."""
    return max(0, min(1000, trust + trust * feeling // 1000))
