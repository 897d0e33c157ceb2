"""A wood crosses over at a start, once, whatever befalls the process; and whoever looks back sees today's money."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from bot.app import App
from bot.keeper.replay import rebuild, replay
from bot.pictures.worker import NoPicture
from bot.posts.turn_post import pack
from bot.present.market import book_card, newest_trades
from bot.process.startup import open_app
from bot.settings import Settings
from bot.story.record import TurnRecord, read_past
from data.store.records import ByHand, Post, PriceRow, Standing, WoodRecord
from engine.events.facts import Ranked, Traded
from engine.ledger import check
from engine.wealth import wealth
from engine.wood import Wood
from tests.bot.finer import MONEY, coarse, finer
from tests.data.beside import rows

TURNS = 20
"""Over the end of a chapter."""
POINTS = ("era written", "crossing written", "event written", "calls written", "notice written", "era begun")
"""Where a process may end, the last one after the commit."""


class Killed(BaseException):
    """The process ends here."""


@dataclass(frozen=True)
class Seen:
    """What is read of a wood."""

    record: WoodRecord
    wood: Wood
    prices: Sequence[PriceRow]
    standings: Sequence[Standing]
    turns: Sequence[TurnRecord]
    trades: Sequence[Traded]


async def look(app: App) -> Seen:
    (record,) = await app.store.woods.all()
    wood, history = (await app.store.woods.load(record.id)).wood, app.store.history
    seen = await app.keeper.look(record.id)
    past = await read_past(history, record.id, 1, TURNS, trades=True)
    return Seen(
        record,
        wood,
        await history.prices(record.id, 1, TURNS),
        await history.standings(record.id, 1, TURNS),
        past.records(wood.cast, wood.rules),
        [Traded.of(event) for _, event in await newest_trades(history, seen, None)],
    )


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path, content=tmp_path / "content")


@pytest.fixture
async def before(settings: Settings) -> Seen:
    """A wood that lived in coarse money, before content in finer money and with an asset came."""
    coarse(settings.data)
    async with open_app(settings) as app:
        wood = await app.keeper.found_wood(
            app.casts["wood"], app.rules, guild=1, channel=10, schedule=ByHand(), settings={}
        )
        for _ in range(TURNS):
            await app.keeper.play_turn(wood.id)
        seen = await look(app)
    finer(settings.data)
    return seen


def counted(settings: Settings) -> tuple[int, ...]:
    """How many crossings stand in the log, how many eras there are, and how many notices are owed."""
    (counts,) = rows(
        settings.database,
        "SELECT (SELECT count(*) FROM inputs WHERE payload LIKE '{\"cross-over\"%'), (SELECT count(*) FROM eras),"
        " (SELECT count(*) FROM outbox WHERE kind = 'notice' AND code = 'crossed')",
    )
    return tuple(counts)


async def test_a_wood_crosses_over_at_the_first_start_and_at_no_other(
    settings: Settings, before: Seen
) -> None:
    for _ in range(3):
        async with open_app(settings) as app:
            assert counted(settings) == (1, 2, 1)
            assert (await look(app)).wood.rules == app.rules
            result = await replay(app.store, before.record.id)
            assert (result.inputs, result.eras, result.deviation) == (TURNS + 2, (1, 2), None)


@pytest.mark.parametrize("point", POINTS)
async def test_a_process_that_ends_in_the_middle_leaves_a_wood_before_or_after_it(
    settings: Settings, before: Seen, point: str
) -> None:
    def fatal(at: str) -> None:
        if at == point:
            raise Killed

    with pytest.raises(Killed):
        async with open_app(settings, failpoint=fatal):
            pass
    assert counted(settings) == ((1, 2, 1) if point == POINTS[-1] else (0, 1, 0))
    async with open_app(settings) as app:
        assert counted(settings) == (1, 2, 1)
        check((await look(app)).wood.balances)
        assert (await replay(app.store, before.record.id)).deviation is None


async def test_whoever_looks_back_sees_todays_money(settings: Settings, before: Seen) -> None:
    async with open_app(settings) as app:
        now = await look(app)
    assert now.prices == [
        replace(p, reference=p.reference * MONEY, price=p.price * MONEY) for p in before.prices
    ]
    assert now.standings == [
        replace(s, wealth=s.wealth * MONEY, pebbles=s.pebbles * MONEY) for s in before.standings
    ]
    assert now.trades == [replace(t, price=t.price * MONEY) for t in before.trades]
    for then, today in zip(before.turns, now.turns, strict=True):
        assert [t.price for t in today.trades] == [t.price * MONEY for t in then.trades]
        for good, price in then.prices.items():
            assert today.prices[good] == pytest.approx(price * MONEY)
            assert today.before[good] == pytest.approx(then.before[good] * MONEY)
        assert (today.gini, today.mood) == (then.gini, then.mood)


async def test_the_last_auctions_book_is_in_todays_money(settings: Settings, before: Seen) -> None:
    async with open_app(settings) as app:
        history, wood = app.store.history, before.record.id
        traces = await history.traces(wood, TURNS, TURNS)
        cards = [
            book_card(app.texts.voice("en"), (await app.keeper.look(wood)).wood, ["honey"], decided, ())
            for decided in (traces, [replace(trace, parts=1) for trace in traces])
        ]
    assert {trace.parts for trace in traces} == {MONEY}
    now, then = ([int(word) for word in card.body.split() if word.isdigit()] for card in cards)
    assert sum(now) > sum(then)


async def test_the_first_turn_afterwards_tells_of_every_price_and_is_drawn(
    settings: Settings, before: Seen
) -> None:
    async with open_app(settings) as app:
        crossed = (await look(app)).wood
        with pytest.raises(NoPicture, match="no_turn_yet"):
            await app.gallery.draw(await app.keeper.look(before.record.id), "good", "en", good="amber")
        await app.keeper.play_turn(before.record.id)
        seen = await app.keeper.look(before.record.id)
        past = await read_past(app.store.history, before.record.id, TURNS + 1, TURNS + 1, whole=TURNS + 1)
        (turn,) = past.records(seen.wood.cast, seen.wood.rules)
        assert {good: round(price * 1000) for good, price in turn.before.items()} == {
            good: quote.reference for good, quote in crossed.quotes.items()
        }
        assert [event.kind for event in turn.events[:2]] == ["recoined", "dealt"]
        (story,) = await app.tales.stories(before.record.id, seen.wood, TURNS + 1, TURNS + 1, "en")
        assert len(story.rows) == len(seen.wood.cast.traded)
        for subject, good in (("prices", ""), ("wealth", ""), ("good", "amber"), ("good", "honey")):
            assert (await app.gallery.draw(seen, subject, "en", good=good)).png


async def test_what_was_gained_in_the_chapter_so_far_stays_gained(settings: Settings, before: Seen) -> None:
    gained = {c: worth - before.wood.opening[c] for c, worth in wealth(before.wood.open()).items()}
    async with open_app(settings) as app:
        now = (await look(app)).wood
        for creature, worth in wealth(now.open()).items():
            assert abs(worth - now.opening[creature] - MONEY * gained[creature]) < 2 * MONEY
        events = []
        for _ in range(10):
            events += (await app.keeper.play_turn(before.record.id)).events
        assert len(Ranked.among(events)) == len(now.cast.creature)


async def test_what_follows_from_the_log_is_written_anew_across_a_crossing(
    settings: Settings, before: Seen
) -> None:
    async with open_app(settings) as app:
        await app.keeper.play_turn(before.record.id)
        was = await look(app)
        assert await rebuild(app.store, before.record.id) == TURNS + 3
        assert await look(app) == was


async def test_money_can_become_finer_again(settings: Settings, before: Seen) -> None:
    async with open_app(settings) as app:
        once = await look(app)
    finer(settings.data, 2 * MONEY)
    async with open_app(settings) as app:
        twice = await look(app)
        assert counted(settings)[:2] == (2, 3)
        assert [p.reference for p in twice.prices] == [2 * p.reference for p in once.prices]
        assert twice.wood.quotes["amber"].reference == 2 * once.wood.quotes["amber"].reference
        assert (await replay(app.store, before.record.id)).deviation is None
        assert (await app.keeper.play_turn(before.record.id)).turn == TURNS + 1


async def test_money_that_would_break_a_pebble_is_refused_and_its_forester_told(
    settings: Settings, before: Seen
) -> None:
    async with open_app(settings):
        pass
    finer(settings.data, MONEY - 2)
    for _ in range(2):
        async with open_app(settings) as app:
            assert (await look(app)).wood.rules.money == MONEY
            codes = [
                row["code"]
                for row in rows(settings.database, "SELECT code FROM outbox WHERE kind = 'notice'")
            ]
            assert codes == ["crossed", "other_money"]
            assert app.texts.voice("de").knows("discord.notices.other_money")


async def test_a_wood_whose_creatures_are_others_keeps_its_money_and_plays_on(
    settings: Settings, before: Seen
) -> None:
    cast = settings.content / "casts" / "wood.toml"
    cast.write_text(cast.read_text("utf-8").replace('"pip"', '"pop"'), "utf-8")
    async with open_app(settings) as app:
        assert counted(settings) == (0, 1, 0)
        assert (await look(app)).wood == before.wood
        assert (await app.keeper.play_turn(before.record.id)).turn == TURNS + 1


async def test_a_cast_whose_file_is_gone_crosses_over_with_its_wood(settings: Settings, before: Seen) -> None:
    (settings.content / "casts" / "wood.toml").rename(settings.content / "casts" / "other.toml")
    other = settings.content / "casts" / "other.toml"
    other.write_text(other.read_text("utf-8").replace('id = "wood"', 'id = "other"', 1), "utf-8")
    async with open_app(settings) as app:
        now = (await look(app)).wood
        assert (now.cast.id, now.cast.asset, now.rules) == ("wood", None, app.rules)
        prices = {good.id: good.price * MONEY for good in before.wood.cast.goods}
        assert {good.id: good.price for good in now.cast.goods} == prices
        codes = [
            row["code"] for row in rows(settings.database, "SELECT code FROM outbox WHERE kind = 'notice'")
        ]
        assert codes == ["recoined"]
        assert (await app.keeper.play_turn(before.record.id)).turn == TURNS + 1


@pytest.mark.parametrize(("language", "asset"), [("en", "amber"), ("de", "Bernstein")])
async def test_the_channel_is_told_in_its_language(
    settings: Settings, before: Seen, language: str, asset: str
) -> None:
    async with open_app(settings) as app:
        await app.keeper.configure(before.record.id, {"language": language})
        posts = [post for _ in range(TURNS + 1) for post in await sent(app)]
        (notice,) = [post for post in posts if post.kind == "notice"]
        parcel = await pack(app, notice, await app.store.woods.find(before.record.id))
        told = json.dumps(parcel.layout.to_components(), ensure_ascii=False)
        assert asset in told
        assert str(MONEY) in told
        assert "{" not in told.replace('{"', "")


async def sent(app: App) -> Sequence[Post]:
    """The next posts that are owed, marked as sent."""
    posts = await app.store.outbox.take(app.now(), 9)
    for post in posts:
        await app.store.outbox.mark_sent(post.id, 1)
    return posts
