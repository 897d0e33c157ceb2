"""Strategies for decisions and commands, sane and absurd, as minds and people may send them."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from engine.commands.calls import PlaceCall
from engine.commands.table import Command
from engine.commands.tales import DrawLegend, FireShock
from engine.commands.veto import Veto
from engine.content.cast import Cast
from engine.content.rules import Rules
from engine.decision import Consent, Decision, Offer, Order, Say, VaultAct
from engine.wood import Question

TRILLION = 10**12
GOODS = ["honey", "firewood", "acorns", "berries", "mushrooms"]

ODD = st.sampled_from(
    [
        0,
        -1,
        1,
        TRILLION,
        -TRILLION,
        10**40,
        2**63,
        True,
        False,
        None,
        "3",
        "",
        2.5,
        float("nan"),
        b"1",
        (),
        "\ud800",
    ]
)
"""What may stand where a whole number belongs."""

STRANGE = st.sampled_from(
    (
        "",
        " ",
        "nobody",
        "wind",
        "vault",
        "pebble",
        "escrow",
        "spring",
        "road",
        "patron:1",
        "creature:oona",
        "brock",
    )
) | st.sampled_from(
    ("\ud800", "a\x00b", "\u202eevil", "ünï", "x" * 5000, "{other}", "@everyone", None, 3, True, 2.5, ())
)
"""What may stand where an id belongs."""

TEXTS = (
    st.text(st.characters(), max_size=30)
    | st.sampled_from(
        ["", "   ", "\n", "\ud800\udfff", "\x00\x07\x1b[31m", "\u200b\u202e", "a\r\nb", "e" + "\u0301" * 300]
    )
    | st.sampled_from(["x" * 100_000, "🦉" * 2_000, "a  b", " Plain words. ", "{good}", "@everyone", None, 7])
)


def names(known: list[str]) -> st.SearchStrategy[Any]:
    """Mostly known ids, now and then a strange one."""
    return st.sampled_from(known) | st.sampled_from(known) | st.sampled_from(known) | STRANGE


def numbers(most: int) -> st.SearchStrategy[Any]:
    """Mostly sensible numbers, now and then an odd one."""
    return st.integers(1, most) | st.integers(1, most) | st.integers(1, most) | ODD


def decisions(cast: Cast, proposals: list[str]) -> st.SearchStrategy[Decision]:
    """Decisions for a wood in which these proposals stand."""
    goods, creatures = names(list(cast.good)), names(list(cast.creature))
    order = st.builds(Order, names(["buy", "sell"]), goods, numbers(30), numbers(25))
    say = st.builds(Say, TEXTS, goods | creatures, names(["rise", "fall", "praise", "warn", "none"]))
    answer = st.builds(Consent, names(proposals or ["p1-0"]), st.booleans() | st.booleans() | ODD)
    offer = st.builds(
        Offer, creatures, names(["forward", "loan"]), goods, numbers(20), numbers(30), numbers(5)
    )  # fmt: skip
    act = st.builds(VaultAct, names(["deposit", "withdraw"]), numbers(120))
    return st.builds(
        Decision,
        thought=TEXTS,
        orders=st.lists(order, max_size=5).map(tuple),
        say=st.none() | say,
        answers=st.lists(answer, max_size=3).map(tuple),
        proposals=st.lists(offer, max_size=2).map(tuple),
        vault=st.none() | act,
    )


def dealings(cast: Cast, creature: str, proposals: list[str]) -> st.SearchStrategy[Decision]:
    """What the rules allow, in large: contracts offered and accepted, and the vault filled or emptied."""
    others = [name for name in cast.creature if name != creature]
    terms = st.tuples(
        st.sampled_from(others), st.booleans(), st.integers(1, 40), st.integers(0, 500), st.integers(1, 3)
    )
    offer = terms.map(
        lambda t: (
            Offer(t[0], "loan", cast.creature[t[0]].makes, t[2], t[2] + t[2] * t[3] // 1000, t[4])
            if t[1]
            else Offer(t[0], "forward", cast.creature[creature].makes, t[2], t[2] * 3, t[4])
        )
    )
    return st.builds(
        Decision,
        answers=st.just(tuple(Consent(proposal, True) for proposal in proposals)),
        proposals=st.tuples(offer),
        vault=st.builds(VaultAct, st.sampled_from(["deposit", "withdraw"]), st.integers(1, 300)),
    )


def turns(cast: Cast, proposals: list[str]) -> st.SearchStrategy[dict[Any, Decision]]:
    """Decisions of some creatures, and of some who are none."""
    who = st.sampled_from(list(cast.creature)) | st.sampled_from(
        ["nobody", cast.magistrate.id, "", "\ud800", None]
    )
    return st.dictionaries(who, decisions(cast, proposals), max_size=len(cast.creature) + 1)


def commands(rules: Rules, spells: list[str]) -> st.SearchStrategy[Command]:
    """Commands for a wood in which these spells are at work."""
    people = names(["forester", "patron:1", "patron:77"])
    return (
        st.builds(FireShock, names(list(rules.shock)), people)
        | st.builds(DrawLegend, names(list(rules.legend)), people)
        | st.builds(
            PlaceCall,
            people,
            st.builds(
                Question,
                st.integers(0, 9),
                names(["honey", "firewood", "acorns", "berries", "mushrooms"]),
                st.integers(0, 50),
                st.integers(0, 50),
            ),
            names(["dearer", "within", "cheaper"]),
        )
        | st.builds(Veto, names(spells or ["s1"]), people)
    )
