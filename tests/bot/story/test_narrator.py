"""The narrator: public facts only, numbers that agree with the events, never the same sentence twice running."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.story.narrator import places_of, turn_story
from bot.story.record import TradeRecord, TurnRecord, observe, richest, whole
from bot.story.situations import Situation, situations
from bot.story.story import (
    COLUMNS,
    PriceLine,
    Saying,
    Scene,
    Story,
    ranking,
    season_words,
    table,
    to_markdown,
)
from data.reading.narrator import BEATS, load_narrator
from engine import accounts
from engine.commands.tales import DrawLegend, FireShock
from engine.commands.veto import Veto
from engine.events.event import NOBODY, Event
from engine.founding import founding
from engine.turn import Outcome
from tests.bot.lived_woods import COMMANDS, content, live, play
from tests.engine.builders import new, played


def tell(records: Sequence[TurnRecord], cast: str = "wood") -> list[Story]:
    """The stories of all turns, each told after the one before."""
    stories: list[Story] = []
    for record in records:
        if record.turn:
            stories.append(turn_story(record, *content(cast), stories[-1] if stories else None))
    return stories


@pytest.mark.parametrize("cast", ["wood", "trading-room"])
@pytest.mark.parametrize("seed", ["1", "2", "3"])
def test_no_sentence_stands_twice_running(cast: str, seed: str) -> None:
    stories = tell(live(200, seed, cast)[0], cast)
    for earlier, later in pairwise(stories):
        assert not {earlier.headline, *earlier.sentences} & {later.headline, *later.sentences}
        assert not {q.text for q in earlier.quotes} & {q.text for q in later.quotes}


@pytest.mark.parametrize("seed", [str(seed) for seed in range(12)])
def test_every_turn_has_a_whole_story(seed: str) -> None:
    cast, _, narrator = content()
    records = live(20, seed)[0]
    for record, story in zip(records[1:], tell(records), strict=True):
        assert 2 <= len(story.sentences) <= narrator.sentences + 1
        assert story.headline
        assert len(story.rows) == len(cast.traded)
        for text in (story.headline, *story.sentences, story.footer, story.title):
            assert "{" not in text
            assert "  " not in text
            assert text[0] == text[0].upper()
        assert all(text[-1] in ".!?”" for text in story.sentences)
        assert (
            f"Turn {record.turn} · {record.phase} {record.season} · chapter {record.chapter}" in story.title
        )


def test_the_story_is_the_same_whenever_it_is_told() -> None:
    records, _ = live(15)
    assert tell(records) == tell(records)


def test_other_woods_tell_otherwise() -> None:
    one, other = tell(live(15, "1")[0]), tell(live(15, "2")[0])
    assert sum(a.headline == b.headline for a, b in zip(one, other, strict=True)) <= 5


def test_secret_events_change_nothing_in_a_story() -> None:
    """Between the public events stand secret ones, which shift every id and cause: the story is the same."""
    cast, rules, narrator = content()
    outcome = founding(cast, rules, "7")
    plain: Story | None = None
    veiled: Story | None = None
    for turn in range(1, 16):
        outcome, done = play(outcome.wood, COMMANDS.get(turn, ()), "7")
        plain = turn_story(observe(outcome, done), cast, rules, narrator, plain)
        veiled = turn_story(observe(laced(outcome), [laced(o) for o in done]), cast, rules, narrator, veiled)
        assert veiled == plain
        assert to_markdown(veiled) == to_markdown(plain)


def laced(outcome: Outcome) -> Outcome:
    """The outcome with a secret of every kind before each of its events, and all ids counted anew."""
    events: list[Event] = []
    for event in outcome.events:
        for audience in (NOBODY, accounts.creature("pip"), "patron:3"):
            events.append(event._replace(audience=audience, origin="patron"))
        events.append(event)
    return replace(
        outcome, events=tuple(e._replace(id=f"99.{i}", cause=f"98.{i}") for i, e in enumerate(events))
    )


def test_the_seed_of_a_wood_leaves_no_trace() -> None:
    """Two woods of which the public saw the same have the same story."""
    records, _ = live(6, "7")
    twin = [replace(r, mood=dict.fromkeys(r.mood, 0.1)) for r in records]
    assert tell(twin) == tell(records)


def test_a_legend_is_told_when_it_strikes_and_explained_when_it_has_ended() -> None:
    _, rules, _ = content()
    legend = rules.legend["run-on-oonas-hoard"]
    stories = tell(live(15)[0])
    struck = stories[7]
    assert "The run on the hoard" in struck.headline
    assert any("rang hollow" in sentence for sentence in struck.sentences)
    assert any(legend.episode in note and str(legend.year) in note for note in struck.notes)
    ended = [story.turn for story in stories if any(legend.truth in note for note in story.notes)]
    assert len(ended) == 1
    assert ended[0] > 8
    assert legend.source in stories[ended[0] - 1].notes[-1]


def test_a_vetoed_legend_is_explained_at_once() -> None:
    cast, rules, narrator = content()
    outcome, done = play(founding(cast, rules, "7").wood, (DrawLegend("run-on-oonas-hoard"),), "7")
    first = turn_story(observe(outcome, done), cast, rules, narrator)
    outcome, done = play(outcome.wood, (Veto(outcome.wood.spells[0].id),), "7")
    second = turn_story(observe(outcome, done), cast, rules, narrator, first)
    assert "vetoed" in second.memory.beats
    assert any(rules.legend["run-on-oonas-hoard"].truth in note for note in second.notes)
    outcome, done = play(outcome.wood, (), "7")
    third = turn_story(observe(outcome, done), cast, rules, narrator, second)
    assert third.notes == ()


def test_authored_prices_are_marked_in_the_table() -> None:
    stories = tell(live(9)[0])
    line = next(line for line in table(stories[7]) if line.startswith("honey"))
    assert line.endswith("the legend")
    assert "▼" in line
    assert not any("legend" in line for line in table(stories[6]))


def test_patrons_causes_stand_apart() -> None:
    commands = {
        2: (DrawLegend("great-acorn-mania", by="patron:12"),),
        3: (FireShock("drought", by="patron:9"),),
        4: (FireShock("bumper-crop"),),
    }
    stories = tell(live(4, commands=commands)[0])
    assert "Acorn Mania" in stories[1].patrons[0]
    assert "Drought" in stories[2].patrons[0]
    assert stories[0].patrons == stories[3].patrons == ()
    for story in stories:
        assert "patron:" not in to_markdown(story)
        assert not re.search(r"\b(12|9)\b", " ".join(story.patrons))


def test_a_chapter_ends_with_its_ranking() -> None:
    records, _ = live(15)
    last = tell(records)[-1]
    assert last.memory.beats[0] in ("chapter", "sweep")
    worth = records[-1].wealth
    assert [rank.wealth for rank in last.ranking] == sorted(worth.values(), reverse=True)
    assert content()[0].creature[richest(worth)].name in last.sentences[0]
    assert all(len(line) <= COLUMNS for line in ranking(last))
    assert "Chapter 1, final ranking" in to_markdown(last)


def test_numbers_agree_with_the_events() -> None:
    records, _ = live(40)
    cast, _, _ = content()
    for record, story in zip(records[1:], tell(records), strict=True):
        for row in story.rows:
            good = next(g.id for g in cast.traded if g.name == row.good)
            assert (row.before, row.after) == (whole(record.before[good]), whole(record.prices[good]))
        best = richest(record.wealth)
        count = len(record.trades)
        assert re.match(rf"({count or 'no'}) trades? · ", story.footer)
        assert ("1 trade ·" in story.footer) == (count == 1) or count % 10 == 1
        assert (
            f"richest {cast.creature[best].name} {record.wealth[best]} · Gini {record.gini:.2f}"
            in story.footer
        )


def test_one_and_many_are_told_apart() -> None:
    for story in tell(live(200, "5")[0]):
        told = " ".join(story.sentences)
        assert not re.search(r"\bone (lots|turns|trades)\b", told, re.IGNORECASE)
        assert not re.search(r"\b(two|three|\d\d+) (lot|turn|trade)\b", told)
        assert not re.search(r"\b1 pebbles\b|\b([02-9]|\d\d+) pebble\b", told)


NOTES = st.sampled_from(["the legend", "20 traded"])
ROWS = st.lists(
    st.tuples(st.text(min_size=1, max_size=14), st.integers(1, 200), st.integers(1, 200), NOTES),
    min_size=1,
    max_size=8,
)


@given(ROWS)
def test_a_table_fits_a_phone(rows: list[tuple[str, int, int, str]]) -> None:
    story = replace(
        tell(live(1)[0])[0],
        rows=tuple(PriceLine(*row[:3], (row[3], row[3].split()[-1], "×9")) for row in rows),
    )
    lines = table(story)
    assert all(len(line) <= COLUMNS for line in lines)
    assert not any("`" in line or "\n" in line for line in lines)


def test_what_was_paid_stands_beside_the_board_where_it_is_another() -> None:
    records = live(40, commands={})[0]
    names = {good.name: good.id for good in content("wood")[0].traded}
    seen = set()
    for story, record in zip(tell(records), records[1:], strict=True):
        paid = {trade.good: trade.price for trade in record.trades}
        settled = {one.good for one in record.settlements}
        for row in story.rows:
            good = names[row.good]
            if good in paid and good not in settled:
                other = paid[good] != row.after
                seen.add(other)
                assert row.notes[0].startswith(f"paid {paid[good]} ×") if other else " traded" in row.notes[0]
    assert seen == {True, False}


@settings(max_examples=30)
@given(st.text(alphabet="@everyonhr<>#!&*_~`|[]()\\:/. 123\n\u202e", min_size=1, max_size=60))
def test_gossip_cannot_ping_or_break_the_page(said: str) -> None:
    story = replace(tell(live(1)[0])[0], quotes=(Saying("🐦", "Pip", said),))
    page = to_markdown(story)
    quoted = [line for line in page.splitlines() if line.startswith("> ")]
    assert len(quoted) == 1
    assert not re.search(r"@(?!\u200b)\S", page)
    assert page.count("```") == 2


def test_markdown_reads_top_to_bottom() -> None:
    page = to_markdown(tell(live(8)[0])[-1])
    parts = ["## ❄️ Turn 8", "**", "> ", "```", "richest", "Retold here"]
    assert [page.index(part) for part in parts] == sorted(page.index(part) for part in parts)


def test_every_situation_comes_up_in_some_wood() -> None:
    """All but those that need a rarer world are told of within a few lives."""
    commands = {
        **COMMANDS,
        20: (FireShock("mast-year"), FireShock("rot"), FireShock("strangers-caravan")),
        30: (DrawLegend("great-acorn-mania"),),
        45: (FireShock("hungry-travellers"), FireShock("woodworm")),
    }
    cast, rules, _ = content()
    lives = [live(90, seed, commands=commands)[0] for seed in ("1", "2", "3", "4")]
    lives += [[observe(outcome) for outcome in played(new(cast, rules, seed), 120)] for seed in ("1", "2")]
    heard = {beat for life in lives for story in tell(life) for beat in story.memory.beats}
    assert set(BEATS) - heard <= {"vetoed", "quiet", "calm", "asset-dear"}


def of_the_asset(before: int, after: int, *trades: TradeRecord) -> list[Situation]:
    """What is told of amber in a turn that moved its price so."""
    record = live(1)[0][1]
    changed = replace(
        record, before={**record.before, "amber": float(before)}, prices={**record.prices, "amber": float(after)},
        trades=trades,
    )  # fmt: skip
    return [one for one in situations(Scene(changed, *content())) if one.beat.startswith("asset-")]


def test_the_asset_is_told_of_when_it_moves_when_it_is_dear_and_when_somebody_collects_it() -> None:
    asset = content()[0].asset
    assert asset is not None
    first = asset.price
    assert [one.beat for one in of_the_asset(first, first + first // 10)] == ["asset-rise"]
    assert [one.beat for one in of_the_asset(first, first - first // 10)] == ["asset-fall"]
    assert of_the_asset(first, first) == of_the_asset(100, 101) == []
    (dear,) = of_the_asset(2 * first - 1, 2 * first)
    assert (dear.beat, dear.words["first"], dear.words["after"]) == (
        "asset-dear", str(first), f"{2 * first} pebbles",
    )  # fmt: skip
    deals = (TradeRecord("amber", "pip", "oona", 1, 61), TradeRecord("amber", "pip", "fenn", 2, 61))
    (bought,) = of_the_asset(first, first, *deals)
    assert (bought.beat, bought.about) == ("asset-bought", {"pip", "amber"})
    assert bought.words == {"name": "Pip", "lots": "three lots", "good": "amber", "each": "61 pebbles"}
    assert of_the_asset(first, first, deals[0]) == []


def test_the_asset_stands_under_the_goods() -> None:
    for story in tell(live(20)[0]):
        assert [row.good for row in story.rows].index("amber") == len(story.rows) - 1


def test_an_unknown_cast_has_places_too() -> None:
    narrator = load_narrator()
    assert places_of(narrator, "wood") != places_of(narrator, "nowhere") == narrator.places["default"]


def test_an_unknown_season_goes_by_its_id() -> None:
    assert season_words(load_narrator(), "monsoon").name == "monsoon"
