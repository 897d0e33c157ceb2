"""Counting a remote model's prompts with its tokenizer on disk."""

from __future__ import annotations

from pathlib import Path

import pytest

from inference.backend import BackendFailed, Message
from inference.backends.counting import SLACK, FileCounter
from inference.backends.openai import OpenAIBackend
from inference.backends.remote import Remote
from tests.inference.stand_in_models import Server
from tests.inference.tiny_models import make_tokenizer

pytestmark = pytest.mark.vllm

MESSAGES = (Message("system", "You play."), Message("user", "Decide for Pip, once more."))


@pytest.fixture(scope="module")
def tokenizer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tokenizer")
    make_tokenizer().save_pretrained(folder)
    return folder


async def test_a_folder_and_its_file_count_alike(tokenizer: Path) -> None:
    bare = sum(len(make_tokenizer().encode(m.content, add_special_tokens=False)) for m in MESSAGES)
    for path in (tokenizer, tokenizer / "tokenizer.json"):
        assert await FileCounter(path).count(MESSAGES) == bare + SLACK * 3


async def test_what_the_template_adds_is_learned_and_never_forgotten(tokenizer: Path) -> None:
    counter = FileCounter(tokenizer)
    bare = await counter.count(MESSAGES) - SLACK * 3
    counter.hear(MESSAGES, bare + 9)
    counter.hear(MESSAGES, bare + 4)
    assert await counter.count(MESSAGES) == bare + 9


async def test_a_server_without_tokenize_is_counted_for(tokenizer: Path) -> None:
    server = Server()
    server.counts = False
    async with server.serving():
        backend = OpenAIBackend("m", Remote("m", (server.url,), tokenizer=tokenizer))
        await backend.start()
        assert await backend.count(MESSAGES) > 0
        await backend.close()


async def test_what_is_no_tokenizer_is_refused(tmp_path: Path) -> None:
    (tmp_path / "tokenizer.json").write_text("{}")
    with pytest.raises(BackendFailed) as failed:
        FileCounter(tmp_path)
    assert failed.value.code == "refused"
