"""Measures of many woods over many seeds, with confidence intervals."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from statistics import fmean, median

from bot.lab import intervals
from bot.lab.decisions import ModelCount
from bot.lab.intervals import Estimate
from bot.lab.life import (
    WITHIN,
    Life,
    change,
    dip,
    falls,
    handovers,
    live,
    lowest_mood,
    silent_turns,
    widening,
    within,
)
from bot.lab.scenario import Scenario
from bot.logs import quiet_logs
from bot.minds import alive, await_models, make_mind
from data.reading.content import CONTENT
from engine.content.rules import Rules

BAND = (0.10, 0.60)
"""Between these a wood's Gini breathes."""
AGAIN = 20
"""Lives played again in another process, to compare hashes."""
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Batch:
    """Batch of woods to play, and where."""

    seeds: tuple[str, ...]
    council: str = "instinct"
    content: Path = CONTENT
    workers: int = 2


def seed_range(first: int, count: int) -> tuple[str, ...]:
    """`count` seeds, written as text, from `first` on."""
    return tuple(str(first + n) for n in range(count))


def lives(plan: Scenario, batch: Batch, progress: Progress = lambda _: None) -> list[Life]:
    """Play one wood per seed, in the order of the seeds; `progress` hears how many are done.

    A pool of fresh processes plays them; with one worker this process does.
    """
    done: list[Life] = []
    for some in _play(plan, batch):
        done += some
        progress(len(done))
    return done


def lives_of(plan: Scenario, council: str, content: Path, seeds: Sequence[str]) -> list[Life]:
    """Play some woods in this process, one after the other."""

    async def live_all() -> list[Life]:
        async with alive(make_mind(council, content, people=(plan.cast,))) as mind:
            await await_models(mind)
            return [await live(plan, seed, mind) for seed in seeds]

    with quiet_logs():
        return asyncio.run(live_all())


