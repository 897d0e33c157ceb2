"""What a council costs over bare vLLM: ticks of 1, 8 and 40 woods, against AsyncLLM.generate of the same prompts.

Both sides run in this process on one engine, with the same prompts, schemas, sampling and seeds, each time from an
empty prefix cache and in turns, so that what else runs on the machine meets both; figures are medians. Bare vLLM is
given ready-made prompts and parameters, all at once; the council starts from what creatures perceive, and repairs what
it gets. Ratio: our requests per second over bare vLLM's in the largest tick.

Needs vLLM: `make bench-vllm`. The model has random weights: `small` is one of 4 million parameters, `tiny` that of the
tests, with a third of them, where what vLLM does besides the model is most of its time. `--shape 3b` is for a GPU: the
shape of a 3B model, for which the figures to read are tokens per second and milliseconds per decision and per turn.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from bot.minds import POLICIES
from data.reading.content import CONTENT, load_cast, load_rules, read
from engine.founding import found
from inference.backend import Completion, Message, Request
from inference.backends.vllm import VllmBackend
from inference.backends.vllm_home import VllmHome
from inference.backends.vllm_settings import VllmSettings
from inference.council.council import Council, Script
from inference.council.council_file import CouncilFile
from inference.council.engines import Served
from inference.council.stopwatch import RoundTiming
from inference.council.warden import WardenTemplate
from inference.mind import Ask
from inference.prompts.prompt import Prompter
from inference.prompts.template import PromptTemplate
from inference.round import asks_of, play_round

ROOT = Path(__file__).resolve().parents[1]
"""Whence the tests, which make tiny models, are imported."""
WOODS = (1, 8, 40)
RUNS = {1: 9, 8: 5, 40: 5}
SEQUENTIAL = 25
"""Requests that are sent one after the other."""
PULSE = 0.001
"""Seconds between two looks at the event loop."""
CACHE_MIB = 512
SHAPES: dict[str, dict[str, int]] = {
    "small": {
        "vocab_size": 8_192,
        "hidden_size": 192,
        "intermediate_size": 576,
        "num_hidden_layers": 6,
        "num_attention_heads": 6,
        "num_key_value_heads": 2,
        "max_position_embeddings": 2_048,
    },
    "3b": {
        "vocab_size": 151_936,
        "hidden_size": 2_048,
        "intermediate_size": 11_008,
        "num_hidden_layers": 36,
        "num_attention_heads": 16,
        "num_key_value_heads": 2,
        "max_position_embeddings": 32_768,
    },
}
FILE = {
    "everyone": "model",
    "deadline": 600,
    "in_flight": 1_000,
    "minds": {"model": {"backend": "vllm", "model": "./model", "in_flight": 1_000}},
}


@dataclass(frozen=True)
class Asked:
    """One request as the engine got it, and what it answered."""

    request: Request
    completion: Completion


class Overheard:
    """The engine's backend, listened to."""

    def __init__(self, backend: VllmBackend) -> None:
        self.name = backend.name
        self.backend = backend
        self.asked: list[Asked] = []

    async def start(self) -> None:
        await self.backend.start()

    async def complete(self, request: Request) -> Completion:
        completion = await self.backend.complete(request)
        self.asked.append(Asked(request, completion))
        return completion

    async def count(self, messages: Sequence[Message]) -> int:
        return await self.backend.count(messages)

    async def close(self) -> None:
        await self.backend.close()


