"""The legal moves of Bodkin the beaver, as the tests of replies have them."""

from __future__ import annotations

from engine.deals.terms import Terms
from engine.moves import Lot, Moves
from inference.replies.reply import ORDERS

GOODS = ("honey", "firewood", "acorns", "berries", "mushrooms")
OTHERS = ("oona", "hazel", "fenn", "pip")

BODKIN = Moves(
    creature="bodkin",
    goods=GOODS,
    creatures=OTHERS,
    buyable=tuple(Lot(good, 6) for good in GOODS if good != "firewood"),
    sellable=(Lot("firewood", 9), Lot("honey", 2)),
    orders=ORDERS,
    lowest=1,
    highest=40,
    proposals=("p12", "p15"),
    offers=(
        Terms("forward", OTHERS, ("firewood",), quantity=6, price=60, turns=5),
        Terms("forward", ("oona",), ("honey",), quantity=6, price=60, turns=5),
        Terms("loan", OTHERS, ("firewood", "honey"), quantity=30, price=60, turns=5),
    ),
    deposit=25,
    withdraw=10,
)

IDLE = Moves(creature="bodkin", goods=GOODS, creatures=OTHERS)
"""A creature that can do nothing but think and talk."""
