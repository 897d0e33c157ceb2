"""`/creature thoughts`, the confession booth: what was private opens when the chapter has ended, never before."""

from __future__ import annotations

from engine.chapters import last_ended
from engine.wood import Wood
from tests.cogs.simulated_discord import Village, private, words

CHAPTER = 15


async def confessed(wood: Village, creature: str = "pip") -> str:
    result = await wood.anna.slash(wood.channel, "creature thoughts", creature=creature)
    assert private(result)
    return words(result)


async def until(wood: Village, turn: int) -> None:
    """Play up to a turn."""
    await wood.play(turn - (await wood.record()).turn)


async def state(wood: Village) -> Wood:
    return (await wood.app.keeper.look((await wood.record()).id)).wood


async def test_the_first_chapter_keeps_its_secrets(wood: Village) -> None:
    await until(wood, CHAPTER - 1)
    thoughts = (await state(wood)).souls["pip"].thoughts
    told = await confessed(wood)
    assert thoughts
    assert not any(thought in told for thought in thoughts)
    assert "No chapter has ended yet" in told


async def test_what_was_thought_is_told_when_the_chapter_has_ended_and_no_more(wood: Village) -> None:
    await until(wood, CHAPTER)
    before = (await state(wood)).souls["pip"].thoughts
    told = await confessed(wood)
    assert "Turn 1:" in told
    assert "Turn 15:" in told
    assert before[-1].split("'")[0][:12] in told
    await wood.play(3)
    fresh = set((await state(wood)).souls["pip"].thoughts[-3:]) - set(before)
    later = await confessed(wood)
    assert later == told
    assert not any(thought in later for thought in fresh if thought not in told)


async def test_the_card_tells_how_often_word_and_deed_disagreed_last_chapter(wood: Village) -> None:
    await until(wood, CHAPTER - 1)
    early = words(await wood.anna.slash(wood.channel, "creature card", creature="pip"))
    assert "said one thing" not in early
    await wood.play(1)
    late = words(await wood.anna.slash(wood.channel, "creature card", creature="pip"))
    assert "Last chapter it said one thing and did the other" in late
    assert "of 15 turns" in late


async def test_an_unknown_creature_is_refused(wood: Village) -> None:
    await wood.anna.slash(wood.channel, "creature thoughts", creature="nobody")
    assert wood.refused() == ["unknown_creature"]


async def test_creatures_are_offered(wood: Village) -> None:
    found = await wood.anna.autocomplete(wood.channel, "creature thoughts", "creature", "pip")
    assert [choice["value"] for choice in found] == ["pip"]


async def test_chapters_end_when_all_their_turns_are_played(wood: Village) -> None:
    young = await state(wood)
    assert last_ended(young.turn, young.rules.chapter) is None
    await until(wood, CHAPTER + 2)
    older = await state(wood)
    assert last_ended(older.turn, older.rules.chapter) == (1, 1, CHAPTER)