class Bare:
    """AsyncLLM as anyone would ask it, on the very engine of the backend."""

    def __init__(self, backend: VllmBackend) -> None:
        self._live: Any = (
            backend._engine._live
        )  # no part of the backend's interface, for nobody else needs it
        self._calls: list[tuple[str, Any]] = []
        self._number = 0

    def learn(self, asked: Sequence[Asked]) -> None:
        """Make ready the same prompts and parameters."""
        tokenizer = self._live.get_tokenizer()
        self._calls = []
        for one in asked:
            sampling = import_module("inference.backends.vllm_engine").sampling_of(one.request)
            sampling.detokenize = True  # as it is unless somebody thinks of it
            messages = [asdict(message) for message in one.request.messages]
            prompt = tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True)
            self._calls.append((prompt, sampling))

    async def forget(self) -> None:
        """Empty the prefix cache."""
        await self._live.reset_prefix_cache()

    async def all_at_once(self) -> int:
        """Tokens of all prompts and replies."""
        return sum(await asyncio.gather(*(self._one(*call) for call in self._calls)))

    async def one_by_one(self, most: int) -> int:
        """Tokens of the first few, each asked when the one before was answered."""
        return sum([await self._one(*call) for call in self._calls[:most]])

    async def _one(self, prompt: str, sampling: Any) -> int:
        self._number += 1
        tokens = 0
        async for output in self._live.generate(prompt, sampling, f"bare-{self._number}"):
            tokens = len(output.prompt_token_ids) + len(output.outputs[0].token_ids)
        return tokens


class Lag:
    """How late the event loop is, as somebody would feel it who calls at any time.

    A stall of 20 ms is felt by everyone who calls during it, so it counts for every pulse that it swallowed.
    """

    def __init__(self) -> None:
        self.late: list[float] = []

    async def watch(self) -> None:
        while True:
            before = time.perf_counter()
            await asyncio.sleep(PULSE)
            late = time.perf_counter() - before - PULSE
            self.late.append(max(0.0, late))
            while late > PULSE:
                late -= PULSE
                self.late.append(late)

    def percentile(self, share: float) -> float:
        """Milliseconds."""
        return 1000 * sorted(self.late)[int(share * (len(self.late) - 1))]


def make_model(shape: str, folder: Path) -> VllmSettings:
    """A model with random weights: on disk where it is tiny, drawn while loading otherwise."""
    sys.path.append(str(ROOT))
    tiny = import_module("tests.inference.tiny_models")
    if shape == "tiny":
        return VllmSettings(model=str(tiny.make_qwen2(folder)), cache_mib=CACHE_MIB)
    tokenizer = tiny.make_tokenizer()
    config = import_module("transformers").Qwen2Config(
        **SHAPES[shape], tie_word_embeddings=True, dtype="bfloat16", eos_token_id=tokenizer.eos_token_id
    )
    config.architectures = ["Qwen2ForCausalLM"]
    config.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return VllmSettings(
        model=str(folder),
        dtype="bfloat16",
        cache_mib=CACHE_MIB if shape == "small" else None,
        engine={"load_format": "dummy"},
    )


async def live_woods(number: int) -> list[Ask]:
    """What is asked in woods that lived for a few turns, so that prompts are as long as they get."""
    instinct, cast, rules = POLICIES["instinct"](CONTENT), load_cast("wood"), load_rules()
    asks: list[Ask] = []
    for seed in range(number):
        wood = found(cast, rules, str(seed))
        for _ in range(6):
            wood = (await play_round(f"w{seed}", wood, instinct)).outcome.wood
        asks += asks_of(f"w{seed}", wood)
    return asks


async def timed(what: Callable[[], Awaitable[object]]) -> float:
    """Seconds that something takes."""
    began = time.perf_counter()
    await what()
    return time.perf_counter() - began


async def measure(settings: VllmSettings, home: Path, woods_asked: Sequence[int]) -> dict[str, Any]:
    """All figures, printed as they come; the last line's object."""
    rounds: list[RoundTiming] = []
    heard = Overheard(VllmBackend("model", settings, VllmHome(home)))
    script = Script(
        Prompter(read(CONTENT / "prompts" / "decide.toml", PromptTemplate)),
        read(CONTENT / "prompts" / "warden.toml", WardenTemplate),
        ((load_cast("wood"), load_rules()),),
    )
    policies = {name: make(CONTENT) for name, make in POLICIES.items()}
    council = Council(
        CouncilFile.model_validate(FILE), policies, [Served(heard, ("model",))], script, rounds.append
    )
    council.start()
    try:
        (health,) = await council.settle()
        if health.state != "ready":
            raise SystemExit(f"the model could not be loaded: {dict(health.params)}")
        bare, result = Bare(heard.backend), {}
        for number in woods_asked:
            result = await compare(council, heard, bare, await live_woods(number), rounds)
        return result
    finally:
        await council.close()


