"""Storyteller: it tells stored turns, the same whenever it does, from the public past alone."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import groupby

from bot.story.narrator import turn_story
from bot.story.record import TurnRecord, read_past
from bot.story.story import Story
from bot.words.localiser import Localiser, retell
from data.reading.narrator import Narrator
from data.reading.texts import ENGLISH
from data.store.history import History
from engine.chapters import before, chapter_of
from engine.content.cast import Cast
from engine.content.rules import Rules
from engine.wood import OpenWood


@dataclass(frozen=True, slots=True)
class Telling:
    """Which turns of a wood are to be told in a language, and what has to be read for it."""

    wood: str
    cast: Cast
    rules: Rules
    language: str
    first: int
    last: int
    told: Story | None
    """The story of the turn before `first`, where it is at hand."""
    since: int
    """The first turn that has to be read with all its public events."""


class Storyteller:
    """Storyteller with an LRU cache of the last story of some woods; it tells turns one after the other.

    A telling begins at the first turn of the chapter before, whoever asks and whenever.
    """

    def __init__(
        self, history: History, narrators: Mapping[str, Narrator], wording: Localiser, kept: int
    ) -> None:
        """`kept` is how many woods' last stories are kept at hand."""
        self._history = history
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
        asked = self.begin(wood_id, wood, first, last, language)
        past = await read_past(self._history, wood_id, asked.since, last, whole=asked.since)
        return self.tell(asked, past.records(wood.cast, wood.rules))

    def begin(self, wood_id: str, wood: OpenWood, first: int, last: int, language: str) -> Telling:
        """What has to be read to tell turns `first` to `last`."""
        chapter, story = wood.rules.chapter, self._last.get((wood_id, language))
        if story is not None and (
            story.turn != first - 1 or opening(chapter, story.turn) != opening(chapter, first)
        ):
            story = None
        openings = {opening(chapter, turn) for turn in range(first, last + 1)}
        if story is not None:
            openings = (openings - {opening(chapter, first)}) | {first}
        return Telling(wood_id, wood.cast, wood.rules, language, first, last, story, min(openings))

    def tell(self, asked: Telling, past: Iterable[TurnRecord]) -> list[Story]:
        """Tell turns of which `past` holds all that was to be read. Raises LookupError where it lacks one."""
        language, known = asked.language, {record.turn: record for record in past}
        narrator = self._narrators.get(language, self._narrators[ENGLISH])
        cast = self._wording.cast(asked.cast, language)
        rules = self._wording.rules(asked.rules, language)
        rumours = self._wording.rumours(asked.cast, asked.rules, language)
        told: list[Story] = []
        story = asked.told
        chapters = groupby(
            range(asked.first, asked.last + 1), lambda turn: opening(asked.rules.chapter, turn)
        )
        for start, turns in [(start, list(turns)) for start, turns in chapters]:
            if turns[0] > asked.first:
                story = None
            for turn in range(turns[0] if story else start, turns[-1] + 1):
                if turn not in known:
                    raise LookupError(f"turn {turn}")
                record = known[turn]
                heard = replace(record, events=retell(record.events, rumours))
                story = turn_story(heard, cast, rules, narrator, story)
                if turn >= turns[0]:
                    told.append(story)
        if story is not None:
            self._keep((asked.wood, language), story)
        return told

    def _keep(self, key: tuple[str, str], story: Story) -> None:
        self._last[key] = story
        self._last.move_to_end(key)
        while len(self._last) > self._kept:
            self._last.popitem(last=False)


def opening(chapter: int, turn: int) -> int:
    """Where the telling of a turn begins: at the first turn of the chapter before, `chapter` turns being one."""
    return max(1, before(chapter_of(turn, chapter), chapter, 1).first)
