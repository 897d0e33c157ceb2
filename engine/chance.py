"""Counter-based random streams: the only randomness of the engine.

A stream is a function of its key alone: no state is shared, none is global, and the order in which streams
are opened or drawn from changes nothing. Block `i` of a stream is BLAKE2b (RFC 7693) of `i`, keyed with the
hash of the parts of the stream's key. Only integers come out, so that every platform draws the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import TypeVar

T = TypeVar("T")

_BLOCK_BITS = 512


class Chance:
    """A stream of draws for one purpose within one turn of one wood.

    Opening one costs next to nothing: nothing is hashed before the first draw. Streams whose keys differ in
    any part are independent; streams with equal keys draw the same.
    """

    __slots__ = ("_blocks", "_key", "_left", "_parts", "_pool")

    def __init__(self, seed: str, turn: int, purpose: str, subject: str = "") -> None:
        """`seed` is the wood's (hex text), `turn` the one played, `subject` what the purpose is about."""
        self._open((seed, str(turn), purpose, subject))

    @classmethod
    def keyed(cls, parts: tuple[str, ...]) -> Chance:
        """Return the stream of a key that is made of other parts, for instance a command's."""
        stream = cls.__new__(cls)
        stream._open(parts)
        return stream

    def _open(self, parts: tuple[str, ...]) -> None:
        self._parts = parts
        self._key = b""
        self._blocks = 0
        self._pool = 0
        self._left = 0

    def derive(self, purpose: str, subject: str = "") -> Chance:
        """A new stream, independent of this one and of what was drawn from it."""
        return Chance.keyed((*self._parts, purpose, subject))

    def afresh(self) -> Chance:
        """The same stream from its beginning, whatever was drawn from this one."""
        return Chance.keyed(self._parts)

    def below(self, n: int) -> int:
        """A whole number from 0 to n - 1, each equally likely: numbers outside are drawn again, never folded.

        What a block of the stream has left is kept: many small draws share one hash. Raises ValueError where n < 1.
        """
        if n < 1:
            raise ValueError(f"nothing to draw from: {n}")
        bits = (n - 1).bit_length()
        mask = (1 << bits) - 1
        while True:
            while self._left < bits:
                self._pool |= self._next_block() << self._left
                self._left += _BLOCK_BITS
            number = self._pool & mask
            self._pool >>= bits
            self._left -= bits
            if number < n:
                return number

    def thousandths(self) -> int:
        """A whole number from 0 to 999."""
        return self.below(1000)

    def between(self, low: int, high: int) -> int:
        """A whole number from low to high, both included. Raises ValueError where low > high."""
        return low + self.below(high - low + 1)

    def happens(self, thousandths: int) -> bool:
        """True with this probability in thousandths: never at 0 or less, always at 1000 or more."""
        return self.below(1000) < thousandths

    def pick(self, items: Sequence[T]) -> T:
        """One of the items, each equally likely. Raises ValueError where there are none."""
        return items[self.below(len(items))]

    def shuffled(self, items: Sequence[T]) -> list[T]:
        """The items in an order drawn evenly from all orders (Fisher and Yates), as a new list."""
        shuffled = list(items)
        for last in range(len(shuffled) - 1, 0, -1):
            other = self.below(last + 1)
            shuffled[last], shuffled[other] = shuffled[other], shuffled[last]
        return shuffled

    def _next_block(self) -> int:
        if not self._blocks:
            self._key = blake2b(_encode(self._parts)).digest()
        block = blake2b(self._blocks.to_bytes(8, "little"), key=self._key).digest()
        self._blocks += 1
        return int.from_bytes(block, "little")


def _encode(parts: tuple[str, ...]) -> bytes:
    """The parts, each after its length, so that no two keys read the same. Lone surrogates may pass."""
    return "".join([f"{len(part)}:{part}" for part in parts]).encode("utf-8", "surrogatepass")
