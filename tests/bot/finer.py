"""Content of before and after a crossing: coarse money without an asset, and money of so many pebbles with one."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from data.reading.content import CONTENT

MONEY = 5
ASSET = """
[asset]
id = "amber"
name = "amber"
emoji = "🟠"
price = 12
units = 3
joy = 5
colour = "#c98a2b"
"""


def finer(folder: Path, money: int = MONEY) -> Path:
    """Copy the shipped content into a folder, in money of so many pebbles, an asset in every cast. Returns the copy."""
    content = _copy(folder, money)
    for path in sorted((content / "casts").glob("*.toml")):
        if "[asset]" not in path.read_text("utf-8"):
            path.write_text(path.read_text("utf-8") + ASSET, "utf-8")
    return content


def coarse(folder: Path) -> Path:
    """Copy the shipped content into a folder, as it is before money was made finer and without an asset."""
    content = _copy(folder, 1)
    for path in sorted((content / "casts").glob("*.toml")):
        text = re.sub(r"(?ms)^\[asset\]\n.*?(?=^\[|\Z)", "", path.read_text("utf-8"))
        path.write_text(text, "utf-8")
    return content


def _copy(folder: Path, money: int) -> Path:
    content = folder / "content"
    shutil.rmtree(content, ignore_errors=True)
    shutil.copytree(CONTENT, content)
    rules = content / "rules.toml"
    text, found = re.subn(r"(?m)^money = \d+$", f"money = {money}", rules.read_text("utf-8"))
    assert found == 1
    rules.write_text(text, "utf-8")
    return content
