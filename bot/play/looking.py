"""Commands of `wood play` that only look."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bot.files import staged_folder
from bot.minds import health_of
from bot.pictures.drawing import PictureSubject
from bot.pictures.worker import NoPicture
from bot.play.desk import GameDesk, choose, number
from bot.present.chronicle import chronicle_card
from bot.present.confession import candour_of, confession_card, thoughts_of
from bot.present.creature import creature_card
from bot.present.creatures import creatures_card
from bot.present.gossip import gossip_card
from bot.present.market import book_card, newest_trades, prices_card, trades_card
from bot.present.status import status_card
from bot.present.why import why_card
from bot.words.localiser import good_name, retell
from engine.chapters import last_ended
from engine.events.event import Event
from engine.wood import OpenWood

MOST = 1000
"""Stories that are told at once."""
TOLD = 3
SUBJECTS: tuple[PictureSubject, ...] = ("prices", "wealth")


async def show_status(desk: GameDesk, _: Sequence[str]) -> None:
    look, app = await desk.game.look(), desk.game.app
    traces = await app.store.history.traces(desk.game.wood, look.wood.turn, look.wood.turn)
    desk.show(status_card(desk.voice, look.record, look.wood, traces, health_of(app.mind)))


async def show_prices(desk: GameDesk, _: Sequence[str]) -> None:
    desk.show(prices_card(desk.voice, (await desk.game.look()).wood))


async def show_trades(desk: GameDesk, words: Sequence[str]) -> None:
    look = await desk.game.look()
    good = _good(desk, look.wood, words) if words else None
    trades = await newest_trades(desk.game.app.store.history, look, good)
    desk.show(trades_card(desk.voice, look.wood, trades, good))


async def show_book(desk: GameDesk, words: Sequence[str]) -> None:
    look, history = await desk.game.look(), desk.game.app.store.history
    goods, turn = [_good(desk, look.wood, words)] if words else list(look.wood.cast.good), look.wood.turn
    if turn == 0:
        desk.tell(desk.voice("discord.errors.no_book"))
        return
    traces = await history.traces(desk.game.wood, turn, turn)
    prices = await history.prices(desk.game.wood, turn, turn)
    desk.show(book_card(desk.voice, look.wood, goods, traces, prices))


async def show_creature(desk: GameDesk, words: Sequence[str]) -> None:
    """All creatures side by side, or one creature's card."""
    look = await desk.game.look()
    if not words:
        desk.show(creatures_card(desk.voice, look.wood))
        return
    name = choose(words[0].lower(), look.wood.cast.creature, "unknown_creature")
    meter = await candour_of(desk.game.app.store.history, look, name)
    desk.show(creature_card(desk.voice, look.wood, name, meter))


async def show_thoughts(desk: GameDesk, words: Sequence[str]) -> None:
    """What a creature thought in the last chapter that has ended."""
    wood = (await desk.game.look()).wood
    name = choose(words[0].lower() if words else "", wood.cast.creature, "unknown_creature")
    chapter, history = last_ended(wood.turn, wood.rules.chapter), desk.game.app.store.history
    thoughts = await thoughts_of(history, desk.game.wood, name, chapter) if chapter else []
    desk.show(confession_card(desk.voice, wood.cast.creature[name], chapter, thoughts))


async def show_gossip(desk: GameDesk, _: Sequence[str]) -> None:
    wood = (await desk.game.look()).wood
    desk.show(gossip_card(desk.voice, wood.cast, wood.turn, await _events(desk, wood, wood.turn)))


async def show_why(desk: GameDesk, words: Sequence[str]) -> None:
    """What happened in a turn and why."""
    wood = (await desk.game.look()).wood
    if wood.turn == 0:
        desk.tell(desk.voice("discord.errors.no_turn_yet"))
        return
    turn = number(words, wood.turn, wood.turn)
    desk.show(why_card(desk.voice, wood.cast, wood.rules, turn, await _events(desk, wood, turn)))


async def show_chronicle(desk: GameDesk, words: Sequence[str]) -> None:
    """The stories of the last turns."""
    wood, wanted = (await desk.game.look()).wood, number(words, TOLD, MOST)
    if wood.turn == 0:
        desk.tell(desk.voice("discord.errors.no_page"))
        return
    await tell(desk, wood, max(1, wood.turn - wanted + 1), wood.turn)


async def tell(desk: GameDesk, wood: OpenWood, first: int, last: int) -> None:
    """Print the stories of turns `first` to `last`."""
    tales = desk.game.app.tales
    for story in await tales.stories(desk.game.wood, wood, first, last, desk.voice.language):
        desk.show(chronicle_card(story))


async def draw_charts(desk: GameDesk, words: Sequence[str]) -> None:
    """Draw prices and wealth into a folder."""
    folder = Path(words[0]) if words else desk.charts
    look = await desk.game.look()
    if look.wood.turn == 0:
        desk.tell(desk.voice("discord.errors.no_turn_yet"))
        return
    try:
        with staged_folder(folder) as hidden:
            for subject in SUBJECTS:
                drawn = await desk.game.app.gallery.draw(look, subject, desk.voice.language)
                (hidden / f"{subject}.png").write_bytes(drawn.png)
    except NoPicture:
        desk.tell(desk.voice("discord.errors.no_picture"))
        return
    desk.say("drawn", folder=str(folder), turn=look.wood.turn)


async def _events(desk: GameDesk, wood: OpenWood, turn: int) -> tuple[Event, ...]:
    """A turn's public events, rumours in the player's language."""
    app = desk.game.app
    events = await app.store.history.events_of_turn(desk.game.wood, turn)
    return retell(events, app.wording.rumours(wood.cast, wood.rules, desk.voice.language))


def _good(desk: GameDesk, wood: OpenWood, words: Sequence[str]) -> str:
    """A good by its id or by what the player's language calls it. Raises Problem."""
    names = {good_name(desk.voice, good).lower(): good.id for good in wood.cast.traded}
    word = words[0].lower()
    found = {id for name, id in names.items() if name.startswith(word)}
    return found.pop() if len(found) == 1 else choose(word, wood.cast.good, "unknown_good")
