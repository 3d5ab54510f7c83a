"""What a fake camera sees and a fake microphone hears."""

from functools import cache

from PIL import Image

from ..clips import ROOM, ffmpeg

FAKE = "--use-fake-device-for-media-stream"
WILLING = "--use-fake-ui-for-media-stream"
# A wall of one colour, with a red corner: whatever turns or mirrors it is seen.
WALL = "color=c=0x2060c0:size={width}x{height}:rate=15:duration=1"
CORNER = "drawbox=x=0:y=0:w=iw/4:h=ih/4:color=red:t=fill"


def camera(width=640, height=360):
    """Arguments for a browser whose camera has this size."""
    return f"--use-file-for-fake-video-capture={_picture(width, height)}"


def microphone(volume=0.5):
    return f"--use-file-for-fake-audio-capture={_sound(volume)}"


@cache
def _picture(width, height):
    path = ROOM / f"camera-{width}-{height}.y4m"
    wall = WALL.format(width=width, height=height)
    ffmpeg("-f lavfi -i", [wall], "-vf", [CORNER], "-pix_fmt yuv420p", [path])
    return path


@cache
def _sound(volume):
    """It comes and goes as a voice does: what stays the same is filtered as noise."""
    path = ROOM / f"microphone-{volume}.wav"
    voice = f"tremolo=f=4:d=0.9,volume={volume}"
    ffmpeg("-f lavfi -i sine=frequency=440:duration=2 -af", [voice], [path])
    return path


def is_upright(path):
    """Whether the red corner is where the camera saw it, and nowhere else."""
    picture = path.with_suffix(".png")
    ffmpeg("-i", [path], "-ss 0.5 -frames:v 1 -update 1", [picture])
    frame = Image.open(picture).convert("RGB")
    spots = [(0.1, 0.1), (0.9, 0.1), (0.1, 0.9), (0.9, 0.9)]
    pixels = [frame.getpixel((x * frame.width, y * frame.height)) for x, y in spots]
    return [red > blue for red, _green, blue in pixels] == [True, False, False, False]
