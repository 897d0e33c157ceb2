"""The one road of a command, from any edge to the keeper."""

from __future__ import annotations

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
) -> CommandResult:
    """Carry out a person's command once for each `id`, if they may.

    The result's `refusal` says why the engine refused. Raises NotAllowed, NoSuchWood, the store's errors.
    """
    return await keeper.command(wood, authorise(settings, actor, command), id=id)
