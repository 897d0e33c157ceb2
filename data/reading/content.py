"""Content from TOML: casts, rules, shocks, legends. A fault is one sentence naming file, table and field."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, RootModel, ValidationError
from pydantic_core import ErrorDetails, to_json

from data.reading.money import in_pebbles
from data.reading.placeholders import placeholders
from engine.content.broker import Almanac
from engine.content.cast import Cast, Identifier, TemperamentKind
from engine.content.hints import Hints
from engine.content.legend import Caravan, Harvest, Legend, Price, Shock, Spoil
from engine.content.money import PebblesPerUnit
from engine.content.rules import Rules
from engine.errors import Coded

CONTENT = Path(__file__).parents[1] / "content"
"""The packaged content; a server's owner may keep a folder of the same shape."""

M = TypeVar("M", bound=BaseModel)

TEMPERAMENTS: tuple[str, ...] = get_args(TemperamentKind)
OF_CREATURES = ("praise", "warn")
"""Stances whose subject is a creature; the others speak of a good."""

PLAIN = {
    "extra_forbidden": "this field is unknown",
    "missing": "this field is missing",
    "string_type": "this must be text",
    "int_type": "this must be a whole number",
    "bool_type": "this must be true or false",
    "tuple_type": "this must be a list",
    "model_type": "this must be a table",
    "dict_type": "this must be a table",
}
"""Pydantic's types of error whose own message would say less."""


class ContentError(Coded):
    """Content that cannot be used, as one sentence that names file, table and field.

    `code` is `missing_file`, `unreadable`, `bad_toml`, `bad_field`, `bad_target`, `bad_text`,
    `id_used_twice`, `misplaced`, `unknown_cast` or `bad_par`; `params` holds what the sentence is made of.
    """

    def __init__(
        self, code: str, file: str, problem: str, *, table: str = "", field: str = "", more: int = 0
    ) -> None:
        super().__init__(code, file=file, table=table, field=field, problem=problem, more=more)

    def __str__(self) -> str:
        file, table, field, problem, more = self.params.values()
        where = ", ".join(str(part) for part in (file, table, field) if part)
        others = f" (and {more} more {'fault' if more == 1 else 'faults'})" if more else ""
        return f"{where}: {problem}{others}."


class _Shocks(BaseModel):
    """The file `shocks.toml`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    shocks: tuple[Shock, ...]


class _Legends(BaseModel):
    """The file `legends.toml`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    legends: tuple[Legend, ...]


class _Almanacs(RootModel[dict[Identifier, Almanac]]):
    """A file of the folder `broker`: one cast's goods."""


