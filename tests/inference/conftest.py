"""Models and engines for the tests that need vLLM; without it their files are left out."""

from __future__ import annotations

import importlib
import os
from collections.abc import AsyncIterator
from importlib.util import find_spec
from pathlib import Path

import pytest
import pytest_asyncio

from inference.backends.vllm import VllmBackend
from inference.backends.vllm_home import VllmHome
from inference.backends.vllm_settings import VllmSettings
from tests.inference.backends.engine_requests import engines

collect_ignore_glob = [] if find_spec("vllm") else ["backends/test_vllm_*.py", "test_tiny_models.py"]

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")  # models so small gain nothing from a second core
CACHE_MIB = 64


@pytest.fixture(scope="session")
def qwen2(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a tiny Qwen2 model."""
    made: Path = importlib.import_module("tests.inference.tiny_models").make_qwen2(
        tmp_path_factory.mktemp("qwen2")
    )
    return made


@pytest.fixture(scope="session")
def llama(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a tiny Llama model."""
    made: Path = importlib.import_module("tests.inference.tiny_models").make_llama(
        tmp_path_factory.mktemp("llama")
    )
    return made


@pytest.fixture(scope="session")
def adapters(qwen2: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Two adapters of the Qwen2 model."""
    make = importlib.import_module("tests.inference.tiny_models").make_adapter
    folder = tmp_path_factory.mktemp("adapters")
    return {
        name: make(folder / name, qwen2, seed) for seed, name in enumerate(("hoarder", "gossip"), start=11)
    }


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> VllmHome:
    """Where vLLM keeps its log in this session."""
    return VllmHome(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="session")
def processes() -> dict[str, int]:
    """Backend -> the id of its engine's first process."""
    return {}


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def qwen2_engine(qwen2: Path, adapters: dict[str, Path], home: VllmHome) -> AsyncIterator[VllmBackend]:
    """The Qwen2 model and its two adapters on one engine for the whole session."""
    settings = VllmSettings(model=str(qwen2), cache_mib=CACHE_MIB, adapters=adapters, adapter_rank=8)
    backend = VllmBackend("qwen2", settings, home)
    await backend.start()
    yield backend
    await backend.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def llama_engine(llama: Path, home: VllmHome, processes: dict[str, int]) -> AsyncIterator[VllmBackend]:
    """The Llama model on one engine for the whole session."""
    backend = VllmBackend("llama", VllmSettings(model=str(llama), cache_mib=CACHE_MIB), home)
    before = engines()
    await backend.start()
    (processes["llama"],) = set(engines()) - set(before)
    yield backend
    await backend.close()
