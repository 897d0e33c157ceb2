"""Authorisation: one row for each kind of command says who may give it, and how long everybody waits for the next."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.acts.actor import Actor
from data.reading.wood_settings import Draws, WoodSettings
from engine.accounts import FORESTER
from engine.commands.calls import PlaceCall
from engine.commands.table import Command
from engine.commands.tales import DrawLegend, FireShock
from engine.commands.veto import Veto
from engine.errors import Coded


class NotAllowed(Coded):
    """This person may not give this command; nothing has been changed.

    `code` is `draws_closed_foresters`, or `draws_closed_role` with the parameter `role`.
    """


@dataclass(frozen=True, slots=True)
class Act:
    """One row of the table."""

    terms: Callable[[WoodSettings], Draws]
    """Who may, and how many turns the wood and the person wait for the next, by a wood's settings."""


EVERYONE = Draws(who="everyone", role=None, wood=0, person=0)
FORESTERS_ALONE = Draws(who="foresters", role=None, wood=0, person=0)

ACTS: Mapping[type[Any], Act] = {
    DrawLegend: Act(lambda settings: settings.draws("legend")),
    FireShock: Act(lambda settings: settings.draws("shock")),
    PlaceCall: Act(lambda _: EVERYONE),
    Veto: Act(lambda _: FORESTERS_ALONE),
}


def authorise(settings: WoodSettings, actor: Actor, command: Command) -> Command:
    """Return a command in its rightful name and with the waits that a wood's settings want.

    What only foresters may do is done in the forester's name. Raises NotAllowed.
    """
    terms = ACTS[type(command)].terms(settings)
    _check(terms, actor)
    by = FORESTER if terms.who == "foresters" else actor.account
    if isinstance(command, DrawLegend | FireShock):
        return replace(command, by=by, rest=terms.wood, own_rest=terms.person)
    signed: Any = command
    given: Command = replace(signed, by=by)
    return given


def _check(terms: Draws, actor: Actor) -> None:
    if terms.who == "everyone" or actor.forester:
        return
    if terms.who == "foresters" or terms.role is None:
        raise NotAllowed("draws_closed_foresters")
    if terms.role not in actor.roles:
        raise NotAllowed("draws_closed_role", role=terms.role)
