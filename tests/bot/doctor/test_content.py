"""What the doctor finds before a first start."""

from __future__ import annotations

import shutil
from pathlib import Path

from bot.doctor.checks import look_at_content
from bot.settings import Settings
from data.reading.content import CONTENT


async def test_the_doctor_finds_a_kind_without_words(tmp_path: Path) -> None:
    folder = tmp_path / "content"
    shutil.copytree(CONTENT, folder)
    path = folder / "texts" / "de.toml"
    text = path.read_text("utf-8")
    path.write_text(
        "".join(line for line in text.splitlines(True) if not line.startswith("rumour = ")), "utf-8"
    )
    finding = await look_at_content(Settings(content=folder))
    assert finding.state == "ill"
    assert "discord.why.rumour" in str(finding.params["problem"])
