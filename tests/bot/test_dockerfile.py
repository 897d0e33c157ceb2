"""The image's install steps, replayed in a clean virtual environment."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCKERFILE = ROOT / "Dockerfile"
HOME = "/opt/wood"


def instructions(text: str) -> list[tuple[str, str]]:
    """Keywords and arguments, continued lines joined, comments left out."""
    lines = [
        line for line in text.replace("\\\n", " ").splitlines() if line.strip() and not line.startswith("#")
    ]
    return [(line.split(maxsplit=1)[0], line.split(maxsplit=1)[1]) for line in lines]


def stages() -> list[list[tuple[str, str]]]:
    """Instructions of each stage."""
    found: list[list[tuple[str, str]]] = []
    for keyword, rest in instructions(DOCKERFILE.read_text(encoding="utf-8")):
        if keyword == "FROM":
            found.append([])
        found[-1].append((keyword, rest))
    return found


def replayed(folder: Path, *, skip: str = "") -> Path:
    """Do what the first stage does, its `/opt/wood` and working folder below a folder of ours. Returns the former."""
    app, home = folder / "app", folder / "opt-wood"
    app.mkdir()
    for keyword, rest in stages()[0]:
        if keyword == "COPY":
            *sources, target = shlex.split(rest)
            for source in sources:
                place = app / target / ("" if target.startswith("./") and len(target) > 2 else source)
                copy(ROOT / source, place)
        elif keyword == "RUN" and not (skip and skip in rest):
            command = [part.replace(HOME, str(home)) for part in shlex.split(rest)]
            command[0] = sys.executable if command[0] == "python" else command[0]
            subprocess.run(command, cwd=app, check=True, capture_output=True)
    return home


def copy(source: Path, place: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, place, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        shutil.copy(source, place)


def doctored(home: Path, folder: Path) -> str:
    """What the installed `wood doctor` says, with the data volume mounted on an empty folder."""
    volume = folder / "volume"
    volume.mkdir()
    outside = folder / "elsewhere"
    outside.mkdir()
    env = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("WOOD_", "PYTHON", "DISCORD"))
    }
    done = subprocess.run(
        [home / "bin" / "wood", "doctor"], cwd=outside, env=env | {"WOOD_DATA": str(volume)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    return done.stdout


def test_the_package_finds_all_its_content_whatever_is_mounted(tmp_path: Path) -> None:
    home = tmp_path / "opt-wood"
    venv.create(home, with_pip=True)
    site = Path(sysconfig.get_path("purelib", vars={"base": str(home), "platbase": str(home)}))
    ours = Path(sysconfig.get_path("purelib"))
    (site / "what-is-installed-already.pth").write_text(f"{ours}\n", encoding="utf-8")
    replayed(tmp_path, skip="requirements.lock")
    said = doctored(home, tmp_path)
    assert str(site / "data") in said
    assert "2 casts" in said
    assert "none yet" in said


@pytest.mark.slow
def test_the_lock_file_alone_is_enough_for_the_bot(tmp_path: Path) -> None:
    said = doctored(replayed(tmp_path), tmp_path)
    assert "2 casts" in said
    assert "Font DejaVu Sans: found" in said


def test_what_runs_is_not_root_and_keeps_its_data_in_a_volume() -> None:
    last = dict(stages()[-1])
    assert last["USER"] == "wood"
    assert last["VOLUME"] == "/var/lib/wood"
    assert "/healthz" in last["HEALTHCHECK"]
    assert last["ENTRYPOINT"] == '["wood"]'
    assert "DISCORD_TOKEN" not in DOCKERFILE.read_text(encoding="utf-8")


def test_only_what_the_image_needs_is_sent_to_the_builder() -> None:
    allowed = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    copied = {
        source for keyword, rest in stages()[0] if keyword == "COPY" for source in shlex.split(rest)[:-1]
    }
    assert copied == allowed
