"""Shocks and legends on the time axis, and the key beneath a picture that names them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from bot.pictures.canvas import THEME, Sheet, fit, write
from bot.pictures.labels import spread
from bot.story.record import TurnRecord
from data.reading.narrator import ChartWords
from engine.content.cast import Cast
from engine.content.rules import Rules


@dataclass(frozen=True, slots=True)
class Mark:
    """A shock or legend on the time axis."""

    number: int
    turn: int
    title: str
    legend: bool


@dataclass(frozen=True, slots=True)
class KeyLine:
    """One line of the key."""

    sign: Mark | str
    """A tale's badge, or one of matplotlib's markers."""
    text: str


def marks(records: Sequence[TurnRecord], cast: Cast, rules: Rules) -> list[Mark]:
    """Tales that struck, and legends drawn of which no strike is shown, numbered in order."""
    found = [
        (r.turn, rules.tale[tale])
        for place, r in enumerate(records)
        for tale in (*r.tales, *_waiting(records[place:]))
        if tale in rules.tale
    ]
    return [
        Mark(number, turn, tale.title.format_map(cast.words), tale.id in rules.legend)
        for number, (turn, tale) in enumerate(found, 1)
    ]


def _waiting(records: Sequence[TurnRecord]) -> list[str]:
    """Legends drawn in the first of these turns that strike in none of them."""
    struck = {tale for record in records for tale in record.tales} if records[0].drawn else set()
    return [tale for tale in records[0].drawn if tale not in struck]


def mark_lines(axes: Axes, found: Sequence[Mark], *, badges: bool = True) -> None:
    """A dotted line at each tale's first turn, its number in a badge above: round for legends, square for shocks."""
    for turn in sorted({mark.turn for mark in found}):
        axes.axvline(turn, color=THEME.accent, linewidth=0.9, linestyle=(0, (1, 2)), alpha=0.8, zorder=2)
    if not badges:
        return
    box = axes.get_window_extent()
    wanted = [float(axes.transData.transform((mark.turn, 0))[0]) for mark in found]
    places = spread(wanted, 15 * THEME.dpi / 72, box.x0, box.x1)
    for mark, place in zip(found, places, strict=True):
        axes.text(
            (place - box.x0) / box.width, 1.0, str(mark.number), transform=axes.transAxes, fontsize=8, color=THEME.back,
            ha="center", va="bottom", weight="bold", family=THEME.font, clip_on=False, bbox=badge(legend=mark.legend),
            zorder=6, gid=f"mark:{mark.number}",
        )  # fmt: skip


def badge(*, legend: bool) -> dict[str, object]:
    """The box behind a tale's number."""
    style = "circle,pad=0.22" if legend else "square,pad=0.22"
    return {"boxstyle": style, "facecolor": THEME.accent if legend else THEME.muted, "edgecolor": "none"}


def key(found: Sequence[Mark], words: ChartWords, *, settled: bool, paid: bool = False) -> list[KeyLine]:
    """What stands beneath the plot: the latest tales by number, then what the other signs mean."""
    named = [
        KeyLine(mark, words.mark.format(title=mark.title, turn=mark.turn)) for mark in found[-THEME.marks :]
    ]
    signs = [KeyLine("D", words.settled)] * settled + [KeyLine("_", words.paid)] * paid
    return named + signs


def draw_key(drawn: Sheet, lines: Sequence[KeyLine]) -> None:
    """Write the key beneath the plot, each line behind its sign."""
    tall, wide = 72 * THEME.height, 72 * THEME.width
    for index, line in enumerate(reversed(lines)):
        y = (THEME.key * index + 10) / tall
        if isinstance(line.sign, Mark):
            drawn.figure.text(
                14 / wide, y, str(line.sign.number), fontsize=7.5, color=THEME.back, ha="center", va="center",
                weight="bold", family=THEME.font, bbox=badge(legend=line.sign.legend),
            )  # fmt: skip
        else:
            draw_sign(drawn, 14 / wide, y, line.sign)
        text = fit(line.text, wide - 34, THEME.small)
        write(drawn.figure, 24 / wide, y, text, THEME.small, THEME.text, "left", "center")


def draw_sign(drawn: Sheet, x: float, y: float, marker: str) -> None:
    """A marker of the plot, as a sign in the key."""
    sign = Line2D(
        [x], [y], linestyle="none", marker=marker, markersize=5.5, markerfacecolor=THEME.back,
        markeredgecolor=THEME.accent, markeredgewidth=1.4, transform=drawn.figure.transFigure,
    )  # fmt: skip
    drawn.figure.add_artist(sign)
