"""What it costs to prepare a clip, beside ffmpeg with the same settings and no defence,
and how long a viewer waits for a worker of the site's own to have prepared it."""

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from django.conf import settings
from django.db import transaction

from comments import commands, transcoding
from comments.models import Video

from .. import clips
from ..factories import make_comment, make_episode
from ..videos import receive
from ..waiting import wait_until

# They go in turns, so that whatever else the machine does falls on both.
TURNS = 3
# As a phone holds it: 720p, 30 pictures a second, noise in each.
FILMED = (
    "-f lavfi -i testsrc2=size=1280x720:rate=30:duration={seconds},noise=alls=6:allf=t"
)
SPOKEN = "-f lavfi -i sine=frequency=220:duration={seconds},tremolo=f=4:d=0.8"
RATES = "-b:v 6M -c:a aac -b:a 96k"
DEFENCES = (
    *("-protocol_whitelist", "-format_whitelist", "-codec_whitelist", "-max_pixels"),
    *("-max_streams", "-probesize", "-analyzeduration", "-max_error_rate"),
    *("-f", "-t", "-fd", "-t"),
)


def measure():
    minute = filmed(60)
    with tempfile.TemporaryDirectory() as folder:
        compare(minute, Path(folder))
    wait_for_worker(filmed(30))


def filmed(seconds):
    inputs = FILMED.format(seconds=seconds), SPOKEN.format(seconds=seconds)
    return clips.written_by_ffmpeg(".mp4", *inputs, clips.H264, RATES)


def compare(path, folder):
    facts = transcoding.examine(path, settings.VIDEO_MAX_SECONDS)
    plain, whole = [], []
    for _ in range(TURNS):
        plain.append(processor_seconds(bare, path, facts, folder))
        whole.append(processor_seconds(prepare, path, folder))
    ours, theirs = min(whole), min(plain)
    largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print("\nPreparing a minute of 720p, CPU seconds\n")
    print(f"{'probes, loudness, clip, poster':34}{ours:10.1f}")
    print(f"{'plain ffmpeg, same settings':34}{theirs:10.1f}")
    print(f"{'ratio':34}{ours / theirs:10.2f}")
    print(f"{'largest process, MB':34}{largest:10.0f}")


def processor_seconds(work, *arguments):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    work(*arguments)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def prepare(path, folder):
    """All that a worker does to a clip, in its order."""
    facts = transcoding.examine(path, settings.VIDEO_MAX_SECONDS)
    made = transcoding.transcode(path, facts, folder / "clip.mp4")
    transcoding.poster(folder / "clip.mp4", made, folder / "poster.jpg")


def bare(path, facts, folder):
    command = commands.clip(facts, 0, folder / "plain.mp4")
    for flag in DEFENCES:
        at = command.index(flag)
        del command[at : at + 2]
    command[command.index("fd:")] = path
    # As polite as ours: who is interrupted more has to warm up more often.
    nice = str(transcoding.FFMPEG_LIMITS["nice"])
    subprocess.run(["nice", "-n", nice, *command], check=True)


def wait_for_worker(path):
    """From the last byte to "ready", of a worker that has nothing else to do."""
    comment = make_comment(make_episode(slug="filmed"))
    command = [sys.executable, "manage.py", "worker"]
    worker = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        warm_up = received(make_comment(comment.episode), clips.mp4())
        wait_until(lambda: is_ready(warm_up), seconds=60)
        began = time.perf_counter()
        video = received(comment, path)
        wait_until(lambda: is_ready(video), seconds=300)
        taken = time.perf_counter() - began
    finally:
        worker.terminate()
        worker.wait()
    print(f"\n{'30 s of 720p, last byte to ready':34}{taken:10.1f} s")


def received(comment, path):
    upload = receive(comment.visitor, path)
    with transaction.atomic():
        return Video.receive(comment, upload)


def is_ready(video):
    video.refresh_from_db()
    assert not video.has_failed, video.reason
    return video.is_ready
