"""The commands of `wood play`: one table, a small function each."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import track
from rich.table import Table
from rich.text import Text

from bot.files import staged_folder
from bot.pictures.charts import price_chart, wealth_chart
from bot.play.game import Game, at_work, next_turn, order
from bot.play.save import save_game
from bot.play.story_view import story_view
from bot.play.views import (
    book_view,
    creature_view,
    creatures_view,
    gossip_view,
    prices_view,
    status_view,
    tale_view,
    tales_view,
    trades_view,
)
from bot.problem import Problem
from data.reading.narrator import Narrator
from data.reading.texts import Voice
from engine.commands.tales import DrawLegend, FireShock
from engine.commands.veto import Veto
from engine.content.legend import Shock
from inference.mind import Mind

MOST = 1000
"""Turns that one `next` may play."""
TOLD = 3
"""Up to so many turns of one `next` are told in full."""


class Left(Exception):
    """The player has left the wood."""


@dataclass(slots=True)
class Desk:
    """What commands work with beside the game itself."""

    console: Console
    voice: Voice
    narrator: Narrator
    mind: Mind
    runner: asyncio.Runner
    file: Path
    """Where `save` writes when it is not told."""
    charts: Path
    """Where `chart` draws when it is not told."""
    unsaved: bool = False
    warned: bool = False
    """Whether `quit` has said that something is unsaved."""


@dataclass(frozen=True, slots=True)
class Verb:
    """One command: how it is written, and what it does. Its help is the text `cli.verbs.<name>`."""

    usage: str
    run: Callable[[Desk, Game, Sequence[str]], Game]


def obey(desk: Desk, game: Game, line: str) -> Game:
    """Do what a line says. Raises Problem where it cannot be done, Left at `quit`."""
    name, *words = line.split()
    return VERBS[_chosen(name.removeprefix("/").lower(), VERBS, "unknown_verb")].run(desk, game, words)


def play_on(desk: Desk, game: Game, words: Sequence[str]) -> Game:
    """Play one turn, or several; Ctrl-C stops after the last whole one."""
    turns = _number(words, 1, MOST)
    now = game

    async def play() -> None:
        nonlocal now
        steps = range(turns)
        for _ in steps if turns <= TOLD else track(steps, "", console=desk.console, transient=True):
            await asyncio.sleep(0)  # a policy never waits, and only who waits can be stopped
            now = await next_turn(now, desk.mind, desk.narrator)
            desk.unsaved, desk.warned = True, False
            if turns <= TOLD:
                desk.console.print(story_view(now.stories[-1]))

    try:
        desk.runner.run(play())
    except KeyboardInterrupt:
        return _show(desk, now, Text(desk.voice("cli.play.stopped", turn=now.wood.turn)))
    return _show(desk, now, story_view(now.stories[-1])) if turns > TOLD else now


def show_creature(desk: Desk, game: Game, words: Sequence[str]) -> Game:
    if not words:
        return _show(desk, game, creatures_view(game, desk.voice))
    name = _chosen(words[0].lower(), game.wood.cast.creature, "unknown_creature")
    return _show(desk, game, creature_view(game, name, desk.voice))


def show_book(desk: Desk, game: Game, words: Sequence[str]) -> Game:
    goods = (
        [_chosen(words[0].lower(), game.wood.cast.good, "unknown_good")]
        if words
        else list(game.wood.cast.good)
    )
    return _show(desk, game, book_view(game, goods, desk.voice))


def show_chronicle(desk: Desk, game: Game, words: Sequence[str]) -> Game:
    stories = game.stories[-_number(words, TOLD, MOST) :]
    for story in stories:
        desk.console.print(story_view(story))
    return game if stories else _show(desk, game, Text(desk.voice("cli.play.no_chronicle")))


def legend(desk: Desk, game: Game, words: Sequence[str]) -> Game:
    tale = _tale(desk, game, words, "draw", game.wood.rules.legend)
    return _struck(desk, order(game, DrawLegend(tale.id)), tale) if tale else game


def shock(desk: Desk, game: Game, words: Sequence[str]) -> Game:
    tale = _tale(desk, game, words, "fire", game.wood.rules.shock)
    return _struck(desk, order(game, FireShock(tale.id)), tale) if tale else game


def veto(desk: Desk, game: Game, words: Sequence[str]) -> Game:
    """End what is at work; where there is only one, it need not be named."""
    working = at_work(game)
    if not working:
        raise Problem("nothing_to_veto")
    if not words and len(working) > 1:
        raise Problem("veto_which", known=", ".join(working))
    tale = _chosen(words[0].lower(), working, "unknown_tale") if words else next(iter(working))
    game = order(game, Veto(working[tale]))
    desk.unsaved, desk.warned = True, False
    return _show(desk, game, Text(desk.voice("cli.play.vetoed", title=game.wood.rules.tale[tale].title)))


def chart(desk: Desk, game: Game, words: Sequence[str]) -> Game:
    """Draw both pictures into a folder."""
    folder = Path(words[0]) if words else desk.charts
    wood, drawn = game.wood, (game.records, game.wood.cast, game.wood.rules, desk.narrator)
    with staged_folder(folder) as hidden:
        (hidden / "prices.png").write_bytes(price_chart(*drawn))
        (hidden / "wealth.png").write_bytes(wealth_chart(*drawn))
    return _show(desk, game, Text(desk.voice("cli.play.drawn", folder=str(folder), turn=wood.turn)))


def save(desk: Desk, game: Game, words: Sequence[str]) -> Game:
    path = Path(words[0]) if words else desk.file
    save_game(game, path)
    desk.file, desk.unsaved = path, False
    return _show(desk, game, Text(desk.voice("cli.play.saved", path=str(path))))


def leave(desk: Desk, game: Game, _: Sequence[str]) -> Game:
    if desk.unsaved and not desk.warned:
        desk.warned = True
        return _show(desk, game, Text(desk.voice("cli.play.unsaved", path=str(desk.file))))
    raise Left


def show_help(desk: Desk, game: Game, _: Sequence[str]) -> Game:
    table = Table(box=None, pad_edge=False, show_header=False)
    for name, verb in VERBS.items():
        table.add_row(
            Text(f"{name} {verb.usage}".strip(), style="bold"), Text(desk.voice(f"cli.verbs.{name}"))
        )
    return _show(desk, game, table)


VERBS: Mapping[str, Verb] = {
    "next": Verb("[N]", play_on),
    "status": Verb("", lambda desk, game, _: _show(desk, game, status_view(game, desk.narrator, desk.voice))),
    "prices": Verb("", lambda desk, game, _: _show(desk, game, prices_view(game, desk.voice))),
    "trades": Verb("", lambda desk, game, _: _show(desk, game, trades_view(game, desk.voice))),
    "book": Verb("[GOOD]", show_book),
    "creature": Verb("[NAME]", show_creature),
    "gossip": Verb("", lambda desk, game, _: _show(desk, game, gossip_view(game, desk.voice))),
    "chronicle": Verb("[N]", show_chronicle),
    "legend": Verb("[list | ID | draw ID]", legend),
    "shock": Verb("[list | ID | fire ID]", shock),
    "veto": Verb("[ID]", veto),
    "chart": Verb("[FOLDER]", chart),
    "save": Verb("[FILE]", save),
    "help": Verb("", show_help),
    "quit": Verb("", leave),
}


def _tale(desk: Desk, game: Game, words: Sequence[str], act: str, tales: Mapping[str, Shock]) -> Shock | None:
    """The tale to bring about; None where it was only looked at."""
    if not words or words[0] == "list":
        _show(desk, game, tales_view(game, list(tales.values()), desk.voice))
        return None
    doing = words[0] == act
    if doing and len(words) == 1:
        raise Problem("missing_id", act=act)
    tale = tales[_chosen(words[1 if doing else 0].lower(), tales, "unknown_tale")]
    if not doing:
        _show(desk, game, tale_view(game, tale, desk.voice))
    return tale if doing else None


def _struck(desk: Desk, game: Game, tale: Shock) -> Game:
    desk.unsaved, desk.warned = True, False
    _show(desk, game, tale_view(game, tale, desk.voice))
    return _show(desk, game, Text(desk.voice("cli.play.struck", turn=game.wood.turn + 1)))


def _show(desk: Desk, game: Game, view: object) -> Game:
    desk.console.print(view)
    return game


def _chosen(word: str, known: Mapping[str, object], problem: str) -> str:
    """A known name from itself or from a beginning that only it has. Raises Problem."""
    begun = [name for name in known if name.startswith(word)]
    if word in known or len(begun) == 1:
        return word if word in known else begun[0]
    raise Problem(problem, id=word[:64], known=", ".join(begun or known))


def _number(words: Sequence[str], default: int, most: int) -> int:
    """A whole number from 1 to `most`, or the default where none was given. Raises Problem."""
    if not words:
        return default
    if words[0].isascii() and words[0].isdecimal() and 1 <= int(words[0][:9]) <= most:
        return int(words[0])
    raise Problem("bad_number", number=words[0][:64], most=most)
