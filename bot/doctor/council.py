"""What a council would load, from where and with which memory, and what is missing. Nothing is loaded, but servers are
asked.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

from bot.doctor.finding import Finding, FindingState
from inference.backend import BackendFailed
from inference.backends.remote import Retry
from inference.council.council_file import CouncilFile, OpenAIEntry, RecordEntry, VllmEntry
from inference.council.engines import LOCAL, Places, far_backend

MOST_SHARE = 0.95
"""Of a GPU's memory, for all engines together: the rest is the driver's and the desktop's."""
GIB = 2**30
ONCE = Retry(tries=1)


def council_findings(
    file: CouncilFile, places: Places, installed: Callable[[str], object] = find_spec
) -> list[Finding]:
    """A finding for each mind that is used, and what is wrong with any. `installed` tells of a package by name."""
    found: list[Finding] = []
    for name in file.used:
        match file.minds.get(name):
            case VllmEntry() as entry:
                found += _here(name, entry, places)
            case OpenAIEntry() as entry:
                found += _there(name, entry, places, installed)
            case RecordEntry() as entry if not places.path(entry.path).is_file():
                found.append(
                    Finding("ill", "no_record", {"mind": name, "path": str(places.path(entry.path))})
                )
            case entry:
                backend = entry.backend if entry else name
                found.append(Finding("well", "mind_rules", {"mind": name, "backend": backend}))
    return [*found, *_engine(file, installed), *_crowd(file)]


async def far_findings(file: CouncilFile, places: Places, wait: float) -> list[Finding]:
    """Whether each server of the minds that are used answers as their models must, within so many seconds.

    One whose key is missing is not asked.
    """
    entries = [(name, entry) for name in file.used if isinstance(entry := file.minds.get(name), OpenAIEntry)]
    asked = [
        (name, entry, url)
        for name, entry in entries
        if not entry.key_env or places.environment.get(entry.key_env)
        for url in entry.base_urls
    ]
    return list(await asyncio.gather(*(_ask(*one, places, wait) for one in asked)))


async def _ask(name: str, entry: OpenAIEntry, url: str, places: Places, wait: float) -> Finding:
    words = {"mind": name, "model": entry.model, "where": url}
    backend = far_backend(entry.model_copy(update={"base_urls": (url,)}), places, ONCE)
    try:
        async with asyncio.timeout(wait):
            await backend.start()
    except TimeoutError:
        return Finding("warning", "mind_silent", {**words, "reason": "deadline"})
    except BackendFailed as failed:
        state: FindingState = "ill" if failed.code == "refused" else "warning"
        return Finding(state, "mind_silent", {**words, "reason": failed.code, "detail": failed.detail})
    finally:
        await backend.close()
    return Finding("well", "mind_there", words)


def _here(name: str, entry: VllmEntry, places: Places) -> Iterator[Finding]:
    local, folder = entry.model.startswith(LOCAL), _folder(entry, places)
    if local and not (folder / "config.json").is_file():
        yield Finding("ill", "no_model", {"mind": name, "path": str(folder)})
        return
    if entry.adapter and not (places.path(entry.adapter) / "adapter_config.json").is_file():
        path = str(places.path(entry.adapter))
        yield Finding("ill", "no_adapter", {"mind": name, "path": path})
    if not local and not folder.is_dir():
        words = {"mind": name, "model": entry.model, "path": str(folder.parent)}
        yield Finding("warning", "to_download", words)
    words = {"mind": name, "model": entry.model, "origin": str(folder), "memory": _memory(entry, folder)}
    yield Finding("well", "mind_here", words)


def _there(
    name: str, entry: OpenAIEntry, places: Places, installed: Callable[[str], object]
) -> Iterator[Finding]:
    if entry.key_env and not places.environment.get(entry.key_env):
        yield Finding("ill", "no_key", {"mind": name, "variable": entry.key_env})
    if entry.tokenizer:
        path = places.path(entry.tokenizer)
        if not (path.is_file() or (path / "tokenizer.json").is_file()):
            yield Finding("ill", "no_tokenizer", {"mind": name, "path": str(path)})
        if installed("tokenizers") is None:
            yield Finding("ill", "no_library", {"mind": name})


def _folder(entry: VllmEntry, places: Places) -> Path:
    """Where a model's files are, or will be: its own folder, or its place in the hub's cache."""
    if entry.model.startswith(LOCAL):
        return places.path(entry.model)
    cache = Path(places.environment.get("HF_HOME") or places.home / "models") / "hub"
    return cache / f"models--{entry.model.replace('/', '--')}"


def _memory(entry: VllmEntry, folder: Path) -> str:
    """Weights on disk, share of the GPU, prefix cache: as far as they are known."""
    weights = sum(file.stat().st_size for file in folder.rglob("*.safetensors") if file.is_file())
    parts = [f"{weights / GIB:.2f} GiB"] if weights else []
    parts += [entry.quantisation] if entry.quantisation else []
    parts += [f"{entry.memory_share:.0%} GPU"] if entry.memory_share else []
    parts += [f"{entry.cache_mib} MiB cache"] if entry.cache_mib else []
    return ", ".join(parts) or "-"


def _engine(file: CouncilFile, installed: Callable[[str], object]) -> Iterator[Finding]:
    """What minds in this process run on."""
    if any(isinstance(file.minds.get(n), VllmEntry) for n in file.used) and installed("vllm") is None:
        yield Finding("ill", "no_vllm", {})


def _crowd(file: CouncilFile) -> Iterator[Finding]:
    """Shares of distinct engines, added up."""
    entries = [entry for name in file.used if isinstance(entry := file.minds.get(name), VllmEntry)]
    shares = {(entry.model, entry.revision): entry.memory_share or 0 for entry in entries}
    if sum(shares.values()) > MOST_SHARE:
        yield Finding("warning", "crowded", {"percent": round(sum(shares.values()) * 100)})
