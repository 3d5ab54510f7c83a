"""What the tests of captions share."""

import subprocess

from django.urls import reverse

from comments import transcoding
from comments.cues import Cue, rows_of, words_of
from comments.models import Captions

from . import clips
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


SPOKEN = (
    "Good evening. The pump was under water for two weeks. Who decided to leave it "
    "there all winter?"
)


def spoken(folder):
    """A clip as the site makes them, in which somebody says `SPOKEN`."""
    voice, film, clip = (folder / name for name in ("said.wav", "film.mp4", "clip.mp4"))
    speak = ["espeak-ng", "-v", "en-us", "-s", "140", "-w", voice, SPOKEN]
    subprocess.run(speak, check=True, capture_output=True)
    picture = "-f lavfi -i color=blue:size=64x64:rate=10 -i"
    clips.ffmpeg(picture, [voice], "-shortest", clips.H264, clips.AAC, [film])
    transcoding.transcode(film, transcoding.examine(film, 60), clip)
    return clip
