# Everything a person does with a clone. Each target makes .venv and installs what it needs.

PYTHONS := python3 python3.13 python3.12 python3.11
VENV := .venv
comma := ,
BIN := $(VENV)/bin

# A Python counts when it runs: a version manager's shim may be there without one behind it.
PROBE := import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))

# An environment whose Python was removed or replaced since is made anew, whatever the stamps say.
ANEW := $(shell test ! -e $(VENV) || $(BIN)/python -c '$(PROBE)' >/dev/null 2>&1 || echo anew)

# The tests' databases need not outlive a power cut. Where memory is mounted and 4 GB of it are free, it holds them.
IN_MEMORY := $(shell test -w /dev/shm && df -k /dev/shm | awk 'NR == 2 && $$4 > 4194304 {print "PYTEST_DEBUG_TEMPROOT=/dev/shm"}')

.DEFAULT_GOAL := help
.PHONY: help run demo test check pythons bench screenshots clean anew

help: ## show this list
	@echo "Namida. First time? make demo"
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(VENV)/.installed ## run the bot on Discord; .env holds DISCORD_TOKEN
	$(BIN)/python -m bot run

demo: $(VENV)/.installed ## try the bot in a browser, without Discord and without a token
	$(BIN)/python -m bot demo $(if $(AT),--at $(AT))

test: $(VENV)/.installed-dev ## run the tests; T=tests/cogs/scores/test_rate.py runs a part
	@# Four on two cores: much of it waits for processes. And these start sooner from compiled files.
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -m compileall -q -j 2 bot cogs
	$(IN_MEMORY) PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest $(if $(T),$(T),-n 4 --dist worksteal)

check: $(VENV)/.installed-dev ## check the code: style, types, layers, duplicates
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tools.duplicates
	$(BIN)/python -m tools.messages --check
	$(BIN)/python -m tools.rooms --check
	$(BIN)/python -m tools.privacy --check

pythons: $(VENV)/.installed-dev ## run a part of the tests with the other Python versions of this machine
	$(BIN)/python -m tools.pythons

bench: $(VENV)/.installed-dev ## run the benchmarks
	$(BIN)/python -m bench

screenshots: $(VENV)/.installed-dev ## take the README's pictures from the demo
	$(BIN)/python -m tools.screenshots

clean: ## remove the environment and every cache; data/ and .env stay
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# $(call install,EXTRAS)
define install
	@set -e; \
	if ! $(BIN)/python -c '$(PROBE)' >/dev/null 2>&1; then \
		python=; \
		for one in $(PYTHONS); do \
			if $$one -c '$(PROBE)' >/dev/null 2>&1; then python=$$one; break; fi; \
		done; \
		if [ -z "$$python" ]; then \
			echo "Namida needs Python 3.11, 3.12 or 3.13 with its venv module (on Debian: apt install python3-venv)." >&2; \
			exit 1; \
		fi; \
		rm -rf $(VENV); \
		echo "Making $(VENV) with $$($$python --version)"; \
		$$python -m venv $(VENV); \
	fi; \
	echo "Installing into $(VENV) ($(1))"; \
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[$(1)]'; \
	touch $@
endef

$(VENV)/.installed: pyproject.toml constraints.txt $(ANEW)
	$(call install,demo$(comma)speed)

$(VENV)/.installed-dev: pyproject.toml constraints.txt $(ANEW)
	$(call install,dev$(comma)speed)
