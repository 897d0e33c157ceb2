"""The metrics page."""

from __future__ import annotations

from datetime import UTC, datetime

from prometheus_client.parser import text_string_to_metric_families

from bot.metrics import Metrics
from inference.council.health import MindHealth
from inference.council.stopwatch import RoundTiming


def values(metrics: Metrics) -> dict[str, float]:
    page = metrics.page().decode()
    return {
        sample.name + "".join(f"/{v}" for v in sample.labels.values()): sample.value
        for family in text_string_to_metric_families(page)
        for sample in family.samples
    }


def test_the_page_tells_of_turns_posts_and_minds() -> None:
    metrics = Metrics()
    metrics.turns.labels("played").inc(3)
    metrics.round(RoundTiming(decisions=10, wall=0.5, model=0.4, own=0.002))
    health = MindHealth(
        "small", "vllm", "tiny", "ready", datetime.now(UTC), decisions=7, fallbacks=2, cached=0.5
    )
    metrics.look_at([health])
    seen = values(metrics)
    assert seen["wood_turns_total/played"] == 3
    assert seen["wood_decisions_total"] == 10
    assert seen["wood_thinking_seconds_sum"] == 0.5
    assert seen["wood_mind/small/ready"] == 1
    assert seen["wood_mind/small/fallbacks"] == 2


def test_two_processes_in_one_test_share_nothing() -> None:
    one, two = Metrics(), Metrics()
    one.waiting.set(5)
    assert values(two)["wood_outbox_waiting"] == 0


def test_no_metric_names_a_wood_a_server_or_a_person() -> None:
    labels = {label for family in Metrics().registry.collect() for s in family.samples for label in s.labels}
    assert labels <= {"le", "result", "command", "item", "reason", "code", "mind", "what"}
