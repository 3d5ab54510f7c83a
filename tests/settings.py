"""The site's settings, on data of the tests' own, whatever `.env` says."""

import os
import tempfile

os.environ |= {
    "SECRET_KEY": "tests-only-" + "x" * 50,
    "SITE_URL": "http://localhost",
    "DEBUG": "off",
    "DATA_DIR": tempfile.mkdtemp(prefix="stream-tests-"),
    "EMAIL_URL": "memorymail://",
    "DEFAULT_FROM_EMAIL": "stream@example.org",
    "DUTY_EMAIL": "duty@example.org",
    "TIME_ZONE": "GMT",
    "TRUSTED_PROXIES": "0",
    "POSTING_LIMITS": "on",
    "CLIPS_BY": "site",
    "EDIT_MINUTES": "15",
    "VIDEO_MAX_SECONDS": "90",
    "VIDEO_MAX_MB": "200",
    "UPLOAD_HOURS": "24",
    "UPLOAD_VISITOR_MB": "600",
    "UPLOAD_SITE_MB": "20000",
    "DISCUSSION_DAYS_AFTER_AIR": "7",
    "TRUST_AFTER": "3",
    "CLIENT_DAYS": "30",
    "AKISMET_KEY": "",
    "UNPROVED_EMAIL_DAYS": "30",
    "MIN_FREE_MB": "500",
    "VIDEO_LEASE_SECONDS": "30",
    "VIDEO_FAILED_DAYS": "7",
    "VIDEO_REJECTED_DAYS": "30",
    "VIDEO_ORIGINAL_DAYS_AFTER_AIR": "30",
    "DRAFT_CAPTIONS": "off",
    "HSTS_SUBDOMAINS": "off",
    "HSTS_PRELOAD": "off",
    "DATABASE_URL": os.environ.get("TEST_DATABASE_URL", "sqlite://:memory:"),
}
for name in ("S3_BUCKET", "S3_ENDPOINT_URL", "S3_REGION", "REDIS_URL"):
    os.environ[name] = ""

from stream_site.settings import *  # noqa: E402, F403
from stream_site.settings import (  # noqa: E402
    DATA_DIR,
    DATABASES,
    STATIC_ROOT,
    STORAGES,
)

# Whitenoise warns where it finds no folder.
STATIC_ROOT.mkdir(exist_ok=True)

ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
# Rows for the worker are collected, not run: tests run a model's verb themselves.
TASKS = {
    "default": {
        "BACKEND": "django_tasks.backends.dummy.DummyBackend",
        "QUEUES": ["default", "video", "captions"],
    }
}
# A database in memory is shared by threads without waiting for locks: a file isn't.
if "sqlite" in DATABASES["default"]["ENGINE"]:
    DATABASES["default"]["TEST"] = {"NAME": f"{DATA_DIR}/tests.sqlite3"}
    # Of fifty at once the last one waits for long on a busy machine.
    DATABASES["default"]["OPTIONS"]["timeout"] = 300
