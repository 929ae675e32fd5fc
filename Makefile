# One command each; every one sets up what it needs first. ARGS are handed on: make test ARGS="-k idle"
BIN := .venv/bin
WORKERS ?= auto

.PHONY: test lint demo bench lock clean
.DEFAULT_GOAL := test

test: .venv/.ready
	@.ci/servers
	@$(BIN)/pytest -q -n $(WORKERS) $(ARGS)

lint: .venv/.ready
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports

demo: .venv/.ready
	@$(BIN)/postdesk demo $(ARGS)

bench: .venv/.ready
	@$(BIN)/python -m benchmarks $(ARGS)

# What is locked stays as it is while pyproject.toml allows it; ARGS=--upgrade takes the newest.
lock:
	@test -x .venv-lock/bin/uv || { $$(.ci/python) -m venv .venv-lock && .venv-lock/bin/pip install -qq uv; }
	@.venv-lock/bin/uv pip compile -q pyproject.toml --all-extras --universal --python-version 3.11 \
		--generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links \
		-o requirements.lock $(ARGS)

clean:
	@rm -rf .venv .venv-lock .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache build dist
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Made anew when the lock changes, so that nothing stays in it that is no longer asked for.
.venv/.packages: requirements.lock .ci/python
	@python=$$(.ci/python) && echo "Setting up .venv with $$($$python --version)" && $$python -m venv --clear .venv
	@$(BIN)/pip install -qq --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

.venv/.ready: .venv/.packages pyproject.toml
	@$(BIN)/pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@
