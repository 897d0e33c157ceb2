"""What a migration does beside its SQL: states that earlier releases wrote, brought to the present form."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Mapping

from engine.saving.upgrade import upgraded

NEWEST = 0
"""As in `data.sqlite.committing`."""
ROOMS = 2
"""Version of the engine's behaviour from the second schema on."""


def begin_eras(c: sqlite3.Connection) -> None:
    """Begin a new era of each wood from its last state in the present form; what was before stays as it was played."""
    woods = c.execute(
        "SELECT w.key, w.number, w.era, s.state FROM woods AS w"
        " JOIN snapshots AS s ON s.wood = w.key AND s.chapter = ?",
        (NEWEST,),
    ).fetchall()
    for wood in woods:
        state, era = rewritten(wood["state"]), wood["era"] + 1
        c.execute(
            "INSERT INTO eras (wood, era, first, cast_, rules, state, at, behaviour)"
            " SELECT wood, ?, ?, cast_, rules, ?, at, ? FROM eras WHERE wood = ? AND era = ?",
            (era, wood["number"] + 1, state, ROOMS, wood["key"], wood["era"]),
        )
        c.execute("UPDATE woods SET era = ? WHERE key = ?", (era, wood["key"]))
        c.execute(
            "UPDATE snapshots SET state = ? WHERE wood = ? AND chapter = ?", (state, wood["key"], NEWEST)
        )


def rewritten(state: str) -> str:
    """A saved state in the present form, as `engine.saving.save` writes it; one that cannot be read stays as it is."""
    try:
        present = upgraded(json.loads(state))
    except (ValueError, RecursionError, LookupError, TypeError, AttributeError):
        return state
    return json.dumps(present, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


AFTER: Mapping[int, Callable[[sqlite3.Connection], None]] = {2: begin_eras}
"""What follows a migration's SQL in the same transaction, by its number."""
