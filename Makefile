# netlab: `make` alone prints this help; everything else builds .venv from requirements.lock first.
.DEFAULT_GOAL := help
SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
STUDY ?= data/voorbeeld
export PYTHONHASHSEED := 0
export IPYTHONDIR := $(CURDIR)/netlab/report/ipython
unexport PYTHONDONTWRITEBYTECODE # the tests are compiled once, not in every run
export NETLAB_SHARED ?= $(CURDIR)/../shared

.PHONY: help report test check lab refresh screenshots bench fuzz lock format clean

help: ## this list
	@awk 'BEGIN {FS = ":.*## "} /^[a-z]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' Makefile

$(READY): requirements.lock pyproject.toml setup.sh
	@sh setup.sh $(VENV)
	@touch $(READY)

report: $(READY) ## the before/after report of STUDY (the made-up example) in Dutch and English
	@$(BIN)/netlab report "$(STUDY)" --lang nl
	@$(BIN)/netlab report "$(STUDY)" --lang en

check: $(READY) ## the quick loop: format, lint, types, quick tests (under a minute)
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/pytest -q -p no:nbval -n 2 --dist worksteal -m "not slow" tests

test: $(READY) ## everything: check, the notebooks, the reports, the browser
	@sh setup.sh --browser
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder --nbval --nbval-current-env \
	    --nbval-sanitize-with=tests/sanitize.cfg --nbval-cell-timeout=120 tests notebooks

lab: $(READY) ## JupyterLab on the notebooks
	@$(BIN)/netlab lab

refresh: $(READY) ## run the notebooks again and keep their outputs, after a change that you meant
	@$(BIN)/python -m netlab.report.refresh

screenshots: $(READY) ## the pictures in README.md and LEESMIJ.md, taken anew of the example
	@sh setup.sh --browser
	@PYTHONPATH=tests/browser $(BIN)/python docs/screenshots.py

bench: $(READY) ## what is fast, as ratios measured in one run
	@$(BIN)/python benchmarks/run.py
	@$(BIN)/python benchmarks/linking.py
	@PYTHONPATH=tests/browser $(BIN)/python benchmarks/drawing.py
	@PYTHONPATH=tests/browser $(BIN)/python benchmarks/exploring.py

fuzz: $(READY) ## every reader against 2,000 damaged variants of each layout
	@NETLAB_FUZZ=2000 HYPOTHESIS_PROFILE=explore $(BIN)/pytest -q -n 2 --dist worksteal tests/test_fuzz.py

format: $(READY) ## put the code in its standard form
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

lock: $(READY) ## pin pyproject.toml's packages anew (universal, with hashes, without index addresses)
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	    --extra test pyproject.toml -o requirements.lock

clean: ## remove the environment and what was generated
	rm -rf $(VENV) reports/*.html reports/*.ipynb .pytest_cache .ruff_cache .mypy_cache
