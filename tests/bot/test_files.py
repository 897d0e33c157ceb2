"""Output appears whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.files import staged_folder
from bot.problem import Problem


def test_a_new_folder_appears_with_all_its_files(tmp_path: Path) -> None:
    out = tmp_path / "a" / "b"
    with staged_folder(out) as hidden:
        (hidden / "one").write_text("1")
        assert not out.exists()
    assert [path.name for path in out.iterdir()] == ["one"]
    assert [path.name for path in out.parent.iterdir()] == ["b"]


def test_a_folder_that_exists_keeps_what_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("kept")
    (tmp_path / "one").write_text("old")
    with staged_folder(tmp_path) as hidden:
        (hidden / "one").write_text("new")
        assert (tmp_path / "one").read_text() == "old"
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"mine": "kept", "one": "new"}


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
def test_nothing_remains_of_what_failed(tmp_path: Path, error: type[BaseException]) -> None:
    def fail(hidden: Path) -> None:
        (hidden / "one").write_text("half")
        raise error

    for out in (tmp_path / "a" / "b", tmp_path):
        with pytest.raises(error), staged_folder(out) as hidden:
            fail(hidden)
        assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("out", ["file", "file/below", "\0"])
def test_where_nothing_can_be_written_is_said_before_anything_is_done(tmp_path: Path, out: str) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(Problem, match="bad_out"), staged_folder(tmp_path / out):
        pytest.fail("the block must not be entered")
    assert (tmp_path / "file").read_text() == "mine"
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_folder_in_a_files_place_replaces_nothing(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()

    def fill() -> None:
        with staged_folder(tmp_path) as hidden:
            (hidden / "a").write_text("new")
            (hidden / "b").write_text("new")

    with pytest.raises(Problem, match="bad_out"):
        fill()
    assert [path.name for path in tmp_path.iterdir()] == ["b"]
