"""A viewer's answer on its way: from the page, past a producer, to the public."""

import re
import time

import pytest
from playwright.sync_api import expect

from .. import clips
from .conversation import comment_by, play_and_seek

pytestmark = pytest.mark.browser

QUEUE = "/admin/comments/comment/"
CODE = re.compile(r"[A-Z2-9]{4}-[A-Z2-9]{4}")
# A worker on a busy machine; the clip is four seconds long.
SECONDS_FOR_A_CLIP = 300


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_words_go_from_a_viewer_past_a_producer_to_the_public(
    episode, open_browser, producer, script
):
    viewer, reader = open_browser(java_script_enabled=script), open_browser()
    name = f"Nadia {script}"
    words = f"The bridge is still closed, {script}."

    write(viewer, episode, name, words)
    send(viewer, script)
    expect(viewer.get_by_text("It isn't public yet")).to_be_visible()
    expect(viewer.locator("main")).to_contain_text(CODE)
    reader.goto(episode)
    expect(reader.get_by_text(words)).to_have_count(0)

    approve(producer, name, words)
    reader.reload()
    expect(comment_by(reader, name)).to_contain_text(words)
    assert reader.context.cookies() == []


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_a_clip_goes_the_same_way_and_can_be_played_and_sought(
    episode, open_browser, producer, script
):
    viewer, reader = open_browser(java_script_enabled=script), open_browser()
    name = f"Karim {script}"

    write(viewer, episode, name, "")
    viewer.get_by_label("Choose a video").set_input_files(clips.mp4(seconds=4))
    viewer.get_by_label("I'm 18 or over").check()
    send(viewer, script)
    expect(viewer.get_by_text("Your video is being prepared")).to_be_visible()

    producer.goto(f"{QUEUE}?q={name}")
    row = row_of(producer, name)
    reload_until(producer, row.locator(".clip"))
    play_and_seek(row.locator(".clip"))
    approve(producer, name)

    reader.goto(episode)
    statuses = []
    reader.on(
        "response", lambda r: r.url.endswith(".mp4") and statuses.append(r.status)
    )
    play_and_seek(comment_by(reader, name).locator(".clip"))
    assert set(statuses) == {206}
    assert reader.context.cookies() == []


def write(page, episode, name, words):
    page.goto(episode)
    page.get_by_label("Your comment").fill(words)
    page.get_by_label("Name", exact=True).fill(name)


def send(page, script):
    page.get_by_role("button", name="Send", exact=True).click()
    if not script:
        expect(page.get_by_role("heading", name="Not sent yet")).to_be_visible()
        page.get_by_role("button", name="Send it now").click()


def approve(producer, name, words=""):
    producer.goto(f"{QUEUE}?q={name}")
    row = row_of(producer, name)
    expect(row).to_contain_text(words)
    expect(row).to_contain_text("Held")
    row.get_by_role("button", name=f"Approve {name}").click()
    expect(row).to_contain_text("Approved")


def row_of(producer, name):
    return producer.locator(".queue-row").filter(has_text=name)


def reload_until(page, locator):
    """Look again, as a person would, until the worker is done."""
    deadline = time.monotonic() + SECONDS_FOR_A_CLIP
    while not locator.is_visible():
        assert time.monotonic() < deadline, page.locator("body").inner_text()
        page.reload()
