"""Process lock on a database: the operating system's, which ends with the process however it ends."""

from __future__ import annotations

import fcntl
import os
from contextlib import suppress
from pathlib import Path

from data.sqlite.connection import faults
from data.store.failures import Locked


class ProcessLock:
    """Held from making it until `release` or the end of the process; a forked child does not keep it alive."""

    def __init__(self, database: Path) -> None:
        """Raises Locked where another process, or another store of this one, holds it; ReadOnly, DiskFull."""
        path = database.with_suffix(".lock")
        with faults(path):
            self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = os.pread(self._file, 20, 0).decode("ascii", "replace").strip()
            self.release()
            raise Locked(path=str(database), process=int(holder) if holder.isdigit() else 0) from error
        with suppress(OSError):  # a full disk costs the holder's number, not the lock
            os.ftruncate(self._file, 0)
            os.pwrite(self._file, f"{os.getpid()}\n".encode(), 0)
        os.register_at_fork(after_in_child=self.release)

    def release(self) -> None:
        """Release the lock; a second time does nothing."""
        file, self._file = self._file, -1
        if file >= 0:
            os.close(file)
