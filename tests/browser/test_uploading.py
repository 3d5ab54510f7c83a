"""A clip's way to the site from a browser: seen, paused, broken off, and gone on with."""

import os
import re
import signal

import pytest
from playwright.sync_api import expect

from .. import clips
from ..waiting import wait_until
from .conftest import PATIENCE
from .conversation import open_sample
from .uploading import (
    FIRST,
    SECONDS_FOR_A_WAY,
    UPLOADS,
    Gate,
    choose,
    expect_received,
    expect_under_way,
    has_arrived,
    left_in,
    padded_clip,
    send,
)

pytestmark = pytest.mark.browser

COMMENTS = "**/comments/"
TOKEN = "**/comments/token/"
SECONDS_TO_FORGET = 30
TUS = {"Tus-Resumable": "1.0.0"}
IS_ABOVE = """(one, other) =>
    one.getBoundingClientRect().bottom <= other.getBoundingClientRect().top"""


@pytest.fixture
def clip(tmp_path):
    return padded_clip(tmp_path)


@pytest.fixture
def context(chromium, site):
    """A browser in which requests may fail, but no script."""
    broken = []
    context = chromium.new_context(base_url=site.url)
    context.set_default_timeout(PATIENCE)
    context.on("weberror", lambda error: broken.append(str(error.error)))
    yield context
    context.close()
    assert not broken


@pytest.fixture
def viewer(context):
    page = context.new_page()
    open_sample(page)
    return page


def press(page, button):
    page.get_by_role("button", name=button, exact=True).click()


def card(page):
    return page.get_by_role("group", name="The video to be sent")


def state(page):
    return page.locator(".comment-form__state")


def form_posts(page):
    """Fills up with the posts of forms that the page sends."""
    posts = []
    page.on(
        "request",
        lambda request: (
            request.method == "POST"
            and "/uploads/" not in request.url
            and posts.append(request)
        ),
    )
    return posts


def test_a_clip_survives_a_lost_network_and_a_reload(viewer, context, clip, site):
    gate = Gate(viewer)
    choose(viewer, clip)
    expect(card(viewer)).to_contain_text("bridge.mp4")
    expect(card(viewer)).to_contain_text("0:02 6.2 MB")
    assert gate.asked == []

    send(viewer)
    expect_under_way(viewer)
    context.set_offline(True)
    gate.lose()
    expect(state(viewer)).to_contain_text("We can't reach the site just now.")
    pause = viewer.get_by_role("button", name="Pause").element_handle()
    # Both at one moment: the page may be scrolling.
    assert state(viewer).evaluate(IS_ABOVE, pause)
    context.set_offline(False)
    expect(state(viewer)).to_contain_text("% sent")

    viewer.reload()
    expect(viewer.get_by_text(f"Your video was on its way ({FIRST}).")).to_be_visible()
    expect(viewer.get_by_label("Your comment")).to_have_value(
        "The bridge is open again."
    )
    expect(card(viewer)).to_contain_text("bridge.mp4")
    expect(viewer.get_by_label("I'm 18 or over")).to_be_checked()
    before = len(gate.asked)
    gate.open()
    press(viewer, "Go on")
    expect_received(viewer)

    assert gate.methods.count("POST") == 1
    assert gate.methods[before:][:2] == ["HEAD", "PATCH"]
    assert has_arrived(site, clip)
    wait_until(lambda: not left_in(viewer), SECONDS_TO_FORGET)


@pytest.mark.long
def test_a_clip_survives_a_server_that_is_killed(viewer, clip, site):
    gate = Gate(viewer)
    choose(viewer, clip)
    send(viewer)
    expect_under_way(viewer)

    os.killpg(site.process.pid, signal.SIGKILL)
    site.stop()
    gate.open()
    expect(state(viewer)).to_contain_text("We can't reach the site just now.")
    site.start()
    expect_received(viewer)
    assert gate.methods.count("POST") == 1
    assert has_arrived(site, clip)


@pytest.mark.long
def test_a_slow_way_says_how_much_longer_it_takes(viewer, context, clip):
    network = context.new_cdp_session(viewer)
    network.send("Network.enable")
    rate = {"downloadThroughput": -1, "uploadThroughput": 500 * 1024}
    slow = {"offline": False, "latency": 0, **rate}
    network.send("Network.emulateNetworkConditions", slow)
    choose(viewer, clip)
    send(viewer)
    expect(viewer.locator("[data-sending-facts]")).to_have_text(
        re.compile(r"\d+ % · about \d*[05] s left")
    )
    expect(viewer.get_by_role("progressbar")).to_be_visible()
    expect_received(viewer)


