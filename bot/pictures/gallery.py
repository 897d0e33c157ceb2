"""A wood's pictures, from its stored past to a drawn PNG."""

from __future__ import annotations

from bot.app import App
from bot.client.refused import Refused
from bot.pictures.worker import Drawn, Picture, Subject
from bot.story.history import stored_turns
from data.store.records import Look


async def draw(
    app: App, loaded: Look, subject: Subject, language: str, *, good: str = "", last: int | None = None,
    urgent: bool = False,
) -> Drawn:  # fmt: skip
    """The picture of a subject up to turn `last`, by default the last one played; an urgent one goes before others.

    Raises Refused before the first turn, NoPicture, KeyError where the cast lacks the good.
    """
    wood, window = loaded.wood, app.running.charts.window
    until = wood.turn if last is None else last
    if until < 1:
        raise Refused("no_turn_yet")
    records = await stored_turns(
        app.store.history, loaded.record.id, wood.cast, wood.rules, max(1, until - window + 1), until,
        wealth=subject == "wealth", trades=subject == "good",
    )  # fmt: skip
    cast, rules = app.wording.cast(wood.cast, language), app.wording.rules(wood.rules, language)
    return await app.charts.draw(
        Picture(subject, tuple(records), cast, rules, app.narrator(language), good, window), urgent=urgent
    )
