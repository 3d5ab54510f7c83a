"""Why a clip can't be shown, in the viewer's words."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from ..transcoding import Reason

# Beside transcoding's own: refused by the upload handler; tried as often as its viewer
# may ask for; and no longer kept.
DISK_FULL = "disk_full"
VISITOR_FULL = "visitor_full"
TRIED_OFTEN = "tried_often"
EXPIRED = "expired"


class NoRoom(Exception):
    """There is no place for a file now; `reason` says where."""

    def __init__(self, reason):
        super().__init__(reason)
        self.reason = reason


SENTENCES = {
    Reason.NOT_A_VIDEO: _(
        "We couldn't prepare your video: this file isn't a video that we can read. "
        "Nothing was published. Please choose an MP4, MOV or WebM file."
    ),
    Reason.EMPTY: _(
        "We couldn't prepare your video: the file is empty. "
        "Nothing was published. Please choose it once more, or record again."
    ),
    Reason.TOO_LONG: ngettext_lazy(
        "We couldn't prepare your video: it is longer than %(seconds)d second. "
        "Nothing was published. Please make it shorter.",
        "We couldn't prepare your video: it is longer than %(seconds)d seconds. "
        "Nothing was published. Please make it shorter.",
        "seconds",
    ),
    Reason.TOO_LARGE: _(
        "We couldn't take your video: the file is larger than %(megabytes)d MB. "
        "Nothing was published. Please make it shorter, or record it smaller."
    ),
    Reason.TRUNCATED: _(
        "We couldn't prepare your video: the file stops halfway. "
        "Nothing was published. Please choose it once more, or record again."
    ),
    Reason.DAMAGED: _(
        "We couldn't prepare your video: the file is damaged. "
        "Nothing was published. Please record again."
    ),
    Reason.NO_PICTURE: _(
        "We couldn't prepare your video: there is no picture in it. "
        "Nothing was published. Please record again with the camera on."
    ),
    Reason.UNSUPPORTED: _(
        "We couldn't prepare your video: it is in a format that we can't read. "
        "Nothing was published. Please record it with your phone's own camera."
    ),
    Reason.TOO_COMPLEX: _(
        "We couldn't prepare your video: its picture is too large or too intricate for "
        "us. Nothing was published. Please record it in a smaller size, such as 1080p."
    ),
    Reason.ENGINE_FAILED: _(
        "We couldn't prepare your video: something went wrong on our side. "
        "Nothing was published. Please send it again later; you need not record it again."
    ),
    DISK_FULL: _(
        "We can't take videos just now: our storage is full. "
        "Nothing was published. Please try again later, or send your words alone."
    ),
    VISITOR_FULL: _(
        "We can't take another video from you just now: several have come already, or "
        "are on their way. Nothing was published. Please send one of those first, or "
        "try again tomorrow."
    ),
    TRIED_OFTEN: _(
        "We couldn't prepare your video, though we tried many times: something keeps "
        "going wrong on our side. Nothing was published. Please record another one, "
        "perhaps in a smaller size such as 1080p."
    ),
    EXPIRED: _("We no longer keep this video: nothing of it is left."),
}


def sentence_for(reason):
    """What to tell a viewer; an unknown code is our own fault."""
    sentence = SENTENCES.get(reason, SENTENCES[Reason.ENGINE_FAILED])
    return sentence % {
        "seconds": settings.VIDEO_MAX_SECONDS,
        "megabytes": settings.VIDEO_MAX_MB,
    }
