"""The command line as a person meets it: what is printed, what is written, and one sentence for what is wrong."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from bot.__main__ import app
from bot.demo import FILES
from data.content import CONTENT

PNG = b"\x89PNG\r\n\x1a\n"
SUMMARY = {"seed", "cast", "turns", "decisions", "richest", "poorest", "wood_hash"}
TURN = {"turn", "season", "trades", "volume", "prices", "wealth", "gini", "mood", "news"}
DECISIONS = {"total", "valid", "repaired", "refused_orders", "noop", "fallback", "self_buys", "max_tokens"}
TRACE = {
    "wood", "turn", "creature", "mind", "model", "prompt", "reply", "prompt_tokens", "reply_tokens", "finish_reason",
    "latency_ms", "thought", "requested", "applied", "refusals",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("WOOD_")]:
        monkeypatch.delenv(name)


def wood(*options: str, typed: str = "", **environment: str) -> Result:
    return CliRunner().invoke(app, options, input=typed, env={"COLUMNS": "80", **environment})


def refused(result: Result) -> str:
    """The one sentence of a refusal."""
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    sentence = result.stderr.rstrip("\n")
    assert sentence
    assert "\n" not in sentence
    assert "Traceback" not in sentence
    return sentence


def summary_of(out: str) -> dict[str, Any]:
    summary: dict[str, Any] = json.loads(Path(out, "summary.json").read_text(encoding="utf-8"))
    return summary


# wood demo


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
        assert list(row["prices"]) == ["honey", "firewood", "acorns", "berries", "mushrooms"]
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


# wood play


def test_play_shows_what_it_is_asked_for() -> None:
    typed = "help\nstatus\nnext\nprices\ncreature\ncreature oona\ntrades\nbook\ngossip\nchronicle\nlegend\nshock list\n"
    result = wood("play", "--seed", "7", typed=typed)
    assert result.exit_code == 0, result.output
    for word in ("Turn 1 ", "mushrooms", "Bodkin", "Oona the owl", "great-acorn-mania", "drought", "wealth"):
        assert word in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 80


def test_play_without_a_seed_differs_from_time_to_time() -> None:
    assert wood("play", typed="next 3\n").stdout != wood("play", typed="next 3\n").stdout


def test_play_and_demo_play_the_same_wood() -> None:
    typed = "next 2\nshock fire drought\nnext 2\n"
    shown = wood("play", "--seed", "7", typed=typed).stdout
    story = wood("demo", "--turns", "4", "--shock", "drought@3").stdout
    footers = [line for line in story.splitlines() if "Gini" in line and "richest" in line]
    assert len(footers) == 4
    assert all(footer in shown for footer in footers)


def test_a_saved_wood_goes_on_where_it_stood() -> None:
    wood("play", "--seed", "7", typed="next 3\nlegend draw run-on-oonas-hoard\nsave my.save\nquit\n")
    rest = wood("play", "--resume", "my.save", typed="status\nnext 2\n").stdout
    whole = wood("play", "--seed", "7", typed="next 3\nlegend draw run-on\nnext 2\n").stdout
    assert "The run on the hoard" in rest
    stories = [
        part.split("\nThe wood is quiet")[0]
        for part in (rest[rest.rindex("Turn 4 ") :], whole[whole.rindex("Turn 4 ") :])
    ]
    assert stories[0] == stories[1]


def test_save_without_a_name_goes_to_the_data_folder() -> None:
    wood("play", typed="next\nsave\n", WOOD_DATA="kept")
    assert Path("kept", "play.save").is_file()
    assert wood("play", "--resume", "kept/play.save", typed="next\nsave\n").exit_code == 0
    assert not Path("var").exists()


def test_quit_asks_once_about_what_is_unsaved() -> None:
    assert "no save holds" in wood("play", typed="next\nquit\n").stdout
    assert "no save holds" not in wood("play", typed="quit\n").stdout
    assert "no save holds" not in wood("play", typed="next\nsave a\nquit\n").stdout
    shown = wood("play", typed="next\nquit\nquit\nnext\n").stdout
    assert "Turn 2 " not in shown


def test_a_veto_ends_what_is_at_work() -> None:
    shown = wood(
        "play", typed="veto\nshock fire drought\nveto\nstatus\nshock fire rot\nshock fire flood\nveto\n"
    ).stdout
    assert "Nothing is at work" in shown
    assert "Drought is at an end." in shown
    assert "Veto what? At work are: rot, flood." in shown


def test_charts_are_drawn_where_one_wants_them() -> None:
    wood("play", typed="next 2\nchart pictures\n")
    assert sorted(path.name for path in Path("pictures").iterdir()) == ["prices.png", "wealth.png"]


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("dance", "no command"),
        ("next -3", "1 to 1000"),
        ("next many", "1 to 1000"),
        ("next 1001", "1 to 1000"),
        ("creature brock", "oona"),
        ("book pebbles", "honey"),
        ("legend draw", "Give an id"),
        ("legend draw nope", "great-acorn-mania"),
        ("shock fire run-on-oonas-hoard", "drought"),
        ("save file", "no save"),
        ("save file/below", "file/below"),
        ("chart file", "a file"),
        ("c", "creature"),
    ],
)
def test_what_play_cannot_do_is_said_and_the_wood_goes_on(line: str, word: str) -> None:
    Path("file").write_text("mine")
    result = wood("play", typed=f"{line}\nnext\n")
    assert result.exit_code == 0
    assert word in " ".join(result.stdout.split())
    assert "Turn 1 " in result.stdout
    assert Path("file").read_text() == "mine"


def test_the_same_legend_twice_is_refused_by_the_engine_in_words() -> None:
    shown = wood("play", typed="legend draw great-acorn-mania\nlegend draw great-acorn-mania\n").stdout
    assert "already at work" in shown


def test_text_that_looks_like_markup_is_shown_as_it_is() -> None:
    assert "[bold]" in wood("play", typed="[bold]\n").stdout


@pytest.mark.parametrize(
    "content", [None, b"", b"hello", b"\xff\x00", b'{"file": "thousand-token-wood save 1"}\n{}']
)
def test_an_unreadable_save_is_a_sentence(content: bytes | None) -> None:
    if content is not None:
        Path("my.save").write_bytes(content)
    assert refused(wood("play", "--resume", "my.save"))


def started(*options: str) -> subprocess.Popen[str]:
    """A real `wood` whose output can be read line by line."""
    return subprocess.Popen(
        [sys.executable, "-m", "bot", *options],
        env={**os.environ, "PYTHONPATH": str(CONTENT.parent), "PYTHONUNBUFFERED": "1"},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip


def lines_until(process: subprocess.Popen[str], word: str) -> None:
    assert process.stdout is not None
    assert any(word in line for line in process.stdout)


def test_play_ends_cleanly_when_it_is_interrupted() -> None:
    with started("play") as process:
        lines_until(process, "Type 'help'")
        process.send_signal(signal.SIGINT)
        rest, _ = process.communicate(timeout=30)
    assert process.returncode == 0, rest
    assert "Traceback" not in rest
    assert "quiet" in rest


def test_an_interrupted_demo_leaves_nothing_behind() -> None:
    with started("demo", "--turns", "100000", "--out", "new/out") as process:
        while not Path("new").exists():
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        rest, _ = process.communicate(timeout=30)
    assert process.returncode == 130, rest
    assert "Traceback" not in rest
    assert not list(Path().iterdir())


# wood stress, and the rest


def test_stress_prints_json_that_holds_every_measure() -> None:
    result = wood(
        "stress", "--seeds", "3", "--turns", "4", "--workers", "1", "--shock", "drought@2", "--json"
    )
    shown = json.loads(result.stdout)["plain"]
    assert shown["trade_in_every_turn"].keys() == {"value", "low", "high", "n"}
    assert shown["equal_hashes"]["value"] == 1
    assert {
        "trades_per_turn",
        "fuel_ends_dearer",
        "gini_widening",
        "fuel_maker_richest",
        "lowest_mood_of_all",
    } <= shown.keys()


@pytest.mark.parametrize(
    ("check", "tables"),
    [
        ("scarcity", ["all_rules", "no_diet", "no_rot", "no_hearth", "no_scarcity"]),
        ("run", ["told_and_settled", "told_only", "settled_only", "neither"]),
        ("decade", ["decade"]),
    ],
)
def test_stress_compares_what_it_is_asked_to(check: str, tables: list[str]) -> None:
    options = ("--seeds", "2", "--turns", "12", "--workers", "1", "--check", check, "--json")
    years = ("--years", "1") if check == "decade" else ()
    assert list(json.loads(wood("stress", *options, *years).stdout)) == tables


def test_stress_shows_tables_within_80_columns() -> None:
    lines = wood("stress", "--seeds", "2", "--turns", "3", "--workers", "1").stdout.splitlines()
    assert max(map(len, lines)) <= 80
    assert any("trade in every turn" in line for line in lines)


@pytest.mark.parametrize(
    "options",
    [
        ("--seeds", "0"), ("--workers", "0"), ("--turns", "0"), ("--years", "-1"), ("--check", "nope"),
        ("--shock", "nope@4"), ("--cast", "nope"), ("--council", "nope"),
    ],
)  # fmt: skip
def test_stress_refuses_what_it_cannot_do(options: tuple[str, ...]) -> None:
    assert refused(wood("stress", *options))


@pytest.mark.parametrize("command", ["demo", "play", "stress"])
def test_help_teaches_with_examples(command: str) -> None:
    shown = wood(command, "--help").stdout
    assert f"wood {command} " in shown.split("Examples")[1]


def test_every_command_is_in_the_help_in_order() -> None:
    shown = wood("--help").stdout
    places = [shown.index(f" {name} ") for name in ("demo", "play", "stress")]
    assert all(a < b for a, b in pairwise(places))


def test_an_unknown_command_is_a_sentence() -> None:
    assert "dance" in refused(wood("dance"))
