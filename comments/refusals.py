"""What a viewer is told whose comment isn't taken: where, with which status, and how
to go on."""

import math
from dataclasses import dataclass

from django.conf import settings
from django.utils.formats import date_format, number_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from . import transcoding
from .models.reasons import DISK_FULL, VISITOR_FULL, sentence_for
from .screening import MOST_CHARACTERS, Reason

FILE_STATUS = {
    transcoding.Reason.TOO_LARGE: 413,
    VISITOR_FULL: 429,
    DISK_FULL: 507,
}
# Of one that is another visitor's, too.
UPLOAD_GONE = gettext_lazy("Your video is no longer here. Please choose it again.")


@dataclass(frozen=True)
class Refusal:
    """`field` None stands for the whole form."""

    field: str | None
    status: int
    sentence: str


def of(screening, words):
    """What is said to whoever sent `words` that are refused, or warned of for once."""
    reason = screening.reason
    match reason:
        case Reason.CLOSED:
            return Refusal(
                None,
                409,
                _("Comments are closed. Your words are still below to copy."),
            )
        case Reason.BANNED:
            return Refusal(None, 403, _banned(words.sanction))
        case Reason.LIMITED:
            return of_a_lot_at_once(words.wait)
        case Reason.TOO_LONG:
            return Refusal("body", 422, _too_long())
        case Reason.NAME_TOO_LONG:
            return Refusal("name", 422, _("That is too long for a name."))
        case Reason.EMPTY:
            return Refusal("body", 422, _("Please write something or add a video."))
    # Of the whole form: nothing in it is marked as wrong.
    return Refusal(None, 422, _nudge(screening))


def of_a_lot_at_once(wait):
    return Refusal(None, 429, _("That was a lot at once.") + " " + later(wait))


def of_file(reason):
    """The refusal of a file, whether it was looked at or not even taken in."""
    return Refusal("video", FILE_STATUS.get(reason, 422), sentence_for(reason))


def of_many_files(wait):
    return Refusal("video", 429, _("You have sent many files.") + " " + later(wait))


def of_many_files_at_once():
    """Of everybody's."""
    return Refusal(
        "video",
        429,
        _("Many videos are arriving just now. Please send yours again in a moment."),
    )


def of_busy_upload():
    return Refusal(
        "video",
        409,
        _("Your video is still being taken in. Please send it again in a moment."),
    )


def later(wait):
    """When to come back, rounded up to minutes."""
    minutes = math.ceil(wait.total_seconds() / 60)
    sentence = ngettext(
        "Please send it again in %(count)d minute: nothing you wrote is lost.",
        "Please send it again in %(count)d minutes: nothing you wrote is lost.",
        minutes,
    )
    return sentence % {"count": minutes}


def of_edit(own):
    """Why an author's `Own` can't be edited now, or None; `own` None: not theirs."""
    if own is None:
        return Refusal(
            None,
            404,
            _(
                "Only the browser that wrote a comment can change it, for a while, or "
                "whoever has opened the link that we mailed for it."
            ),
        )
    if own.comment.status == own.comment.Status.WITHDRAWN:
        return Refusal(None, 410, _("You have withdrawn it. You may write another."))
    if own.comment.status == own.comment.Status.REJECTED:
        sentence = _("A producer decided not to publish it. You may write another.")
        return Refusal(None, 409, sentence)
    if not own.comment.is_editable:
        return Refusal(None, 409, _("Comments are closed."))
    return None if own.may_edit else Refusal(None, 403, _edited_too_late())


def of_changed():
    """What is said to an edit of words that are no longer there."""
    return Refusal(
        None, 409, _("The comment has changed since you opened it. Nothing was stored.")
    )


def of_correction(own):
    """Why the captions of an author's `Own` can't be corrected, or None."""
    if own is None:
        return of_edit(own)
    captions = getattr(own.comment.clip, "captions", None)
    if captions is None or not captions.public or not own.comment.is_public:
        return Refusal(None, 409, _("There are no public captions of it to correct."))
    return None


def of_changed_captions():
    sentence = _(
        "A producer has changed the captions since you opened them. Nothing was stored: "
        "please look at them as they are now."
    )
    return Refusal(None, 409, sentence)


def of_many_likes(wait):
    minutes = math.ceil(wait.total_seconds() / 60)
    sentence = ngettext(
        "That was a lot of likes at once. Please go on in %(count)d minute.",
        "That was a lot of likes at once. Please go on in %(count)d minutes.",
        minutes,
    )
    return sentence % {"count": minutes}


def stale(request):
    """What is said above a form whose token is too old, filled in as it was."""
    if settings.CSRF_COOKIE_NAME not in request.COOKIES:
        return _(
            "Your browser sent no cookie along, without which we take no form. Nothing "
            "is lost: please allow this site's cookies, and send it again."
        )
    return _("The form was open for too long. Nothing is lost: please send it again.")


def _edited_too_late():
    sentence = ngettext(
        "It could be changed for %(count)d minute after sending; that time is over. "
        "You may withdraw it at any time.",
        "It could be changed for %(count)d minutes after sending; that time is over. "
        "You may withdraw it at any time.",
        settings.EDIT_MINUTES,
    )
    return sentence % {"count": settings.EDIT_MINUTES}


def _too_long():
    sentence = ngettext(
        "That is longer than %(count)s character. Please shorten it.",
        "That is longer than %(count)s characters. Please shorten it.",
        MOST_CHARACTERS,
    )
    return sentence % {"count": number_format(MOST_CHARACTERS, force_grouping=True)}


def _banned(sanction):
    sentence = _(
        "You can't write here until %(until)s. If that is wrong, please tell us with "
        "“Report a legal or safety problem” at the foot of the page. "
        "The reason: %(reason)s"
    )
    until = date_format(localtime(sanction.until), "DATETIME_FORMAT")
    return sentence % {"until": until, "reason": sanction.reason}


def _nudge(screening):
    """A kind word before anything is held; nothing of it is a refusal."""
    match screening.reason:
        case Reason.REPEATED:
            kind = _(
                "These words have been sent here before. Would you put it in other words?"
            )
        case Reason.SHOUTED:
            kind = _("So many capitals read like shouting. Would you write it calmly?")
        case Reason.BANNED_WORD | Reason.SUSPECT_WORD:
            kind = _("“%(word)s” often hurts. Would you put it another way?") % {
                "word": screening.detail
            }
        case _:
            raise ValueError(screening.reason)
    return kind + " " + _("If you send it as it is, a producer looks at it first.")
