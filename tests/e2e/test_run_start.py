"""Starting: what is told to Discord, when, and what stops a start."""

import asyncio
import sys
from collections.abc import Sequence
from os import environ
from pathlib import Path

from pydantic import SecretStr

from bot.doctor.checks import look_at_token
from tests.e2e.loopback import errors
from tests.e2e.loopback.server import Loopback
from tests.e2e.loopback.world import Channel, User
from tests.e2e.wood_process import plant, posts, running, settings, settings_env


async def outcome(loopback: Loopback, folder: Path, words: Sequence[str], **env: str) -> tuple[int, str]:
    """Exit status and stderr of a `wood` that ends by itself."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", *words, stderr=asyncio.subprocess.PIPE,
        env={**environ, **loopback.env, **settings_env(folder), **env},
    )  # fmt: skip
    _, told = await asyncio.wait_for(process.communicate(), 30)
    assert process.returncode is not None
    return process.returncode, told.decode()


async def test_commands_are_sent_when_asked_and_only_when_they_changed(
    loopback: Loopback, tmp_path: Path
) -> None:
    sent = f"/applications/{loopback.world.application_id}/commands"
    for _ in range(2):
        async with running(loopback, tmp_path) as bot:
            assert await bot.stop() == 0
    assert loopback.rest.count("PUT", sent) == 1
    (tmp_path / "commands.synced").write_text("of another version", encoding="ascii")
    async with running(loopback, tmp_path) as bot:
        assert await bot.stop() == 0
    assert loopback.rest.count("PUT", sent) == 2


async def test_a_wrong_token_ends_the_start_with_one_sentence(loopback: Loopback, tmp_path: Path) -> None:
    token = "MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs"
    status, told = await outcome(loopback, tmp_path, ["run"], DISCORD_TOKEN=token)
    assert status == 2
    assert "does not accept this token" in told
    assert token not in told


async def test_discord_is_waited_for(loopback: Loopback, channel: Channel, ada: User, tmp_path: Path) -> None:
    await plant(tmp_path, [channel])
    away = loopback.faults.add("GET /users/@me", errors.server_error(503), times=2)
    async with running(loopback, tmp_path) as bot:
        await bot.forester(ada, channel, "turn-now").answered()
        await loopback.until(lambda: posts(loopback, channel), 20, "the post")
        assert await bot.stop() == 0
    assert away.hits == 2


async def test_the_doctor_asks_discord_whose_token_it_is(loopback: Loopback, tmp_path: Path) -> None:
    given = {"discord_api": loopback.api, "discord_gateway": loopback.gateway_address}
    with loopback.redirected():
        well = settings(tmp_path).model_copy(update={**given, "discord_token": SecretStr(loopback.token)})
        wrong = settings(tmp_path).model_copy(update={**given, "discord_token": SecretStr("no.such.token")})
        good, bad = await look_at_token(well), await look_at_token(wrong)
        loopback.faults.add("GET /users/@me", errors.server_error(503), times=None)
        away = await look_at_token(well)
    assert (good.state, good.code) == ("well", "token")
    assert str(loopback.world.application_id) in str(good.params["link"])
    assert (bad.state, bad.code) == ("ill", "bad_token")
    assert (away.state, away.code) == ("ill", "unreachable")
