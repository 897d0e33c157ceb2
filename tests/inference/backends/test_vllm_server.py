"""The same wood through vLLM's OpenAI-compatible server, and from the command line through every backend."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from inference.backends.openai import OpenAIBackend
from inference.backends.remote import Remote
from inference.council.engines import Served
from tests.inference.backends.vllm_server import serving
from tests.inference.council.council_woods import council, lived

pytestmark = pytest.mark.vllm

ROOT = Path(__file__).parents[3]
VLLM = """
everyone = "small"
[minds.small]
backend = "vllm"
model = "{qwen2}"
cache_mib = 64
[minds.gossip]
backend = "vllm"
model = "{qwen2}"
cache_mib = 64
adapter = "{gossip}"
[minds.other]
backend = "vllm"
model = "{llama}"
cache_mib = 64
[creatures]
pip = "gossip"
bodkin = "other"
"""
OPENAI = """
everyone = "remote"
[minds.remote]
backend = "openai"
model = "tiny"
base_urls = ["{url}"]
structured = "guidance"
"""


@pytest.fixture(scope="module")
def url(llama: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(llama, "tiny", tmp_path_factory.mktemp("server") / "log") as base_url:
        yield base_url


def demo(council: Path | str, out: Path, turns: int) -> dict[str, Any]:
    """What `wood demo` wrote of a wood with a council."""
    command = [sys.executable, "-m", "bot", "demo", "--turns", str(turns), "--seed", "7"]
    done = subprocess.run(
        [*command, "--council", str(council), "--out", str(out)],
        check=False,
        cwd=ROOT,
        env={**os.environ, "WOOD_DATA": str(out.parent / "var"), "HF_HUB_OFFLINE": "1"},
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    summary: dict[str, Any] = json.loads((out / "summary.json").read_text())
    return summary


@pytest.mark.asyncio(loop_scope="session")
async def test_fifteen_turns_through_a_server_are_all_in_schema_and_budget(url: str) -> None:
    remote = OpenAIBackend("tiny", Remote("tiny", (url,)))
    file = {
        "everyone": "remote",
        "minds": {"remote": {"backend": "openai", "model": "tiny", "base_urls": [url]}},
    }
    async with council([Served(remote, ("remote",))], **file) as made:
        wood, answers = await lived(made, turns=15)
        cached = made.health()[0].cached
    traces = [answer.trace for answer in answers]
    assert wood.turn == 15
    assert Counter(trace.status for trace in traces) == {"valid": 75}
    assert max(trace.prompt_tokens + trace.reply_tokens for trace in traces) <= 1_000
    assert cached > 0.3


def test_a_demo_with_a_council_on_vllm(
    qwen2: Path, llama: Path, adapters: dict[str, Path], tmp_path: Path
) -> None:
    file = tmp_path / "council.toml"
    file.write_text(VLLM.format(qwen2=qwen2, llama=llama, gossip=adapters["gossip"]))
    decisions = demo(file, tmp_path / "out", turns=3)["decisions"]
    assert (decisions["total"], decisions["valid"], decisions["fallback"]) == (15, 15, 0)
    assert 400 < decisions["max_tokens"] <= 1_000
    rows = [json.loads(line) for line in (tmp_path / "out" / "traces.jsonl").read_text().splitlines()]
    assert Counter(row["mind"] for row in rows) == {"small": 9, "gossip": 3, "other": 3}


def test_a_demo_with_a_council_behind_a_server_and_its_record(url: str, tmp_path: Path) -> None:
    file = tmp_path / "council.toml"
    file.write_text(OPENAI.format(url=url))
    played = demo(file, tmp_path / "out", turns=3)
    assert (played["decisions"]["total"], played["decisions"]["valid"]) == (15, 15)

    file.write_text('everyone = "again"\n[minds.again]\nbackend = "record"\npath = "out/traces.jsonl"\n')
    again = demo(file, tmp_path / "again", turns=3)
    assert again["wood_hash"] == played["wood_hash"]


@pytest.mark.parametrize("policy", ["instinct", "random"])
def test_a_demo_with_a_council_of_rules(policy: str, tmp_path: Path) -> None:
    file = tmp_path / "council.toml"
    file.write_text(f'everyone = "{policy}"\n')
    assert demo(file, tmp_path / "out", turns=3)["decisions"]["total"] == 15
