"""Prometheus metrics of the process. No number here tells of one wood or one person."""

from __future__ import annotations

from collections.abc import Iterable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from bot.keeper.turn_request import PlayedRound
from inference.council.health import MindHealth
from inference.council.stopwatch import RoundTiming

FAST = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0)
"""Seconds within which an interaction should be acknowledged; Discord gives up after three."""
SLOW = (0.01, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 120.0)


class Metrics:
    """Counters, gauges and histograms of one process, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.turns = Counter(
            "wood_turns", "Turns asked for, by how they ended", ["result"], registry=self.registry
        )
        self.ticks = Histogram(
            "wood_tick_seconds",
            "A round of turns, from the first look at its woods to the last commit",
            buckets=SLOW,
            registry=self.registry,
        )
        self.commands = Counter(
            "wood_commands", "Slash commands, by name", ["command"], registry=self.registry
        )
        self.clicks = Counter(
            "wood_clicks", "Buttons and selects used, by kind", ["item"], registry=self.registry
        )
        self.refused = Counter(
            "wood_interactions_refused",
            "Interactions not acted on: too old, or delivered before",
            ["reason"],
            registry=self.registry,
        )
        self.errors = Counter(
            "wood_interaction_errors",
            "Interactions that ended in an error, by code",
            ["code"],
            registry=self.registry,
        )
        self.acknowledged = Histogram(
            "wood_acknowledged_seconds",
            "From an interaction's arrival to its first answer or deferral",
            buckets=FAST,
            registry=self.registry,
        )
        self.posts = Counter(
            "wood_posts", "Posts, by what became of them", ["result"], registry=self.registry
        )
        self.charts = Histogram(
            "wood_chart_seconds",
            "A picture, with waiting for the worker",
            buckets=SLOW,
            registry=self.registry,
        )
        self.waiting = Gauge("wood_outbox_waiting", "Posts owed to channels", registry=self.registry)
        self.under_way = Gauge(
            "wood_turns_under_way", "Turns claimed and not yet ended", registry=self.registry
        )
        self.lag = Gauge("wood_loop_lag_seconds", "How late the event loop last woke", registry=self.registry)
        self.ready = Gauge("wood_ready", "1 while every shard is connected", registry=self.registry)
        self.guilds = Gauge("wood_servers", "Servers that the bot is in", registry=self.registry)

        self.decisions = Counter("wood_decisions", "Decisions asked of minds", registry=self.registry)
        self.thinking = Histogram(
            "wood_thinking_seconds",
            "A batch of decisions, first ask to last answer",
            buckets=SLOW,
            registry=self.registry,
        )
        self.own = Histogram(
            "wood_thinking_own_seconds",
            "Of a decision, the time not spent in a model",
            buckets=(0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05),
            registry=self.registry,
        )
        self.minds = Gauge(
            "wood_mind", "Minds: ready (0 or 1), decisions, fallbacks, failures, cached share", ["mind", "what"],
            registry=self.registry,
        )  # fmt: skip

    def round(self, round_: RoundTiming) -> None:
        """Take up one batch of decisions."""
        self.decisions.inc(round_.decisions)
        self.thinking.observe(round_.wall)
        if round_.decisions:
            self.own.observe(round_.own / round_.decisions)

    def turn_round(self, round_: PlayedRound) -> None:
        """Take up one round of turns."""
        self.ticks.observe(round_.seconds)
        for result in round_.results:
            self.turns.labels("played" if result.turn is not None else result.code).inc()

    def look_at(self, healths: Iterable[MindHealth]) -> None:
        """Take up how the models fare."""
        for health in healths:
            for what, value in (
                ("ready", health.state == "ready"),
                ("decisions", health.decisions),
                ("fallbacks", health.fallbacks),
                ("failures", health.failures),
                ("cached", health.cached),
            ):
                self.minds.labels(health.mind, what).set(float(value))

    def page(self) -> bytes:
        """The metrics in Prometheus' text format."""
        return generate_latest(self.registry)
