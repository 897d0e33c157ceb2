"""`wood play` as a person meets it, typed line by line."""

from __future__ import annotations

import json
import re
import signal
from pathlib import Path

import pytest

from tests.bot.app_setup import app_for_tests
from tests.bot.terminal import lines_until, refused, started, wood

pytestmark = pytest.mark.usefixtures("empty_folder")
OLD_SAVE = b'{"file": "thousand-token-wood save 1", "digest": "0"}\n{}\n'


def wood_id(shown: str) -> str:
    found = re.search(r"^wood (w[0-9a-f]+)$", shown, re.MULTILINE)
    assert found
    return found[1]


def stories(shown: str, turn: int) -> str:
    """Everything that is shown from a turn's story on, the farewell left out."""
    return shown[shown.index(f"Turn {turn} ") :].split("\nThe wood is quiet", maxsplit=1)[0]


def test_play_shows_what_it_is_asked_for() -> None:
    typed = (
        "help\nstatus\nnext\nprices\ncreature\ncreature oona\nthoughts oona\ntrades\ntrades honey\nbook\ngossip\nwhy\n"
        "chronicle\nlegend\nshock list\ndraws\n"
    )
    result = wood("play", "--seed", "7", typed=typed)
    assert result.exit_code == 0, result.output
    for word in (
        "Turn 1 ",
        "mushrooms",
        "Bodkin",
        "Oona the owl",
        "great-acorn-mania",
        "drought",
        "worth",
        "15 turns after drawing",
    ):
        assert word in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 80
    assert not re.search(r"\*\*|```|<t:|\\", result.stdout)


def test_play_speaks_the_language_of_the_settings() -> None:
    shown = wood(
        "play", typed="next\nbook honig\ndance\nlegend draw run-on\nlegend draw great\n", WOOD_LANGUAGE="de"
    ).stdout
    for word in (
        "Runde 1 ",
        "🍯 Honig",
        "ist hier kein Befehl",
        "Gezogen.",
        "5 Runden nach dem Ende der letzten",
        "Hinter dir wird der Wald still",
    ):
        assert word in " ".join(shown.split())


def test_play_without_a_seed_differs_from_time_to_time() -> None:
    first, second = (wood("play", "--new", typed="next 3\n").stdout for _ in range(2))
    assert stories(first, 1) != stories(second, 1)


def test_play_and_demo_play_the_same_wood() -> None:
    typed = "next 2\nshock fire drought\nnext 2\n"
    shown = wood("play", "--seed", "7", typed=typed).stdout
    story = wood("demo", "--turns", "4", "--shock", "drought@3").stdout
    footers = [line for line in story.splitlines() if "Gini" in line and "richest" in line]
    assert len(footers) == 4
    assert all(footer in shown for footer in footers)


def test_a_wood_goes_on_where_it_stood() -> None:
    wood("play", "my.db", "--seed", "7", typed="next 3\nlegend draw run-on-oonas-hoard\nquit\n")
    rest = wood("play", "my.db", typed="status\nnext 2\n").stdout
    whole = wood("play", "other.db", "--seed", "7", typed="next 3\nlegend draw run-on\nnext 2\n").stdout
    assert "The run on the hoard" in rest
    assert stories(rest, 4) == stories(whole, 4)


def test_a_wood_without_a_name_lives_in_the_data_folder() -> None:
    wood("play", typed="next\n", WOOD_DATA="kept")
    assert Path("kept", "play.db").is_file()
    assert "Turn 1 " in wood("play", typed="status\n", WOOD_DATA="kept").stdout
    assert not Path("var").exists()


def test_a_wood_keeps_its_minds_until_others_are_wanted() -> None:
    wood("play", "--council", "random", typed="quit\n")
    assert "random × 5" in wood("play", typed="next\nstatus\n").stdout
    assert "instinct × 5" in wood("play", "--council", "instinct", typed="next\nstatus\n").stdout
    assert "instinct × 5" in wood("play", typed="next\nstatus\n").stdout


def test_a_wood_is_never_founded_over_another_by_mistake() -> None:
    wood("play", "my.db", typed="next 2\n")
    assert "--new" in refused(wood("play", "my.db", "--seed", "8"))
    assert "--new" in refused(wood("play", "my.db", "--cast", "trading-room"))
    assert "Turn 2 " in wood("play", "my.db", typed="status\n").stdout
    shown = wood("play", "my.db", "--new", "--cast", "trading-room", typed="next\n").stdout
    assert "Turn 0 " in shown
    assert "Turn 2 " not in wood("play", "my.db", typed="status\n").stdout


def test_replay_and_traces_read_a_played_wood() -> None:
    shown = wood("play", "my.db", typed="next 2\nshock fire drought\nnext\nveto\nnext\n").stdout
    name = wood_id(shown)
    assert "7 inputs in 1 eras, every hash equal" in wood("replay", name, "--database", "my.db").stdout
    assert "20 decisions" in wood("traces", name, "--database", "my.db", "--out", "t.jsonl").stdout
    rows = [json.loads(line) for line in Path("t.jsonl").read_text("utf-8").splitlines()]
    assert [row["turn"] for row in rows] == [1] * 5 + [2] * 5 + [3] * 5 + [4] * 5


