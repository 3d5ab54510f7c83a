"""Recording in the page, in a Chromium with a fake camera and microphone."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from comments.transcoding import examine

from ..waiting import wait_until
from .cameras import FAKE, WILLING, camera, is_upright, microphone
from .conversation import Hold, approve, comment_by, open_sample, play_and_seek
from .recording import WATCH, Studio, kept_seconds

pytestmark = pytest.mark.browser

long = pytest.mark.long
ASKED = "window.asked.at(-1).video"
# A worker on a busy machine.
SECONDS_FOR_A_CLIP = 300
OFFER = "Go on with your recording"


@pytest.fixture(scope="module")
def film(launch):
    """A browser with a camera, and a user who says yes."""
    browser = launch(FAKE, WILLING, camera(), microphone())
    yield browser
    browser.close()


@pytest.fixture
def enter(open_browser):
    """Open the sample's page in a browser that has a studio."""

    def enter_one(browser, *scripts, **options):
        page = open_browser(browser=browser, **options)
        for script in (WATCH, *scripts):
            page.add_init_script(script)
        open_sample(page)
        return Studio(page)

    return enter_one


@pytest.fixture
def studio(enter, film):
    return enter(film)


@pytest.fixture
def examined(tmp_path):
    """Write a clip down, and look at it as the server does."""

    def examine_one(data):
        path = tmp_path / "clip"
        path.write_bytes(data)
        return path, examine(path, 90)

    return examine_one


def offer(studio):
    return studio.page.get_by_role("button", name=OFFER).first


def test_a_recording_survives_a_reload_goes_on_and_is_published(
    studio, examined, producer, open_browser
):
    page = studio.page
    studio.look()
    studio.record(seconds=4)
    studio.press("Pause")
    studio.says("Paused.")
    page.reload()

    offer(studio).click()
    studio.says("Your recording was kept on this device.")
    studio.press("Go on recording")
    studio.record(seconds=8)
    studio.press("Done")
    studio.says("Here is your recording")
    studio.expect_dark()
    studio.dialog.get_by_label("What you say, in a line").fill("My street, at last.")
    clip, data = studio.use()

    expect(page.get_by_label("Your comment")).to_have_value("My street, at last.")
    path, facts = examined(data)
    card = page.get_by_role("group", name="The video to be sent")
    expect(card).to_contain_text("Your recording")
    # Both, even if a busy machine's pictures came late.
    assert clip["seconds"] > 5
    assert facts.seconds == pytest.approx(clip["seconds"], rel=0.05)
    assert facts.has_sound
    assert (facts.width, facts.height) == (640, 360)
    assert is_upright(path)

    send(page, "Recording Rana")
    assert kept_seconds(page) == 0
    approve(producer, "Recording Rana")
    reader = open_browser()
    reader.goto(page.url)
    published = comment_by(reader, "Recording Rana").locator(".clip")
    address = published.get_by_role("link").get_attribute("href")
    play_and_seek(published)
    play_to_the_end(published.locator("video"))
    path, made = examined(reader.request.get(address).body())
    assert made.seconds == pytest.approx(facts.seconds, rel=0.05)
    assert is_upright(path)


def send(page, name):
    """And see it held, once it has been prepared."""
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("I'm 18 or over").check()
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_text("Thank you.")).to_be_visible()
    expect(page.locator(".clip-state__step[aria-current]")).to_have_text(
        "With our producers", timeout=SECONDS_FOR_A_CLIP * 1000
    )


def play_to_the_end(video):
    video.evaluate(
        """video => new Promise((ends) => {
            video.addEventListener("ended", ends)
            video.play()
        })"""
    )


@long
def test_mp4_is_joined_as_well(enter, film, examined):
    """Safari's container, of which this browser can write a kind."""
    studio = enter(
        film, "MediaRecorder.isTypeSupported = (type) => type === 'video/mp4'"
    )
    studio.look()
    studio.begin()
    studio.wait_for_left(88)
    studio.press("Done")
    studio.press("Go on recording")
    studio.begin()
    studio.wait_for_left(studio.left() - 2)
    studio.press("Done")
    clip, data = studio.use()

    path, facts = examined(data)
    assert clip["type"] == "video/mp4"
    assert facts.demuxer == "mov"
    assert facts.seconds == pytest.approx(clip["seconds"], rel=0.1)
    assert is_upright(path)