async def compare(
    council: Council, heard: Overheard, bare: Bare, asks: Sequence[Ask], rounds: list[RoundTiming]
) -> dict[str, Any]:
    """One size of tick: ours and bare in turns."""
    woods, decisions = len({ask.wood for ask in asks}), len(asks)
    runs = RUNS[woods]
    await council.decide(asks)  # the first of its kind, for both
    rounds.clear()
    ours, theirs = [], []
    for _ in range(runs):
        await bare.forget()
        heard.asked.clear()
        ours.append(await timed(lambda: council.decide(asks)))
        bare.learn(heard.asked)
        await bare.forget()
        theirs.append(await timed(bare.all_at_once))
    asked = list(heard.asked)
    if len(asked) != decisions or {one.completion.finish_reason for one in asked} != {"stop"}:
        raise SystemExit(
            f"only {len(asked)} of {decisions} decisions came from the model, or not all were whole"
        )
    own = 1000 * median(one.own for one in rounds) / decisions
    cached = sum(one.completion.cached_tokens for one in asked) / sum(
        one.completion.prompt_tokens for one in asked
    )
    tokens = sum(one.completion.reply_tokens for one in asked)
    await bare.forget()
    alone = SEQUENTIAL and min(SEQUENTIAL, decisions)
    one_by_one = alone / await timed(lambda: bare.one_by_one(alone))

    lag = Lag()
    watching = asyncio.create_task(lag.watch())
    await bare.forget()
    await council.decide(asks)
    watching.cancel()

    rate, reference = decisions / median(ours), decisions / median(theirs)
    ratio = median(b / a for a, b in zip(ours, theirs, strict=True))
    print(
        f"{woods} woods, {decisions} decisions, {runs} runs: {rate:.1f} requests/s, bare {reference:.1f}"
        f" (ratio {ratio:.3f}), one after the other {one_by_one:.1f} ({rate / one_by_one:.1f} times)\n"
        f"  {tokens / median(ours):.0f} tokens/s, bare {tokens / median(theirs):.0f};"
        f" {1000 * median(ours) / decisions:.1f} ms per decision, {1000 * median(ours):.0f} ms for all;"
        f" {own:.2f} ms per decision of own work\n"
        f"  prefix cache {cached:.0%} of prompt tokens;"
        f" event loop late by {lag.percentile(0.5):.1f} ms (median), {lag.percentile(0.99):.1f} ms (p99)",
        flush=True,
    )
    return {
        "name": f"council tick of {woods} woods against bare AsyncLLM",
        "ratio": round(ratio, 3),
        "unit": "requests/s",
        "ours": round(rate, 2),
        "reference": round(reference, 2),
        "n": runs,
    }


def main() -> None:
    """Run on the engine of this environment; one line where it has none."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--shape", choices=["tiny", *SHAPES], default="small", help="3b: for a GPU, unverified here"
    )
    parser.add_argument("--woods", type=int, nargs="+", choices=WOODS, default=list(WOODS))
    options = parser.parse_args()
    if find_spec("vllm") is None:
        print("vLLM is not installed here: make bench-vllm installs it and runs this")
        return
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    if options.shape != "3b":
        os.environ.setdefault("OMP_NUM_THREADS", "1")  # a model so small gains nothing from a second core
    with TemporaryDirectory() as folder:
        settings = make_model(options.shape, Path(folder) / "model")
        print(json.dumps(asyncio.run(measure(settings, Path(folder), options.woods))))


if __name__ == "__main__":
    main()
