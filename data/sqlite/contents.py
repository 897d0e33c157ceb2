"""Cache of casts and rules as stored with eras, each parsed once."""

from __future__ import annotations

from typing import TypeVar

from pydantic import ValidationError
from pydantic_core import from_json

from data.sqlite.connection import Readers
from data.sqlite.statements import statements
from data.store.failures import Damaged
from engine.content.cast import Cast, Content
from engine.content.rules import Rules
from engine.saving.content import present_form

C = TypeVar("C", bound=Content)


class Contents:
    """Cache of contents by digest; few are ever in use, and all woods of a digest share one."""

    def __init__(self, readers: Readers) -> None:
        self._readers = readers
        self._casts: dict[str, Cast] = {}
        self._rules: dict[str, Rules] = {}

    async def cast(self, digest: str) -> Cast:
        """The cast of this digest. Raises Damaged."""
        if digest not in self._casts:
            self._casts[digest] = await self._read(digest, Cast)
        return self._casts[digest]

    async def rules(self, digest: str) -> Rules:
        """The rules of this digest. Raises Damaged."""
        if digest not in self._rules:
            self._rules[digest] = await self._read(digest, Rules)
        return self._rules[digest]

    async def _read(self, digest: str, kind: type[C]) -> C:
        row = await self._readers.row(statements("woods")["content"], (digest,))
        if row is None:
            raise Damaged(detail=f"content {digest} is missing")
        try:
            return kind.model_validate(present_form(from_json(row["body"]))).known_as(digest)
        except ValidationError as error:
            raise Damaged(detail=f"content {digest}: {error.errors(include_url=False)[0]['msg']}") from error
        except ValueError as error:
            raise Damaged(detail=f"content {digest}: {error}") from error
