"""Logs: one line per event, as JSON or for a terminal, and no secret in any of them."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import TextIO

import structlog
from structlog.types import Processor

HIDDEN = "[hidden]"
SHAPES: tuple[re.Pattern[str], ...] = (
    re.compile(r"[\w-]{18,40}\.[\w-]{5,8}\.[\w-]{20,}"),
    re.compile(r"(?<=/interactions/)\d{15,25}/[^/\s\"'?]+"),
    re.compile(r"(?<=/webhooks/)\d{15,25}/[^/\s\"'?]+"),
    re.compile(r"(?<=\bBot )[^\s\"'\\]{20,}"),
    re.compile(r"\baW50ZXJhY3Rpb246[\w=+/-]{20,}"),
)
"""What secrets look like: a bot's token, and the tokens by which interactions and webhooks are answered."""
SHORTEST = 8
"""Secrets shorter than this are not looked for: they would blank out ordinary words."""


class Redactor:
    """Blanks out secrets that are known by value, and whatever is shaped like one."""

    def __init__(self, secrets: Iterable[str]) -> None:
        self._secrets = sorted({s for s in secrets if len(s) >= SHORTEST}, key=len, reverse=True)

    def __call__(self, text: str) -> str:
        """The text without secrets."""
        for secret in self._secrets:
            text = text.replace(secret, HIDDEN)
        for shape in SHAPES:
            text = shape.sub(HIDDEN, text)
        return text


class RedactingFormatter(structlog.stdlib.ProcessorFormatter):
    """Formats a line, its traceback included, and only then looks for secrets."""

    def __init__(
        self, redact: Redactor, processors: Sequence[Processor], before: Sequence[Processor]
    ) -> None:
        super().__init__(processors=processors, foreign_pre_chain=before)
        self._redact = redact

    def format(self, record: logging.LogRecord) -> str:
        return self._redact(super().format(record))


def set_up_logs(
    *, json: bool, level: str, secrets: Iterable[str], stream: TextIO = sys.stderr
) -> logging.Handler:
    """Send every log line of this process, discord.py's too, to a stream. Uncaught errors become lines as well."""
    before: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
    ]
    last: Processor = (
        structlog.processors.JSONRenderer(default=str)
        if json
        else structlog.dev.ConsoleRenderer(colors=stream.isatty())
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        RedactingFormatter(
            Redactor(secrets), [structlog.stdlib.ProcessorFormatter.remove_processors_meta, last], before
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    for noisy in ("discord", "apscheduler", "aiosqlite", "matplotlib", "asyncio"):
        logging.getLogger(noisy).setLevel(max(logging.WARNING, root.level))
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *before,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    sys.excepthook = _uncaught
    return handler


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    structlog.get_logger(__name__).critical("uncaught", exc_info=(kind, error, trace))


@contextmanager
def quiet_logs() -> Iterator[None]:
    """For as long as the context lasts, only errors are logged, to stderr."""
    before = structlog.get_config()
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    try:
        yield
    finally:
        structlog.configure(**before)
