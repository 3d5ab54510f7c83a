"""Measure a site of its own, in a temporary folder, and print what things cost.

Seconds are this machine's, today; the ratios are what to compare. Arguments name the
benchmarks to run, all without; `tests/postgres.py` runs them on PostgreSQL.
"""

import os
import sys
import tempfile

import django
from django.core.management import call_command
from django.db import connection


def main():
    with tempfile.TemporaryDirectory(prefix="stream-bench-") as folder:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "stream_site.settings",
            "DATA_DIR": folder,
            "DATABASE_URL": os.environ.get(
                "TEST_DATABASE_URL", f"sqlite:///{folder}/db.sqlite3"
            ),
            "SECRET_KEY": "only-for-measuring",
            "SITE_URL": "http://127.0.0.1:8000",
            "DEBUG": "off",
            "POSTING_LIMITS": "off",
        }
        django.setup()
        make_database()
        call_command("collectstatic", interactive=False, verbosity=0)
        # They import models, which must be set up first.
        from . import page, posting, processing, thread, uploading

        # Those that tell memory come first: what they start begins as large as this.
        benchmarks = {
            "processing": processing,
            "uploading": uploading,
            "posting": posting,
            "page": page,
            "thread": thread,
        }
        for name in sys.argv[1:] or benchmarks:
            benchmarks[name].measure()


def make_database():
    if connection.vendor == "sqlite":
        call_command("migrate", verbosity=0)
    else:
        # A lent cluster is empty, and gone afterwards.
        connection.creation.create_test_db(verbosity=0)


if __name__ == "__main__":
    main()
