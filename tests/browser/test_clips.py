"""Clips in the discussion: found, played, sought, and what is said when they are gone."""

import pytest
from playwright.sync_api import expect

from .conversation import QUEUE, open_sample, until

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def clips(site, chromium):
    """The address of a discussion with more clips than a page has."""
    page = chromium.new_page(base_url=site.url)
    address = open_sample(page)
    page.close()
    slug = address.rstrip("/").rpartition("/")[2]
    site.manage("fill_comments", slug, "--count", "120", "--videos", "30")
    return f"{address}comments/?only=video"


def test_a_clip_is_loaded_once_asked_for_and_played_to_its_end(viewer, clips):
    loaded = []
    viewer.on("response", lambda response: loaded.append(response))
    viewer.goto(clips)
    first, second = viewer.locator(".clip").nth(0), viewer.locator(".clip").nth(1)
    expect(first.get_by_role("link")).to_contain_text("Play the video comment by")
    posters = viewer.locator(".clip__poster").count()
    viewer.locator(".clip__poster").first.evaluate(LOADED)
    assert 0 < len(of_kind(loaded, ".jpg")) < posters
    assert of_kind(loaded, ".mp4") == []

    # By keyboard: the player stands where the poster stood, and has the focus.
    poster = first.get_by_role("link")
    poster.focus()
    before = poster.evaluate(PLACE)
    poster.press("Enter")
    video = first.locator("video")
    expect(video).to_be_focused()
    assert video.evaluate(PLACE) == pytest.approx(before, abs=1)
    until(video, "video.currentTime > 0.2 && video.videoWidth > 0")
    # From here on it may come to its end before it is looked at.
    video.evaluate("video => { video.loop = true }")
    video.press("Space")
    until(video, "video.paused")
    video.evaluate("video => { video.currentTime = 2.5 }")
    until(video, "!video.seeking && Math.abs(video.currentTime - 2.5) < 0.1")
    video.press("Space")
    until(video, "!video.paused")

    second.get_by_role("link").click()
    until(second.locator("video"), "video.currentTime > 0")
    until(video, "video.paused")
    video.evaluate("video => { video.loop = false; return video.play() }")
    until(second.locator("video"), "video.paused")
    until(video, "video.ended")
    assert {response.status for response in of_kind(loaded, ".mp4")} == {206}


def test_a_clip_that_was_brought_in_later_plays_too(viewer, clips):
    viewer.goto(clips)
    there = viewer.locator(".clip").count()
    viewer.get_by_role("link", name="Older comments").click()
    expect(viewer.locator(".clip").nth(there)).to_be_attached()

    later = viewer.locator(".clip").nth(there)
    later.get_by_role("link").click()

    until(later.locator("video"), "video.currentTime > 0.2")


def test_without_script_a_clip_is_a_link_that_plays(open_browser, clips):
    viewer = open_browser(java_script_enabled=False)
    viewer.goto(clips)
    viewer.locator(".clip").first.get_by_role("link").click()

    viewer.wait_for_url("**/clips/*.mp4")
    until(viewer.locator("video"), "video.videoWidth > 0")
    viewer.go_back()
    expect(viewer.locator(".clip").first).to_be_visible()


def test_a_clip_that_cannot_be_had_says_so_and_is_tried_again(unwatched, clips):
    unwatched.goto(clips)
    first, second, third = (unwatched.locator(".clip").nth(n) for n in range(3))
    unwatched.context.set_offline(True)
    first.get_by_role("link").click()
    again = first.get_by_role("button", name="Try again")
    expect(first.get_by_role("alert")).to_contain_text("can't be loaded just now")
    expect(again).to_be_focused()

    unwatched.context.set_offline(False)
    again.press("Enter")
    until(first.locator("video"), "video.currentTime > 0.2")

    # What breaks off once goes on by itself.
    unwatched.route("**/clips/*.mp4", lambda route: route.abort(), times=1)
    second.get_by_role("link").click()
    until(second.locator("video"), "video.currentTime > 0.2")

    unwatched.route("**/clips/*.mp4", gone)
    third.get_by_role("link").click()
    expect(third.get_by_role("alert")).to_contain_text("isn't here any more")


def gone(route):
    route.fulfill(status=404, body="")


@pytest.mark.long
@pytest.mark.parametrize(
    ("host", "told"),
    [
        ("https://www.youtube-nocookie.com", "pauseVideo"),
        ("https://player.vimeo.com", '"method":"pause"'),
    ],
)
def test_a_clip_and_the_broadcast_never_play_at_once(unwatched, clips, host, told):
    unwatched.route(f"{host}/**", lambda route: route.fulfill(body=PLAYER, **HTML))
    unwatched.goto(clips.partition("comments/")[0])
    # Whatever others have sent there since.
    unwatched.evaluate(CLIPS_ALONE, clips)
    clip = unwatched.locator(".clip").first
    video = clip.locator("video")
    unwatched.evaluate(BROADCAST, f"{host}/embed/1")
    clip.get_by_role("link").click()
    until(video, "video.currentTime > 0")

    frame = unwatched.frame_locator(".stage iframe")
    frame.locator("body").click()
    until(video, "video.paused")
    video.evaluate("video => video.play()")

    expect(frame.locator("body")).to_contain_text(told)
    unwatched.locator(".stage__frame").evaluate(POSTER)
    unwatched.get_by_role("link", name="Watch the broadcast").click()
    until(video, "video.paused")


# A host's player, as far as it listens; and an aired episode's place for it.
HTML = {"status": 200, "content_type": "text/html"}
PLAYER = """<body>Plays.<script>
    onmessage = ({ data }) => document.body.append(data)
</script>"""
CLIPS_ALONE = """address => htmx.ajax(
    "GET", address, { target: ".thread", select: ".thread", swap: "outerHTML" }
)"""
BROADCAST = """address => document.querySelector(".stage__frame").innerHTML =
    `<iframe src="${address}" width="400" height="225"></iframe>`"""
POSTER = """frame => frame.innerHTML =
    '<a href="#broadcast" data-player>Watch the broadcast</a>'"""


def test_a_producer_watches_a_clip_in_the_queue(producer, clips):
    producer.goto(f"{QUEUE}?show=all&kind=video")
    clip = producer.locator(".queue-row .clip").first
    clip.get_by_role("link").click()

    until(clip.locator("video"), "video.currentTime > 0.2")
    expect(clip.locator("video")).to_be_focused()


LOADED = """poster => poster.complete ||
    new Promise(loaded => poster.addEventListener("load", loaded))"""
# On the page, wherever it is scrolled to.
PLACE = """element => {
    const { x, y, width, height } = element.getBoundingClientRect()
    return [x + scrollX, y + scrollY, width, height]
}"""


def of_kind(responses, ending):
    return [response for response in responses if response.url.endswith(ending)]
