"""`wood demo` as a person meets it: what is printed, what is written, and one sentence for what is wrong."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.lab.demo import FILES
from data.reading.content import CONTENT
from tests.bot.terminal import refused, started, wood

PNG = b"\x89PNG\r\n\x1a\n"
SUMMARY = {"seed", "cast", "turns", "decisions", "richest", "poorest", "wood_hash"}
TURN = {"turn", "season", "trades", "volume", "prices", "wealth", "gini", "mood", "news"}
DECISIONS = {"total", "valid", "repaired", "refused_orders", "noop", "fallback", "self_buys", "max_tokens"}
TRACE = {
    "wood", "turn", "creature", "mind", "model", "prompt", "reply", "prompt_tokens", "reply_tokens", "finish_reason",
    "latency_ms", "thought", "requested", "applied", "refusals",
}  # fmt: skip

pytestmark = pytest.mark.usefixtures("empty_folder")


def summary_of(out: str) -> dict[str, Any]:
    summary: dict[str, Any] = json.loads(Path(out, "summary.json").read_text(encoding="utf-8"))
    return summary


def test_a_demo_writes_its_files_and_nothing_else() -> None:
    result = wood("demo", "--shock", "drought@4", "--legend", "run-on-oonas-hoard@8", "--out", "out")
    assert result.exit_code == 0, result.output
    assert sorted(path.name for path in Path("out").iterdir()) == sorted(FILES)
    assert [path.name for path in Path().iterdir()] == ["out"]
    assert all(Path("out", name).read_bytes().startswith(PNG) for name in ("prices.png", "wealth.png"))


def test_the_summary_keeps_its_contract() -> None:
    wood("demo", "--turns", "6", "--seed", "11", "--shock", "drought@2", "--out", "out")
    summary = summary_of("out")
    assert set(summary) >= SUMMARY
    assert (summary["seed"], summary["cast"]) == (11, "wood")
    assert [row["turn"] for row in summary["turns"]] == [1, 2, 3, 4, 5, 6]
    for row in summary["turns"]:
        assert set(row) >= TURN
        assert row["news"]
        assert list(row["prices"]) == ["honey", "firewood", "acorns", "berries", "mushrooms", "amber"]
        assert list(row["wealth"]) == list(row["mood"]) == ["oona", "bodkin", "hazel", "fenn", "pip"]
    assert set(summary["decisions"]) >= DECISIONS
    assert (summary["decisions"]["total"], summary["decisions"]["valid"]) == (30, 30)
    assert summary["decisions"]["self_buys"] == 0


def test_the_traces_keep_their_contract() -> None:
    wood("demo", "--turns", "3", "--out", "out")
    rows = [json.loads(line) for line in Path("out", "traces.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [(row["turn"], row["creature"]) for row in rows][:6] == [
        (1, "oona"), (1, "bodkin"), (1, "hazel"), (1, "fenn"), (1, "pip"), (2, "oona"),
    ]  # fmt: skip
    assert all(set(row) >= TRACE for row in rows)
    assert {row["mind"] for row in rows} == {"instinct"}
    assert any(row["requested"]["orders"] for row in rows)


def test_the_chronicle_tells_every_turn_and_shows_the_pictures_in_words() -> None:
    wood("demo", "--turns", "4", "--out", "out")
    text = Path("out", "chronicle.md").read_text(encoding="utf-8")
    assert [f"Turn {turn} " in text for turn in (1, 2, 3, 4)] == [True] * 4
    assert "](prices.png)" in text
    assert "](wealth.png)" in text


def test_a_short_demo_tells_its_story_within_80_columns() -> None:
    result = wood("demo", "--turns", "5")
    for turn in (1, 2, 3, 4, 5):
        assert f"Turn {turn} " in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 80
    assert not list(Path().iterdir())


def test_a_long_demo_tells_only_how_it_ended() -> None:
    result = wood("demo", "--turns", "40", "--out", "out")
    assert "Turn 17 " not in result.stdout
    assert "After 40 turns" in result.stdout
    assert len(summary_of("out")["turns"]) == 40


def test_a_seed_may_be_any_text() -> None:
    wood("demo", "--turns", "1", "--seed", "the wood at dawn", "--out", "out")
    assert summary_of("out")["seed"] == "the wood at dawn"


def test_another_cast_plays_on_the_same_rules() -> None:
    assert wood("demo", "--turns", "2", "--cast", "trading-room", "--out", "a").exit_code == 0
    assert (
        wood("demo", "--turns", "2", "--cast", str(CONTENT / "casts" / "wood.toml"), "--out", "b").exit_code
        == 0
    )
    assert [summary_of(out)["cast"] for out in ("a", "b")] == ["trading-room", "wood"]


def test_a_second_demo_replaces_the_first_and_leaves_other_files() -> None:
    wood("demo", "--turns", "1", "--out", "out")
    Path("out", "notes").write_text("mine")
    wood("demo", "--turns", "2", "--out", "out")
    assert len(summary_of("out")["turns"]) == 2
    assert Path("out", "notes").read_text() == "mine"
    assert len(list(Path("out").iterdir())) == len(FILES) + 1


def test_the_random_policy_plays_too() -> None:
    wood("demo", "--turns", "2", "--council", "random", "--out", "out")
    assert '"mind": "random"' in Path("out", "traces.jsonl").read_text()


def test_equal_seeds_end_in_equal_hashes_in_any_process() -> None:
    def elsewhere(hash_seed: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "bot", "demo", "--shock", "drought@4", "--out", f"out{hash_seed}"],
            env={**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(CONTENT.parent)},
            stdout=subprocess.DEVNULL,
        )

    assert [process.wait(60) for process in [elsewhere("0"), elsewhere("4242")]] == [0, 0]
    wood("demo", "--shock", "drought@4", "--out", "out")
    assert len({summary_of(out)["wood_hash"] for out in ("out", "out0", "out4242")}) == 1
    assert len({Path(out, "chronicle.md").read_bytes() for out in ("out", "out0", "out4242")}) == 1


@pytest.mark.parametrize(
    ("options", "word"),
    [
        (("--turns", "-3"), "--turns"),
        (("--turns", "0"), "--turns"),
        (("--turns", "many"), "--turns"),
        (("--shock", "drought@99"), "1 to 15"),
        (("--shock", "drought"), "ID@TURN"),
        (("--shock", "drougth@4"), "bumper-crop"),
        (("--legend", "no-such-legend@4"), "great-acorn-mania"),
        (("--shock", "drought@4", "--shock", "drought@6"), "still at work"),
        (("--cast", "no-such-cast"), "trading-room"),
        (("--cast", "no/such/cast.toml"), "no/such/cast.toml"),
        (("--cast", "broken.toml"), "broken.toml"),
        (("--cast", "short.toml"), "short.toml"),
        (("--council", "nobody"), "instinct"),
        (("--council", "council.toml"), "council.toml"),
        (("--out", "file"), "file"),
        (("--out", "file/below"), "file/below"),
        (("--seed", ""), "--seed"),
        (("--seed", "a\nb"), "--seed"),
        (("--no-such-option",), "--no-such-option"),
    ],
)
def test_a_demo_that_cannot_be_played_says_why_and_writes_nothing(
    options: tuple[str, ...], word: str
) -> None:
    Path("file").write_text("mine")
    Path("broken.toml").write_text("id = \n")
    Path("short.toml").write_text('id = "short"\n')
    before = sorted(Path().iterdir())
    assert word in refused(wood("demo", "--out", "out", *options))
    assert sorted(Path().iterdir()) == before
    assert Path("file").read_text() == "mine"


@pytest.mark.parametrize("name", ["rules.toml", "shocks.toml", "legends.toml", "narrator.toml", "lines.toml"])
def test_broken_content_is_named(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "content"
    for file in [*CONTENT.glob("*.toml"), *CONTENT.glob("*/*.toml")]:
        copy = folder / file.relative_to(CONTENT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(file.read_bytes())
    assert wood("demo", "--turns", "1", WOOD_CONTENT=str(folder)).exit_code == 0
    (folder / name).write_text("[[")
    assert name in refused(wood("demo", "--turns", "1", WOOD_CONTENT=str(folder)))


@pytest.mark.parametrize("text", ["[", "no_such_setting = 1\n", "language = 7\n"])
def test_a_broken_settings_file_is_a_sentence(text: str) -> None:
    Path("wood.toml").write_text(text)
    assert refused(wood("demo", "--turns", "1"))


def test_the_environment_wins_over_the_settings_file() -> None:
    Path("wood.toml").write_text('content = "nowhere"\n')
    assert "nowhere" in refused(wood("demo", "--turns", "1"))
    assert wood("demo", "--turns", "1", WOOD_CONTENT=str(CONTENT)).exit_code == 0


def test_an_interrupted_demo_leaves_nothing_behind() -> None:
    with started("demo", "--turns", "100000", "--out", "new/out") as process:
        while not Path("new").exists():
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        rest, _ = process.communicate(timeout=30)
    assert process.returncode == 130, rest
    assert "Traceback" not in rest
    assert not list(Path().iterdir())
