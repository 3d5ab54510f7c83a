"""The producers' rooms as they are seen and pressed."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.long]

DISCUSSIONS = "/admin/comments/discussion/"
QUEUE = "/admin/comments/comment/"
CUT = """() => {
  const list = document.querySelector(".results");
  return list.scrollWidth - list.clientWidth;
}"""
SMALL = """() => [...document.querySelectorAll(
    "#user-tools a, #user-tools button, #nav-sidebar td a, #nav-sidebar th a,"
    + "#searchbar, #changelist-search [type=submit], .results select, .submit-row input"
  )].filter((control) => control.offsetParent)
    .filter((control) => control.getBoundingClientRect().height < 44)
    .map((control) => control.outerHTML)"""


def test_the_list_of_discussions_is_whole_on_a_laptop(producer):
    producer.set_viewport_size({"width": 1280, "height": 800})
    producer.goto(DISCUSSIONS)
    assert producer.evaluate(CUT) <= 0


@pytest.mark.parametrize("width", [360, 800, 1280])
@pytest.mark.parametrize(
    "address", [DISCUSSIONS, QUEUE, "/admin/comments/wordlist/add/"]
)
def test_what_is_pressed_is_large_enough(producer, width, address):
    producer.set_viewport_size({"width": width, "height": 800})
    producer.goto(address)
    assert producer.evaluate(SMALL) == []
    assert producer.evaluate("document.documentElement.scrollWidth") <= width
