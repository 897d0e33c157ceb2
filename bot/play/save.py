"""The save file of a wood played by hand: whole, self-contained, and checked when it is read.

Two lines of JSON: what the file is and the digest of the rest, then the game. The cast and the rules that the wood
lives by are part of it, so that a save outlives changes of the content.
"""

from __future__ import annotations

import json
from hashlib import blake2b
from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError

from bot.files import write_whole
from bot.play.game import Game, order
from bot.problem import Problem, Refused
from bot.story.record import TurnRecord
from bot.story.story import Story
from data.store.codec import dump_command, load_command
from data.store.failures import Damaged
from engine.content.cast import Cast, Content
from engine.content.rules import Rules
from engine.decision import Applied
from engine.ledger import LedgerBroken
from engine.save import SaveBroken, dump, load

MARK = "thousand-token-wood save 1"
LARGEST = 64 << 20
"""Bytes beyond which a file is no save."""


class Save(Content):
    """What the file's second line holds."""

    council: Annotated[str, Field(min_length=1, max_length=4096)]
    cast: Cast
    rules: Rules
    state: str
    """The wood after its last turn, as `engine.save.dump` writes it."""
    commands: tuple[str, ...]
    """Commands since, as `data.codec.dump_command` writes them."""
    records: tuple[TurnRecord, ...]
    stories: tuple[Story, ...]
    applied: dict[str, Applied]


def save_game(game: Game, path: Path) -> None:
    """Write a game. A file that is no save is not overwritten.

    Raises Problem `bad_save_path`, and then the file is as it was.
    """
    try:
        if path.exists() and not _is_save(path):
            raise Problem("bad_save_path", path=str(path), problem="it is there already and is no save")
        write_whole(path, dump_game(game))
    except OSError as error:
        raise Problem("bad_save_path", path=str(path), problem=error.strerror or str(error)) from error


def load_game(path: Path) -> Game:
    """Read a game.

    Raises Problem `bad_resume` where the file cannot be read, SaveBroken where it holds no sound game.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise SaveBroken("not_a_save")
        text = path.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        problem = error.strerror if isinstance(error, OSError) else None
        raise Problem("bad_resume", path=str(path), problem=problem or "it is no text") from error
    return parse_game(text)


def dump_game(game: Game) -> str:
    """A game as the text of a save file."""
    body = Save(
        council=game.council,
        cast=game.base.cast,
        rules=game.base.rules,
        state=dump(game.base),
        commands=tuple(dump_command(command) for command in game.commands),
        records=game.records,
        stories=game.stories,
        applied=dict(game.applied),
    ).model_dump_json()
    return f"{json.dumps({'file': MARK, 'digest': _digest(body)})}\n{body}\n"


def parse_game(text: str) -> Game:
    """The game that `dump_game` wrote. Raises SaveBroken."""
    head, _, body = text.partition("\n")
    body = body.removesuffix("\n")
    if not head.startswith(f'{{"file": "{MARK}"'):
        raise SaveBroken("not_a_save")
    if head != json.dumps({"file": MARK, "digest": _digest(body)}):
        raise SaveBroken("changed")
    try:
        save = Save.model_validate_json(body)
        game = Game(
            council=save.council,
            base=load(save.state, save.cast, save.rules),
            records=save.records,
            stories=save.stories,
            applied=save.applied,
        )
        for command in save.commands:
            game = order(game, load_command(command))
    except (ValidationError, LedgerBroken, Damaged, Refused) as error:
        raise SaveBroken("not_a_wood", detail=type(error).__name__) from error
    return game


def _is_save(path: Path) -> bool:
    with path.open("rb") as file:
        return MARK.encode() in file.read(len(MARK) + 16)


def _digest(body: str) -> str:
    return blake2b(body.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
