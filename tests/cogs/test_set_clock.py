"""A host whose clock is set: by NTP after a drift, by a machine that was woken, by a hand."""

from __future__ import annotations

from datetime import timedelta

import discord
import pytest

from tests.cogs.simulated_discord import Village, words

UTC_NOW = discord.utils.utcnow


def _set(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """Let the host's clock be ahead of the true time."""
    monkeypatch.setattr(discord.utils, "utcnow", lambda: UTC_NOW() + timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("before", "after"),
    [(0, 3), (0, 3600), (-10, 0), (-86_400, 0), (3600, 0)],
    ids=["a step", "an hour forward", "behind, set right", "a day behind, set right", "ahead, set right"],
)
async def test_everybody_is_answered_before_and_after(
    wood: Village, monkeypatch: pytest.MonkeyPatch, before: float, after: float
) -> None:
    for ahead in (before, after, after):
        _set(monkeypatch, ahead)
        assert "Turn 3" in words(await wood.anna.slash(wood.channel, "wood status"))
