"""Likes in place: a switch that keeps its state, and says when it can't."""

import pytest
from playwright.sync_api import expect

from .conversation import Hold

pytestmark = pytest.mark.browser

EPISODE = "can-iraq-choose-its-own-way"


@pytest.fixture(scope="module")
def address(site):
    site.manage("fill_comments", EPISODE, "--count", "80")
    return f"/episodes/{EPISODE}/"


def like_button(page, place="first"):
    return getattr(page.locator("[data-like]"), place).get_by_role("button")


def test_a_like_is_pressed_at_once_and_after_a_reload(viewer, address):
    viewer.goto(address)
    button = like_button(viewer)
    expect(button).to_have_attribute("aria-pressed", "false")
    assert viewer.context.cookies() == []

    count = button.locator(".like__count")
    before = count.all_text_contents()
    with viewer.expect_response("**/like/"):
        button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(button).to_be_focused()
    # It looks pressed before it is counted.
    expect(count).not_to_have_text(before or ["none"])
    after = count.text_content()
    viewer.reload()
    expect(button).to_have_attribute("aria-pressed", "true")

    with viewer.expect_response("**/like/"):
        button.press("Enter")
    expect(button).to_have_attribute("aria-pressed", "false")
    expect(count).not_to_have_text([after])


def test_what_comes_in_later_is_a_switch_too(viewer, address):
    viewer.goto(address)
    here = viewer.locator("[data-like]").count()
    viewer.locator("[rel=next]").click()
    expect(viewer.locator("[data-like]").nth(here)).to_be_visible()

    button = like_button(viewer, "last")
    expect(button).to_have_attribute("aria-pressed", "false")
    with viewer.expect_response("**/like/"):
        button.click()

    expect(button).to_have_attribute("aria-pressed", "true")
    assert address in viewer.url


def test_a_like_that_gets_lost_is_taken_back_and_said(viewer, address):
    viewer.goto(address)
    button = like_button(viewer)
    expect(button).to_have_attribute("aria-pressed", "false")
    page = {"status": 200, "content_type": "text/html", "body": "<p>A hotel's page</p>"}
    viewer.route("**/like/", lambda route: route.fulfill(**page))

    button.click()

    expect(viewer.get_by_text("We couldn't reach the site.")).to_be_visible()
    expect(button).to_have_attribute("aria-pressed", "false")


def test_without_script_the_button_asks_and_likes(open_browser, address):
    viewer = open_browser(java_script_enabled=False)
    viewer.goto(address)
    like_button(viewer).click()

    viewer.get_by_role("button", name="Like it").click()

    expect(viewer.get_by_role("heading", name="You like this comment")).to_be_visible()
    viewer.get_by_role("button", name="Take the like back").click()
    expect(viewer.get_by_role("heading", name="Do you like")).to_be_visible()


def test_what_is_pressed_is_newer_than_what_is_remembered(viewer, address):
    viewer.goto(address)
    button = like_button(viewer)
    press_and_wait(button)
    hold = Hold(viewer, "**/comments/likes/")
    viewer.reload()
    remembering = hold.take()
    remembered = remembering.fetch()
    # As it isn't known yet, it is liked once more; then the like is taken back.
    press_and_wait(button)
    press_and_wait(button)
    with viewer.expect_response("**/comments/likes/") as answer:
        remembering.fulfill(response=remembered)
    answer.value.finished()
    press_and_wait(like_button(viewer, "last"))

    expect(button).to_have_attribute("aria-pressed", "false")


def press_and_wait(button):
    """Press it until the answer's words stand in it."""
    button.evaluate("button => (button.firstElementChild.dataset.isOld = true)")
    button.click()
    expect(button.locator("[data-is-old]")).to_have_count(0)
