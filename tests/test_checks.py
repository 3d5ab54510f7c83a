"""`check --deploy` tells the owner what would go wrong later, in silence."""

import imageio_ffmpeg
import pytest
from django.core.checks import run_checks

LOCMEM = "django.core.mail.backends.locmem.EmailBackend"
CONSOLE = "django.core.mail.backends.console.EmailBackend"


def said_on_deployment():
    found = run_checks(include_deployment_checks=True)
    # They are run in no order of their own.
    return sorted(check.id for check in found if check.id.startswith("stream_site"))


def test_nothing_is_said_of_a_site_that_is_complete(settings):
    settings.EMAIL_BACKEND = LOCMEM

    assert said_on_deployment() == []


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"DUTY_EMAIL": ""}, ["stream_site.W001"]),
        ({"EMAIL_BACKEND": CONSOLE}, ["stream_site.W002"]),
        (
            {"DUTY_EMAIL": "", "EMAIL_BACKEND": CONSOLE},
            ["stream_site.W001", "stream_site.W002"],
        ),
    ],
)
def test_those_who_would_hear_nothing_are_named(settings, changed, said):
    for name, value in changed.items():
        setattr(settings, name, value)

    assert said_on_deployment() == said


def test_a_machine_without_ffmpeg_is_named(monkeypatch):
    def missing():
        raise RuntimeError

    monkeypatch.setattr(imageio_ffmpeg, "get_ffmpeg_exe", missing)

    assert said_on_deployment() == ["stream_site.E001"]
