"""Shared parts of all pictures: the dark theme, the sheet with its margins, axes, text and the PNG.

Only matplotlib's object interface is used and nothing is kept between two pictures, so any process may draw.
Sizes are in points on a figure five inches wide: one point is about one pixel on a phone 400 pixels wide.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import groupby

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font

from bot.story.record import TurnRecord
from bot.story.story import season_words
from data.reading.narrator import Narrator
from engine.content.rules import Rules


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours near Discord's dark background; sizes in inches and points."""

    back: str = "#2b2d31"
    band: str = "#34373c"
    strip: str = "#3f434a"
    grid: str = "#45484f"
    text: str = "#f2f3f5"
    muted: str = "#b5bac1"
    accent: str = "#ffffff"
    width: float = 5.0
    height: float = 3.75
    dpi: int = 200
    font: str = "DejaVu Sans"
    title: float = 12.5
    label: float = 10.0
    small: float = 9.0
    line: float = 2.0
    key: float = 13.5
    """Height of a line of the key."""
    points: int = 240
    """Most turns drawn one by one; longer histories are thinned."""
    marks: int = 3
    """Most tales named beneath a picture; the others keep their numbers."""


THEME = Theme()
STYLES: tuple[tuple[str | tuple[float, tuple[float, ...]], str], ...] = (
    ("solid", "o"),
    ((0, (5, 1.5)), "s"),
    ((0, (1.2, 1.2)), "^"),
    ((0, (5, 1.5, 1.2, 1.5)), "D"),
    ((0, (9, 2)), "v"),
    ((0, (3, 1, 1.2, 1, 1.2, 1)), "P"),
    ((0, (2.5, 2.5)), "X"),
    ((0, (9, 2, 1.2, 2)), "*"),
)
"""Line style and marker by place in the cast, so that no line is told from another by colour alone."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """An empty picture with room for labels on the right and for the key beneath."""

    figure: Figure
    top: float
    bottom: float
    left: float
    right: float
    """Edges of the plot as fractions of the figure."""


def thin(records: Sequence[TurnRecord], points: int = THEME.points) -> list[TurnRecord]:
    """Downsample records to about `points`; the last one and each with a settlement or tale stay."""
    step = -(-len(records) // points)
    last = len(records) - 1
    return [
        record
        for index, record in enumerate(records)
        if index % step == 0 or index == last or record.settlements or record.tales
    ]


def sheet(title: str, day: str, labels: Sequence[str], key: int) -> Sheet:
    """A picture with its title, the day at the right, and margins that fit the end labels and `key` lines."""
    figure = Figure(figsize=(THEME.width, THEME.height), dpi=THEME.dpi, facecolor=THEME.back)
    FigureCanvasAgg(figure)
    wide = max((text_width(label, THEME.label) for label in labels), default=0.0) / (72 * THEME.width)
    tall = 72 * THEME.height
    drawn = Sheet(
        figure,
        top=1 - 40 / tall,
        bottom=(24 + THEME.key * key) / tall,
        left=30 / (72 * THEME.width),
        right=1 - wide - 29 / (72 * THEME.width),
    )
    write(figure, 0.022, 1 - 9 / tall, title, THEME.title, THEME.text, "left", "top", weight="bold")
    write(figure, 0.978, 1 - 10.5 / tall, day, THEME.small, THEME.muted, "right", "top")
    return drawn


def write(
    figure: Figure,
    x: float,
    y: float,
    text: str,
    size: float,
    colour: str,
    side: str,
    edge: str,
    weight: str = "normal",
) -> None:
    """A text at a place given in fractions of the figure."""
    figure.text(
        x, y, drawable(text), fontsize=size, color=colour, ha=side, va=edge, weight=weight,
        family=THEME.font, parse_math=False,
    )  # fmt: skip


def plot(drawn: Sheet, top: float, bottom: float) -> Axes:
    """Dark axes between two heights of the sheet, without a frame."""
    axes = drawn.figure.add_axes(
        (drawn.left, bottom, drawn.right - drawn.left, top - bottom), facecolor=THEME.back
    )
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.tick_params(
        length=0,
        pad=3,
        labelsize=THEME.small,
        labelcolor=THEME.muted,
        labelfontfamily=THEME.font,
        which="both",
    )
    axes.grid(visible=True, axis="y", color=THEME.grid, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.margins(0)
    return axes


def time_axis(axes: Axes, records: Sequence[TurnRecord], first: int) -> None:
    """Whole turns from `first` to the last record's, with a few ticks."""
    last = records[-1].turn
    axes.set_xlim(first - 0.02 * (last - first), max(last, first + 1) + 0.02 * (last - first))
    axes.set_xticks(ticks(first, last))
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:.0f}")


def ticks(first: int, last: int, most: int = 7) -> list[int]:
    """Round turns from first to last, at most `most` of them."""
    step = next(
        s * scale
        for scale in (1, 10, 100, 1000, 10**4, 10**5)
        for s in (1, 2, 5)
        if (last - first) // (s * scale) < most
    )
    return list(range(-(-first // step) * step, last + 1, step))


def seasons(axes: Axes, records: Sequence[TurnRecord], first: int, rules: Rules, narrator: Narrator) -> None:
    """A strip along the bottom that names the seasons; every other one of the year has its band shaded."""
    shaded = {season.id for season in rules.seasons[1::2]}
    low, high = axes.get_xlim()
    pixels = axes.get_window_extent().width / (high - low)
    spans = [(name, [r.turn for r in rs]) for name, rs in groupby(records, key=lambda r: r.season)]
    for index, (name, turns) in enumerate(spans):
        start = max(low, (turns[0] if index else first) - (0.5 if index else 1))
        end = min(high, turns[-1] + 0.5 if index < len(spans) - 1 else high)
        if name in shaded:
            axes.axvspan(start, end, color=THEME.band, zorder=0, linewidth=0)
        axes.axvspan(
            start, end, ymax=0.062, color=THEME.strip if name in shaded else THEME.band, zorder=1, linewidth=0
        )
        shown = drawable(season_words(narrator, name).name)
        if text_width(shown, 8) * THEME.dpi / 72 < (end - start) * pixels:
            axes.text(
                (start + end) / 2, 0.029, shown, transform=axes.get_xaxis_transform(), fontsize=8, color=THEME.muted,
                ha="center", va="center", family=THEME.font, parse_math=False, zorder=2,
            )  # fmt: skip


def drawable(text: str) -> str:
    """A text without the characters that the font lacks, such as emoji, and without doubled spaces."""
    font = get_font(findfont(FontProperties(family=THEME.font)))
    return " ".join("".join(c for c in text if c == " " or font.get_char_index(ord(c))).split())


def text_width(text: str, size: float) -> float:
    """Width of a text in points."""
    font = get_font(findfont(FontProperties(family=THEME.font)))
    font.set_size(size, 72)
    font.set_text(drawable(text), 0.0)
    width, _ = font.get_width_height()
    return float(width) / 64


def fit(text: str, width: float, size: float) -> str:
    """A text cut with an ellipsis so that it is at most `width` points wide."""
    if text_width(text, size) <= width:
        return text
    while text and text_width(f"{text}…", size) > width:
        text = text[:-1]
    return f"{text.rstrip()}…"


def png(figure: Figure) -> bytes:
    """The figure as a PNG, the same bytes for the same picture."""
    buffer = BytesIO()
    figure.savefig(
        buffer,
        format="png",
        facecolor=THEME.back,
        metadata={"Software": None},
        pil_kwargs={"compress_level": 4},
    )
    return buffer.getvalue()
