"""Authorisation and cool-downs: one row for each kind of command says who may give it and what rests after it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.acts.actor import Actor
from data.reading.wood_settings import Draws, WoodSettings
from data.store.people import Cooldown
from engine.accounts import FORESTER
from engine.commands.calls import PlaceCall
from engine.commands.table import Command
from engine.commands.tales import DrawLegend, FireShock
from engine.commands.veto import Veto
from engine.errors import Coded

WHOLE = "wood"
"""Subject of the cool-down of a whole wood."""


class NotAllowed(Coded):
    """This person may not give this command; nothing has been changed.

    `code` is `draws_closed_foresters`, or `draws_closed_role` with the parameter `role`.
    """


@dataclass(frozen=True, slots=True)
class Act:
    """One row of the table."""

    name: str
    """What its cool-downs are called."""
    terms: Callable[[WoodSettings], Draws]
    """Who may, and how long the wood and the person rest, by a wood's settings."""


@dataclass(frozen=True, slots=True)
class Authorisation:
    """A command in its rightful name, and the cool-downs that begin with it."""

    command: Command
    cooldowns: tuple[Cooldown, ...]


EVERYONE = Draws(who="everyone", role=None, wood=timedelta(0), person=timedelta(0))
FORESTERS_ALONE = Draws(who="foresters", role=None, wood=timedelta(0), person=timedelta(0))

ACTS: Mapping[type[Any], Act] = {
    DrawLegend: Act("legend", lambda settings: settings.draws("legend")),
    FireShock: Act("shock", lambda settings: settings.draws("shock")),
    PlaceCall: Act("call", lambda _: EVERYONE),
    Veto: Act("veto", lambda _: FORESTERS_ALONE),
}


def authorise(settings: WoodSettings, actor: Actor, command: Command, now: datetime) -> Authorisation:
    """Authorise a command; what only foresters may do is done in the forester's name. Raises NotAllowed."""
    act = ACTS[type(command)]
    terms = act.terms(settings)
    _check(terms, actor)
    by = FORESTER if terms.who == "foresters" else actor.account
    rests = ((WHOLE, terms.wood), (actor.account, terms.person))
    cooldowns = (Cooldown(subject, act.name, now + rest) for subject, rest in rests if rest)
    signed: Any = command
    return Authorisation(replace(signed, by=by), tuple(cooldowns))


def _check(terms: Draws, actor: Actor) -> None:
    if terms.who == "everyone" or actor.forester:
        return
    if terms.who == "foresters" or terms.role is None:
        raise NotAllowed("draws_closed_foresters")
    if terms.role not in actor.roles:
        raise NotAllowed("draws_closed_role", role=terms.role)
