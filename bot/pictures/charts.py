"""Charts of a wood: prices, one good's price and trade, and wealth with its Gini."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import isnan

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, MaxNLocator, NullLocator

from bot.pictures.canvas import STYLES, THEME, Sheet, drawable, plot, png, seasons, sheet, thin, time_axis
from bot.pictures.labels import EndLabel, end_labels
from bot.pictures.marks import Mark, draw_key, key, mark_lines, marks
from bot.story.record import TurnRecord, whole
from bot.story.story import season_words
from data.reading.narrator import Narrator
from engine.content.cast import Cast
from engine.content.rules import Rules

YEAR = 60
"""Turns that a turn's picture goes back."""
WIDE = 10.0
"""From this ratio of the highest to the lowest price on, prices are drawn on a logarithmic scale."""
THOUSANDS = 10_000
"""From this amount on, an axis counts in thousands."""
ROUND = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)


def price_chart(
    records: Sequence[TurnRecord], cast: Cast, rules: Rules, narrator: Narrator, window: int = YEAR
) -> bytes:
    """Draw every good's reference price over the last `window` turns, tales and settlements marked, as a PNG.

    Raises ValueError where there are no records.
    """
    return png(price_figure(records, cast, rules, narrator, window))


def wealth_chart(
    records: Sequence[TurnRecord], cast: Cast, rules: Rules, narrator: Narrator, window: int = YEAR
) -> bytes:
    """Draw every creature's wealth over the last `window` turns, with the Gini beneath, as a PNG.

    Raises ValueError where there are no records.
    """
    return png(wealth_figure(records, cast, rules, narrator, window))


def good_chart(
    good: str, records: Sequence[TurnRecord], cast: Cast, rules: Rules, narrator: Narrator, window: int = YEAR
) -> bytes:
    """Draw one good's reference price, the prices it traded at, and the units traded beneath, as a PNG.

    Raises ValueError where there are no records, KeyError where the cast lacks the good.
    """
    return png(good_figure(good, records, cast, rules, narrator, window))


def price_figure(
    records: Sequence[TurnRecord], cast: Cast, rules: Rules, narrator: Narrator, window: int = YEAR
) -> Figure:
    """The figure of `price_chart`."""
    shown = visible(records, window)
    lines = {good.id: price_line(shown, good.id) for good in cast.goods}
    words, found = narrator.charts, marks(shown, cast, rules)
    settled = any(r.settlements for r in shown)
    title, log = words.prices.format(pebbles=cast.pebbles), wide(lines)
    labels = {good.id: f"{good.name} {whole(shown[-1].prices[good.id])}" for good in cast.goods}
    legend = key(found, words, settled=settled)
    drawn = sheet(
        words.log.format(title=title) if log else title,
        day(shown[-1], narrator),
        list(labels.values()),
        len(legend),
    )
    axes = plot(drawn, drawn.top, drawn.bottom)
    frame(axes, shown, found, rules, narrator)
    scale(axes, [y for _, ys in lines.values() for y in ys], log=log)
    for place, good in enumerate(cast.goods):
        draw_line(axes, *lines[good.id], good.colour, place, good.id)
        draw_settlements(axes, shown, good.id, good.colour)
    ends = [
        EndLabel(shown[-1].prices[g.id], labels[g.id], g.colour, STYLES[p][1])
        for p, g in enumerate(cast.goods)
    ]
    end_labels(axes, ends)
    draw_key(drawn, legend)
    return drawn.figure


def good_figure(
    good: str, records: Sequence[TurnRecord], cast: Cast, rules: Rules, narrator: Narrator, window: int = YEAR
) -> Figure:
    """The figure of `good_chart`."""
    shown = visible(records, window)
    content, place = cast.good[good], list(cast.good).index(good) % len(STYLES)
    xs, ys = price_line(shown, good)
    traded = [(r.turn, t.price) for r in shown for t in r.trades if t.good == good]
    volumes = {r.turn: sum(t.quantity for t in r.trades if t.good == good) for r in shown if r.turn > 0}
    words, found = narrator.charts, marks(shown, cast, rules)
    settled = any(s.good == good for r in shown for s in r.settlements)
    label = f"{whole(shown[-1].prices[good])}"
    legend = key(found, words, settled=settled, paid=bool(traded))
    title = words.good.format(good=content.name[:1].upper() + content.name[1:], pebbles=cast.pebbles)
    log = wide({good: (xs, ys), "paid": ([], [float(price) for _, price in traded])})
    title = words.log.format(title=title) if log else title
    drawn = sheet(title, day(shown[-1], narrator), [label, drawable(words.volume)], len(legend))
    axes, strip = halves(drawn)
    frame(axes, shown, found, rules, narrator, ticks=False)
    scale(axes, [*ys, *(price for _, price in traded)], log=log)
    draw_line(axes, xs, ys, content.colour, place, good)
    draw_settlements(axes, shown, good, content.colour)
    axes.plot(
        [t for t, _ in traded], [p for _, p in traded], "_", color=THEME.text, markersize=7, gid="trades"
    )
    end_labels(axes, [EndLabel(shown[-1].prices[good], label, content.colour, STYLES[place][1])])
    time_axis(strip, shown, start(shown))
    for plotted in (axes, strip):
        plotted.set_xlim(right=shown[-1].turn + 0.5)
    draw_volume(strip, volumes, content.colour)
    end_labels(strip, [EndLabel(0.5 * strip.get_ylim()[1], words.volume, content.colour, "s")])
    draw_key(drawn, legend)
    return drawn.figure


