"""Accounts: one text per owner, party or actor, and nothing else passes for one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import accounts
from engine.accounts import FIXED, FORESTER, ROAD, VAULT, AccountUnknown
from engine.content.cast import RESERVED

IDS = st.from_regex(r"\A[a-z][a-z0-9-]{0,31}\Z").filter(lambda name: name not in FIXED)
KNOWN = st.one_of(
    IDS.map(accounts.creature),
    st.integers(0, 10**19).map(accounts.patron),
    st.builds(accounts.tote, st.integers(1, 10**6), IDS),
    st.sampled_from(sorted(FIXED)).map(accounts.parse),
)


@given(KNOWN)
def test_what_is_made_is_read_back(account: accounts.Account) -> None:
    assert accounts.parse(str(account)) == account
    assert accounts.of_party(accounts.party(account)) == account


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "oona", "creature:", "creature:Oona", "creature:a b", "creature:" + "x" * 33, "creature:ünï",
        "vault:1", "patron:", "patron:-1", "patron:+1", "patron:007", "patron:\u0663", "patron:²", "patron:" + "9" * 21,
        "patron:1 ", "tote:", "tote:1", "tote:x:rise", "tote:1:", "tote:1:Rise", "nobody", "public", "\ud800",
        None, 3, ("vault",),
    ],
    ids=repr,
)  # fmt: skip
def test_what_names_no_account_is_refused(text: object) -> None:
    assert not accounts.is_account(text)
    with pytest.raises(AccountUnknown) as refused:
        accounts.parse(text)
    assert refused.value.code == "unknown_account"


def test_an_account_tells_what_it_is_and_who_is_behind_it() -> None:
    oona, ada, pool = accounts.creature("oona"), accounts.patron(7), accounts.tote(3, "richest")
    assert [accounts.kind(a) for a in (oona, ada, pool, VAULT)] == ["creature", "patron", "tote", "vault"]
    assert [accounts.creature_of(a) for a in (oona, ada, pool, VAULT)] == ["oona", None, None, None]
    assert [accounts.patron_of(a) for a in (oona, ada, pool, VAULT)] == [None, 7, None, None]
    assert [accounts.tote_of(a) for a in (oona, ada, pool, VAULT)] == [None, None, (3, "richest"), None]


def test_events_call_a_creature_by_its_id_and_all_others_by_their_account() -> None:
    assert [accounts.party(a) for a in (accounts.creature("oona"), accounts.patron(7), ROAD)] == [
        "oona",
        "patron:7",
        "road",
    ]


def test_no_creature_can_be_called_as_a_fixed_account() -> None:
    assert FIXED < RESERVED


def test_the_forester_and_patrons_act_and_nobody_else() -> None:
    assert all(map(accounts.is_actor, (FORESTER, accounts.patron(0))))
    assert not any(map(accounts.is_actor, (accounts.creature("oona"), VAULT, "somebody", None)))