class _Money(BaseModel):
    """What of the file `rules.toml` every reader of amounts needs."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    money: PebblesPerUnit = 1


class _Row(NamedTuple):
    """One shock or legend and where it stands: the table of the file `<table>.toml`, numbered from 1."""

    table: str
    number: int
    tale: Shock


def read(path: Path, model: type[M], *, money: int = 1) -> M:
    """A TOML file under a model, strictly: nothing is converted, nothing unknown passes.

    Its amounts of money are multiplied by `money`, once they are checked as they are written.
    Raises ContentError with the first fault and how many more there are.
    """
    raw = _parse(path)
    try:
        written = model.model_validate_json(to_json(raw, inf_nan_mode="strings"), strict=True)
        return in_pebbles(written, money)
    except ValidationError as error:
        first, *others = error.errors(include_url=False)
        table, field = _place(first, raw)
        raise ContentError(
            "bad_field", str(path), _problem(first), table=table, field=field, more=len(others)
        ) from error


def money_of(folder: Path = CONTENT) -> int:
    """Return the pebbles per unit of the amounts that a content folder holds. Raises ContentError."""
    return read(folder / "rules.toml", _Money).money


def casts(folder: Path = CONTENT) -> list[str]:
    """Names of the casts in a content folder, sorted."""
    return sorted(path.stem for path in (folder / "casts").glob("*.toml"))


def load_cast(name_or_path: str, folder: Path = CONTENT) -> Cast:
    """A cast by its name in the content folder, or by the path of a TOML file.

    Raises ContentError; for an unknown name it lists the known ones.
    """
    known = casts(folder)
    if name_or_path in known:
        return read(folder / "casts" / f"{name_or_path}.toml", Cast, money=money_of(folder))
    path = Path(name_or_path)
    if path.suffix == ".toml" or len(path.parts) > 1:
        return read(path, Cast, money=money_of(folder))
    problem = (
        f"there is no cast '{name_or_path}'; known are {', '.join(known) or 'none'}, or give a TOML file"
    )
    raise ContentError("unknown_cast", str(folder / "casts"), problem)


def load_rules(folder: Path = CONTENT) -> Rules:
    """The rules with the shocks and legends that can strike, what the wind says of a season to come, and what the
    broker knows of each cast's goods: the files `rules.toml`, `shocks.toml`, `legends.toml`, `weather.toml` and, for
    casts that have one, `broker/<cast>.toml`.

    Raises ContentError naming the file in which the fault stands.
    """
    rules = read(folder / "rules.toml", Rules, money=money_of(folder))
    for table in ("shocks", "legends"):
        if getattr(rules, table):
            raise ContentError(
                "misplaced", str(folder / "rules.toml"), f"this belongs in {table}.toml", table=f"[[{table}]]"
            )
    shocks = read(folder / "shocks.toml", _Shocks).shocks
    legends = read(folder / "legends.toml", _Legends).legends
    used: set[str] = set()
    for row in _rows(shocks, legends):
        if row.tale.id in used:
            raise _fault("id_used_twice", folder, row, "id", "this id is used twice")
        used.add(row.tale.id)
        unknown = sorted(set(row.tale.seasons) - {season.id for season in rules.seasons})
        if unknown:
            raise _fault("unknown_season", folder, row, "seasons", f"the rules have no season '{unknown[0]}'")
    told = _hints(folder, rules)
    almanacs = {file.stem: read(file, _Almanacs).root for file in sorted((folder / "broker").glob("*.toml"))}
    broker = rules.broker.changed(almanacs=almanacs) if almanacs else rules.broker
    weather = rules.weather.changed(told=told) if told else rules.weather
    return rules.changed(shocks=shocks, legends=legends, broker=broker, weather=weather)


def _hints(folder: Path, rules: Rules) -> Hints | None:
    """What the wind says of a season to come; None where a folder has none and no season brings any."""
    file = folder / "weather.toml"
    if rules.weather.told != Hints():
        raise ContentError(
            "misplaced", str(folder / "rules.toml"), "this belongs in weather.toml", table="[weather.told]"
        )
    return read(file, Hints) if file.exists() or any(season.hints for season in rules.seasons) else None


def check_content(cast: Cast, rules: Rules, folder: Path = CONTENT) -> None:
    """Check that a cast can play the rules' tales and hints: every target resolves, every placeholder is filled.

    A target `@<temperament>` that this cast lacks is no fault: one legend serves several casts.
    Raises ContentError for the first that does not.
    """
    for row in _rows(rules.shocks, rules.legends):
        for field, target, of_creature in _targets(row.tale):
            problem = _why_unresolved(cast, target, of_creature=of_creature)
            if problem:
                raise _fault("bad_target", folder, row, field, problem)
        for field, text in _texts(row.tale):
            problem = _why_unfilled(cast, text)
            if problem:
                raise _fault("bad_text", folder, row, field, problem)
    for field, sentences in (("harsh", rules.weather.told.harsh), ("mild", rules.weather.told.mild)):
        for index, sentence in enumerate(sentences):
            problem = _why_unfilled(cast, sentence)
            if problem:
                raise ContentError(
                    "bad_text", str(folder / "weather.toml"), problem, field=f"{field}[{index}]"
                )


def _parse(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8"))
    except FileNotFoundError as error:
        raise ContentError("missing_file", str(path), "there is no such file") from error
    except UnicodeDecodeError as error:
        raise ContentError("unreadable", str(path), f"this is not UTF-8 text (byte {error.start})") from error
    except OSError as error:
        raise ContentError("unreadable", str(path), f"this cannot be read ({error.strerror})") from error
    except RecursionError as error:
        raise ContentError("bad_toml", str(path), "this is nested too deeply") from error
    except ValueError as error:
        raise ContentError("bad_toml", str(path), f"this is not TOML: {_lower(str(error))}") from error


def _place(error: ErrorDetails, raw: dict[str, Any]) -> tuple[str, str]:
    """Table and field of a fault as the file's author wrote them: lists of tables by number and id."""
    steps = _steps(error, raw)
    if not steps:
        return "", ""
    head, *rest = steps
    value = raw.get(str(head))
    if rest and isinstance(rest[0], int) and isinstance(value, list):
        row = value[rest[0]]
        name = row.get("id") if isinstance(row, dict) else None
        return f"[[{head}]] {rest[0] + 1}" + (f" '{name}'" if name else ""), _join(rest[1:])
    return (f"[{head}]", _join(rest)) if rest else ("", str(head))


