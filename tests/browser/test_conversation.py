"""The conversation with JavaScript on: in place, live, and without losing a word."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from .conversation import approve, fill, open_sample

pytestmark = pytest.mark.browser

LIVE = "**/comments/live/?since=*"


@pytest.fixture
def discussion(site, viewer):
    return fill(site, open_sample(viewer))


def write(page, name, words):
    page.get_by_label("Your comment").fill(words)
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_text("It isn't public yet").first).to_be_visible()


def test_older_comments_come_in_place(viewer, discussion):
    viewer.goto(discussion)
    before = viewer.locator(".thread__list .comment").count()

    viewer.get_by_role("link", name="Older comments").click()

    more = viewer.locator(".thread__list .comment").nth(before)
    expect(more).to_be_visible()
    assert viewer.url.split("#")[0] == discussion


@pytest.mark.parametrize(
    ("status", "words"),
    [(503, "We couldn't reach the site."), (404, "has been taken down")],
)
def test_what_does_not_come_in_place_is_said(unwatched, discussion, status, words):
    unwatched.goto(discussion)
    unwatched.route("**/comments/?*after=*", lambda route: route.fulfill(status=status))

    unwatched.get_by_role("link", name="Older comments").click()

    expect(unwatched.locator(".news")).to_contain_text(words)
    expect(unwatched.get_by_role("link", name="Older comments")).to_be_visible()


def test_a_like_is_a_switch_that_a_reload_remembers(viewer, discussion):
    viewer.goto(discussion)
    button = viewer.locator(".thread__list .comment .like__button").nth(1)

    # It looks pressed before it is.
    with viewer.expect_response("**/like/"):
        button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    viewer.reload()
    expect(button).to_have_attribute("aria-pressed", "true")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")


def test_what_is_new_is_said_while_the_page_is_open(
    viewer, discussion, open_browser, producer
):
    reader = open_browser()
    reader.clock.install()
    reader.goto(discussion)
    viewer.goto(discussion)
    write(viewer, "Live Lena", "A new pump came this morning.")
    approve(producer, "Live Lena")

    reader.clock.run_for(16_000)
    news = reader.get_by_role("link", name="new comment")
    expect(news).to_be_visible()
    news.click()

    expect(
        reader.locator(".thread__list").get_by_text("A new pump came this morning.")
    ).to_be_visible()


def test_a_reply_names_whom_it_answers_and_what_is_mine_is_seen_after_a_reload(
    viewer, discussion
):
    viewer.goto(discussion)
    comment = viewer.locator(".thread__list .comment").first
    name = comment.locator(".comment__name").inner_text()

    comment.get_by_role("link", name="Reply").click()
    expect(viewer.locator("[data-answering]")).to_contain_text(name)
    write(viewer, "Rana replies", "Who said so, and when?")
    viewer.reload()

    expect(viewer.locator(".mine")).to_contain_text("Who said so, and when?")


def test_a_draft_survives_a_reload(viewer, discussion):
    viewer.goto(discussion)
    viewer.get_by_label("Your comment").press_sequentially("Half a thought")
    viewer.reload()

    expect(viewer.get_by_label("Your comment")).to_have_value("Half a thought")


def test_what_was_said_of_a_trouble_goes_with_it(unwatched, discussion):
    unwatched.route(LIVE, lambda route: route.fulfill(body=NEWS))
    unwatched.clock.install()
    unwatched.goto(discussion)
    unwatched.clock.run_for(16_000)
    news = unwatched.get_by_role("link", name="7 new comments")
    expect(news).to_be_visible()
    unwatched.route("**/comments/?*after=*", lambda route: route.abort())
    unwatched.get_by_role("link", name="Older comments").click()
    trouble = unwatched.get_by_text("We couldn't reach the site. Please try again.")
    expect(trouble).to_be_visible()
    expect(news).to_be_visible()
    unwatched.unroute("**/comments/?*after=*")
    unwatched.get_by_role("link", name="Older comments").click()

    expect(trouble).to_have_count(0)
    expect(news).to_be_visible()


NEWS = '<a href="?sort=newest">7 new comments</a>'


def test_what_answers_in_the_sites_place_takes_nothing_away(viewer, discussion):
    """A network that wants a login first, say."""
    viewer.route("**/comments/?*after=*", lambda route: route.fulfill(body=LOGIN))
    viewer.goto(discussion)
    viewer.get_by_role("link", name="Older comments").click()

    expect(viewer.locator(".news")).to_contain_text("We couldn't reach the site.")
    viewer.unroute("**/comments/?*after=*")
    before = viewer.locator(".thread__list .comment").count()
    viewer.get_by_role("link", name="Older comments").click()
    expect(viewer.locator(".thread__list .comment").nth(before)).to_be_visible()


def test_what_answers_in_the_sites_place_is_no_news(viewer, discussion):
    answers = [LOGIN]
    viewer.route(
        LIVE, lambda route: route.fulfill(body=answers.pop() if answers else NEWS)
    )
    viewer.clock.install()
    viewer.goto(discussion)
    with viewer.expect_response(LIVE) as login:
        viewer.clock.run_for(16_000)
    login.value.finished()
    expect(viewer.locator(".news")).to_be_empty()
    viewer.clock.run_for(60_000)

    expect(viewer.locator(".news")).to_have_text("7 new comments")


LOGIN = "<html><p>Please log in to this network</p></html>"


def test_news_come_though_the_clock_is_set_back(viewer, discussion):
    viewer.clock.install(time=NOON)
    viewer.goto(discussion)
    viewer.clock.set_system_time(NOON - timedelta(hours=2))
    viewer.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    with viewer.expect_request(LIVE):
        viewer.clock.run_for(16_000)


NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)
