"""Stories of stored turns: the same story whenever it is told, for it is made of the public past alone."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import replace
from itertools import groupby

from bot.story.history import told_turns
from bot.story.narrator import turn_story
from bot.story.story import Story
from bot.words.localiser import Localiser, retold
from data.reading.narrator import Narrator
from data.reading.texts import ENGLISH
from data.store.protocol import Store
from engine.chapters import before, chapter_of
from engine.wood import OpenWood


class Storyteller:
    """Tells turns one after the other, as the narrator wants it, and remembers the last story of some woods.

    A telling begins at the first turn of the chapter before, whoever asks and whenever.
    """

    def __init__(
        self, store: Store, narrators: Mapping[str, Narrator], wording: Localiser, kept: int
    ) -> None:
        """`kept` is how many woods' last stories are kept at hand."""
        self._store = store
        self._narrators = narrators
        self._wording = wording
        self._kept = kept
        self._last: OrderedDict[tuple[str, str], Story] = OrderedDict()

    async def story(self, wood_id: str, wood: OpenWood, turn: int, language: str) -> Story:
        """The story of a turn that has been played. `wood` gives cast and rules.

        Raises LookupError where the store has no such turn.
        """
        return (await self.stories(wood_id, wood, turn, turn, language))[0]

    async def stories(
        self, wood_id: str, wood: OpenWood, first: int, last: int, language: str
    ) -> list[Story]:
        """The stories of turns `first` to `last`, in order. Raises LookupError where the store lacks one."""
        chapters = groupby(range(first, last + 1), key=lambda turn: opening(wood.rules.chapter, turn))
        told = [
            story
            for start, turns in [(start, list(turns)) for start, turns in chapters]
            for story in await self._told(wood_id, wood, start, turns[0], turns[-1], language)
        ]
        if len(told) != last - first + 1:
            raise LookupError(f"turns {first} to {last}")
        return told

    async def _told(
        self, wood_id: str, wood: OpenWood, start: int, first: int, last: int, language: str
    ) -> list[Story]:
        """Turns of one chapter, told from `start` on, or on from the last story where that was the turn before."""
        key = (wood_id, language)
        story = self._last.get(key)
        if story is None or story.turn != first - 1 or opening(wood.rules.chapter, story.turn) != start:
            story = None
        narrator = self._narrators.get(language, self._narrators[ENGLISH])
        cast, rules = self._wording.cast(wood.cast, language), self._wording.rules(wood.rules, language)
        rumours = self._wording.rumours(wood.cast, wood.rules, language)
        told: list[Story] = []
        for record in await told_turns(
            self._store.history, wood_id, wood.cast, wood.rules, first if story else start, last
        ):
            heard = replace(record, events=retold(record.events, rumours))
            story = turn_story(heard, cast, rules, narrator, story)
            told.append(story)
        if story is not None:
            self._keep(key, story)
        return [one for one in told if one.turn >= first]

    def _keep(self, key: tuple[str, str], story: Story) -> None:
        self._last[key] = story
        self._last.move_to_end(key)
        while len(self._last) > self._kept:
            self._last.popitem(last=False)


def opening(chapter: int, turn: int) -> int:
    """Where the telling of a turn begins: at the first turn of the chapter before, `chapter` turns being one."""
    return max(1, before(chapter_of(turn, chapter), chapter, 1).first)
