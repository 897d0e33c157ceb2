from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
import simcord
import simcord.actors

from bot.pictures.worker import ChartWorker
from tests.cogs.simulated_discord import Village, village


@pytest.fixture(scope="session")
def charts() -> Iterator[ChartWorker]:
    worker = ChartWorker(deadline=60)
    yield worker
    worker.close()


@pytest_asyncio.fixture
async def glade(tmp_path: Path, charts: ChartWorker) -> AsyncIterator[Village]:
    """A channel without a wood."""
    async with village(tmp_path, charts) as here:
        yield here


@pytest_asyncio.fixture
async def wood(glade: Village) -> Village:
    """A channel with a wood of three turns."""
    await glade.found()
    await glade.play(3)
    return glade


@pytest.fixture
def in_german(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everybody's Discord is set to German."""
    payload = simcord.actors._interactions.base_payload

    def german(*args: object, **kwargs: object) -> object:
        record, sent = payload(*args, **kwargs)
        return record, {**sent, "locale": "de"}

    monkeypatch.setattr(simcord.actors._interactions, "base_payload", german)
