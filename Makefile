# Everything installs into .venv/; nothing outside this folder is touched. Needs python3 (3.12 or newer) and make.
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
PIP := $(BIN)/uv pip install --quiet --require-hashes --python $(BIN)/python

# Compiled modules are kept: the demonstration starts four processes, and each would compile the packages anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test lint browser bench messages lock

demo: .venv/base.stamp  ## the portal with example data on http://localhost:$(PORT)
	$(BIN)/python manage.py demo --port $(PORT)

test: .venv/dev.stamp  ## everything that needs neither a browser nor PostgreSQL
	$(BIN)/python -m pytest -n auto --maxprocesses 4

browser: .venv/dev.stamp  ## the tests that drive a real Chromium
	$(BIN)/python -m pytest -m browser -W ignore::pytest.PytestUnraisableExceptionWarning \
	    -W ignore::pytest.PytestUnhandledThreadExceptionWarning

bench: .venv/dev.stamp  ## prints the measured figures
	$(BIN)/python -m pytest tests/benchmarks -m slow -s

lint: .venv/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djade --check --target-version 6.1 $$(find templates portal/templates directory -path '*templates*' -name '*.html')
	$(BIN)/mypy
	$(BIN)/lint-imports

messages: .venv/dev.stamp  ## compiles the catalogues; needs no gettext on the machine
	DJANGO_SETTINGS_MODULE=tests.settings $(BIN)/python manage.py compile_messages

lock: .venv/uv.stamp  ## writes requirements/*.txt from pyproject.toml
	$(BIN)/uv pip compile -q --generate-hashes --no-emit-find-links --no-header --universal --python-version 3.12 pyproject.toml --extra postgres -o requirements/base.txt
	$(BIN)/uv pip compile -q --generate-hashes --no-emit-find-links --no-header --universal --python-version 3.12 pyproject.toml --extra postgres \
	    --group test --group browser --group lint -c requirements/base.txt -o requirements/dev.txt

.venv/uv.stamp: requirements/installer.txt
	@$(PYTHON) -c 'import sys; sys.exit("Needs Python 3.12 or newer, such as: make demo PYTHON=python3.13" if sys.version_info < (3, 12) else 0)'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/installer.txt
	@touch $@

.venv/base.stamp: .venv/uv.stamp requirements/base.txt
	$(PIP) -r requirements/base.txt
	@# The second core compiles what the first comes to later.
	@$(BIN)/python -c 'import pydantic, rest_framework.compat, bs4, PIL.Image, icalendar, holidays, psycopg, snowballstemmer, \
	    numpy, openpyxl, cryptography.x509, phonenumbers, vobject, segno, rapidfuzz, jwt, meilisearch' >/dev/null 2>&1 &
	@touch $@

.venv/dev.stamp: .venv/base.stamp requirements/dev.txt
	$(PIP) -r requirements/dev.txt
	@touch $@
