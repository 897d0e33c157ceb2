"""Hypothesis for rules and money: how long an example takes is not what these tests are about."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("engine", deadline=None)
settings.load_profile("engine")
