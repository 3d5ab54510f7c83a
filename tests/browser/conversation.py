"""What the ways through the conversation share."""

import pytest
from playwright.sync_api import expect

from ..waiting import wait_until

QUEUE = "/admin/comments/comment/"
# More roots than a page has, with answers.
ENOUGH = 90


def open_sample(page):
    """The address of the sample's page, found as a reader finds it.

    It is there with its scripts: before they run, a form goes the way without them.
    """
    page.goto("/")
    page.locator("main h2 a").first.click()
    page.wait_for_url("**/episodes/*/", wait_until="load")
    return page.url


def fill(site, address):
    """Have the discussion run over more than a page; once is enough."""
    slug = address.rstrip("/").rpartition("/")[2]
    if slug not in _filled:
        site.manage("fill_comments", slug, "--count", str(ENOUGH))
        _filled.add(slug)
    return address


_filled = set()


def approve(producer, name):
    producer.goto(f"{QUEUE}?q={name}")
    row = producer.locator(".queue-row").filter(has_text=name)
    row.get_by_role("button", name="Approve").first.click()
    expect(row).to_contain_text("Approved")


def comment_by(reader, name):
    return reader.locator("article.comment").filter(has_text=name)


class Hold:
    """What a page asks of an address waits here until it is taken, in any order."""

    def __init__(self, page, address):
        self._page, self._routes = page, []
        page.route(address, lambda route: self._routes.append(route))

    def take(self):
        # Asking the page lets its requests come.
        wait_until(lambda: self._page.evaluate("true") and self._routes, seconds=30)
        return self._routes.pop(0)


def play_and_seek(clip):
    clip.get_by_role("link").click()
    video = clip.locator("video")
    # It may have come to its end before it is asked.
    until(video, "video.currentTime > 0.2")
    sought = video.evaluate(
        """video => new Promise(found => {
            video.pause()
            video.addEventListener("seeked", () => found(video.currentTime))
            video.currentTime = 3
        })"""
    )
    assert sought == pytest.approx(3, abs=0.1)
    assert video.evaluate("video => video.videoWidth") > 0


def until(video, condition):
    """Wait for a condition of the video, asked anew again and again."""
    video.evaluate(
        f"""video => new Promise(done => {{
            const look = () => {condition} ? done() : setTimeout(look, 50);
            look();
        }})"""
    )
