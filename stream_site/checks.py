"""What `check --deploy` should tell an owner beyond what Django looks at."""

import imageio_ffmpeg
from django.conf import settings
from django.core.checks import Error, Tags, Warning, register

CONSOLE = "django.core.mail.backends.console.EmailBackend"


@register(Tags.security, deploy=True)
def duty_editor_is_told(app_configs, **kwargs):
    if not settings.DUTY_EMAIL:
        yield Warning(
            "Nobody is told of legal and safety problems.",
            hint="Set DUTY_EMAIL to an address that is read at all hours.",
            id="stream_site.W001",
        )


@register(Tags.security, deploy=True)
def mails_are_sent(app_configs, **kwargs):
    if settings.EMAIL_BACKEND == CONSOLE:
        yield Warning(
            "Mails are only printed: no viewer can prove an address, and whoever is on "
            "duty hears of nothing.",
            hint="Set EMAIL_URL to your mail server.",
            id="stream_site.W002",
        )


@register(Tags.files, deploy=True)
def clips_can_be_prepared(app_configs, **kwargs):
    try:
        imageio_ffmpeg.get_ffmpeg_exe()
    except RuntimeError:
        yield Error(
            "There is no ffmpeg for this kind of machine: no clip can be prepared.",
            hint="Install ffmpeg 6 or newer and name it in IMAGEIO_FFMPEG_EXE.",
            id="stream_site.E001",
        )
