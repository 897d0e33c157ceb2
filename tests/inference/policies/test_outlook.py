"""What a creature under the rule policy expects of prices and of the vault, by what it reads, hears and believes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import accounts
from engine.accounts import Account
from engine.content.broker import Almanac, BrokerRules
from engine.content.cast import Habits
from engine.founding import found
from engine.perception import Perception, perceive
from engine.wood import Gossip, News, Quote
from inference.policies.outlook import Signs, forecast, read_signs
from tests.engine.builders import played
from tests.inference.policies.policy_woods import DIRECT, EVEN, NATURE, PEN, WOOD, leaning, view

STEADY = (10_000,) * 20
STEPS = (10_000, 10_000, 10_000, 12_000, 12_000, 12_000)
"""A price that goes up and comes back, in the turns over which a trend is measured."""
RISE, FALL = Gossip("pip", "Up!", "berries", "rise"), Gossip("pip", "Down!", "berries", "fall")
WARNING = Gossip("pip", "Empty jars!", "oona", "warn")


def seen(course: tuple[int, ...], *prices: int, good: str = "honey", p: Perception | None = None) -> Signs:
    """What a good's quote shows where its references went so, and these prices were paid of late."""
    p = p or leaning("pip")
    quote = Quote(course[-1], history=course[:-1], prices=prices)
    return read_signs(replace(p, quotes={**p.quotes, good: quote}), EVEN)[good]


def hearing(
    creature: str, *gossip: Gossip, feelings: tuple[tuple[Account, int], ...] = (), **habits: int
) -> Perception:
    return replace(leaning(creature, **habits), gossip=gossip, memory=feelings)


def move(*gossip: Gossip, feelings: tuple[tuple[Account, int], ...] = (), trust: int = 500) -> int:
    """What Fenn expects of berries once it has heard that."""
    return view(hearing("fenn", *gossip, feelings=feelings, trust=trust)).move["berries"]


def fear(
    *gossip: Gossip, feelings: tuple[tuple[Account, int], ...] = (), trust: int = 500, panic: int = 500
) -> int:
    """What Fenn fears for the vault once it has heard that."""
    return view(hearing("fenn", *gossip, feelings=feelings, trust=trust, panic=panic)).fear


@pytest.mark.parametrize(
    ("course", "trend"),
    [
        ((8000,), 0),
        ((4000, 5000, 8000), 0),
        ((4000, 5000, 8000, 6000), 500),
        ((9000, 4000, 5000, 8000, 6000), 500),
        ((10_000, 10_000, 10_000, 5000), -500),
        (STEADY, 0),
    ],
)
def test_a_trend_is_the_move_over_the_last_turns_once_there_were_so_many(
    course: tuple[int, ...], trend: int
) -> None:
    assert seen(course).trend == trend


@pytest.mark.parametrize(
    ("prices", "gap"),
    [
        ((), 0),
        ((10, 10, 10), 0),
        ((5, 5, 5), 500),
        ((20, 20, 20), -500),
        ((10, 3, 10), 0),
        ((3, 10, 10, 10), 0),
        ((5, 0, 5, 0, 5), 500),
        ((5, 5, 5, 0, 0, 0, 0, 0), 0),
    ],
    ids=[
        "nothing paid", "as usual", "half of it", "twice of it", "one odd price", "an old one", "paid now and then",
        "long ago",
    ],
)  # fmt: skip
def test_the_gap_is_how_far_what_was_paid_of_late_lies_below_what_is_usual(
    prices: tuple[int, ...], gap: int
) -> None:
    """Twice as dear and half as dear are as far from it as each other."""
    assert seen(STEADY, *prices).gap == gap


def test_what_is_usual_follows_the_references_of_late() -> None:
    risen = (*(5000,) * 10, *(10_000,) * 11)
    assert seen(risen, 10, 10, 10).gap < 0 < seen(risen[::-1], 5, 5, 5).gap


def test_signs_that_have_served_of_late_weigh_more_and_those_that_have_not_less() -> None:
    climbing = seen(tuple(range(10_000, 31_000, 1000)))
    swinging = seen((STEPS * 4)[:21])
    untried = seen((10_000,))
    assert (climbing.following, swinging.following) == (1000, 0)
    assert swinging.returning == 1000 > climbing.returning
    assert (untried.following, untried.returning) == (500, 500)
    assert (seen(STEADY).following, seen(STEADY).returning) == (500, 500)


