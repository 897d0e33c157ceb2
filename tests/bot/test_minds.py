"""Councils on the command line: a record played again, a server that is away, and every way to point at nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.bot.terminal import refused, wood
from tests.model_server import NOWHERE, REMOTE, FarModel, council


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def summary(folder: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((Path(folder) / "summary.json").read_text())
    return read


def test_a_demo_over_a_server(far: FarModel) -> None:
    result = wood("demo", "--turns", "3", "--council", council(REMOTE.format(url=far.url)), "--out", "out")
    assert result.exit_code == 0, result.output
    assert "far (x): 15 decisions, 0 of them by instinct" in " ".join(result.output.split())
    decisions = summary("out")["decisions"]
    assert (decisions["total"], decisions["fallback"], decisions["max_tokens"]) == (15, 0, 330)
    rows = [json.loads(line) for line in (Path("out") / "traces.jsonl").read_text().splitlines()]
    assert {(row["mind"], row["model"], row["thought"]) for row in rows} == {("far", "x", "Wait.")}


def test_a_record_of_a_demo_plays_to_the_same_hash() -> None:
    assert wood("demo", "--turns", "5", "--seed", "3", "--out", "first").exit_code == 0
    file = council('everyone = "again"\n[minds.again]\nbackend = "record"\npath = "first/traces.jsonl"\n')
    assert wood("demo", "--turns", "5", "--seed", "3", "--council", file, "--out", "second").exit_code == 0
    assert summary("second") == summary("first")
    assert Path("second/traces.jsonl").read_text() == Path("first/traces.jsonl").read_text()


def test_a_server_that_is_away_is_said_and_instinct_plays_the_same_wood() -> None:
    assert wood("demo", "--turns", "3", "--out", "plain").exit_code == 0
    result = wood("demo", "--turns", "3", "--council", council(REMOTE.format(url=NOWHERE)), "--out", "out")
    assert result.exit_code == 0, result.output
    assert "instinct decides for it" in " ".join(result.output.split())
    assert "state" not in result.output
    assert summary("out")["wood_hash"] == summary("plain")["wood_hash"]
    assert summary("out")["decisions"]["fallback"] == 15


def test_a_model_that_cannot_be_used_ends_the_demo_in_a_sentence(far: FarModel) -> None:
    far.tokenizes = False
    result = wood("demo", "--turns", "2", "--council", council(REMOTE.format(url=far.url)), "--out", "out")
    assert result.exit_code == 2
    assert "no /tokenize" in result.stderr
    assert "Traceback" not in result.stderr
    assert not Path("out").exists()


def test_playing_by_hand_with_a_council(far: FarModel) -> None:
    result = wood("play", "--council", council(REMOTE.format(url=far.url)), typed="next\nquit\nquit\n")
    assert result.exit_code == 0, result.output
    assert "Turn 1" in result.output


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ('creatures = {rex = "random"}', "rex"),
        ('everyone = "m"\n[minds.m]\nbackend = "record"\npath = "gone.jsonl"', "gone.jsonl"),
        ('everyone = "m"\n[minds.m]\nbackend = "record"\npath = "council.toml"', "line 1"),
        (
            'everyone = "m"\n[minds.m]\nbackend = "vllm"\nmodel = "./m"\nadapter = "./gone"',
            "adapter_config.json",
        ),
        (REMOTE.format(url=NOWHERE).replace("[retry]", 'key_env = "NO_SUCH_KEY"\n[retry]'), "NO_SUCH_KEY"),
        ('everyone = "nobody"', "nobody"),
        ("everyone = ", "TOML"),
    ],
)
def test_what_a_council_lacks_is_one_sentence_before_anything_starts(text: str, word: str) -> None:
    assert word in refused(wood("demo", "--turns", "2", "--council", council(text)))
