# Patchbay. `make help` lists what there is.
#
# PORT=          the port of the panel in `make demo` (8000)
# PATCHBAY_DATA= the folder of the demo's data (.patchbay)
# ARGS=          arguments for pytest in `make test`
# PYTHON=        the Python to make the virtual environment with (the first one from 3.11 up)

PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
    $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && exit; done; echo python3)
BIN := .venv/bin
# Ends with make, however make ends.
LOCAL := exec setpriv --pdeathsig TERM $(BIN)/python -m panel.local

export PORT PATCHBAY_DATA
.DEFAULT_GOAL := help
.PHONY: help demo test check bench serve-dev ready ready-to-browse machine lock clean

help:  ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: ready  ## the whole of Patchbay on this machine, until Ctrl-C
	@$(LOCAL) demo

test: ready-to-browse  ## the whole test suite, browser journeys included (ARGS= for a part of it)
	@$(LOCAL) test -- $(ARGS)

check: ready  ## formatting, lint, types, import rules, migrations, templates, deployment settings
	@$(LOCAL) isolated -- $(MAKE) --no-print-directory --keep-going --jobs=2 --output-sync all-checks

bench: ready  ## measurements, as a table and as .patchbay/bench.json
	@$(LOCAL) isolated -- $(BIN)/python -m tests.bench

serve-dev: ready  ## Postgres and Redis for developers, until Ctrl-C; `python -m panel.local env` prints their addresses
	@$(LOCAL) serve-dev

ready: machine  ## the virtual environment and the browser libraries, as the locks say
	@$(PYTHON) panel/local/bootstrap.py

ready-to-browse: machine
	@$(PYTHON) panel/local/bootstrap.py --browser

# Says in one line what a fresh machine lacks.
machine:
	@command -v $(PYTHON) >/dev/null || { echo "Python is missing. Install it: apt install python3 python3-venv" >&2; exit 1; }
	@command -v setpriv >/dev/null || { echo "The program setpriv is missing. Install the package util-linux." >&2; exit 1; }

lock: ready  ## the locks anew, with the newest versions that pyproject.toml and package.json allow
	@$(BIN)/python -m panel.local.lock

clean:  ## removes what `make ready` made and all caches; the data in .patchbay stay
	rm -rf .venv node_modules .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The parts of `make check`, which gives them servers of their own and runs all of them to their end.
CHECKS := lint types imports migrations deployment templates translations compose
.PHONY: all-checks $(CHECKS)
all-checks: $(CHECKS)

lint:
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types:
	$(BIN)/mypy

imports:
	$(BIN)/lint-imports --no-cache

migrations:
	$(BIN)/python manage.py makemigrations --check --dry-run

deployment:
	PATCHBAY_BASE_URL=https://panel.example.com ALLOWED_HOSTS=panel.example.com \
	    $(BIN)/python manage.py check --deploy --fail-level WARNING

templates:
	$(BIN)/djlint --lint --quiet templates

translations:
	$(BIN)/python manage.py messages check

compose:
	$(BIN)/docker-compose --env-file .env.example config --quiet
