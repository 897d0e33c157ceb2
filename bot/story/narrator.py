"""The narrator: a turn's public story, from public events alone.

What varies is drawn from the story's own material (turn and public events), never from the wood's seed; and what
was told lately is handed in with the last story, so that no sentence stands twice running.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

from bot.story.record import TurnRecord, richest
from bot.story.situations import situations
from bot.story.story import NarratorMemory, PriceLine, Rank, Saying, Scene, Situation, Story, season_words
from data.reading.narrator import Narrator
from engine import accounts
from engine.accounts import of_party
from engine.content.cast import Cast
from engine.content.legend import Legend
from engine.content.rules import Rules
from engine.events.facts import Ended, LegendDrawn, Ranked, Rumour, Said, ShockStruck, Vetoed


def turn_story(
    record: TurnRecord, cast: Cast, rules: Rules, narrator: Narrator, last: Story | None = None
) -> Story:
    """Tell one turn. `last` is the story told before it, from which this one differs in every sentence."""
    memory = last.memory if last else NarratorMemory()
    scene = Scene(record, cast, rules, narrator, memory.leader, memory.gini)
    voice = _Voice(scene, memory)
    chosen = _choose(scene, voice, memory)
    patrons = _patrons(scene, voice)
    headline = voice.say(chosen[0], "headlines")
    sentences = [*_openings(scene, chosen, last), *(voice.say(s, "lines") for s in chosen)]
    return Story(
        turn=record.turn,
        title=_title(scene),
        headline=headline,
        sentences=tuple(sentences),
        quotes=_quotes(scene, voice, chosen, last),
        rows=_rows(scene),
        ranking=_ranking(scene),
        ranking_title=narrator.words.ranking.format(chapter=record.chapter),
        patrons=patrons,
        notes=_notes(scene),
        footer=_footer(scene),
        memory=NarratorMemory(
            told=(*memory.told, *voice.told)[-narrator.memory :],
            beats=tuple(s.beat for s in chosen),
            leader=richest(record.wealth),
            gini=record.gini,
        ),
    )


def places_of(narrator: Narrator, cast: str) -> tuple[str, ...]:
    """Where things happen in woods of a cast, by its id."""
    return narrator.places.get(cast, narrator.places["default"])


class _Voice:
    """Chooses among a situation's sentences, and keeps what it has told."""

    def __init__(self, scene: Scene, memory: NarratorMemory) -> None:
        self.told: list[str] = []
        self._scene = scene
        self._before = memory.told
        self._digest = _digest(scene.record)
        self._places = places_of(scene.narrator, scene.cast.id)

    def chance(self, purpose: str, below: int) -> int:
        """A number drawn from what everybody can see: turn, public events and purpose."""
        key = f"{self._scene.record.turn}|{self._digest}|{purpose}"
        return int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), "big") % below

    def say(self, situation: Situation, kind: str) -> str:
        """One of the situation's headlines or lines."""
        beat = self._scene.narrator.beats[situation.beat]
        texts = beat.headlines if kind == "headlines" else beat.lines
        text = texts[self.pick(f"{situation.beat}.{kind}", len(texts))]
        words = situation.words
        if kind == "lines" and "title" in words:
            words = {**words, "title": self._scene.narrator.words.quoted.format(title=words["title"])}
        return _sentence(text.format(place=self._place(text), **words))

    def pick(self, name: str, number: int) -> int:
        """The number of a text that was not told lately; where all were, of the one told longest ago."""
        heard = {told: age for age, told in enumerate((*self._before, *self.told))}
        start = self.chance(name, number)
        order = [(start + step) % number for step in range(number)]
        chosen = min(order, key=lambda index: heard.get(f"{name}.{index}", -1))
        self.told.append(f"{name}.{chosen}")
        return chosen

    def _place(self, text: str) -> str:
        return self._places[self.pick("place", len(self._places))] if "{place}" in text else ""


def _choose(scene: Scene, voice: _Voice, memory: NarratorMemory) -> list[Situation]:
    """The situations to tell, weightiest first, each kind once; what was told last turn has lost weight."""
    narrator = scene.narrator
    found = situations(scene)
    weight = {
        index: narrator.beats[s.beat].weight
        - (narrator.stale if s.beat in memory.beats else 0)
        + voice.chance(f"weight.{index}.{s.beat}", narrator.whim + 1)
        for index, s in enumerate(found)
    }
    ranked = [found[index] for index in sorted(weight, key=lambda i: -weight[i])]
    kinds = {s.beat: s for s in reversed(ranked)}
    limit = narrator.sentences - (1 if any(s.tale for s in kinds.values()) else 0)
    return [s for s in ranked if kinds[s.beat] is s][: max(1, limit)]


def _openings(scene: Scene, chosen: Sequence[Situation], last: Story | None) -> list[str]:
    """The own texts of the tales that are told of, unless the story before began with the same."""
    texts = [scene.rules.tale[s.tale].text.format_map(scene.cast.words) for s in chosen if s.tale]
    return [text for text in texts if last is None or text not in last.sentences]


