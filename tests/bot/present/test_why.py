"""What happened and why, with the creatures', the authors' and the patrons' causes apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.present.why import why_card
from data.reading.texts import load_texts
from engine.commands.tales import DrawLegend
from engine.events.event import Event
from tests.bot.app_setup import RUN, app_for_tests
from tests.bot.lived_woods import content

TEXTS = load_texts(strict=True)
CAST, RULES, _ = content()
SECTIONS = ("🌱", "📖", "🤝")


def section(body: str, sign: str) -> str:
    """The lines under one origin's heading."""
    start = body.index(sign)
    ends = [body.find(f"\n{other}", start + 1) for other in SECTIONS]
    return body[start : min((end for end in ends if end > 0), default=len(body))]


async def test_what_a_legend_settled_is_apart_from_what_creatures_did(tmp_path: Path) -> None:
    async with app_for_tests(tmp_path) as here:
        await here.play(7)
        await here.command(DrawLegend(RUN, by="patron:1"))
        cards = []
        for turn in (8, 9, 10):
            await here.play()
            events = await here.app.store.history.events_of_turn(here.record.id, turn)
            cards.append((events, why_card(TEXTS.voice("en"), CAST, RULES, turn, events)))
    settled = next((events, card) for events, card in cards if any(e.kind == "settled" for e in events))
    assert "set the price of **honey**" in section(settled[1].body, "📖")
    assert "set the price" not in section(settled[1].body, "🌱")
    drawn = cards[0][1].body
    assert "was drawn by a patron" in section(drawn, "🤝")
    assert "patron:1" not in drawn
    assert all(len(card.body) < 3900 for _, card in cards)


@pytest.mark.parametrize("language", TEXTS.languages)
async def test_every_kind_of_event_of_a_long_life_has_words(tmp_path: Path, language: str) -> None:
    async with app_for_tests(tmp_path) as here:
        legends = iter(RULES.legends)
        for turn in range(1, 61):
            if turn % 4 == 0 and not (await here.now()).wood.spells:
                by = ("forester", "patron:3")[turn % 8 == 0]
                await here.command(DrawLegend(next(legends).id, by=by))
            await here.play()
            events = await here.app.store.history.events_of_turn(here.record.id, turn)
            card = why_card(TEXTS.voice(language), CAST, RULES, turn, events)
            assert all(sign in card.body for sign in SECTIONS)


@pytest.mark.parametrize(
    ("language", "said"), [("en", "the season to come"), ("de", "Jahreszeit, die kommt")]
)
def test_a_hint_of_the_winter_has_no_tale_and_is_told_of_the_season(language: str, said: str) -> None:
    data = {"tale": "", "about": "firewood", "stance": "rise", "text": "The geese left early."}
    event = Event("3.0", "rumour", "input:3", "public", "emergent", data)
    body = why_card(TEXTS.voice(language), CAST, RULES, 3, [event]).body
    assert said in body
    assert "The geese left early." in body
    assert "**" not in section(body, "🌱").partition("\n")[2]


def test_a_contract_kept_or_broken_names_both_sides() -> None:
    data = {"contract": "c1", "giver": "oona", "taker": "pip", "good": "honey", "quantity": 3, "price": 9}
    broken = {
        "contract": "c1",
        "kind": "loan",
        "creature": "pip",
        "to": "oona",
        "good": "honey",
        "quantity": 3,
    }
    events = [
        Event("1.0", "delivered", "input:1", "public", "emergent", data),
        Event("1.1", "repaid", "input:1", "public", "emergent", data),
        Event("1.2", "defaulted", "input:1", "public", "emergent", broken | {"price": 9}),
        Event("1.3", "signed", "input:1", "public", "emergent", data | {"kind": "forward", "due": 4}),
    ]
    body = why_card(TEXTS.voice("en"), CAST, RULES, 1, events).body
    assert "Oona delivered 3 honey to Pip" in body
    assert "Pip repaid Oona 9 pebbles" in body
    assert "Pip could not repay Oona 9 pebbles" in body
    assert "9 Kiesel" in why_card(TEXTS.voice("de"), CAST, RULES, 1, events).body


def test_a_busy_turn_says_how_much_more_there_was() -> None:
    told = {"tale": "drought", "about": "honey", "stance": "rise", "text": "x" * 140}
    rumour = Event("1.0", "rumour", "input:1", "public", "authored", told)
    body = why_card(TEXTS.voice("en"), CAST, RULES, 1, [rumour._replace(id=f"1.{n}") for n in range(40)]).body
    assert "more" in body
    assert len(body) < 3900
