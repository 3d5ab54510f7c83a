"""The settings follow the environment, and refuse to start where it falls short."""

import ast
import os
import re
import runpy
import shutil
import subprocess
import sys
from unittest import mock

import pytest
from django.conf import settings as current
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

ROOT = current.BASE_DIR
SETTINGS = ROOT / "stream_site" / "settings.py"
PRODUCTION = {
    "SECRET_KEY": "only-for-tests-8fJq2LmZ4xWc7Vb1Nr9Ty6Hd3Ks5Pg0Qe-aU4o",
    "SITE_URL": "https://stream.example",
    "EMAIL_URL": "smtp://localhost",
    "DUTY_EMAIL": "duty@stream.example",
}


@pytest.fixture
def read(tmp_path):
    """Read the settings in a folder of their own, where no `.env` lies about."""
    copy = tmp_path / "stream_site" / "settings.py"
    copy.parent.mkdir()
    shutil.copy(SETTINGS, copy)

    def read_with(**environment):
        with mock.patch.dict(os.environ, PRODUCTION | environment, clear=True):
            return runpy.run_path(str(copy))

    return read_with


@pytest.fixture
def read_without(read):
    def read_without_one(name):
        with mock.patch.dict(PRODUCTION):
            del PRODUCTION[name]
            return read()

    return read_without_one


@pytest.mark.parametrize("name", ["SECRET_KEY", "SITE_URL"])
def test_it_names_the_variable_without_which_it_will_not_start(read_without, name):
    with pytest.raises(ImproperlyConfigured, match=name):
        read_without(name)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", ""),
        ("VIDEO_MAX_MB", "many"),
        ("VIDEO_MAX_SECONDS", "181"),
        ("TRUSTED_PROXIES", "1.5"),
        ("TIME_ZONE", "Mars/Olympus"),
    ],
)
def test_it_names_the_variable_whose_value_it_can_not_take(read, name, value):
    with pytest.raises(ImproperlyConfigured, match=name):
        read(**{name: value})


@pytest.mark.parametrize(
    "address", ["", "stream.example", "//stream.example", "ftp://stream.example"]
)
def test_an_address_that_is_none_is_refused(read, address):
    with pytest.raises(ImproperlyConfigured, match="SITE_URL must be a full address"):
        read(SITE_URL=address)


def test_plain_http_is_refused_outside_this_machine(read):
    with pytest.raises(ImproperlyConfigured, match="SITE_URL must begin with https"):
        read(SITE_URL="http://stream.example")


def test_https_brings_everything_that_goes_with_it(read):
    made = read(SITE_URL="https://stream.example/")

    assert made["ALLOWED_HOSTS"] == ["stream.example"]
    assert made["CSRF_TRUSTED_ORIGINS"] == ["https://stream.example"]
    assert made["SECURE_SSL_REDIRECT"]
    assert made["SESSION_COOKIE_SECURE"]
    assert made["CSRF_COOKIE_SECURE"]
    assert made["SECURE_HSTS_SECONDS"] >= 31_536_000
    assert made["TRUSTED_PROXIES"] == 1


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]"])
def test_this_machine_is_served_without_https(read, host):
    made = read(SITE_URL=f"http://{host}:8080")

    assert host in made["ALLOWED_HOSTS"]
    assert made["CSRF_TRUSTED_ORIGINS"] == [f"http://{host}:8080"]
    assert not made["SECURE_SSL_REDIRECT"]
    assert not made["SESSION_COOKIE_SECURE"]
    assert made["SECURE_HSTS_SECONDS"] == 0
    assert made["TRUSTED_PROXIES"] == 0
    assert "SECURE_PROXY_SSL_HEADER" not in made


def test_debug_is_off_unless_asked_for(read):
    assert read()["DEBUG"] is False
    assert read(DEBUG="on")["DEBUG"] is True


def test_a_warning_is_silenced_only_while_its_setting_is_off(read):
    assert set(read()["SILENCED_SYSTEM_CHECKS"]) == {"security.W005", "security.W021"}
    assert read(HSTS_SUBDOMAINS="on", HSTS_PRELOAD="on")["SILENCED_SYSTEM_CHECKS"] == []


def test_sqlite_is_the_default_and_waits_for_its_lock(read, tmp_path):
    database = read()["DATABASES"]["default"]

    assert database["NAME"] == str(tmp_path / "var" / "db.sqlite3")
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert database["OPTIONS"]["timeout"] == 20
    assert "journal_mode = WAL" in database["OPTIONS"]["init_command"]