@long
def test_a_portrait_stays_upright(enter, launch, examined):
    browser = launch(FAKE, WILLING, camera(360, 640), microphone())
    studio = enter(browser, viewport={"width": 360, "height": 740})
    studio.look()
    studio.record(seconds=3)
    studio.press("Done")
    clip, data = studio.use()

    path, facts = examined(data)
    assert facts.width < facts.height
    assert facts.seconds == pytest.approx(clip["seconds"], rel=0.05)
    assert is_upright(path)
    browser.close()


@long
@pytest.mark.parametrize("size", [(360, 560), (740, 360)])
def test_on_a_small_phone_every_way_is_at_hand(enter, film, size):
    width, height = size
    studio = enter(film, viewport={"width": width, "height": height})
    studio.look()
    expect(studio.button("Record")).to_be_in_viewport(ratio=1)
    studio.record(seconds=1)
    expect(studio.button("Pause")).to_be_in_viewport(ratio=1)
    studio.press("Done")
    for name in ("Use this video", "Go on recording", "Record it again"):
        expect(studio.button(name)).to_be_in_viewport(ratio=1)


@long
def test_it_records_by_itself_once_it_has_counted_down(studio):
    studio.look()
    studio.page.evaluate("window.countsDown = true")
    studio.press("Record")

    expect(studio.button("Pause")).to_be_visible()
    studio.wait_for_kept(1)


@long
def test_the_limit_ends_a_recording_cleanly(studio, examined):
    shorten(studio, seconds=3)
    studio.look()
    expect(studio.dialog).to_contain_text("0:03 left")
    studio.begin()

    studio.says("Time is up. Here is your recording")
    studio.expect_dark()
    expect(studio.button("Go on recording")).to_be_disabled()
    clip, data = studio.use()
    assert 0 < clip["seconds"] < 6
    assert examined(data)[1].seconds == pytest.approx(clip["seconds"], rel=0.05)


def shorten(studio, seconds):
    def answer(route):
        words = (
            route.fetch()
            .text()
            .replace('data-most-seconds="90"', f'data-most-seconds="{seconds}"')
        )
        route.fulfill(body=words, content_type="text/html")

    studio.page.route("**/comments/recorder/", answer)


@long
def test_it_is_recorded_again_as_often_as_one_likes(studio, examined):
    studio.look()
    for _take in range(2):
        studio.record(seconds=1)
        studio.press("Done")
        studio.press("Record it again")
        expect(studio.button("Record")).to_be_visible()
        assert kept_seconds(studio.page) == 0
    studio.record(seconds=1)
    studio.press("Done")
    studio.says("Here is your recording")
    kept = kept_seconds(studio.page)
    _clip, data = studio.use()

    # Nothing of an earlier take; the film begins with a picture, after the clock.
    assert 0 < examined(data)[1].seconds < kept + 0.5


@long
def test_who_is_not_heard_is_told_so(enter, launch):
    browser = launch(FAKE, WILLING, camera(), microphone(volume=0))
    studio = enter(browser)
    studio.look()
    studio.says("We can't hear you.")
    studio.record(seconds=1)
    studio.says("We can't hear you.")
    browser.close()


@long
def test_who_is_heard_is_not_warned(studio):
    studio.look()
    level = studio.dialog.get_by_role("meter", name="How loud you are")
    wait_until(lambda: level.evaluate("meter => meter.value") > 0.3, 30)
    studio.record(seconds=4)
    expect(studio.dialog.get_by_text("We can't hear you.")).to_have_count(0)


@long
def test_less_data_is_asked_for_and_remembered(studio):
    studio.look()
    studio.dialog.get_by_text("At most 26.8 MB").wait_for()
    studio.dialog.get_by_label("Use less data").check()
    studio.dialog.get_by_text("At most 10.7 MB").wait_for()
    wait_until(lambda: studio.page.evaluate(ASKED)["height"]["ideal"] == 480, 30)
    expect(studio.dialog.get_by_label("Use less data")).to_be_focused()
    studio.record(seconds=1)
    assert studio.page.evaluate("window.bits") == [1_000_000]

    studio.page.reload()
    offer(studio).click()
    expect(studio.dialog.get_by_label("Use less data")).to_be_checked()


