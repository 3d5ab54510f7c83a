"""What the ways of a clip to the server share."""

import hashlib
import os
import struct

from playwright.sync_api import expect

from .. import clips

UPLOADS = "**/uploads/*"
EMAIL = "nadia@viewer.example"
SECONDS_FOR_A_WAY = 300
MEGABYTES = 6
# The first chunk of it, in per cent.
FIRST = "16 %"


def padded_clip(folder, megabytes=MEGABYTES):
    """A clip with noise in a box that players skip: no two have the same bytes."""
    noise = os.urandom(megabytes * 2**20)
    box = struct.pack(">I", 8 + len(noise)) + b"free" + noise
    path = folder / "bridge.mp4"
    path.write_bytes(clips.mp4().read_bytes() + box)
    return path


def choose(page, path, words="The bridge is open again."):
    """All that a clip needs. On air, so that the site keeps what came as it came."""
    page.get_by_label("Your comment").fill(words)
    page.get_by_label("Name", exact=True).fill("Nadia")
    page.get_by_label("E-mail").fill(EMAIL)
    page.get_by_label("may also show or read it on air").check()
    page.get_by_label("Choose a video").set_input_files(path)
    page.get_by_label("I'm 18 or over").check()


def send(page):
    page.get_by_role("button", name="Send", exact=True).click()


def expect_under_way(page):
    """Its first chunk has arrived."""
    expect(page.locator("[data-sending-facts]")).to_contain_text(FIRST)


def expect_received(page):
    expect(page.get_by_text("Thank you.")).to_be_visible(
        timeout=1000 * SECONDS_FOR_A_WAY
    )


def has_arrived(site, path):
    """Whether the site has a file of exactly these bytes."""
    folder = site.data_dir / "private" / "original"
    return _digest(path) in map(_digest, folder.iterdir())


def left_in(page):
    """What the page has stored of clips on their way, beside its drafts."""
    return page.evaluate(
        """async () => {
            const names = Object.keys(localStorage).filter(name => name.includes("upload"))
            const database = await new Promise(opened => {
                const request = indexedDB.open("stream-uploads", 1)
                request.onupgradeneeded = () => request.result.createObjectStore("clips")
                request.onsuccess = () => opened(request.result)
            })
            const clips = database.transaction("clips").objectStore("clips")
            const keys = await new Promise(read => {
                clips.getAllKeys().onsuccess = ({ target }) => read(target.result)
            })
            database.close()
            return [...names, ...keys]
        }"""
    )


class Gate:
    """Lets the first PATCHes pass and holds the others until it is opened."""

    def __init__(self, page, passing=1):
        self.page, self.passing = page, passing
        self.asked, self.held = [], []
        page.route(UPLOADS, self._meet)

    def open(self):
        self.passing = None
        while self.held:
            self.held.pop().continue_()

    def lose(self):
        """Those before it never arrive."""
        while self.held:
            self.held.pop().abort("internetdisconnected")

    @property
    def methods(self):
        return [request.method for request in self.asked]

    @property
    def address(self):
        return self.asked[-1].url

    def _meet(self, route):
        self.asked.append(route.request)
        patches = self.methods.count("PATCH")
        is_open = self.passing is None or patches <= self.passing
        if route.request.method != "PATCH" or is_open:
            route.continue_()
        else:
            self.held.append(route)


def _digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()
