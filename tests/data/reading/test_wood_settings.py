"""Settings of woods: the defaults of a new one, and what earlier releases kept."""

from __future__ import annotations

import pytest

from data.reading.wood_settings import MOST_WAIT, load_beginnings

NEW = load_beginnings()


def test_a_new_wood_waits_five_turns_after_a_legend() -> None:
    draws = NEW.settings_of({}).draws("legend")
    assert (draws.who, draws.wood, draws.person) == ("everyone", 5, 15)


def test_what_nobody_had_changed_is_as_in_a_new_wood() -> None:
    earlier = {
        "legends_wood_hours": 20,
        "legends_person_hours": 68,
        "shocks_wood_hours": 20,
        "shocks_person_hours": 20,
    }
    assert NEW.settings_of(earlier) == NEW.settings


@pytest.mark.parametrize(
    ("hours", "turns"), [(0, 0), (1, 1), (24, 1), (25, 2), (720, 30), (10**6, MOST_WAIT)]
)
def test_hours_of_an_earlier_release_become_turns_of_a_day(hours: int, turns: int) -> None:
    assert NEW.settings_of({"legends_wood_hours": hours}).draws("legend").wood == turns


def test_what_was_set_in_turns_goes_before_what_was_set_in_hours() -> None:
    both = {"shocks_person_hours": 48, "shocks_person_turns": 7}
    assert NEW.settings_of(both).draws("shock").person == 7