def test_the_almanac_shows_how_much_dearer_a_good_will_be() -> None:
    """One number for each day of a year of sixty; a wood is founded on the 46th."""
    days = tuple(1000 + (100 if day >= 50 else 0) for day in range(60))
    rules = DIRECT.changed(broker=BrokerRules(almanacs={"wood": {"honey": Almanac(season=days)}}))
    today = leaning("pip", rules)
    assert read_signs(today, EVEN)["honey"].season == 100
    assert read_signs(today, EVEN.changed(horizon_turns=4))["honey"].season == 0
    assert {sign.season for good, sign in read_signs(today, EVEN).items() if good != "honey"} == {0}


def test_all_creatures_of_a_wood_read_the_same_signs() -> None:
    """So they are read once for all of them."""
    for outcome in played(found(WOOD, DIRECT, "5eed"), 12):
        read = [read_signs(p, NATURE) for p in perceive(outcome.wood.open()).values()]
        assert all(one == read[0] for one in read)
        assert set(read[0]) == set(WOOD.good)


def test_with_nothing_heard_and_nothing_moved_nothing_is_expected() -> None:
    for creature in PEN.creature:
        seen_by = view(leaning(creature, trend=900, value=900, calendar=900))
        assert set(seen_by.move) == set(PEN.good)
        assert set(seen_by.move.values()) == {seen_by.asset} == {0}
        assert seen_by.fear == 0


@pytest.mark.parametrize(
    ("habits", "expected"),
    [
        (Habits(), 0),
        (Habits(trend=1000), 100),
        (Habits(trend=500), 50),
        (Habits(trend=-500), -50),
        (Habits(value=1000), -40),
        (Habits(value=2000), -80),
        (Habits(calendar=1000), 20),
        (Habits(trend=1000, value=1000, calendar=1000), 80),
    ],
    ids=[
        "nothing", "trend", "half the trend", "against it", "what is usual", "the more so", "the almanac", "all of it",
    ],
)  # fmt: skip
def test_a_temperament_expects_what_it_reads_by_as_far_as_it_does(habits: Habits, expected: int) -> None:
    assert forecast(Signs(100, -40, 20, 500, 500), habits) == expected


def test_a_sign_counts_twice_where_it_always_served_and_not_at_all_where_it_never_did() -> None:
    follower, returner = Habits(trend=1000), Habits(value=1000)
    assert [forecast(Signs(100, 0, 0, served, 500), follower) for served in (0, 500, 1000)] == [0, 100, 200]
    assert [forecast(Signs(0, 100, 0, 500, served), returner) for served in (0, 500, 1000)] == [0, 100, 200]


def test_a_rumour_moves_what_is_expected_by_its_stance() -> None:
    assert move(RISE) > 0 > move(FALL)
    assert move(RISE) == -move(FALL)
    assert move(RISE, FALL) == 0
    assert move(replace(RISE, stance="none")) == move(replace(RISE, about="honey")) == 0


def test_the_trusting_believe_more_and_a_disliked_speaker_is_believed_less() -> None:
    assert move(RISE, trust=700) > move(RISE, trust=50)
    liked, disliked = (move(RISE, feelings=((accounts.creature("pip"), felt),)) for felt in (800, -800))
    assert disliked < move(RISE) < liked
    assert move(RISE, feelings=((accounts.creature("pip"), -1000),)) == 0


@pytest.mark.parametrize("trust", [0, 300, 500, 800, 1000])
def test_the_wind_is_believed_more_readily_than_a_creature(trust: int) -> None:
    loud = EVEN.changed(wind=300, rumour=300)
    for speaker, belief in (("pip", trust), ("wind", min(1000, trust + 500))):
        p = hearing("fenn", replace(RISE, speaker=speaker), trust=trust)
        assert view(p, loud).move["berries"] == 300 * belief // 1000


def test_fear_for_the_vault_comes_from_warnings_and_bad_memories_and_praise_calms() -> None:
    keeper = accounts.creature(PEN.keeper)
    assert fear(WARNING) > 0
    assert fear(WARNING, WARNING) == 2 * fear(WARNING)
    assert fear(replace(WARNING, stance="praise")) < 0
    assert fear(Gossip("pip", "x", "honey", "fall")) > 0
    assert fear(Gossip("pip", "x", "acorns", "fall")) == 0
    assert fear(Gossip("pip", "x", "bodkin", "warn")) == 0
    assert fear(feelings=((keeper, -500),)) > 0
    assert fear(feelings=((keeper, 500),)) == 0


def test_the_steady_fear_less_than_the_nervous() -> None:
    wind = replace(WARNING, speaker="wind")
    assert fear(wind, panic=100) < fear(wind, panic=700)


