"""Public facts as a careful reader of the posts has them after each turn."""

from __future__ import annotations

import numpy as np

from bot.lab.alive.broker import BrokerTables, usual_prices
from bot.lab.scenario import Scenario
from bot.lab.watch.series import days
from bot.lab.watch.watched import Floats, Ints, Watched

HARMONICS = 4
"""Waves round the year by which the calendar enters."""


def features(
    plan: Scenario, tables: BrokerTables, wood: Watched, figure: Floats, range_: tuple[Ints, Ints]
) -> list[Floats]:
    """For each made good a table, turn by fact.

    Its own: board, last price paid and usual level against the figure, moves of the board over 1, 3 and 5 turns, the
    three last prices paid, demand over supply now and in the mean of three turns, volume, how the printed range was
    rounded, who said today that it will rise or fall. Of all goods: the board against its season, today's price
    against the board, tomorrow's weather. Of the wood: the calendar, who is hungry or cold, moods, shares of wealth,
    shocks struck of late.
    """
    shared = _shared(plan, tables, wood)
    return [np.hstack([_own(wood, figure, range_, good), shared]) for good in range(wood.made)]


def _own(wood: Watched, figure: Floats, range_: tuple[Ints, Ints], good: int) -> Floats:
    fig, board = np.log(figure[:, good]), np.log(wood.reference[:, good] / 1000)
    paid = [np.log(p) for p in _last_paid(wood, good)]
    low, high = range_
    demand, supply, volume = wood.demand[:, good], wood.supply[:, good], wood.volume[:, good]
    excess = (demand - supply) / np.maximum(1, demand + supply)
    calm = np.convolve(excess, np.ones(3) / 3)[: len(excess)]
    columns = [
        board - fig, (board - fig) ** 2, paid[0] - fig, (paid[0] - fig) ** 2, np.abs(paid[0] - fig),
        paid[1] - fig, paid[2] - fig, np.abs(paid[0] - paid[1]), *(_moved(board, turns) for turns in (1, 3, 5)),
        excess, calm, np.log1p(volume), volume == 0,
        np.log(low[:, good]) - fig, np.log(high[:, good]) - fig, fig,
    ]  # fmt: skip
    return np.column_stack([*columns, _gossip(wood, good)]).astype(np.float64)


def _last_paid(wood: Watched, good: int) -> list[Floats]:
    """The last three prices paid after each turn, newest first; the board's where there were none."""
    found = np.tile((wood.reference[:, good] / 1000)[:, None], (1, 3))
    last: list[float] = []
    for turn, now in enumerate(wood.price[:, good].tolist()):
        if now:
            last = [float(now), *last[:2]]
        found[turn, : len(last)] = last
    return [found[:, at] for at in range(3)]


def _moved(log: Floats, turns: int) -> Floats:
    moved = np.zeros_like(log)
    moved[turns:] = log[turns:] - log[:-turns]
    return moved


def _gossip(wood: Watched, good: int) -> Floats:
    """What each creature and the wind said of a good in a turn: 1 for a rise, -1 for a fall."""
    speakers = {name: at for at, name in enumerate((*wood.creatures, "wind"))}
    table = np.zeros((wood.turns + 1, len(speakers)))
    for said in wood.said:
        if said.good == good:
            table[said.turn, speakers[said.speaker]] = said.stance
    return table


def _shared(plan: Scenario, tables: BrokerTables, wood: Watched) -> Floats:
    made, when = wood.made, days(plan.rules, wood.turns)
    board = np.log(wood.reference[:, :made] / 1000)
    gap = np.where(wood.price[:, :made] > 0, np.log(np.maximum(1, wood.price[:, :made])) - board, 0.0)
    angle = 2 * np.pi * (when + 1) / plan.rules.year
    waves = [wave(k * angle) for k in range(1, HARMONICS + 1) for wave in (np.sin, np.cos)]
    rich = wood.wealth / np.maximum(1, wood.wealth.sum(axis=1, keepdims=True))
    struck = np.zeros(wood.turns + 1)
    for happening in wood.happened:
        if happening.kind == "struck":
            struck[happening.turn : happening.turn + 5] += 1
    needs = np.column_stack(
        [(wood.hunger > 0).sum(axis=1), (wood.cold > 0).sum(axis=1), wood.mood.mean(axis=1)]
    )
    return np.hstack(
        [
            board - tables.season[when] - usual_prices(plan.rules, tables, wood),
            usual_prices(plan.rules, tables, wood),
            np.log(np.maximum(1, wood.weather) / 1000),
            gap,
            np.column_stack(waves),
            rich,
            struck[:, None],
            needs,
        ]
    )
