"""Discord's limits on a message: texts, embeds, files, mentions, and what may stand beside a V2 layout."""

from collections.abc import Collection
from typing import Any

from tests.e2e.loopback import components, kinds
from tests.e2e.loopback.checks.complaints import Complaints
from tests.e2e.loopback.checks.components import check_message_components
from tests.e2e.loopback.errors import empty_message

Form = dict[str, Any]

EMBED_LIMITS = (("title", 256), ("description", 4096))


def check_message(form: Form, *, v2: bool, filenames: Collection[str]) -> None:
    """``form`` is the whole message as it would stand afterwards, ``filenames`` the files it would carry.

    Raises 50035 naming every field that is wrong, or 50006 when there is nothing to show.
    """
    complain = Complaints()
    complain.size(form.get("content"), 0, 2000, "content")
    complain.size(str(form.get("nonce") or ""), 0, 25, "nonce")
    complain.size(filenames, 0, 10, "attachments")
    _check_mentions(form.get("allowed_mentions") or {}, complain)
    _check_embeds(form.get("embeds") or [], complain)
    tree = form.get("components") or []
    check_message_components(tree, v2=v2, complain=complain)
    _check_files(tree, filenames, complain)
    if v2:
        for name in ("content", "embeds", "poll", "sticker_ids"):
            complain.unless(not form.get(name), name, f"Cannot use {name} beside the IS_COMPONENTS_V2 flag.")
    complain.settle()
    if not (tree or filenames or form.get("content") or form.get("embeds") or form.get("poll")):
        raise empty_message()


def _check_mentions(allowed: Form, complain: Complaints) -> None:
    for name in ("users", "roles"):
        complain.size(allowed.get(name), 0, 100, f"allowed_mentions.{name}")
        both = name in allowed.get("parse", []) and allowed.get(name)
        complain.unless(
            not both, "allowed_mentions", f"parse:[{name!r}] and {name}: [ids...] are mutually exclusive."
        )


def _check_embeds(embeds: list[Form], complain: Complaints) -> None:
    complain.size(embeds, 0, 10, "embeds")
    letters = 0
    for index, embed in enumerate(embeds):
        fields = embed.get("fields", [])
        footer, author = embed.get("footer", {}).get("text", ""), embed.get("author", {}).get("name", "")
        for name, high in EMBED_LIMITS:
            complain.size(embed.get(name), 0, high, f"embeds.{index}.{name}")
            letters += len(embed.get(name) or "")
        complain.size(fields, 0, 25, f"embeds.{index}.fields")
        complain.size(footer, 0, 2048, f"embeds.{index}.footer.text")
        complain.size(author, 0, 256, f"embeds.{index}.author.name")
        for number, field in enumerate(fields):
            complain.size(field.get("name"), 1, 256, f"embeds.{index}.fields.{number}.name")
            complain.size(field.get("value"), 1, 1024, f"embeds.{index}.fields.{number}.value")
        letters += len(footer) + len(author) + sum(len(field["name"] + field["value"]) for field in fields)
    complain.unless(
        letters <= 6000, "embeds", f"Embeds must be 6000 or fewer characters in total, are {letters}."
    )


def _check_files(tree: list[Form], filenames: Collection[str], complain: Complaints) -> None:
    for path, reference in components.media(tree):
        url = str(reference.get("url", ""))
        if url.startswith("attachment://"):
            name = url.removeprefix("attachment://")
            complain.unless(
                name in filenames, f"{path}.url", f"The referenced attachment {name!r} was not sent."
            )
        else:
            complain.unless(
                url.startswith(("http://", "https://")), f"{path}.url", f"{url!r} is not an address."
            )
    for path, node in components.walk(tree):
        if node["type"] == kinds.FILE:
            url = str(node.get("file", {}).get("url", ""))
            known = url.startswith("attachment://") or url.rsplit("/", 1)[-1] in filenames
            complain.unless(known, f"{path}.file.url", "A file component shows an attachment.")
