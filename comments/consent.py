"""What a viewer is told before sending, in the reader's language.

What they allow is shown in these words, and `Release` keeps exactly these words.
"""

import hashlib
from dataclasses import dataclass

from django.conf import settings
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .screening import MOST_CHARACTERS


@dataclass(frozen=True)
class Terms:
    sending: str
    adult: str
    on_air: str

    @property
    def text(self):
        return f"{self.sending}\n{self.adult}\n{self.on_air}"

    @property
    def version(self):
        """What the form carries, so that nobody agrees to words they haven't seen."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:16]


def terms_of(programme):
    return Terms(
        sending=_(
            "By sending, you let %(programme)s publish your words, your video and the "
            "name you give on this page until you withdraw them. They stay yours."
        )
        % {"programme": programme},
        adult=_("I'm 18 or over, and everyone recognisable in it has agreed."),
        on_air=_("%(programme)s may also show or read it on air, if it wishes.")
        % {"programme": programme},
    )


def limits():
    """What the form says beforehand about length and size."""
    return {
        "characters": MOST_CHARACTERS,
        "seconds": settings.VIDEO_MAX_SECONDS,
        "megabytes": settings.VIDEO_MAX_MB,
        "words": most_words(),
        "video": most_video(),
    }


def most_words():
    count = number_format(MOST_CHARACTERS, force_grouping=True)
    words = ngettext(
        "Up to %(count)s character.", "Up to %(count)s characters.", MOST_CHARACTERS
    )
    return words % {"count": count}


def most_video():
    seconds, megabytes = settings.VIDEO_MAX_SECONDS, settings.VIDEO_MAX_MB
    words = ngettext(
        "Up to %(seconds)d second and %(megabytes)d MB.",
        "Up to %(seconds)d seconds and %(megabytes)d MB.",
        seconds,
    )
    return words % {"seconds": seconds, "megabytes": megabytes}
