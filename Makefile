# OpenHours. `make run` needs Python 3.11+, make and python3-venv; everything else comes from PyPI.
PYTHON ?= python3
BIN := .venv/bin
SKIP ?=
FRESH ?=

.PHONY: help run demo test soak bench screenshots dev format clean app-tools test-tools

help: ## This list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/:/' | awk -F: '{printf "%-14s%s\n", $$1, $$2}'

run: app-tools ## Install what is missing, migrate, build, serve on PORT (8000)
	@exec $(BIN)/python -m sched_app serve

demo: app-tools ## Serve a business to look around in, apart from your data; FRESH=1 makes it anew
	@exec $(BIN)/python -m sched_app demo $(if $(FRESH),--fresh)

test: test-tools ## Lint, types and every test; SKIP=postgres,browser leaves parts out
	@SKIP="$(SKIP)" $(BIN)/python -m tests.support.whole

soak: test-tools ## The long races, crashes and zones
	@SKIP="$(SKIP)" $(BIN)/python -m tests.support.whole --soak

bench: test-tools ## Speed, against its bounds
	@$(BIN)/python -m benchmarks

screenshots: test-tools ## Every page at 1280 and 390 px, light and dark, into screenshots/
	@$(BIN)/python -m tests.screenshots

dev: test-tools ## Serve, and start again when a source changes
	@$(BIN)/python -m tests.support.dev

format: test-tools ## Format the code and sort its imports
	@$(BIN)/ruff check --fix . && $(BIN)/ruff format .

clean: ## Remove what was built (not the data)
	rm -rf .web .build .cache .pytest_cache .mypy_cache .ruff_cache .hypothesis screenshots

# A copy of the list stands in the environment: it is installed again only when the list differs.
app-tools: $(BIN)/python
	@cmp -s requirements.txt .venv/requirements.txt || { \
	  echo "Installing what the app needs …"; \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt && \
	  cp requirements.txt .venv/requirements.txt; }

test-tools: app-tools
	@cmp -s requirements-dev.txt .venv/requirements-dev.txt || { \
	  echo "Installing what the tests need …"; \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt && \
	  cp requirements-dev.txt .venv/requirements-dev.txt; }
	@cmp -s requirements-schemathesis.txt .venv-schemathesis/requirements.txt || { \
	  echo "Installing what tests the API from its document …"; \
	  { test -x .venv-schemathesis/bin/python || $(PYTHON) -m venv .venv-schemathesis; } && \
	  .venv-schemathesis/bin/python -m pip install --quiet --disable-pip-version-check -r requirements-schemathesis.txt && \
	  cp requirements-schemathesis.txt .venv-schemathesis/requirements.txt; }

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit("OpenHours needs Python 3.11 or newer, this is %s: make run PYTHON=python3.11" % sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	@$(PYTHON) -m venv .venv || { rm -rf .venv; echo "Python's venv is missing: on Debian, apt-get install python3-venv" >&2; exit 1; }
