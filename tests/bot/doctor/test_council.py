"""What the doctor says of a council: nothing is loaded, and its servers are asked."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.cli.doctor import finding_line
from bot.doctor.council import council_findings, far_findings
from bot.doctor.finding import Finding
from data.reading.content import read
from data.reading.texts import load_texts
from inference.council.council_file import CouncilFile
from inference.council.engines import Places
from tests.model_server import NOWHERE, answering

VOICE = load_texts(strict=True).voice("en")
EXAMPLES = sorted((Path(__file__).parents[3] / "docs" / "councils").glob("*.toml"))


def found(folder: Path, text: str, *packages: str, **environment: str) -> list[Finding]:
    path = folder / "council.toml"
    path.write_text(text, encoding="utf-8")
    places = Places(folder, folder / "home", environment)
    return council_findings(read(path, CouncilFile), places, lambda name: name if name in packages else None)


def codes(findings: list[Finding]) -> set[str]:
    for finding in findings:
        assert VOICE(f"cli.doctor.{finding.code}", **finding.params)
    return {finding.code for finding in findings}


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_can_be_told_of(path: Path) -> None:
    places = Places(path.parent, path.parent, {})
    file = read(path, CouncilFile)
    found = codes(council_findings(file, places, lambda name: name))
    far = any(entry.backend == "openai" for entry in file.minds.values())
    assert far or "mind_here" in found
    assert "crowded" not in found


def test_a_local_model_with_its_weights_is_well(tmp_path: Path) -> None:
    model = tmp_path / "m"
    model.mkdir()
    (model / "config.json").write_text("{}")
    (model / "model.safetensors").write_bytes(bytes(2**20))
    text = 'everyone = "m"\n[minds.m]\nbackend = "vllm"\nmodel = "./m"\ncache_mib = 64\n'
    (finding,) = found(tmp_path, text, "vllm")
    assert (finding.state, finding.code) == ("well", "mind_here")
    assert finding.params["memory"] == "0.00 GiB, 64 MiB cache"
    (model / "config.json").unlink()
    assert codes(found(tmp_path, text)) == {"no_model", "no_vllm"}


def test_what_is_missing_is_said(tmp_path: Path) -> None:
    remote = (
        'backend = "openai"\nmodel = "m"\nbase_urls = ["http://h/v1"]\nkey_env = "K"\ntokenizer = "./t"\n'
    )
    text = (
        'everyone = "r"\ncreatures = {pip = "v", fenn = "old"}\n'
        f'[minds.r]\n{remote}\n[minds.v]\nbackend = "vllm"\nmodel = "a/b"\nadapter = "./a"\nmemory_share = 0.99\n'
        '[minds.old]\nbackend = "record"\npath = "./traces.jsonl"\n'
    )
    missing = codes(found(tmp_path, text))
    assert missing >= {
        "no_key",
        "no_tokenizer",
        "no_library",
        "no_vllm",
        "no_adapter",
        "no_record",
        "to_download",
    }
    assert "crowded" in missing
    assert "no_key" not in codes(found(tmp_path, text, K="secret"))
    assert all("secret" not in str(finding.params) for finding in found(tmp_path, text, K="secret"))


async def asked(folder: Path, url: str, more: str = "", wait: float = 10.0) -> tuple[Finding, str]:
    """What is found of a server, and how it is said."""
    path = folder / "council.toml"
    path.write_text(
        f'everyone = "r"\n[minds.r]\nbackend = "openai"\nmodel = "m"\nbase_urls = ["{url}"]\n{more}'
    )
    (finding,) = await far_findings(read(path, CouncilFile), Places(folder, folder, {}), wait)
    return finding, finding_line(VOICE, finding)


async def test_a_server_that_answers_is_well(tmp_path: Path) -> None:
    with answering() as model:
        finding, line = await asked(tmp_path, model.url)
    assert (finding.state, line) == ("well", f"Mind r: m at {model.url}, which answers.")


async def test_a_server_that_is_away_is_a_warning_for_it_may_come(tmp_path: Path) -> None:
    finding, line = await asked(tmp_path, NOWHERE)
    assert finding.state == "warning"
    assert line.endswith("instinct would decide. It does not answer: Connection error.")


async def test_a_server_that_says_nothing_is_a_warning_too(tmp_path: Path) -> None:
    quiet = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    async with quiet:
        port = quiet.sockets[0].getsockname()[1]
        finding, line = await asked(tmp_path, f"http://127.0.0.1:{port}/v1", wait=0.2)
    assert (finding.state, line.endswith("It did not answer in time.")) == ("warning", True)


async def test_a_server_that_will_not_do_is_ill(tmp_path: Path) -> None:
    with answering() as model:
        no_grammar, told = await asked(tmp_path, model.url, 'structured = "guidance"\n')
        model.tokenizes = False
        uncounted, why = await asked(tmp_path, model.url)
    assert (no_grammar.state, uncounted.state) == ("ill", "ill")
    assert "does not hold replies to a grammar" in told
    assert "does not count tokens" in why


async def test_a_server_without_its_key_is_not_asked(tmp_path: Path) -> None:
    path = tmp_path / "council.toml"
    path.write_text(
        f'everyone = "r"\n[minds.r]\nbackend = "openai"\nmodel = "m"\nbase_urls = ["{NOWHERE}"]\nkey_env = "K"\n'
    )
    assert await far_findings(read(path, CouncilFile), Places(tmp_path, tmp_path, {}), 10.0) == []
