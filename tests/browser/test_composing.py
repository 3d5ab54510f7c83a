"""Nothing typed is lost, nothing sent twice, and authors find their own again."""

import pytest
from playwright.sync_api import expect

from ..waiting import wait_until
from .conversation import Hold

pytestmark = pytest.mark.browser

KEPT = "Your draft was kept on this device."
POST = "**/comments/"
TOKEN = "**/comments/token/"
BOXES = """(one, other) => [other, one].map(part => {
    const { y, height } = part.getBoundingClientRect()
    return { y, height }
})"""


def write(page, words, name="Nadia"):
    page.get_by_label("Your comment").fill(words)
    page.get_by_label("Name", exact=True).fill(name)


def press(page, button):
    page.get_by_role("button", name=button, exact=True).click()


def drafts_of(page):
    return page.evaluate(
        "Object.keys(localStorage).filter(name => name.startsWith('stream:draft'))"
    )


def own(page, words):
    return page.locator(".mine__comment").filter(has_text=words)


def send_and_find_once(page, words):
    press(page, "Send")
    expect(page.get_by_text("Thank you.")).to_be_visible()
    page.reload()
    expect(own(page, words)).to_have_count(1)


def test_a_draft_survives_a_reload_until_it_is_received(viewer, episode):
    write(viewer, "A draft that survives.")
    viewer.reload()

    expect(viewer.get_by_text(KEPT)).to_be_visible()
    expect(viewer.get_by_label("Your comment")).to_have_value("A draft that survives.")
    expect(viewer.get_by_label("Name", exact=True)).to_have_value("Nadia")

    press(viewer, "Send")
    expect(viewer.get_by_text("Thank you.")).to_be_visible()
    assert drafts_of(viewer) == []
    viewer.reload()
    expect(own(viewer, "A draft that survives.")).to_have_count(1)
    expect(viewer.get_by_text(KEPT)).to_be_hidden()
    expect(viewer.get_by_label("Your comment")).to_have_value("")


def test_a_draft_can_be_discarded_and_is_gone_in_a_day(viewer, episode):
    write(viewer, "Not this.")
    viewer.reload()
    press(viewer, "Discard it")
    expect(viewer.get_by_label("Your comment")).to_have_value("")
    assert drafts_of(viewer) == []

    write(viewer, "Too old.")
    viewer.evaluate(
        """for (const name of Object.keys(localStorage)) {
            const draft = JSON.parse(localStorage.getItem(name))
            draft.at -= 24 * 60 * 60 * 1000 + 1
            localStorage.setItem(name, JSON.stringify(draft))
        }"""
    )
    viewer.reload()
    expect(viewer.get_by_label("Your comment")).to_have_value("")
    assert drafts_of(viewer) == []


def swallow_answer(route):
    """It arrives, and something in between answers."""
    route.fetch()
    route.fulfill(body="<html>Please log in to this network</html>")


def test_a_lost_answer_and_a_resend_make_one_comment(viewer, episode):
    write(viewer, "Sent into the void.")
    viewer.route(POST, swallow_answer)
    press(viewer, "Send")
    expect(viewer.get_by_text("Your words are still here")).to_be_visible()
    expect(viewer.get_by_label("Your comment")).to_have_value("Sent into the void.")

    viewer.unroute(POST)
    viewer.reload()
    expect(viewer.get_by_text(KEPT)).to_be_visible()
    send_and_find_once(viewer, "Sent into the void.")


def test_a_lost_answer_leaves_the_focus_where_it_was(viewer, episode):
    write(viewer, "Sent by the Enter key.")
    viewer.route(POST, swallow_answer)
    viewer.get_by_label("Name", exact=True).press("Enter")

    expect(viewer.get_by_text("Your words are still here")).to_be_visible()
    expect(viewer.get_by_label("Name", exact=True)).to_be_focused()


def test_other_words_after_a_lost_answer_are_not_swallowed(viewer, episode):
    write(viewer, "The first words.")
    viewer.route(POST, swallow_answer)
    press(viewer, "Send")
    expect(viewer.get_by_text("Your words are still here")).to_be_visible()
    viewer.unroute(POST)

    write(viewer, "Quite different words.")
    send_and_find_once(viewer, "Quite different words.")


def test_who_sends_before_the_first_token_came_is_one_visitor(viewer, episode):
    """The token for the form's time may be on its way yet when they send."""
    tokens, order = [], []

    def hold_the_first(route):
        order.append("asked")
        tokens.append(route)
        if len(tokens) > 1:
            route.continue_()

    viewer.route(TOKEN, hold_the_first)
    with viewer.expect_request(TOKEN):
        write(viewer, "Written and sent at once.")
    press(viewer, "Send")
    expect(viewer.locator(".comment-form__state")).to_have_text("Sending…")
    order.append("answered")
    tokens[0].continue_()

    expect(viewer.get_by_text("Thank you.")).to_be_visible()
    assert order == ["asked", "answered", "asked"]
    viewer.reload()
    expect(own(viewer, "Written and sent at once.")).to_have_count(1)


def test_what_is_on_its_way_stays_as_it_is(viewer, episode):
    """What was changed meanwhile wouldn't be in it, and the answer takes its place."""
    words = viewer.get_by_label("Your comment")
    on_air = viewer.get_by_label("may also show or read it on air")
    hold = Hold(viewer, POST)
    write(viewer, "Sent as it is.")
    press(viewer, "Send")
    post = hold.take()
    expect(words).to_be_disabled()
    expect(on_air).to_be_disabled()
    swallow_answer(post)

    expect(viewer.get_by_text("Your words are still here")).to_be_visible()
    expect(words).to_be_enabled()
    expect(on_air).to_be_enabled()
    viewer.unroute(POST)
    send_and_find_once(viewer, "Sent as it is.")


