import subprocess
import threading

import av
import pytest
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


@pytest.mark.parametrize(
    "make",
    [
        clips.mp4,
        clips.mp4_index_last,
        clips.mp4_fragmented,
        clips.webm,
        clips.webm_without_duration,
        clips.mov,
        clips.mov_of_old,
        clips.silent,
        clips.hdr,
        clips.html_in_box,
    ],
)
def test_what_phones_and_browsers_record_becomes_a_clip(make, tmp_path):
    facts, made, clip, poster = prepared(make(), tmp_path)

    assert made.seconds == pytest.approx(facts.seconds, abs=0.1)
    assert made.has_sound == facts.has_sound == (make is not clips.silent)
    with av.open(str(clip)) as container:
        picture = container.streams.video[0].codec_context
        sounds = [s.codec_context for s in container.streams.audio]
        assert (picture.name, picture.pix_fmt) == ("h264", "yuv420p")
        assert [(s.name, s.sample_rate) for s in sounds] == (
            [("aac", 48000)] if facts.has_sound else []
        )
    assert picture_of(poster).format == "JPEG"


def test_the_index_comes_first_so_that_a_clip_starts_before_it_is_there(tmp_path):
    _facts, _made, clip, _poster = prepared(clips.mp4_index_last(), tmp_path)

    data = clip.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")


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
    ("size", "expected"),
    [
        ("1920x1080", (1280, 720)),
        ("1080x1920", (720, 1280)),
        ("426x240", (426, 240)),
        ("321x241", (320, 240)),
    ],
)
def test_a_clip_is_at_most_720p_and_never_enlarged(size, expected, tmp_path):
    path = tmp_path / "sized.mp4"
    picture = f"-f lavfi -i color=red:size={size}:rate=10:duration=0.5"
    clips.ffmpeg(picture, "-c:v libx264 -preset ultrafast -pix_fmt yuv444p", [path])

    _facts, made, _clip, _poster = prepared(path, tmp_path)

    assert (made.width, made.height) == expected


def test_points_that_are_not_square_are_made_so(tmp_path):
    path = tmp_path / "anamorphic.mp4"
    picture = "-f lavfi -i color=red:size=360x288:rate=10:duration=0.5"
    clips.ffmpeg(picture, "-vf setsar=16/9", clips.H264, [path])

    _facts, made, _clip, _poster = prepared(path, tmp_path)

    assert (made.width, made.height) == (640, 288)


def test_hdr_is_mapped_to_what_every_screen_shows(tmp_path):
    facts, _made, clip, _poster = prepared(clips.hdr(), tmp_path)

    assert facts.hdr == "arib-std-b67"
    with av.open(str(clip)) as container:
        next(container.decode(video=0))
        assert int(container.streams.video[0].codec_context.color_trc) == 1


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


def voice(folder, volume):
    path = folder / "voice.mp4"
    picture, sound = clips._inputs(4, "64x64")
    clips.ffmpeg(
        picture, sound, clips.H264, "-af", f"volume={volume}", clips.AAC, [path]
    )
    return path


@pytest.mark.parametrize("volume", ["-15dB", "15dB"])
def test_loud_and_quiet_voices_end_up_alike(volume, tmp_path):
    _facts, made, clip, _poster = prepared(voice(tmp_path, volume), tmp_path)

    assert loudness(clip) == pytest.approx(-16, abs=1)
    assert not made.is_quiet


def test_a_very_quiet_voice_is_lifted_only_so_far_and_marked(tmp_path):
    quiet = voice(tmp_path, "-40dB")

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
    path = tmp_path / "mute.mp4"
    picture, _sound = clips._inputs(1, "64x64")
    silence = "-f lavfi -t 1 -i anullsrc=r=44100:cl=mono"
    clips.ffmpeg(picture, silence, clips.H264, clips.AAC, [path])

    _facts, made, _clip, _poster = prepared(path, tmp_path)

    assert made.has_sound
    assert made.is_quiet


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (clips.empty, Reason.EMPTY),
        (clips.text, Reason.NOT_A_VIDEO),
        (clips.too_long, Reason.TOO_LONG),
        (clips.truncated, Reason.TRUNCATED),
        (clips.truncated_index_lost, Reason.TRUNCATED),
        (clips.truncated_webm, Reason.TRUNCATED),
        (clips.sound_only, Reason.NO_PICTURE),
    ],
)
def test_a_file_that_is_no_good_clip_is_refused_with_the_reason(make, reason):
    error = refusal_of(make())

    assert error.reason == reason
    assert not error.retryable


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
