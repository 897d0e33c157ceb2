"""The council file: which minds there are, what each runs on, and which creature thinks with which."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from engine.content.cast import Content, Identifier
from inference.backend import Sampling
from inference.backends.remote import Structured

BUILT_IN = ("instinct", "random")
"""Minds that every council has without naming them."""

Path = Annotated[str, Field(min_length=1, max_length=1_000)]
EngineSeconds = Annotated[float, Field(gt=0, le=3_600)]
EngineCount = Annotated[int, Field(ge=1, le=100_000)]
Url = Annotated[str, Field(pattern=r"^https?://[^\s]+$", max_length=1_000)]
Flags = dict[str, str | int | float | bool]


class SamplingTable(Content):
    """See `inference.backend.Sampling`."""

    temperature: Annotated[float, Field(ge=0, le=2)] = 0.7
    top_p: Annotated[float, Field(gt=0, le=1)] = 1.0
    top_k: Annotated[int, Field(ge=0, le=100_000)] = 0
    min_p: Annotated[float, Field(ge=0, le=1)] = 0.0
    repetition_penalty: Annotated[float, Field(gt=0, le=2)] = 1.0

    @property
    def values(self) -> Sampling:
        """As backends take it."""
        return Sampling(**{name: getattr(self, name) for name in type(self).model_fields})


class PolicyEntry(Content):
    """A mind of rules, or none at all."""

    backend: Literal["instinct", "random"]


class RecordEntry(Content):
    """A mind that repeats what minds once answered."""

    backend: Literal["record"]
    path: Path
    """A `traces.jsonl`; where it is not absolute, it is looked for beside the council file."""


class ModelEntry(Content):
    """What every language model has, wherever it runs."""

    model: Path
    """A name on a model hub or a server, or the path of a folder (`./`, `../` or `/` first)."""
    sampling: SamplingTable = SamplingTable()
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0
    """Mixed into every decision's own draw: another number, another sample of the same turn."""
    deadline: EngineSeconds | None = None
    """Seconds for one decision; the council's own where none is given."""
    in_flight: EngineCount = 64
    """Most requests under way at once."""
    template: Flags = Field(default_factory=dict)
    """Options of the chat template, for instance `enable_thinking = false`."""
    answer_after: Annotated[str, Field(max_length=200)] = ""
    """Tag or channel mark after which the answer begins, where the reply holds more; the whole reply where empty."""

    @property
    def shared(self) -> Mapping[str, Any]:
        """What belongs to engine or server, and so to every mind on the same one."""
        own = {"sampling", "seed", "deadline", "adapter", "answer_after"}
        return {name: getattr(self, name) for name in type(self).model_fields if name not in own}


class VllmEntry(ModelEntry):
    """A model in this process, on vLLM."""

    backend: Literal["vllm"]
    revision: str = ""
    adapter: str = ""
    """Folder of a LoRA adapter of the model."""
    adapter_rank: Annotated[int, Field(ge=1, le=512)] = 16
    """Highest rank of any adapter of the model."""
    quantisation: str = ""
    """As vLLM names it; empty for what the model's own files say."""
    dtype: str = "auto"
    memory_share: Annotated[float, Field(gt=0, le=1)] | None = None
    """Share of the device's memory that the engine takes."""
    cache_mib: EngineCount | None = None
    """Memory for the prefix cache, in MiB; without it, what `memory_share` leaves."""
    prefill: Annotated[str, Field(max_length=1_000)] = ""
    """What the model finds already said of its reply: the way past a thinking tag that its template opens."""
    context: Annotated[int, Field(ge=1_000, le=1_000_000)] = 1_024
    """Tokens of prompt and reply for which the engine keeps room."""
    trust_remote_code: bool = False
    """Whether to run code that comes with the model."""
    engine: Flags = Field(default_factory=dict)
    """Further arguments of vLLM's AsyncEngineArgs, word for word."""


class OpenAIEntry(ModelEntry):
    """A model behind any server that speaks OpenAI's protocol."""

    backend: Literal["openai"]
    base_urls: Annotated[tuple[Url, ...], Field(min_length=1, max_length=64)]
    """Each up to its `/v1`; requests go to the one with the fewest under way."""
    key_env: Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]*$")] | None = None
    """Name of the environment variable that holds the key; the key itself never stands in a file."""
    tokenizer: str = ""
    """Folder or `tokenizer.json` of the model's tokenizer; where empty, the server's `/tokenize` counts."""
    structured: Structured = "json_schema"
    """What the server is asked to hold its replies to."""
    body: Flags = Field(default_factory=dict)
    """Further fields of each request, word for word."""