@long
def test_at_most_two_and_a_half_megabits_a_second_are_asked_for(studio):
    studio.look()
    studio.record(seconds=1)
    assert studio.page.evaluate("window.bits") == [2_500_000]
    asked = studio.page.evaluate(ASKED)
    assert (asked["width"]["ideal"], asked["height"]["ideal"]) == (1280, 720)


@long
def test_escape_asks_before_anything_is_thrown_away(studio):
    page = studio.page
    studio.look()
    studio.record(seconds=1)
    page.keyboard.press("Escape")
    expect(studio.dialog).to_contain_text("Keep this recording?")
    page.keyboard.press("Escape")
    studio.says("Paused.")
    studio.press("Close the recorder")
    studio.press("Keep it and close")
    expect(studio.dialog).to_have_count(0)
    studio.expect_dark()
    expect(page.get_by_role("link", name="Record a video comment")).to_be_focused()

    offer(studio).click()
    studio.press("Close the recorder")
    studio.press("Throw it away")
    expect(studio.dialog).to_have_count(0)
    expect(offer(studio)).to_be_hidden()
    assert kept_seconds(page) == 0


@long
def test_the_light_goes_out_whenever_nobody_looks(studio):
    page = studio.page
    studio.look()
    page.keyboard.press("Escape")
    expect(studio.dialog).to_have_count(0)
    studio.expect_dark()

    studio.look()
    studio.record(seconds=1)
    studio.press("Done")
    studio.expect_dark()
    studio.press("Record it again")
    expect(studio.button("Record")).to_be_visible()
    assert not studio.is_dark()
    page.evaluate("window.dispatchEvent(new Event('pagehide'))")
    studio.expect_dark()


@long
def test_what_was_recorded_stays_when_the_camera_goes(studio):
    studio.look()
    studio.record(seconds=2)
    studio.page.evaluate("window.tracks[0].dispatchEvent(new Event('ended'))")

    studio.says("What you recorded until then is here.")
    clip, _data = studio.use()
    assert clip["seconds"] > 0


@long
def test_a_camera_that_is_lost_later_costs_no_recording(studio):
    studio.look()
    studio.record(seconds=1)
    studio.press("Done")
    studio.page.evaluate(TAKE_CAMERA)
    studio.press("Go on recording")
    studio.press("Back to your recording")
    clip, _data = studio.use()

    assert clip["seconds"] > 0


@long
def test_camera_and_microphone_are_chosen_and_remembered(enter, launch):
    browser = launch(f"{FAKE}=device-count=2", WILLING)
    studio = enter(browser)
    studio.look()
    chosen = {"video": choose_other(studio, "Camera")}
    wait_until(lambda: chosen.items() <= opened(studio).items(), 30)
    chosen["audio"] = choose_other(studio, "Microphone")
    wait_until(lambda: opened(studio) == chosen, 30)

    studio.page.reload()
    studio.look()

    assert opened(studio) == chosen
    studio.record(seconds=1)
    browser.close()


def choose_other(studio, name):
    """Choose a device that isn't; its id."""
    choice = studio.dialog.get_by_label(name, exact=True)
    other = choice.locator("option:not(:checked)").last.get_attribute("value")
    choice.select_option(other)
    return other


def opened(studio):
    """The ids of the devices that are open, by their kinds."""
    return studio.page.evaluate(OPENED)


@long
@pytest.mark.parametrize(
    ("facing", "turn"), [("user", "matrix(-1, 0, 0, 1, 0, 0)"), ("environment", "none")]
)
def test_only_who_looks_at_themselves_sees_a_mirror(studio, facing, turn):
    studio.page.evaluate(
        f"MediaStreamTrack.prototype.getSettings = () => ({{ facingMode: '{facing}' }})"
    )
    studio.look()

    preview = studio.dialog.get_by_label("What the camera sees")
    assert preview.evaluate("video => getComputedStyle(video).transform") == turn


