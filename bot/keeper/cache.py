"""The woods last used, so that most turns need not read and parse one again."""

from __future__ import annotations

from collections import OrderedDict

from data.store.records import Loaded


class WoodCache:
    """At most `size` loaded woods, the longest unused given up first.

    What stands here is only ever a copy: the store refuses a commit that was worked out on an old one.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._woods: OrderedDict[str, Loaded] = OrderedDict()

    def get(self, wood: str) -> Loaded | None:
        """The copy of a wood, if one stands here."""
        if wood in self._woods:
            self._woods.move_to_end(wood)
        return self._woods.get(wood)

    def put(self, loaded: Loaded) -> None:
        """Keep a copy."""
        self._woods[loaded.record.id] = loaded
        self._woods.move_to_end(loaded.record.id)
        while len(self._woods) > self._size:
            self._woods.popitem(last=False)

    def drop(self, wood: str) -> None:
        """Forget a copy that may be old."""
        self._woods.pop(wood, None)

    def __len__(self) -> int:
        return len(self._woods)
