"""Content of a later release: finer money, and an asset in every cast, whatever the shipped content has."""

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
    """Copy the shipped content into a folder, in money of so many pebbles and with an asset. Returns the copy."""
    content = shutil.copytree(CONTENT, folder / "content")
    _edit(content / "rules.toml", rf"\g<1>{money}", r"(?m)^(money = )\d+$")
    for path in sorted((content / "casts").glob("*.toml")):
        if "[asset]" not in path.read_text("utf-8"):
            path.write_text(path.read_text("utf-8") + ASSET, "utf-8")
    return content


def _edit(path: Path, new: str, old: str) -> None:
    text, found = re.subn(old, new, path.read_text("utf-8"))
    assert found == 1, path
    path.write_text(text, "utf-8")
