# The two commands for a newcomer: `make try` and `make test`. Each sets up what it needs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready
SOAK ?= 20

.PHONY: try test lint types check docs page page-check pictures soak benchmark evaluate clean

try: $(READY)
	$(BIN)/mlops-advisor try

test: $(READY)
	$(BIN)/python -m pytest -n 2

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)
	$(BIN)/mypy

check: $(READY)
	$(BIN)/mlops-advisor check

# Writes again what is generated: the manifest, what came from which document, the README's transcript.
docs: $(READY)
	$(BIN)/mlops-advisor manifest > manifest.yaml
	$(BIN)/python docs/coverage.py
	$(BIN)/python docs/generate.py

# The page of `try`, bundled anew from its sources in page/ into what the wheel ships. Needs Node; running the page does not.
page: page/node_modules
	cd page && npm run --silent build

# Whether what is shipped is what the sources make.
page-check: page/node_modules
	rm -rf build/page
	cd page && npm run --silent build -- ../build/page
	diff -r build/page bot/preview/page/static

page/node_modules: page/package-lock.json
	cd page && npm ci --silent
	touch page/node_modules

# The README's pictures, made anew by the tests that use the page.
pictures: $(READY)
	PICTURES=docs REQUIRE_BROWSER=1 $(BIN)/python -m pytest tests/bot/preview/page/test_newcomer.py

# The same tests with more seeds: kills, faults, random walks.
soak: $(READY)
	SOAK=$(SOAK) $(BIN)/python -m pytest -n 2 tests

benchmark: $(READY)
	$(BIN)/python benchmarks/questions.py
	$(BIN)/python benchmarks/turn.py
	$(BIN)/python benchmarks/many_teams.py
	$(BIN)/python benchmarks/digest.py
	$(BIN)/python benchmarks/many_due.py

# How well typed answers and questions are understood, half of each set held back, beside two baselines.
evaluate: $(READY)
	$(BIN)/python tests/evaluation/report_reading.py
	$(BIN)/python tests/evaluation/report_search.py

clean:
	rm -rf $(VENV) .try .pytest_cache .mypy_cache .ruff_cache .hypothesis dist build page/node_modules

$(READY): pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "mlops-advisor needs Python 3.11 or newer; try: make PYTHON=python3.11 $(MAKECMDGOALS)")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $(READY)
