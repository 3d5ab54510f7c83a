"""Each file of the corpus, through the pipeline that it goes through on the site."""

import subprocess

import av
import pytest
from imageio_ffmpeg import get_ffmpeg_exe
from PIL import Image

from comments import transcoding
from comments.transcoding import TranscodingError

from . import clips
from .corpus import ALL, GOOD, HOSTILE, REPRESENTATIVE

# Of two pictures that are the same but for what encoding costs, 0 to 255.
ALIKE = 14


def prepared(path, folder):
    """(the clip's facts, the clip, the poster)"""
    facts = transcoding.examine(path, max_seconds=90)
    clip, poster = folder / "clip.mp4", folder / "poster.jpg"
    made = transcoding.transcode(path, facts, clip)
    transcoding.poster(clip, made, poster)
    return made, clip, poster


def in_order_of_cost(samples):
    long = pytest.mark.long
    return [
        pytest.param(s, id=s.name, marks=[] if s.name in REPRESENTATIVE else long)
        for s in samples
    ]


def test_the_corpus_is_large_and_its_files_have_names_of_their_own():
    names = {sample.name for sample in ALL}

    assert len(ALL) == len(names) >= 40
    assert names >= REPRESENTATIVE


@pytest.mark.parametrize("sample", in_order_of_cost(GOOD))
def test_a_good_file_becomes_a_clip(sample, tmp_path):
    made, clip, poster = prepared(sample.make(), tmp_path)

    assert (made.width, made.height) == sample.size
    assert made.seconds == pytest.approx(sample.seconds, abs=0.15)
    assert made.has_sound == sample.has_sound
    assert streams_of(clip) == [
        ("h264", "yuv420p", 30),
        *([("aac", 48000, "stereo")] if sample.has_sound else []),
    ]
    data = clip.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")
    assert not traces_in(data)
    assert not traces_in(poster.read_bytes())
    with Image.open(poster) as picture:
        assert (picture.format, picture.size) == ("JPEG", sample.size)
    if sample.looks_alike:
        begin = frame(sample.make(), sample.size), frame(clip, sample.size)
        assert difference(*begin) < ALIKE


def streams_of(clip):
    with av.open(str(clip)) as container:
        pictures, sounds = container.streams.video, container.streams.audio
        assert len(container.streams.get()) == len(pictures) + len(sounds)
        return [
            *((s.codec_context.name, s.pix_fmt, s.base_rate) for s in pictures),
            *((s.codec_context.name, s.rate, s.layout.name) for s in sounds),
        ]


def traces_in(data):
    """What it still says of its owner, and of what it was made with."""
    known = [clips.PLACE, clips.MAKER, "2019-03-04", "Lavf", "Lavc6", "x264 - core"]
    return [word for word in [*known, "<script>"] if word.encode() in data]


def frame(path, size):
    """A picture's points near its start, as a player shows them."""
    command = [get_ffmpeg_exe(), "-nostdin", "-loglevel", "error", "-i", path]
    scaled = f"scale={size[0]}:{size[1]},setsar=1,format=rgb24"
    raw = ["-map", "0:v:0", "-frames:v", "1", "-vf", scaled, "-f", "rawvideo", "-"]
    return subprocess.run([*command, *raw], check=True, capture_output=True).stdout


def difference(one, other):
    """Mean difference of two pictures' points."""
    pairs = list(zip(one, other, strict=True))
    return sum(abs(a - b) for a, b in pairs) / len(pairs)


@pytest.mark.parametrize("sample", in_order_of_cost(HOSTILE))
def test_a_hostile_or_broken_file_is_refused_with_the_reason(sample, tmp_path):
    with pytest.raises(TranscodingError) as refusal:
        prepared(sample.make(), tmp_path)

    assert refusal.value.reason == sample.reason
    assert not refusal.value.retryable
