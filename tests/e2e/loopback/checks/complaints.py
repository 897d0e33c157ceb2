"""Collecting everything wrong with a request body, as Discord answers it: one 50035 with all fields named."""

from collections.abc import Sized
from typing import Any

from tests.e2e.loopback.errors import invalid_form


class Complaints:
    """(dotted path, sentence) pairs; nothing is raised before ``settle``."""

    def __init__(self) -> None:
        self.found: list[tuple[str, str]] = []

    def add(self, path: str, sentence: str) -> None:
        self.found.append((path, sentence))

    def unless(self, holds: object, path: str, sentence: str) -> None:
        if not holds:
            self.add(path, sentence)

    def size(self, value: Any, low: int, high: int, path: str) -> None:
        """A text or list of ``low`` to ``high`` characters or items; None counts as empty."""
        length = len(value) if isinstance(value, Sized) else 0
        if not low <= length <= high:
            self.add(path, f"Must be between {low} and {high} in length, is {length}.")

    def different(self, values: list[Any], path: str, what: str) -> None:
        doubled = sorted({str(value) for value in values if values.count(value) > 1})
        if doubled:
            self.add(path, f"{what} must be unique; doubled: {', '.join(doubled)}.")

    def settle(self) -> None:
        """Raises 400/50035 when anything was found."""
        if self.found:
            raise invalid_form(self.found)
