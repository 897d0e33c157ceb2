"""Coercion of JSON values to the reply contract, noting what was mended or given up."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import TypeVar

from inference.replies.problem import Notes, excerpt
from inference.replies.reply import LETTERS, PLAIN, TEXT
from inference.replies.scan import AGAIN

Option = TypeVar("Option", bound=str)


_DIGITS = re.compile(
    r"\+?(\d{1,12})(?:\.0{1,6})?(?:\s+(?:pebbles?|units?|turns?))?", re.IGNORECASE | re.ASCII
)
_NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_NOTHING = ("", "none", "null", "nothing", "n/a", "[]", "{}")
_OUTSIDE = re.compile(f"[^{PLAIN}]+")
_BEFORE_TEXT = re.compile(f"^[^{LETTERS}]+")
_IN_ASCII = str.maketrans(
    {
        "ß": "ss",
        "æ": "ae",
        "Æ": "Ae",
        "ø": "o",
        "Ø": "O",
        "œ": "oe",
        "ł": "l",
        "Ł": "L",
        "đ": "d",
        "ð": "d",
        "þ": "th",
    }
    | dict.fromkeys('‘’‚′`´“”„«»"', "'")
    | dict.fromkeys("‐‑‒–—―−_~", "-")
    | dict.fromkeys("\t\n\r\v\f/|\\", " ")
    | {"&": " and "}
)


def field_name(key: str) -> str:
    """The field that a key means: without case, blanks around it, and the marks of a repeated key."""
    return key.split(AGAIN, 1)[0].strip().casefold()


class Fields:
    """The members of one object, each to be read once, by its field's name."""

    def __init__(self, path: str, members: Mapping[str, object], names: Iterable[str], notes: Notes) -> None:
        self._path, self._notes = path, notes
        self._values: dict[str, object] = {}
        self._repeated: set[str] = set()
        known = set(names)
        for key, value in members.items():
            name = field_name(key)
            if name not in known:
                notes.add(self.at(excerpt(key)), "unknown_key", value)
            elif name in self._values:
                self._again(name, value)
            else:
                self._values[name] = value

    def at(self, name: str) -> str:
        """The path of a member."""
        return f"{self._path}.{name}" if self._path else name

    def value(self, name: str) -> object:
        """The member as it stands; None where it is missing, null, or came twice and different."""
        return None if name in self._repeated else self._values.get(name)

    def text(self, name: str) -> str:
        """A text in the contract's alphabet; empty where there is none."""
        return as_text(self.value(name), self.at(name), self._notes)

    def objects(self, name: str, most: int, names: Iterable[str]) -> list[Fields]:
        """The objects in a list, each with fields of its own; what is no object is dropped."""
        kept = []
        for index, item in enumerate(as_items(self.value(name), most, self.at(name), self._notes)):
            path = f"{self.at(name)}[{index}]"
            if isinstance(item, Mapping):
                kept.append(Fields(path, item, names, self._notes))
            else:
                self._notes.add(path, "wrong_type", item)
        return kept

    def nested(self, name: str, names: Iterable[str]) -> Fields | None:
        """One object that may be absent; a list of one stands for it."""
        value = self.value(name)
        if isinstance(value, list) and len(value) == 1:
            self._notes.add(self.at(name), "read_as", value)
            value = value[0]
        if isinstance(value, Mapping) and value:
            return Fields(self.at(name), value, names, self._notes)
        if value is not None:
            self._notes.add(self.at(name), "read_as" if is_nothing(value) else "wrong_type", value)
        return None

    def choice(self, name: str, options: Iterable[Option]) -> Option | None:
        """One of the options, or None with the reason noted."""
        value = self._wanted(name)
        return None if value is None else as_choice(value, options, self.at(name), self._notes)

    def number(self, name: str, lowest: int, highest: int) -> int | None:
        """A whole number within both bounds, or None with the reason noted."""
        value = self._wanted(name)
        return None if value is None else as_number(value, lowest, highest, self.at(name), self._notes)

    def _wanted(self, name: str) -> object:
        value = self.value(name)
        if value is None and name not in self._repeated:
            self._notes.add(self.at(name), "missing")
        return value

    def _again(self, name: str, value: object) -> None:
        if self._values.get(name) == value:
            self._notes.add(self.at(name), "read_as", value)
        else:
            self._repeated.add(name)
            self._notes.add(self.at(name), "repeated", value)


