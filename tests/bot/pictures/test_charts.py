"""Pictures: they show what happened, at any length of history, without a warning, and have words beside them."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BytesIO
from itertools import pairwise
from math import isnan

import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure
from matplotlib.text import Text
from PIL import Image

from bot.pictures.alt_text import LIMIT, alt_text_good, alt_text_prices, alt_text_wealth
from bot.pictures.canvas import THEME, text_width, thin
from bot.pictures.charts import (
    good_chart,
    good_figure,
    price_chart,
    price_figure,
    tick,
    wealth_chart,
    wealth_figure,
)
from bot.pictures.labels import spread
from bot.story.record import SettledPrice, TurnRecord
from engine.content.cast import Cast
from tests.bot.lived_woods import content, live

CHARTS: dict[str, Callable[..., bytes]] = {
    "prices": price_chart,
    "wealth": wealth_chart,
    "good": lambda records, cast, *given: good_chart(cast.goods[0].id, records, cast, *given),
}


@pytest.fixture(autouse=True)
def _no_warnings() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        yield


def texts(figure: Figure) -> list[str]:
    return [text.get_text() for text in figure.findobj(Text) if text.get_text()]


def ids(figure: Figure) -> list[str]:
    return [str(artist.get_gid()) for artist in figure.findobj() if artist.get_gid()]


@pytest.mark.parametrize("chart", CHARTS)
@pytest.mark.parametrize("turns", [1, 2, 15])
@pytest.mark.parametrize("cast", ["wood", "trading-room"])
def test_a_chart_is_a_png_of_its_size(chart: str, turns: int, cast: str) -> None:
    records, _ = live(turns, cast=cast)
    image = Image.open(BytesIO(CHARTS[chart](records[1:], *content(cast))))
    image.load()
    assert image.format == "PNG"
    assert image.size == (round(THEME.width * THEME.dpi), round(THEME.height * THEME.dpi))
    assert len(image.convert("RGB").getcolors(2**20) or []) > 20


@pytest.mark.parametrize("chart", CHARTS)
def test_ten_years_can_be_drawn_whole_or_by_their_last_year(chart: str) -> None:
    records, _ = live(600)
    for window in (600, 60):
        assert Image.open(BytesIO(CHARTS[chart](records, *content(), window))).size[0] == 1000


def test_the_same_records_give_the_same_bytes() -> None:
    records, _ = live(9)
    assert price_chart(records, *content()) == price_chart(records, *content())


def test_nothing_to_draw_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        price_chart([], *content())


def test_every_good_has_its_line_and_is_named_at_its_end() -> None:
    records, _ = live(15)
    cast, rules, narrator = content()
    figure = price_figure(records, cast, rules, narrator)
    lines = {
        line.get_gid(): line for line in figure.axes[0].get_lines() if str(line.get_gid()).startswith("line:")
    }
    assert set(lines) == {f"line:{good}" for good in cast.made}
    assert len({str(line.get_linestyle()) + str(line.get_marker()) for line in lines.values()}) == len(lines)
    for good in cast.goods:
        assert any(text.startswith(good.name) and text.split()[-1].isdigit() for text in texts(figure))
        assert lines[f"line:{good.id}"].get_ydata()[-1] == records[-1].prices[good.id]


def test_tales_and_settlements_are_marked() -> None:
    records, _ = live(15)
    figure = price_figure(records, *content())
    assert {"mark:1", "mark:2", "settled:honey", "diamond:honey"} <= set(ids(figure))
    shown = texts(figure)
    assert any("Drought" in text and "4" in text for text in shown)
    assert any("hoard" in text and "8" in text for text in shown)
    diamond = next(a for a in figure.axes[0].get_lines() if a.get_gid() == "diamond:honey")
    assert list(diamond.get_xdata()) == [8]
    assert list(diamond.get_ydata()) == [next(s.after for s in records[8].settlements if s.good == "honey")]


def test_a_line_breaks_where_a_tale_moved_the_price() -> None:
    records, _ = live(9)
    honey = next(
        a for a in price_figure(records, *content()).axes[0].get_lines() if a.get_gid() == "line:honey"
    )
    ys = list(honey.get_ydata())
    gaps = [index for index, y in enumerate(ys) if isnan(y)]
    first = next(s for s in records[8].settlements if s.good == "honey")
    assert ys[gaps[0] - 1] == first.before
    assert ys[gaps[0] + 1] == records[8].prices["honey"]


def test_seasons_are_named() -> None:
    records, _ = live(20)
    assert {"autumn", "winter", "spring"} & set(texts(price_figure(records, *content())))


def test_wealth_has_a_line_for_each_creature_and_the_gini_beneath() -> None:
    records, _ = live(15)
    cast, rules, narrator = content()
    figure = wealth_figure(records, cast, rules, narrator)
    assert {f"line:{creature}" for creature in cast.creature} | {"gini"} <= set(ids(figure))
    assert f"Gini {records[-1].gini:.2f}" in texts(figure)
    for creature in cast.creatures:
        assert f"{creature.name} {records[-1].wealth[creature.id]}" in texts(figure)


def test_the_asset_has_a_chart_of_its_own_and_no_line_among_the_goods() -> None:
    records, _ = live(15)
    cast, rules, narrator = content()
    assert "line:amber" not in ids(price_figure(records, cast, rules, narrator))
    assert {"line:amber", "trades", "volume"} <= set(
        ids(good_figure("amber", records, cast, rules, narrator))
    )
    assert "amber" in alt_text_good("amber", records, cast, rules, narrator).lower()


def test_an_axis_counts_great_amounts_in_thousands() -> None:
    assert [tick(value) for value in (5.0, 9999.0, 10_000.0, 15_000.0)] == ["5", "9999", "10k", "15k"]


def test_a_good_whose_price_went_far_says_that_its_scale_is_logarithmic() -> None:
    records, _ = live(15)
    cast, rules, narrator = content()
    far = [replace(r, prices={**r.prices, "honey": 5.0 + 20 * r.turn}) for r in records]
    figure = good_figure("honey", far, cast, rules, narrator)
    assert figure.axes[0].get_yscale() == "log"
    assert any("log scale" in text for text in texts(figure))


def test_one_good_shows_what_was_traded() -> None:
    records, _ = live(15)
    figure = good_figure("acorns", records, *content())
    bars = next(c for c in figure.axes[1].collections if c.get_gid() == "volume")
    heights = {round(segment[0][0]): segment[1][1] for segment in bars.get_segments()}
    for record in records[1:]:
        assert heights[record.turn] == sum(t.quantity for t in record.trades if t.good == "acorns")


def extreme(cast: Cast, records: list[TurnRecord]) -> list[TurnRecord]:
    """Prices from 1 to 200, with a jump."""
    factor = dict(zip(cast.made, (25, 1, 0.01, 40, 3), strict=True))

    def stretched(prices: dict[str, float]) -> dict[str, float]:
        return {
            good: min(200.0, max(1.0, price * factor[good]))
            for good, price in prices.items()
            if good in factor
        }

    bent = [replace(r, before=stretched(dict(r.before)), prices=stretched(dict(r.prices))) for r in records]
    bent[7] = replace(bent[7], settlements=(SettledPrice("berries", "drought", 3.0, 200.0),))
    return bent


def test_a_wide_range_of_prices_is_drawn_on_a_log_scale() -> None:
    records, _ = live(15)
    cast, rules, narrator = content()
    assert price_figure(records, cast, rules, narrator).axes[0].get_yscale() == "linear"
    figure = price_figure(extreme(cast, records), cast, rules, narrator)
    assert figure.axes[0].get_yscale() == "log"
    assert price_chart(extreme(cast, records), cast, rules, narrator)


def test_long_names_emoji_and_formulas_are_drawn_as_text() -> None:
    records, _ = live(5)
    cast, rules, narrator = content()
    names = ("Wild honeycomb", "$x_1$ \\frac", "🍄🍄 truffles", "_berries_", "石の実")
    goods = tuple(g.model_copy(update={"name": name}) for g, name in zip(cast.goods, names, strict=True))
    odd = cast.model_copy(update={"goods": goods})
    assert price_chart(records, odd, rules, narrator)
    assert any(text.startswith("truffles") for text in texts(price_figure(records, odd, rules, narrator)))


def test_end_labels_neither_touch_nor_leave_the_picture() -> None:
    records, _ = live(15)
    level = [
        replace(r, prices=dict.fromkeys(r.prices, 5.0), before=dict.fromkeys(r.before, 5.0)) for r in records
    ]
    cast, rules, narrator = content()
    figure = price_figure(level, cast, rules, narrator)
    figure.canvas.draw()
    names = tuple(good.name for good in cast.goods)
    labels = [
        t for t in figure.findobj(Text) if t.get_text().startswith(names) and t.get_text().endswith(" 5")
    ]
    boxes = [label.get_window_extent() for label in labels]
    assert len(boxes) == len(cast.goods)
    ordered = sorted(boxes, key=lambda box: box.y0)
    assert all(lower.y1 <= upper.y0 for lower, upper in pairwise(ordered))
    assert all(box.x1 <= THEME.width * THEME.dpi for box in boxes)


@given(st.lists(st.floats(0, 500), min_size=1, max_size=8), st.floats(1, 40))
def test_spread_keeps_order_gap_and_bounds(wanted: list[float], gap: float) -> None:
    places = spread(wanted, gap, 0, 500)
    ranked = [places[i] for i in sorted(range(len(wanted)), key=lambda i: wanted[i])]
    assert all(b - a >= gap - 1e-6 for a, b in pairwise(ranked))
    assert all(-1e-6 <= place <= 500 + 1e-6 for place in places)


@given(st.lists(st.integers(0, 10), min_size=1, max_size=8, unique=True))
def test_labels_that_do_not_touch_stay_where_they_are(places: list[int]) -> None:
    wanted = [place * 50.0 for place in places]
    assert spread(wanted, 20, 0, 500) == pytest.approx(wanted)


def test_thinning_keeps_the_end_and_every_tale() -> None:
    records, _ = live(60)
    kept = thin(records, points=10)
    assert kept[-1] is records[-1]
    assert [r.turn for r in records if r.tales or r.settlements] == [
        r.turn for r in kept if r.tales or r.settlements
    ]
    assert len(kept) <= 10 + 4


def test_width_of_text_grows_with_it() -> None:
    assert text_width("mushrooms 12", 10) > text_width("honey 5", 10) > 20


def test_alt_text_says_what_the_prices_did() -> None:
    records, _ = live(15)
    alt = alt_text_prices(records, *content())
    assert alt.startswith("Line chart of prices in pebbles, turns 0 to 15.")
    first, last = round(records[0].prices["honey"]), round(records[-1].prices["honey"])
    assert f"Honey fell from {first} to {last}." in alt
    assert "Marked: Drought, turn 4." in alt
    assert "On turn 8 The run on the hoard set honey from" in alt
    assert len(alt) <= LIMIT


def test_alt_text_says_who_is_richest() -> None:
    records, _ = live(15)
    cast, rules, narrator = content()
    alt = alt_text_wealth(records, cast, rules, narrator)
    best = max(records[-1].wealth, key=lambda c: records[-1].wealth[c])
    assert f"Richest: {cast.creature[best].name} with {records[-1].wealth[best]} pebbles." in alt
    assert f"to {records[-1].gini:.2f}." in alt
    assert len(alt) <= LIMIT


def test_alt_text_of_one_good_counts_its_trade() -> None:
    records, _ = live(15)
    volume = sum(t.quantity for r in records for t in r.trades if t.good == "acorns")
    assert f"Units traded in all: {volume}." in alt_text_good("acorns", records, *content())


def test_alt_text_stays_short_however_much_happened() -> None:
    records, _ = live(40)
    busy = [replace(r, settlements=(SettledPrice("honey", "drought", 3.0, 9.0),) * 3) for r in records]
    alt = alt_text_prices(busy, *content())
    assert len(alt) <= LIMIT
    assert alt.endswith("More is marked in the picture.")