@pytest.mark.long
def test_it_is_paused_and_gone_on_with(viewer, clip, site):
    gate = Gate(viewer)
    choose(viewer, clip)
    send(viewer)
    expect_under_way(viewer)
    press(viewer, "Pause")
    expect(state(viewer)).to_have_text("Paused. What was sent is kept for you.")
    asked = len(gate.asked)
    gate.open()
    viewer.get_by_label("Your comment").fill("Reworded while it waits.")
    assert len(gate.asked) == asked

    press(viewer, "Go on")
    expect_received(viewer)
    assert has_arrived(site, clip)
    viewer.reload()
    expect(viewer.locator(".mine")).to_contain_text("Reworded while it waits.")


@pytest.mark.long
@pytest.mark.parametrize("way", ["Cancel", "Remove"])
def test_what_is_not_wanted_any_more_is_gone_from_the_server(viewer, clip, way):
    gate = Gate(viewer)
    choose(viewer, clip)
    send(viewer)
    expect_under_way(viewer)
    if way == "Remove":
        viewer.reload()
    with viewer.expect_response(lambda r: r.request.method == "DELETE") as deleted:
        press(viewer, way)
    assert deleted.value.status == 204

    assert viewer.request.head(gate.address, headers=TUS).status == 404
    wait_until(lambda: not left_in(viewer), SECONDS_TO_FORGET)
    if way == "Cancel":
        expect(state(viewer)).to_contain_text("Stopped")
        expect(card(viewer)).to_be_visible()
        gate.open()
        send(viewer)
        expect_received(viewer)
    else:
        expect(card(viewer)).to_be_hidden()


@pytest.mark.long
@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("empty", "This file is empty."),
        ("text", "This file isn't a video that we can read."),
        ("too_long", "This video is longer than 90 seconds."),
        ("too_large", "This file is larger than 200 MB."),
    ],
)
def test_what_the_site_would_refuse_is_refused_before_a_byte_is_sent(
    viewer, tmp_path, kind, said
):
    path = tmp_path / "large.mp4"
    if kind == "too_large":
        path.write_bytes(clips.mp4().read_bytes())
        os.truncate(path, 200 * 2**20 + 1)
    else:
        path = getattr(clips, kind)()
    gate, posts = Gate(viewer), form_posts(viewer)
    choose(viewer, path)
    expect(card(viewer).get_by_role("alert")).to_contain_text(said)

    send(viewer)
    expect(card(viewer)).to_be_focused()
    assert gate.asked == posts == []
    viewer.get_by_label("Choose a video").set_input_files(clips.mp4())
    expect(card(viewer).get_by_role("alert")).to_have_text("")
    send(viewer)
    expect_received(viewer)


@pytest.mark.long
@pytest.mark.parametrize("lost", ["csrftoken", "visitor"])
def test_a_lost_cookie_costs_no_more_than_a_new_one(viewer, context, clip, site, lost):
    gate = Gate(viewer)
    choose(viewer, clip)
    send(viewer)
    expect_under_way(viewer)
    context.clear_cookies(name=lost)
    gate.open()
    expect_received(viewer)
    # A token is fetched anew; whom the site doesn't know any more begins anew.
    assert gate.methods.count("POST") == (2 if lost == "visitor" else 1)
    assert has_arrived(site, clip)


@pytest.mark.long
@pytest.mark.parametrize("lacking", ["uploads", "database", "storage"])
def test_it_goes_without_what_this_browser_or_site_lacks(
    viewer, context, clip, site, lacking
):
    if lacking == "uploads":
        viewer.route(UPLOADS, lambda route: route.fulfill(status=404))
    names = {"database": ["indexedDB"], "storage": ["indexedDB", "localStorage"]}
    for name in names.get(lacking, []):
        context.add_init_script(f"Object.defineProperty(window, '{name}', {{}})")
    viewer.reload()
    choose(viewer, clip)
    send(viewer)
    expect_received(viewer)
    assert has_arrived(site, clip)


@pytest.mark.long
def test_one_of_two_tabs_sends_it(viewer, context, clip):
    gate = Gate(viewer)
    choose(viewer, clip)
    send(viewer)
    expect_under_way(viewer)
    other = context.new_page()
    other.goto(viewer.url)
    press(other, "Go on")
    expect(state(other)).to_contain_text("Another tab is sending a video")

    gate.open()
    expect_received(viewer)
    press(other, "Go on")
    expect(state(other)).to_contain_text("sent, or removed, in another tab")
    expect(card(other)).to_be_hidden()


