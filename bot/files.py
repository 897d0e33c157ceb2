"""Atomic output: a folder is filled out of sight and moved into place at the end, whole or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

from bot.problem import Problem


@contextmanager
def staged_folder(out: Path) -> Iterator[Path]:
    """Make a hidden folder beside `out`, on the same file system; its files come to `out` when the block ends well.

    A folder that exists keeps its other files; those of equal names are replaced, each at once. When the block
    raises, nothing remains. Raises Problem `bad_out` at once where `out` cannot be written.
    """
    if "\0" in str(out):
        raise Problem("bad_out", out=str(out).replace("\0", "?"), problem="no path holds a null character")
    made = _missing_parents(out)
    hidden = (out if out.is_dir() else out.parent) / f".{out.name or 'wood'}-{uuid4().hex[:12]}"
    try:
        if out.exists() and not out.is_dir():
            raise NotADirectoryError(0, "this is a file, not a folder")
        hidden.mkdir(parents=True)
        yield hidden
        _move(hidden, out)
    except OSError as error:
        raise Problem("bad_out", out=str(out), problem=error.strerror or str(error)) from error
    finally:
        shutil.rmtree(hidden, ignore_errors=True)
        if not out.exists():
            for folder in made:
                with suppress(OSError):
                    folder.rmdir()


def _move(hidden: Path, out: Path) -> None:
    if not out.exists():
        hidden.rename(out)
        return
    for file in sorted(hidden.iterdir()):
        if (out / file.name).is_dir():
            raise IsADirectoryError(0, f"{file.name} in it is a folder")
    for file in sorted(hidden.iterdir()):
        file.replace(out / file.name)


def _missing_parents(out: Path) -> list[Path]:
    """Folders above `out` that do not exist yet, deepest first: staging makes them, and failing takes them away."""
    with suppress(OSError):
        return [folder for folder in out.absolute().parents if not folder.exists()]
    return []