def test_a_copy_of_a_wood_can_be_played_on() -> None:
    shown = wood("play", typed="next 2\nsave\nsave copy.db\nsave copy.db\nnext\n").stdout
    assert "play.db keeps the wood" in shown
    assert "Copied to copy.db." in shown
    assert "Something stands at copy.db already" in shown
    assert "Turn 2 " in wood("play", "copy.db", typed="status\n").stdout


def test_a_veto_ends_what_is_at_work() -> None:
    wood("play", typed="draws shock 0 0\n")
    typed = "veto\nshock fire drought\nveto\nstatus\nshock fire rot\nshock fire flood\nveto\n"
    shown = wood("play", typed=typed).stdout
    assert "Nothing is at work" in shown
    assert "Drought has ended." in shown
    assert "Veto what? At work are: rot, flood." in shown


def test_legends_come_one_at_a_time_and_how_long_one_waits_for_the_next_can_be_set() -> None:
    typed = "legend draw great\nlegend draw run-on\nlegend\nveto\nlegend draw run-on\nnext 5\nlegend draw run-on\n"
    words = " ".join(wood("play", typed=typed).stdout.split())
    assert words.count("Drawn. When it strikes, how hard and how fast, nobody knows") == 1
    assert "'The Great Acorn Mania' is not over: legends come one at a time, and 5 turns after" in words
    assert "The Great Acorn Mania is not over yet." in words
    assert "the next may come after turn 5" in words
    assert "it may do this again after turn 15" in words
    set_ = " ".join(
        wood("play", typed="draws legend 0 0\nlegend draw run-on\ndraws shock 48\n").stdout.split()
    )
    assert set_.count("Drawn. When it strikes") == 1
    assert "the next one 48 turns after the last, by the same person 5 turns after" in set_


def test_commands_may_be_typed_as_on_discord() -> None:
    typed = "/forester turn-now\n/market prices\n/creature card oona\n/creature thoughts oona\n/wood status\n"
    shown = wood("play", typed=typed).stdout
    for word in ("Turn 1 ", "Prices after turn 1", "Oona the owl", "No chapter has ended yet"):
        assert word in shown


def test_charts_are_drawn_where_one_wants_them() -> None:
    shown = wood("play", typed="chart pictures\nnext 2\nchart pictures\n").stdout
    assert "There is nothing to show yet" in shown
    assert "a file, not a folder" in " ".join(
        wood("play", typed="chart pictures/wealth.png\n").stdout.split()
    )
    assert sorted(path.name for path in Path("pictures").iterdir()) == ["prices.png", "wealth.png"]


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("dance", "no command"),
        ("next -3", "1 to 1000"),
        ("next many", "1 to 1000"),
        ("next 1001", "1 to 1000"),
        ("creature brock", "oona"),
        ("thoughts", "oona"),
        ("book pebbles", "honey"),
        ("trades pebbles", "honey"),
        ("book", "There is no book yet"),
        ("why", "There is nothing to show yet"),
        ("chronicle", "Nothing has happened yet"),
        ("legend draw", "Give an id"),
        ("legend draw nope", "great-acorn-mania"),
        ("shock fire run-on-oonas-hoard", "drought"),
        ("draws weather 1 1", "legend, shock"),
        ("draws legend 61", "0 to 60"),
        ("save file", "Something stands at file"),
        ("save file/below", "file/below"),
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


def test_the_same_shock_twice_is_refused_by_the_engine_in_words() -> None:
    shown = wood("play", typed="draws shock 0 0\nshock fire drought\nshock fire drought\n").stdout
    assert "“Drought” is at work already." in " ".join(shown.split())


def test_text_that_looks_like_markup_is_shown_as_it_is() -> None:
    assert "[bold]" in wood("play", typed="[bold]\n").stdout


@pytest.mark.parametrize("content", [b"hello", b"\xff\x00", b"SQLite format 3\0 and no more"])
def test_a_file_that_keeps_no_wood_is_a_sentence_and_stays_as_it_is(content: bytes) -> None:
    Path("my.db").write_bytes(content)
    assert refused(wood("play", "my.db"))
    assert Path("my.db").read_bytes() == content


def test_a_save_of_an_earlier_version_is_refused_by_name() -> None:
    Path("play.save").write_bytes(OLD_SAVE)
    assert "earlier version of 'wood play'" in refused(wood("play", "play.save"))
    assert Path("play.save").read_bytes() == OLD_SAVE


def test_a_folder_is_no_wood() -> None:
    Path("folder").mkdir()
    assert "folder" in refused(wood("play", "folder"))


@pytest.fixture
async def bots_own(empty_folder: Path) -> Path:
    """The bot's database, with a wood of a channel in it."""
    async with app_for_tests(empty_folder / "var") as here:
        await here.play(1)
        return here.app.settings.database


def test_the_bots_own_woods_are_not_played_by_hand(bots_own: Path) -> None:
    assert "keeps no wood of 'wood play'" in refused(wood("play", str(bots_own)))


def test_a_seed_that_cannot_be_read_back_is_refused() -> None:
    assert "--seed" in refused(wood("play", "--seed", ""))
    assert not Path("var").exists()


def test_play_ends_cleanly_when_it_is_interrupted() -> None:
    with started("play") as process:
        lines_until(process, "Type 'help'")
        process.send_signal(signal.SIGINT)
        rest, _ = process.communicate(timeout=30)
    assert process.returncode == 0, rest
    assert "Traceback" not in rest
    assert "quiet" in rest
