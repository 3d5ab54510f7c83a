"""A producer corrects captions beside the clip, and everybody reads along."""

import pytest
from playwright.sync_api import expect

from .. import clips
from ..waiting import wait_until

pytestmark = pytest.mark.browser

# It plays for longer than a test takes to press a few keys.
SECONDS = 60
# A clip that is ready, with a draft, of an approved comment.
MAKE = """
from uuid import uuid4
from django.contrib.auth.models import User
from django.core.files import File
from django.core.files.storage import default_storage
from comments.cues import Cue, rows_of
from comments.models import Captions, Comment, Video
from episodes.models import Episode

def keep(path, name):
    with open(path, "rb") as file:
        return default_storage.save(name, File(file))

key = uuid4().hex
comment = Comment.objects.create(
    episode=Episode.objects.earliest("pk"), name={name!r}, visitor=key, key=key,
    withdrawal_hash=key, has_video=True,
)
video = Video.objects.create(
    comment=comment, state="ready", duration={seconds}, width=320, height=240,
    clip=keep({clip!r}, f"web/{{key}}/1.mp4"), poster=keep({poster!r}, f"web/{{key}}/1.jpg"),
)
comment.approve(User.objects.get(username="producer"))
cues = [Cue(0, 2000, "Who decided to leaf it?"), Cue(2000, 4000, "Nobody asked us.")]
Captions.objects.create(video=video, language="en", draft=rows_of(cues), revision=1)
print(video.pk, comment.get_absolute_url())
"""


@pytest.fixture
def clip(site, tmp_path):
    """A new clip's key, and the address of its comment."""
    poster = tmp_path / "poster.jpg"
    film = clips.mp4(seconds=SECONDS)
    clips.ffmpeg("-i", [film], "-frames:v 1", [poster])
    told = {"name": "Rana", "clip": str(film), "poster": str(poster)}
    made = site.manage("shell", "-v0", "-c", MAKE.format(seconds=SECONDS, **told))
    return made.split()[-2:]


@pytest.fixture
def editor(clip, producer):
    """The editing page of its captions, open at the producer's."""
    producer.goto(f"/admin/comments/captions/{clip[0]}/change/")
    wait_for_clip(producer)
    return producer


def wait_for_clip(page):
    page.wait_for_function("() => document.querySelector('video')?.readyState >= 1")


def lines(page):
    return page.locator("[data-cue]")


def words(page, number):
    return lines(page).nth(number).get_by_label("Words")


def now(page):
    return page.evaluate("document.querySelector('video').currentTime")


def is_paused(page):
    return page.evaluate("document.querySelector('video').paused")


def wait_until_at(page, seconds):
    page.wait_for_function(
        "seconds => Math.abs(document.querySelector('video').currentTime - seconds) < .1",
        arg=seconds,
    )


def test_lines_are_corrected_by_keys_and_published_for_everybody(
    editor, open_browser, clip
):
    seek_by_keys(editor)
    play_by_keys(editor)
    split_join_and_put_back(editor)

    words(editor, 0).fill("Who decided to leave it?")
    editor.get_by_role("button", name="Save and publish").click()

    expect(editor.get_by_text("Published:")).to_be_visible()
    read_along(open_browser(), clip[1])


@pytest.mark.long
def test_a_clip_that_is_paused_before_it_starts_breaks_nothing(editor):
    editor.evaluate(INTERRUPTED)

    words(editor, 0).focus()
    editor.keyboard.press("Control+Space")
    lines(editor).first.get_by_role("button", name="Play").click()

    expect(lines(editor)).to_have_count(2)


INTERRUPTED = """() => {
  HTMLMediaElement.prototype.play = () => Promise.reject(new DOMException("", "AbortError"));
}"""


def seek_by_keys(editor):
    words(editor, 1).click()
    wait_until_at(editor, 2)
    expect(lines(editor).nth(1)).to_have_class("cue cue--now")
    editor.keyboard.press("Control+Shift+Space")
    wait_until_at(editor, 0)
    words(editor, 0).focus()
    editor.keyboard.press("Control+Enter")
    expect(words(editor, 1)).to_be_focused()
    wait_until_at(editor, 2)


def play_by_keys(editor):
    assert is_paused(editor)
    editor.keyboard.press("Control+Space")
    editor.wait_for_function("() => !document.querySelector('video').paused")
    editor.keyboard.press("Control+Space")
    editor.wait_for_function("() => document.querySelector('video').paused")
    editor.evaluate("document.activeElement.blur()")
    editor.keyboard.press("Space")
    editor.wait_for_function("() => !document.querySelector('video').paused")
    editor.keyboard.press("Space")
    editor.wait_for_function("() => document.querySelector('video').paused")
    before = now(editor)
    editor.keyboard.press("ArrowLeft")
    wait_until_at(editor, before - 2)
    # At the first line, wherever it was paused.
    editor.evaluate("document.querySelector('video').currentTime = 0")
    wait_until_at(editor, 0)
    editor.keyboard.press("ArrowDown")
    expect(words(editor, 1)).to_be_focused()
    # In a field a space is a space.
    editor.keyboard.press("End")
    editor.keyboard.press("Space")
    expect(words(editor, 1)).to_have_value("Nobody asked us. ")


def split_join_and_put_back(editor):
    second = lines(editor).nth(1)
    words(editor, 1).evaluate("box => box.setSelectionRange(6, 6)")
    second.get_by_role("button", name="Split").click()
    expect(lines(editor)).to_have_count(3)
    expect(words(editor, 1)).to_have_value("Nobody")
    expect(words(editor, 2)).to_have_value("asked us.")
    second.get_by_role("button", name="Join next").click()
    expect(words(editor, 1)).to_have_value("Nobody asked us.")
    second.get_by_role("button", name="Remove").click()
    expect(lines(editor)).to_have_count(1)
    editor.get_by_role("button", name="Put back").click()
    expect(words(editor, 1)).to_have_value("Nobody asked us.")


def read_along(reader, address):
    reader.goto(address)
    comment = reader.locator("article.comment").filter(has_text="Rana").first
    comment.get_by_text("What is said").click()
    expect(comment.get_by_text("Who decided to leave it? Nobody")).to_be_visible()
    comment.get_by_role("link", name="Play the video").click()
    comment.locator("video").evaluate("video => (video.textTracks[0].mode = 'showing')")
    said = wait_until(lambda: cues_of(comment.locator("video")), 30)
    assert said == ["Who decided to leave it?", "Nobody asked us."]


def cues_of(video):
    """What its captions say, once they have come."""
    return video.evaluate(
        "video => [...(video.textTracks[0].cues ?? [])].map(cue => cue.text)"
    )


def test_it_is_a_plain_form_without_a_script(editor, open_browser):
    plain = open_browser(
        java_script_enabled=False, storage_state=editor.context.storage_state()
    )
    plain.goto(editor.url)
    expect(plain.get_by_role("button", name="Split")).to_have_count(0)

    last = lines(plain).last
    last.get_by_label("Begins").fill("0:01")
    last.get_by_label("Ends").fill("0:03")
    last.get_by_label("Words").fill("In between")
    words(plain, 0).fill("")
    lines(plain).nth(0).get_by_label("Remove").check()
    lines(plain).nth(1).get_by_label("Begins").fill("0:03")
    plain.get_by_role("button", name="Save the draft").click()

    expect(plain.get_by_text("Saved.", exact=True)).to_be_visible()
    expect(words(plain, 0)).to_have_value("In between")
    expect(words(plain, 1)).to_have_value("Nobody asked us.")
