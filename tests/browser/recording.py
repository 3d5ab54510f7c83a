"""How a viewer handles the recorder, and what tests see of it."""

import base64
import re

from playwright.sync_api import expect

from ..waiting import wait_until

# The camera's tracks, who listens to it and what recorders were asked for, for tests to
# look at.
WATCH = """
(() => {
  window.tracks = [];
  window.asked = [];
  window.bits = [];
  const devices = navigator.mediaDevices;
  const ask = devices?.getUserMedia.bind(devices);
  if (ask) devices.getUserMedia = async (wish) => {
    window.asked.push(wish);
    const stream = await ask(wish);
    window.tracks.push(...stream.getTracks());
    return stream;
  };
  window.listeners = [];
  const Listener = window.AudioContext;
  window.AudioContext = class extends Listener {
    constructor() {
      super();
      window.listeners.push(this);
    }
  };
  const Recorder = window.MediaRecorder;
  window.MediaRecorder = class extends Recorder {
    constructor(stream, options) {
      super(stream, options);
      window.bits.push(options.videoBitsPerSecond + options.audioBitsPerSecond);
    }
  };
  document.addEventListener("stream:clip", ({ detail }) => (window.clip = detail));
  // "Three, two, one" lasts until the button is pressed, on a busy machine too, unless
  // it is to come to its end.
  const each = window.setInterval;
  window.setInterval = (call, ms) =>
    each(call, ms === 1000 && !window.countsDown ? 600_000 : ms);
})()
"""
BYTES = """async () => {
  const bytes = new Uint8Array(await window.clip.file.arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}"""
# Seconds that lie in this browser's storage.
KEPT = """async () => {
  if (!(await indexedDB.databases()).length) return 0;
  const answer = (request) =>
    new Promise((resolve) => (request.onsuccess = () => resolve(request.result)));
  const database = await answer(indexedDB.open("stream-recordings"));
  const all = await answer(database.transaction("pieces").objectStore("pieces").getAll());
  database.close();
  const parts = {};
  for (const { part, seconds } of all) parts[part] = seconds;
  return Object.values(parts).reduce((sum, seconds) => sum + seconds, 0);
}"""
PATIENCE_SECONDS = 60
# A film that is shown is as long as it is: before, what was counted is told.
IS_MEASURED = """() =>
  Number.isFinite(document.querySelector('[data-part="review"]').duration)"""
IS_DEAF = "window.listeners.every((listener) => listener.state === 'closed')"
IS_DARK = "window.tracks.length && window.tracks.every((t) => t.readyState === 'ended')"


class Studio:
    """The recorder on a page, as a viewer sees it."""

    def __init__(self, page):
        self.page = page
        self.dialog = page.get_by_role("dialog")

    def open(self):
        self.page.get_by_role("link", name="Record a video comment").click()
        expect(self.dialog).to_be_visible()

    def press(self, name):
        self.dialog.get_by_role("button", name=name, exact=True).click()

    def button(self, name):
        return self.dialog.get_by_role("button", name=name, exact=True)

    def look(self):
        """Up to the picture."""
        self.open()
        self.press("Turn on camera and microphone")
        expect(self.button("Record")).to_be_visible()

    def begin(self):
        self.press("Record")
        self.press("Start now")
        expect(self.button("Pause")).to_be_visible()

    def record(self, seconds=2):
        """Until so many seconds of this page's recording are kept."""
        self.begin()
        self.wait_for_kept(seconds)

    def wait_for_kept(self, seconds):
        wait_until(lambda: kept_seconds(self.page) >= seconds, PATIENCE_SECONDS)

    def wait_for_left(self, seconds):
        """Until no more than so many seconds may still be recorded."""
        wait_until(lambda: self.left() <= seconds, PATIENCE_SECONDS)

    def left(self):
        told = re.search(r"(\d+):(\d\d) left", self.dialog.inner_text())
        return 60 * int(told[1]) + int(told[2])

    def expect_dark(self):
        wait_until(self.is_dark, PATIENCE_SECONDS)

    def is_deaf(self):
        return self.page.evaluate(IS_DEAF)

    def is_dark(self):
        return self.page.evaluate(IS_DARK)

    def says(self, words):
        expect(self.dialog.get_by_role("status").filter(has_text=words)).to_be_visible()

    def use(self):
        """What the composer was given, and the file as it is."""
        self.page.wait_for_function(IS_MEASURED)
        self.press("Use this video")
        expect(self.dialog).to_have_count(0)
        clip = self.page.evaluate(
            "({ ...window.clip, type: window.clip.file.type, file: null })"
        )
        return clip, base64.b64decode(self.page.evaluate(BYTES))


def kept_seconds(page):
    return page.evaluate(KEPT)
