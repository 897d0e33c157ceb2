"""Scores move on with each turn's verdicts and are what counting all calls again would give."""

from __future__ import annotations

import gzip
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.sqlite.committing import project_calls
from data.sqlite.migrating import known
from data.sqlite.statements import split, statements
from data.sqlite.store import SqliteStore, open_store
from data.store.people import CallScore
from engine import accounts
from engine.events.event import Event, Value
from tests.data.beside import faults_of
from tests.data.store.scoring import BOARD, EARLIER_BOARD
from tests.data.stored_woods import START, founded, place_call, play

FIRST_RELEASE = Path(__file__).parents[1] / "releases" / "0.1.0.db.gz"
SCORES = 2
"""The schema that came with kept scores."""
VERDICTS = st.sampled_from(["right", "wrong", "void"])
EARLIER_VERDICTS = st.sampled_from(["right", "wrong", "level"])
HISTORIES = st.lists(st.dictionaries(st.integers(1, 6), st.tuples(VERDICTS, st.integers(0, 2))), max_size=14)
"""Verdicts by patron, and the turns that each waited for it, turn by turn."""
EARLIER_HISTORIES = st.lists(st.dictionaries(st.integers(1, 6), EARLIER_VERDICTS), max_size=14)
Rows = list[tuple[Any, ...]]
History = list[dict[int, tuple[str, int]]]
CALL = {"good": "honey", "low": 7, "high": 9, "answer": "within"}


def schemas(first: int, last: int) -> list[str]:
    """The statements of some migrations."""
    return [s for number, file in known().items() if first <= number <= last for s in split(file.read_text())]


def database(newest: int) -> sqlite3.Connection:
    """A database of a schema with two woods, of which the second has called nothing."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.row_factory = sqlite3.Row
    for statement in schemas(1, newest):
        connection.execute(statement)
    for key, id in ((1, "w1"), (2, "w2")):
        connection.execute(statements("woods")["insert"], (id, 1, key, "seed", "{}", 0))
    for patron in range(1, 7):
        connection.execute(statements("people")["insert_patron"], (1, patron, 0))
        if patron % 3:
            connection.execute(statements("people")["insert_identity"], (1, patron, 100 + patron))
    return connection


def call(connection: sqlite3.Connection, turn: int, verdicts: dict[int, str]) -> None:
    """Calls of one turn as they stand once they are judged."""
    rows = [(turn, patron, verdict) for patron, verdict in verdicts.items()]
    connection.executemany("INSERT INTO calls VALUES (1, ?, ?, 'honey', 'dearer', ?)", rows)


def play_out(connection: sqlite3.Connection, history: History) -> Iterator[None]:
    """Place and judge calls turn by turn, as the log's events tell of them."""
    for now in range(1, len(history) + 3):
        for patron in history[now - 1] if now <= len(history) else ():
            project_calls(connection, 1, [told("called", patron, {**CALL, "turn": now, "instead": ""})])
        for turn in range(max(1, now - 2), min(now, len(history)) + 1):
            for patron, (verdict, waited) in sorted(history[turn - 1].items()):
                if turn + waited == now:
                    price = 0 if verdict == "void" else 9
                    judged = {**CALL, "turn": turn, "decided": now, "price": price, "judgement": verdict}
                    project_calls(connection, 1, [told("judged", patron, judged)])
        yield


def told(kind: str, patron: int, data: dict[str, Value]) -> Event:
    return Event("1.0", kind, "input:1", accounts.patron(patron), "patron", data)


def board(connection: sqlite3.Connection) -> Rows:
    """The board of the first wood as it is kept."""
    page = {"id": "w1", "limit": 99, "offset": 0}
    names = ("patron", "person", "streak", "best", "hits", "settled", "rank")
    rows = connection.execute(statements("people")["board"], page).fetchall()
    return [tuple(row[name] for name in names) for row in rows]


def counted(connection: sqlite3.Connection, query: str = BOARD) -> Rows:
    """The board of the first wood, counted from its calls."""
    return [tuple(row) for row in connection.execute(query, {"id": "w1"}).fetchall()]


@given(HISTORIES)
def test_scores_that_move_on_turn_by_turn_are_those_counted_from_all_calls(
    history: History,
) -> None:
    with closing(database(max(known()))) as connection:
        for _ in play_out(connection, history):
            assert board(connection) == counted(connection)


@given(EARLIER_HISTORIES, st.sets(st.integers(1, 6)))
def test_an_upgrade_counts_the_calls_that_there_are(history: list[dict[int, str]], callers: set[int]) -> None:
    """Those of the turn to come are open and count for nothing."""
    with closing(database(SCORES - 1)) as connection:
        for turn, verdicts in enumerate(history, start=1):
            call(connection, turn, verdicts)
        call(connection, len(history) + 1, dict.fromkeys(callers, "open"))
        before = counted(connection, EARLIER_BOARD)
        for statement in schemas(SCORES, SCORES):
            connection.execute(statement)
        assert board(connection) == counted(connection, EARLIER_BOARD) == before
        for statement in schemas(SCORES + 1, max(known())):
            connection.execute(statement)
        assert board(connection) == counted(connection) == before


