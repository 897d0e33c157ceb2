"""Command sync: Discord is sent the slash commands again only where they changed."""

from __future__ import annotations

import json
from hashlib import blake2b
from pathlib import Path
from typing import Any

import structlog
from discord import app_commands

log = structlog.get_logger(__name__)


async def sync_commands(tree: app_commands.CommandTree[Any], kept: Path, *, wanted: bool) -> bool:
    """Make Discord's commands match the tree where that is `wanted` and they changed since `kept` was written.

    Where it is not wanted but due, a line in the log says so. Returns whether they were sent.
    """
    translator = tree.translator
    payload = [
        await command.get_translated_payload(tree, translator) if translator else command.to_dict(tree)
        for command in tree.get_commands()
    ]
    digest = f"{tree.client.application_id}:{tree_digest(payload)}"
    if kept.exists() and kept.read_text(encoding="ascii") == digest:
        return False
    if not wanted:
        log.warning(
            "the slash commands changed and were not sent to Discord: start once with `wood run --sync`"
        )
        return False
    sent = await tree.sync()
    kept.write_text(digest, encoding="ascii")
    log.info("slash commands sent to Discord", commands=len(sent))
    return True


def tree_digest(payload: object) -> str:
    """A stable hash of the commands as Discord is told of them."""
    text = json.dumps(payload, sort_keys=True, ensure_ascii=True)
    return blake2b(text.encode(), digest_size=16).hexdigest()
