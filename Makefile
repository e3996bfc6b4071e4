# All that make makes is in .venv and in caches that git ignores. A stamp in .venv says what it holds;
# a change of pyproject.toml brings it up to date.

PYTHON ?= python3
ARGS ?=
FUZZ_SECONDS ?= 60

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help check test lint types docs page bench bench-quick bench-service fuzz mutants clean formatting ruff import-contracts mypy pyright

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-13s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

check: $(VENV)/installed ## check the example records
	$(BIN)/genelint check examples/data

test: $(VENV)/installed-test ## run the tests (ARGS="-k hook" for a part)
	$(BIN)/pytest --numprocesses auto --dist loadfile $(ARGS)

lint: formatting ruff import-contracts ## check formatting, lint and import contracts

types: mypy pyright ## check types with mypy and pyright

formatting ruff import-contracts mypy pyright: $(VENV)/installed-lint

formatting:
	$(BIN)/ruff format --check

ruff:
	$(BIN)/ruff check

import-contracts:
	$(BIN)/lint-imports

mypy:
	$(BIN)/mypy

pyright:
	$(BIN)/pyright --pythonpath $(BIN)/python

docs: $(VENV)/installed ## write the pages of the rules from the rules
	$(BIN)/python docs/write_rules.py

page: web/node_modules/installed ## build the page of genelint serve (needs Node.js); it goes into the next wheel
	cd web && npm run --silent build

bench: $(VENV)/installed ## measure the speed and write docs/benchmarks.md (a quarter of an hour)
	$(BIN)/python benchmarks/bench.py --write $(ARGS)

bench-quick: $(VENV)/installed ## measure a part in a minute; fails where a bar is missed
	$(BIN)/python benchmarks/bench.py --quick

bench-service: $(VENV)/installed-test ## measure the service by 20,000 requests; fails where a bar is missed
	$(BIN)/python benchmarks/serving.py $(ARGS)

fuzz: $(VENV)/installed-fuzz ## feed random bytes to the engine for FUZZ_SECONDS (60)
	$(BIN)/python tests/fuzz/fuzz_check.py -max_total_time=$(FUZZ_SECONDS) $(ARGS)

mutants: $(VENV)/installed-mutants ## change the rules and count the changes that their tests notice
	$(BIN)/python tests/mutation/mutate.py $(ARGS)

clean: ## remove .venv, builds and caches
	rm -rf web/node_modules lint/genelint/service/pages/built
	rm -rf $(VENV) build dist .bench .coverage* .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find benchmarks docs lint rules schemas tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/made:
	@$(PYTHON) -c 'import sys; sys.exit("genelint needs Python 3.11 or later, and $(PYTHON) is %d.%d: name another one with make PYTHON=..." % sys.version_info[:2] if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv --clear $(VENV)
	@touch $@

$(VENV)/installed: pyproject.toml $(VENV)/made
	$(PIP) install --quiet --editable .
	@touch $@

# Dependency groups need pip 25.1, and a new environment has the pip that came with its Python.
$(VENV)/new-pip: $(VENV)/made
	$(PIP) install --quiet --upgrade 'pip>=25.1'
	@touch $@

$(VENV)/installed-test: $(VENV)/installed $(VENV)/new-pip
	$(PIP) install --quiet --group test
	@touch $@

$(VENV)/installed-lint: $(VENV)/installed-test
	$(PIP) install --quiet --group lint
	@touch $@

$(VENV)/installed-fuzz: $(VENV)/installed $(VENV)/new-pip
	$(PIP) install --quiet --group fuzz
	@touch $@

$(VENV)/installed-mutants: $(VENV)/installed-test
	$(PIP) install --quiet --group mutants
	@touch $@

web/node_modules/installed: web/package.json web/package-lock.json
	cd web && npm ci --loglevel error
	@touch $@
