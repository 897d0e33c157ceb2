"""Persistent items: the client is given these, and dispatches presses to them by custom id."""

from __future__ import annotations

from typing import Any

from discord import ui

from bot.views.confirm import ConfirmButton
from bot.views.daily_call import CallButton, TwoWayCallButton
from bot.views.pages import ChroniclePage
from bot.views.selects import CreatureSelect, GoodSelect
from bot.views.why import WhyButton

ITEMS: tuple[type[ui.DynamicItem[Any]], ...] = (
    CallButton,
    TwoWayCallButton,
    WhyButton,
    GoodSelect,
    CreatureSelect,
    ChroniclePage,
    ConfirmButton,
)
