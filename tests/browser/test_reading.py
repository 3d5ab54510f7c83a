"""What a reader's browser sees and is asked for."""

import pytest
from playwright.sync_api import expect

from .conversation import open_sample

pytestmark = pytest.mark.browser

PLACES = ["House rules", "Privacy", "Report a legal or safety problem", "Episodes"]


def test_a_reader_gets_the_whole_page_and_no_cookie(viewer, episode):
    expect(viewer.get_by_role("heading", level=1)).to_be_visible()
    expect(viewer.get_by_role("heading", name="we speak with")).to_be_visible()
    expect(viewer.get_by_role("heading", name="Read more")).to_be_visible()
    picture = viewer.locator("main img").first
    assert (
        picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    )
    assert viewer.context.cookies() == []


@pytest.mark.parametrize("place", PLACES)
def test_every_page_is_one_link_away(viewer, place):
    viewer.goto("/")
    viewer.get_by_role("link", name=place, exact=True).first.click()

    expect(viewer.locator("main h1")).to_be_visible()


@pytest.mark.parametrize("width", [320, 800, 1280])
def test_no_page_is_wider_than_the_screen(open_browser, width):
    viewer = open_browser(viewport={"width": width, "height": 700})
    open_sample(viewer)

    overflow = "() => document.documentElement.scrollWidth - window.innerWidth"
    assert viewer.evaluate(overflow) <= 0
