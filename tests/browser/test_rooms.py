"""The producers' rooms as they are seen and pressed."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.long]

DISCUSSIONS = "/admin/comments/discussion/"
EPISODES = "/admin/episodes/episode/"
EPISODE = "/admin/episodes/episode/1/change/"
GUESTS = "/admin/episodes/guest/"
QUEUE = "/admin/comments/comment/"
CUT = """() => {
  const list = document.querySelector(".results");
  return list.scrollWidth - list.clientWidth;
}"""
SMALL = """() => [...document.querySelectorAll(
    "#user-tools a, #user-tools button, #nav-sidebar td a, #nav-sidebar th a,"
    + "#searchbar, #changelist-search [type=submit], .submit-row input,"
    + ".results select, .results a:not(.sortremove, .toggle), #site-name a,"
    + "#changelist-filter a, #changelist-filter summary, .toplinks a, .to-filters a,"
    + ".object-tools a, .datetimeshortcuts a, .related-widget-wrapper-link,"
    + ".prose-menubar__button, .inline-related .delete, .add-row a, .vCheckboxLabel"
  )].filter((control) => control.offsetParent)
    .filter((control) => control.getBoundingClientRect().height < 44)
    .map((control) => control.outerHTML)"""


@pytest.mark.parametrize("width", [360, 800, 1280])
@pytest.mark.parametrize("address", [DISCUSSIONS, EPISODES, GUESTS])
def test_a_list_is_whole(producer, width, address):
    producer.set_viewport_size({"width": width, "height": 800})
    producer.goto(address)
    assert producer.evaluate(CUT) <= 0


def test_on_a_phone_a_row_says_what_its_values_are(producer):
    producer.set_viewport_size({"width": 360, "height": 800})
    producer.goto(GUESTS)
    value = producer.locator(".results .field-portrait").first
    label = value.evaluate("value => getComputedStyle(value, '::before').content")
    assert label == '"Portrait"'


@pytest.mark.parametrize("width", [360, 800, 1280])
@pytest.mark.parametrize(
    "address",
    [DISCUSSIONS, EPISODES, EPISODE, GUESTS, QUEUE, "/admin/comments/wordlist/add/"],
)
def test_what_is_pressed_is_large_enough(producer, width, address):
    producer.set_viewport_size({"width": width, "height": 800})
    producer.goto(address)
    assert producer.evaluate(SMALL) == []
    assert producer.evaluate("document.documentElement.scrollWidth") <= width
