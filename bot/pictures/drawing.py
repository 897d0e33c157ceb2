"""Code of the worker process: it draws pictures and words them, yields to others, and dies with its parent."""

from __future__ import annotations

import os
import pickle
import signal
from functools import lru_cache
from multiprocessing import parent_process
from threading import Thread
from typing import Literal

from bot.pictures.alt_text import alt_text_good, alt_text_prices, alt_text_wealth
from bot.pictures.charts import good_chart, price_chart, wealth_chart
from bot.story.record import Past
from data.reading.narrator import Narrator
from engine.content.cast import Cast
from engine.content.rules import Rules

PictureSubject = Literal["prices", "wealth", "good"]
YIELDING = 10
"""How far the worker steps back on a busy machine: a picture may wait, an answer to a person may not."""
MOST_CONTENT = 16
"""Casts with their rules and narrators that are kept pickled, here and in the worker."""


def draw(subject: PictureSubject, past: Past, content: bytes, good: str, window: int) -> tuple[bytes, str]:
    """Draw a subject as a PNG, and say in words what it shows. `content` is cast, rules and narrator, pickled."""
    cast, rules, narrator = _content(content)
    records = past.records(cast, rules)
    if subject == "good":  # it may have come to this wood later than the turns that are looked at
        records = [record for record in records if good in record.prices]
    shown = (records, cast, rules, narrator, window)
    match subject:
        case "prices":
            return price_chart(*shown), alt_text_prices(*shown)
        case "wealth":
            return wealth_chart(*shown), alt_text_wealth(*shown)
        case "good":
            return good_chart(good, *shown), alt_text_good(good, *shown)


@lru_cache(maxsize=MOST_CONTENT)
def _content(content: bytes) -> tuple[Cast, Rules, Narrator]:
    loaded: tuple[Cast, Rules, Narrator] = pickle.loads(content)  # noqa: S301 - written by our own process above
    return loaded


def settle_in() -> None:
    """Leave the signals that end the bot to the bot, which closes its worker when it is done; die with it, though."""
    os.nice(YIELDING)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    Thread(target=_outlive_nobody, daemon=True).start()


def _outlive_nobody() -> None:
    """Exit when the parent is gone: a bot that was killed closes nothing."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(0)


def load() -> bool:
    """Do nothing: this module, once imported, has loaded all."""
    return True
