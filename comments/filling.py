"""Many made-up comments for measurements: the same for the same seed, in bulk."""

import hashlib
import random
import secrets
import subprocess
import tempfile
import uuid
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from imageio_ffmpeg import get_ffmpeg_exe

from episodes.rich_text import RENDERER_VERSION, linkify

from . import transcoding
from .models import Comment, Like, Video

COMMENTS_A_BATCH = 3000
# About two replies to a root.
REPLIES = (1, 2, 2, 2, 3)
# Two comments in five are liked, a few of them often.
LIKES = (0,) * 12 + (1, 1, 1, 1, 2, 2, 3, 5)
CHARACTERS = 200
TEXTS = 500
NAMES = """
    Amal Bashir Chipo Dilan Elif Farah Goran Hana Idris Jonas Karim Leyla Mina Noor
    Omar Petra Qasim Rana Samir Tariq Uma Vera Wafa Yusuf Zeina
""".split()  # noqa: SIM905
PLACES = ("", "", "Amman", "Basra", "Lagos", "Lima", "Manila", "Oslo", "Tunis")
WORDS = """
    water market people bridge question answer who decides here nobody asked us when
    the river came back my street still waits for a pump and every morning someone
    says soon but soon has no date we share what we have prices doubled schools are
    open again in theory tell us what the council knew and why it was silent
""".split()  # noqa: SIM905


def fill(episode, total, videos=0, seed=0):
    """Add `total` approved comments in threads, with likes; return how many.

    The first `videos` roots have clips.
    """
    maker = _Maker(episode, total, seed)
    left = total
    while left:
        made = maker.add_batch(min(left, COMMENTS_A_BATCH), videos)
        left -= made
        videos = max(0, videos - len(maker.roots))
    return total


class _Maker:
    def __init__(self, episode, total, seed):
        self.episode = episode
        self.random = random.Random(seed)  # noqa: S311 nothing secret comes of it
        self.texts = [self._text() for _ in range(TEXTS)]
        # No browser's, and another one in every run.
        self.visitor = secrets.token_hex(16)
        self.likers = [secrets.token_hex(16) for _ in range(max(LIKES))]
        # One a second, the last one now.
        self.at = timezone.now() - timedelta(seconds=total)

    @transaction.atomic
    def add_batch(self, total, videos):
        """Add `total` comments with their counts; return how many."""
        sizes = self._sizes(total)
        self.roots = [self._comment(listed=True, reply_count=n - 1) for n in sizes]
        for root in self.roots[:videos]:
            root.has_video = True
        Comment.objects.bulk_create(self.roots)
        replies = [
            self._comment(root=root, parent=root)
            for root, size in zip(self.roots, sizes, strict=True)
            for _ in range(size - 1)
        ]
        Comment.objects.bulk_create(replies)
        Like.objects.bulk_create(self._likes([*self.roots, *replies]))
        if videos:
            _add_clips(self.roots[:videos])
        self.episode.discussion.count(total)
        self.episode.touch()
        return total

    def _sizes(self, total):
        """How many comments each thread has, `total` together."""
        sizes = []
        while total:
            sizes.append(min(total, 1 + self.random.choice(REPLIES)))
            total -= sizes[-1]
        return sizes

    def _comment(self, listed=False, **fields):
        self.at += timedelta(seconds=1)
        body, body_html = self.random.choice(self.texts)
        public_id = uuid.uuid4()
        return Comment(
            public_id=public_id,
            episode=self.episode,
            visitor=self.visitor,
            key=public_id.hex,
            # Of no code: these are nobody's to withdraw.
            withdrawal_hash=hashlib.sha256(public_id.bytes).hexdigest(),
            name=self.random.choice(NAMES),
            place=self.random.choice(PLACES),
            body=body,
            body_html=body_html,
            renderer=RENDERER_VERSION,
            status=Comment.Status.APPROVED,
            decided_at=self.at,
            published_at=self.at,
            listed_at=self.at if listed else None,
            like_count=self.random.choice(LIKES),
            **fields,
        )

    def _likes(self, comments):
        """What each comment's count counts; all of them by the same few visitors."""
        return [
            Like(comment=comment, visitor=visitor)
            for comment in comments
            for visitor in self.likers[: comment.like_count]
        ]

    def _text(self):
        words = []
        while len(" ".join(words)) < CHARACTERS:
            words.append(self.random.choice(WORDS))
        body = " ".join(words).capitalize() + "."
        return body, str(linkify(body))


def _add_clips(comments):
    """Give each a copy of the same short clip, as a worker would have made it."""
    with tempfile.TemporaryDirectory() as room:
        clip, poster = Path(room, "clip.mp4"), Path(room, "poster.jpg")
        made = _make_clip(Path(room, "original.mp4"), clip, poster)
        for comment in comments:
            video = Video(comment=comment, state=Video.State.READY, attempts=1)
            video.clip, video.poster = video.names_of(1)
            for name, path in ((video.clip, clip), (video.poster, poster)):
                with path.open("rb") as file:
                    default_storage.save(name, File(file))
            video.duration, video.size = made.seconds, clip.stat().st_size
            video.width, video.height = made.width, made.height
            video.save()


def _make_clip(original, clip, poster):
    source = "testsrc2=size=640x360:rate=25:duration=3"
    command = [get_ffmpeg_exe(), "-nostdin", "-loglevel", "error", "-f", "lavfi"]
    subprocess.run([*command, "-i", source, original], check=True)
    facts = transcoding.examine(original, settings.VIDEO_MAX_SECONDS)
    made = transcoding.transcode(original, facts, clip)
    transcoding.poster(clip, made, poster)
    return made
