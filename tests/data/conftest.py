"""A store of each kind for the tests of the protocol."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest

from data.sqlite.store import open_store
from data.store.protocol import Store
from tests.data.stored_woods import Opener


async def _sqlite(folder: Path) -> Store:
    return await open_store(folder / "wood.db")


STORES: Mapping[str, Opener] = {"sqlite": _sqlite}
"""How each kind of store is opened on a folder; another kind joins here and is held to the same tests."""


@pytest.fixture(params=STORES)
def opener(request: pytest.FixtureRequest) -> Opener:
    return STORES[request.param]


@pytest.fixture
async def store(opener: Opener, tmp_path: Path) -> AsyncIterator[Store]:
    opened = await opener(tmp_path)
    yield opened
    await opened.close()
