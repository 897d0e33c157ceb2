"""Models and an engine for the tests that need vLLM; without it their files are left out."""

from __future__ import annotations

import importlib
from importlib.util import find_spec
from pathlib import Path

import pytest

collect_ignore_glob = [] if find_spec("vllm") else ["test_vllm_*.py", "test_tiny_models.py"]


@pytest.fixture(scope="session")
def qwen2(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a tiny Qwen2 model."""
    made: Path = importlib.import_module("tiny_models").make_qwen2(tmp_path_factory.mktemp("qwen2"))
    return made


@pytest.fixture(scope="session")
def llama(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a tiny Llama model."""
    made: Path = importlib.import_module("tiny_models").make_llama(tmp_path_factory.mktemp("llama"))
    return made
