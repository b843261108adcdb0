# Two commands matter: `make demo` and `make test`. Both create .venv by themselves.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PYTEST := $(BIN)/python -m pytest
# Half as many workers again as cores: tests of the screens and of the network wait much of their time.
WORKERS = $$($(BIN)/python -c "import os; n = os.cpu_count() or 2; print(n + n // 2)")

.PHONY: demo test test-long bench lint types contracts clean

$(VENV)/installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable .
	touch $@

$(VENV)/installed-dev: $(VENV)/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	touch $@

# In a terminal the demo opens the program; without one it plays the whole story and prints it.
demo: $(VENV)/installed
	@if [ -t 0 ] && [ -t 1 ]; then $(BIN)/inspector demo; else $(BIN)/inspector demo --tour; fi

lint: $(VENV)/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/installed-dev
	$(BIN)/mypy

contracts: $(VENV)/installed-dev
	$(BIN)/lint-imports

test: lint types contracts
	$(PYTEST) -n $(WORKERS) --dist loadgroup -m 'not long'

test-long: $(VENV)/installed-dev
	$(PYTEST) -n auto -m long

bench: $(VENV)/installed-dev
	$(BIN)/python -m benchmarks

clean:
	rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache
