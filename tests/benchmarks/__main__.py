"""Measure a site of its own, in a temporary folder, and print what things cost.

Seconds are this machine's, today; the ratios are what to compare.
"""

import os
import tempfile

import django
from django.core.management import call_command


def main():
    with tempfile.TemporaryDirectory(prefix="stream-bench-") as folder:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "stream_site.settings",
            "DATA_DIR": folder,
            "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3",
            "SECRET_KEY": "only-for-measuring",
            "SITE_URL": "http://127.0.0.1:8000",
            "DEBUG": "off",
            "POSTING_LIMITS": "off",
        }
        django.setup()
        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        # They import models, which must be set up first.
        from . import page, posting

        page.measure()
        posting.measure()


if __name__ == "__main__":
    main()
