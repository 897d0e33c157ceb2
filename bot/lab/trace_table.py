"""Traces as a Parquet table, for those who have pyarrow."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bot.problem import Problem

NESTED = ("requested", "applied", "refusals", "problems")
"""Fields that stand in the table as JSON, so that its columns are the same whatever was decided."""


def write_parquet(rows: Sequence[dict[str, Any]], path: Path) -> None:
    """Write rows of `traces.jsonl` as Parquet. Raises Problem where pyarrow is not installed, OSError."""
    try:
        import pyarrow as pa  # noqa: PLC0415 - an extra: needed here and nowhere else
        import pyarrow.parquet as pq  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise Problem("no_pyarrow") from error
    flat = [{**row, **{name: json.dumps(row[name], ensure_ascii=False) for name in NESTED}} for row in rows]
    pq.write_table(pa.Table.from_pylist(flat), path)
