"""Commands on a stored database: what goes wrong with it becomes one sentence."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from bot.problem import Problem
from data.sqlite.backup import BackupRefused
from data.store.failures import StoreError


@contextmanager
def store_problems() -> Iterator[None]:
    """Turn a store's error into a Problem: `[cli.problems]` has a sentence for each of its codes."""
    try:
        yield
    except BackupRefused as error:
        raise Problem(f"{error.code}_{error.params['reason']}", **error.params) from error
    except StoreError as error:
        raise Problem(error.code, **error.params) from error
