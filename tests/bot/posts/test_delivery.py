"""What each of Discord's answers means for a post."""

from __future__ import annotations

import aiohttp
import discord
import pytest

from bot.posts.delivery import DeliveryFailure, failure


class Answer:
    """As much of an HTTP answer as discord.py's errors look at."""

    def __init__(self, status: int) -> None:
        self.status = status
        self.reason = "because"


def refusal(status: int, code: int) -> discord.HTTPException:
    return discord.HTTPException(Answer(status), {"code": code, "message": ""})  # type: ignore[arg-type]  # enough of it


@pytest.mark.parametrize(
    ("status", "code", "reason"),
    [
        (403, 50013, "missing_permission"),
        (403, 50001, "missing_permission"),
        (403, 0, "missing_permission"),
        (404, 10003, "channel_gone"),
        (400, 50083, "thread_locked"),
        (403, 160005, "thread_locked"),
    ],
)
def test_a_person_has_to_mend_permissions_channels_and_threads(status: int, code: int, reason: str) -> None:
    assert failure(refusal(status, code)) == DeliveryFailure("blocked", reason)


@pytest.mark.parametrize("status", [500, 502, 503, 504, 520])
def test_after_a_servers_error_the_post_may_stand(status: int) -> None:
    found = failure(refusal(status, 0))
    assert found is not None
    assert (found.kind, found.in_doubt) == ("passing", True)


@pytest.mark.parametrize("status", [401, 408, 429])
def test_a_refused_request_is_repeated_without_doubt(status: int) -> None:
    found = failure(refusal(status, 0))
    assert found is not None
    assert (found.kind, found.in_doubt) == ("passing", False)


@pytest.mark.parametrize("error", [aiohttp.ClientError(), ConnectionResetError(), TimeoutError(), OSError()])
def test_a_lost_connection_leaves_a_post_in_doubt(error: Exception) -> None:
    found = failure(error)
    assert found is not None
    assert (found.kind, found.in_doubt) == ("passing", True)


def test_a_malformed_post_is_faulty_and_a_bug_is_none_of_discords() -> None:
    assert failure(refusal(400, 50035)) == DeliveryFailure("faulty", "http_400_50035")
    assert failure(ZeroDivisionError()) is None
