"""Factory of backends from a council file: one for each distinct model."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from inference.backend import Backend
from inference.backends.remote import Remote, Retry
from inference.backends.vllm import VllmBackend
from inference.backends.vllm_home import VllmHome
from inference.backends.vllm_settings import VllmSettings
from inference.council.council_file import CouncilFile, ModelEntry, OpenAIEntry, VllmEntry
from inference.council.supervisor import Unfit

LOCAL = ("./", "../", "/")
"""How the name of a model begins that is a folder."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where a council's files and secrets are."""

    base: Path
    """Folder of the council file: paths in it count from there."""
    home: Path
    """Folder of this process for what engines keep."""
    environment: Mapping[str, str]

    def model(self, name: str) -> str:
        """A model as an engine takes it: a hub's name as it stands, or a folder."""
        return str(self.path(name)) if name.startswith(LOCAL) else name

    def path(self, name: str) -> Path:
        """A path of the council file."""
        return (self.base / name).resolve()

    def key(self, variable: str | None) -> str:
        """A secret from the environment. Raises Unfit where it is not set."""
        if variable is None:
            return ""
        if not self.environment.get(variable):
            raise Unfit("no_key", variable=variable)
        return self.environment[variable]


@dataclass(frozen=True, slots=True)
class Served:
    """One backend and the minds that think with it."""

    backend: Backend
    minds: tuple[str, ...]


def make_backends(file: CouncilFile, places: Places) -> list[Served]:
    """A backend for each distinct model of the minds that are used. Raises Unfit."""
    loading = asyncio.Lock()
    retry = Retry(file.retry.tries, file.retry.first, file.retry.longest)
    served = []
    for minds in _together(file):
        entries = {name: file.minds[name] for name in minds}
        first = entries[minds[0]]
        backend: Backend
        if isinstance(first, VllmEntry):
            adapters = {n: e.adapter for n, e in entries.items() if isinstance(e, VllmEntry) and e.adapter}
            backend = VllmBackend(
                first.model, _settings(first, adapters, places), VllmHome(places.home), loading
            )
        elif isinstance(first, OpenAIEntry):
            backend = far_backend(first, places, retry)
        else:
            raise TypeError(f"{minds[0]} is no language model")
        served.append(Served(backend, minds))
    return served


def far_backend(entry: OpenAIEntry, places: Places, retry: Retry) -> Backend:
    """A model behind servers. Raises Unfit where its key is not set."""
    openai = import_module("inference.backends.openai")  # its client takes half a second to import
    backend: Backend = openai.OpenAIBackend(entry.model, _remote(entry, places, retry))
    return backend


def _together(file: CouncilFile) -> Iterator[tuple[str, ...]]:
    """Used minds on the same model, in the order of the file."""
    groups: dict[str, list[str]] = {}
    for name in file.used:
        entry = file.minds.get(name)
        if isinstance(entry, ModelEntry):
            groups.setdefault(repr(sorted(entry.shared.items())), []).append(name)
    yield from map(tuple, groups.values())


def _settings(entry: VllmEntry, adapters: Mapping[str, str], places: Places) -> VllmSettings:
    return VllmSettings(
        model=places.model(entry.model),
        revision=entry.revision,
        trust_remote_code=entry.trust_remote_code,
        dtype=entry.dtype,
        quantisation=entry.quantisation,
        memory_share=entry.memory_share,
        cache_mib=entry.cache_mib,
        context=entry.context,
        adapters={name: places.path(folder) for name, folder in adapters.items()},
        adapter_rank=entry.adapter_rank,
        template=entry.template,
        prefill=entry.prefill,
        engine=entry.engine,
    )


def _remote(entry: OpenAIEntry, places: Places, retry: Retry) -> Remote:
    return Remote(
        model=entry.model,
        base_urls=entry.base_urls,
        key=places.key(entry.key_env),
        tokenizer=places.path(entry.tokenizer) if entry.tokenizer else None,
        structured=entry.structured,
        template=entry.template,
        body=entry.body,
        retry=retry,
    )
