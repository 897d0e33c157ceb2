"""Prompts as a model's own template and tokenizer make them."""

from __future__ import annotations

import pytest
from transformers import PreTrainedTokenizerFast

from inference.backend import BackendFailed, Message
from inference.backends.chat_template import REMEMBERED, ChatTemplate
from tests.inference.tiny_models import END, START, make_tokenizer

pytestmark = pytest.mark.vllm

PROMPT = (Message("system", "Rules."), Message("user", "Turn 1."))
WITHOUT_SYSTEM = (
    "{% for message in messages %}{% if message.role == 'system' %}{{ raise_exception('no system role') }}{% endif %}"
    "[{{ message.role }}]{{ message.content }}{% endfor %}[model]"
)
THINKS = "{% for message in messages %}{{ message.content }}{% endfor %}{% if think %}<think>{% endif %}"


@pytest.fixture(scope="module")
def tokenizer() -> PreTrainedTokenizerFast:
    return make_tokenizer()


@pytest.fixture
def speaking(tokenizer: PreTrainedTokenizerFast) -> PreTrainedTokenizerFast:
    """The tokenizer with a template that a test may set."""
    before = tokenizer.chat_template
    yield tokenizer
    tokenizer.chat_template = before


def text(template: ChatTemplate, tokenizer: PreTrainedTokenizerFast) -> str:
    return str(tokenizer.decode(template.tokens(PROMPT)))


def test_a_prompt_ends_where_the_reply_begins(tokenizer: PreTrainedTokenizerFast) -> None:
    said = f"{START}system\nRules.{END}\n{START}user\nTurn 1.{END}\n{START}assistant\n"
    assert text(ChatTemplate(tokenizer, {}), tokenizer) == said


def test_a_prefill_leads_past_an_open_channel(tokenizer: PreTrainedTokenizerFast) -> None:
    prefill = "<think>\n\n</think>\n\n"
    assert text(ChatTemplate(tokenizer, {}, prefill), tokenizer).endswith(f"{START}assistant\n{prefill}")


def test_options_reach_the_template(speaking: PreTrainedTokenizerFast) -> None:
    speaking.chat_template = THINKS
    assert text(ChatTemplate(speaking, {"think": True}), speaking) == "Rules.Turn 1.<think>"
    assert text(ChatTemplate(speaking, {"think": False}), speaking) == "Rules.Turn 1."


def test_without_a_system_role_the_rules_open_the_first_message(speaking: PreTrainedTokenizerFast) -> None:
    speaking.chat_template = WITHOUT_SYSTEM
    assert text(ChatTemplate(speaking, {}), speaking) == "[user]Rules.\n\nTurn 1.[model]"


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        (None, "chat template"),
        ("{{ raise_exception('never') }}", "never"),
        ("{% if %}", "Expected an expression"),
        ("always the same", "says nothing of the messages"),
    ],
)
def test_a_model_without_a_usable_template_is_refused(
    speaking: PreTrainedTokenizerFast, broken: str | None, why: str
) -> None:
    speaking.chat_template = broken
    with pytest.raises(BackendFailed, match=why) as failed:
        ChatTemplate(speaking, {})
    assert failed.value.code == "refused"


def test_a_prompt_is_read_once_and_forgotten_in_time(tokenizer: PreTrainedTokenizerFast) -> None:
    template = ChatTemplate(tokenizer, {})
    first = template.tokens(PROMPT)
    assert template.tokens(list(PROMPT)) is first
    for turn in range(REMEMBERED):
        template.tokens((Message("user", str(turn)),))
    again = template.tokens(PROMPT)
    assert again == first
    assert again is not first


def test_a_text_is_counted_without_what_a_template_adds(tokenizer: PreTrainedTokenizerFast) -> None:
    template = ChatTemplate(tokenizer, {})
    assert template.count("") == 0
    assert template.count("Turn 1.") < len(template.tokens((Message("user", "Turn 1."),)))
