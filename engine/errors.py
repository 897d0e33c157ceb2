"""The base of every error that has a code: where a person reads it, the edge renders the sentence from content."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any


class Coded(Exception):
    """An error as a value: `code` says what is wrong, `params` hold what its sentence is made of.

    A class whose errors all have one code sets `code` itself.
    """

    code: str = ""
    params: Mapping[str, int | str]

    def __init__(self, code: str = "", /, **params: int | str) -> None:
        self.code = code or type(self).code
        self.params = params
        super().__init__(self.code, params)

    @property
    def detail(self) -> str:
        """The parameter `detail`, which is for logs; empty where there is none."""
        return str(self.params.get("detail", ""))

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        """The same error in another process."""
        return partial(type(self), **self.params), (self.code,)


class Fault(Coded):
    """An error of the program, never of an input: nobody but the log is told its code."""
