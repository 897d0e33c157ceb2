"""`/privacy`: what is kept, to have and to be rid of."""

from __future__ import annotations

import json

from tests.cogs.simulated_discord import Village, messages, private, words


async def test_what_is_kept_is_told(glade: Village) -> None:
    result = await glade.anna.slash(glade.channel, "privacy kept")
    assert private(result)
    assert "reads no messages" in words(result)


async def test_nothing_is_kept_of_who_only_watches(wood: Village) -> None:
    await wood.anna.slash(wood.channel, "wood status")
    assert "Nothing is kept" in words(await wood.anna.slash(wood.channel, "privacy export"))


async def test_an_export_holds_all_and_only_ones_own(wood: Village) -> None:
    await wood.anna.slash(wood.channel, "legend draw", legend="railway-mania")
    result = await wood.anna.slash(wood.channel, "privacy export")
    (file,) = messages(result)[0].attachments
    kept = json.loads(await file.read())
    assert private(result)
    assert kept["user"] == wood.anna.id
    (mine,) = kept["woods"]
    assert mine["channel"] == wood.channel.id
    assert str(wood.fern.id) not in json.dumps(kept)


async def test_being_forgotten_asks_first_and_leaves_the_woods_history_alone(wood: Village) -> None:
    await wood.anna.slash(wood.channel, "legend draw", legend="railway-mania")
    record = await wood.record()
    asked = await wood.anna.slash(wood.channel, "privacy delete")
    assert await wood.app.store.people.records(wood.anna.id)
    await wood.restart()
    await wood.anna.click(messages(asked)[0], label="Yes, forget me")
    assert not await wood.app.store.people.records(wood.anna.id)
    assert "Nothing is kept" in words(await wood.anna.slash(wood.channel, "privacy export"))
    assert await wood.record() == record
    assert (await wood.app.keeper.look(record.id)).wood.spells[0].by == "patron:2"


async def test_who_says_no_stays_known(wood: Village) -> None:
    await wood.anna.slash(wood.channel, "legend draw", legend="railway-mania")
    asked = await wood.anna.slash(wood.channel, "privacy delete")
    await wood.anna.click(messages(asked)[0], label="No, keep it")
    assert await wood.app.store.people.records(wood.anna.id)
