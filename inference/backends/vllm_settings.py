"""Settings of one vLLM engine: what a council says of a model, and nothing that vLLM knows better."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

PATHS = ("/", "./", "../")
"""What tells a folder from an id on the hub."""
CALL = 1_000
"""Most tokens of one call, prompt and reply together."""


class VllmSettings(BaseModel):
    """One model on one engine. What is left out, vLLM chooses by the machine it finds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    model: Annotated[str, Field(min_length=1)]
    """A folder, or an id on the Hugging Face hub."""
    revision: str = ""
    trust_remote_code: bool = False
    """Whether Python code that comes with the model may run here."""
    dtype: str = "auto"
    quantisation: str = ""
    """vLLM's name of a method, such as `fp8` or `awq`; empty for what the model's own files say."""

    memory_share: Annotated[float, Field(gt=0, le=1)] | None = None
    """Share of one GPU's memory for weights and cache together; without meaning on a CPU."""
    cache_mib: Annotated[int, Field(ge=1)] | None = None
    """MiB for the prefix cache alone, in the place of a share."""
    context: Annotated[int, Field(ge=CALL)] = 1_024
    """Tokens of prompt and reply for which the engine keeps room."""

    adapters: Mapping[str, Path] = Field(default_factory=dict)
    """LoRA adapters by name: their folders."""
    adapter_rank: Annotated[int, Field(ge=1, le=512)] = 16
    """Highest rank of any adapter."""

    template: Mapping[str, Any] = Field(default_factory=dict)
    """What the chat template is told besides the messages; thinking is off unless this says otherwise."""
    prefill: str = ""
    """What the model finds already said of its reply: the way past a channel or a thinking tag that its chat template
    leaves open, for a reply is held to its schema from its first token on.
    """
    engine: Mapping[str, Any] = Field(default_factory=dict)
    """Further arguments of `AsyncEngineArgs`, word for word; they win over what is chosen here."""

    @property
    def missing(self) -> str:
        """The first folder named that is not there, or holds nothing of the kind; empty where all are."""
        named = [("model", Path(self.model), "config.json")] if self.model.startswith(PATHS) else []
        named += [(f"adapter {name}", path, "adapter_config.json") for name, path in self.adapters.items()]
        return next(
            (f"{what}: no {path / file}" for what, path, file in named if not (path / file).exists()), ""
        )
