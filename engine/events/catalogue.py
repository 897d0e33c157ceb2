"""How a kind of event is declared: its fields with their types, who may know it, and who is told of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal, Self, TypeGuard, TypeVar, dataclass_transform, get_type_hints

from engine.accounts import Account, Party
from engine.errors import Fault
from engine.events.event import Event, Value

Audience = Literal["public", "party", "nobody"]
"""Who may know an event: everybody, the one creature or patron whose account is named with it, or no reader at all."""
PARTY: Audience = "party"

GoodId = Annotated[str, "good"]
CreatureId = Annotated[str, "creature"]
PartyId = Annotated[Party, "party"]
"""A creature's id, or the account of anybody else."""
PersonId = Annotated[Account, "person"]
"""The forester, a patron, or nature where a shock came by chance."""
TaleId = Annotated[str, "tale"]
"""A shock's or legend's id."""
TaleIfAny = Annotated[str, "tale or none"]
"""The same, or an empty text for none."""
SeasonId = Annotated[str, "season"]
DealKind = Annotated[str, "deal"]
"""What kind of contract: `forward` or `loan`."""
Subject = Annotated[str, "subject"]
"""What is spoken of: a good, a creature, or an empty text for neither."""
StanceWord = Annotated[str, "stance"]
ContractId = Annotated[str, "id"]
"""Of a proposal or contract."""
CallAnswerWord = Annotated[str, "answer"]
"""How a price is called: `dearer`, `within` or `cheaper`."""
CallAnswerIfAny = Annotated[str, "answer or none"]
"""The same, or an empty text for none."""
JudgementWord = Annotated[str, "judgement"]
"""What became of a call: `right`, `wrong` or `void`."""
Speech = Annotated[str, "text"]
"""Words that somebody said."""
Pebbles = Annotated[int, "pebbles"]
Millipebbles = Annotated[int, "millipebbles"]
"""Thousandths of a pebble."""
Permille = Annotated[int, "thousandths"]
Units = Annotated[int, "units"]
UnitsOrPebbles = Annotated[int, "lot"]
"""What a deal is about: units of a forward, pebbles of a loan; the event's `kind` says which."""
TurnNumber = Annotated[int, "turn"]
Number = Annotated[int, "count"]


class FactBroken(Fault):
    """An event is not as its declaration says: a fault of the program, never of an input. The wood must stop.

    `code` is `unknown_kind`, `wrong_fields`, `wrong_type` or `wrong_audience`.
    """


@dataclass(frozen=True, slots=True)
class Entry:
    """What the catalogue says of one kind of event."""

    kind: str
    audience: Audience
    weight: int
    """Rank among the events of a turn that are told: the weightiest comes first."""
    news: bool
    """Whether every mind hears of it next turn."""
    story: bool
    """Whether the narrator tells of it."""
    why: bool
    """Whether the card of what happened and why has a line for it."""
    fields: Mapping[str, str]
    """Field -> what it holds, in the words of the types above."""
    types: Mapping[str, type]

    def lists(self, data: Mapping[str, object]) -> TypeGuard[Mapping[str, Value]]:
        """Whether data has the kind's fields, no more and no less; types are left to the type checker."""
        return data.keys() == self.types.keys()

    def check(self, data: Mapping[str, object]) -> None:
        """Raise FactBroken unless data has the kind's fields, each of its type."""
        if not self.lists(data):
            raise FactBroken("wrong_fields", kind=self.kind, fields=", ".join(sorted(data)))
        for name, wanted in self.types.items():
            if type(data[name]) is not wanted:
                raise FactBroken("wrong_type", kind=self.kind, field=name)


class Fact:
    """What an event of one kind says, its fields by name and type: declared with `fact`, read with `of`."""

    __slots__ = ()
    entry: ClassVar[Entry]

    @classmethod
    def tells(cls, event: Event) -> bool:
        """Whether an event is of this kind."""
        return event.kind == cls.entry.kind

    @classmethod
    def of(cls, event: Event) -> Self:
        """Read an event of this kind. Raises FactBroken where it is of another, or its data is not as declared."""
        if event.kind != cls.entry.kind:
            raise FactBroken("unknown_kind", kind=event.kind, wanted=cls.entry.kind)
        return cls.read(event.data)

    @classmethod
    def read(cls, data: Mapping[str, Value]) -> Self:
        """Read an event's data. Raises FactBroken where it is not as declared."""
        cls.entry.check(data)
        make: Callable[..., Self] = cls
        return make(**data)

    @classmethod
    def among(cls, events: Iterable[Event]) -> list[Self]:
        """Read all events of this kind, in order. Raises FactBroken."""
        kind = cls.entry.kind
        return [cls.read(event.data) for event in events if event.kind == kind]


F = TypeVar("F", bound=Fact)


@dataclass_transform(kw_only_default=True, frozen_default=True)
def fact(
    kind: str,
    *,
    audience: Audience = "public",
    weight: int = 0,
    news: bool = False,
    story: bool = False,
    why: bool = False,
) -> Callable[[type[F]], type[F]]:
    """Declare a kind of event: the class becomes a frozen dataclass of its fields, with its entry.

    Raises ValueError where a kind that is not public is told of.
    """
    if audience != "public" and (news or story or why):
        raise ValueError(f"{kind} is told of and not public")

    def declared(cls: type[F]) -> type[F]:
        made = dataclass(frozen=True, slots=True, kw_only=True)(cls)
        hints = get_type_hints(made, include_extras=True)
        del hints["entry"]
        made.entry = Entry(
            kind, audience, weight, news, story, why,
            {name: hint.__metadata__[0] for name, hint in hints.items()},
            {name: getattr(hint.__origin__, "__supertype__", hint.__origin__) for name, hint in hints.items()},
        )  # fmt: skip
        return made

    return declared
