"""A wood in its server's language: every public word of the product's own, and nothing that the engine reads."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
from discord import ui

from bot.posts.turn_post import pack
from bot.present.tales import tale_card
from bot.process.startup import narrators
from bot.story.narrator import turn_story
from bot.story.record import TurnRecord
from bot.story.story import COLUMNS, Story, ranking, table
from bot.words.localiser import KEPT, Localiser, retell
from data.reading.content import CONTENT, casts
from data.reading.tales import Retelling, load_hints, load_retellings
from data.reading.texts import ENGLISH, Texts, load_texts
from engine.commands.tales import DrawLegend, FireShock
from engine.content.hints import Hints
from engine.events.event import Event
from engine.founding import founding
from tests.bot.app_setup import RUN, app_for_tests
from tests.bot.lived_woods import COMMANDS, content, live
from tests.data.beside import post_of_turn
from tests.engine.builders import punctual

TEXTS = load_texts(strict=True)
HINTS = load_hints()["de"]
WORDING = Localiser(TEXTS, load_retellings(), load_hints())
NARRATORS = narrators(CONTENT)
MORE = {
    **COMMANDS,
    20: (FireShock("mast-year"), FireShock("rot"), FireShock("strangers-caravan")),
    30: (DrawLegend("great-acorn-mania", by="patron:3"),),
    45: (FireShock("hungry-travellers"), FireShock("woodworm")),
}


def tell(records: list[TurnRecord], cast: str, language: str) -> list[Story]:
    """The stories of all turns in a language, each told after the one before."""
    people, rules, _ = content(cast)
    shown = WORDING.cast(people, language), WORDING.rules(rules, language), NARRATORS[language]
    stories: list[Story] = []
    for record in records:
        if record.turn:
            stories.append(turn_story(record, *shown, stories[-1] if stories else None))
    return stories


@pytest.mark.parametrize("cast", casts())
@pytest.mark.parametrize("language", NARRATORS)
def test_no_sentence_stands_twice_running_in_any_language(language: str, cast: str) -> None:
    stories = tell(live(100, "4", cast, MORE)[0], cast, language)
    for earlier, later in pairwise(stories):
        assert not {earlier.headline, *earlier.sentences} & {later.headline, *later.sentences}
    for story in stories:
        assert all(len(line) <= COLUMNS for line in (*table(story), *ranking(story)))
        assert all(sentence[-1] in ".!?”“" for sentence in story.sentences)
        assert not any(
            "{" in text or "  " in text for text in (story.headline, *story.sentences, *story.notes)
        )


@pytest.mark.parametrize("cast", casts())
def test_a_german_story_has_no_english_names(cast: str) -> None:
    people, rules, _ = content(cast)
    names = [*(good.name for good in people.goods), *(tale.title for tale in rules.tale.values())]
    english = re.compile(rf"\b({'|'.join(map(re.escape, names))}|pebbles?|the|and)\b")
    for story in tell(live(60, "2", cast, MORE)[0], cast, "de"):
        own = (story.title, story.headline, *story.sentences, *story.patrons, story.footer, *table(story))
        found = [match for text in own if (match := english.search(text)) and match[0] not in GERMAN_TOO]
        assert not found


GERMAN_TOO = {"Token"}


def test_english_words_content_as_it_is() -> None:
    people, rules, _ = content()
    assert WORDING.cast(people, ENGLISH) == people
    assert WORDING.rules(rules, ENGLISH) == rules


@pytest.mark.parametrize("language", TEXTS.languages)
def test_content_is_worded_once_for_each_language(language: str) -> None:
    people, rules, _ = content()
    same_cast, same_rules = people.changed(), rules.changed()
    assert WORDING.cast(same_cast, language) is WORDING.cast(people, language)
    assert WORDING.rules(same_rules, language) is WORDING.rules(rules, language)
    assert WORDING.rumours(same_cast, same_rules, language) is WORDING.rumours(people, rules, language)


def test_no_more_content_is_kept_than_is_in_use() -> None:
    wording = Localiser(TEXTS, {})
    people, _, _ = content()
    first = wording.cast(people, "de")
    for number in range(KEPT):
        wording.cast(people.changed(about=f"Another wood {number}."), "de")
    assert wording.cast(people, "de") is not first
    assert wording.cast(people, "de") == first


@pytest.mark.parametrize("language", TEXTS.languages)
def test_only_what_is_read_changes(language: str) -> None:
    """Ids, prices and acts stay, so that a picture or a story finds everything where it was."""
    people, rules, _ = content()
    cast, shown = WORDING.cast(people, language), WORDING.rules(rules, language)
    assert (
        cast.changed(
            goods=tuple(g.changed(name=people.good[g.id].name) for g in cast.goods),
            asset=cast.asset and cast.asset.changed(name=people.good[cast.asset.id].name),
            pebble=people.pebble,
            pebbles=people.pebbles,
        )
        == people
    )
    assert list(shown.tale) == list(rules.tale)
    for name, tale in shown.tale.items():
        known = rules.tale[name]
        assert tale.settles == known.settles
        assert [(t.after, t.about, t.stance) for t in tale.tells] == [
            (t.after, t.about, t.stance) for t in known.tells
        ]


@pytest.mark.parametrize("cast", casts())
def test_the_wind_speaks_german_and_creatures_speak_as_they_spoke(cast: str) -> None:
    people, rules, _ = content(cast)
    rumours = WORDING.rumours(people, rules, "de")
    events = [event for record in live(60, "2", cast, MORE)[0] for event in record.events]
    heard = retell(events, rumours)
    assert [e._replace(data={}) for e in heard] == [e._replace(data={}) for e in events]
    winds = [(a, b) for a, b in zip(events, heard, strict=True) if a.kind == "rumour"]
    assert winds
    for before, after in winds:
        assert after.data == {
            **before.data,
            "text": rumours[str(before.data["tale"]), str(before.data["text"])],
        }
        assert after.data["text"] != before.data["text"]
    assert [e for e in heard if e.kind != "rumour"] == [e for e in events if e.kind != "rumour"]
    assert retell(events, WORDING.rumours(people, rules, ENGLISH)) == tuple(events)
    assert retell(events, {}) == tuple(events)


def test_a_legend_in_full_is_german() -> None:
    people, rules, _ = content()
    wood = WORDING.wood(founding(people, rules, "7").wood, "de")
    card = tale_card(TEXTS.voice("de"), wood, wood.rules.legend[RUN])
    assert card.title.endswith("Der Ansturm auf den Hort")
    assert "Jemand hat bei Oona an ein Glas geklopft" in card.body
    assert "Einlagensicherung" in card.body
    assert rules.legend[RUN].truth not in card.body


def test_rumours_of_another_number_are_not_mixed_up() -> None:
    """A wood may keep an older tale than the one that was retold."""
    _, rules, _ = content()
    wording = Localiser(TEXTS, {"de": {"drought": Retelling(text="Trocken.", tells=("Nur eines.",))}})
    shown = wording.rules(rules, "de").tale["drought"]
    assert (shown.text, shown.tells) == ("Trocken.", rules.tale["drought"].tells)


def test_hints_of_a_season_are_told_in_german() -> None:
    people, rules, _ = content()
    wording = Localiser(TEXTS, load_retellings(), load_hints())
    said = wording.rumours(people, rules, "de")
    for index, sentence in enumerate(rules.weather.told.harsh):
        shown = said["", sentence.format_map(people.words)]
        assert shown == HINTS.harsh[index].format_map(wording.cast(people, "de").words)
    rumour = Event("1.0", "rumour", "input:1", "public", "emergent", {
        "tale": "", "about": "firewood", "stance": "fall", "text": rules.weather.told.mild[0].format_map(people.words),
    })  # fmt: skip
    assert "Gänse" in retell([rumour], said)[0].data["text"]


def test_hints_of_another_number_are_not_mixed_up() -> None:
    people, rules, _ = content()
    wording = Localiser(TEXTS, {}, {"de": Hints(harsh=("Kalt.",))})
    assert wording.rules(rules, "de").weather.told == rules.weather.told
    assert set(wording.rumours(people, rules, "de").values()) >= {
        text.format_map(wording.cast(people, "de").words) for text in rules.weather.told.mild
    }


def test_names_too_long_for_a_cast_are_cut() -> None:
    tables = {
        **TEXTS.tables,
        "xx": {"discord.names.goods.honey": "Bienenerzeugnis", "discord.names.tales.flood": "W" * 99},
    }
    wording = Localiser(Texts(tables), {})
    people, rules, _ = content()
    assert wording.cast(people, "xx").good["honey"].name == "Bienenerzeugn…"
    assert len(wording.rules(rules, "xx").tale["flood"].title) == 60


async def test_a_german_wood_posts_in_german(tmp_path: Path) -> None:
    async with app_for_tests(tmp_path) as here:
        app, record = here.app, await here.app.keeper.configure(here.record.id, {"language": "de"})
        await here.play(2)
        await here.command(DrawLegend(RUN))
        await here.play(1)
        post = post_of_turn(app.settings.database, record.id, 3)
        parcel = await pack(app, post, record)
        loaded = await here.now()
    shown = "\n".join(i.content for i in parcel.layout.walk_children() if isinstance(i, ui.TextDisplay))
    assert "Der Ansturm auf den Hort" in shown
    assert "Jemand hat bei Oona an ein Glas geklopft" in shown
    assert re.search(r"> 🍃 Im Wind: “(Die Gläser von Oona klingen hohl|Oona verkauft Honig)", shown)
    assert "Hier neu erzählt: Die amerikanischen Bankenstürme" in shown
    assert re.search(r"^Honig +\d+ → +\d+ ▼  die Legende$", shown, re.MULTILINE)
    assert "die nächste Runde kommt, wenn ein Förster sie spielt" in shown
    assert parcel.drawn is not None
    assert "Liniendiagramm der Preise (Kiesel)" in parcel.drawn.alt
    assert "Brennholz: " in parcel.drawn.alt
    assert "firewood" not in parcel.drawn.alt
    assert loaded.wood.cast == app.casts["wood"]
    assert loaded.wood.rules == punctual(app.rules)
