"""What the doctor says of a council, without loading anything."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.council_doctor import council_findings
from bot.finding import Finding
from data.content import read
from data.texts import load_texts
from inference.backends import Places
from inference.council_file import CouncilFile

VOICE = load_texts(strict=True).voice("en")
EXAMPLES = sorted((Path(__file__).parents[2] / "docs" / "councils").glob("*.toml"))


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
    found = codes(council_findings(read(path, CouncilFile), places, lambda name: name))
    assert found & {"mind_here", "mind_there"}
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
