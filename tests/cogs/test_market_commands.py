"""`/market`: prices, trades and the book, in tables that fit a phone."""

from __future__ import annotations

import pytest

from bot.present.card import WIDTH
from tests.cogs.simulated_discord import Village, messages, private, words


def tables(text: str) -> list[str]:
    """Lines that stand in code blocks."""
    return [line for block in text.split("```")[1::2] for line in block.strip("\n").split("\n")]


@pytest.mark.parametrize("command", ["market prices", "market book"])
async def test_tables_fit_a_phone(wood: Village, command: str) -> None:
    lines = tables(words(await wood.anna.slash(wood.channel, command)))
    assert lines
    assert all(len(line) <= WIDTH for line in lines)


async def test_prices_name_every_good_with_its_reference(wood: Village) -> None:
    result = await wood.anna.slash(wood.channel, "market prices")
    state = (await wood.app.keeper.look((await wood.record()).id)).wood
    assert private(result)
    for good, quote in state.quotes.items():
        (line,) = [line for line in tables(words(result)) if line.startswith(state.cast.good[good].name)]
        assert f" {quote.whole} " in line


async def test_trades_are_told_newest_turn_first_and_of_one_good_on_demand(wood: Village) -> None:
    text = words(await wood.anna.slash(wood.channel, "market trades"))
    assert text.index("**Turn 3**") < text.index("**Turn 2**")
    only = words(await wood.anna.slash(wood.channel, "market trades", good="firewood"))
    assert "firewood at" in only
    assert "honey" not in only


async def test_the_book_holds_all_orders_of_the_turn_and_no_names(wood: Village) -> None:
    record = await wood.record()
    text = words(await wood.anna.slash(wood.channel, "market book", good="honey"))
    traces = await wood.app.store.history.traces(record.id, 3, 3)
    orders = [o for trace in traces for o in trace.result.applied.orders if o.good == "honey"]
    assert orders
    assert all(f" {order.limit} " in f" {' '.join(tables(text))} " for order in orders)
    assert all(name not in text for name in ("Bodkin", "Hazel", "Fenn", "Pip"))


async def test_a_goods_chart_is_a_picture_with_alt_text(wood: Village) -> None:
    result = await wood.anna.slash(wood.channel, "market chart", good="firewood")
    (picture,) = messages(result)[0].attachments
    assert picture.description
    assert "firewood" in picture.description


@pytest.mark.parametrize("command", ["market chart", "market trades", "market book"])
async def test_an_unknown_good_is_refused(wood: Village, command: str) -> None:
    assert "Pick a good from the list" in words(await wood.anna.slash(wood.channel, command, good="gold"))
    assert wood.refused() == ["unknown_good"]


async def test_before_the_first_turn_there_is_no_trade_and_no_book(glade: Village) -> None:
    await glade.found()
    assert "Nothing has been traded yet" in words(await glade.anna.slash(glade.channel, "market trades"))
    of_one = words(await glade.anna.slash(glade.channel, "market trades", good="amber"))
    assert "Nothing of this has been traded lately: amber" in of_one
    await glade.anna.slash(glade.channel, "market book")
    await glade.anna.slash(glade.channel, "market chart", good="honey")
    assert glade.refused() == ["no_book", "no_turn_yet"]


async def test_goods_are_offered_in_the_readers_language(wood: Village, in_german: None) -> None:
    found = await wood.anna.autocomplete(wood.channel, "market chart", "good", "brenn")
    assert [choice["value"] for choice in found] == ["firewood"]
