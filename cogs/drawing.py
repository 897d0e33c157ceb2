"""Drawing of legends and firing of shocks on Discord."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from bot.acts.perform import perform
from bot.app import App
from bot.client.errors import Refused
from bot.client.host import Asked
from bot.present.errors import with_titles
from bot.words.escape import escape
from bot.words.localiser import tale_title
from cogs.edge import actor_of, announce, defer, say, voice_of, wood_here
from data.reading.texts import Voice
from data.reading.wood_settings import Draw
from engine.commands.table import Command
from engine.commands.tales import DrawLegend, FireShock
from engine.wood import OpenWood

COMMANDS: Mapping[Draw, Callable[[str], Command]] = {"legend": DrawLegend, "shock": FireShock}
TELLS: Mapping[Draw, str] = {"legend": "discord.legends.drawn", "shock": "discord.shocks.fired"}


async def draw_tale(app: App, asked: Asked, draw: Draw, tale: str) -> None:
    """Carry out `/legend draw` or `/shock fire`."""
    await defer(asked)
    voice = voice_of(app, asked)
    loaded = await wood_here(app, asked)
    record, wood = loaded.record, loaded.wood
    result = await perform(
        app.keeper,
        record.id,
        app.settings_of(record),
        await actor_of(app, record.id, asked),
        COMMANDS[draw](tale),
        id=str(asked.id),
    )
    if result.refusal is not None:
        refusal = with_titles(voice, wood.rules, result.refusal)
        raise Refused(refusal.code, **refusal.params)
    await say(asked, voice(f"{TELLS[draw]}_own", turn=result.turn + 1))
    public = app.public_voice(record)
    await announce(asked, _announcement(public, wood, draw, tale, asked.user.display_name, result.turn + 1))


def _announcement(voice: Voice, wood: OpenWood, draw: Draw, tale: str, who: str, turn: int) -> str:
    title, emoji = tale_title(voice, wood.rules, tale), wood.rules.tale[tale].emoji
    return voice(TELLS[draw], emoji=emoji, title=title, who=escape(who, 40), turn=turn)


async def tales(app: App, asked: Asked, draw: Draw) -> Iterable[tuple[str, str]]:
    """Every legend, or shock, of this channel's wood as a choice."""
    voice, rules = voice_of(app, asked), (await wood_here(app, asked)).wood.rules
    found = rules.legends if draw == "legend" else rules.shocks
    return [(tale.id, f"{tale.emoji} {tale_title(voice, rules, tale.id)}") for tale in found]
