# Two commands are enough: `make run` and `make test`. Each sets up what it needs, once.
PORT ?= 8000
PYTHON ?= python3
export PORT PYTHON

PY := .venv/bin/python
UV := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --upgrade --custom-compile-command "make lock"

.PHONY: help run screenshots test lint types migrations format lock runtime development

help:
	@echo "make run         start Relata with demo data on http://127.0.0.1:$(PORT) (PORT=8001 for another port)"
	@echo "make test        run the tests (ARGS='-k upsert' for some of them)"
	@echo "make e2e         look at the pages in Chromium (apt install chromium)"
	@echo "make screenshots photograph every page for docs/screenshots (a quarter of an hour; ARGS='settings sign-in' for some)"
	@echo "make lint        check style, imports between the rooms, templates, types and migrations"
	@echo "make types       check the types alone"
	@echo "make migrations  check that every model change has its migration"
	@echo "make bench       measure upserts against the floor of bare SQL"
	@echo "make openapi     write docs/openapi.json, the description of the API, anew"
	@echo "make fuzz        send what the description allows and forbids to a real server (CASES=50000 for more than 3,000)"
	@echo "make format      write the code in the one style"
	@echo "make lock        choose package versions anew (needs uv)"

# The demo is served as production is, but over plain http.
run: export DEBUG = false
run: export HTTPS = false
run:
	@scripts/setup requirements.lock "$$PORT"
	@exec $(PY) manage.py run_demo --port "$$PORT"

# DEBUG: so that DATABASE_URL may name another server without the settings of a public site.
test: export DEBUG = true
test: development
	@exec $(PY) -m pytest -n 2 --ignore tests/e2e $(ARGS)

# In the Chromium of the system, both themes and two widths: minutes of their own. Skipped, with the reason, where there is none.
e2e: export DEBUG = true
.PHONY: e2e
e2e: development
	@exec $(PY) -m pytest -n 2 tests/e2e $(ARGS)

# Every page in both themes and two widths, as WebP: served as production is, from a database of its own that goes afterwards.
screenshots: export DEBUG = false
screenshots: export HTTPS = false
screenshots:
	@scripts/setup requirements-dev.lock "$$PORT"
	@exec $(PY) -m scripts.screenshots $(ARGS)

lint: development
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) .venv/bin/lint-imports --no-cache
	find templates -name '*.html' -exec .venv/bin/djade --target-version 5.2 --check {} +
	@$(MAKE) --no-print-directory types migrations

types: export DEBUG = true
types: development
	$(PY) -m mypy

migrations: export DEBUG = true
migrations: development
	$(PY) manage.py makemigrations --check --dry-run

format: development
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .
	find templates -name '*.html' -exec .venv/bin/djade --target-version 5.2 {} +

lock:
	$(UV) requirements.in -o requirements.lock
	$(UV) requirements-dev.in -o requirements-dev.lock

development:
	@scripts/setup requirements-dev.lock

# As `make run` serves, in a database of its own that goes afterwards; writes docs/benchmarks.md (SIZE=large: 2,000,000 rows, docs/benchmarks-large.md).
bench: export DEBUG = false
bench: export HTTPS = false
.PHONY: bench
bench:
	@scripts/setup requirements.lock
	@exec $(PY) -m benchmarks $(SIZE)

# The committed description of the API. A test compares it with what the code says.
openapi: export DEBUG = true
.PHONY: openapi
openapi: development
	$(PY) manage.py spectacular --format openapi-json --file docs/openapi.json --fail-on-warn --validate

# Against a server and a database of its own (var/fuzz); no part of `make test`.
CASES ?= 3000
.PHONY: fuzz
fuzz: development
	@exec $(PY) scripts/fuzz.py $(CASES) $(ARGS)
