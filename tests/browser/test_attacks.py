"""All attacks in a real browser, with nothing but our own work between them and it.

The policy that forbids inline scripts is taken away: what runs then would run for a
reader whose browser knows no policy.
"""

import pytest
from playwright.sync_api import expect

from ..attacked import TURNED
from ..corpora import ATTACKS, HARMLESS
from .conftest import PATIENCE

pytestmark = [pytest.mark.browser, pytest.mark.long]

HOOKS = """
window.fired = [];
for (const name of ["alert", "confirm", "prompt", "print"])
  window[name] = (...words) => { window.fired.push([name, ...words.map(String)]); };
document.addEventListener("securitypolicyviolation", (event) =>
  window.fired.push([event.violatedDirective, event.blockedURI]));
"""
# Elements and attributes within words that aren't a paragraph's, a line's or a link's.
STRANGERS = """() => [...document.querySelectorAll(
    ".comment__words *, .comment__translation > div *, .comment__head bdi *")]
  .filter((element) => !(
    (["P", "BR"].includes(element.tagName) && !element.attributes.length) ||
    (element.tagName === "A" && /^(https?|mailto):$/.test(element.protocol) &&
      element.getAttributeNames().sort().join() === "href,rel")))
  .map((element) => element.outerHTML)"""
# What the page's script does with a fragment of ours.
SHOW = """async (fragments) => {
  const place = document.querySelector("main").appendChild(document.createElement("div"));
  for (const fragment of fragments) {
    place.innerHTML = fragment;
    if (!place.querySelector("textarea[name=body]")) throw new Error(fragment);
    await new Promise(requestAnimationFrame);
  }
}"""


@pytest.fixture(scope="module")
def attacked(site):
    site.manage("shell", "-c", "from tests.attacked import fill; fill()")


@pytest.fixture
def reader(open_browser, attacked):
    page = open_browser(bypass_csp=True)
    page.add_init_script(HOOKS)
    return page


def fired(page):
    return page.evaluate("window.fired")


def test_nothing_fires_on_any_page_of_a_discussion(reader):
    reader.goto("/episodes/attacked/")
    assert fired(reader) == []

    reader.goto("/episodes/attacked/comments/")
    seen = 0
    while True:
        seen += reader.locator(".thread__list .comment__words").count()
        assert reader.evaluate(STRANGERS) == []
        assert fired(reader) == []
        further = reader.locator("a[rel=next]")
        if not further.count():
            break
        reader.goto(further.get_attribute("href"))

    assert seen == len(ATTACKS)


@pytest.mark.parametrize("width", [320, 800])
def test_no_word_is_too_long_for_the_screen(open_browser, attacked, width):
    reader = open_browser(viewport={"width": width, "height": 700})
    reader.goto("/episodes/attacked/")

    overflow = "() => document.documentElement.scrollWidth - window.innerWidth"
    assert reader.evaluate(overflow) <= 0


def checked(reader, text):
    """The form once more, as the page's script is given it."""
    answer = reader.request.post(
        "/episodes/attacked/comments/check/",
        form={"name": text, "place": text, "body": text},
        headers={"X-Requested-With": "XMLHttpRequest"},
    )
    assert answer.status < 500
    return answer.text()


def test_nothing_fires_in_what_a_script_puts_into_the_page(reader):
    reader.goto("/episodes/attacked/")

    reader.evaluate(SHOW, [checked(reader, text) for text in ATTACKS])

    assert fired(reader) == []
    assert reader.evaluate(STRANGERS) == []


def test_nothing_fires_in_the_queue(producer, attacked):
    producer.add_init_script(HOOKS)
    for page in range(1, 9):
        producer.goto(f"/admin/comments/comment/?p={page}")
        expect(producer.locator(".queue-row").first).to_be_visible(timeout=PATIENCE)
        assert fired(producer) == []


def test_nothing_fires_in_a_feed_reader(reader, attacked):
    reader.goto("/rules/")
    shown = reader.evaluate(
        """async () => {
          const answer = await fetch("/episodes/attacked/comments.atom");
          const feed = new DOMParser().parseFromString(await answer.text(), "text/xml");
          if (feed.querySelector("parsererror")) throw new Error("no XML");
          const main = document.querySelector("main");
          for (const content of feed.querySelectorAll("content")) {
            const words = document.createElement("div");
            words.innerHTML = content.textContent;
            main.append(words);
            for (const part of words.querySelectorAll("div[dir=auto]"))
              part.className = "comment__words";
            if (!words.querySelector(".comment__words")) throw new Error("no words");
          }
          return feed.querySelectorAll("entry").length;
        }"""
    )

    assert shown == 50
    assert reader.evaluate(STRANGERS) == []
    assert fired(reader) == []


def test_harmless_words_reach_the_eye_as_they_were_written(open_browser, attacked):
    reader = open_browser()
    read = []
    reader.goto("/episodes/harmless/comments/?sort=oldest")
    while True:
        read += reader.locator(".thread__list .comment__words").all_inner_texts()
        further = reader.locator("a[rel=next]")
        if not further.count():
            break
        reader.goto(further.get_attribute("href"))

    assert [text.strip("\n") for text in read] == HARMLESS


def test_a_name_that_turns_the_direction_turns_nothing_but_itself(
    open_browser, attacked
):
    reader = open_browser()
    reader.goto("/episodes/harmless/comments/")
    head = reader.locator(".comment__head").first

    name, time = head.locator("bdi").first, head.locator("time").first
    assert name.text_content() == TURNED
    assert name.bounding_box()["x"] < time.bounding_box()["x"]
    direction = "element => getComputedStyle(element).unicodeBidi"
    for bdi in reader.locator(".comment bdi").all()[:20]:
        assert bdi.evaluate(direction) == "isolate"
    assert time.inner_text().endswith(("UTC", "GMT"))
