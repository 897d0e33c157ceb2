"""`/creature`: cards that tell what everybody may know, and nothing more."""

from __future__ import annotations

from engine import accounts
from engine.ledger import PEBBLE
from tests.cogs.simulated_discord import Village, private, words


async def test_a_card_shows_mood_purse_stocks_and_last_public_words(wood: Village) -> None:
    result = await wood.anna.slash(wood.channel, "creature card", creature="bodkin")
    state = (await wood.app.keeper.look((await wood.record()).id)).wood
    assert private(result)
    assert "Bodkin the beaver" in words(result)
    assert f"**Purse** {state.balances[accounts.creature('bodkin')][PEBBLE]} pebbles" in words(result)
    for good in state.cast.traded:
        assert good.name in words(result)


async def test_a_card_never_shows_thoughts_or_claims_on_the_vault(wood: Village) -> None:
    await wood.play(8)
    state = (await wood.app.keeper.look((await wood.record()).id)).wood
    for creature in state.cast.creature:
        card = words(await wood.anna.slash(wood.channel, "creature card", creature=creature))
        assert all(thought not in card for thought in state.souls[creature].thoughts)
        assert "vault" not in card.lower().replace("keeper of the vault", "")


async def test_creatures_are_offered_by_name_with_their_ids_as_values(wood: Village) -> None:
    found = await wood.anna.autocomplete(wood.channel, "creature card", "creature", "o")
    assert {"oona", "bodkin"} <= {choice["value"] for choice in found}
    assert await wood.anna.autocomplete(wood.channel, "creature card", "creature", "zzz") == []


async def test_autocompletion_never_fails_where_there_is_no_wood(glade: Village) -> None:
    assert await glade.anna.autocomplete(glade.channel, "creature card", "creature", "o") == []


async def test_an_unknown_creature_is_refused_and_its_name_made_harmless(wood: Village) -> None:
    result = await wood.anna.slash(wood.channel, "creature card", creature="@everyone `x`")
    assert private(result)
    assert "@everyone" not in words(result)
    assert wood.refused() == ["unknown_creature"]


async def test_a_card_is_in_the_readers_language(wood: Village, in_german: None) -> None:
    card = words(await wood.anna.slash(wood.channel, "creature card", creature="oona"))
    assert "Oona · Eule" in card
    assert "Brennholz" in card
    assert "**Geldbeutel**" in card
