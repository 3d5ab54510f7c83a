import re
from html.parser import HTMLParser

import nh3
import pytest

from episodes.rich_text import ATTRIBUTES, PROTOCOLS, TAGS, linkify, sanitise

ATTACKS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//x.example/x.js></SCRIPT>",
    "<script\n>alert(1)</script\n>",
    "<script>alert(1)",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<img src=x onerror=alert(1)//",
    '<img """><script>alert(1)</script>">',
    "<img src=`x` onerror=alert(1)>",
    "<img/src/onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img src=x onerror=alert(1)>",
    "<math><annotation-xml encoding='text/html'><script>alert(1)</script>",
    "<math href='javascript:alert(1)'>x</math>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<template><script>alert(1)</script></template>",
    "<title><img src=x onerror=alert(1)></title>",
    "<textarea><script>alert(1)</script></textarea>",
    "<xmp><img src=x onerror=alert(1)></xmp>",
    "<noembed><img src=x onerror=alert(1)></noembed>",
    "<iframe src='javascript:alert(1)'></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data='data:text/html,<script>alert(1)</script>'></object>",
    "<embed src='javascript:alert(1)'>",
    "<applet code=x></applet>",
    "<base href='javascript:alert(1)//'>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<link rel=stylesheet href='//x.example/x.css'>",
    "<style>@import '//x.example/x.css';</style>",
    "<style>p{background:url(javascript:alert(1))}</style>",
    "<body onload=alert(1)>",
    "<input autofocus onfocus=alert(1)>",
    "<select autofocus onfocus=alert(1)>",
    "<details open ontoggle=alert(1)>x</details>",
    "<video><source onerror=alert(1)></video>",
    "<audio src=x onerror=alert(1)>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<button formaction=javascript:alert(1)>x</button>",
    "<form action=javascript:alert(1)><input type=submit></form>",
    "<isindex action=javascript:alert(1)>",
    "<p onclick=alert(1)>x</p>",
    "<p style='background:url(//x.example)'>x</p>",
    "<p id=x class=y data-x=z>x</p>",
    "<p/onclick=alert(1)>x",
    "<a href=javascript:alert(1)>x</a>",
    "<a href=' javascript:alert(1)'>x</a>",
    "<a href='JaVaScRiPt:alert(1)'>x</a>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<a href='java\nscript:alert(1)'>x</a>",
    "<a href='java\x00script:alert(1)'>x</a>",
    "<a href='\x01javascript:alert(1)'>x</a>",
    "<a href='java&#10;script:alert(1)'>x</a>",
    "<a href='java&Tab;script:alert(1)'>x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "<a href='&#x6A&#x61&#x76&#x61script:alert(1)'>x</a>",
    "<a href='javascript&colon;alert(1)'>x</a>",
    "<a href='javascript&#58;alert(1)'>x</a>",
    "<a href='javascript&amp;colon;alert(1)'>x</a>",
    "<a href='\u2028javascript:alert(1)'>x</a>",
    "<a href='vbscript:msgbox(1)'>x</a>",
    "<a href='data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg=='>x</a>",
    "<a href='file:///etc/passwd'>x</a>",
    "<a href='blob:https://x.example/1'>x</a>",
    "<a href='https://x.example' onmouseover=alert(1)>x</a>",
    "<a href='https://x.example' target=_blank ping=//y.example>x</a>",
    "<a href=\"https://x.example/'onclick='alert(1)\">x</a>",
    "<a href='https://x.example/\"onclick=\"alert(1)'>x</a>",
    "<a xlink:href='javascript:alert(1)'>x</a>",
    "<a <script>alert(1)</script> href=x>x</a>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<!--><script>alert(1)</script>-->",
    "<!-- --!><script>alert(1)</script>",
    "<?xml version='1.0'?><script>alert(1)</script>",
    "<!DOCTYPE html><script>alert(1)</script>",
    "</p></div></body><script>alert(1)</script>",
    "<p><table><td><script>alert(1)</script>",
    "<x onclick=alert(1)>x</x>",
    "<custom-element onpointerrawupdate=alert(1)>x</custom-element>",
    "\uff1cscript\uff1ealert(1)\uff1c/script\uff1e",
    "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&amp;lt;script&amp;gt;alert(1)",
    "<<p>script>alert(1)<</p>/script>",
    "<script>/*</p>*/alert(1)</script><p>x",
    "https://x.example/<script>alert(1)</script>",
    'https://x.example/"onmouseover="alert(1)',
    "https://x.example/'><img src=x onerror=alert(1)>",
    "javascript://x.example/%0aalert(1)",
]
HARMLESS = [
    "<3",
    "5 < 6 && 7 > 2",
    "a<b and c>d",
    "AT&T, M&S & co.",
    "&amp; is how one writes an ampersand; &nbsp; too",
    "if (a < b && b > c) { return '\"' }",
    "«Voilà», 100 % ¿sí? naïve œuvre",
    "من يملك النهر؟ نحن!",
    "\u202bright to left\u202c and back",
    "e\u0301 and \u00e9; Z\u0351\u034f\u0323algo",
    "👩🏽‍🚀 and 🏳️‍🌈 and ☺︎",
    "One sentence.And another.Nothing to see",
    "mail me: amina@example.org",
    "<script>alert(1)</script> is how they try it",
    "a line\nand another\n\nand a paragraph",
]


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


def scheme_of(address):
    """As a browser reads it: white space and control characters don't count."""
    found = re.match(r"([a-z][a-z0-9+.-]*):", re.sub(r"[\x00-\x20]", "", address), re.I)
    return found[1].lower() if found else ""


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


@pytest.mark.parametrize("text", ["The end.So what", "a@b.org", "ftp://x.org", "x.com"])
def test_words_that_only_look_like_addresses_stay_words(text):
    assert linkify(text) == f"<p>{text}</p>"


@pytest.mark.parametrize("text", ["\x00", "a\x00b", "\x08\x1b[31m", "\ud800", "\ufffe"])
def test_what_no_database_takes_is_dropped(text):
    for made in (linkify(text), sanitise(text)):
        made.encode("utf-8")
        assert "\x00" not in made
