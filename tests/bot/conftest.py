"""Fixtures of the process's specifications."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.model_server import FarModel, answering


@pytest.fixture
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder, and no settings from the environment."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("WOOD_")]:
        monkeypatch.delenv(name)
    return tmp_path


@pytest.fixture
def far() -> Iterator[FarModel]:
    """A model behind a server on loopback."""
    with answering() as model:
        yield model