@pytest.mark.long
def test_words_that_are_refused_dont_cost_the_clip(viewer, clip, site):
    gate = Gate(viewer, passing=None)
    choose(viewer, clip)
    viewer.get_by_label("E-mail").fill("")
    send(viewer)
    expect(viewer.get_by_role("alert").first).to_contain_text("be able to reach you")
    expect(card(viewer)).to_contain_text("bridge.mp4")
    sent = gate.methods.count("PATCH")

    viewer.get_by_label("E-mail").fill("nadia@viewer.example")
    press(viewer, "Send it now")
    expect_received(viewer)
    assert gate.methods.count("PATCH") == sent
    assert has_arrived(site, clip)


@pytest.mark.long
def test_what_the_server_says_is_shown_and_nothing_is_lost(viewer, clip):
    sentence = "We can't take videos just now: our storage is full."
    full = {"status": 507, "content_type": "text/plain; charset=utf-8"}
    viewer.route(UPLOADS, lambda route: route.fulfill(body=sentence, **full))
    choose(viewer, clip)
    send(viewer)
    expect(state(viewer)).to_have_text(sentence)
    expect(card(viewer)).to_be_visible()
    expect(viewer.get_by_label("Your comment")).to_have_value(
        "The bridge is open again."
    )
    viewer.unroute(UPLOADS)
    send(viewer)
    expect_received(viewer)


@pytest.mark.long
def test_what_answers_in_the_servers_place_is_not_believed(viewer, clip, site):
    """A network that wants a login says yes to everything."""
    lies = ["POST", "PATCH", "PATCH", "HEAD"]

    def lie(route):
        if route.request.method in lies:
            lies.remove(route.request.method)
            route.fulfill(status=200, body="<html>Please log in</html>")
        else:
            route.continue_()

    viewer.route(UPLOADS, lie)
    choose(viewer, clip)
    send(viewer)
    expect_received(viewer)
    assert lies == []
    assert has_arrived(site, clip)


@pytest.mark.long
def test_chunks_shrink_to_what_a_proxy_lets_through(viewer, clip, site):
    refused = []

    def limit(route):
        size = len(route.request.post_data_buffer or b"")
        if size > 2**19:
            refused.append(size)
            route.fulfill(status=413, content_type="text/html", body="<h1>413</h1>")
        else:
            route.continue_()

    viewer.route(UPLOADS, limit)
    choose(viewer, clip)
    send(viewer)
    expect_received(viewer)
    assert len(refused) == 1
    assert has_arrived(site, clip)


@pytest.mark.long
def test_send_pressed_twice_makes_one_comment(viewer, clip):
    posts = form_posts(viewer)
    gate = Gate(viewer, passing=None)
    choose(viewer, clip)
    viewer.get_by_role("button", name="Send", exact=True).dblclick()
    expect_received(viewer)
    assert len(posts) == gate.methods.count("POST") == 1


@pytest.mark.long
def test_a_recording_is_taken_from_the_recorder(viewer, clip, site):
    told = viewer.evaluate_handle(
        """() => {
            const told = { times: 0 }
            document.addEventListener("stream:sent", () => told.times++)
            return told
        }"""
    )
    choose(viewer, clips.mp4(), words="")
    viewer.locator("form.comment-form").evaluate(
        """(form, bytes) => form.dispatchEvent(new CustomEvent("stream:clip", {
            bubbles: true,
            detail: {
                file: new Blob([new Uint8Array(bytes)], { type: "video/webm" }),
                seconds: 1.6,
                description: "From the bridge.",
            },
        }))""",
        list(clips.webm_without_duration().read_bytes()),
    )
    expect(card(viewer)).to_be_focused()
    expect(card(viewer)).to_contain_text("Your recording")
    expect(card(viewer)).to_contain_text("0:02 0.1 MB")
    expect(viewer.get_by_label("Your comment")).to_have_value("From the bridge.")
    send(viewer)
    expect_received(viewer)
    assert told.evaluate("told => told.times") == 1
    assert has_arrived(site, clips.webm_without_duration())


@pytest.mark.long
def test_a_preview_leaves_the_clip_on_the_device(viewer, clip, site):
    gate, posts = Gate(viewer, passing=None), form_posts(viewer)
    choose(viewer, clip)
    press(viewer, "Preview")
    preview = viewer.get_by_role("region", name="This is how it will look")
    expect(preview).to_contain_text("The bridge is open again.")
    expect(card(viewer)).to_contain_text("bridge.mp4")
    assert gate.asked == []
    assert len(posts[0].post_data_buffer) < 2**20

    press(viewer, "Send it now")
    expect_received(viewer)
    assert has_arrived(site, clip)


