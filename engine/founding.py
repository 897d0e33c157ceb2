"""The founding of a wood: everything that exists comes out of the spring and the field."""

from __future__ import annotations

from dataclasses import replace

from engine import accounts
from engine.accounts import BOG, COURT, ESCROW, FIELD, HEARTH, ROAD, ROT, SPRING, TABLE, VAULT
from engine.content.cast import Cast
from engine.content.rules import Rules
from engine.ledger import PEBBLE, Ledger
from engine.turn import Outcome
from engine.wealth import wealth
from engine.wood import Quote, Soul, Vault, Wood

ACCOUNTS = (VAULT, ESCROW, COURT, SPRING, BOG, FIELD, ROAD, TABLE, HEARTH, ROT)


def founding(cast: Cast, rules: Rules, seed: str, id: str = "") -> Outcome:
    """Found a wood: input 0. `seed` is any text, a live wood's 128 secret bits in hexadecimal; `id` is public."""
    ledger = Ledger({account: {} for account in ACCOUNTS})
    for creature in cast.creatures:
        account = accounts.creature(creature.id)
        ledger.open(account)
        ledger.move(SPRING, account, PEBBLE, rules.start.pebbles, "founding")
        for good in cast.goods:
            units = rules.start.own if good.id == creature.makes else getattr(rules.start, good.kind)
            ledger.move(FIELD, account, good.id, units, "founding")
        if cast.asset:
            ledger.move(FIELD, account, cast.asset.id, cast.asset.units, "founding")
    wood = Wood(
        cast=cast,
        rules=rules,
        seed=seed,
        number=0,
        position=0,
        turn=0,
        balances=ledger.close(),
        quotes={good.id: Quote(good.price * 1000) for good in cast.traded},
        souls={creature.id: Soul(rules.mood.base, {}) for creature in cast.creatures},
        vault=Vault({}),
        opening={},
        id=id,
    )
    return Outcome(replace(wood, opening=wealth(wood.open())), (), tuple(ledger.transfers), position=0)


def found(cast: Cast, rules: Rules, seed: str, id: str = "") -> Wood:
    """A new wood before its first turn."""
    return founding(cast, rules, seed, id).wood