@long
@pytest.mark.parametrize("answer", ["open", "refuse"])
def test_a_camera_that_answers_late_changes_nothing(studio, answer):
    studio.look()
    studio.page.evaluate(SLOW_CAMERA)
    studio.dialog.get_by_label("Use less data").check()
    studio.dialog.get_by_label("Use less data").uncheck()
    studio.page.evaluate(f"answers[1].open().then(() => answers[0].{answer}())")

    studio.record(seconds=1)
    studio.press("Done")

    studio.expect_dark()
    wait_until(studio.is_deaf, 10)


@long
def test_another_camera_that_does_not_go_on_with_it_is_said(studio):
    studio.look()
    studio.record(seconds=1)
    studio.press("Done")
    studio.press("Go on recording")
    expect(studio.button("Record")).to_be_visible()
    studio.page.evaluate(OTHER_CAMERA)
    studio.dialog.get_by_label("Use less data").check()

    studio.says("The picture has another size now")
    studio.expect_dark()
    clip, _data = studio.use()
    assert clip["seconds"] > 0


@long
def test_a_call_or_another_tab_pauses(studio):
    studio.look()
    studio.record(seconds=1)
    studio.page.evaluate("window.tracks[0].dispatchEvent(new Event('mute'))")
    studio.says("What you recorded is safe.")
    studio.press("Go on recording")
    studio.says("You are being recorded.")
    studio.page.evaluate(
        """() => {
            Object.defineProperty(document, "hidden", { value: true })
            document.dispatchEvent(new Event("visibilitychange"))
        }"""
    )
    studio.says("What you recorded is safe.")


@long
def test_it_all_goes_by_keyboard(studio):
    page = studio.page
    page.get_by_role("link", name="Record a video comment").focus()
    page.keyboard.press("Enter")
    for button in ("Turn on camera and microphone", "Record", "Start now", "Pause"):
        expect(studio.button(button)).to_be_focused()
        if button == "Pause":
            studio.wait_for_kept(1)
        page.keyboard.press("Enter")
    expect(studio.button("Go on recording")).to_be_focused()
    page.keyboard.press("Tab")
    expect(studio.button("Done")).to_be_focused()
    page.keyboard.press("Enter")
    expect(studio.button("Use this video")).to_be_focused()
    for _step in range(20):
        page.keyboard.press("Tab")
        assert page.evaluate(
            "document.activeElement === document.body"
            " || Boolean(document.activeElement.closest('dialog'))"
        )
    studio.button("Use this video").focus()
    page.keyboard.press("Enter")
    expect(studio.dialog).to_have_count(0)
    expect(page.locator("[data-composer]:focus-within")).to_have_count(1)


PROBLEMS = {
    "NotAllowedError": "Your browser is blocking the camera",
    "NotReadableError": "Something else is using the camera",
    "NotFoundError": "We found no camera here",
    "TypeError": "The camera didn't start",
}


@long
@pytest.mark.parametrize("name", PROBLEMS)
def test_each_trouble_with_a_camera_has_its_own_sentence(enter, chromium, name):
    studio = enter(
        chromium,
        f"""navigator.mediaDevices.getUserMedia =
            async () => {{ throw Object.assign(new Error(), {{ name: "{name}" }}) }}""",
    )
    studio.open()
    studio.press("Turn on camera and microphone")

    expect(studio.dialog.get_by_text(PROBLEMS[name])).to_be_focused()
    expect(studio.button("Try again")).to_be_visible()
    expect(studio.dialog.get_by_label("Choose a video that you have")).to_be_attached()


@long
def test_a_viewer_who_says_no_and_a_machine_without_camera_are_told(enter, launch):
    for arguments, words in (
        ([FAKE], PROBLEMS["NotAllowedError"]),
        ([WILLING], PROBLEMS["NotFoundError"]),
    ):
        browser = launch(*arguments)
        studio = enter(browser)
        studio.open()
        studio.press("Turn on camera and microphone")
        expect(studio.dialog.get_by_text(words)).to_be_visible()
        browser.close()


BROWSERS = {
    "delete window.MediaRecorder": "This browser can't record video",
    "Object.defineProperty(window, 'isSecureContext', { value: false })": (
        "didn't come over a secure connection"
    ),
}


