# Everything runs in .venv. Set PYTHON to name an interpreter, STUDY to name the study's folder.
PYTHON ?= python3
VENV   ?= .venv
STUDY  ?= study

BIN  := $(VENV)/bin
PIP  := $(BIN)/python -m pip install -q --disable-pip-version-check -c requirements.lock
DEPS := pyproject.toml requirements.lock

BASE   := $(VENV)/.installed
DEV    := $(VENV)/.installed-dev
JUDGES := $(VENV)/.installed-judges

.DEFAULT_GOAL := help
.PHONY: help study install dev test check static lint types rooms docs browser kernels pytest \
        validate bench lock clean

help:
	@echo "make study     set up, run the shipped study, print its answer and where the report is"
	@echo "make test      everything that CI runs (make check is the same)"
	@echo "make validate  published against computed"
	@echo "make bench     benchmarks of the kernels and of the study"
	@echo "make docs      the documentation, in docs/_build/html"
	@echo "make lock      work out requirements.lock again"
	@echo "make clean     remove what was built, and the environment"

# --- environment: installed again only when pyproject.toml or the lock changed ---------------

$(BIN)/python:
	@scripts/make-venv $(PYTHON) $(VENV)

$(BASE): $(BIN)/python $(DEPS)
	@echo "windlass: installing into $(VENV)" >&2
	@$(PIP) -e .
	@touch $@

$(DEV): $(BASE)
	@echo "windlass: installing the tools for tests and docs into $(VENV)" >&2
	@$(PIP) -e '.[test,docs]'
	@touch $@

$(JUDGES): $(BASE)
	@echo "windlass: installing the libraries that judge into $(VENV)" >&2
	@$(PIP) -e '.[judges]'
	@touch $@

install: $(BASE)
dev: $(DEV)

# numba keys its cache on a kernel's own file, not on what it calls: when any kernel changed, all
# are compiled again.
CACHE := $(VENV)/.kernels
$(CACHE): $(wildcard src/windlass/kernels/*.py) | $(BIN)/python
	@find src/windlass -name '*.nb[ic]' -delete
	@touch $@

# --- the main job ------------------------------------------------------------------------------

study: $(BASE) $(CACHE)
	@[ -f $(STUDY)/windlass.toml ] || $(BIN)/windlass init $(STUDY) >/dev/null
	@cd $(STUDY) && $(abspath $(BIN))/windlass study
	@echo "Paths are those within the folder $(STUDY)."

# --- checks --------------------------------------------------------------------------------------

# What reads the code goes on beside the kernels' tests, which wait for the compiler.
test: lint
	@$(MAKE) --no-print-directory -j 2 $(if $(filter output-sync,$(.FEATURES)),-O) static kernels
	@$(MAKE) --no-print-directory pytest
check: test

static: types rooms docs browser

lint: $(DEV)
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: $(DEV)
	$(BIN)/mypy

rooms: $(DEV)
	$(BIN)/lint-imports

docs: $(DEV)
	$(BIN)/sphinx-build -W --keep-going -q -b html docs docs/_build/html

browser:
	@scripts/get-chromium

# The kernels alone, compiled (which also fills numba's cache before all the tests ask for it),
# and as plain Python: an unassigned local reads as 0.0 in compiled code and raises in plain code.
# Tables that the one makes in seconds, the other reads: it would take minutes.  The first leaves out
# the test that runs some of the second.
kernels pytest: export WINDLASS_TEST_TABLES := $(abspath $(VENV))/.tables
kernels: $(DEV) $(CACHE)
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder tests/kernels \
	    --deselect tests/kernels/test_jit.py::test_published_values_hold_without_compilation
	NUMBA_DISABLE_JIT=1 $(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder tests/kernels

# Those of the kernels have been run.
pytest: $(DEV) $(CACHE)
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder --doctest-modules src tests --ignore=tests/kernels

# --- published against computed, speed -----------------------------------------------------------

validate: $(JUDGES) $(CACHE)
	$(BIN)/python -m validation

bench: $(BASE) $(CACHE)
	@for file in $(sort $(wildcard benchmarks/*.py)); do \
	    echo "== $$file"; $(BIN)/python $$file || exit 1; done

# --- the lock --------------------------------------------------------------------------------------

# A clean environment with every extra, frozen: names and versions, no hosts.
lock:
	@rm -rf build/lock && scripts/make-venv $(PYTHON) build/lock
	@build/lock/bin/python -m pip install -q --disable-pip-version-check '.[test,docs,judges,pdf,postgres,ray]'
	@scripts/freeze build/lock > requirements.lock
	@rm -rf build/lock
	@echo "windlass: requirements.lock written; run make check before it is committed"

clean:
	rm -rf $(VENV) build dist docs/_build .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
