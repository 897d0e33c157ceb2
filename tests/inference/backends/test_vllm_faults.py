"""What can go wrong with an engine: it will not start, it dies, it is no longer wanted."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from inference.backend import BackendFailed, Completion
from inference.backends.vllm import VllmBackend
from inference.backends.vllm_home import VllmHome
from inference.backends.vllm_settings import VllmSettings
from tests.inference.backends.engine_requests import ask, engines, kill, prompt

pytestmark = [pytest.mark.vllm, pytest.mark.asyncio(loop_scope="session")]


@contextmanager
def no_new_engine() -> Iterator[None]:
    """What runs inside leaves no engine's process behind."""
    before = set(engines())
    try:
        yield
        deadline = time.monotonic() + 15
        while set(engines()) - before and time.monotonic() < deadline:
            time.sleep(0.05)
        assert set(engines()) <= before
    finally:
        for left in set(engines()) - before:
            kill(left)


async def failure(home: VllmHome, **settings: object) -> tuple[str, str]:
    """The code and the sentence of a start that must fail, twice the same, and leave nothing behind."""
    backend = VllmBackend("faulty", VllmSettings.model_validate(settings), home)
    with no_new_engine():
        with pytest.raises(BackendFailed) as failed:
            await backend.start()
        assert backend.stage == "down"
        with pytest.raises(BackendFailed) as unasked:
            await backend.complete(ask(1))
        assert unasked.value.code == "down"
        await backend.close()
    return failed.value.code, failed.value.detail


async def test_a_folder_that_is_not_there(home: VllmHome, tmp_path: Path) -> None:
    code, detail = await failure(home, model=f"{tmp_path}/gone")
    assert (code, detail) == ("refused", f"model: no {tmp_path}/gone/config.json")


async def test_a_configuration_that_is_no_model(home: VllmHome, tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text(json.dumps({"model_type": "porcupine"}))
    code, detail = await failure(home, model=str(tmp_path))
    assert code == "refused"
    assert "porcupine" in detail


async def test_an_adapter_that_is_not_there(home: VllmHome, qwen2: Path, tmp_path: Path) -> None:
    code, detail = await failure(home, model=str(qwen2), adapters={"gossip": tmp_path})
    assert (code, detail) == ("refused", f"adapter gossip: no {tmp_path}/adapter_config.json")


async def test_an_argument_that_vllm_does_not_know(home: VllmHome, qwen2: Path) -> None:
    code, detail = await failure(home, model=str(qwen2), engine={"warp_factor": 9})
    assert code == "refused"
    assert "warp_factor" in detail


async def test_a_context_that_the_model_does_not_have(home: VllmHome, qwen2: Path) -> None:
    code, detail = await failure(home, model=str(qwen2), context=1_000_000)
    assert code == "refused"
    assert "max_model_len (1000000) is greater" in detail


async def test_out_of_memory_while_loading_is_told_by_the_engines_own_words(
    home: VllmHome, qwen2: Path
) -> None:
    code, detail = await failure(home, model=str(qwen2), cache_mib=99_999)
    assert code == "down"
    assert "memory" in detail


async def test_an_adapter_that_is_broken_is_refused_before_it_can_kill_the_engine(
    home: VllmHome, qwen2: Path, adapters: dict[str, Path], tmp_path: Path
) -> None:
    broken = shutil.copytree(adapters["gossip"], tmp_path / "broken")
    (broken / "adapter_model.safetensors").write_bytes(b"nothing of the kind")
    code, detail = await failure(home, model=str(qwen2), cache_mib=64, adapters={"gossip": broken})
    assert code == "refused"
    assert f"adapter gossip at {broken}" in detail


async def test_a_model_that_cannot_be_held_to_a_schema_is_refused_before_it_is_asked(
    home: VllmHome, qwen2: Path
) -> None:
    broken = {"structured_outputs_config": {"backend": "lm-format-enforcer"}}
    code, detail = await failure(home, model=str(qwen2), cache_mib=64, engine=broken)
    assert code == "refused"
    assert detail


async def test_an_engine_killed_in_mid_turn_fails_all_at_once_and_comes_back(
    home: VllmHome, qwen2: Path
) -> None:
    backend = VllmBackend("mortal", VllmSettings(model=str(qwen2), cache_mib=64), home)
    others = set(engines())
    with no_new_engine():
        await backend.start()
        asked = [asyncio.create_task(backend.complete(ask(turn))) for turn in range(30)]
        while not backend.under_way:
            await asyncio.sleep(0.01)
        (engine,) = set(engines()) - others
        kill(engine)
        replies = await asyncio.wait_for(asyncio.gather(*asked, return_exceptions=True), 5)
        failed = [reply for reply in replies if not isinstance(reply, Completion)]
        assert failed
        assert all(isinstance(error, BackendFailed) and error.code == "down" for error in failed)
        assert backend.stage == "down"
        with pytest.raises(BackendFailed, match="down"):
            await backend.complete(ask(1))
        assert await backend.count(prompt(1)) > 100, "its tokenizer lives on"
        await backend.start()
        assert backend.stage == "ready"
        assert (await backend.complete(ask(1))).finish_reason == "stop"
        await backend.close()
        await backend.close()


@pytest.fixture
def endless(qwen2: Path, tmp_path: Path) -> Path:
    """A model that is never read to its end: its weights are a pipe into which nobody writes."""
    folder = shutil.copytree(qwen2, tmp_path / "endless")
    (folder / "model.safetensors").unlink()
    os.mkfifo(folder / "model.safetensors")
    return folder


def at_work(engine: int) -> bool:
    """Whether an engine's process has imported what it needs: it then takes a name of its own."""
    return Path(f"/proc/{engine}/cmdline").read_bytes().startswith(b"VLLM")


async def test_a_start_that_is_cancelled_does_not_wait_for_weights_and_leaves_no_engine(
    home: VllmHome, endless: Path
) -> None:
    backend = VllmBackend("unwanted", VllmSettings(model=str(endless), cache_mib=64), home)
    before = set(engines())
    with no_new_engine():
        starting = asyncio.create_task(backend.start())
        while not any(at_work(engine) for engine in set(engines()) - before):
            await asyncio.sleep(0.05)
        starting.cancel()
        await asyncio.wait({starting}, timeout=30)
        assert starting.cancelled()
        assert backend.stage == "down"


async def test_closing_ends_a_start_whose_process_has_not_begun(home: VllmHome, endless: Path) -> None:
    backend = VllmBackend("unwanted", VllmSettings(model=str(endless), cache_mib=64), home)
    with no_new_engine():
        starting = asyncio.create_task(backend.start())
        while backend.stage != "loading":
            await asyncio.sleep(0.01)
        await backend.close()
        with pytest.raises(BackendFailed, match="down"):
            await asyncio.wait_for(starting, 30)
