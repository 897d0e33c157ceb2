"""What holds for the whole suite."""

from __future__ import annotations

import os

import structlog
from hypothesis import settings

# A deadline per example would time the machine, not the code; where CI is set, every run draws the same examples.
settings.register_profile("wood", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("wood")

# The process sets up its own logs; without them, rendering a wood among a traceback's locals takes half a minute.
structlog.configure(
    processors=[
        structlog.processors.add_log_level,
        structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback),
    ]
)
