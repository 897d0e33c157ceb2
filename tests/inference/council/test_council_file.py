"""The council file: what it may say, and the sentence for what it may not."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.reading.content import ContentError, read
from inference.backends.openai import OpenAIBackend
from inference.backends.vllm import VllmBackend
from inference.council.council_file import CouncilFile
from inference.council.engines import Places, make_backends
from inference.council.supervisor import Unfit

EXAMPLES = sorted((Path(__file__).parents[3] / "docs" / "councils").glob("*.toml"))
CREATURES = ("oona", "bodkin", "hazel", "fenn", "pip")
VLLM = '[minds.m]\nbackend = "vllm"\nmodel = "a/b"\n'


def written(folder: Path, text: str) -> CouncilFile:
    path = folder / "council.toml"
    path.write_text(text, encoding="utf-8")
    return read(path, CouncilFile)


def places(folder: Path, **environment: str) -> Places:
    return Places(folder, folder, environment)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_is_a_council(path: Path) -> None:
    file = read(path, CouncilFile)
    backends = make_backends(file, places(path.parent))
    models = {mind for one in backends for mind in one.minds}
    assert all(set(file.seat_of(creature)) <= models | {"instinct", "random"} for creature in CREATURES)
    assert models
    text = path.read_text(encoding="utf-8")
    assert "nverified" in text


def test_the_examples_of_the_design_are_there() -> None:
    assert {"one-for-all", "five-minds-24gb", "four-labs", "five-adapters", "remote"} <= {
        path.stem for path in EXAMPLES
    }


def test_an_empty_council_is_instinct(tmp_path: Path) -> None:
    file = written(tmp_path, "")
    assert file.seat_of("pip") == ("instinct",)
    assert make_backends(file, places(tmp_path)) == []


def test_minds_on_one_model_share_one_backend_with_their_adapters(tmp_path: Path) -> None:
    two = VLLM + 'adapter = "./x"\n' + VLLM.replace("minds.m", "minds.n") + "sampling = {temperature = 0.1}\n"
    file = written(tmp_path, 'everyone = "m"\ncreatures = {pip = "n"}\n' + two)
    (served,) = make_backends(file, places(tmp_path))
    assert served.minds == ("m", "n")
    assert isinstance(served.backend, VllmBackend)


def test_minds_on_other_models_have_backends_of_their_own(tmp_path: Path) -> None:
    other = '[minds.n]\nbackend = "openai"\nmodel = "x"\nbase_urls = ["http://h/v1"]\n'
    file = written(tmp_path, 'everyone = "m"\ncreatures = {pip = "n"}\n' + VLLM + other)
    first, second = make_backends(file, places(tmp_path))
    assert isinstance(first.backend, VllmBackend)
    assert isinstance(second.backend, OpenAIBackend)


def test_minds_that_nobody_uses_are_not_made(tmp_path: Path) -> None:
    assert make_backends(written(tmp_path, VLLM), places(tmp_path)) == []


def test_a_key_comes_from_the_environment_alone(tmp_path: Path) -> None:
    text = 'everyone = "m"\n[minds.m]\nbackend = "openai"\nmodel = "x"\nbase_urls = ["http://h/v1"]\nkey_env = "K"\n'
    file = written(tmp_path, text)
    assert make_backends(file, places(tmp_path, K="secret"))
    with pytest.raises(Unfit) as missing:
        make_backends(file, places(tmp_path))
    assert (missing.value.code, missing.value.params) == ("no_key", {"variable": "K"})
    with pytest.raises(ContentError):
        written(tmp_path, text.replace('key_env = "K"', 'key = "sk-1"'))


WRONG = {
    'everyone = "nobody"': "everyone names the mind 'nobody'",
    'creatures = {pip = "nobody"}': "creatures.pip names the mind 'nobody'",
    'creatures = {pip = ["instinct", "instinct"]}': "creatures.pip names a mind twice",
    '[minds.instinct]\nbackend = "random"': "'instinct' is the name of a mind that every council has",
    'warden = {mind = "random"}': "warden.mind names 'random', which is no language model",
    'warden = {mind = "nobody"}': "warden.mind names the mind 'nobody'",
    "deadline = 0": "deadline",
    '[minds.m]\nbackend = "gpu"\nmodel = "x"': "[minds], m",
    '[minds.m]\nbackend = "vllm"': "[minds], m.model: this field is missing",
    VLLM + "memory_share = 1.5": "[minds], m.memory_share",
    VLLM + "temperature = 1": "[minds], m.temperature: this field is unknown",
    VLLM + 'sampling = {temperature = "hot"}': "[minds], m.sampling.temperature",
    VLLM + "context = 999": "[minds], m.context",
    '[minds.m]\nbackend = "openai"\nmodel = "x"\nbase_urls = []': "[minds], m.base_urls",
    '[minds.m]\nbackend = "openai"\nmodel = "x"\nbase_urls = ["h:1"]': "[minds], m.base_urls[0]",
    VLLM + VLLM.replace("minds.m", "minds.n") + 'dtype = "half"': "must agree on 'dtype'",
}


@pytest.mark.parametrize("text", WRONG)
def test_a_fault_is_one_sentence_that_names_its_place(tmp_path: Path, text: str) -> None:
    with pytest.raises(ContentError) as error:
        written(tmp_path, text)
    assert WRONG[text] in str(error.value)
    assert "council.toml" in str(error.value)
    assert "\n" not in str(error.value)
