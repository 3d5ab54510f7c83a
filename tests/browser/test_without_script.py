"""A viewer's whole way with JavaScript off, each step by a link or a form."""

import pytest
from playwright.sync_api import expect

from .conversation import approve, fill, open_sample

pytestmark = pytest.mark.browser

NAME = "Samira without script"


@pytest.fixture
def viewer(open_browser):
    return open_browser(java_script_enabled=False)


@pytest.fixture
def discussion(site, viewer):
    """The address of the sample's page, with more comments than fit on it."""
    return fill(site, open_sample(viewer))


def test_the_discussion_is_read_sorted_and_paged(viewer, discussion):
    viewer.goto(discussion)
    first = viewer.locator(".thread__list .comment").first.get_attribute("id")

    for order in ("Oldest", "Most liked", "Video only", "Newest"):
        viewer.get_by_role("link", name=order, exact=True).click()
        current = viewer.locator(".thread__orders [aria-current]")
        expect(current.filter(has_text=order)).to_be_visible()
    viewer.goto(discussion)
    viewer.get_by_role("link", name="Older comments").click()

    expect(viewer.locator(f".thread__list #{first}")).to_have_count(0)
    expect(viewer.locator(".thread__list .comment").first).to_be_visible()
    viewer.go_back()
    expect(viewer.locator(f".thread__list #{first}")).to_be_visible()


def test_a_comment_is_written_checked_sent_edited_and_withdrawn(
    viewer, discussion, open_browser, producer
):
    viewer.goto(discussion)
    viewer.get_by_label("Your comment").fill(
        "The bridge is shut & <b>nobody</b> says why."
    )
    viewer.get_by_label("Name", exact=True).fill(NAME)
    viewer.get_by_role("button", name="Send", exact=True).click()
    expect(viewer.get_by_role("heading", name="Not sent yet")).to_be_visible()
    viewer.get_by_label("Your comment").fill("The bridge is shut, nobody says why.")
    viewer.get_by_role("button", name="Preview").click()
    expect(viewer.locator(".comment__words")).to_have_text(
        "The bridge is shut, nobody says why."
    )
    viewer.get_by_role("button", name="Send it now").click()
    expect(viewer.get_by_text("It isn't public yet")).to_be_visible()

    viewer.goto(discussion)
    viewer.get_by_role("link", name="What you sent from this browser").click()
    expect(viewer.get_by_text("It isn't public yet")).to_be_visible()
    viewer.get_by_role("link", name="Edit it").click()
    viewer.get_by_label("Your comment").fill("The bridge opened on Monday.")
    viewer.get_by_role("button", name="Save the change").click()
    expect(viewer.get_by_role("heading", name="Saved")).to_be_visible()

    approve(producer, NAME)
    reader = open_browser()
    reader.goto(discussion)
    theirs = reader.locator("article.comment").filter(has_text=NAME)
    expect(theirs.first).to_contain_text("The bridge opened on Monday.")

    viewer.get_by_role("button", name="Withdraw it").click()
    expect(viewer.get_by_text("It's off our site.")).to_be_visible()
    reader.reload()
    expect(theirs).to_have_count(0)


def test_a_comment_is_liked_answered_and_reported(viewer, discussion):
    viewer.goto(discussion)
    comment = viewer.locator(".thread__list .comment").first

    comment.get_by_role("button", name="Like").click()
    viewer.get_by_role("button", name="Like it").click()
    expect(viewer.get_by_role("heading", name="You like this comment")).to_be_visible()
    viewer.get_by_role("button", name="Take the like back").click()
    expect(viewer.get_by_role("button", name="Like it")).to_be_visible()
    viewer.get_by_role("link", name="Back to the comment").click()

    opened = viewer.locator(".comment--opened")
    opened.get_by_role("link", name="Reply").click()
    expect(viewer.get_by_text("You are answering")).to_be_visible()
    viewer.goto(discussion)
    comment.get_by_role("link", name="Report").click()
    viewer.get_by_label("It is advertising or spam").check()
    viewer.get_by_label("In your words").fill("It sells umbrellas.")
    viewer.get_by_role("button", name="Send the report").click()
    expect(viewer.get_by_role("heading", name="Thank you")).to_be_visible()