@pytest.mark.long
def test_a_clip_that_was_left_is_gone_in_a_day(viewer, clip):
    Gate(viewer)
    choose(viewer, clip)
    send(viewer)
    expect_under_way(viewer)
    viewer.evaluate(
        """() => {
            const [name] = Object.keys(localStorage).filter(n => n.includes("upload"))
            const kept = JSON.parse(localStorage.getItem(name))
            kept.at -= 24 * 60 * 60 * 1000 + 1
            localStorage.setItem(name, JSON.stringify(kept))
        }"""
    )
    viewer.reload()
    expect(viewer.get_by_text("Your draft was kept")).to_be_visible()
    expect(card(viewer)).to_be_hidden()
    wait_until(lambda: not left_in(viewer), SECONDS_TO_FORGET)


@pytest.mark.long
def test_an_answer_lost_at_the_end_costs_neither_clip_nor_comment(viewer, clip, site):
    def swallow(route):
        route.fetch()
        route.abort()

    viewer.route(COMMENTS, swallow)
    choose(viewer, clip)
    send(viewer)
    expect(state(viewer)).to_contain_text("We can't reach the site just now.")
    viewer.unroute(COMMENTS)
    viewer.reload()
    gate = Gate(viewer)
    press(viewer, "Go on")
    expect_received(viewer)
    assert gate.asked == []
    viewer.reload()
    expect(viewer.locator(".mine__comment")).to_have_count(1)


@pytest.mark.long
def test_a_file_that_has_gone_from_the_device_is_asked_for_again(viewer, clip):
    gate = Gate(viewer)
    choose(viewer, clip)
    send(viewer)
    expect_under_way(viewer)
    press(viewer, "Pause")
    clip.unlink()
    gate.open()
    press(viewer, "Go on")
    expect(state(viewer)).to_contain_text("no longer lets us read this file")
    expect(card(viewer)).to_be_visible()


@pytest.mark.long
def test_a_clip_that_fails_on_a_close_look_makes_room_for_another(viewer):
    choose(viewer, clips.truncated_index_lost())
    send(viewer)
    refusal = viewer.locator(".field__error", has_text="the file stops halfway")
    expect(refusal).to_be_visible()
    expect(card(viewer)).to_contain_text("index-lost.mp4")

    viewer.get_by_label("Choose a video").set_input_files(clips.mp4())
    expect(refusal).to_have_count(0)
    press(viewer, "Send it now")
    expect_received(viewer)


@pytest.mark.long
def test_it_is_paused_while_the_device_still_reads_the_file(viewer, clip):
    """A file that lies in somebody's cloud takes its time."""
    choose(viewer, clip)
    viewer.evaluate(SLOW_FILE)
    send(viewer)
    wait_until(lambda: viewer.evaluate("Boolean(window.read)"), SECONDS_FOR_A_WAY)
    press(viewer, "Pause")
    viewer.evaluate("window.read()")
    press(viewer, "Go on")

    expect_received(viewer)


# Its first chunk is there once it is told.
SLOW_FILE = """() => {
  const read = Blob.prototype.arrayBuffer;
  Blob.prototype.arrayBuffer = function () {
    Blob.prototype.arrayBuffer = read;
    return new Promise((resolve) => {
      window.read = () => resolve(read.call(this));
    });
  };
}"""


@pytest.mark.long
@pytest.mark.parametrize("lost", ["token", "form", "answer"])
def test_what_is_left_once_the_clip_is_there_goes_on_by_itself(viewer, clip, lost):
    gate, losses = Gate(viewer, passing=None), []

    def lose(route):
        losses.append(route.request)
        if lost == "answer":
            route.fetch()
        route.abort("internetdisconnected")

    def lose_the_last(route):
        lose(route) if "PATCH" in gate.methods else route.continue_()

    viewer.route(TOKEN if lost == "token" else COMMENTS, lose_the_last)
    choose(viewer, clip)
    send(viewer)
    expect(state(viewer)).to_contain_text("We can't reach the site just now.")
    assert losses
    viewer.unroute_all()
    viewer.evaluate("window.dispatchEvent(new Event('online'))")

    expect_received(viewer)
    viewer.reload()
    expect(viewer.locator(".mine__comment")).to_have_count(1)
