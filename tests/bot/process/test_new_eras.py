"""New eras at start: of changed content or engine one, of a comment none; a refusal is told once."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.app import App
from bot.process.startup import open_app
from bot.settings import Settings
from data.reading.content import CONTENT
from data.store.records import ByHand, Era, Post
from engine.saving import version


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An owner's own content, and a database with a wood that lived on it for two turns."""
    shutil.copytree(CONTENT, tmp_path / "content")
    return Settings(data=tmp_path, content=tmp_path / "content")


async def lived(settings: Settings, *, language: str = "en", pause: bool = False) -> str:
    async with open_app(settings) as app:
        wood = (
            await app.keeper.found_wood(
                app.casts["wood"],
                app.rules,
                guild=1,
                channel=10,
                schedule=ByHand(),
                settings={"language": language},
            )
        ).id
        for _ in range(2):
            await app.keeper.play_turn(wood)
        if pause:
            await app.keeper.pause(wood, "forester")
    return wood


async def started(settings: Settings, wood: str) -> tuple[list[Era], list[Post]]:
    """The wood's eras and the notices that it owes after a start."""
    async with open_app(settings) as app:
        return list(await app.store.history.eras(wood)), await notices(app)


async def notices(app: App) -> list[Post]:
    found = []
    while posts := await app.store.outbox.take(app.now(), 9):
        for post in posts:
            await app.store.outbox.mark_sent(post.id, 1)
        found += [post for post in posts if post.kind == "notice"]
    return found


def edited(settings: Settings, file: str, change: Callable[[str], str]) -> None:
    path = settings.content / file
    before = path.read_text("utf-8")
    path.write_text(change(before), "utf-8")
    assert path.read_text("utf-8") != before


async def test_a_comment_begins_no_era(settings: Settings) -> None:
    wood = await lived(settings)
    edited(settings, "rules.toml", lambda text: "# Ours.\n" + text)
    edited(settings, "casts/wood.toml", lambda text: text + "\n# Ours, too.\n")
    eras, told = await started(settings, wood)
    assert (len(eras), told) == (1, [])


@pytest.mark.parametrize("pause", [False, True])
async def test_changed_rules_begin_one_era_and_the_wood_goes_on(settings: Settings, pause: bool) -> None:
    wood = await lived(settings, pause=pause)
    edited(settings, "rules.toml", lambda text: text.replace("\nnews = ", "\nnews = 1"))
    for _ in range(2):
        eras, told = await started(settings, wood)
        assert [(era.first, era.behaviour) for era in eras] == [
            (0, version.BEHAVIOUR),
            (3, version.BEHAVIOUR),
        ]
        assert told == []
    async with open_app(settings) as app:
        assert eras[-1].rules == app.rules
        await app.keeper.resume(wood)
        assert (await app.keeper.play_turn(wood)).turn == 3


async def test_a_changed_engine_begins_one_era(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    wood = await lived(settings)
    monkeypatch.setattr(version, "BEHAVIOUR", version.BEHAVIOUR + 1)
    for _ in range(2):
        eras, _ = await started(settings, wood)
        assert [era.behaviour for era in eras] == [version.BEHAVIOUR - 1, version.BEHAVIOUR]


@pytest.mark.parametrize("language", ["en", "de"])
async def test_other_goods_are_refused_the_wood_lives_on_and_its_forester_is_told_once(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    wood = await lived(settings, language=language)
    edited(settings, "casts/wood.toml", lambda text: text.replace("berries", "cherries"))
    monkeypatch.setattr(version, "BEHAVIOUR", version.BEHAVIOUR + 1)
    eras, told = await started(settings, wood)
    assert [(era.behaviour, "berries" in era.cast.good) for era in eras] == [
        (version.BEHAVIOUR - 1, True),
        (version.BEHAVIOUR, True),
    ]
    (notice,) = told
    assert notice.code == "other_creatures"
    assert "cherries" in str(notice.params["has"])
    eras, told = await started(settings, wood)
    assert (len(eras), told) == (2, [])
    async with open_app(settings) as app:
        assert app.texts.voice(language).knows(f"discord.notices.{notice.code}")
        assert (await app.keeper.play_turn(wood)).turn == 3
