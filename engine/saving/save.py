"""A wood as text and back, and its hash. Cast and rules are stored once per era, not in every snapshot."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import fields, replace
from hashlib import blake2b
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic_core import to_jsonable_python

from engine import accounts
from engine.accounts import ESCROW, NATURE
from engine.content.cast import Cast
from engine.content.rules import Rules
from engine.deals.table import DEALS
from engine.errors import Coded
from engine.founding import ACCOUNTS
from engine.ledger import PEBBLE, LedgerBroken, check
from engine.saving.upgrade import upgraded
from engine.stages.contracts import escrowed
from engine.wood import Sealed, Wood

FORMAT = 3
_STATE = tuple(f.name for f in fields(Wood) if f.name not in ("cast", "rules"))
_ADAPTER = TypeAdapter(Wood)


class SaveBroken(Coded):
    """A saved wood cannot be read: `code` says why."""


def dump(wood: Wood) -> str:
    """The state of a wood as one line of JSON with sorted keys: equal woods give equal text."""
    state: dict[str, Any] = {name: to_jsonable_python(getattr(wood, name)) for name in _STATE}
    state |= {"format": FORMAT, "cast": wood.cast.digest, "rules": wood.rules.digest}
    return json.dumps(state, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def load(text: str, cast: Cast, rules: Rules) -> Wood:
    """The wood that `dump` wrote, here or in an earlier release.

    Raises SaveBroken where the text, its content or its books do not hold.
    """
    try:
        state = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise SaveBroken("not_json", detail=str(error)) from error
    try:
        state = upgraded(state) if isinstance(state, dict) else {}
    except (KeyError, TypeError, AttributeError) as error:
        raise SaveBroken("not_a_wood", detail=repr(error)) from error
    if state.pop("format", None) != FORMAT:
        raise SaveBroken("unknown_format")
    for name, content in (("cast", cast), ("rules", rules)):
        if state.pop(name, None) != content.digest:
            raise SaveBroken("other_content", detail=name)
    try:
        wood = _ADAPTER.validate_python({**state, "cast": cast, "rules": rules})
    except ValidationError as error:
        first = error.errors()[0]
        raise SaveBroken(
            "not_a_wood", detail=f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
        ) from error
    try:
        check(wood.balances)
    except LedgerBroken as error:
        raise SaveBroken("unbalanced", detail=f"{error.code}: {error.params}") from error
    strange = _strange(wood)
    if strange:
        raise SaveBroken("not_a_wood", detail=strange)
    return _in_order(wood)


def _strange(wood: Wood) -> str:
    """The first part of a wood that does not fit its cast and rules, or an empty string."""
    creatures, goods = set(wood.cast.creature), set(wood.cast.good)
    owners = set(map(accounts.creature, creatures))
    parties = {a for a in wood.balances if a in owners or accounts.kind(a) == "patron"}
    liked = {a for soul in wood.souls.values() for a in soul.memory} - owners
    fits = {
        "id": wood.id.isascii(),
        "number": 0 <= wood.turn <= wood.position <= wood.number,
        "balances": {*ACCOUNTS, *owners} <= set(wood.balances)
        and all(map(accounts.is_account, wood.balances))
        and all(set(assets) <= {PEBBLE, *goods} for assets in wood.balances.values()),
        "quotes": set(wood.quotes) == goods
        and all(min((quote.reference, *quote.history)) > 0 for quote in wood.quotes.values()),
        "souls": set(wood.souls) == creatures and all(0 <= soul.mood <= 1000 for soul in wood.souls.values()),
        "memory": all(accounts.is_account(a) and accounts.kind(a) == "patron" for a in liked),
        "vault": all(name in wood.balances and claim > 0 for name, claim in wood.vault.claims.items()),
        "opening": set(wood.opening) == creatures,
        "proposals": all(
            {p.maker, p.to} <= parties
            and p.good in goods
            and p.kind in DEALS
            and min(p.quantity, p.price) > 0
            for p in wood.proposals
        ),
        "contracts": all({*deal.summary[:2]} <= parties and deal.fits(wood.cast) for deal in wood.contracts),
        "escrow": escrowed(wood.contracts) == +Counter(wood.balances.get(ESCROW)),
        "spells": all(
            spell.tale in wood.rules.tale
            and (accounts.is_actor(spell.by) or spell.by == NATURE)
            and min(spell.start, spell.drawn) >= 0
            for spell in wood.spells
        ),
        "rested": _turns_of(wood, wood.rested),
        "asked": wood.asked is None
        or (wood.asked.good in wood.cast.made and 0 < wood.asked.low <= wood.asked.high),
        "sealed": all(accounts.is_actor(own) and _plausible(wood, what) for own, what in wood.sealed.items()),
    }
    return next((part for part, fit in fits.items() if not fit), "")


def _plausible(wood: Wood, own: Sealed) -> bool:
    turns = [call.turn for call in own.calls]
    return (
        min(own.acts, own.shown) >= 0
        and turns == sorted(set(turns))
        and all(0 < turn <= wood.turn + 1 for turn in turns)
        and all(call.good in wood.cast.good and 0 <= call.low <= call.high for call in own.calls)
        and _turns_of(wood, own.rested)
    )


def _turns_of(wood: Wood, rested: Mapping[str, int]) -> bool:
    return rested.keys() <= {"legend", "shock"} and all(0 <= turn <= wood.turn for turn in rested.values())


def _in_order(wood: Wood) -> Wood:
    """Goods and creatures in the cast's order, as before the keys were sorted, for whoever shows them."""
    return replace(
        wood,
        quotes={good: wood.quotes[good] for good in wood.cast.good},
        souls={creature: wood.souls[creature] for creature in wood.cast.creature},
        opening={creature: wood.opening[creature] for creature in wood.cast.creature},
    )


def wood_hash(wood: Wood) -> str:
    """A stable hash of everything that decides a wood's future. Never shown of a live wood."""
    return text_hash(dump(wood))


def text_hash(text: str) -> str:
    """The hash of the wood that was dumped as this text."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