def _quotes(
    scene: Scene, voice: _Voice, chosen: Sequence[Situation], last: Story | None
) -> tuple[Saying, ...]:
    """The wind's latest rumour, and the gossip that touches what the story tells of before any other."""
    words, cast = scene.narrator.words, scene.cast
    before = {quote.text for quote in last.quotes} if last else set()
    topics = frozenset[str]().union(*(s.about for s in chosen))
    events = [e for e in scene.record.events if Said.tells(e)]
    events.sort(
        key=lambda e: (topics.isdisjoint(map(str, e.data.values())), voice.chance(f"said.{e.data}", 997))
    )
    said = [one for one in Said.among(events) if one.text not in before]
    rumours = [Saying(words.wind_emoji, words.wind, one.text) for one in scene.record.of_kind(Rumour)[-1:]]
    heard = [cast.creature[one.creature] for one in said]
    gossip = [Saying(c.emoji, c.name, one.text) for c, one in zip(heard, said, strict=True)]
    return (*rumours, *gossip[: scene.narrator.quotes])


def _rows(scene: Scene) -> tuple[PriceLine, ...]:
    """Every good, what a tale settled first, then the largest moves; equal ones in the cast's order, the asset last."""
    record = scene.record
    settled = {s.good: s.tale for s in record.settlements}

    def order(good: str) -> tuple[bool, bool, float]:
        before, after = scene.prices(good)
        return good not in scene.cast.made, good not in settled, -abs(after - before) / before

    goods = sorted((good for good in scene.cast.good if good in record.before), key=order)
    return tuple(PriceLine(scene.good(g), *scene.prices(g), _marks(scene, g, settled.get(g))) for g in goods)


def _marks(scene: Scene, good: str, tale: str | None) -> tuple[str, ...]:
    """Notes on a good: who settled its price, whether a patron traded it, or what was paid where it is not the board,
    and how much of it changed hands.
    """
    words = scene.narrator.words
    if tale is not None:
        return words.legend_notes if tale in scene.rules.legend else words.shock_notes
    trades = [t for t in scene.record.trades if t.good == good]
    if any(accounts.patron_of(of_party(name)) is not None for t in trades for name in (t.buyer, t.seller)):
        return words.patron_notes
    if not trades:
        return ()
    volume, price = sum(t.quantity for t in trades), trades[0].price
    notes = words.traded_notes if price == scene.prices(good)[1] else words.paid_notes
    return tuple(note.format(volume=volume, price=price) for note in notes)


def _ranking(scene: Scene) -> tuple[Rank, ...]:
    return tuple(
        Rank(one.place, scene.who(one.creature), one.wealth, one.gain) for one in scene.record.of_kind(Ranked)
    )


def _patrons(scene: Scene, voice: _Voice) -> tuple[str, ...]:
    words = scene.narrator.words
    lists = {LegendDrawn.entry.kind: words.patron_drew, ShockStruck.entry.kind: words.patron_struck}
    begun = [e for e in scene.record.events if e.kind in lists and e.origin == "patron"]
    return tuple(
        _patron(scene, lists[e.kind][voice.pick(f"patron-{e.kind}", len(lists[e.kind]))], str(e.data["tale"]))
        for e in begun
    )


def _patron(scene: Scene, text: str, tale: str) -> str:
    return _sentence(text.format(title=scene.narrator.words.quoted.format(title=scene.title(tale))))


def _notes(scene: Scene) -> tuple[str, ...]:
    """The episode that a legend retells when it is drawn, and what is true of it when it has ended or is called off."""
    words, record, legends = scene.narrator.words, scene.record, scene.rules.legend
    drawn = [legends[tale] for tale in record.drawn if tale in legends]
    over = [*(one.tale for one in record.of_kind(Vetoed)), *(one.tale for one in record.of_kind(Ended))]
    retold = [words.retells.format(episode=legend.episode, year=legend.year) for legend in drawn]
    return (*retold, *(_truth(scene, legends[tale]) for tale in over if tale in legends))


def _truth(scene: Scene, legend: Legend) -> str:
    words = scene.narrator.words
    return words.truth.format(title=scene.title(legend.id), truth=legend.truth, source=legend.source)


def _title(scene: Scene) -> str:
    record, narrator = scene.record, scene.narrator
    season = season_words(narrator, record.season)
    return narrator.words.title.format(
        emoji=season.emoji, turn=record.turn, phase=narrator.words.phases.get(record.phase, record.phase),
        season=season.name, chapter=record.chapter,
    )  # fmt: skip


def _footer(scene: Scene) -> str:
    record, words = scene.record, scene.narrator.words
    leader, count = richest(record.wealth), len(record.trades)
    trades = f"{count or words.numbers[0]} {words.trade if count == 1 else words.trades}"
    return words.footer.format(
        trades=trades, name=scene.who(leader), wealth=record.wealth[leader], gini=f"{record.gini:.2f}"
    )


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _digest(record: TurnRecord) -> str:
    """A hash of what happened in public; not of the events' ids, which count secret ones too."""
    public = [(e.kind, e.origin, sorted(e.data.items())) for e in record.events]
    return blake2b(repr(public).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