def test_who_stops_the_page_while_it_sends_may_send_again(viewer, episode):
    hold = Hold(viewer, POST)
    write(viewer, "Stopped, then sent.")
    press(viewer, "Send")
    hold.take()
    viewer.evaluate("window.stop()")

    expect(viewer.get_by_text("Your words are still here")).to_be_visible()
    viewer.unroute(POST)
    send_and_find_once(viewer, "Stopped, then sent.")


def test_a_form_that_was_left_while_it_was_sent_can_be_sent(viewer, episode):
    """Firefox keeps over a reload what was disabled."""

    def disable(route):
        page = route.fetch().text().replace('type="submit"', 'type="submit" disabled')
        route.fulfill(body=page, content_type="text/html")

    viewer.route(episode, disable)
    viewer.reload()
    write(viewer, "Left and found again.")
    press(viewer, "Send")
    expect(viewer.get_by_text("Thank you.")).to_be_visible()


def test_a_double_click_makes_one_comment(viewer, episode):
    write(viewer, "Clicked twice.")
    viewer.get_by_role("button", name="Send", exact=True).dblclick()
    expect(viewer.get_by_text("Thank you.")).to_be_visible()

    viewer.reload()
    expect(own(viewer, "Clicked twice.")).to_have_count(1)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_it_is_shown_as_it_will_look_and_then_sent(episode, open_browser, script):
    viewer = open_browser(java_script_enabled=script)
    viewer.goto(episode)
    write(viewer, f"Three < four, {script}.")
    press(viewer, "Preview" if script else "Send")

    preview = viewer.get_by_role("region", name="This is how it will look")
    expect(preview).to_contain_text(f"Three < four, {script}.")
    press(viewer, "Send it now")
    expect(viewer.get_by_text("Thank you.")).to_be_visible()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_ones_own_is_edited_and_withdrawn(episode, open_browser, script):
    viewer = open_browser(java_script_enabled=script)
    viewer.goto(episode)
    write(viewer, f"Before the edit, {script}.")
    press(viewer, "Send")
    if not script:
        press(viewer, "Send it now")

    viewer.get_by_role("link", name="Edit it").click()
    expect(viewer.get_by_label("Your comment")).to_have_value(
        f"Before the edit, {script}."
    )
    viewer.get_by_label("Your comment").fill(f"After the edit, {script}.")
    press(viewer, "Save the change")
    expect(viewer.get_by_text("It isn't public yet")).to_be_visible()
    viewer.get_by_role("link", name="Edit it").click()
    expect(viewer.get_by_label("Your comment")).to_have_value(
        f"After the edit, {script}."
    )
    viewer.get_by_role("link", name="Withdraw it instead").click()
    press(viewer, "Withdraw it")
    expect(viewer.get_by_text("It's off our site.")).to_be_visible()


def test_ways_to_ones_own_stand_in_the_thread(viewer, episode, producer, open_browser):
    words = "Soon to be public."
    write(viewer, words, name="Public Nadia")
    press(viewer, "Send")
    expect(viewer.get_by_text("Thank you.")).to_be_visible()
    producer.goto("/admin/comments/comment/?q=Public Nadia")
    row = producer.locator(".queue-row").filter(has_text="Public Nadia")
    row.get_by_role("button", name="Approve Public Nadia").click()
    expect(row).to_contain_text("Approved")
    viewer.goto(episode)

    comment = viewer.locator("article.comment").filter(has_text=words)
    expect(comment.get_by_role("link", name="Edit")).to_be_visible()
    expect(comment.get_by_role("link", name="Withdraw")).to_be_visible()
    reader = open_browser()
    reader.goto(episode)
    others = reader.locator("article.comment").filter(has_text=words)
    expect(others).to_be_visible()
    expect(others.get_by_role("link", name="Edit")).to_have_count(0)


def test_on_a_phone_the_ways_to_ones_own_are_a_line_to_be_thumbed(viewer, episode):
    viewer.set_viewport_size({"width": 360, "height": 740})
    write(viewer, "A line of ways.")
    press(viewer, "Send")
    received = viewer.locator("[data-received]")
    edit = received.get_by_role("link", name="Edit it").element_handle()
    withdraw = received.get_by_role("button", name="Withdraw it")
    # Both at one moment: the page may be scrolling.
    edit, withdraw = withdraw.evaluate(BOXES, edit)
    assert edit["y"] == withdraw["y"]
    assert min(edit["height"], withdraw["height"]) >= 44


def test_forgetting_leaves_nothing_in_the_browser(viewer, episode):
    write(viewer, "Remember me not.")
    viewer.evaluate(
        """() => new Promise(done => {
            indexedDB.open("stream-recordings").onsuccess = ({ target }) => {
                target.result.close()
                done()
            }
        })"""
    )
    assert drafts_of(viewer)
    viewer.goto("/forget/")
    press(viewer, "Forget me now")
    expect(viewer.get_by_role("heading", name="Forgotten")).to_be_visible()

    assert viewer.context.cookies() == []
    kept = "async () => localStorage.length + (await indexedDB.databases()).length"
    # Evaluated, it is waited for; as a function to wait for, its promise passes.
    wait_until(lambda: viewer.evaluate(kept) == 0, seconds=30)
