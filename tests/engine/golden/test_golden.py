"""The engine behaves as its version says: a log that was kept comes to the very same at every input."""

from __future__ import annotations

from collections import Counter

from data.store.codec import loads
from engine.saving.version import BEHAVIOUR
from tests.engine.golden.golden import played, read

CHANGED = """\
Input {number} ({kind}) comes to something else than when the golden log was made.

If that was not meant, it is a fault: mend it. If it was, logs that were played before cannot be played again:
1. raise BEHAVIOUR in engine/saving/version.py by one, so that living woods begin a new era when they are next started,
2. make the log anew: .venv/bin/python -m tests.engine.golden.make_golden
3. say in CHANGELOG.md what behaves otherwise.
Several such changes between two releases need one new version, not several."""


def test_the_golden_log_comes_to_the_same_at_every_input() -> None:
    log = read()
    assert log.behaviour == BEHAVIOUR, "the version was raised: make the golden log anew (see CHANGED)"
    for number, (kept, now) in enumerate(zip(log.inputs, played(log), strict=True)):
        assert now == kept, CHANGED.format(number=number, kind=kept.kind)


def test_the_golden_log_holds_each_kind_of_input() -> None:
    log = read()
    kinds = Counter(entry.kind for entry in log.inputs)
    assert (kinds["founding"], kinds["turn"]) == (1, 60)
    named = {name for entry in log.inputs if entry.kind == "command" for name in loads(entry.payload)}
    assert named == {"fire-shock", "draw-legend", "veto", "place-call"}
