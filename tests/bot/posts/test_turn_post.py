"""What a turn's post looks like, and that it fits whatever stands in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from discord import ui
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.pictures.worker import Drawn
from bot.posts.turn_post import Tidings, mark, notice_post, turn_post
from bot.story.story import PriceLine, Rank, Saying, Story, table
from bot.views.base import WoodLayout
from data.reading.texts import load_texts
from data.store.people import CallScore
from data.store.records import ByHand, Every, WoodRecord
from engine.content.cast import Cast
from engine.wood import Question
from tests.bot.app_setup import app_for_tests
from tests.bot.lived_woods import content

TEXTS = load_texts(strict=True)
CAST, _, _ = content()
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
RECORD = WoodRecord(
    id="w" + "f" * 31, guild=1, channel=2, state="living", reason="", generation=1, number=9, turn=999_999_999,
    founded=NOW, settings={}, schedule=Every(10), next_due=NOW,
)  # fmt: skip
ASKED = Question(999_999_999, "acorns", 23, 27)
EMOJI = "🏴󠁧󠁢󠁳󠁣󠁴󠁿"


def items(layout: WoodLayout) -> list[ui.Item[Any]]:
    return list(layout.walk_children())


def text(layout: WoodLayout) -> str:
    return "\n".join(item.content for item in items(layout) if isinstance(item, ui.TextDisplay))


def quotes() -> st.SearchStrategy[Saying]:
    return st.builds(Saying, st.just(EMOJI), st.text(max_size=14), st.text(max_size=140))


def rows() -> st.SearchStrategy[tuple[PriceLine, ...]]:
    notes = st.tuples(st.text(max_size=20), st.text(max_size=6))
    number = st.integers(1, 10**6)
    return st.tuples(
        *(st.builds(PriceLine, st.just(good.name), number, number, notes) for good in CAST.traded)
    )


def ranks() -> st.SearchStrategy[tuple[Rank, ...]]:
    one = st.builds(
        Rank,
        st.integers(1, 8),
        st.text(max_size=14),
        st.integers(-(10**9), 10**9),
        st.integers(-(10**9), 10**9),
    )
    return st.lists(one, max_size=8).map(tuple)


def lines(most: int, size: int) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.text(max_size=size), max_size=most).map(tuple)


def stories() -> st.SearchStrategy[Story]:
    return st.builds(
        Story, turn=st.integers(1, 999_999_998), title=st.text(max_size=90), headline=st.text(max_size=200),
        sentences=lines(8, 400), quotes=st.lists(quotes(), max_size=9).map(tuple), rows=rows(), ranking=ranks(),
        ranking_title=st.text(max_size=90), patrons=lines(4, 200), notes=lines(4, 700), footer=st.text(max_size=90),
    )  # fmt: skip


def scores() -> st.SearchStrategy[list[CallScore]]:
    one = st.builds(
        CallScore, patron=st.integers(1, 99), user=st.none() | st.integers(10**17, 10**19),
        streak=st.integers(0, 10**6), best=st.just(1), right=st.just(1), settled=st.just(1), rank=st.just(1),
    )  # fmt: skip
    return st.lists(one, max_size=3)


@pytest.mark.parametrize("language", TEXTS.languages)
@given(told=st.lists(stories(), min_size=1, max_size=3), slept=st.integers(0, 10**6), streaks=scores())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_happened_a_post_fits(
    language: str, told: list[Story], slept: int, streaks: list[CallScore]
) -> None:
    drawn = Drawn(b"png", "words " * 166)
    layout = turn_post(TEXTS.voice(language), Tidings(RECORD, CAST, told, ASKED, slept, drawn, streaks))
    said = [item.content for item in items(layout) if isinstance(item, ui.TextDisplay)]
    assert sum(len(one.encode("utf-16-le")) // 2 for one in said) <= 4000
    assert all(one.strip() for one in said)
    assert len(items(layout)) <= 40
    assert all(len(getattr(item, "custom_id", "") or "") <= 100 for item in items(layout))
    assert all(len(line) <= 34 for line in table(told[-1]))
    assert "\n".join(said).count("```") % 2 == 0
    payload = layout.to_components()
    assert payload


@given(st.text(max_size=200), st.text(max_size=140))
def test_nothing_that_was_said_pings_or_ends_its_frame(headline: str, said: str) -> None:
    story = next(_plain())
    loud = f"@everyone <@1> ``` {said}"
    told = replace(story, headline=f"@here {headline}", quotes=(Saying("🐦", "Pip", loud),))
    shown = text(turn_post(TEXTS.voice("en"), Tidings(RECORD, CAST, [told])))
    assert "@everyone" not in shown
    assert "@here" not in shown
    assert "<@1>" not in shown
    assert shown.count("```") == 2


def test_what_matters_most_stays_when_room_is_short() -> None:
    story = next(_plain())
    long = replace(
        story,
        sentences=("word " * 270,),
        quotes=tuple(Saying("🐦", "Pip", "la " * 45) for _ in range(12)),
        notes=("history " * 80,) * 3,
    )
    shown = text(turn_post(TEXTS.voice("en"), Tidings(RECORD, CAST, [long], ASKED)))
    assert story.headline in shown
    assert "honey" in shown
    assert "🌰 **Acorns: Quill expects 23 to 27 tomorrow.** Dearer, within, cheaper?" in shown
    assert shown.count("history") < 80


def test_a_range_of_one_pebble_is_one_number() -> None:
    asked = replace(ASKED, low=6, high=6)
    shown = text(turn_post(TEXTS.voice("de"), Tidings(RECORD, CAST, [next(_plain())], asked)))
    assert "🌰 **Eicheln: Quill erwartet morgen 6.** Teurer, genau das, billiger?" in shown


def test_a_post_whose_next_turn_has_been_played_asks_nothing() -> None:
    layout = turn_post(TEXTS.voice("en"), Tidings(RECORD, CAST, [next(_plain())]))
    assert "expects" not in text(layout)
    ids = [str(getattr(item, "custom_id", "")) for item in items(layout)]
    assert not [one for one in ids if one.startswith("call:")]
    assert [one for one in ids if one.startswith("why:")]


def test_turns_caught_up_on_stand_in_one_post_with_prices_since_before_the_first() -> None:
    first = next(_plain())
    second = replace(first, turn=24, headline="Calm", rows=(PriceLine("honey", 5, 7, ()),))
    first = replace(first, rows=(PriceLine("honey", 10, 5, ()),))
    shown = text(turn_post(TEXTS.voice("en"), Tidings(RECORD, CAST, [first, second], slept=4)))
    assert "slept through 4 turns" in shown
    assert first.headline in shown
    assert "10 →  7 ▼" in shown
    assert "```" in shown


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({}, f"<t:{int(NOW.timestamp())}:R>"),
        ({"next_due": None, "schedule": ByHand()}, "when a forester plays it"),
        ({"state": "paused", "next_due": None}, "the wood rests"),
    ],
)
def test_a_post_says_when_the_next_turn_comes(change: dict[str, Any], words: str) -> None:
    shown = text(turn_post(TEXTS.voice("en"), Tidings(replace(RECORD, **change), CAST, [next(_plain())])))
    assert words in shown


def test_a_notice_carries_its_mark() -> None:
    (frame,) = notice_post("closed", "n-1").to_components()
    assert frame["id"] == mark("n-1")
    assert mark("n-1") != mark("n-2")


async def test_a_post_of_a_wood_that_lived_reads_as_drawn(tmp_path: Path) -> None:
    async with app_for_tests(tmp_path) as here:
        await here.play(16)
        loaded = await here.now()
        (story,) = await here.app.tales.stories(here.record.id, loaded.wood, 15, 15, "en")
        shown = text(turn_post(TEXTS.voice("en"), Tidings(loaded.record, loaded.wood.cast, [story])))
    head, *rest = shown.splitlines()
    assert head.startswith("### ")
    assert "Turn 15" in head
    assert rest[0].startswith("**")
    assert "Chapter 1, final ranking" in shown
    assert "Gini" in shown
    inside = shown.split("```")[3].strip("\n").splitlines()
    assert len(inside) == len(CAST.traded)
    assert all(len(line) <= 34 for line in inside)


def _plain() -> Iterator[Story]:
    yield Story(
        turn=23, title="🍂 Turn 23 · late autumn · chapter 2", headline="The vault creaks", sentences=("Word ran.",),
        quotes=(Saying("🐦", "Pip", "Empty jars!"),), rows=(PriceLine("honey", 10, 5, ("the legend",)),), ranking=(),
        ranking_title="", patrons=(), notes=(), footer="6 trades · richest Bodkin 142 · Gini 0.31",
    )  # fmt: skip


def longest(cast: Cast) -> Cast:
    """The same cast, every name as long as it may be."""
    return cast.changed(
        goods=[good.changed(name="W" * 14).model_dump() for good in cast.goods],
        creatures=[c.changed(name="W" * 14, species="W" * 20).model_dump() for c in cast.creatures],
    )


@pytest.mark.parametrize("language", TEXTS.languages)
def test_the_longest_names_fit(language: str) -> None:
    rows = tuple(PriceLine("W" * 14, 1000, 1000, ("W" * 30, "W")) for _ in CAST.traded)
    story = replace(
        next(_plain()), rows=rows, ranking=tuple(Rank(n, "W" * 14, 10**6, -(10**6)) for n in range(5))
    )
    layout = turn_post(
        TEXTS.voice(language), Tidings(RECORD, longest(CAST), [story] * 3, ASKED, 9, Drawn(b"", "alt"))
    )
    assert len(text(layout).encode("utf-16-le")) // 2 <= 4000
    layout.to_components()