@long
@pytest.mark.parametrize("lack", BROWSERS)
def test_a_browser_that_cannot_record_leads_to_a_file(enter, chromium, lack):
    studio = enter(chromium, lack)
    studio.open()
    studio.press("Turn on camera and microphone")
    expect(studio.dialog.get_by_text(BROWSERS[lack])).to_be_visible()
    expect(studio.button("Try again")).to_be_hidden()

    film = {"name": "mine.mp4", "mimeType": "video/mp4", "buffer": b"film"}
    studio.dialog.get_by_label("Choose a video that you have").set_input_files(film)
    expect(studio.dialog).to_have_count(0)
    assert studio.page.evaluate("window.clip.file.name") == "mine.mp4"


@long
def test_a_browser_that_keeps_nothing_still_records(enter, film):
    studio = enter(film, "indexedDB.open = () => { throw new Error('forbidden') }")
    studio.look()
    studio.begin()
    studio.says("This browser keeps no copy")
    # Of a moment, nothing is there yet.
    studio.wait_for_left(88)
    studio.press("Done")
    clip, data = studio.use()

    assert clip["seconds"] > 0
    assert data


@long
def test_two_windows_do_not_record_one_comment(studio):
    studio.look()
    other = studio.page.context.new_page()
    other.goto(studio.page.url)
    second = Studio(other)
    second.open()

    told = other.get_by_text("You are recording in another window.")
    expect(told).to_be_visible()
    second.press("Close the recorder")
    expect(second.dialog).to_have_count(0)
    second.open()
    expect(told).to_be_visible()
    studio.press("Close the recorder")
    expect(second.button("Turn on camera and microphone")).to_be_visible()
    studio.open()
    expect(studio.page.get_by_text("in another window.")).to_be_visible()


@long
def test_a_day_later_nothing_is_left(studio):
    studio.look()
    studio.record(seconds=1)
    studio.press("Done")
    studio.press("Close the recorder")
    studio.press("Keep it and close")
    expect(studio.dialog).to_have_count(0)
    studio.page.clock.install(time=datetime.now(UTC) + timedelta(hours=25))
    studio.page.reload()

    wait_until(lambda: kept_seconds(studio.page) == 0, 30)
    expect(offer(studio)).to_be_hidden()


@long
def test_another_picture_is_not_joined_but_said(studio):
    studio.look()
    studio.record(seconds=2)
    studio.page.reload()
    studio.page.evaluate(TURN)
    offer(studio).click()
    studio.press("Go on recording")

    studio.says("The picture has another size now")
    studio.expect_dark()
    clip, _data = studio.use()
    assert clip["seconds"] > 0


@long
def test_a_recorder_that_does_not_load_leads_to_the_file_field(enter, chromium):
    studio = enter(chromium)
    # Something in between answers, as in a hotel.
    login = "<html>Please log in to this network</html>"
    studio.page.route("**/comments/recorder/", lambda route: route.fulfill(body=login))
    studio.page.get_by_role("link", name="Record a video comment").click()

    expect(
        studio.page.get_by_text("We couldn't load the recorder.")
    ).to_be_in_viewport()
    expect(studio.page.get_by_label("Choose a video")).to_be_visible()


# As if it had been recorded with the device the other way round.
TURN = """async () => {
  const answer = (request) =>
    new Promise((resolve) => (request.onsuccess = () => resolve(request.result)));
  const database = await answer(indexedDB.open("stream-recordings"));
  const store = database.transaction("recordings", "readwrite").objectStore("recordings");
  const [recording] = await answer(store.getAll());
  await answer(store.put({ ...recording, size: { width: 360, height: 640 } }));
  database.close();
}"""
# A call has it now.
TAKE_CAMERA = """() => {
  navigator.mediaDevices.getUserMedia = async () => {
    throw Object.assign(new Error(), { name: "NotReadableError" });
  };
}"""
OPENED = """() => Object.fromEntries(
  window.tracks
    .filter(({ readyState }) => readyState === "live")
    .map((track) => [track.kind, track.getSettings().deviceId])
)"""
# It opens, or fails to, when it is told.
SLOW_CAMERA = """() => {
  const devices = navigator.mediaDevices;
  const ask = devices.getUserMedia;
  window.answers = [];
  devices.getUserMedia = (wish) =>
    new Promise((resolve, reject) => {
      const busy = Object.assign(new Error(), { name: "NotReadableError" });
      window.answers.push({
        open: () => ask(wish).then(resolve),
        refuse: () => reject(busy),
      });
    });
}"""
OTHER_CAMERA = """() => {
  MediaStreamTrack.prototype.getSettings = () => ({ width: 360, height: 640 });
}"""


