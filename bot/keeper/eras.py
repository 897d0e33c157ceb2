"""Era change: a wood goes over to other rules or content, without an input between."""

from __future__ import annotations

from dataclasses import replace

from engine.content.cast import Cast
from engine.content.rules import Rules
from engine.errors import Coded
from engine.saving.save import dump, load
from engine.wood import Wood


class EraRefused(Coded):
    """A wood cannot go over to other content. `code` is `other_creatures` or `other_goods`; params: `had`, `has`."""


def carry_over(wood: Wood, cast: Cast, rules: Rules) -> Wood:
    """Return the wood under another cast and rules; spells of tales that they lack end here.

    Raises EraRefused unless the creatures, what they make, and the goods are the same.
    """
    for code, had, has in (
        ("other_creatures", _makers(wood.cast), _makers(cast)),
        ("other_goods", sorted(wood.cast.good), sorted(cast.good)),
    ):
        if had != has:
            raise EraRefused(code, had=", ".join(had), has=", ".join(has))
    spells = tuple(spell for spell in wood.spells if spell.tale in rules.tale)
    return load(dump(replace(wood, cast=cast, rules=rules, spells=spells)), cast, rules)


def _makers(cast: Cast) -> list[str]:
    return sorted(f"{creature.id} ({creature.makes})" for creature in cast.creatures)
