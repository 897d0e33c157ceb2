"""What `summary.json` promises to whoever reads it."""

from __future__ import annotations

import json

import pytest

from bot.lab.decisions import DecisionCount
from bot.lab.summary import summary
from engine.saving.save import wood_hash
from engine.wealth import wealth
from tests.bot.lived_woods import live


def test_summary_holds_the_contract() -> None:
    records, wood = live(5)
    news = [["Nothing happened."] for _ in records]
    written = json.loads(json.dumps(summary(7, wood, records, news, DecisionCount(total=25, valid=25))))
    assert list(written) == ["seed", "cast", "turns", "decisions", "richest", "poorest", "wood_hash"]
    assert [turn["turn"] for turn in written["turns"]] == [1, 2, 3, 4, 5]
    assert set(written["turns"][0]) == {
        "turn", "season", "trades", "volume", "prices", "wealth", "gini", "mood", "news",
    }  # fmt: skip
    assert written["turns"][0]["trades"] == len(records[1].trades)
    assert written["decisions"] == {
        "total": 25, "valid": 25, "repaired": 0, "refused_orders": 0, "noop": 0, "fallback": 0, "self_buys": 0,
        "max_tokens": 0, "disputed": 0,
    }  # fmt: skip
    worth = wealth(wood.open())
    assert worth[written["richest"]] == max(worth.values())
    assert worth[written["poorest"]] == min(worth.values())
    assert written["wood_hash"] == wood_hash(wood)


def test_summary_wants_news_for_every_record() -> None:
    records, wood = live(2)
    with pytest.raises(ValueError, match="zip"):
        summary(7, wood, records, [], DecisionCount())