MindEntry = Annotated[PolicyEntry | RecordEntry | VllmEntry | OpenAIEntry, Field(discriminator="backend")]
Seat = Identifier | Annotated[tuple[Identifier, ...], Field(min_length=2, max_length=7)]
"""One mind, or a moot of several, the first of which settles what votes cannot."""


class WardenTable(Content):
    """The optional second opinion on every decision."""

    rules: bool = False
    """Whether decisions are checked against the rules before they reach the engine."""
    mind: Identifier | None = None
    """A model that may veto an order, with a reason."""


class RetryTable(Content):
    """How a remote request is tried again after a 429, a 5xx or a lost connection."""

    tries: Annotated[int, Field(ge=1, le=20)] = 4
    first: EngineSeconds = 0.25
    """Seconds before the second try, doubled for each further one, and drawn around that."""
    longest: EngineSeconds = 8.0


class RestartTable(Content):
    """How an engine or server that failed is started anew."""

    first: EngineSeconds = 2.0
    """Seconds before the first new start, doubled for each further one."""
    longest: EngineSeconds = 300.0


class CouncilFile(Content):
    """The whole of a `council.toml`."""

    everyone: Seat = "instinct"
    """Who thinks for creatures that have no seat of their own."""
    deadline: EngineSeconds = 60.0
    """Seconds for one decision, waiting included; then instinct decides."""
    in_flight: EngineCount = 256
    """Most requests under way at once, of all minds and woods together."""
    minds: dict[Identifier, MindEntry] = Field(default_factory=dict)
    creatures: dict[Identifier, Seat] = Field(default_factory=dict)
    warden: WardenTable = WardenTable()
    retry: RetryTable = RetryTable()
    restart: RestartTable = RestartTable()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        built_in = sorted(set(BUILT_IN) & set(self.minds))
        if built_in:
            raise ValueError(f"'{built_in[0]}' is the name of a mind that every council has")
        known = ", ".join(self.known)
        for place, name in self._named():
            if name not in self.known:
                raise ValueError(f"{place} names the mind '{name}', which there is not; known are {known}")
        for place, seat in self.seats.items():
            if isinstance(seat, tuple) and len(set(seat)) < len(seat):
                raise ValueError(f"{place} names a mind twice")
        judge = self.warden.mind
        if judge is not None and not isinstance(self.minds.get(judge), ModelEntry):
            raise ValueError(f"warden.mind names '{judge}', which is no language model")
        self._one_engine_per_model()
        return self

    @property
    def known(self) -> tuple[str, ...]:
        """Every mind by name, the built-in ones first."""
        return (*BUILT_IN, *self.minds)

    @property
    def seats(self) -> Mapping[str, Seat]:
        """Where in the file a seat stands -> who thinks there."""
        return {"everyone": self.everyone, **{f"creatures.{who}": s for who, s in self.creatures.items()}}

    @property
    def used(self) -> tuple[str, ...]:
        """Minds that decide or judge anything, in the order of the file."""
        named = {name for _, name in self._named()}
        return tuple(name for name in self.known if name in named)

    def seat_of(self, creature: str) -> tuple[str, ...]:
        """The minds that think for a creature: one, or a moot."""
        seat = self.creatures.get(creature, self.everyone)
        return (seat,) if isinstance(seat, str) else seat

    def _named(self) -> Iterator[tuple[str, str]]:
        for place, seat in self.seats.items():
            for name in (seat,) if isinstance(seat, str) else seat:
                yield place, name
        if self.warden.mind is not None:
            yield "warden.mind", self.warden.mind

    def _one_engine_per_model(self) -> None:
        first: dict[tuple[str, str], tuple[str, Mapping[str, Any]]] = {}
        for name, entry in self.minds.items():
            if not isinstance(entry, VllmEntry):
                continue
            other, theirs = first.setdefault((entry.model, entry.revision), (name, entry.shared))
            unlike = sorted(key for key, value in entry.shared.items() if theirs[key] != value)
            if unlike:
                raise ValueError(
                    f"minds.{other} and minds.{name} share one engine of '{entry.model}' and must agree on"
                    f" '{unlike[0]}'"
                )
