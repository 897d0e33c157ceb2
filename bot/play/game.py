"""A game: one wood of the real keeper and store, on a database of its own, for the one person at a terminal."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from bot.acts.actor import PLAYER
from bot.acts.perform import perform
from bot.app import App
from bot.keeper.turn_request import TurnResult
from bot.play.clock import TurnClock
from bot.problem import Problem
from bot.process.startup import open_app
from bot.settings import Settings
from data.reading.content import check_content, load_cast, load_rules
from data.reading.wood_settings import load_beginnings
from data.sqlite.store import open_store
from data.store.records import ByHand, CommandResult, Loaded, Look, WoodRecord
from engine.commands.table import Command
from engine.content.cast import Cast

HERE = 0
"""Server and channel of a wood that lives at a terminal: nothing on Discord has this number."""
COUNCIL = "council"
"""Setting that holds who thinks for the wood's creatures."""
INSTINCT = "instinct"
SQLITE = b"SQLite format 3\0"
OLD_SAVE = b'{"file": "thousand-token-wood save'


@dataclass(frozen=True, slots=True)
class GameRequest:
    """What somebody wants to play."""

    file: Path
    seed: str | None = None
    cast: str | None = None
    """A cast's name, or its file."""
    council: str | None = None
    """None for what the wood has, or instinct."""
    new: bool = False
    """Whether a wood that the file keeps is ended and another founded."""


@dataclass(frozen=True, slots=True)
class Game:
    """The wood that is played, and everything behind it."""

    app: App
    wood: str
    """The wood's id."""
    file: Path
    clock: TurnClock

    async def look(self) -> Look:
        """The wood and its record as they are now."""
        return await self.app.keeper.look(self.wood)

    async def play_turn(self) -> TurnResult:
        """Play one turn; a day goes by, also where somebody cancels while the turn is stored."""
        try:
            return await self.app.keeper.play_turn(self.wood)
        finally:
            self.clock.turn = (await self.look()).wood.turn

    async def act(self, command: Command) -> CommandResult:
        """Carry out the player's command; the result says where it was refused."""
        settings = self.app.settings_of((await self.look()).record)
        return await perform(
            self.app.keeper,
            self.wood,
            settings,
            PLAYER,
            command,
            id=f"play-{uuid4().hex}",
        )


@asynccontextmanager
async def open_game(settings: Settings, request: GameRequest) -> AsyncIterator[Game]:
    """Open the wood that a file keeps, or found one in it.

    Raises Problem `old_save`, `no_game`, `game_exists`, and what `open_app` raises.
    """
    kept = await _read_kept(request.file)
    if kept is not None and not request.new:
        if request.seed is not None or request.cast is not None:
            raise Problem("game_exists", path=str(request.file))
        people, clock = kept.wood.cast, TurnClock(kept.record.founded, kept.wood.turn)
        council = request.council or str(kept.record.settings.get(COUNCIL) or INSTINCT)
    else:
        people, clock = _people(settings, request), TurnClock.begun_now()
        council = request.council or INSTINCT
    thinking = settings.model_copy(update={"council": council})
    async with open_app(thinking, database=request.file, people=(people,), now=clock.now) as app:
        if kept is None or request.new:
            record = await _found(app, people, request.seed, council, kept)
        else:
            record = await app.keeper.configure(kept.record.id, {COUNCIL: council})
        yield Game(app, record.id, request.file, clock)


async def _read_kept(file: Path) -> Loaded | None:
    """The wood that a file keeps; None where there is no such file yet, or no wood in it."""
    if not file.exists():
        return None
    _check(file)
    store = await open_store(file)
    try:
        record = await store.woods.in_channel(HERE)
        if record is None and await store.woods.all():
            raise Problem("no_game", path=str(file))
        return None if record is None else await store.woods.load(record.id)
    finally:
        await store.close()


def _check(file: Path) -> None:
    """Raise Problem where a file is no database, before anything is written to it."""
    try:
        with file.open("rb") as opened:
            begins = opened.read(len(OLD_SAVE))
    except OSError as error:
        raise Problem("unreadable_game", path=str(file), problem=error.strerror or str(error)) from error
    if begins == OLD_SAVE:
        raise Problem("old_save", path=str(file))
    if begins and not begins.startswith(SQLITE):
        raise Problem("no_game", path=str(file))


def _people(settings: Settings, request: GameRequest) -> Cast:
    content = settings.content
    people = load_cast(request.cast or load_beginnings(content).cast, content)
    check_content(people, load_rules(content), content)
    return people


async def _found(app: App, people: Cast, seed: str | None, council: str, old: Loaded | None) -> WoodRecord:
    if old is not None:
        await app.keeper.delete(old.record.id)
    chosen = {
        **app.beginnings.settings.as_settings(),
        "language": app.texts.voice(app.settings.language).language,
    }
    return await app.keeper.found_wood(
        people,
        app.rules,
        guild=HERE,
        channel=HERE,
        schedule=ByHand(),
        settings={**chosen, COUNCIL: council},
        seed=seed,
    )
