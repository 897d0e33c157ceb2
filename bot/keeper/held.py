"""Woods in memory: a lock for each, an LRU cache of those last used, and a change signal.

Where the program itself fails one wood, that wood stops and the others go on.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from typing import TypeVar

from data.store.failures import Repeated, StoreError
from data.store.protocol import Woods
from data.store.records import CommandResult, Loaded, Look, WoodRecord
from engine.errors import Fault
from engine.events.catalogue import FactBroken
from engine.ledger import LedgerBroken
from engine.saving.save import SaveBroken

T = TypeVar("T")


class WoodBroken(Fault):
    """A wood must stop. `code` is `ledger_broken`, `save_broken` or `engine_failed`; `params` say what was found."""


def guard(work: Callable[[], T]) -> T:
    """Run the engine's work on an input; whatever it raises is raised as WoodBroken.

    Raises Broken, and lets the StoreErrors of an input that cannot be read pass.
    """
    try:
        return work()
    except StoreError:
        raise
    except LedgerBroken as error:
        raise WoodBroken("ledger_broken", fault=error.code, **error.params) from error
    except SaveBroken as error:
        raise WoodBroken("save_broken", fault=error.code) from error
    except FactBroken as error:
        raise WoodBroken("engine_failed", fault=error.code, **error.params) from error
    except Exception as error:
        raise WoodBroken("engine_failed", fault=type(error).__name__) from error


class WoodCache:
    """LRU cache of at most `size` loaded woods.

    What stands here is only ever a copy: the store refuses a commit that was worked out on an old one.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._woods: OrderedDict[str, Loaded] = OrderedDict()

    def get(self, wood: str) -> Loaded | None:
        """Return the copy of a wood, or None."""
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
        """Evict a copy that may be old."""
        self._woods.pop(wood, None)

    def __len__(self) -> int:
        return len(self._woods)


class KeyedLocks:
    """Keyed locks: who holds a key makes others of that key wait, first come first served."""

    def __init__(self) -> None:
        self._locks: dict[str, asyncio.Lock] = {}
        self._wanted: dict[str, int] = {}

    @asynccontextmanager
    async def hold(self, key: str) -> AsyncIterator[None]:
        """Hold a key for the length of a `with`. The key's lock is forgotten when nobody wants it any more."""
        lock = self._locks.setdefault(key, asyncio.Lock())
        self._wanted[key] = self._wanted.get(key, 0) + 1
        try:
            async with lock:
                yield
        finally:
            self._wanted[key] -= 1
            if not self._wanted[key]:
                del self._wanted[key], self._locks[key]

    def __len__(self) -> int:
        """Keys that are held or waited for."""
        return len(self._locks)


class HeldWoods:
    """Woods as they are now, read from the store where no copy is at hand."""

    def __init__(self, store: Woods, cache: int, changed: Callable[[str], object]) -> None:
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

    async def look(self, wood: str, record: WoodRecord | None) -> Look:
        """Return a wood without its secrets and its record, as they are now, or as they were when `record` was read.

        Raises NoSuchWood, SaveBroken.
        """
        loaded = await self._at_hand(wood, record)
        if loaded is None:
            async with self.hold(
                wood
            ):  # a change under way leaves a copy behind, which is cheaper than loading
                loaded = await self._at_hand(wood) or await self._store.load(wood)
        return Look(loaded.record, loaded.wood.open())

    async def _at_hand(self, wood: str, record: WoodRecord | None = None) -> Loaded | None:
        """Return the cached copy if it is the wood of this record, or as the store has it now. Raises NoSuchWood."""
        record = record or await self._store.find(wood)
        kept = self._cache.get(wood)
        return kept if kept is not None and kept.record == record else None

    async def current(self, wood: str) -> Loaded:
        """Return the wood as it is; a cached copy is trusted, for the store refuses work done on an old one."""
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


class ChangeSignal:
    """Change signal: it remembers which woods changed until somebody waits for it."""

    def __init__(self) -> None:
        self._rung: set[str] = set()
        self._event = asyncio.Event()

    def ring(self, wood: str) -> None:
        """Say that a wood has changed."""
        self._rung.add(wood)
        self._event.set()

    async def wait(self, seconds: float) -> frozenset[str]:
        """Wait for changed woods, and return those since the last time; none after `seconds`."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._event.wait(), seconds)
        rung = frozenset(self._rung)
        self._rung.clear()
        self._event.clear()
        return rung
