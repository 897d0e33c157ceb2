"""Fixtures of the process's specifications."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder, and no settings from the environment."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("WOOD_")]:
        monkeypatch.delenv(name)
    return tmp_path
