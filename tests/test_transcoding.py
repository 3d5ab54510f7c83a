import subprocess
import sys
import threading

import av
import pytest
from django.conf import settings
from imageio_ffmpeg import get_ffmpeg_exe
from PIL import Image

from comments import transcoding
from comments.transcoding import Cancelled, Reason, TranscodingError

from . import clips


def prepared(path, folder):
    """(facts of the original, facts of the clip, the clip, the poster)"""
    facts = transcoding.examine(path, max_seconds=90)
    clip, poster = folder / "clip.mp4", folder / "poster.jpg"
    made = transcoding.transcode(path, facts, clip)
    transcoding.poster(clip, made, poster)
    return facts, made, clip, poster


def refusal_of(path, max_seconds=90):
    with pytest.raises(TranscodingError) as refusal:
        transcoding.examine(path, max_seconds)
    return refusal.value


def test_a_recording_without_duration_is_measured():
    data = clips.webm_without_duration().read_bytes()
    duration_element = b"\x44\x89\x88"
    assert duration_element in clips.webm().read_bytes()
    assert duration_element not in data

    facts = transcoding.examine(clips.webm_without_duration(), max_seconds=90)

    assert facts.seconds == pytest.approx(clips.SECONDS, abs=0.1)
    assert refusal_of(clips.webm_without_duration(), max_seconds=0.5).reason == (
        Reason.TOO_LONG
    )


def test_a_portrait_is_upright(tmp_path):
    facts, made, clip, poster = prepared(clips.portrait(), tmp_path)

    assert (facts.width, facts.height) == (240, 320)
    assert (made.width, made.height) == (240, 320)
    # The lying picture's left edge has become the bottom one, or the top one.
    lying, upright = tmp_path / "lying.png", tmp_path / "upright.png"
    clips.ffmpeg("-noautorotate -i", [clips.portrait()], "-frames:v 1", [lying])
    clips.ffmpeg("-i", [clip], "-frames:v 1", [upright])
    turned = picture_of(lying).rotate(90, expand=True)
    assert difference(turned, picture_of(upright)) < 12
    assert difference(turned.rotate(180), picture_of(upright)) > 24
    assert picture_of(poster).size == (240, 320)


def picture_of(path):
    with Image.open(path) as picture:
        picture.load()
        return picture


def difference(one, other):
    """Mean difference of two pictures' points, 0 to 255."""
    pairs = zip(one.convert("L").tobytes(), other.convert("L").tobytes(), strict=True)
    differences = [abs(a - b) for a, b in pairs]
    return sum(differences) / len(differences)


@pytest.mark.parametrize(
    "transfer", ["arib-std-b67", pytest.param("smpte2084", marks=pytest.mark.long)]
)
@pytest.mark.parametrize(
    ("colour", "most_off"),
    # White is pressed a little, to leave something to what is brighter.
    [((128, 128, 128), 4), ((192, 57, 43), 8), ((255, 255, 255), 30)],
)
def test_hdr_is_mapped_to_the_colours_that_every_screen_shows(
    transfer, colour, most_off, tmp_path
):
    facts, _made, clip, poster = prepared(clips.hdr(transfer, colour), tmp_path)

    assert facts.hdr == transfer
    with av.open(str(clip)) as container:
        next(container.decode(video=0))
        codec = container.streams.video[0].codec_context
        bt709 = (codec.color_primaries, codec.color_trc, codec.colorspace)
        assert [int(value) for value in bt709] == [1, 1, 1]
    shown = picture_of(poster).convert("RGB").getpixel((32, 32))
    assert shown == pytest.approx(colour, abs=most_off)


def test_what_was_said_of_hdr_is_not_said_of_what_is_none_any_more(tmp_path):
    assert beside_the_picture(clips.hdr_of_a_screen()) >= {
        "CONTENT_LIGHT_LEVEL",
        "MASTERING_DISPLAY_METADATA",
    }

    _facts, _made, clip, _poster = prepared(clips.hdr_of_a_screen(), tmp_path)

    assert beside_the_picture(clip) == set()


def beside_the_picture(path):
    with av.open(str(path)) as container:
        return {said.type.name for said in next(container.decode(video=0)).side_data}


