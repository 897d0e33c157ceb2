"""Accounts: who can own, owe, trade, sign, act or be thought of in a wood, each written as one text."""

from __future__ import annotations

from typing import Literal, NewType, TypeGuard, cast, get_args

from engine.errors import Coded

Account = NewType("Account", str)
"""`creature:<id>`, `patron:<n>`, `tote:<chapter>:<pool>`, or one of the fixed names."""
Party = NewType("Party", str)
"""An account as events name it: a creature by its id, any other by the account itself."""

Kind = Literal[
    "creature", "patron", "tote", "broker", "vault", "escrow", "court", "spring", "bog", "field", "road", "table",
    "hearth", "rot", "forester", "nature",
]  # fmt: skip

VAULT = Account("vault")
ESCROW = Account("escrow")
COURT = Account("court")
SPRING = Account("spring")
BOG = Account("bog")
FIELD = Account("field")
ROAD = Account("road")
TABLE = Account("table")
HEARTH = Account("hearth")
ROT = Account("rot")
BROKER = Account("broker")
FORESTER = Account("forester")
"""Who runs the wood: acts, and owns nothing."""
NATURE = Account("nature")
"""Who lets shocks loose by chance: nobody that a person could be, and it owns nothing."""

FIXED = frozenset(get_args(Kind)) - {"creature", "patron", "tote"}
"""Names that stand alone as an account; no creature or good may be called so."""
SOURCES = frozenset({SPRING, FIELD, ROAD})
"""The accounts that may fall below zero: what came into the wood came from them."""


_ID = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")


class AccountUnknown(Coded):
    """A text names no account; `params` hold it as `account`."""

    code = "unknown_account"


def creature(id: str) -> Account:
    """The account of a creature, which is also the audience of what it alone may know."""
    return Account(f"creature:{id}")


def patron(number: int) -> Account:
    """The account of a patron, and the audience of what that patron alone may know."""
    return Account(f"patron:{number}")


def tote(chapter: int, pool: str) -> Account:
    """The account that holds a betting pool's stakes."""
    return Account(f"tote:{chapter}:{pool}")


def parse(text: object) -> Account:
    """Check that a text names an account, and return it. Raises AccountUnknown."""
    if not is_account(text):
        raise AccountUnknown(account=str(text)[:64])
    return text


def is_account(text: object) -> TypeGuard[Account]:
    """Tell whether a text names an account."""
    if not isinstance(text, str):
        return False
    name, _, rest = text.partition(":")
    match name:
        case "creature":
            return _is_id(rest)
        case "patron":
            return _is_number(rest)
        case "tote":
            chapter, _, pool = rest.partition(":")
            return _is_number(chapter) and _is_id(pool)
    return text in FIXED


def is_actor(text: object) -> TypeGuard[Account]:
    """Tell whether a text names somebody who gives commands: the forester or a patron."""
    return is_account(text) and kind(text) in ("forester", "patron")


def kind(account: Account) -> Kind:
    """What sort of account it is."""
    return cast(Kind, account.partition(":")[0])


def creature_of(account: Account) -> str | None:
    """The id of the creature whose account it is; None for any other account."""
    name, _, id = account.partition(":")
    return id if name == "creature" else None


def patron_of(account: Account) -> int | None:
    """The number of the patron whose account it is; None for any other account."""
    name, _, number = account.partition(":")
    return int(number) if name == "patron" else None


def tote_of(account: Account) -> tuple[int, str] | None:
    """Chapter and pool of a betting pool's account; None for any other account."""
    name, _, rest = account.partition(":")
    chapter, _, pool = rest.partition(":")
    return (int(chapter), pool) if name == "tote" else None


def party(account: Account) -> Party:
    """An account as events name it."""
    return Party(creature_of(account) or account)


def of_party(name: str) -> Account:
    """The account that events name so: the inverse of `party`."""
    return Account(name) if name in FIXED or ":" in name else creature(name)


def _is_id(text: str) -> bool:
    """Tell whether a text may be an id in a cast."""
    return text[:1].islower() and len(text) <= 32 and set(text) <= _ID


def _is_number(text: str) -> bool:
    """Tell whether a text is a whole number in its shortest form."""
    return text.isascii() and text.isdecimal() and len(text) <= 20 and text == str(int(text))
