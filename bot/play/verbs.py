"""The commands of `wood play`: one table, a small function each."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.table import Table
from rich.text import Text

from bot.play import acting, looking
from bot.play.desk import GameDesk, Left, choose
from data.sqlite.backup import back_up

GROUPS = ("wood", "market", "forester")
"""Words that a command begins with on Discord, and that need not be typed here."""
ALIASES = {"turn-now": "next", "card": "creature"}


@dataclass(frozen=True, slots=True)
class Verb:
    """One command: how it is written, and what it does. Its help is the text `cli.verbs.<name>`."""

    usage: str
    run: Callable[[GameDesk, Sequence[str]], Awaitable[None]]


async def obey(desk: GameDesk, line: str) -> None:
    """Do what a line says. Raises Problem where it cannot be done, Left at `quit`."""
    name, *words = line.split()
    name = name.removeprefix("/").lower()
    if (name in GROUPS or (name == "creature" and words[:1] in (["card"], ["thoughts"]))) and words:
        name, *words = words
    await VERBS[choose(ALIASES.get(name, name), VERBS, "unknown_verb")].run(desk, words)


async def save(desk: GameDesk, words: Sequence[str]) -> None:
    """Copy the wood as it stands to another file; its own keeps every turn by itself."""
    if not words:
        desk.say("kept", path=str(desk.game.file))
        return
    copy = await asyncio.to_thread(back_up, desk.game.file, Path(words[0]))
    desk.say("saved", path=str(copy))


async def leave(_desk: GameDesk, _words: Sequence[str]) -> None:
    raise Left


async def show_help(desk: GameDesk, _: Sequence[str]) -> None:
    table = Table(box=None, pad_edge=False, show_header=False)
    for name, verb in VERBS.items():
        usage = Text(f"{name} {verb.usage}".strip(), style="bold")
        table.add_row(usage, Text(desk.voice(f"cli.verbs.{name}")))
    desk.console.print(table)


VERBS: Mapping[str, Verb] = {
    "next": Verb("[N]", acting.play_on),
    "status": Verb("", looking.show_status),
    "prices": Verb("", looking.show_prices),
    "trades": Verb("[GOOD]", looking.show_trades),
    "book": Verb("[GOOD]", looking.show_book),
    "creature": Verb("[NAME]", looking.show_creature),
    "thoughts": Verb("NAME", looking.show_thoughts),
    "gossip": Verb("", looking.show_gossip),
    "why": Verb("[TURN]", looking.show_why),
    "chronicle": Verb("[N]", looking.show_chronicle),
    "chart": Verb("[FOLDER]", looking.draw_charts),
    "legend": Verb("[list | ID | draw ID]", acting.legend),
    "shock": Verb("[list | ID | fire ID]", acting.shock),
    "veto": Verb("[ID]", acting.veto),
    "draws": Verb("[legend|shock TURNS TURNS]", acting.draws),
    "resume": Verb("", acting.resume),
    "save": Verb("[FILE]", save),
    "help": Verb("", show_help),
    "quit": Verb("", leave),
}
