"""Programs that kill themselves, and whatever they leave behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
PATIENCE = 180.0
"""Seconds until whoever is still there counts as left behind."""


def last_words(program: str, folder: Path, *arguments: object) -> str:
    """What a program wrote. It ends by SIGKILL, and nobody whom it began is left, for all of them hold its output."""
    script = folder / "program.py"
    script.write_text(program, encoding="utf-8")
    first = subprocess.Popen(
        [sys.executable, script, *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        told, _ = first.communicate(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        os.killpg(first.pid, signal.SIGKILL)
        raise
    assert first.returncode == -signal.SIGKILL, told
    return told
