"""The woods under a keeper's hand: a lock for each, and copies of those last used."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from bot.keeper.cache import WoodCache
from bot.keeper.guard import WoodBroken
from bot.keeper.locks import KeyedLocks
from data.store.failures import Repeated, StoreError
from data.store.protocol import Woods
from data.store.records import CommandResult, Loaded, Look
from engine.saving.save import SaveBroken


class HeldWoods:
    """Woods as they are now, read from the store where no copy is at hand."""

    def __init__(self, store: Woods, cache: int, changed: Callable[[str], None]) -> None:
        """`cache` is how many woods are kept at hand; `changed` is called with a wood's id after each change of it."""
        self._store = store
        self._locks = KeyedLocks()
        self._cache = WoodCache(cache)
        self.changed = changed

    def hold(self, wood: str) -> AbstractAsyncContextManager[None]:
        """Hold a wood's lock for the length of a `with`."""
        return self._locks.hold(wood)

    def keep(self, loaded: Loaded) -> None:
        """Keep a copy of a wood at hand."""
        self._cache.put(loaded)

    def drop(self, wood: str) -> None:
        """Forget a copy that may be old."""
        self._cache.drop(wood)

    async def look(self, wood: str) -> Look:
        """Return a wood without its secrets and its record, as they are now. Raises NoSuchWood, SaveBroken."""
        record = await self._store.find(wood)
        kept = self._cache.get(wood)
        if kept is not None and kept.record == record:
            return kept.open()
        return (await self._store.load(wood)).open()

    async def current(self, wood: str) -> Loaded:
        """The wood as it is; a copy at hand is trusted, for the store refuses what was worked out on an old one."""
        kept = self._cache.get(wood)
        if kept is not None:
            return kept
        try:
            loaded = await self._store.load(wood)
        except StoreError:
            raise
        except SaveBroken as error:
            raise WoodBroken("save_broken", fault=error.code) from error
        except Exception as error:  # of the engine, which carries the last commands out again
            raise WoodBroken("save_broken", fault=type(error).__name__) from error
        self._cache.put(loaded)
        return loaded

    async def first(self, id: str) -> CommandResult:
        """The result of a command that came before. Raises Repeated where it has none."""
        first = await self._store.command(id)
        if first is None:
            raise Repeated(command=id)
        return first
