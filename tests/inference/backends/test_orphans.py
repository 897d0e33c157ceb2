"""Whoever is spawned ends with the one that spawned it, and with nobody else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.inference.backends.killed_programs import last_words

PROGRAM = """
import os, signal, sys, time
from multiprocessing import get_context
from threading import Thread
from inference.backends.orphans import BETWEEN, leave_no_orphans

spawn = get_context("spawn")

def stay(up):
    up.set()
    time.sleep(3600)

def beget(up):
    spawn.Process(target=stay, args=(up,)).start()
    time.sleep(3600)

def answer(up):
    time.sleep(3 * BETWEEN)
    print("alive", flush=True)
    up.set()

class Endless:
    def __init__(self, up):
        self.up = up

    def __reduce__(self):
        return stay, (self.up,)

if __name__ == "__main__":
    leave_no_orphans()
    up = spawn.Event()
    target, argument = {
        "child": (stay, up),
        "grandchild": (beget, up),
        "reading": (print, Endless(up)),
        "thread": (answer, up),
    }[sys.argv[1]]
    beginning = Thread(target=spawn.Process(target=target, args=(argument,)).start)
    beginning.start()
    beginning.join()
    up.wait()
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize("who", ["child", "grandchild"])
def test_who_is_killed_takes_its_children_and_theirs_along(who: str, tmp_path: Path) -> None:
    assert last_words(PROGRAM, tmp_path, who) == ""


def test_a_child_that_is_not_ready_yet_is_taken_along_too(tmp_path: Path) -> None:
    assert last_words(PROGRAM, tmp_path, "reading") == ""


def test_a_child_outlives_the_thread_that_began_it(tmp_path: Path) -> None:
    assert last_words(PROGRAM, tmp_path, "thread") == "alive\n"
