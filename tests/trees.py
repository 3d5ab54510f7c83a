"""Pages as a browser reads them: their elements and attributes, and their words."""

import re

from selectolax.lexbor import LexborHTMLParser

from episodes.rich_text import PROTOCOLS, TAGS

# Where a viewer's or a producer's paragraphs stand; nothing else holds any element
# that depends on what somebody wrote.
WORDS = (
    ".comment__words",
    ".comment__translation > div",
    ".queue-row__words",
    ".queue-row__translation > div",
    ".field-body .readonly",
    "td.field-body > p",
    "td.field-details > p",
)
PARAGRAPHS = {"p", "br", "a"}
PROSE = (".episode__body",)

NEVER_OURS = {
    *("iframe", "object", "embed", "base", "style", "svg", "math", "template"),
    *("image", "frameset", "marquee", "dialog", "audio", "noscript", "x"),
}
NEVER_OURS_EITHER = {
    "style",
    "srcdoc",
    "http-equiv",
    "xlink:href",
    "ping",
    "background",
}


def parse(html):
    return LexborHTMLParser(html)


def skeleton(html):
    """Every element with its attributes' names, in order, but for those in words."""
    tree = parse(html)
    for words in tree.css(", ".join(WORDS + PROSE)):
        for inside in list(words.iter()):
            inside.decompose()
    return [
        (node.tag, *sorted(node.attributes))
        for node in tree.root.traverse()
        if node.tag[0] != "!" and node.tag != "-comment"
    ]


def check_words(html):
    """In words stand only paragraphs, lines and links that lead somewhere honest."""
    tree = parse(html)
    for words in tree.css(", ".join(WORDS)):
        check_elements(words, PARAGRAPHS)
    for words in tree.css(", ".join(PROSE)):
        check_elements(words, TAGS)


def check_elements(words, allowed):
    for node in list(words.traverse())[1:]:
        assert node.tag in allowed, node.html
        assert set(node.attributes) <= ({"href", "rel"} if node.tag == "a" else set())
        assert scheme_of(node.attributes.get("href") or "") in {*PROTOCOLS, ""}


def check_elements_are_ours(html):
    """For pages whose shape depends on whether words are taken: nothing on them runs,
    frames, styles or sends anything elsewhere, unless it stands in our templates."""
    for node in parse(html).root.traverse():
        attributes = node.attributes
        assert node.tag not in NEVER_OURS, node.html
        assert not [name for name in attributes if name.startswith("on")], node.html
        assert not NEVER_OURS_EITHER & set(attributes), node.html
        for name in ("href", "src", "action", "formaction"):
            address = attributes.get(name) or ""
            assert scheme_of(address) in {*PROTOCOLS, ""}, node.html
            assert "x.example" not in address or "ugc" in attributes.get("rel", "")
        if node.tag == "script":
            assert attributes["src"].startswith("/static/"), node.html


def scheme_of(address):
    """As a browser reads it: white space and control characters don't count."""
    found = re.match(r"([a-z][a-z0-9+.-]*):", re.sub(r"[\x00-\x20]", "", address), re.I)
    return found[1].lower() if found else ""


def check_same_shape(html, plain):
    """What `html` holds besides words is what the page with `plain` words holds."""
    check_words(html)
    ours, theirs = skeleton(html), skeleton(plain)
    if ours != theirs:
        at = next(
            (n for n, (a, b) in enumerate(zip(ours, theirs, strict=False)) if a != b),
            min(len(ours), len(theirs)),
        )
        raise AssertionError(f"{ours[at - 3 : at + 3]} for {theirs[at - 3 : at + 3]}")


def text_of(node):
    """The words of an element, `<br>` being a new line and `</p><p>` two."""
    lines = []
    for inside in node.traverse(include_text=True):
        if inside.tag == "-text":
            lines.append(inside.text_content)
        elif inside.tag == "br":
            lines.append("\n")
        elif inside.tag == "p" and lines:
            lines.append("\n\n")
    return "".join(lines)
