"""What answers look like: pure functions from a wood and the store's rows to text."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.present.board import board_card
from bot.present.card import WIDTH, bar, cell_line
from bot.present.creature import creature_card
from bot.present.errors import refusal_line
from bot.present.market import book_card, prices_card
from bot.present.status import state_line, status_card
from bot.present.tales import legends_card, wait_lines
from bot.views.cards import MOST_TEXT
from bot.words.localiser import good_name
from data.reading.content import casts, load_cast, load_rules
from data.reading.texts import Voice, load_texts
from data.reading.wood_settings import load_beginnings
from data.store.people import CallScore
from data.store.records import ByHand, Daily, DecisionRecord, PriceRow, WoodRecord
from engine import accounts
from engine.content.cast import Cast
from engine.decision import Applied, Decision, Order, Refusal, Status, Trace
from engine.founding import found
from engine.wood import OpenWood, Soul, Spell
from tests.engine.builders import forward, loan

TEXTS = load_texts(strict=True)
RULES = load_rules()
NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
LANGUAGES = pytest.mark.parametrize("language", TEXTS.languages)


def wood(cast: str = "wood") -> OpenWood:
    return found(load_cast(cast), RULES, "seed").open()


def record(**changes: Any) -> WoodRecord:
    living = WoodRecord(
        id="w1", guild=1, channel=2, state="living", reason="", generation=1, number=0, turn=0, founded=NOW,
        settings={}, schedule=Daily(18, 0, "Europe/Berlin"), next_due=NOW + timedelta(hours=6),
    )  # fmt: skip
    return replace(living, **changes)


def english() -> Voice:
    return TEXTS.voice("en")


def lines_of_tables(text: str) -> list[str]:
    return [line for block in text.split("```")[1::2] for line in block.strip("\n").split("\n")]


def trace(creature: str, *orders: Order, status: Status = "valid", mind: str = "instinct") -> DecisionRecord:
    decision = Decision(orders=orders)
    return DecisionRecord(creature, Trace(mind, status=status), Applied(decision, decision))


class TestCreature:
    def test_what_it_thinks_of_patrons_is_not_for_all_to_see(self) -> None:
        state = wood()
        memory = {accounts.patron(3): 900, accounts.creature("pip"): -700, accounts.creature("fenn"): 400,
                  accounts.creature("hazel"): 20}  # fmt: skip
        souls = {**state.souls, "oona": Soul(500, memory)}
        body = creature_card(english(), replace(state, souls=souls), "oona").body
        assert "patron" not in body
        assert "will have nothing to do with Pip" in body
        assert "thinks well of Fenn" in body
        assert "Hazel" not in body

    def test_a_claim_on_the_vault_stays_its_own(self) -> None:
        state = wood()
        rich = replace(state, vault=replace(state.vault, claims={accounts.creature("pip"): 77}))
        assert "vault" not in creature_card(english(), rich, "pip").body.lower()

    @LANGUAGES
    def test_contracts_are_told_from_both_sides(self, language: str) -> None:
        owed = forward("hazel", "oona", "acorns", 4, 22, 9, 5)
        lent = loan("oona", "hazel", "acorns", 30, 33, 8, 2, bank=True)
        state = replace(wood(), contracts=(owed, lent))
        hazel, oona = (creature_card(TEXTS.voice(language), state, name).body for name in ("hazel", "oona"))
        assert "22" in hazel
        assert "33" in hazel
        assert hazel != oona
        assert "Oona" in hazel
        assert "Hazel" in oona

    @LANGUAGES
    @pytest.mark.parametrize("cast", casts())
    def test_every_creature_of_every_cast_has_a_card_that_fits_a_phone(
        self, cast: str, language: str
    ) -> None:
        state = wood(cast)
        for creature in state.cast.creature:
            card = creature_card(TEXTS.voice(language), state, creature)
            assert all(len(line) <= WIDTH for line in lines_of_tables(card.body))
            assert TEXTS.voice(language)("discord.creature.makes") in card.body
            assert card.colour == state.cast.creature[creature].colour

    def test_what_it_said_is_harmless(self) -> None:
        state = wood()
        souls = {**state.souls, "pip": replace(state.souls["pip"], lines=("@everyone **run** `now`",))}
        body = creature_card(english(), replace(state, souls=souls), "pip").body
        assert "@everyone" not in body
        assert "**run**" not in body


class TestMarket:
    def test_the_book_adds_up_equal_prices_and_shows_the_dearest_first(self) -> None:
        traces = [
            trace("fenn", Order("buy", "honey", 2, 9)),
            trace("pip", Order("buy", "honey", 3, 9)),
            trace("oona", Order("sell", "honey", 4, 7)),
        ]
        row = PriceRow(3, "honey", 8000, 8, 4, 5, 4)
        body = book_card(english(), wood(), ["honey"], traces, [row]).body
        assert [line.split() for line in lines_of_tables(body)] == [
            ["bid", "at", "asked"],
            ["5", "9"],
            ["7", "4"],
        ]
        assert "cleared at 8, 4 traded" in body

    def test_a_long_book_keeps_the_prices_next_to_the_market(self) -> None:
        traces = [trace("fenn", *(Order("buy", "honey", 1, limit) for limit in range(1, 60)))]
        row = PriceRow(3, "honey", 20000, 20, 4, 5, 4)
        lines = lines_of_tables(book_card(english(), wood(), ["honey"], traces, [row]).body)
        assert len(lines) == 9
        assert any(line.split()[-1] == "20" for line in lines)

    @LANGUAGES
    def test_huge_numbers_do_not_break_the_table(self, language: str) -> None:
        state = wood()
        quote = replace(state.quotes["honey"], reference=999_999_000, price=999_999, volume=999_999)
        card = prices_card(TEXTS.voice(language), replace(state, quotes={**state.quotes, "honey": quote}))
        assert all(len(line) <= WIDTH for line in lines_of_tables(card.body))

    @LANGUAGES
    def test_the_asset_stands_below_the_goods_with_whoever_owns_most_of_it(self, language: str) -> None:
        voice, state = TEXTS.voice(language), wood()
        even = prices_card(voice, state).body
        assert list(state.cast.good)[-1] == "amber"
        assert good_name(voice, state.cast.good["amber"]) in lines_of_tables(even)[-1]
        assert "🔶" not in even
        account = accounts.creature("fenn")
        balances = {**state.balances, account: {**state.balances[account], "amber": 9}}
        body = prices_card(voice, replace(state, balances=balances)).body
        assert body.splitlines()[-1].startswith("🔶")
        assert "Fenn, 9" in body.splitlines()[-1]


class TestStatus:
    @LANGUAGES
    @pytest.mark.parametrize("state", ["living", "paused", "quarantined", "deleted"])
    def test_every_state_has_a_line(self, language: str, state: str) -> None:
        assert state_line(TEXTS.voice(language), record(state=state, reason="forester"))
        assert state_line(TEXTS.voice(language), record(state=state, reason="a reason nobody foresaw"))

    def test_who_was_stood_in_for_is_named(self) -> None:
        traces = [trace("oona", mind="owl-3b"), trace("pip", status="fallback")]
        body = status_card(english(), record(), wood(), traces).body
        assert "owl-3b × 1" in body
        assert "in the last turn: Pip" in body

    def test_a_tale_that_the_rules_no_longer_have_is_shown_by_its_id(self) -> None:
        spell = Spell("s1", "forgotten-tale", 4, "patron:2", "1.0", "patron")
        body = status_card(english(), record(), replace(wood(), spells=(spell,)), []).body
        assert "forgotten-tale" in body
        assert "by a patron" in body

    def test_a_shut_vault_is_said(self) -> None:
        state = wood()
        shut = replace(state, vault=replace(state.vault, shut=5))
        assert "shut through turn 5" in status_card(english(), record(), shut, []).body

    def test_by_hand_promises_no_instant(self) -> None:
        assert "<t:" not in state_line(english(), record(schedule=ByHand(), next_due=None))


class TestTales:
    @LANGUAGES
    def test_the_list_of_legends_fits_one_message(self, language: str) -> None:
        settings = load_beginnings().settings
        card = legends_card(TEXTS.voice(language), wood(), settings)
        assert len(card.body) + len(card.title) < MOST_TEXT

    @LANGUAGES
    def test_a_list_says_why_nobody_may_draw_now(self, language: str) -> None:
        voice, settings = TEXTS.voice(language), load_beginnings().settings
        assert wait_lines(voice, wood(), settings, "legend") == []
        busy = replace(wood(), spells=(Spell("s1", "railway-mania", 0, "patron:2", "1.0", "patron", 2),))
        assert len(wait_lines(voice, busy, settings, "legend")) == 1
        assert wait_lines(voice, busy, settings, "shock") == []
        after = replace(wood(), turn=9, rested={"legend": 9, "shock": 4})
        (line,) = wait_lines(voice, after, settings, "legend")
        assert "14" in line
        assert wait_lines(voice, after, settings, "shock") == []

    @LANGUAGES
    def test_a_drawn_legend_and_one_at_work_look_different_and_neither_says_when_it_ends(
        self, language: str
    ) -> None:
        voice = TEXTS.voice(language)
        waits = Spell("s1", "railway-mania", 0, "patron:2", "1.0", "patron", 2)
        cards = []
        for spell in (waits, replace(waits, start=3)):
            state = replace(wood(), spells=(spell,))
            listed = legends_card(voice, state, load_beginnings().settings)
            cards.append((status_card(voice, record(), state, []).body, listed.body))
        assert cards[0][0] != cards[1][0]
        assert cards[0][1] != cards[1][1]

    def test_a_code_without_a_sentence_is_still_answered(self) -> None:
        assert "Something went wrong" in refusal_line(english(), Refusal("", "never_heard_of", {}))


class TestBoard:
    def score(self, patron: int, rank: int, user: int | None = 9) -> CallScore:
        return CallScore(patron, user, streak=3, best=5, right=7, settled=9, rank=rank)

    def board(self, rows: list[CallScore], own: CallScore | None, *, first: bool = True) -> str:
        cast: Cast = load_cast("wood")
        return board_card(english(), cast, rows, own, (), first=first).body

    def test_ones_own_place_is_always_shown_and_only_once(self) -> None:
        mine = self.score(4, rank=40, user=77)
        assert self.board([self.score(1, 1), mine], mine).count("<@77>") == 1
        assert self.board([self.score(1, 1)], mine).endswith(
            "**40.** <@77> · streak 3 (best 5) · 7 of 9 right"
        )

    def test_who_was_forgotten_has_no_name(self) -> None:
        assert "somebody who left" in self.board([self.score(1, 1, user=None)], None)

    def test_an_empty_board_says_how_to_begin(self) -> None:
        assert "one tap, no stake" in self.board([], None)
        assert "ends before this page" in self.board([], None, first=False)


@pytest.mark.parametrize(("share", "full"), [(-1.0, 0), (0.0, 0), (0.5, 5), (1.0, 10), (7.0, 10)])
def test_a_bar_has_always_ten_parts(share: float, full: int) -> None:
    assert bar(share).count("▰") == full
    assert len(bar(share)) == 10


def test_a_tables_line_cannot_end_its_block() -> None:
    assert cell_line("a ``` b" + "x" * 60) == ("a ''' b" + "x" * 60)[:WIDTH]