def _steps(error: ErrorDetails, raw: dict[str, Any]) -> list[str | int]:
    """The path of a fault without the tags that pydantic adds where a table may be one of several kinds."""
    steps: list[str | int] = []
    here: Any = raw
    for index, step in enumerate(error["loc"]):
        inside = isinstance(here, dict) and step in here
        if inside or isinstance(here, list):
            here = here[step]
        elif not (error["type"] == "missing" and index == len(error["loc"]) - 1):
            continue
        steps.append(step)
    return steps


def _join(steps: list[str | int]) -> str:
    return "".join(f"[{s}]" if isinstance(s, int) else f".{s}" for s in steps).removeprefix(".")


def _problem(error: ErrorDetails) -> str:
    message = PLAIN.get(error["type"]) or _lower(error["msg"].removeprefix("Value error, "))
    given = error["input"]
    shown = error["type"] not in ("extra_forbidden", "missing") and isinstance(given, str | int | float)
    return f"{message}, not {given!r}" if shown and len(str(given)) <= 40 else message


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:].rstrip(".")


def _rows(shocks: tuple[Shock, ...], legends: tuple[Legend, ...]) -> Iterator[_Row]:
    yield from (_Row("shocks", number, shock) for number, shock in enumerate(shocks, 1))
    yield from (_Row("legends", number, legend) for number, legend in enumerate(legends, 1))


def _fault(code: str, folder: Path, row: _Row, field: str, problem: str) -> ContentError:
    table = f"[[{row.table}]] {row.number} '{row.tale.id}'"
    return ContentError(code, str(folder / f"{row.table}.toml"), problem, table=table, field=field)


def _targets(tale: Shock) -> Iterator[tuple[str, str, bool]]:
    """Field, target and whether the target is a creature, for everything that a tale aims at."""
    for index, tell in enumerate(tale.tells):
        yield f"tells[{index}].about", tell.about, tell.stance in OF_CREATURES
    for index, act in enumerate(tale.settles):
        if isinstance(act, Harvest | Price | Spoil | Caravan):
            yield f"settles[{index}].good", act.good, False


def _texts(tale: Shock) -> Iterator[tuple[str, str]]:
    yield "text", tale.text
    yield from ((f"tells[{index}].text", tell.text) for index, tell in enumerate(tale.tells))


def _why_unresolved(cast: Cast, target: str, *, of_creature: bool) -> str:
    """Why a target can name nothing, or an empty string."""
    if target.startswith("@"):
        groups = set() if of_creature else {"all", "foods"}
        known = sorted({*TEMPERAMENTS, *groups})
        return "" if target[1:] in known else f"'{target}' is none of @{', @'.join(known)}"
    ids = cast.creature if of_creature else cast.made
    kind = "creature" if of_creature else "good"
    return "" if target in ids else f"'{target}' is no {kind} of the cast '{cast.id}'"


def _why_unfilled(cast: Cast, text: str) -> str:
    """Why a text cannot be rendered for a cast, or an empty string."""
    try:
        unknown = sorted(placeholders(text) - set(cast.words))
    except ValueError as error:
        return str(error)
    return f"the cast '{cast.id}' has no word for {{{unknown[0]}}}" if unknown else ""