def test_postgresql_is_named_by_one_variable(read):
    database = read(DATABASE_URL="postgres://s:p@db.example:5433/stream")["DATABASES"]

    assert database["default"]["ENGINE"] == "django.db.backends.postgresql"
    assert database["default"]["HOST"] == "db.example"
    assert database["default"]["PORT"] == 5433
    assert database["default"]["NAME"] == "stream"


def test_redis_and_s3_are_named_by_a_variable_each(read):
    made = read(REDIS_URL="redis://r.example/1", S3_BUCKET="clips", S3_REGION="eu")
    files = made["STORAGES"]["default"]["OPTIONS"]

    assert made["CACHES"]["default"]["LOCATION"] == "redis://r.example/1"
    assert files["bucket_name"] == "clips"
    assert files["region_name"] == "eu"
    assert files["default_acl"] == "private"


def test_the_parts_for_many_machines_can_be_loaded(read):
    pytest.importorskip("redis", reason="needs requirements-scale.txt")
    pytest.importorskip("storages", reason="needs requirements-scale.txt")
    made = read(REDIS_URL="redis://localhost", S3_BUCKET="clips", S3_REGION="eu")
    cache, files = made["CACHES"]["default"], made["STORAGES"]["default"]

    assert import_string(cache["BACKEND"])(cache["LOCATION"], {})._cache
    assert import_string(files["BACKEND"])(**files["OPTIONS"]).bucket_name == "clips"


def test_the_policy_lets_a_page_play_what_the_bucket_sends(read):
    pytest.importorskip("storages", reason="needs requirements-scale.txt")
    keys = {"access_key": "k", "secret_key": "s"}
    where = {"S3_BUCKET": "clips", "S3_ENDPOINT_URL": "https://s3.example/"}
    made = read(CLIPS_BY="s3", **where)
    files = made["STORAGES"]["default"]
    storage = import_string(files["BACKEND"])(**files["OPTIONS"], **keys)

    allowed = made["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]["media-src"]
    assert "https://s3.example/clips/" in allowed
    assert storage.url("web/1.mp4").startswith("https://s3.example/clips/web/1.mp4?")


@pytest.mark.parametrize(
    "variables",
    [
        {"CLIPS_BY": "magic"},
        {"CLIPS_BY": "s3"},
        {"CLIPS_BY": "s3", "S3_BUCKET": "clips"},
        {"CLIPS_BY": "nginx", "S3_BUCKET": "clips"},
    ],
)
def test_clips_cannot_be_sent_by_what_has_none(read, variables):
    with pytest.raises(ImproperlyConfigured, match="CLIPS_BY"):
        read(**variables)


def test_a_shared_cache_that_is_down_is_taken_for_empty(read):
    pytest.importorskip("redis", reason="needs requirements-scale.txt")
    backend = read(REDIS_URL="redis://localhost")["CACHES"]["default"]["BACKEND"]
    unreachable = import_string(backend)("redis://127.0.0.1:1", {})

    unreachable.set("page", b"kept")

    assert unreachable.get("page") is None


def test_what_make_run_keeps_is_read_after_the_environment(read, tmp_path):
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "local.env").write_text("SITE_URL=http://a\nTIME_ZONE=UTC\n")

    made = read()

    assert made["SITE_URL"] == "https://stream.example"
    assert made["TIME_ZONE"] == "UTC"


def test_the_example_names_every_variable_and_no_other():
    example = (ROOT / ".env.example").read_text()
    named = re.findall(r"^#?([A-Z][A-Z0-9_]*)=", example, re.M)

    assert sorted(named) == sorted(variables_read())


def variables_read():
    """The names in calls like `env.str("NAME", …)`, from the settings' source."""
    for node in ast.walk(ast.parse(SETTINGS.read_text())):
        match node:
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id="env")),
                args=[ast.Constant(value=str(name)), *_],
            ):
                yield name


def manage(*arguments, **environment):
    """Run manage.py as a server's owner would."""
    return subprocess.run(
        [sys.executable, ROOT / "manage.py", *arguments],
        env={"PATH": os.environ["PATH"]} | environment,
        capture_output=True,
        text=True,
    )


def test_deployed_it_passes_every_check(tmp_path):
    done = manage(
        "check",
        "--deploy",
        "--fail-level=WARNING",
        **PRODUCTION,
        DATA_DIR=str(tmp_path),
        DATABASE_URL="sqlite://:memory:",
    )

    assert done.returncode == 0, done.stderr


def test_a_missing_setting_is_one_sentence_and_no_traceback(tmp_path):
    done = manage("check", SITE_URL="nowhere", SECRET_KEY="x", DATA_DIR=str(tmp_path))

    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "The settings can't be used: "
        "SITE_URL must be a full address: https://example.org"
    ]
