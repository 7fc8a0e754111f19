# Waymark: everything from nothing but Python 3.11 or newer, make and git. Recipes use no other
# program than python3, the coreutils and a shell.

PY = python3
PORT = 8000
VAR = var
PYTHON = .venv/bin/python
INSTALL = $(PY) requirements/install.py
# What must be quick to type: make test T=tests/progress SEED=7
T =
SEED =
ARGS =
export T SEED

.DEFAULT_GOAL = help
.PHONY: help run test prove fuzz bench check fix schema lock

help: ## this list
	@$(PY) -c 'import re; [print(f"make {t:<7} {h}") for t, h in re.findall(r"(?m)^(\w+):.*?## (.*)", open("Makefile").read())]'

run: .venv/.run ## the product: web, worker and beat on http://127.0.0.1:8000 [PORT=8000] [VAR=var]
	@exec $(PYTHON) -m config.run --port '$(PORT)' --var '$(VAR)'

test: .venv/.test ## the whole suite on SQLite and PostgreSQL, real servers included [T=tests/wire] [SEED=1]
	@$(PYTHON) -m tests.run

prove: .venv/.test ## the slow proofs [T=tests/faults] [SEED=1]
	@$(PYTHON) -m tests.run --prove

fuzz: .venv/.fuzz ## schemathesis on the whole API, as everybody who may call [SEED=1]
	@$(PYTHON) -m tests.fuzz

bench: .venv/.bench ## the benchmark: ratios against rivals [ARGS=--json] [ARGS="progress mark --rounds 9"]
	@$(PYTHON) -m bench $(ARGS)

check: .venv/.dev ## what CI runs: format, lint, types, imports, migrations, schema, compatibility, content, deploy, make test
	@$(PYTHON) -m tests.check

fix: .venv/.dev ## format, and mend what ruff can mend
	@$(PYTHON) -m ruff format
	@$(PYTHON) -m ruff check --fix

schema: .venv/.dev ## renew docs/openapi.yaml
	@DEBUG=on SECRET_KEY=schema $(PYTHON) manage.py spectacular --validate --fail-on-warn --file docs/openapi.yaml

lock: .venv/.dev ## renew requirements/*.txt from pyproject.toml: pins and hashes, no address
	@$(PYTHON) requirements/lock.py

# Each stamp tells that its set is installed; a changed lock installs again.
.venv/.%: requirements/%.txt requirements/uv.txt requirements/install.py
	@$(INSTALL) $* >&2
	@touch $@