def wealth_figure(
    records: Sequence[TurnRecord], cast: Cast, rules: Rules, narrator: Narrator, window: int = YEAR
) -> Figure:
    """The figure of `wealth_chart`."""
    shown = visible(records, window)
    words, found = narrator.charts, marks(shown, cast, rules)
    latest = shown[-1]
    labels = {c.id: f"{c.name} {latest.wealth[c.id]}" for c in cast.creatures}
    gini = f"{words.gini} {latest.gini:.2f}"
    legend = key(found, words, settled=False)
    title = words.wealth.format(pebbles=cast.pebbles)
    drawn = sheet(title, day(latest, narrator), [*labels.values(), gini], len(legend))
    axes, strip = halves(drawn)
    frame(axes, shown, found, rules, narrator, ticks=False)
    turns = [r.turn for r in shown]
    scale(axes, [float(w) for r in shown for w in r.wealth.values()], log=False)
    for place, creature in enumerate(cast.creatures):
        values = [float(r.wealth[creature.id]) for r in shown]
        draw_line(axes, turns, values, creature.colour, place, creature.id)
    end_labels(
        axes,
        [
            EndLabel(latest.wealth[c.id], labels[c.id], c.colour, STYLES[p][1])
            for p, c in enumerate(cast.creatures)
        ],
    )
    draw_gini(strip, shown, found, gini)
    draw_key(drawn, legend)
    return drawn.figure


def visible(records: Sequence[TurnRecord], window: int) -> list[TurnRecord]:
    """Return the records that a picture shows."""
    if not records:
        raise ValueError("a picture needs at least one record")
    return thin(records[-max(1, window) :])


def start(shown: Sequence[TurnRecord]) -> int:
    """The turn at which the time axis begins: the one before, where its prices are known."""
    return shown[0].turn - 1 if shown[0].before else shown[0].turn


def price_line(shown: Sequence[TurnRecord], good: str) -> tuple[list[float], list[float]]:
    """Turns and prices of a good's line, broken by a NaN where a settlement moved the price.

    Up to the gap the line shows what trade and drift did; after it, what the tale made of it.
    """
    xs: list[float] = []
    ys: list[float] = []
    if good in shown[0].before:
        xs.append(shown[0].turn - 1)
        ys.append(shown[0].before[good])
    for record in shown:
        moved = [s for s in record.settlements if s.good == good]
        if moved:
            xs += [record.turn, record.turn]
            ys += [moved[0].before, float("nan")]
        xs.append(record.turn)
        ys.append(record.prices[good])
    return xs, ys


def wide(lines: Mapping[str, tuple[list[float], list[float]]]) -> bool:
    """Whether prices are so far apart that a logarithmic scale shows them better."""
    values = [y for _, ys in lines.values() for y in ys if y > 0]
    return max(values, default=1.0) / min(values, default=1.0) >= WIDE


def scale(axes: Axes, values: Sequence[float], *, log: bool) -> None:
    """Limits that leave room for the strip of seasons at the bottom, and few round ticks."""
    real = [v for v in values if not isnan(v)]
    low, high = min(real), max(real)
    if log:
        axes.set_yscale("log")
        ratio = high / low
        axes.set_ylim(low / ratio**0.14, high * ratio**0.06)
        axes.yaxis.set_major_locator(FixedLocator([n for n in ROUND if low * 0.9 <= n <= high * 1.1]))
        axes.yaxis.set_minor_locator(NullLocator())
    else:
        span = max(high - low, 0.1 * abs(high), 2.0)
        middle = (high + low) / 2
        axes.set_ylim(middle - span * 0.64, middle + span * 0.56)
        axes.yaxis.set_major_locator(MaxNLocator(5, integer=True, steps=[1, 2, 5, 10]))
    axes.yaxis.set_major_formatter(lambda value, _: tick(value))


