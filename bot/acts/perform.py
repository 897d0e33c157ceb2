"""The one road of a command, from any edge to the keeper."""

from __future__ import annotations

from datetime import datetime

from bot.acts.actor import Actor
from bot.acts.table import authorise
from bot.keeper.keeper import Keeper
from data.reading.wood_settings import WoodSettings
from data.store.records import CommandResult
from engine.commands.table import Command


async def perform(
    keeper: Keeper,
    wood: str,
    settings: WoodSettings,
    actor: Actor,
    command: Command,
    *,
    id: str,
    now: datetime,
) -> CommandResult:
    """Carry out a person's command once for each `id`, if they may and no cool-down is under way.

    The result's `refusal` says why engine or cool-downs refused. Raises NotAllowed, NoSuchWood, the store's errors.
    """
    given = authorise(settings, actor, command, now)
    return await keeper.command(wood, given.command, id=id, cooldowns=given.cooldowns)
