from __future__ import annotations

from village import Village, private, words


async def test_status_tells_season_chapter_and_the_next_turn(wood: Village) -> None:
    result = await wood.anna.slash(wood.channel, "wood status")
    assert private(result)
    assert "Turn 3" in words(result)
    assert "chapter 1" in words(result).lower()
