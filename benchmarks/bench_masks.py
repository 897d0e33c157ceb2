"""What it costs an engine to hold one reply to its schema: texts bounded in characters against texts bounded in tokens.

Both sides walk random replies of the same creatures through llguidance, which computes for each token which others may
follow; nothing else of an engine runs. The larger vocabulary is like a grown model's in number and kind; `--tokenizer
FILE` takes a real one's `tokenizer.json` instead.

Needs vLLM's environment: `make bench-vllm`. Ratio: milliseconds of masks per reply, characters over tokens.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import sys
import time
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.util import find_spec
from statistics import mean, median
from typing import Any

from bench_minds import ROOT, live_woods

from inference.replies.grammar import reply_grammar
from inference.replies.moves import reply_moves
from inference.replies.reply import TEXT
from inference.replies.schema import Schema, reply_schema

GROWN = 151_646
"""Tokens of Qwen2.5's vocabulary."""
TOKENS = 24
RUNS = 5
MOST = 320


class Pieces:
    """A vocabulary as llguidance wants it: the tiny tokenizer's, and parts of its words put together, a third of them
    with a blank before; a third of what is added is Chinese.
    """

    def __init__(self, tokenizer: Any, size: int) -> None:
        draw = random.Random(0)
        known = [tokenizer.decode([n]).encode() for n in range(len(tokenizer))]
        words = [piece for piece in known if piece.isalnum()]
        grown = {*known}
        self.tokens = list(known)
        while len(self.tokens) < size:
            head, tail = draw.choice(words)[: draw.randint(1, 4)], draw.choice(words)[-draw.randint(1, 4) :]
            foreign = "".join(chr(draw.randint(0x4E00, 0x9FFF)) for _ in range(draw.randint(1, 3)))
            piece = draw.choice((head + tail, b" " + head + tail, foreign.encode()))
            if piece not in grown:
                grown.add(piece)
                self.tokens.append(piece)
        self.eos_token_id = tokenizer.eos_token_id
        self.bos_token_id = None
        self.special_token_ids = [self.eos_token_id]
        self._tokenizer = tokenizer

    def __call__(self, text: bytes) -> list[int]:
        return list(self._tokenizer.encode(text.decode("utf-8", "replace"), add_special_tokens=False))


def vocabularies(file: str) -> dict[str, Any]:
    """By name, each as llguidance has it."""
    guidance = import_module("llguidance")
    if file:
        tokenizer = import_module("transformers").PreTrainedTokenizerFast(tokenizer_file=file)
        return {file: import_module("llguidance.hf").from_tokenizer(tokenizer, len(tokenizer))}
    sys.path.append(str(ROOT))
    tiny = import_module("tests.inference.tiny_models").make_tokenizer()
    return {
        f"{size:,} tokens": guidance.LLTokenizer(guidance.TokenizerWrapper(Pieces(tiny, size)))
        for size in (len(tiny), GROWN)
    }


def walked(told: Any, schemas: Sequence[Schema], grammar_of: Callable[[Schema], str]) -> float:
    """Milliseconds of masks per reply, a random one for each schema."""
    guidance, torch = import_module("llguidance"), import_module("torch")
    masks = import_module("llguidance.torch")
    mask = masks.allocate_token_bitmask(1, told.vocab_size)
    spent = []
    for number, schema in enumerate(schemas):
        matcher, draw, total = guidance.LLMatcher(told, grammar_of(schema)), random.Random(number), 0.0
        for _ in range(MOST):
            if matcher.is_stopped():
                break
            began = time.perf_counter()
            masks.fill_next_token_bitmask(matcher, mask, 0)
            total += time.perf_counter() - began
            bits = (mask[0].unsqueeze(1) >> torch.arange(32)) & 1
            matcher.consume_token(draw.choice(bits.flatten().nonzero().flatten().tolist()))
        if matcher.get_error():
            raise SystemExit(matcher.get_error())
        spent.append(1000 * total)
    return mean(spent)


def main() -> None:
    """Print a line per vocabulary and, last, an object."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--tokenizer", default="", help="a tokenizer.json in the place of the made ones")
    options = parser.parse_args()
    if find_spec("llguidance") is None:
        print("vLLM is not installed here: make bench-vllm installs it and runs this")
        return
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    guidance = import_module("llguidance")
    asks = asyncio.run(live_woods(4))
    schemas = [reply_schema(reply_moves(ask.perception), TEXT) for ask in asks]
    sides: dict[str, Callable[[Schema], str]] = {
        "characters": lambda schema: guidance.LLMatcher.grammar_from_json_schema(
            json.dumps(schema), defaults={"whitespace_flexible": False}
        ),
        "tokens": lambda schema: guidance.grammar_from("grammar", reply_grammar(schema, TOKENS)),
    }
    ours = theirs = 0.0
    for name, told in vocabularies(options.tokenizer).items():
        runs = [[walked(told, schemas, side) for side in sides.values()] for _ in range(RUNS)]
        theirs, ours = (median(side) for side in zip(*runs, strict=True))
        print(
            f"{name}: {theirs:.2f} ms of masks per reply with texts bounded in characters,"
            f" {ours:.2f} with texts bounded in tokens ({theirs / ours:.1f} times less)",
            flush=True,
        )
    print(
        json.dumps(
            {
                "name": "masks of a reply, texts bounded in characters over texts bounded in tokens",
                "ratio": round(theirs / ours, 2),
                "unit": "ms",
                "ours": round(ours, 2),
                "reference": round(theirs, 2),
                "n": RUNS,
            }
        )
    )


if __name__ == "__main__":
    main()
