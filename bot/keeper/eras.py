"""Era change: a wood goes over to other rules or content, and crosses over to their money and their asset."""

from __future__ import annotations

from dataclasses import replace

from bot.keeper.held import WoodBroken, guard
from data.store.codec import dump_command, load_command
from data.store.records import Crossing
from engine.commands.crossing import CrossOver, crossing_of
from engine.commands.table import apply
from engine.content.cast import Cast
from engine.content.rules import Rules
from engine.errors import Coded
from engine.saving.save import dump, load
from engine.wealth import wealth
from engine.wood import Quote, Wood


class EraRefused(Coded):
    """A wood cannot go over to other content; params: `had`, `has`.

    `code` is `other_creatures`, `other_goods`, or `other_money` where pebbles would have to be broken.
    """


def carry_over(wood: Wood, cast: Cast, rules: Rules) -> Wood:
    """Return the wood under another cast and rules; spells of tales that they lack end here.

    Its amounts of money are as they were, and an asset that the cast gained is quoted and owned by nobody: what is left
    to do is for `crossing`. What each creature gained in its chapter stays its gain, whatever goods count for now.
    Raises EraRefused unless creatures, what they make and the goods are the same, and a pebble can become whole ones.
    """
    for code, had, has in (
        ("other_creatures", _makers(wood.cast), _makers(cast)),
        ("other_goods", _goods(wood.cast, wood.cast), _goods(cast, wood.cast)),
    ):
        if had != has:
            raise EraRefused(code, had=", ".join(had), has=", ".join(has))
    if rules.money % wood.rules.money:
        raise EraRefused("other_money", had=wood.rules.money, has=rules.money)
    spells = tuple(spell for spell in wood.spells if spell.tale in rules.tale)
    quotes = {good.id: wood.quotes.get(good.id) or Quote(good.price * 1000) for good in cast.traded}
    after = replace(wood, cast=cast, rules=rules, spells=spells, quotes=quotes)
    was, counts = wealth(wood.open()), wealth(after.open())
    opening = {creature: worth + counts[creature] - was[creature] for creature, worth in wood.opening.items()}
    return load(dump(replace(after, opening=opening)), cast, rules)


def crossing(before: Wood, after: Wood) -> Crossing | None:
    """Return the first input of an era, `after` being the wood carried over; None where there is nothing to cross to.

    Raises WoodBroken.
    """
    command = crossing_of(before.rules, after)
    if command is None:
        return None
    payload = dump_command(command)
    outcome = guard(lambda: apply(after, load_command(payload)))
    if outcome.refusal is not None:
        raise WoodBroken("engine_failed", fault=outcome.refusal.code)
    id = f"crossing:{after.id}:{outcome.wood.number}"
    return Crossing(payload, outcome, command.parts, id, _notice(command, after.cast))


def _notice(command: CrossOver, cast: Cast) -> tuple[str, dict[str, int | str]]:
    """What the channel is told: a code, and the words of its sentence."""
    params: dict[str, int | str] = {"parts": command.parts, "pebbles": cast.pebbles}
    if cast.asset is None or not command.asset:
        return "recoined", params
    params |= {"good": cast.asset.id, "asset": cast.asset.name, "units": cast.asset.units}
    return ("crossed" if command.parts > 1 else "dealt"), params


def _makers(cast: Cast) -> list[str]:
    return sorted(f"{creature.id} ({creature.makes})" for creature in cast.creatures)


def _goods(cast: Cast, before: Cast) -> list[str]:
    """What is traded; an asset counts where there was one before."""
    return sorted(cast.good if before.asset else cast.made)
