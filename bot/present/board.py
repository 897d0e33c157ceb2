"""The board of the daily call: who calls prices right, and for how long."""

from __future__ import annotations

from collections.abc import Sequence

from bot.present.card import Card
from bot.words.localiser import good_name
from data.reading.texts import Voice
from data.store.people import Call, CallScore
from engine.content.cast import Cast

ROWS = 10
"""Places on a page."""


def board_card(
    voice: Voice,
    cast: Cast,
    rows: Sequence[CallScore],
    own: CallScore | None,
    calls: Sequence[Call],
    *,
    first: bool,
) -> Card:
    """One page of the board, the reader's own place in any case, and the reader's last calls.

    Persons stand as mentions, which Discord shows as names and which here ping nobody.
    """
    title = voice("discord.board.title")
    lines = [_row(voice, row) for row in rows]
    if not lines:
        lines = [voice("discord.board.empty" if first else "discord.board.no_more")]
    if own is not None and own.patron not in {row.patron for row in rows}:
        lines += ["…", _row(voice, own)]
    if own is None and not calls:
        lines.append(voice("discord.board.own_none"))
    lines += [_call(voice, cast, call) for call in calls]
    return Card(title, "\n".join(lines), footer=voice("discord.board.note"))


def _row(voice: Voice, row: CallScore) -> str:
    name = f"<@{row.user}>" if row.user is not None else voice("discord.words.gone")
    return voice(
        "discord.board.row",
        rank=row.rank,
        name=name,
        streak=row.streak,
        best=row.best,
        right=row.right,
        settled=row.settled,
    )


def _call(voice: Voice, cast: Cast, call: Call) -> str:
    """One call, for its caller."""
    good = cast.good.get(call.good)
    verdict = voice(f"discord.board.verdict_{call.verdict}")
    return voice(
        f"discord.board.{'call' if call.high else 'two_way'}_{call.answer}",
        turn=call.turn,
        good=good_name(voice, good) if good else call.good,
        low=call.low,
        high=call.high,
        verdict=voice("discord.board.paid", verdict=verdict, price=call.price) if call.price else verdict,
    )