def _play(plan: Scenario, batch: Batch) -> Iterator[list[Life]]:
    size = max(1, min(10, len(batch.seeds) // (4 * batch.workers)))
    parts = [batch.seeds[at : at + size] for at in range(0, len(batch.seeds), size)]
    task = partial(lives_of, plan, batch.council, batch.content)
    if batch.workers == 1:
        yield from map(task, parts)
        return
    with ProcessPoolExecutor(batch.workers, mp_context=get_context("spawn")) as pool:
        yield from pool.map(task, parts)


def metrics(plan: Scenario, sample: Sequence[Life]) -> dict[str, Estimate]:
    """Measure a sample of lives; estimates by name of the measure."""
    fuel, n = plan.cast.fuel, len(sample)
    recovered = [fmean(outcome) for life in sample if (outcome := list(falls(life)))]
    measures = {
        "trade_in_every_turn": intervals.share(sum(silent_turns(life) == 0 for life in sample), n),
        "trades_per_turn": intervals.middle([median(life.trades) for life in sample]),
        "mean_trades_per_turn": intervals.mean([fmean(life.trades) for life in sample]),
        "fuel_ends_dearer": intervals.share(sum(change(life, fuel) > 1 for life in sample), n),
        "fuel_end_over_start": intervals.middle([change(life, fuel) for life in sample]),
        "gini_widens": intervals.share(sum(widening(life) > 0 for life in sample), n),
        "gini_widening": intervals.middle([widening(life) for life in sample]),
        "gini_at_end": intervals.middle([life.gini[-1] for life in sample]),
        "fuel_maker_richest": intervals.share(
            sum(life.richest[-1] == plan.cast.maker[fuel] for life in sample), n
        ),
        "lowest_mood": intervals.middle([lowest_mood(life) for life in sample]),
        "lowest_mood_of_all": _exact([lowest_mood(life) for life in sample], min),
        "self_buys": _exact([life.decisions.self_buys + life.self_trades for life in sample], sum),
        "negative_stocks": _exact([life.negatives for life in sample], sum),
    }
    if recovered:
        measures["moods_recovered"] = intervals.mean(recovered)
    return measures


def reply_shares(sample: Sequence[Life]) -> dict[str, Estimate]:
    """Estimate how many decisions models were asked for and how they came out; empty where for none.

    They say of what the sample is a sample, so they are exact: nothing is inferred from them.
    """
    all_of_them = sum((life.decisions.models for life in sample), ModelCount())
    n = all_of_them.asked
    if not n:
        return {}
    counts = {
        "decisions_of_models": float(n),
        "valid_replies": all_of_them.valid / n,
        "repaired_replies": all_of_them.repaired / n,
        "empty_replies": all_of_them.noop / n,
        "fell_back_to_instinct": all_of_them.fallback / n,
    }
    return {name: Estimate(value, value, value, n) for name, value in counts.items()}


def equal_hashes(plan: Scenario, batch: Batch, sample: Sequence[Life]) -> Estimate:
    """Share of the first lives that end in the same hash when another process plays them again."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        again = pool.submit(lives_of, plan, batch.council, batch.content, batch.seeds[:AGAIN]).result()
    return intervals.share(sum(a.hash == b.hash for a, b in zip(sample, again, strict=False)), len(again))


def without(rules: Rules, *names: str) -> Rules:
    """The rules with some scarcity rules (`diet`, `rot`, `hearth`) switched off."""
    return rules.changed(scarcity=rules.scarcity.changed(**dict.fromkeys(names, False)))


def scarcity_variants(rules: Rules) -> dict[str, Rules]:
    """The rules as they are, each scarcity rule off alone, and all three off."""
    names = tuple(type(rules.scarcity).model_fields)
    alone = {f"no_{name}": without(rules, name) for name in names}
    return {"all_rules": rules, **alone, "no_scarcity": without(rules, *names)}


def scarcity(samples: Mapping[str, Sequence[Life]]) -> dict[str, dict[str, Estimate]]:
    """For each variant, paired by seed with the rules as they are: difference in trades per turn and final Gini."""
    base = samples["all_rules"]
    table = {}
    for name, sample in samples.items():
        trades, gini = [fmean(life.trades) for life in sample], [life.gini[-1] for life in sample]
        table[name] = {
            "trades_per_turn": intervals.mean(trades),
            "last_third": intervals.mean([fmean(_last_third(life)) for life in sample]),
            "gini_at_end": intervals.mean(gini),
        }
        if name != "all_rules":
            table[name] |= {
                "trades_difference": intervals.mean_difference(trades, [fmean(life.trades) for life in base]),
                "gini_difference": intervals.mean_difference(gini, [life.gini[-1] for life in base]),
            }
    return table


def legend_variants(rules: Rules, legend: str) -> dict[str, Rules]:
    """The rules with a legend as it is, told only, settled only, and as an empty name."""
    return {
        "told_and_settled": rules,
        "told_only": _legend_with(rules, legend, "settles"),
        "settled_only": _legend_with(rules, legend, "tells"),
        "neither": _legend_with(rules, legend, "tells", "settles"),
    }


def _legend_with(rules: Rules, legend: str, *dropped: str) -> Rules:
    legends = tuple(
        tale.changed(**dict.fromkeys(dropped, ())) if tale.id == legend else tale for tale in rules.legends
    )
    return rules.changed(legends=legends)


def legend_effect(
    samples: Mapping[str, Sequence[Life]], good: str, legend: str
) -> dict[str, dict[str, Estimate]]:
    """For each variant: how low the good's reference fell within three turns from the legend's strike.

    Against `neither` it is paired by seed. Lives in which the legend has not struck are left out.
    """
    found = {name: [life for life in sample if legend in life.struck] for name, sample in samples.items()}
    base = [dip(life, good, life.struck[legend]) for life in found["neither"]]
    table = {}
    for name, sample in found.items():
        dips = [dip(life, good, life.struck[legend]) for life in sample]
        table[name] = {
            "lowest_within_three": intervals.middle(dips),
            "at_least_halves": intervals.share(sum(d <= 0.5 for d in dips), len(dips)),
            "authored": intervals.share(
                sum(
                    any(g == good and 0 <= t - life.struck[legend] < WITHIN for t, g in life.settled)
                    for life in sample
                ),
                len(sample),
            ),
            "against_neither": intervals.mean_difference(dips, base),
        }
    return table


def decade(plan: Scenario, sample: Sequence[Life]) -> dict[str, Estimate]:
    """How woods live over years."""
    low, high = BAND
    market = plan.rules.market
    corners = [
        sum(min(series) <= market.floor or max(series) >= market.cap for series in life.prices.values())
        for life in sample
    ]
    return {
        "turns_in_band": intervals.mean([within(life, low, high) for life in sample]),
        "lowest_gini": intervals.middle([min(life.gini[1:]) for life in sample]),
        "highest_gini": intervals.middle([max(life.gini) for life in sample]),
        "richest_changes": intervals.share(sum(handovers(life) > 0 for life in sample), len(sample)),
        "handovers": intervals.middle([float(handovers(life)) for life in sample]),
        "silent_turns": intervals.mean([silent_turns(life) / len(life.trades) for life in sample]),
        "lowest_price": _exact([min(min(s) for s in life.prices.values()) for life in sample], min),
        "highest_price": _exact([max(max(s) for s in life.prices.values()) for life in sample], max),
        "goods_at_a_corner": intervals.mean([float(count) for count in corners]),
    }


def _last_third(life: Life) -> tuple[int, ...]:
    return life.trades[-max(1, len(life.trades) // 3) :]


def _exact(values: Sequence[float], of: Callable[[Sequence[float]], float]) -> Estimate:
    """A count or an extreme of the sample itself: no interval, for nothing is inferred."""
    value = of(values)
    return Estimate(value, value, value, len(values))
