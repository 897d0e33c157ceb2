"""The refusals of Discord's REST API that a bot meets, by their documented codes."""

from collections.abc import Iterable
from typing import Any


class DiscordError(Exception):
    """A refusal: HTTP ``status``, Discord's own ``code``, and the text a client shows."""

    def __init__(self, status: int, code: int, text: str, errors: dict[str, Any] | None = None) -> None:
        super().__init__(f"{status} ({code}): {text}")
        self.status = status
        self.code = code
        self.text = text
        self.errors = errors

    def body(self) -> dict[str, Any]:
        """The JSON body that goes with the status."""
        body: dict[str, Any] = {"message": self.text, "code": self.code}
        if self.errors:
            body["errors"] = self.errors
        return body


def unauthorized() -> DiscordError:
    return DiscordError(401, 0, "401: Unauthorized")


def unknown_route() -> DiscordError:
    return DiscordError(404, 0, "404: Not Found")


def server_error(status: int = 500) -> DiscordError:
    return DiscordError(status, 0, f"{status}: Internal Server Error")


def unknown_channel() -> DiscordError:
    return DiscordError(404, 10003, "Unknown Channel")


def unknown_guild() -> DiscordError:
    return DiscordError(404, 10004, "Unknown Guild")


def unknown_member() -> DiscordError:
    return DiscordError(404, 10007, "Unknown Member")


def unknown_message() -> DiscordError:
    return DiscordError(404, 10008, "Unknown Message")


def unknown_user() -> DiscordError:
    return DiscordError(404, 10013, "Unknown User")


def unknown_webhook() -> DiscordError:
    return DiscordError(404, 10015, "Unknown Webhook")


def unknown_interaction() -> DiscordError:
    return DiscordError(404, 10062, "Unknown interaction")


def too_large() -> DiscordError:
    return DiscordError(413, 40005, "Request entity too large")


def already_acknowledged() -> DiscordError:
    return DiscordError(400, 40060, "Interaction has already been acknowledged.")


def missing_access() -> DiscordError:
    return DiscordError(403, 50001, "Missing Access")


def not_the_author() -> DiscordError:
    return DiscordError(403, 50005, "Cannot edit a message authored by another user")


def empty_message() -> DiscordError:
    return DiscordError(400, 50006, "Cannot send an empty message")


def closed_dms() -> DiscordError:
    return DiscordError(403, 50007, "Cannot send messages to this user")


def missing_permissions() -> DiscordError:
    return DiscordError(403, 50013, "Missing Permissions")


def invalid_webhook_token() -> DiscordError:
    return DiscordError(401, 50027, "Invalid Webhook Token")


def archived_thread() -> DiscordError:
    return DiscordError(400, 50083, "Thread is archived")


def thread_exists() -> DiscordError:
    return DiscordError(400, 160004, "A thread has already been created for this message")


def locked_thread() -> DiscordError:
    return DiscordError(403, 160005, "Thread is locked")


def invalid_form(complaints: Iterable[tuple[str, str]]) -> DiscordError:
    """400/50035 from (dotted path of the field, sentence) pairs."""
    complaints = list(complaints)
    errors: dict[str, Any] = {}
    for path, sentence in complaints:
        node = errors
        for step in path.split("."):
            node = node.setdefault(step, {})
        node.setdefault("_errors", []).append({"code": "INVALID", "message": sentence})
    told = "; ".join(f"{path}: {sentence}" for path, sentence in complaints)
    return DiscordError(400, 50035, f"Invalid Form Body ({told})", errors)