@given(HISTORIES)
def test_ones_own_place_is_the_boards(history: History) -> None:
    with closing(database(max(known()))) as connection:
        for _ in play_out(connection, history):
            pass
        score, rows = statements("people")["score"], board(connection)
        for patron, *_, rank in rows:
            assert connection.execute(score, {"id": "w1", "patron": patron}).fetchone()["rank"] == rank
        for patron in set(range(1, 8)) - {row[0] for row in rows}:
            assert connection.execute(score, {"id": "w1", "patron": patron}).fetchone() is None
        assert connection.execute(score, {"id": "w2", "patron": 1}).fetchone() is None


async def both(store: SqliteStore, wood: str) -> tuple[Sequence[CallScore], list[CallScore]]:
    """A wood's board as it is kept, and as its calls say."""
    rows = await store._readers.rows(BOARD, {"id": wood})
    return await store.people.board(wood, 99), [CallScore(*tuple(row)) for row in rows]


async def test_the_first_releases_callers_keep_their_places_and_go_on(tmp_path: Path) -> None:
    path = tmp_path / "wood.db"
    path.write_bytes(gzip.decompress(FIRST_RELEASE.read_bytes()))
    with closing(sqlite3.connect(path)) as old:
        woods = [row[0] for row in old.execute("SELECT id FROM woods ORDER BY key")]
        before = {wood: old.execute(EARLIER_BOARD, {"id": wood}).fetchall() for wood in woods}
    assert [len(rows) for rows in before.values()] == [4, 2, 1, 1]
    store = await open_store(path)
    try:
        for wood, rows in before.items():
            board, expected = await both(store, wood)
            assert list(board) == expected == [CallScore(*row) for row in rows]
            assert [await store.people.score(wood, row.patron) for row in board] == board
        await play(store, woods[0], 1)
        board, expected = await both(store, woods[0])
        assert list(board) == expected
        assert board == [CallScore(*row) for row in before[woods[0]]]
        open_calls = await store._readers.rows("SELECT 1 FROM calls WHERE wood = 1 AND verdict = 'open'")
        assert open_calls == []
        assert faults_of(tmp_path / "wood.db") == []
    finally:
        await store.close()


async def test_the_score_of_one_who_was_erased_stays_as_nobodys_and_goes_with_the_wood(
    tmp_path: Path,
) -> None:
    store = await open_store(tmp_path / "wood.db")
    try:
        await store.woods.found(founded())
        ada = await store.people.patron("w1", 7, START)
        await place_call(store, "w1", ada, "dearer")
        await play(store, "w1", 3)
        await store.people.erase(7)
        score = await store.people.score("w1", ada)
        assert score is not None
        assert (score.user, score.settled, score.rank) == (None, 1, 1)
        await store.woods.set_state("w1", "deleted", "deleted", START)
        assert await store.woods.purge(START.replace(year=2030)) == 1
        assert await store._readers.rows("SELECT * FROM scores") == []
        assert faults_of(tmp_path / "wood.db") == []
    finally:
        await store.close()


@pytest.mark.parametrize("question", ["board", "score", "calls"])
def test_a_press_costs_the_same_after_ten_years_as_after_a_month(question: str) -> None:
    """Counted in steps of SQLite's machine, for a board of as many callers."""
    asked = {
        "board": {"id": "w1", "limit": 10, "offset": 0},
        "score": {"id": "w1", "patron": 150},
        "calls": ("w1", 150, 1),
    }[question]
    assert steps(30, question, asked) == steps(3650, question, asked)


def steps(days: int, question: str, asked: Any) -> int:
    """How many steps a question takes where 200 people called each day."""
    people = 200
    with closing(database(max(known()))) as connection:
        connection.execute("INSERT INTO clock VALUES (1, '{}', NULL, NULL, NULL)")
        connection.executemany(
            "INSERT INTO calls VALUES (1, ?, ?, 'honey', 7, 9, 'dearer', 10, 'right', ?)",
            ((day, patron, day) for day in range(days) for patron in range(100, 100 + people)),
        )
        connection.executemany(
            "INSERT INTO scores VALUES (1, ?, ?, 9, 20, ?)",
            ((patron, patron % 7, days) for patron in range(100, 100 + people)),
        )
        ticks = count()
        connection.set_progress_handler(lambda: next(ticks) and 0, 1)
        connection.execute(statements("people")[question], asked).fetchall()
        return next(ticks)
