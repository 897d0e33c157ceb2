"""Commands of `wood play` that change the wood, by the same rules as on Discord."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any

from rich.progress import track

from bot.cancellation import own_cancellation
from bot.play.desk import GameDesk, choose, number
from bot.play.looking import tell
from bot.present.card import Card
from bot.present.tales import legends_card, shocks_card, tale_card, who_line
from bot.problem import Problem
from bot.words.localiser import tale_title
from data.reading.wood_settings import MOST_WAIT, Draw
from engine.commands.table import Command
from engine.commands.tales import DrawLegend, FireShock
from engine.commands.veto import Veto
from engine.content.legend import Shock
from engine.decision import Refusal
from engine.wood import OpenWood

MOST = 1000
"""Turns that one `next` may play."""
TOLD = 3
"""Up to so many turns of one `next` are told in full."""
DRAWS: Mapping[str, Draw] = {"legend": "legend", "shock": "shock"}


async def play_on(desk: GameDesk, words: Sequence[str]) -> None:
    """Play one turn, or several; Ctrl-C stops after the last whole one."""
    turns = number(words, 1, MOST)
    before = desk.game.clock.turn
    ended = await run_until_interrupt(_play(desk, turns))
    turn, wood = desk.game.clock.turn, (await desk.game.look()).wood
    if turns > TOLD and turn > before and ended:
        await tell(desk, wood, turn, turn)
    if not ended:
        desk.say("stopped", turn=turn)


async def _play(desk: GameDesk, turns: int) -> None:
    steps = range(turns)
    for _ in steps if turns <= TOLD else track(steps, "", console=desk.console, transient=True):
        result, wood = await desk.game.play_turn(), (await desk.game.look()).wood
        if result.turn is None:
            desk.refuse(Refusal("", result.code, {}), wood.rules)
            return
        if turns <= TOLD:
            await tell(desk, wood, result.turn, result.turn)


async def run_until_interrupt(work: Coroutine[Any, Any, None]) -> bool:
    """Await work that Ctrl-C cancels; whether it came to its end."""
    task, loop = asyncio.create_task(work), asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGINT, task.cancel)
    try:
        await task
    except asyncio.CancelledError:
        if own_cancellation():
            raise
        return False
    finally:
        loop.remove_signal_handler(signal.SIGINT)
    return True


async def legend(desk: GameDesk, words: Sequence[str]) -> None:
    """Look at legends, or draw one."""
    wood = (await desk.game.look()).wood
    tale = await _tale(desk, words, "draw", wood.rules.legend, "legend")
    if tale is not None:
        await _let_loose(desk, wood, tale, DrawLegend(tale.id), "discord.legends.drawn_own")


async def shock(desk: GameDesk, words: Sequence[str]) -> None:
    """Look at shocks, or let one strike."""
    wood = (await desk.game.look()).wood
    tale = await _tale(desk, words, "fire", wood.rules.shock, "shock")
    if tale is not None:
        await _let_loose(desk, wood, tale, FireShock(tale.id), "discord.shocks.fired_own")


async def veto(desk: GameDesk, words: Sequence[str]) -> None:
    """End what is at work; where there is only one, it need not be named."""
    wood = (await desk.game.look()).wood
    working = {spell.tale: spell.id for spell in wood.spells}
    if not working:
        raise Problem("nothing_to_veto")
    if not words and len(working) > 1:
        raise Problem("veto_which", known=", ".join(working))
    tale = choose(words[0].lower(), working, "unknown_tale") if words else next(iter(working))
    if await _carry_out(desk, wood, Veto(working[tale])) is not None:
        desk.tell(desk.voice("discord.forester.vetoed", title=tale_title(desk.voice, wood.rules, tale)))


async def draws(desk: GameDesk, words: Sequence[str]) -> None:
    """Show how often legends and shocks may come, or set the turns that the wood and the player wait."""
    game = desk.game
    if words:
        what = DRAWS[choose(words[0].lower(), DRAWS, "unknown_draw")]
        turns = [number([word], 0, MOST_WAIT, 0) for word in words[1:3]]
        names = (f"{what}s_wood_turns", f"{what}s_person_turns")
        await game.app.keeper.configure(game.wood, dict(zip(names, turns, strict=False)))
    settings = game.app.settings_of((await game.look()).record)
    for draw in DRAWS.values():
        desk.tell(who_line(desk.voice, settings, draw))


async def resume(desk: GameDesk, _: Sequence[str]) -> None:
    """Let a wood go on that was closed off after a fault."""
    record = await desk.game.app.keeper.resume(desk.game.wood)
    desk.say("resumed" if record.state == "living" else "ended")


async def _tale(
    desk: GameDesk, words: Sequence[str], act: str, tales: Mapping[str, Shock], draw: Draw
) -> Shock | None:
    """The tale to bring about; None where it was only looked at."""
    if not words or words[0] == "list":
        await _list(desk, legends_card if draw == "legend" else shocks_card)
        return None
    doing = words[0] == act
    if doing and len(words) == 1:
        raise Problem("missing_id", act=act)
    tale = tales[choose(words[1 if doing else 0].lower(), tales, "unknown_tale")]
    if doing:
        return tale
    await _show(desk, tale)
    return None


async def _list(desk: GameDesk, card: Callable[..., Card]) -> None:
    look, app = await desk.game.look(), desk.game.app
    settings = app.settings_of(look.record)
    desk.show(card(desk.voice, look.wood, settings, ids=True))


async def _show(desk: GameDesk, tale: Shock) -> None:
    wood = desk.game.app.wording.wood((await desk.game.look()).wood, desk.voice.language)
    desk.show(tale_card(desk.voice, wood, wood.rules.tale[tale.id]))


async def _let_loose(desk: GameDesk, wood: OpenWood, tale: Shock, command: Command, told: str) -> None:
    turn = await _carry_out(desk, wood, command)
    if turn is not None:
        await _show(desk, tale)
        desk.tell(desk.voice(told, turn=turn + 1))


async def _carry_out(desk: GameDesk, wood: OpenWood, command: Command) -> int | None:
    """The turn after which a command was carried out; None where it was refused, and that is said."""
    result = await desk.game.act(command)
    if result.refusal is not None:
        desk.refuse(result.refusal, wood.rules)
        return None
    return result.turn
