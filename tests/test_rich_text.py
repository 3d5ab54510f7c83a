from html.parser import HTMLParser

import nh3
import pytest

from episodes.rich_text import ATTRIBUTES, PROTOCOLS, TAGS, linkify, sanitise

from .corpora import ATTACKS, HARMLESS
from .trees import scheme_of


class Tree(HTMLParser):
    """A page's elements, attributes and words, however its source spells them."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.nodes, self.text = [], ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.nodes.append((tag, tuple(sorted(attrs))))

    def handle_endtag(self, tag):
        self.nodes.append(("/" + tag,))

    def handle_data(self, data):
        self.text += data
        if self.nodes and self.nodes[-1][0] == "":
            data = self.nodes.pop()[1] + data
        self.nodes.append(("", data))

    def handle_comment(self, data):
        self.nodes.append(("!", data))

    @property
    def elements(self):
        return [n for n in self.nodes if n[0] and n[0][0] not in "/!"]


def unharmed(tree):
    """Whether there is nothing in it but allowed elements with allowed addresses."""
    for tag, attrs in tree.elements:
        for name, value in attrs:
            if (tag, name) == ("a", "href"):
                assert scheme_of(value) in {*PROTOCOLS, ""}
            else:
                assert (tag, name, value) == ("a", "rel", "nofollow ugc noopener")
        assert tag in TAGS
    return not [node for node in tree.nodes if node[0] == "!"]


def again(html):
    """What a second, unrelated sanitiser leaves of it."""
    attributes = {"a": {*ATTRIBUTES["a"], "rel"}}
    return nh3.clean(
        html, tags=TAGS, attributes=attributes, url_schemes=PROTOCOLS, link_rel=None
    )


@pytest.mark.parametrize("text", ATTACKS)
def test_nothing_dangerous_is_left_of_a_producers_text(text):
    for wrapped in (text, f"<p>Before {text} after</p>", f"<ul><li>{text}"):
        html = sanitise(wrapped)

        assert unharmed(Tree(html))
        assert Tree(again(html)).nodes == Tree(html).nodes
        assert sanitise(html) == html


@pytest.mark.parametrize("text", ATTACKS)
def test_a_viewers_text_makes_paragraphs_and_links_alone(text):
    html = linkify(text)
    tree = Tree(html)

    assert unharmed(tree)
    assert {tag for tag, _attrs in tree.elements} <= {"p", "br", "a"}
    assert Tree(again(html)).nodes == tree.nodes


@pytest.mark.parametrize("text", HARMLESS)
def test_a_viewers_harmless_words_reach_the_readers_eye(text):
    shown = linkify(text).replace("</p><p>", "\n\n").replace("<br>", "\n")

    assert Tree(shown).text == text


@pytest.mark.parametrize(
    "html",
    [
        "<p>Plain words.</p>",
        '<p>See <a href="https://example.org/a?b=1&amp;c=2#d">the map</a>.</p>',
        '<p><a href="mailto:desk@example.org">Write</a> to us<br>soon</p>',
        "<h2>One</h2><h3>Two</h3><ul><li><p>Three</p></li></ul><ol><li>4</li></ol>",
        "<blockquote><p><strong>5 &lt; 6</strong> &amp; <em>so on</em></p></blockquote>",
        "<p>من يملك النهر؟ 👩🏽‍🚀</p>",
    ],
)
def test_a_producers_harmless_text_stays_as_it_is(html):
    assert Tree(sanitise(html)).nodes == Tree(html).nodes


def test_what_is_no_prose_goes_with_its_content():
    html = (
        "<p>Before</p><style>p {color: red}</style><script>let a</script><p>After</p>"
    )

    assert sanitise(html) == "<p>Before</p><p>After</p>"


@pytest.mark.parametrize(
    ("text", "address", "shown"),
    [
        (
            "see https://example.org/a.",
            "https://example.org/a",
            "https://example.org/a",
        ),
        ("(www.example.org)", "http://www.example.org", "www.example.org"),
        (
            "https://example.org/?a=1&b=2!",
            "https://example.org/?a=1&b=2",
            "https://example.org/?a=1&b=2",
        ),
        (
            'said "https://example.org/a"',
            "https://example.org/a",
            "https://example.org/a",
        ),
        ("'www.example.org/a' too", "http://www.example.org/a", "www.example.org/a"),
        ("<www.example.org/a>", "http://www.example.org/a", "www.example.org/a"),
        ("www.example.org/@a", "http://www.example.org/@a", "www.example.org/@a"),
    ],
)
def test_addresses_in_a_viewers_words_become_careful_links(text, address, shown):
    html = linkify(text)

    assert Tree(html).text == text
    assert ("a", (("href", address), ("rel", "nofollow ugc noopener"))) in Tree(
        html
    ).elements
    assert f"{shown.replace('&', '&amp;')}</a>" in html


@pytest.mark.parametrize(
    "address", ["https://bank.org@evil.org/a", "http://www.bank.org:1@evil.org"]
)
def test_an_address_that_names_another_before_its_own_is_no_link(address):
    assert linkify(address) == f"<p>{address}</p>"


@pytest.mark.parametrize(
    "address",
    ["www.x.example:http", "https://[x.example]/", "https://%zz/"],
)
def test_an_address_that_no_browser_could_follow_is_no_link(address):
    assert "<a" not in linkify(address)
    assert "href" not in sanitise(
        f'<a href="{address.replace("www.", "http://")}">x</a>'
    )


@pytest.mark.parametrize("turn", "\u200f\u202e\u2067")
def test_a_link_ends_where_the_direction_of_writing_is_turned(turn):
    html = linkify(f"https://bank.example/{turn}moc.live//")

    assert 'href="https://bank.example/"' in html
    assert f"{turn}moc.live//</p>" in html


@pytest.mark.parametrize("text", ["The end.So what", "a@b.org", "ftp://x.org", "x.com"])
def test_words_that_only_look_like_addresses_stay_words(text):
    assert linkify(text) == f"<p>{text}</p>"


@pytest.mark.parametrize("text", ["\x00", "a\x00b", "\x08\x1b[31m", "\ud800", "\ufffe"])
def test_what_no_database_takes_is_dropped(text):
    for made in (linkify(text), sanitise(text)):
        assert made.isprintable()
