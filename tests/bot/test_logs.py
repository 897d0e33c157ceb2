"""Logs hold no secrets, whichever way these come in."""

from __future__ import annotations

import io
import json
import logging
import sys
from collections.abc import Iterator

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from bot.logs import HIDDEN, Redactor, set_up_logs

TOKEN = "MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs"
INTERACTION = "aW50ZXJhY3Rpb246MTIzNDU2Nzg5MDEyMzQ1Njc4OnNvbWV0aGluZw"


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """Where log lines go; everything is as before afterwards."""
    root, hook = logging.getLogger(), sys.excepthook
    handlers, level = root.handlers[:], root.level
    stream = io.StringIO()
    set_up_logs(json=True, level="info", secrets=[TOKEN, "proxy-password"], stream=stream)
    yield stream
    root.handlers, root.level = handlers, level
    sys.excepthook = hook
    structlog.reset_defaults()


def test_a_token_never_reaches_a_line(lines: io.StringIO) -> None:
    structlog.get_logger("bot").warning("odd", header=f"Bot {TOKEN}", nested={"token": TOKEN})
    logging.getLogger("discord.http").warning("sent with %s and %s", TOKEN, "proxy-password")
    assert TOKEN not in lines.getvalue()
    assert "proxy-password" not in lines.getvalue()
    assert lines.getvalue().count(HIDDEN) == 4


def test_a_traceback_that_quotes_a_token_is_cleaned_too(lines: io.StringIO) -> None:
    try:
        raise RuntimeError(
            f"https://discord.com/api/v10/interactions/123456789012345678/{INTERACTION}/callback"
        )
    except RuntimeError:
        structlog.get_logger("bot").exception("failed", token=TOKEN)
        logging.getLogger("discord").exception("failed")
        sys.excepthook(*sys.exc_info())  # type: ignore[arg-type]  # there is an exception here
    text = lines.getvalue()
    assert "Traceback" in text
    assert text.count("RuntimeError") >= 3
    assert INTERACTION not in text
    assert TOKEN not in text


def test_every_line_is_json_with_level_and_time(lines: io.StringIO) -> None:
    structlog.get_logger("bot.posts.herald").info("posted", wood="w1", turn=3)
    logging.getLogger("discord.gateway").error("lost")
    first, second = map(json.loads, lines.getvalue().splitlines())
    assert first | {"event": "posted", "wood": "w1", "turn": 3, "level": "info"} == first
    assert second["level"] == "error"
    assert first["timestamp"].endswith("Z")


def test_chatter_of_libraries_stays_out(lines: io.StringIO) -> None:
    logging.getLogger("discord.client").info("logging in")
    assert lines.getvalue() == ""


@given(st.text(), st.text(min_size=8, max_size=60), st.text())
def test_a_known_secret_is_hidden_wherever_it_stands(before: str, secret: str, after: str) -> None:
    assert secret not in Redactor([secret])(f"{before}{secret}{after}").replace(
        HIDDEN, ""
    )  # its own letters apart


def test_ordinary_words_stay() -> None:
    text = "wood w12 turn 7 took 0.25 s: data.sqlite.store.SqliteStore, id 123456789012345678"
    assert Redactor(["", "short"])(text) == text
