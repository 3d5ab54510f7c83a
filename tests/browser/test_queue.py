"""A producer decides in place, and is quicker than the site's answers."""

import pytest
from playwright.sync_api import expect

from .conversation import QUEUE, Hold

pytestmark = pytest.mark.browser


@pytest.fixture
def queue(open_browser, episode, producer):
    """The rows of comments by these names, which wait for a decision."""

    def open_one(*names):
        viewer = open_browser()
        for name in names:
            viewer.goto(episode)
            viewer.get_by_label("Your comment").fill(f"Said by {name}.")
            viewer.get_by_label("Name", exact=True).fill(name)
            viewer.get_by_role("button", name="Send", exact=True).click()
            expect(viewer.get_by_text("Thank you.")).to_be_visible()
        producer.goto(QUEUE)
        rows = producer.locator(".queue-row")
        return [rows.filter(has_text=name) for name in names]

    return open_one


def approve_button(row):
    return row.get_by_role("button", name="Approve").first


def test_an_answer_leaves_alone_who_has_gone_on_meanwhile(producer, queue):
    one, next_one = queue("Queued Amal", "Queued Basim")
    hold = Hold(producer, "**/approve/**")
    approve_button(one).click()
    answer = hold.take()
    next_one.get_by_text("Say why").click()
    why = next_one.locator("[name^=why]")
    why.fill("Off the")
    answer.continue_()

    expect(one).to_contain_text("Approved")
    expect(why).to_be_focused()


def test_a_decision_that_is_pressed_twice_is_one(producer, queue):
    [row] = queue("Queued Dana")
    approve_button(row).dblclick()

    expect(row).to_contain_text("Approved")
    expect(producer.get_by_text("Nothing was changed")).to_have_count(0)


def test_who_was_signed_out_meanwhile_is_led_to_sign_in(producer, queue):
    [row] = queue("Queued Emad")
    producer.context.clear_cookies(name="sessionid")
    approve_button(row).click()

    expect(producer.get_by_label("Password")).to_be_visible()
