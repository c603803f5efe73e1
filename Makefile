# Tongban 通办. `make help` lists what there is; each target sets up all that it needs.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
export PYTHONDONTWRITEBYTECODE :=

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
LOCKS := deploy/requirements
ASSETS := web/static/manifest.json
T ?=

.PHONY: help run demo dev test check browser distributed conformance bench words reset lock clean

help: ## what there is
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | awk -F'\t' '{printf "  make %-12s %s\n", $$1, $$2}'

run: $(VENV)/.runtime $(ASSETS) ## start everything on http://127.0.0.1:8000 with demonstration data
	@exec $(BIN)/tongban up

demo: $(VENV)/.runtime $(ASSETS) ## the main job, headless, through real HTTP
	@exec $(BIN)/tongban demo

dev: $(VENV)/.dev $(ASSETS) ## like run, reloading the web server when code changes
	@exec $(BIN)/tongban up --reload

test: $(VENV)/.dev $(ASSETS) ## all tests that need nothing but this checkout (T=path::test for one)
	@if [ -n "$(T)" ]; then exec $(BIN)/pytest $(T); \
	else exec $(BIN)/pytest -n 2 --dist worksteal -q -m "not browser and not tools and not distributed"; fi

browser: $(VENV)/.dev $(ASSETS) ## tests that need Chromium, poppler and NSS tools
	@exec $(BIN)/pytest -q -m "browser or tools"

distributed: $(VENV)/.dev $(ASSETS) ## tests against external PostgreSQL, RabbitMQ and Redis
	@exec $(BIN)/pytest -q -m distributed

conformance: $(VENV)/.dev ## public BPMN and DMN corpora, into build/conformance.json (TONGBAN_CONFORMANCE, default ../shared/conformance)
	@exec $(BIN)/python -m tests.conformance "$${TONGBAN_CONFORMANCE:-../shared/conformance}"

bench: $(VENV)/.dev $(ASSETS) build/bench-peers ## figures of speed beside those of others, into build/bench.json
	@PYTHONPATH=build/bench-peers $(BIN)/python -m tests.bench.feel
	@exec $(BIN)/python -m tests.bench.inbox

check: $(VENV)/.dev ## lint, format, types, arrows, templates, schemas, migrations
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/djlint --lint --quiet web
	$(BIN)/check-jsonschema -q --schemafile processes/schema.json processes/matters/*/matter.yaml
	$(BIN)/check-jsonschema -q --schemafile forms/schema.json forms/elements/*.json forms/*/*/form.json forms/*/*/questions.json
	$(BIN)/check-jsonschema -q --schemafile forms/result.schema.json forms/notices/*.json forms/matters/*/result.json
	$(BIN)/python -m tests.system.drift

reset: ## forget all local data (asks nothing: var/ is demonstration data)
	rm -rf var

words: $(VENV)/.dev ## collect the interface's sentences into the English catalogues (ROOM=portal for one)
	@exec $(BIN)/python -m tests.system.words $(ROOM)

lock: $(VENV)/.uv ## resolve the Python locks anew
	cd $(LOCKS) && for name in runtime dev node bench; do \
	  ../../$(BIN)/uv pip compile --system-certs --universal --python-version 3.11 --generate-hashes --no-header -q $$name.in -o $$name.txt; done

clean: ## remove what was built
	rm -rf build dist web/static *.egg-info

# --- set-up, each once (stamps) ---
$(VENV)/.uv:
	@$(SHELL) deploy/setup.sh venv "$(PYTHON)"

$(VENV)/.runtime: $(VENV)/.uv $(LOCKS)/runtime.txt setup.cfg
	@$(SHELL) deploy/setup.sh runtime

build/bench-peers: $(VENV)/.dev $(LOCKS)/bench.txt
	@$(SHELL) deploy/setup.sh peers

$(VENV)/.dev: $(VENV)/.runtime $(LOCKS)/dev.txt
	@$(SHELL) deploy/setup.sh dev

$(ASSETS): package-lock.json $(wildcard web/assets/* web/assets/*/* web/assets/*/*/* web/*/templates/*/*.html web/*/translations/*/*/*.po)
	@$(SHELL) deploy/setup.sh assets
