"""A clip of ours in, cues out: what is heard in it, as a draft for a producer.

By Whisper, where `requirements-captions.txt` is installed; without, there is no draft.
"""

import json
import sys
from pathlib import Path

from imageio_ffmpeg import get_ffmpeg_exe

from .cues import from_words
from .engine import run
from .transcoding import examine

# The model knows no other.
LANGUAGES = ("en",)
MOST_SECONDS = 3600
# A minute of speech takes about five seconds and 260 MB. Clips go first.
LIMITS = {"memory_mb": 2500, "cpu_seconds": 600, "file_mb": 200, "nice": 15}
TIMEOUT = 900
# As the clips made here are, and nothing else.
READ_CLIP = [
    *("-nostdin", "-hide_banner", "-loglevel", "error", "-y"),
    *("-protocol_whitelist", "fd", "-format_whitelist", "mov,mp4,m4a,3gp,3g2,mj2"),
    *("-codec_whitelist", "h264,aac", "-threads", "1"),
    *("-f", "mov", "-t", str(MOST_SECONDS), "-fd", "0", "-i", "fd:"),
]
AS_WAV = ("-map", "0:a:0", "-ac", "1", "-ar", "16000", "-c:a", "pcm_s16le", "-f", "wav")


def draft(clip_path, room):
    """The cues of what is heard; TranscodingError if it can't be listened to.

    `room` is a folder for what is made on the way.
    """
    facts = examine(clip_path, MOST_SECONDS)
    if not facts.has_sound:
        return []
    sound = Path(room) / "speech.wav"
    command = [get_ffmpeg_exe(), *READ_CLIP, *AS_WAV, sound]
    run(command, clip_path, LIMITS, TIMEOUT)
    whisper = Path(__file__).with_name("whisper.py")
    heard = run([sys.executable, "-I", whisper], sound, LIMITS, TIMEOUT)
    return from_words(json.loads(heard), round(facts.seconds * 1000))
