"""Composition root: the application's parts are built here, once, and taken down."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from bot.app import App
from bot.keeper.held import ChangeSignal
from bot.keeper.keeper import Keeper
from bot.metrics import Metrics
from bot.minds import alive, make_mind
from bot.pictures.gallery import Gallery
from bot.pictures.worker import ChartWorker
from bot.process.new_eras import begin_eras
from bot.running import load_running
from bot.settings import Settings
from bot.story.storyteller import Storyteller
from bot.words.localiser import Localiser
from data.reading.content import casts, check_content, load_cast, load_rules
from data.reading.narrator import Narrator, load_narrator
from data.reading.tales import load_hints, load_retellings
from data.reading.tellings import check_texts
from data.reading.texts import ENGLISH, load_texts
from data.reading.wood_settings import load_beginnings
from data.sqlite.store import open_store
from data.store.protocol import Failpoint, nothing
from engine.content.cast import Cast


def utc_now() -> datetime:
    return datetime.now(UTC)


@asynccontextmanager
async def open_app(
    settings: Settings,
    *,
    database: Path | None = None,
    people: Sequence[Cast] = (),
    now: Callable[[], datetime] = utc_now,
    failpoint: Failpoint = nothing,
) -> AsyncIterator[App]:
    """Build everything from the settings, and take it down afterwards.

    `database` is another than the settings' own, `people` are casts besides those of the content folder.
    Raises ContentError, Problem, and the store's Locked, NewerSchema, ReadOnly, DiskFull, Damaged, Unavailable.
    """
    content = settings.content
    running, rules, texts = load_running(content), load_rules(content), load_texts(content)
    shipped = {name: load_cast(name, content) for name in casts(content)}
    for cast in shipped.values():
        check_content(cast, rules, content)
    check_texts(texts, content)
    beginnings, told = load_beginnings(content), narrators(content)
    wording = Localiser(texts, load_retellings(content), load_hints(content))
    metrics, changes = Metrics(), ChangeSignal()
    mind = make_mind(settings.council, content, home=settings.data, people=people, measured=metrics.round)
    store = await open_store(database or settings.database, keeping=running.keeping, failpoint=failpoint)
    charts = ChartWorker(
        deadline=running.charts.deadline,
        drawn=metrics.charts.observe,
        pictures=running.charts.pictures,
        starting=running.charts.starting,
        waiting=running.charts.waiting,
        patience=running.charts.patience,
    )
    keeper = Keeper(
        store, mind, cache=running.cache, now=now, changed=changes.ring, measured=metrics.turn_round,
        failpoint=failpoint,
    )  # fmt: skip
    try:
        async with alive(mind):
            app = App(
                settings=settings,
                running=running,
                store=store,
                keeper=keeper,
                mind=mind,
                texts=texts,
                casts=shipped,
                rules=rules,
                beginnings=beginnings,
                narrators=told,
                wording=wording,
                tales=Storyteller(store.history, told, wording, running.stories),
                gallery=Gallery(store.history, told, wording, charts, running.charts.window),
                metrics=metrics,
                changes=changes,
                now=now,
            )
            await begin_eras(app)
            yield app
    finally:
        charts.close()
        await store.close()


def narrators(content: Path) -> Mapping[str, Narrator]:
    """Narrators by language: `narrator.toml`, and `narrator.<language>.toml` for others."""
    others = {path.suffixes[0][1:]: load_narrator(path) for path in sorted(content.glob("narrator.*.toml"))}
    return {ENGLISH: load_narrator(content / "narrator.toml"), **others}
