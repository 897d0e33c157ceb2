"""The models that the engine's tests are made with: real files, the same every time."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file
from transformers import AutoModelForCausalLM, AutoTokenizer

from tests.inference.tiny_models import make_adapter, make_qwen2, make_tokenizer

pytestmark = pytest.mark.vllm


@pytest.mark.parametrize(
    ("fixture", "architecture"), [("qwen2", "Qwen2ForCausalLM"), ("llama", "LlamaForCausalLM")]
)
def test_a_model_loads_with_its_tokenizer(
    fixture: str, architecture: str, request: pytest.FixtureRequest
) -> None:
    folder: Path = request.getfixturevalue(fixture)
    model = AutoModelForCausalLM.from_pretrained(folder)
    tokenizer = AutoTokenizer.from_pretrained(folder)
    assert type(model).__name__ == architecture
    assert sum(weights.numel() for weights in model.parameters()) < 4_000_000
    prompt = tokenizer.apply_chat_template(
        [{"role": "user", "content": "Sell firewood?"}], add_generation_prompt=True, return_tensors="pt"
    )
    logits = model(**prompt).logits
    assert logits.shape[-1] == len(tokenizer)
    assert torch.isfinite(logits).all()


def test_the_tokenizer_reads_any_text_back() -> None:
    tokenizer = make_tokenizer()
    for text in ("Sell firewood at 6!", '{"thought":"x"}', "Eichhörnchen 🪵 \x00"):
        assert tokenizer.decode(tokenizer.encode(text)) == text


def test_a_model_is_the_same_every_time(qwen2: Path, tmp_path: Path) -> None:
    again = make_qwen2(tmp_path)
    assert (again / "tokenizer.json").read_bytes() == (qwen2 / "tokenizer.json").read_bytes()
    first, second = load_file(qwen2 / "model.safetensors"), load_file(again / "model.safetensors")
    assert all(torch.equal(first[name], second[name]) for name in first)


def test_adapters_of_different_seeds_differ_and_fit_their_base(qwen2: Path, tmp_path: Path) -> None:
    one, two = (
        load_file(make_adapter(tmp_path / str(s), qwen2, s) / "adapter_model.safetensors") for s in (1, 2)
    )
    base = load_file(qwen2 / "model.safetensors")
    for name, weights in one.items():
        layer = name.removeprefix("base_model.model.").replace(".lora_A", "").replace(".lora_B", "")
        outputs, inputs = base[layer].shape
        assert weights.shape in ((8, inputs), (outputs, 8))
        assert not torch.equal(weights, two[name])
    assert json.loads((tmp_path / "1" / "adapter_config.json").read_text())["r"] == 8
