"""Errors carry a code and what their sentence is made of, wherever they go."""

from __future__ import annotations

from multiprocessing.reduction import ForkingPickler

from data.store.failures import DiskFull
from engine.errors import Coded


def test_an_error_has_its_code_and_parameters() -> None:
    error = Coded("too_long", most=9, detail="ten")
    assert (error.code, error.params, error.detail) == ("too_long", {"most": 9, "detail": "ten"}, "ten")
    assert "too_long" in str(error)


def test_a_class_may_have_one_code() -> None:
    assert (DiskFull(path="x").code, DiskFull(path="x").params) == ("disk_full", {"path": "x"})


def test_an_error_comes_whole_out_of_another_process() -> None:
    for error in (Coded("too_long", most=9), DiskFull(path="x")):
        again = ForkingPickler.loads(ForkingPickler.dumps(error))
        assert (type(again), again.code, again.params) == (type(error), error.code, error.params)
