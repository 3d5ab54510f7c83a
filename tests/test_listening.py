"""The machine that drafts captions, as it is: it needs requirements-captions.txt."""

import shutil

import pytest

from comments import captioning
from comments.cues import words_of, wrongs_in
from comments.transcoding import TranscodingError, examine

from . import clips
from .captions import SPOKEN, spoken

pytestmark = pytest.mark.long


@pytest.fixture(autouse=True)
def _can_listen():
    pytest.importorskip("faster_whisper", reason="needs requirements-captions.txt")
    if not shutil.which("espeak-ng"):
        pytest.skip("no espeak-ng on the PATH, to speak")


def heard(words):
    return set(words.lower().replace(".", "").replace("?", "").replace(",", "").split())


def test_what_is_said_is_heard_where_it_is_said(tmp_path):
    clip = spoken(tmp_path)

    cues = captioning.draft(clip, tmp_path)

    missed = heard(SPOKEN) - heard(words_of(cues))
    assert len(missed) <= 2, words_of(cues)
    assert len(cues) >= 2
    assert wrongs_in(cues, examine(clip, 60).seconds) == []


def test_a_tone_and_a_silent_clip_say_nothing(tmp_path):
    assert captioning.draft(clips.mp4(), tmp_path) == []
    assert captioning.draft(clips.silent(), tmp_path) == []


def test_what_outgrows_its_limits_is_stopped(tmp_path, monkeypatch):
    monkeypatch.setitem(captioning.LIMITS, "memory_mb", 300)

    with pytest.raises(TranscodingError):
        captioning.draft(spoken(tmp_path), tmp_path)
