"""Era change at start: before the clock, woods go over to this release's content and engine."""

from __future__ import annotations

import structlog

from bot.app import App
from bot.keeper.eras import EraRefused
from data.reading.money import multiplied
from data.store.failures import Repeated, StoreError
from data.store.records import WoodRecord
from engine.saving.save import SaveBroken

log = structlog.get_logger(__name__)


async def begin_eras(app: App) -> None:
    """Begin a new era in each wood that has not ended and whose content or engine is another than this release's.

    A cast of which there is no file any more goes on as the wood has it, its amounts in the money of today. A wood
    whose creatures or goods are others keeps its content, and its forester is told of it, once.
    What cannot be read is left for the wood's next turn to say.
    """
    for record in await app.store.woods.all():
        try:
            await _begin(app, record)
        except (StoreError, SaveBroken) as error:
            log.error("no new era", wood=record.id, code=error.code)


async def _begin(app: App, record: WoodRecord) -> None:
    own = (await app.store.history.eras(record.id))[-1]
    rules = app.rules
    cast = app.casts.get(own.cast.id) or multiplied(own.cast, max(1, rules.money // own.rules.money))
    try:
        begun = await app.keeper.begin_era(record.id, cast, rules)
    except EraRefused as refused:
        begun = await app.keeper.begin_era(record.id, own.cast, own.rules)
        await _tell(app, record, refused, f"era:{record.id}:{cast.digest}:{rules.digest}")
    if begun:
        log.info("a new era", wood=record.id, after=own.number)


async def _tell(app: App, record: WoodRecord, refused: EraRefused, once: str) -> None:
    log.warning("content refused", wood=record.id, code=refused.code, **refused.params)
    try:
        await app.store.woods.notify(record.id, refused.code, refused.params, app.now(), command=once)
    except Repeated:
        return
