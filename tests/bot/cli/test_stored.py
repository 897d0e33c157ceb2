"""Copying, replaying and exporting stored woods, and the doctor, as a person meets them."""

from __future__ import annotations

import asyncio
import gzip
import json
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner, Result

from bot.__main__ import app
from tests.bot.app_setup import app_for_tests

FIRST_RELEASE = Path(__file__).parents[2] / "data" / "releases" / "0.1.0.db.gz"


def wood(*words: str) -> Result:
    return CliRunner().invoke(app, words)


@pytest.fixture
async def planted(empty_folder: Path) -> str:
    """The id of a wood of four turns in the default data folder."""
    async with app_for_tests(empty_folder / "var") as here:
        await here.play(4)
        return here.record.id


def test_a_wood_replays_to_equal_hashes(planted: str) -> None:
    done = wood("replay", planted)
    assert done.exit_code == 0
    assert "5 inputs in 1 eras, every hash equal" in done.stdout


def test_what_follows_from_the_log_is_written_anew(planted: str, empty_folder: Path) -> None:
    with closing(sqlite3.connect(empty_folder / "var" / "wood.db")) as database:
        before = database.execute("SELECT * FROM events ORDER BY 1").fetchall()
        database.execute("DELETE FROM events")
        database.commit()
    done = wood("rebuild", planted)
    assert done.exit_code == 0
    assert "5 inputs" in done.stdout
    with closing(sqlite3.connect(empty_folder / "var" / "wood.db")) as database:
        assert database.execute("SELECT * FROM events ORDER BY 1").fetchall() == before
    assert wood("rebuild", "nobody").exit_code == 2


def test_a_bent_wood_is_found_out(planted: str, empty_folder: Path) -> None:
    with closing(sqlite3.connect(empty_folder / "var" / "wood.db")) as database:
        triggers = [
            row[0] for row in database.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
        ]
        for name in triggers:
            database.execute(f"DROP TRIGGER {name}")
        database.execute("UPDATE inputs SET hash = replace(hash, substr(hash, 1, 1), 'z') WHERE number = 3")
        database.commit()
    done = wood("replay", planted)
    assert done.exit_code == 1
    assert "Input 3" in done.stdout
    assert "every hash equal" not in done.stdout


def test_traces_are_exported_in_both_shapes(planted: str, empty_folder: Path) -> None:
    assert "20 decisions" in wood("traces", planted, "--out", "t.jsonl").stdout
    rows = [json.loads(line) for line in (empty_folder / "t.jsonl").read_text("utf-8").splitlines()]
    assert len(rows) == 20
    assert {row["wood"] for row in rows} == {planted}
    assert [row["turn"] for row in rows] == [1] * 5 + [2] * 5 + [3] * 5 + [4] * 5
    assert wood("traces", planted, "--out", "t.parquet").exit_code == 0
    table = pq.read_table(empty_folder / "t.parquet").to_pylist()
    assert [json.loads(row["requested"]) for row in table] == [row["requested"] for row in rows]


async def test_a_running_bots_woods_are_read_where_they_are(
    empty_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The folder for temporary files may be a piece of memory, and the database larger than it."""
    monkeypatch.setattr(tempfile, "tempdir", str(empty_folder / "nowhere"))
    async with app_for_tests(empty_folder / "var") as here:
        await here.play(2)
        done = await asyncio.to_thread(wood, "replay", here.record.id)
        assert "3 inputs in 1 eras, every hash equal" in done.stdout
        done = await asyncio.to_thread(wood, "traces", here.record.id, "--out", "t.jsonl")
        assert "10 decisions" in done.stdout
        await here.play(1)


def test_a_database_of_the_first_release_is_replayed_and_left_as_it_is(
    empty_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(empty_folder / "nowhere"))
    path = empty_folder / "var" / "wood.db"
    path.parent.mkdir()
    before = gzip.decompress(FIRST_RELEASE.read_bytes())
    path.write_bytes(before)
    done = wood("replay", "wf5b1652291")
    assert done.exit_code == 0
    assert "22 inputs were played by an earlier version" in done.stdout
    assert "every hash equal" not in done.stdout
    assert path.read_bytes() == before
    assert {file.name for file in path.parent.iterdir()} <= {"wood.db", "wood.db-wal", "wood.db-shm"}


def test_a_copy_goes_out_and_comes_back(planted: str, empty_folder: Path) -> None:
    assert wood("backup", "copy.db").exit_code == 0
    (empty_folder / "var" / "wood.db").write_bytes(b"gone")
    done = wood("restore", "copy.db")
    assert done.exit_code == 0
    assert "is the copy now" in done.stdout
    assert "kept as" in done.stdout
    assert wood("replay", planted).exit_code == 0


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("replay", "w1"), "There is no database"),
        (("traces", "w1"), "There is no database"),
        (("traces", "w1", "--out", "t.csv"), "must end in .jsonl or .parquet"),
        (("backup", "copy.db"), "There is nothing to copy"),
        (("restore", "copy.db"), "There is nothing to copy"),
        (("run",), "There is no bot token"),
    ],
)
def test_bad_input_gets_one_sentence(empty_folder: Path, words: tuple[str, ...], sentence: str) -> None:
    done = wood(*words)
    assert done.exit_code == 2
    assert sentence in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert list(empty_folder.iterdir()) == []


def test_an_unknown_wood_and_a_taken_place_get_one_sentence(planted: str, empty_folder: Path) -> None:
    assert "no wood 'w404'" in wood("replay", "w404").stderr
    (empty_folder / "here.db").touch()
    assert "stands at here.db already" in wood("backup", "here.db").stderr


def test_the_doctor_says_what_is_missing(planted: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISCORD_TOKEN", raising=False)
    done = wood("doctor")
    assert done.exit_code == 1
    assert "1 woods, sound" in done.stdout
    assert "2 casts" in done.stdout
    assert "set DISCORD_TOKEN" in done.stdout


def test_the_doctor_finds_a_broken_database(planted: str, empty_folder: Path) -> None:
    (empty_folder / "var" / "wood.db").write_bytes(
        b"no database at all, but long enough to be looked at" * 40
    )
    done = wood("doctor")
    assert done.exit_code == 1
    assert "wood restore" in done.stdout