@long
def test_a_picture_that_does_not_go_with_the_first_costs_only_itself(studio):
    """The same size, but another codec, found out while it is being recorded."""
    studio.look()
    studio.record(seconds=2)
    studio.press("Done")
    studio.says("Here is your recording")
    first = kept_seconds(studio.page)
    studio.page.evaluate(OTHER_CODEC)
    studio.press("Go on recording")
    studio.begin()

    studio.says("so only the first part was kept")
    studio.expect_dark()
    assert kept_seconds(studio.page) == first
    clip, _data = studio.use()
    assert clip["seconds"] > 1


OTHER_CODEC = """() => {
  const Recorder = window.MediaRecorder;
  window.MediaRecorder = class extends Recorder {
    constructor(stream, options) {
      super(stream, { ...options, mimeType: "video/webm;codecs=vp9,opus" });
    }
  };
}"""


@long
def test_nothing_is_left_of_what_is_thrown_away_at_once(studio):
    page = studio.page
    studio.look()
    studio.record(seconds=1)
    page.evaluate(SLOW_KEEPING)
    page.keyboard.press("Escape")
    studio.press("Throw it away")
    expect(studio.dialog).to_have_count(0)
    assert page.evaluate("window.keep()")

    expect(offer(studio)).to_be_hidden()
    assert page.evaluate(PIECES) == 0


# The last second reaches the storage when it is told.
SLOW_KEEPING = """() => {
  const read = Blob.prototype.arrayBuffer;
  const held = [];
  Blob.prototype.arrayBuffer = function () {
    return new Promise((resolve) => held.push(() => resolve(read.call(this))));
  };
  window.keep = () => {
    Blob.prototype.arrayBuffer = read;
    for (const one of held) one();
    return Boolean(held.length);
  };
}"""
PIECES = """async () => {
  const answer = (request) =>
    new Promise((resolve) => (request.onsuccess = () => resolve(request.result)));
  const database = await answer(indexedDB.open("stream-recordings"));
  const count = await answer(database.transaction("pieces").objectStore("pieces").count());
  database.close();
  return count;
}"""


@long
def test_record_waits_for_a_camera_that_is_chosen_anew(studio):
    studio.look()
    studio.page.evaluate(SLOW_CAMERA)
    studio.dialog.get_by_label("Use less data").check()
    expect(studio.button("Record")).to_be_disabled()
    studio.page.evaluate("answers[0].open()")
    expect(studio.button("Record")).to_be_enabled()
    studio.record(seconds=1)
    studio.press("Done")
    studio.says("Here is your recording")


@long
def test_what_is_being_sent_keeps_the_recorder_shut(enter, chromium):
    page = enter(chromium).page
    way = page.get_by_role("link", name="Record a video comment")
    dialog = Hold(page, "**/comments/recorder/")
    way.click()
    asked = dialog.take()
    post = Hold(page, "**/comments/")
    page.get_by_label("Your comment").fill("In words, after all.")
    page.get_by_label("Name", exact=True).fill("Nadia")
    page.get_by_role("button", name="Send", exact=True).click()
    sent = post.take()
    asked.continue_()
    expect(page.get_by_text("Opening the recorder…")).to_have_count(0)
    way.click()
    expect(page.locator(".comment-form__state")).to_be_in_viewport()
    expect(page.get_by_role("dialog")).to_have_count(0)
    sent.continue_()

    expect(page.get_by_text("Thank you.")).to_be_visible()
    expect(page.locator("dialog")).to_have_count(0)


@long
def test_a_recorder_that_loads_at_the_second_try_is_whole(unwatched):
    open_sample(unwatched)
    unwatched.route("**/recorder.js", lambda route: route.abort())
    way = unwatched.get_by_role("link", name="Record a video comment")
    way.click()
    expect(unwatched.get_by_text("We couldn't load the recorder.")).to_be_visible()
    unwatched.unroute_all()
    way.click()

    dialog = unwatched.get_by_role("dialog")
    expect(dialog.get_by_text("Turn on camera and microphone")).to_be_visible()
    expect(unwatched.locator("dialog")).to_have_count(1)
