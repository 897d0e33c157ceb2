"""Councils on the command line: a record played again, a server that is away, and every way to point at nothing."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from terminal import refused, wood

REMOTE = 'everyone = "far"\n[minds.far]\nbackend = "openai"\nmodel = "x"\nbase_urls = ["{url}"]\n[retry]\ntries = 1\n'
NOWHERE = "http://127.0.0.1:9/v1"


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def council(text: str) -> str:
    Path("council.toml").write_text(text, encoding="utf-8")
    return "council.toml"


class Handler(BaseHTTPRequestHandler):
    """A server that answers every prompt with the same small reply."""

    protocol_version = "HTTP/1.1"
    tokenizes = True

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/tokenize":
            return self._send(200, {"count": 300}) if self.tokenizes else self._send(404, {})
        reply = {"thought": "Wait.", "orders": [], "say": None, "proposals": [], "vault": None}
        return self._send(
            200,
            {
                "id": "1", "object": "chat.completion", "created": 0, "model": "x",
                "choices": [
                    {
                        "index": 0, "finish_reason": "stop",
                        "message": {"role": "assistant", "content": json.dumps(reply)},
                    }
                ],
                "usage": {"prompt_tokens": 300, "completion_tokens": 30, "total_tokens": 330},
            },
        )  # fmt: skip

    def _send(self, status: int, body: dict[str, Any]) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Tests are quiet."""


class Server(ThreadingHTTPServer):
    """One that lets a turn's requests wait their turn."""

    request_queue_size = 64


@pytest.fixture
def url() -> Iterator[str]:
    server = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/v1"
    server.shutdown()
    thread.join()
    server.server_close()


def summary(folder: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((Path(folder) / "summary.json").read_text())
    return read


def test_a_demo_over_a_server(url: str) -> None:
    result = wood("demo", "--turns", "3", "--council", council(REMOTE.format(url=url)), "--out", "out")
    assert result.exit_code == 0, result.output
    assert "far (x): 15 decisions, 0 of them by instinct" in " ".join(result.output.split())
    decisions = summary("out")["decisions"]
    assert (decisions["total"], decisions["fallback"], decisions["max_tokens"]) == (15, 0, 330)
    rows = [json.loads(line) for line in (Path("out") / "traces.jsonl").read_text().splitlines()]
    assert {(row["mind"], row["model"], row["thought"]) for row in rows} == {("far", "x", "Wait.")}


def test_a_record_of_a_demo_plays_to_the_same_hash() -> None:
    assert wood("demo", "--turns", "5", "--seed", "3", "--out", "first").exit_code == 0
    file = council('everyone = "again"\n[minds.again]\nbackend = "record"\npath = "first/traces.jsonl"\n')
    assert wood("demo", "--turns", "5", "--seed", "3", "--council", file, "--out", "second").exit_code == 0
    assert summary("second") == summary("first")
    assert Path("second/traces.jsonl").read_text() == Path("first/traces.jsonl").read_text()


def test_a_server_that_is_away_is_said_and_instinct_plays_the_same_wood() -> None:
    assert wood("demo", "--turns", "3", "--out", "plain").exit_code == 0
    result = wood("demo", "--turns", "3", "--council", council(REMOTE.format(url=NOWHERE)), "--out", "out")
    assert result.exit_code == 0, result.output
    assert "instinct decides for it" in " ".join(result.output.split())
    assert "state" not in result.output
    assert summary("out")["wood_hash"] == summary("plain")["wood_hash"]
    assert summary("out")["decisions"]["fallback"] == 15


def test_a_model_that_cannot_be_used_ends_the_demo_in_a_sentence(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Handler, "tokenizes", False)
    result = wood("demo", "--turns", "2", "--council", council(REMOTE.format(url=url)), "--out", "out")
    assert result.exit_code == 2
    assert "no /tokenize" in result.stderr
    assert "Traceback" not in result.stderr
    assert not Path("out").exists()


def test_playing_by_hand_with_a_council(url: str) -> None:
    result = wood("play", "--council", council(REMOTE.format(url=url)), typed="next\nquit\nquit\n")
    assert result.exit_code == 0, result.output
    assert "Turn 1" in result.output


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ('creatures = {rex = "random"}', "rex"),
        ('everyone = "m"\n[minds.m]\nbackend = "record"\npath = "gone.jsonl"', "gone.jsonl"),
        ('everyone = "m"\n[minds.m]\nbackend = "record"\npath = "council.toml"', "line 1"),
        (
            'everyone = "m"\n[minds.m]\nbackend = "vllm"\nmodel = "./m"\nadapter = "./gone"',
            "adapter_config.json",
        ),
        (REMOTE.format(url=NOWHERE).replace("[retry]", 'key_env = "NO_SUCH_KEY"\n[retry]'), "NO_SUCH_KEY"),
        ('everyone = "nobody"', "nobody"),
        ("everyone = ", "TOML"),
    ],
)
def test_what_a_council_lacks_is_one_sentence_before_anything_starts(text: str, word: str) -> None:
    assert word in refused(wood("demo", "--turns", "2", "--council", council(text)))
