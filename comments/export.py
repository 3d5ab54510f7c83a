"""Everything that is stored about a viewer, in plain values: theirs to keep."""

from episodes.addresses import absolute

from .cues import cues_of, words_of
from .models import Comment, Like, ProblemReport, Proof, Report, Upload


def everything_about(viewer, visitor):
    """All of it in a fixed number of queries; `visitor` is the browser's number."""
    comments = viewer.comments.select_related(
        "episode", "parent", "video__captions", "release__text"
    )
    related = ("revisions", "actions", "mailed")
    unclaimed = viewer.unclaimed.select_related("episode")
    return {
        "email": viewer.email,
        "proved_at": viewer.proved_at,
        "links_mailed": _rows(Proof.objects.filter(email=viewer.email), "made_at"),
        "comments": [
            _comment(comment)
            for comment in comments.prefetch_related(*related).order_by("pk")
        ],
        "sent_with_this_address_not_confirmed": [
            _words(comment) for comment in unclaimed.order_by("pk")
        ],
        "sanctions": _rows(
            viewer.history, "kind", "reason", "made_at", "until", "lifted_at"
        ),
        "problem_reports": _rows(
            ProblemReport.objects.filter(email__iexact=viewer.email),
            *("kind", "about", "details", "created_at", "handled_at"),
        ),
        "this_browser": _browser(visitor),
    }


def _comment(comment):
    return _words(comment) | {
        "answers": comment.parent and comment.parent.public_id,
        "email": comment.email,
        "status": comment.status,
        "held_for": comment.held_for,
        "published_at": comment.published_at,
        "edited_at": comment.edited_at,
        "picked_at": comment.picked_at,
        "revision": comment.revision,
        "revision_waiting": comment.waiting,
        "translation": comment.translation,
        "likes": comment.like_count,
        "mails_wanted": comment.notices,
        "browser": comment.visitor,
        "network_code": comment.client,
        "versions": [_revision(revision) for revision in comment.revisions.all()],
        "allowed": _release(getattr(comment, "release", None)),
        "video": _video(comment.clip),
        "history": [_action(action) for action in comment.actions.all()],
        "mails": [_notice(notice) for notice in comment.mailed.all()],
    }


def _words(comment):
    return {
        "id": comment.public_id,
        "episode": comment.episode.headline,
        "address": absolute(comment.get_absolute_url()),
        "name": comment.name,
        "place": comment.place,
        "body": comment.body,
        "sent_at": comment.created_at,
    }


def _revision(revision):
    return _fields(revision, "number", "name", "place", "body", "made_at", "refused_at")


def _release(release):
    """What was allowed, in the words that were shown."""
    if release is None:
        return None
    given = _fields(release, "adult", "on_air", "given_at")
    return given | _fields(release.text, "language", "text")


def _video(video):
    if video is None:
        return None
    facts = ("state", "reason", "duration", "width", "height", "size", "created_at")
    return _fields(video, *facts) | {"captions": _captions(video)}


def _captions(video):
    """What is said in it, as far as anybody has written it down."""
    captions = getattr(video, "captions", None)
    if captions is None:
        return None
    texts = ("draft", "public", "proposed")
    said = {text: words_of(cues_of(getattr(captions, text))) for text in texts}
    return {"language": captions.language} | said


def _action(action):
    """What was done and why; not by which producer."""
    return _fields(action, "action", "reason", "revision", "trace", "at")


def _notice(notice):
    return _fields(notice, "kind", "made_at", "sent_at")


def _browser(visitor):
    """What this browser did without saying whose it is."""
    if not visitor:
        return None
    likes, reports, uploads = (
        of.objects.filter(visitor=visitor).order_by("pk")
        for of in (Like, Report, Upload)
    )
    others = Comment.objects.kept().filter(visitor=visitor, viewer=None)
    return {
        "number": visitor,
        "comments_nobody_has_claimed": [
            _words(comment)
            for comment in others.select_related("episode").order_by("pk")
        ],
        "likes": _rows(likes, "comment__public_id", "made_at"),
        "reports": _rows(reports, "comment__public_id", "kind", "details", "made_at"),
        "uploads_without_comment": _rows(
            uploads, "label", "size", "offset", "created_at", "expires_at"
        ),
    }


def _rows(rows, *names):
    return list(rows.values(*names))


def _fields(row, *names):
    return {name: getattr(row, name) for name in names}
