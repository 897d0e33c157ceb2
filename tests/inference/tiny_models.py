"""Tiny language models made on the spot: two architectures with random weights, a tokenizer of their own, adapters.

Everything is drawn from fixed seeds and nothing is downloaded. A model thinks nothing of worth; what is real about it
is its files, so that an engine loads, batches and constrains it as any other.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path

import torch
from safetensors.torch import save_file
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import (
    LlamaConfig,
    LlamaForCausalLM,
    PreTrainedModel,
    PreTrainedTokenizerFast,
    Qwen2Config,
    Qwen2ForCausalLM,
)

VOCABULARY = 8_192
"""Enough that the wood's words cost about what they cost in the tokenizers of grown models."""
CONTEXT = 2_048
"""Tokens of prompt and reply."""
SHAPE = {
    "vocab_size": VOCABULARY,
    "hidden_size": 128,
    "intermediate_size": 256,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "max_position_embeddings": CONTEXT,
}
RANK = 8
END, START = "<|im_end|>", "<|im_start|>"
TEMPLATE = (
    "{% for message in messages %}"
    f"{START}{{{{ message.role }}}}\n{{{{ message.content }}}}{END}\n"
    "{% endfor %}"
    f"{{% if add_generation_prompt %}}{START}assistant\n{{% endif %}}"
)
CONTENT = Path(__file__).parents[2] / "data" / "content"


def make_qwen2(folder: Path) -> Path:
    """A Qwen2 model of about 1.4 million parameters with its tokenizer, ready to be served from `folder`."""
    config = Qwen2Config(**SHAPE, tie_word_embeddings=True)
    return _made(Qwen2ForCausalLM, config, folder, seed=1)


def make_llama(folder: Path) -> Path:
    """A Llama model of about 2.4 million parameters with its tokenizer, ready to be served from `folder`."""
    config = LlamaConfig(**SHAPE, tie_word_embeddings=False)
    return _made(LlamaForCausalLM, config, folder, seed=2)


def make_adapter(folder: Path, base: Path, seed: int) -> Path:
    """A LoRA adapter for a model made here, strong enough to change what it writes."""
    shapes = json.loads((base / "config.json").read_text())
    hidden, heads = shapes["hidden_size"], shapes["num_attention_heads"]
    key_values = hidden // heads * shapes["num_key_value_heads"]
    draw = torch.Generator().manual_seed(seed)
    weights = {}
    for layer in range(shapes["num_hidden_layers"]):
        for name, width in (("q_proj", hidden), ("v_proj", key_values)):
            path = f"base_model.model.model.layers.{layer}.self_attn.{name}"
            weights[f"{path}.lora_A.weight"] = torch.randn(RANK, hidden, generator=draw)
            weights[f"{path}.lora_B.weight"] = torch.randn(width, RANK, generator=draw)
    folder.mkdir(parents=True, exist_ok=True)
    save_file(weights, folder / "adapter_model.safetensors")
    config = {
        "peft_type": "LORA",
        "task_type": "CAUSAL_LM",
        "base_model_name_or_path": str(base),
        "r": RANK,
        "lora_alpha": 2 * RANK,
        "lora_dropout": 0.0,
        "bias": "none",
        "target_modules": ["q_proj", "v_proj"],
    }
    (folder / "adapter_config.json").write_text(json.dumps(config))
    return folder


def make_tokenizer() -> PreTrainedTokenizerFast:
    """A byte-level BPE tokenizer, trained on the wood's own content and on replies."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY,
        special_tokens=["<|endoftext|>", START, END],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(_sentences(), trainer)
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        eos_token=END,
        pad_token="<|endoftext|>",
        chat_template=TEMPLATE,
        model_max_length=CONTEXT,
    )


def _made(
    architecture: type[PreTrainedModel], config: Qwen2Config | LlamaConfig, folder: Path, seed: int
) -> Path:
    tokenizer = make_tokenizer()
    config.eos_token_id = tokenizer.eos_token_id
    config.pad_token_id = tokenizer.pad_token_id
    config.bos_token_id = None
    torch.manual_seed(seed)
    model = architecture(config).to(torch.bfloat16)
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def _sentences() -> Iterator[str]:
    """What a wood's model reads and writes: the content's lines, and replies of any goods and numbers."""
    for path in sorted(CONTENT.rglob("*.toml")):
        yield from path.read_text("utf-8").splitlines()
    draw = random.Random(0)
    goods, creatures = (
        ("honey", "firewood", "acorns", "berries", "mushrooms"),
        ("oona", "bodkin", "hazel", "pip"),
    )
    for _ in range(2_000):
        order: dict[str, str | int] = {"side": draw.choice(("buy", "sell")), "good": draw.choice(goods)}
        order |= {"quantity": draw.randint(1, 20), "limit": draw.randint(1, 200)}
        say = {
            "text": "",
            "about": draw.choice(goods + creatures),
            "stance": draw.choice(("rise", "warn", "none")),
        }
        reply = {"thought": "", "orders": [order], "say": say, "answers": [], "proposals": [], "vault": None}
        yield json.dumps(reply, separators=(",", ":"))
