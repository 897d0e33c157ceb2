"""Gallery: it draws a wood's stored past as a PNG with its alt text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.pictures.drawing import PictureSubject
from bot.pictures.worker import ChartWorker, Drawn, NoPicture, Picture
from bot.story.record import Past, read_past
from bot.words.localiser import Localiser
from data.reading.narrator import Narrator
from data.reading.texts import ENGLISH
from data.store.history import History
from data.store.records import Look
from engine.wood import OpenWood


@dataclass(frozen=True, slots=True)
class Gallery:
    """Gallery that reads what a picture shows and has the worker draw it."""

    history: History
    narrators: Mapping[str, Narrator]
    """By language; English always among them."""
    wording: Localiser
    worker: ChartWorker
    window: int
    """Turns that a picture goes back."""

    def begins(self, last: int) -> int:
        """The first turn that a picture up to turn `last` shows."""
        return max(1, last - self.window + 1)

    async def draw(self, loaded: Look, subject: PictureSubject, language: str, *, good: str = "") -> Drawn:
        """Draw a subject up to the turn last played.

        Raises NoPicture, also before the first turn, and KeyError where the cast lacks the good.
        """
        wood = loaded.wood
        if wood.turn < 1:
            raise NoPicture("no_turn_yet")
        past = await read_past(
            self.history, loaded.record.id, self.begins(wood.turn), wood.turn,
            wealth=subject == "wealth", trades=subject == "good",
        )  # fmt: skip
        return await self.draw_past(past, wood, subject, language, good=good)

    async def draw_past(
        self, past: Past, wood: OpenWood, subject: PictureSubject, language: str, *, good: str = "",
        urgent: bool = False,
    ) -> Drawn:  # fmt: skip
        """Draw a subject from turns that have been read; an urgent picture goes before others. Raises NoPicture."""
        if subject == "good" and good in wood.cast.good and good not in past.turns[-1].prices:
            raise NoPicture("no_turn_yet")
        cast, rules = self.wording.cast(wood.cast, language), self.wording.rules(wood.rules, language)
        narrator = self.narrators.get(language, self.narrators[ENGLISH])
        picture = Picture(subject, past, cast, rules, narrator, good, self.window)
        return await self.worker.draw(picture, urgent=urgent)
