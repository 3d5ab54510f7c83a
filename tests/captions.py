"""What the tests of captions share."""

from django.urls import reverse

from comments.cues import Cue, rows_of, words_of
from comments.models import Captions

from .factories import make_comment
from .moderating import make_video

CUES = [Cue(0, 1500, "Who decided?"), Cue(1500, 3000, "Nobody asked us.")]


def make_captions(episode, cues=CUES, public=False, approved_by=None, **fields):
    """Of a clip of five seconds that is ready, of a comment by `approved_by`."""
    comment = make_comment(episode, approved_by=approved_by)
    video = make_video(comment, duration=5.0, width=320, height=240)
    comment.settle()
    rows = rows_of(cues)
    values = {"language": "en", "draft": rows, "words": words_of(cues), "revision": 1}
    return Captions.objects.create(
        video=video, public=rows if public else None, **(values | fields)
    )


def editor_of(captions):
    return reverse("admin:comments_captions_change", args=[captions.pk])


def vtt_of(captions):
    comment = captions.video.comment
    return reverse("comments:clip", args=[comment.public_id, "vtt"])


def rows(*typed, seen=1, language="en", **more):
    """What the editor's form sends: ("0:01", "0:02", "words"), …"""
    sent = {"seen": seen, "language": language, **more}
    sent |= {"cue-TOTAL_FORMS": len(typed), "cue-INITIAL_FORMS": 0}
    for n, cells in enumerate(typed):
        for name, cell in zip(("start", "end", "text"), cells, strict=True):
            sent[f"cue-{n}-{name}"] = cell
    return sent
