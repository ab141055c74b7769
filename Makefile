# Two commands for a newcomer: `make up` runs everything on this machine, `make live` lives whole sentences in seconds.
# Needs Python 3.11 or newer and git; everything else comes from the locks into .venv.

PYTHON := .venv/bin/python

.PHONY: help
help: ## say what can be done
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: install install-test
install: ## build .venv with the project in it
	@sh local/install.sh local

install-test:
	@sh local/install.sh test

.PHONY: up live
up: install ## start Temporal, register, worker and API here, with a fictional caseload; Ctrl-C stops them
	@$(PYTHON) -m local.up

live: install ## live whole sentences in seconds and print their timelines (STORY=name for one)
	@$(PYTHON) -m local.live $(STORY)

.PHONY: test storm bench check format
test: install-test ## run all tests but the storms
	@$(PYTHON) -m pytest

storm: install-test ## run the storms: floods and killed processes, minutes long
	@$(PYTHON) -m pytest -m storm

bench: install-test ## measure decide, forecast, coverage and attention
	@$(PYTHON) -m pytest -m bench

check: install-test ## format, lint, types, import contracts, tests: all of them, even when one fails
	@$(PYTHON) -m local.check

format: install-test ## put the code in its one format
	@$(PYTHON) -m ruff format .
	@$(PYTHON) -m ruff check --fix .

.PHONY: lock clean
lock: install-test ## make the locks again from pyproject.toml, with hashes and without addresses
	@sh local/lock.sh

clean: ## forget the local databases and logs (not .venv)
	rm -rf .local
