# Everything starts here: `make help`. Only Python 3.11 or later and make are needed.

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && exit; done; echo python3)
PY := .venv/bin/python
# As many processes as cores and one more: while one waits for a browser or a server, another has its core.
JOBS ?= $(shell expr $$(nproc 2>/dev/null || echo 2) + 1)

.DEFAULT_GOAL := help
.PHONY: help run test soak bench mutate check lint types layers migrations deployment format lock venv venv-dev

help:  ## this list
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):[^#]*## /  make \1\t/' | expand -t 20

run: venv  ## start everything and serve on http://127.0.0.1:$PORT (8000); Ctrl-C stops it
	@exec $(PY) -m config.serve

test: venv-dev  ## the tests
	$(PY) -m pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder $(ARGS)

soak: venv-dev  ## long runs and failures on purpose
	$(PY) -m pytest -m soak $(ARGS)

bench: venv-dev  ## the benchmark, printed as ratios
	$(PY) -m pytest -m bench -s $(ARGS)

mutate: venv-dev  ## planted faults over the core, and which survive
	$(PY) -m tests.mutation $(ARGS)

check: lint types layers migrations deployment  ## linters, types, layers, migrations, a production server's settings

lint: venv-dev
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .

types: venv-dev
	$(PY) -m mypy .

layers: venv-dev
	.venv/bin/lint-imports

migrations: venv-dev
	$(PY) manage.py makemigrations --check --dry-run

deployment: venv-dev
	SITE_HTTPS=1 ALLOWED_HOSTS=budget.example $(PY) manage.py check --deploy --fail-level WARNING

format: venv-dev  ## put the code into its common shape
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

lock:  ## new versions of the dependencies into the lock files (needs uv)
	uv pip compile $(LOCKING) requirements.in -o requirements.txt
	uv pip compile $(LOCKING) requirements-dev.in -o requirements-dev.txt

# No line of a lock file may name an index: every installation has its own.
LOCKING := --upgrade --universal --python-version 3.11 --generate-hashes --only-binary :all: --no-header --no-annotate \
	--no-emit-index-url --no-emit-find-links --quiet

venv:
	@$(PYTHON) -m config.bootstrap

venv-dev:
	@$(PYTHON) -m config.bootstrap --dev