def lost(kind: str = "defaulted", to: str = "oona") -> News:
    data = {"contract": "p1-0", "kind": "loan", "creature": "pip", "to": to, "good": "mushrooms"}
    return News(kind, {**data, "quantity": 40, "price": 44})


def test_a_loan_lost_by_its_keeper_makes_for_fear_of_the_vault_as_a_temperament_panics() -> None:
    def after(*news: News, panic: int = 500) -> int:
        return view(replace(leaning("fenn", panic=panic), news=news)).fear

    assert after(lost()) == EVEN.default // 2
    assert after(lost(), lost()) == 2 * after(lost())
    assert after(lost(), panic=250) == after(lost()) // 2
    assert after(lost(), panic=0) == after(lost(to="bodkin")) == after(lost("kept")) == 0


def of_asset(course: tuple[int, ...], *gossip: Gossip, **habits: int) -> int:
    """What a creature of such habits expects of the asset, which cost 20 at the founding."""
    p = hearing("fenn", *gossip, **habits)
    return view(replace(p, quotes={**p.quotes, "amber": Quote(course[-1], history=course[:-1])})).asset


RISING = tuple(range(16_000, 22_000, 500))
AT_FOUNDING = (20_000,) * 12


def test_who_follows_trends_expects_a_boom_of_the_asset_to_go_on_the_greedier_the_more() -> None:
    assert of_asset(RISING, trend=900) > of_asset(RISING, trend=300) > of_asset(RISING) == 0
    assert of_asset(RISING[::-1], trend=900) < 0 == of_asset(AT_FOUNDING, trend=900)
    p = leaning("fenn", trend=300)
    p = replace(p, quotes={**p.quotes, "amber": Quote(RISING[-1], history=RISING[:-1])})
    assert view(p, EVEN.changed(greed=2000)).asset == pytest.approx(2 * view(p).asset, abs=2)


@pytest.mark.parametrize(
    ("price", "expected"),
    [(20, 0), (28, 0), (30, -90), (36, -360), (16, 0), (14, 90), (8, 360)],
    ids=["as at first", "dear", "too dear", "far too dear", "cheap", "too cheap", "far too cheap"],
)
def test_who_thinks_of_value_calls_the_asset_back_once_it_is_far_from_its_first_price(
    price: int, expected: int
) -> None:
    """Far is 400 thousandths above it, and half of that below."""
    steady = (price * 1000,) * 12
    assert of_asset(steady, value=2000) == expected
    assert of_asset(steady, value=EVEN.ardour // 2) == expected // 2
    assert of_asset(steady) == 0


def test_a_boom_ends_where_those_who_think_of_value_sell_more_than_others_hope() -> None:
    dear = tuple(price * 3 for price in RISING)
    assert of_asset(dear, trend=150, value=900) < 0 < of_asset(RISING, trend=150, value=900)


def test_what_is_heard_of_the_asset_counts_in_it_and_what_it_lacks_use_for_does_not() -> None:
    told = Gossip("pip", "It shines!", "amber", "rise")
    assert of_asset(AT_FOUNDING, told, trust=500) == EVEN.rumour // 2
    assert of_asset(AT_FOUNDING, Gossip("pip", "Cold!", "firewood", "rise")) == 0


def test_a_cast_without_an_asset_expects_nothing_of_one() -> None:
    p = leaning("fenn", cast=PEN.changed(asset=None), trend=900, value=900)
    assert view(p).asset == 0
    assert set(view(p).move) == set(PEN.made)


@given(
    st.lists(
        st.builds(
            Gossip,
            st.sampled_from([*PEN.creature, "wind", "patron:1"]),
            st.just("x"),
            st.sampled_from([*PEN.good, *PEN.creature, "", "nothing"]),
            st.sampled_from(["rise", "fall", "praise", "warn", "none", "odd"]),
        ),
        max_size=40,
    ),
    st.builds(
        Habits,
        trend=st.integers(-1000, 1000),
        value=st.integers(-1000, 2000),
        calendar=st.integers(0, 2000),
        trust=st.integers(0, 1000),
    ),
    st.lists(st.integers(1, 10**9), min_size=1, max_size=20),
    st.lists(st.integers(0, 10**6), max_size=20),
)
def test_no_outlook_is_boundless(
    gossip: list[Gossip], habits: Habits, history: list[int], prices: list[int]
) -> None:
    p = hearing("pip", *gossip, **habits.model_dump())
    quotes = {good: Quote(history[-1], history=tuple(history), prices=tuple(prices)) for good in p.quotes}
    expected = view(replace(p, quotes=quotes), NATURE)
    assert all(-NATURE.sway <= value <= NATURE.sway for value in (*expected.move.values(), expected.asset))
