"""Label placement: names and values at the ends of lines, moved apart where they would touch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes

from bot.pictures.canvas import THEME, drawable


@dataclass(frozen=True, slots=True)
class EndLabel:
    """What stands at a line's end."""

    y: float
    """In the axes' data."""
    text: str
    colour: str
    marker: str


def end_labels(axes: Axes, labels: Sequence[EndLabel]) -> None:
    """Each line's name and value to the right of its end, moved apart where they would touch."""
    if not labels:
        return
    box = axes.get_window_extent()
    scale = THEME.dpi / 72
    ends = [float(axes.transData.transform((0, label.y))[1]) for label in labels]
    places = spread(ends, THEME.label * 1.28 * scale, box.y0 + THEME.label * 0.3 * scale, box.y1)
    to_axes = axes.transAxes.inverted().transform
    last = axes.transAxes.inverted().transform(axes.transData.transform((axes.dataLim.x1, labels[0].y)))[0]
    for label, end, place in zip(labels, ends, places, strict=True):
        y0, y1 = (float(to_axes((0, y))[1]) for y in (end, place))
        mark, start = 1 + 13 * scale / box.width, 1 + 19 * scale / box.width
        axes.plot(
            [last, mark - 4 * scale / box.width], [y0, y1], color=label.colour, linewidth=0.8, alpha=0.8,
            transform=axes.transAxes, clip_on=False, zorder=3,
        )  # fmt: skip
        axes.plot(
            [mark],
            [y1],
            label.marker,
            color=label.colour,
            markersize=5,
            transform=axes.transAxes,
            clip_on=False,
        )
        axes.text(
            start, y1, drawable(label.text), transform=axes.transAxes, fontsize=THEME.label, color=THEME.text,
            va="center_baseline", family=THEME.font, parse_math=False, clip_on=False,
        )  # fmt: skip


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Places at least `gap` apart, in the order of what was wanted and as near to it as can be, within the bounds.

    Labels that would touch form a block around their mean (pooling of neighbours). Where the bounds are too
    narrow for all, the gap shrinks.
    """
    if not wanted:
        return []
    gap = min(gap, (high - low) / max(1, len(wanted) - 1))
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    blocks: list[tuple[float, int]] = []
    for rank, index in enumerate(order):
        total, size = wanted[index] - rank * gap, 1
        while blocks and blocks[-1][0] / blocks[-1][1] >= total / size:
            before, count = blocks.pop()
            total, size = total + before, size + count
        blocks.append((total, size))
    highest = high - (len(wanted) - 1) * gap
    starts = [min(highest, max(low, total / size)) for total, size in blocks for _ in range(size)]
    places = [0.0] * len(wanted)
    for rank, index in enumerate(order):
        places[index] = starts[rank] + rank * gap
    return places
