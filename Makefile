.DEFAULT_GOAL := help
.PHONY: help setup setup-dev report packs test test-long mutants lint types lab app bench check notebooks bundle lock

PYTHON ?= python3
VENV := .venv
ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
else
BIN := $(VENV)/bin
endif
UV := $(shell command -v uv 2>/dev/null)

# Handed on by the environment, so that no character of a name is ever read by the shell.
export COUNCIL NEIGHBOURS INDICATORS OUT PACK TARGET

help: ## Say what there is
	@echo 'Scouting: a council compared with its statistical neighbours, from published figures.'
	@echo
	@echo '  make report COUNCIL="Wiltshire"   a report on one council (also NEIGHBOURS= INDICATORS= OUT=)'
	@echo
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1|\2/' | \
		while IFS='|' read -r what why; do printf '%-36s%s\n' "$$what" "$$why"; done

setup: $(VENV)/.ready ## Make the virtual environment in .venv (every other target does so when it is missing)

setup-dev: $(VENV)/.ready-dev ## Add what tests, checks and benchmarks need (their targets do so when it is missing)

$(VENV)/.ready: LOCK := requirements.lock
$(VENV)/.ready-dev: LOCK := requirements-dev.lock
$(VENV)/.ready $(VENV)/.ready-dev: requirements.lock requirements-dev.lock pyproject.toml
	@echo 'Setting up .venv from $(LOCK), fetched from PyPI: one to four minutes the first time'
ifneq ($(UV),)
	uv venv --quiet --allow-existing --python '>=3.11' $(VENV)
	uv pip install --quiet --python $(BIN)/python --require-hashes -r $(LOCK)
	uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
else
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Scouting needs Python 3.11 or later; this is " + sys.version.split()[0] + ". Name another with: make setup PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(LOCK)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
endif
	@touch $(VENV)/.ready $@

report: setup ## Make the report of COUNCIL in the folder reports
	@test -n "$$COUNCIL" || { echo 'Which council? For example: make report COUNCIL="Wiltshire"' >&2; exit 2; }
	@$(BIN)/scouting report "$$COUNCIL" --neighbours "$$NEIGHBOURS" --indicators "$${INDICATORS:-children}" --out "$${OUT:-reports}"

# Compiled once for every process of a run and for the next run, where the surroundings say otherwise, too.
test test-long: export PYTHONDONTWRITEBYTECODE :=
test: lint types ## Check, then run every test but the long ones: units, notebooks compared by nbval, notebooks run by papermill
	$(BIN)/python -m pytest -n 2 --nbval --nbval-current-env --nbval-sanitize-with tests/nbval_sanitize.cfg tests lib notebooks

test-long: setup-dev ## Run the tests that take over 30 seconds each
	$(BIN)/python -m pytest -m long tests

mutants: setup-dev ## Plant small faults where mistakes would cost most, and tell which no test notices (about half an hour)
	$(BIN)/python benchmarks/mutants.py

packs: setup ## Make the reports of every council (PACK=children unless changed) in the folder reports
	@$(BIN)/scouting batch "$${PACK:-children}"

lint: setup-dev ## Check and format-check code and notebooks
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup-dev ## Check the types of the package
	$(BIN)/basedpyright --pythonpath $(BIN)/python

lab: setup ## Open the notebooks in JupyterLab, on this machine only, with a token
	OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 $(BIN)/jupyter lab --ServerApp.ip=127.0.0.1 notebooks

app: setup ## Open the notebooks as pages for people who do not write code, on this machine only, with a token
	$(BIN)/python -m scouting.app

check: setup ## Check the catalogue and the store; print what is held, how far to trust it, and how often verdicts held
	$(BIN)/scouting data check

notebooks: setup-dev ## Run the notebooks again in place, so that they have the outputs of the figures in the box; draw the pictures of docs/
	$(BIN)/python -m scouting.report.refresh
	$(BIN)/python -m docs.images.draw

bench: setup-dev ## Measure, as ratios in one run: loading, comparing, reporting, indices, findings, journeys, app, site, signs, the store at 10 and 100 times its size, 20 councils
	$(BIN)/python benchmarks/bench.py
	$(BIN)/python benchmarks/bench_neighbours.py
	$(BIN)/python benchmarks/bench_index.py
	$(BIN)/python benchmarks/bench_findings.py
	$(BIN)/python benchmarks/bench_journeys.py
	$(BIN)/python benchmarks/bench_app.py
	$(BIN)/python benchmarks/bench_site.py
	$(BIN)/python benchmarks/bench_pack.py
	$(BIN)/python benchmarks/bench_store.py
	$(BIN)/python benchmarks/bench_warning.py
	$(BIN)/python benchmarks/bench_batch.py

bundle: setup-dev ## Make one zip for machines without a network (TARGET=windows unless changed, or this), in the folder dist
	$(BIN)/python bundle/make.py "$${TARGET:-windows}"

COMPILE := uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-annotate --custom-compile-command 'make lock' --quiet
lock: ## Renew both locks from pyproject.toml (needs uv): what users get, and what developers get besides
	$(COMPILE) --group install --group dev --extra cluster -o requirements-dev.lock
	$(COMPILE) --group install --constraint requirements-dev.lock -o requirements.lock
