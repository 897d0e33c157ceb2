"""Environment of vLLM: its variables, a folder for models, and a log of its own to read failures from."""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

ENVIRONMENT = {
    "VLLM_NO_USAGE_STATS": "1",
    "DO_NOT_TRACK": "1",
    "VLLM_LOGGING_LEVEL": "WARNING",
    "VLLM_WORKER_MULTIPROC_METHOD": "spawn",  # a fork would take open databases and sockets along
    "TOKENIZERS_PARALLELISM": "true",
    "PYTHONWARNINGS": "ignore::FutureWarning",
    "TORCH_CPP_LOG_LEVEL": "ERROR",
    "TORCH_LOGS": "-all",
}
TAIL = 200_000
"""Bytes of the log that are read back."""
CAUSE = re.compile(r"(?:^|\s)(?:[\w.]+\.)?(\w*(?:Error|Exception)): (.+)$")
CONSEQUENCES = ("Engine core initialization failed", "EngineCore encountered an issue", "WorkerProc")
"""What one process says because another has failed."""


@dataclass(frozen=True, slots=True)
class VllmHome:
    """A folder of this process for everything that vLLM keeps."""

    folder: Path

    @property
    def log(self) -> Path:
        """Where vLLM and its processes write, lest they write over a terminal."""
        return self.folder / "vllm.log"

    def prepare(self) -> int:
        """Make the folder and set the environment, before vLLM is imported; what an owner has set, stays.

        Gives the length of the log so far, in bytes.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        logging = self.folder / "vllm-logging.json"
        logging.write_text(json.dumps(self._logging(), indent=1), encoding="utf-8")
        chosen = {
            **ENVIRONMENT,
            "HF_HOME": str((self.folder / "models").resolve()),
            "VLLM_LOGGING_CONFIG_PATH": str(logging.resolve()),
        }
        for name, value in chosen.items():
            os.environ.setdefault(name, value)
        return self.log.stat().st_size if self.log.exists() else 0

    def cause(self, since: int) -> str:
        """The first error in the log after a length, in one line; empty where there is none."""
        if not self.log.exists():
            return ""
        with self.log.open("rb") as file:
            file.seek(since)
            lines = file.read(TAIL).decode("utf-8", "replace").splitlines()
        found = (CAUSE.search(line) for line in lines)
        causes = [f"{match[1]}: {match[2].strip()}" for match in found if match]
        return next((one for one in causes if not any(word in one for word in CONSEQUENCES)), "")

    def _logging(self) -> dict[str, object]:
        level = os.environ.get("VLLM_LOGGING_LEVEL", ENVIRONMENT["VLLM_LOGGING_LEVEL"])
        return {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"plain": {"format": "%(asctime)s %(process)d %(levelname)s %(name)s %(message)s"}},
            "handlers": {
                "file": {
                    "class": "logging.FileHandler",
                    "filename": str(self.log.resolve()),
                    "formatter": "plain",
                    "level": level,
                    "encoding": "utf-8",
                }
            },
            "loggers": {"vllm": {"handlers": ["file"], "level": level, "propagate": False}},
        }


def said(error: BaseException) -> str:
    """What an exception says, in one line; of many complaints about arguments, the first."""
    told = error.errors()[0]["msg"] if isinstance(error, ValidationError) else str(error)
    return " ".join(told.split()) or type(error).__name__
