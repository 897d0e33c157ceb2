"""The command line as a test uses it: in this process, or as a real one."""

from __future__ import annotations

import os
import subprocess
import sys

from typer.testing import CliRunner, Result

from bot.__main__ import app
from data.reading.content import CONTENT


def wood(*options: str, typed: str = "", **environment: str) -> Result:
    return CliRunner().invoke(app, options, input=typed, env={"COLUMNS": "80", **environment})


def refused(result: Result) -> str:
    """The one sentence of a refusal."""
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    sentence = result.stderr.rstrip("\n")
    assert sentence
    assert "\n" not in sentence
    assert "Traceback" not in sentence
    return sentence


def started(*options: str) -> subprocess.Popen[str]:
    """A real `wood` whose output can be read line by line."""
    return subprocess.Popen(
        [sys.executable, "-m", "bot", *options],
        env={**os.environ, "PYTHONPATH": str(CONTENT.parent), "PYTHONUNBUFFERED": "1"},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip


def lines_until(process: subprocess.Popen[str], word: str) -> None:
    assert process.stdout is not None
    assert any(word in line for line in process.stdout)