def as_text(value: object, path: str, notes: Notes) -> str:
    """Fold a text into the contract's alphabet and length; other than a string gives the empty text."""
    if value is None:
        return ""
    if not isinstance(value, str):
        notes.add(path, "wrong_type", value)
        return ""
    if len(value) <= TEXT and (not value or (_plain(value) and value[0].isalnum())):
        return value
    plain = unicodedata.normalize("NFKD", value[: 4 * TEXT].translate(_IN_ASCII))
    plain = _OUTSIDE.sub("", plain.translate(_IN_ASCII))
    plain = _BEFORE_TEXT.sub("", " ".join(plain.split()))
    overlong = len(plain) > TEXT or len(value) > 4 * TEXT
    if overlong:
        notes.add(path, "too_long", value)
    if not overlong or not (_plain(value) and value[0].isalnum()):
        notes.add(path, "characters", value)
    return _shorten(plain) if overlong else plain


def as_choice(value: object, options: Iterable[Option], path: str, notes: Notes) -> Option | None:
    """One of the options, which are told apart without case; nothing like it is looked for."""
    if not isinstance(value, str):
        notes.add(path, "wrong_type", value)
        return None
    names = list(options)
    exact = [name for name in names if name == value]
    if exact:
        return exact[0]
    wanted = value.strip().casefold()
    found = [name for name in names if name.casefold() == wanted]
    notes.add(path, "read_as" if len(found) == 1 else "illegal", value)
    return found[0] if len(found) == 1 else None


def as_number(value: object, lowest: int, highest: int, path: str, notes: Notes) -> int | None:
    """A whole number, also when written as text, as a word up to ten, or with zeros after the point."""
    if isinstance(value, int) and not isinstance(value, bool):
        number: int | None = value
    else:
        number = _read_number(value)
        notes.add(path, "wrong_type" if number is None else "read_as", value)
    if number is None:
        return None
    if not lowest <= number <= highest:
        notes.add(path, "out_of_range", number)
        return None
    return number


def as_items(value: object, most: int, path: str, notes: Notes) -> list[object]:
    """The items of a list; one object stands for a list of one, and a word for nothing for the empty list."""
    if isinstance(value, list):
        if len(value) > most:
            notes.add(path, "too_many", len(value))
        return value[:most]
    if value is None:
        return []
    if isinstance(value, Mapping):
        notes.add(path, "read_as", value)
        return [value] if value else []
    notes.add(path, "read_as" if is_nothing(value) else "wrong_type", value)
    return []


def is_nothing(value: object) -> bool:
    """Whether a value says that there is nothing."""
    return value is None or value is False or value in ([], {}) or str(value).strip().casefold() in _NOTHING


def _read_number(value: object) -> int | None:
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e12:
        return int(value)
    if not isinstance(value, str):
        return None
    written = value.strip().casefold()
    found = _DIGITS.fullmatch(written)
    if found:
        return int(found[1])
    return _NUMBERS.index(written) if written in _NUMBERS else None


def _plain(text: str) -> bool:
    return text.isascii() and not _OUTSIDE.search(text)


def _shorten(text: str) -> str:
    """At most `TEXT` characters, cut between words where that loses little."""
    cut = text[:TEXT].rstrip()
    space = cut.rfind(" ")
    return cut[:space] if len(text) > TEXT and space > TEXT * 3 // 4 else cut
