"""Escaping of text from people and minds: it never pings, never links, never breaks what is around it."""

from __future__ import annotations

import re
import unicodedata

_ZERO_WIDTH = "\u200b"
_KEPT_FORMAT = frozenset("\u200d\ufe0e\ufe0f")
"""Format characters that emoji are joined and styled with."""
_DROPPED = frozenset({"Cf", "Cs", "Co", "Cn"})
"""Unicode categories that show nothing: direction marks, lone surrogates, private use, unassigned."""
_ESCAPES = str.maketrans({character: f"\\{character}" for character in r"\`*_~|[]<>#"})
_BLOCK_START = re.compile(r"^([-+=]|\d+(?=[.)]))")
_SCHEME = re.compile(r":(?=//)")
_HOST = re.compile(r"(?<=\w)\.(?=[\w-]+(?:[/.]\w|/))|(?<=\bwww)\.", re.IGNORECASE)
_STACKED = r"[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u20d0-\u20ff]"
_MARKS = re.compile(f"({_STACKED}{{2}}){_STACKED}+")


def one_line(text: str, limit: int = 200) -> str:
    """Printable text on one line, at most `limit` characters, an ellipsis where some were cut; unescaped.

    For places that know no markup: a terminal's table, a picture's alt text, a code block's cell.
    """
    shown = text if text.isprintable() else "".join(_show(character) for character in text)
    line = _MARKS.sub(r"\1", " ".join(shown.split()))
    return line if len(line) <= limit else f"{line[: limit - 1].rstrip()}…"


def escape(text: str, limit: int = 200) -> str:
    """`one_line` with Discord's and CommonMark's markup escaped; a zero-width space cuts mentions and links.

    `limit` counts characters before escaping. Escape once: what is escaped twice shows its backslashes.
    """
    line = one_line(text, limit)
    line = line.replace("@", f"@{_ZERO_WIDTH}")
    line = _SCHEME.sub(f":{_ZERO_WIDTH}", line)
    line = _HOST.sub(f".{_ZERO_WIDTH}", line)
    return _BLOCK_START.sub(_escape_start, line.translate(_ESCAPES))


def cell(text: str, limit: int = 34) -> str:
    """`one_line` for a table inside a code block, where only a backtick could end the block."""
    return one_line(text, limit).replace("`", "'")


def _show(character: str) -> str:
    if character.isprintable() or character in _KEPT_FORMAT:
        return character
    return "" if unicodedata.category(character) in _DROPPED else " "


def _escape_start(match: re.Match[str]) -> str:
    """A digit needs its backslash after it, before the dot that would start a list; a sign before it."""
    mark = match.group(1)
    return f"{mark}\\" if mark.isdigit() else f"\\{mark}"
