"""The gallery: draws a wood's stored past as a PNG with its alt text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.pictures.drawing import Subject
from bot.pictures.worker import ChartWorker, Drawn, NoPicture, Picture
from bot.story.history import stored_turns
from bot.words.localiser import Localiser
from data.reading.narrator import Narrator
from data.reading.texts import ENGLISH
from data.store.protocol import History
from data.store.records import Look


@dataclass(frozen=True, slots=True)
class Gallery:
    """Reads what a picture shows, and has the worker draw it."""

    history: History
    narrators: Mapping[str, Narrator]
    """By language; English always among them."""
    wording: Localiser
    worker: ChartWorker
    window: int
    """Turns that a picture goes back."""

    async def draw(
        self, loaded: Look, subject: Subject, language: str, *, good: str = "", last: int | None = None,
        urgent: bool = False,
    ) -> Drawn:  # fmt: skip
        """Draw a subject up to turn `last`, by default the last one played; an urgent picture goes before others.

        Raises NoPicture, also before the first turn, and KeyError where the cast lacks the good.
        """
        wood = loaded.wood
        until = wood.turn if last is None else last
        if until < 1:
            raise NoPicture("no_turn_yet")
        first = max(1, until - self.window + 1)
        records = await stored_turns(
            self.history, loaded.record.id, wood.cast, wood.rules, first, until,
            wealth=subject == "wealth", trades=subject == "good",
        )  # fmt: skip
        cast, rules = self.wording.cast(wood.cast, language), self.wording.rules(wood.rules, language)
        narrator = self.narrators.get(language, self.narrators[ENGLISH])
        picture = Picture(subject, tuple(records), cast, rules, narrator, good, self.window)
        return await self.worker.draw(picture, urgent=urgent)