def test_nothing_tells_who_made_it_where_when_or_with_what(tmp_path):
    traces = [clips.PLACE, clips.MAKER, "2019-03-04", "Lavf", "Lavc6", "x264 - core"]
    original = clips.mov().read_bytes()
    assert clips.PLACE.encode() in original
    assert clips.MAKER.encode() in original

    _facts, _made, clip, poster = prepared(clips.mov(), tmp_path)

    for made in (clip.read_bytes(), poster.read_bytes()):
        assert not [trace for trace in traces if trace.encode() in made]
    with av.open(str(clip)) as container:
        assert "creation_time" not in container.metadata
        assert "location" not in container.metadata
    assert not picture_of(poster).getexif()


@pytest.mark.parametrize("volume", ["-15dB", "15dB"])
def test_loud_and_quiet_voices_end_up_alike(volume, tmp_path):
    _facts, made, clip, _poster = prepared(clips.voice(volume), tmp_path)

    assert loudness(clip) == pytest.approx(-16, abs=1)
    assert not made.is_quiet


def test_a_very_quiet_voice_is_lifted_only_so_far_and_marked(tmp_path):
    quiet = clips.voice("-40dB")

    _facts, made, clip, _poster = prepared(quiet, tmp_path)

    assert loudness(clip) == pytest.approx(
        loudness(quiet) + transcoding.MOST_LIFT, abs=1
    )
    assert made.is_quiet


def loudness(path):
    command = [get_ffmpeg_exe(), "-nostdin", "-i", path, "-af", "ebur128", "-f", "null"]
    said = subprocess.run([*command, "-"], capture_output=True, text=True, check=True)
    return float(said.stderr.rpartition("I:")[2].split()[0])


def test_a_microphone_that_was_off_does_no_harm(tmp_path):
    _facts, made, _clip, _poster = prepared(clips.mute(), tmp_path)

    assert made.has_sound
    assert made.is_quiet


def test_a_clip_as_long_as_the_limit_is_taken():
    facts = transcoding.examine(clips.mp4(), max_seconds=clips.SECONDS)

    assert facts.seconds == pytest.approx(clips.SECONDS, abs=0.1)


def test_a_damaged_clip_is_found_out_although_it_looks_whole(tmp_path):
    facts = transcoding.examine(clips.damaged(), max_seconds=90)

    with pytest.raises(TranscodingError) as refusal:
        transcoding.transcode(clips.damaged(), facts, tmp_path / "clip.mp4")

    assert refusal.value.reason == Reason.DAMAGED


def test_a_clip_that_comes_out_short_is_damaged(tmp_path):
    facts = transcoding.examine(clips.mp4(), max_seconds=90)
    promised = transcoding.Facts(**(vars(facts) | {"seconds": 5.0}))

    with pytest.raises(TranscodingError) as refusal:
        transcoding.transcode(clips.mp4(), promised, tmp_path / "clip.mp4")

    assert refusal.value.reason == Reason.DAMAGED


def test_work_nobody_wants_any_more_stops(tmp_path):
    facts = transcoding.examine(clips.mp4(), max_seconds=90)
    cancelled = threading.Event()
    cancelled.set()

    with pytest.raises(Cancelled):
        transcoding.transcode(clips.mp4(), facts, tmp_path / "clip.mp4", cancelled)


@pytest.mark.long
def test_no_picture_takes_more_memory_than_a_small_machine_has(tmp_path):
    """As large as is taken at all, on its side, in HDR."""
    code = (
        "import resource, sys\n"
        "from pathlib import Path\n"
        "from comments import transcoding\n"
        "path, clip = Path(sys.argv[1]), Path(sys.argv[2])\n"
        "facts = transcoding.examine(path, 90)\n"
        "made = transcoding.transcode(path, facts, clip)\n"
        "transcoding.poster(clip, made, clip.with_suffix('.jpg'))\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)\n"
    )
    command = [sys.executable, "-c", code, clips.largest(), tmp_path / "clip.mp4"]

    said = subprocess.run(
        command, cwd=settings.BASE_DIR, capture_output=True, check=True
    )

    assert int(said.stdout) < 700
