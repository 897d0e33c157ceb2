"""A model behind a server that speaks OpenAI's protocol, for whatever runs an event loop of its own."""

from __future__ import annotations

import json
import random
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

REMOTE = 'everyone = "far"\n[minds.far]\nbackend = "openai"\nmodel = "x"\nbase_urls = ["{url}"]\n[retry]\ntries = 1\n'
NOWHERE = "http://127.0.0.1:9/v1"
Body = dict[str, Any]


def council(text: str) -> str:
    """The name of a council file of these words, in the working folder."""
    Path("council.toml").write_text(text, encoding="utf-8")
    return "council.toml"


def waiting(body: Body) -> str:
    """The same small reply to every prompt."""
    return json.dumps({"thought": "Wait.", "orders": [], "say": None, "proposals": [], "vault": None})


def trading(body: Body) -> str:
    """A legal order drawn by the request's seed: the same reply to the same request, whatever else is under way."""
    rng = random.Random(body["seed"])
    items = body["response_format"]["json_schema"]["schema"]["properties"]["orders"]["items"]
    moves = rng.choice(items.get("anyOf", [items]))["properties"]
    side, good = rng.choice(moves["side"]["enum"]), rng.choice(moves["good"]["enum"])
    order = {"side": side, "good": good, "quantity": 1, "limit": rng.randint(1, 20)}
    return json.dumps({"thought": f"Draw {body['seed']}", "orders": [order], "say": None, "vault": None})


class FarModel(ThreadingHTTPServer):
    """The model and its server."""

    request_queue_size = 256
    """Enough that all requests of a batch can wait their turn."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.reply: Callable[[Body], str] = waiting
        self.tokenizes = True
        self.open = threading.Event()
        """While it is cleared, nobody is answered."""
        self.open.set()
        self.gone = False
        """Whether connections are cut without an answer."""
        self.heard: Counter[str] = Counter()
        """Replies given, by their text."""
        self.url = f"http://127.0.0.1:{self.server_port}/v1"

    @property
    def starts(self) -> int:
        """How often somebody reached it anew: each of them has it say one word first."""
        return self.heard["yes"]


@contextmanager
def answering() -> Iterator[FarModel]:
    """A model for as long as the context lasts."""
    model = FarModel()
    thread = threading.Thread(target=model.serve_forever)
    thread.start()
    try:
        yield model
    finally:
        model.shutdown()
        thread.join()
        model.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: FarModel

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.open.wait(30)
        if self.server.gone:
            self.close_connection = True
            return None
        if self.path == "/tokenize":
            return self._send(200, {"count": 300}) if self.server.tokenizes else self._send(404, {})
        text = self.server.reply(body) if "response_format" in body else "yes"
        self.server.heard[text] += 1
        return self._send(
            200,
            {
                "id": "1", "object": "chat.completion", "created": 0, "model": "x",
                "choices": [
                    {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": text}}
                ],
                "usage": {"prompt_tokens": 300, "completion_tokens": 30, "total_tokens": 330},
            },
        )  # fmt: skip

    def _send(self, status: int, body: Body) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Tests are quiet."""
