# `make run` starts the site, `make test` checks everything. The rest is for developers:
# `make dev` (reloads as you edit), `make check` (no tests), `make bench`.

PYTHON = python3
PORT = 8000
# MODE=full: the long tests too, and nothing may be skipped.
MODE = quick

python := .venv/bin/python
full := $(filter full,$(MODE))
extras := --requirements requirements-scale.txt --requirements requirements-captions.txt
pytest = $(python) -m pytest -n auto $(if $(full),--full)
production = env DATA_DIR=var/check DATABASE_URL=sqlite://:memory: DEBUG=off \
	SECRET_KEY=only-for-the-check-7Jw2nVx9Qm4Rt8Yb3Kd6Lp1Zs5Hf0Gc-9xT2 \
	SITE_URL=https://stream.example EMAIL_URL=smtp://localhost DUTY_EMAIL=duty@stream.example

.PHONY: run dev install check test bench

run:
	@$(PYTHON) stream_site/bootstrap.py --port $(PORT)
	@$(python) manage.py setup
	@$(python) manage.py serve --port $(PORT)

dev: export DEBUG = on
dev: run

install:
	@$(PYTHON) stream_site/bootstrap.py $(if $(full),$(extras))

check: install
	$(python) -m ruff check .
	$(python) -m ruff format --check .
	@.venv/bin/djade --check --target-version 5.2 $(shell find templates -name '*.html')
	@$(production) $(python) manage.py makemigrations --check --dry-run
	@$(production) $(python) manage.py check --deploy --fail-level WARNING

test: check
	$(pytest)
	@$(python) tests/postgres.py $(if $(full),--required) $(pytest) -m "not once"

bench: install
	$(python) -m tests.benchmarks
	@$(python) tests/postgres.py $(python) -m tests.benchmarks thread
