"""What instinct does beside its orders: it goes to the vault, says what it is sure of, and makes and takes offers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from data.reading.content import CONTENT, read
from engine import accounts
from engine.chance import Chance
from engine.content.cast import Habits
from engine.decision import Decision, VaultAct
from engine.perception import Bank, Perception
from engine.wood import Gossip, News
from inference.policies.instinct import Instinct, accepts, offers, vault_act
from inference.policies.nature import Nature
from inference.policies.outlook import Outlook
from inference.policies.phrasebook import Phrasebook
from inference.policies.trading import day_cost
from tests.engine.builders import forward, loan, proposal
from tests.inference.policies.policy_woods import EVEN, PEN, leaning, view

CALM = Outlook(dict.fromkeys(PEN.good, 0), 0)
AFRAID = replace(CALM, fear=EVEN.fear)


def banker(pebbles: int, claim: int = 0, shut: bool = False, **habits: int) -> Perception:
    """Pip with so many pebbles at hand and in the vault; a day costs it 18, and it keeps 36 at hand for two."""
    p = replace(leaning("pip", **habits), fuel=(1, 1, 1), pebbles=pebbles, bank=Bank(shut, claim))
    assert day_cost(p) == 18
    return p


def at_vault(p: Perception, outlook: Outlook = CALM) -> tuple[str, int] | None:
    act = vault_act(p, outlook, EVEN)
    return (act.act, act.amount) if act else None


@pytest.mark.parametrize(
    ("p", "act"),
    [
        (banker(536, save=500), ("deposit", 250)),
        (banker(536, save=0), None),
        (banker(536, save=500, shut=True), None),
        (banker(3, 50), ("withdraw", 33)),
        (banker(3, 20), ("withdraw", 20)),
        (banker(3, 50, shut=True), None),
        (banker(30, 50), None),
        (banker(36, 50, save=500), None),
        (banker(54, 50, save=500), None),
    ],
    ids=[
        "rich", "rich and no saver", "rich and shut", "poor", "poor and little saved", "poor and shut",
        "hardly lacking anything", "just enough", "hardly anything to spare",
    ],
)  # fmt: skip
def test_pebbles_go_to_the_vault_in_plenty_and_come_back_in_need(
    p: Perception, act: tuple[str, int] | None
) -> None:
    """Either is worth the walk from ten pebbles on."""
    assert at_vault(p) == act


def owing(p: Perception, amount: int, due: int) -> Perception:
    return replace(p, contracts=(*p.contracts, loan("oona", "pip", "mushrooms", amount - 5, amount, due)))


def test_pebbles_for_a_debt_are_fetched_before_it_falls_due_and_kept_until_then() -> None:
    """Three turns ahead, this one included; the turn to be decided is the first."""
    p = banker(36, 500, save=1000)
    assert at_vault(owing(p, 100, due=3)) == ("withdraw", 100)
    assert at_vault(owing(owing(p, 100, due=2), 60, due=1)) == ("withdraw", 160)
    assert at_vault(owing(p, 100, due=4)) is None
    assert at_vault(owing(banker(136, 500, save=1000), 100, due=3)) is None
    assert at_vault(banker(136, 500, save=1000)) == ("deposit", 100)


def test_what_others_owe_it_and_what_it_has_to_deliver_are_no_debts_of_its_own() -> None:
    p = banker(36, 500)
    lent = replace(p, contracts=(loan("pip", "fenn", "berries", 90, 100, 2),))
    sold = replace(p, contracts=(forward("pip", "fenn", "mushrooms", 3, 100, 2),))
    assert at_vault(lent) is at_vault(sold) is None


def test_fear_takes_the_whole_claim_and_a_keeper_has_none() -> None:
    assert at_vault(banker(500, 33), AFRAID) == ("withdraw", 33)
    assert at_vault(banker(500, 33, save=500), replace(CALM, fear=EVEN.fear - 1)) is None
    assert at_vault(banker(500, 33, shut=True), AFRAID) is None
    assert at_vault(replace(leaning("oona", save=500), pebbles=900), AFRAID) is None


def test_a_loan_lost_by_its_keeper_empties_the_vault_of_the_nervous() -> None:
    data = {"contract": "p1-0", "kind": "loan", "creature": "fenn", "to": "oona", "good": "berries"}
    lost = News("defaulted", {**data, "quantity": 40, "price": 44})
    for panic, act in ((700, ("withdraw", 33)), (100, None)):
        p = replace(banker(100, 33, panic=panic), news=(lost,))
        assert at_vault(p, view(p)) == act


def think(p: Perception, seed: str = "s", nature: Nature = EVEN) -> Decision:
    return Instinct(nature, read(CONTENT / "lines.toml", Phrasebook)).think(p, Chance(seed, 1, "mind"))


def test_what_it_fetches_it_can_spend_in_the_same_turn_and_what_it_brings_it_cannot() -> None:
    fetching = think(banker(0, 200))
    assert fetching.vault == VaultAct("withdraw", 36)
    assert 0 < sum(o.quantity * o.limit for o in fetching.orders if o.side == "buy") <= 36
    bringing = think(banker(536, save=1000))
    assert bringing.vault == VaultAct("deposit", 500)
    assert 0 < sum(o.quantity * o.limit for o in bringing.orders if o.side == "buy") <= 36


def stances(p: Perception) -> set[tuple[str, str]]:
    """What it speaks of, and how, over many turns that differ in chance alone."""
    talker = replace(p, me=p.me.changed(habits=p.me.habits.changed(talk=1000)))
    says = [think(talker, str(n)).say for n in range(60)]
    return {(say.about, say.stance) for say in says if say}


def heard(p: Perception, about: str, stance: str) -> Perception:
    """The perception with the wind's word on a price, which is worth 200 thousandths to who trusts nobody."""
    return replace(p, gossip=(*p.gossip, Gossip("wind", "x", about, stance)))


