"""vLLM's OpenAI-compatible server as a process of its own, on loopback."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError

PATIENCE = 180.0
"""Seconds until a server that does not answer is given up."""


def free_port() -> int:
    """A port on loopback that nobody uses yet."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def serving(model: Path, name: str, log: Path) -> Iterator[str]:
    """The base URL of a server that answers for a model under a name."""
    port = free_port()
    arguments = {
        "--model": str(model),
        "--served-model-name": name,
        "--host": "127.0.0.1",
        "--port": str(port),
        "--dtype": "bfloat16",
        "--max-model-len": "1024",
        "--max-num-batched-tokens": "4096",
        "--kv-cache-memory-bytes": str(64 << 20),
        "--structured-outputs-config": '{"backend": "guidance", "disable_any_whitespace": true}',
    }
    flags = ["--enforce-eager", "--no-enable-chunked-prefill", "--enable-prompt-tokens-details"]
    command = [sys.executable, "-m", "vllm.entrypoints.openai.api_server", *flags]
    environment = {"VLLM_ENABLE_V1_MULTIPROCESSING": "0", "VLLM_LOGGING_LEVEL": "WARNING", **os.environ}
    with log.open("wb") as out:
        server = subprocess.Popen(
            [*command, *(part for pair in arguments.items() for part in pair)],
            stdout=out,
            stderr=subprocess.STDOUT,
            env=environment,
        )
        try:
            _wait(server, port, log)
            yield f"http://127.0.0.1:{port}/v1"
        finally:
            server.terminate()
            try:
                server.wait(30)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _wait(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5) as answer:
                if answer.status == 200:
                    return
        except (URLError, OSError):
            time.sleep(0.2)
    raise AssertionError(f"no server: {log.read_text(errors='replace')[-2_000:]}")
