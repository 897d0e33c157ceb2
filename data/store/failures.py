"""Failures of a store, as types with a code and parameters; the edge renders the sentence from
content.
"""

from __future__ import annotations

from engine.errors import Coded


class StoreError(Coded):
    """A store refused or failed; nothing of what was asked has happened.

    `code` names the reason and `params` hold what its sentence is made of. Base of every error below.
    """

    code = "store"


class DiskFull(StoreError):
    """No room to write. Reading goes on; the next write after room was made succeeds. Params: `path`."""

    code = "disk_full"


class ReadOnly(StoreError):
    """The database, its folder or its disk cannot be written. Params: `path`."""

    code = "read_only"


class Locked(StoreError):
    """Another process keeps this database. Params: `path`, `process` (its number, 0 where unknown)."""

    code = "locked"


class NewerSchema(StoreError):
    """The database was made by a newer program. Params: `path`, `found` and `known` schema numbers."""

    code = "newer_schema"


class Damaged(StoreError):
    """The file is no database of ours, or a part of it cannot be read. Params: `path`, `detail`."""

    code = "damaged"


class Unavailable(StoreError):
    """Any other fault of the disk or the database; worth trying again. Params: `path`, `detail`."""

    code = "unavailable"


class NoSuchWood(StoreError):
    """There is no such wood, or it was deleted. Params: `wood` or `channel`."""

    code = "no_such_wood"


class ChannelTaken(StoreError):
    """A wood lives in this channel already. Params: `channel`, `wood`."""

    code = "channel_taken"


class Stale(StoreError):
    """The wood has moved on since it was loaded: another input, another generation, or no longer living.

    Params: `wood`.
    """

    code = "stale"


class Repeated(StoreError):
    """A command with this id was carried out before: its first result stands. Params: `command`."""

    code = "repeated"