def test_it_speaks_of_a_price_only_where_it_is_as_sure_as_its_habit_wants() -> None:
    for sure, said in ((200, ("acorns", "fall")), (201, ("", "none"))):
        p = heard(leaning("hazel", trust=0, sure=sure), "acorns", "fall")
        assert stances(p) == {said}


def test_it_speaks_of_the_price_that_it_is_surest_of() -> None:
    p = heard(leaning("hazel", trust=0), "acorns", "fall")
    assert stances(heard(heard(p, "berries", "rise"), "berries", "rise")) == {("berries", "rise")}


def test_who_leans_to_its_own_holdings_talks_them_up_and_others_do_not() -> None:
    stock = dict.fromkeys(PEN.good, 0) | {"amber": 5, "firewood": 1}
    leaner, honest = (replace(leaning("fenn", lean=lean), stock=stock) for lean in (150, 0))
    assert stances(leaner) == {("amber", "rise")}
    assert stances(honest) == {("", "none")}
    assert stances(replace(leaner, stock={**stock, "amber": 1})) == {("", "none")}


def test_who_bluffs_says_the_opposite_and_as_often_as_its_habit_has_it() -> None:
    p = heard(leaning("pip", trust=0), "acorns", "fall")
    assert stances(replace(p, me=p.me.changed(habits=p.me.habits.changed(bluff=1000)))) == {
        ("acorns", "rise")
    }
    assert stances(p) == {("acorns", "fall")}


def test_it_warns_of_whom_it_resents_and_praises_whom_it_likes() -> None:
    felt = (
        (accounts.creature("fenn"), -400),
        (accounts.creature("hazel"), 300),
        (accounts.creature("oona"), 99),
    )
    assert stances(replace(leaning("pip"), memory=felt)) == {
        ("", "none"),
        ("fenn", "warn"),
        ("hazel", "praise"),
    }


def test_fear_of_the_vault_is_told_but_by_its_keeper() -> None:
    warning = (Gossip("wind", "x", "oona", "warn"),)
    assert ("oona", "warn") in stances(replace(leaning("pip"), gossip=warning))
    assert stances(replace(leaning("oona"), gossip=warning)) == {("", "none")}


def test_nobody_disliked_gets_a_yes_or_an_offer() -> None:
    lent = proposal("oona", "pip", "loan", "mushrooms", 20, 22, 5)
    poor = banker(1)
    resenting = replace(poor, memory=((accounts.creature("oona"), -1),))
    assert accepts(poor, lent, CALM, EVEN)
    assert not accepts(resenting, lent, CALM, EVEN)
    willing = replace(resenting, harvest=9, me=poor.me.changed(habits=Habits(forward=1000)))
    to = {offer.to for n in range(200) for offer in offers(willing, EVEN, Chance(str(n), 1, "mind"))}
    assert to == {"bodkin", "hazel", "fenn"}


def test_the_poor_and_the_reckless_take_loans() -> None:
    lent = proposal("oona", "pip", "loan", "mushrooms", 20, 22, 5)
    assert accepts(banker(54), lent, CALM, EVEN)
    assert accepts(banker(24, 30), lent, CALM, EVEN)
    assert not accepts(banker(55), lent, CALM, EVEN)
    assert not accepts(banker(25, 30), lent, CALM, EVEN)
    assert accepts(banker(900, trend=EVEN.reckless), lent, CALM, EVEN)
    assert not accepts(banker(900, trend=EVEN.reckless - 1), lent, CALM, EVEN)


def keeper(cash: int, owed: int, **known: object) -> Perception:
    return replace(leaning("oona", lend=1000), bank=Bank(False, 0, cash, owed), harvest=0, **known)


def test_the_keeper_lends_a_share_of_what_the_vault_has_above_its_reserve() -> None:
    """The reserve is three tenths of the claims, and a loan two fifths of the rest, at a tenth more."""
    (offer,) = offers(keeper(200, 200), EVEN, Chance("s", 1, "mind"))
    assert (offer.kind, offer.quantity, offer.price) == ("loan", 56, 61)
    assert offer.good == PEN.creature[offer.to].makes
    assert offers(keeper(109, 200), EVEN, Chance("s", 1, "mind")) == ()
    bound = replace(keeper(200, 200), bank=Bank(False, 0, 200, 200, bound=True))
    assert offers(bound, EVEN, Chance("s", 1, "mind")) == ()


def test_a_forward_is_taken_at_a_good_price_and_left_at_a_bad_one() -> None:
    """Three units of firewood are worth 18 today."""
    cheap = proposal("bodkin", "pip", "forward", "firewood", 3, 18, 4)
    assert accepts(banker(36), cheap, CALM, EVEN)
    assert not accepts(banker(900), replace(cheap, price=19), CALM, EVEN)
    assert not accepts(banker(35), cheap, CALM, EVEN)
    dearer = replace(CALM, move={**CALM.move, "firewood": 100})
    assert accepts(banker(900), replace(cheap, price=19), dearer, EVEN)


def test_a_maker_sells_ahead_what_it_can_deliver_at_no_less_than_the_expected_price() -> None:
    """Three units of mushrooms are worth 15 today."""
    wanted = proposal("fenn", "pip", "forward", "mushrooms", 3, 15, 4)
    maker = replace(banker(0), harvest=2)
    assert accepts(maker, wanted, CALM, EVEN)
    assert not accepts(maker, replace(wanted, price=14), CALM, EVEN)
    assert not accepts(replace(maker, harvest=1), wanted, CALM, EVEN)
