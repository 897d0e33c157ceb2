"""One broken JSON object told apart and written out anew, so that a tolerant parser has nothing left to guess at.

A tolerant parser takes a cut-off number for a whole one, the first number of `1 + 1` for the sum, and the last of two
values for the one that was meant. Here strings and bare words are quoted, repeated keys are marked, a member that was
cut off is left out, and brackets are closed; what is still missing then is left to the parser. One pass over
the characters, so linear in the text, and without recursion.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

DEPTH = 8
"""Deepest nesting kept; a reply needs three, and wrappers are forgiven."""
TOKENS = 512
"""Most brackets, strings, commas and colons kept; the longest reply in the contract has fewer than 250."""
AGAIN = "#again"
"""Put at the end of a key once for each time that its object has already had it."""

_QUOTES = {'"': '"', "'": "'", "“": "”", "‘": "’", "`": "`"}
_CLOSERS = {"{": "}", "[": "]"}
_PROSE = ("thought", "text")
_AFTER_STRING = re.compile(r"\s*+(?:[,:;=}\])：，]|$)|[^\S\n]*+\n\s*+[\"'“‘`]")
_LITERAL = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?|true|false|null", re.IGNORECASE | re.ASCII)
_LITERALS = {"True": "true", "False": "false", "None": "null", "none": "null", "undefined": "null"}
_COMMENT = re.compile(r"//[^\n]*+|/\*.*?(?:\*/|\Z)|#[^\n]*+", re.DOTALL)
_CUT_ESCAPE = re.compile(r"\\(?:u[0-9a-fA-F]{0,3})?$")
_IN_STRING = re.compile(r"\\(u[0-9a-fA-F]{4}|[\"\\/bfnrt])|\\(.?)|([\"\x00-\x1f])", re.DOTALL)

TokenKind = Literal["open", "close", "comma", "colon", "string", "open string"]
_KINDS: dict[str, tuple[TokenKind, str]] = {
    "{": ("open", "{"),
    "[": ("open", "["),
    "}": ("close", "}"),
    "]": ("close", "]"),
    ",": ("comma", ","),
    "，": ("comma", ","),
    ";": ("comma", ","),
    ":": ("colon", ":"),
    "：": ("colon", ":"),
    "=": ("colon", ":"),
}


@dataclass(frozen=True, slots=True)
class Outline:
    """An object or a list that begins at a given character."""

    end: int
    """Index after its last character."""
    complete: bool
    """Whether its closing bracket was found."""
    text: str
    """It, written out anew."""


@dataclass(frozen=True, slots=True)
class _Token:
    kind: TokenKind
    start: int
    end: int
    text: str
    """As it is written out anew."""


@dataclass(slots=True)
class _Level:
    """An open bracket during the pass."""

    bracket: str
    member: int
    """How much had been written where its present member began."""
    key: str = ""
    """Key of the present member, once its colon was seen."""
    odd: bool = False
    """Whether the present member has had a second colon, so that its number may be half of something else."""
    keys: Counter[str] = field(default_factory=Counter)

    def next_member(self, member: int) -> None:
        """Begin a member where so much has been written."""
        self.member, self.key, self.odd = member, "", False


def outline(text: str, start: int) -> Outline:
    """Follow the object or list that opens at `start` to its end, or as far as a reply can go."""
    written: list[str] = []
    levels: list[_Level] = []
    before: _Token | None = None
    for number, token in enumerate(_tokens(text, start)):
        if number >= TOKENS or (token.kind == "open" and len(levels) == DEPTH):
            return Outline(token.start, False, _cut_off(written, levels, None))
        bare = before and _bare(text[before.end : token.start], before, token, levels[-1])
        if bare:
            written.append(bare)
        anew = bool(before and (before.kind in ("string", "close") or (bare and before.kind == "colon")))
        _write(token, anew, levels, written)
        if not levels:
            return Outline(token.end, True, "".join(written))
        before = token
    rest = before is not None and text[before.end :].strip()
    return Outline(len(text), False, _cut_off(written, levels, None if rest else before))


def _tokens(text: str, start: int) -> Iterator[_Token]:
    """Brackets, commas, colons and strings from `start` on; a quote opens a string only where one may."""
    index, fresh = start, True
    while index < len(text):
        char = text[index]
        comment = _COMMENT.match(text, index) if char in "/#" else None
        if comment:
            index = comment.end()
            continue
        if char in _QUOTES and fresh:
            end, closed = _string_end(text, index)
            inside = text[index + 1 : end - 1] if closed else _CUT_ESCAPE.sub("", text[index + 1 :])
            yield _Token("string" if closed else "open string", index, end, _quote(inside))
            index, fresh = end, False
            continue
        kind, plain = _KINDS.get(char, (None, ""))
        if kind and not (kind == "comma" and _inside_number(text, index)):
            yield _Token(kind, index, index + 1, plain)
            fresh = kind != "close"
        elif char == "\n":
            fresh = True
        elif not char.isspace():
            fresh = char == "("
        index += 1


def _inside_number(text: str, comma: int) -> bool:
    """Whether a comma stands between two digits, as in 1,000."""
    return text[comma - 1 : comma].isdigit() and text[comma + 1 : comma + 2].isdigit()


def _string_end(text: str, start: int) -> tuple[int, bool]:
    """Index after the string that opens at `start`, and whether its closing quote was found.

    A quote closes only where JSON may go on, so that apostrophes and quoted words in a text do not end it.
    """
    closer = _QUOTES[text[start]]
    index = start + 1
    while index < len(text):
        char = text[index]
        if char == "\\":
            index += 2
            continue
        if char == closer and _AFTER_STRING.match(text, index + 1):
            return index + 1, True
        index += 1
    return len(text), False


def _quote(inside: str) -> str:
    """A JSON string of what stood between quotes of any kind."""

    def escaped(found: re.Match[str]) -> str:
        known, unknown, raw = found.groups()
        if raw is not None:
            return '\\"' if raw == '"' else " "
        return f"\\{known}" if known else unknown or ""

    return f'"{_IN_STRING.sub(escaped, inside)}"'


def _bare(text: str, before: _Token, token: _Token, level: _Level) -> str:
    """What stands without quotes between two tokens: a key, a literal, a word; or empty, where it is noise."""
    bare = _COMMENT.sub("", text).strip()
    in_list = level.bracket == "["
    if not bare or (token.kind == "colon" and (before.kind == "colon" or in_list)):
        return ""
    if token.kind == "colon":
        return _quote(bare) if before.kind in ("open", "comma") else ""
    if before.kind == "colon" or (in_list and before.kind in ("open", "comma")):
        word = _LITERALS.get(bare, bare)
        return word if _LITERAL.fullmatch(word) and not level.odd else _quote(f"{'?' * level.odd}{word}")
    return ""


def _write(token: _Token, anew: bool, levels: list[_Level], written: list[str]) -> None:
    """Write a token, and open, close or go on with a level; `anew` where a comma was forgotten before it."""
    level = levels[-1] if levels else None
    if token.kind == "close":
        _close(token.text, levels, written)
        return
    if level and token.kind == "colon":
        _write_colon(level, written)
        return
    if level and anew and token.kind != "comma":
        written.append(",")
        level.next_member(len(written))
    written.append(token.text)
    if token.kind == "open":
        levels.append(_Level(token.text, len(written)))
    elif level and token.kind == "comma":
        level.next_member(len(written))


def _close(bracket: str, levels: list[_Level], written: list[str]) -> None:
    """Close the nearest level of this kind and those inside it; a bracket that closes none is passed over."""
    for depth in range(len(levels) - 1, -1, -1):
        if _CLOSERS[levels[depth].bracket] == bracket:
            written += [_CLOSERS[level.bracket] for level in reversed(levels[depth:])]
            del levels[depth:]
            return


def _write_colon(level: _Level, written: list[str]) -> None:
    """Take the string written last for the member's key, marked where its object has had it before."""
    if level.key:
        level.odd = True
        return
    if level.bracket == "{" and len(written) > level.member and written[-1].startswith('"'):
        level.key = written[-1].strip('"').strip().casefold()
        written[-1] = f'{written[-1][:-1]}{AGAIN * level.keys[level.key]}"'
        level.keys[level.key] += 1
    written.append(":")


def _cut_off(written: list[str], levels: list[_Level], last: _Token | None) -> str:
    """All but the unfinished member, of which only a whole string or prose is kept: a number may have gone on."""
    level = levels[-1]
    prose = last is not None and last.kind == "open string" and level.key in _PROSE
    whole = last is not None and last.kind == "string" and level.key
    after = last is not None and last.kind in ("close", "comma")
    kept = written if prose or whole or after else written[: level.member]
    return "".join(kept) + "".join(_CLOSERS[one.bracket] for one in reversed(levels))