def tick(value: float) -> str:
    """A pebble amount beside the axis, where there is room for four digits."""
    return f"{value:.0f}" if value < THOUSANDS else f"{value / 1000:.0f}k"


def halves(drawn: Sheet) -> tuple[Axes, Axes]:
    """The plot above and a lower strip beneath it, on the same time axis."""
    tall = drawn.top - drawn.bottom
    return plot(drawn, drawn.top, drawn.bottom + tall * 0.31), plot(
        drawn, drawn.bottom + tall * 0.24, drawn.bottom
    )


def frame(
    axes: Axes,
    shown: Sequence[TurnRecord],
    found: Sequence[Mark],
    rules: Rules,
    narrator: Narrator,
    *,
    ticks: bool = True,
) -> None:
    """Time axis, seasons and the tales' lines."""
    first = start(shown)
    time_axis(axes, shown, first)
    if not ticks:
        axes.tick_params(labelbottom=False)
    seasons(axes, shown, first, rules, narrator)
    mark_lines(axes, found)


def draw_line(
    axes: Axes, xs: Sequence[float], ys: Sequence[float], colour: str, place: int, name: str
) -> None:
    """One line in its own colour, style and marker; a single point shows as its marker."""
    style, marker = STYLES[place]
    axes.plot(
        xs, ys, linestyle=style, color=colour, linewidth=THEME.line, marker=marker, markersize=4.5,
        markevery=max(1, len(xs) // 8), label=name, gid=f"line:{name}", zorder=4,
    )  # fmt: skip


def draw_settlements(axes: Axes, shown: Sequence[TurnRecord], good: str, colour: str) -> None:
    """A dashed segment from what the market had left to what the tale made of it, and a hollow diamond there."""
    for record in shown:
        moved = [s for s in record.settlements if s.good == good]
        for a, b in pairwise([moved[0].before, *(s.after for s in moved)] if moved else []):
            axes.plot(
                [record.turn, record.turn], [a, b], linestyle=(0, (2, 1.2)), color=THEME.accent, linewidth=1.6,
                gid=f"settled:{good}", zorder=5,
            )  # fmt: skip
            axes.plot(
                [record.turn], [b], "D", markersize=7, markerfacecolor=THEME.back, markeredgecolor=colour,
                markeredgewidth=2, gid=f"diamond:{good}", zorder=6,
            )  # fmt: skip


def draw_volume(strip: Axes, volumes: Mapping[int, int], colour: str) -> None:
    """A bar per turn; one collection of lines draws many times faster than as many rectangles."""
    low, high = strip.get_xlim()
    points = strip.get_window_extent().width / THEME.dpi * 72
    width = max(0.8, 0.7 * points / (high - low))
    strip.vlines(
        list(volumes), 0, list(volumes.values()), colors=colour, alpha=0.75, linewidth=width, gid="volume"
    )
    strip.set_ylim(0, max(1, *volumes.values(), 1) * 1.1)
    strip.yaxis.set_major_locator(MaxNLocator(2, integer=True))


def draw_gini(strip: Axes, shown: Sequence[TurnRecord], found: Sequence[Mark], label: str) -> None:
    """Draw the Gini coefficient: 0 where all own the same, towards 1 where one owns all."""
    turns, values = [r.turn for r in shown], [r.gini for r in shown]
    time_axis(strip, shown, start(shown))
    strip.fill_between(turns, values, color=THEME.muted, alpha=0.25, linewidth=0)
    strip.plot(
        turns, values, color=THEME.text, linewidth=1.6, marker="o", markersize=3.5, markevery=[-1], gid="gini"
    )
    mark_lines(strip, found, badges=False)
    strip.set_ylim(0, max(0.5, *values) * 1.1)
    strip.yaxis.set_major_locator(FixedLocator([0, 0.25, 0.5, 0.75, 1]))
    strip.yaxis.set_major_formatter(lambda value, _: f"{value:.2g}")
    end_labels(strip, [EndLabel(values[-1], label, THEME.text, "o")])


def day(record: TurnRecord, narrator: Narrator) -> str:
    """The picture's date."""
    return narrator.charts.day.format(turn=record.turn, season=season_words(narrator, record.season).name)
