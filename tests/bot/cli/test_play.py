"""`wood play` as a person meets it, typed line by line."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from tests.bot.terminal import lines_until, refused, started, wood

pytestmark = pytest.mark.usefixtures("empty_folder")


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


def test_play_ends_cleanly_when_it_is_interrupted() -> None:
    with started("play") as process:
        lines_until(process, "Type 'help'")
        process.send_signal(signal.SIGINT)
        rest, _ = process.communicate(timeout=30)
    assert process.returncode == 0, rest
    assert "Traceback" not in rest
    assert "quiet" in rest
