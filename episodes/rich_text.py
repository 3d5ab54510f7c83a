"""The only module that marks text as HTML which templates may trust.

`sanitise` is for what producers write, `linkify` for what viewers write, `stored`
for what either of them made earlier and the database kept.
"""

import re
from urllib.parse import urlsplit

import bleach
from bleach.linkifier import Linker
from django.utils.html import escape
from django.utils.safestring import mark_safe

# Raise it whenever `linkify` renders the same words differently: `rerender` then
# knows which comments to remake.
RENDERER_VERSION = 3

PROTOCOLS = {"http", "https", "mailto"}
TAGS = {"p", "br", "strong", "em", "a", "ul", "ol", "li", "blockquote", "h2", "h3"}
ATTRIBUTES = {"a": ["href"]}
# Elements whose content is no prose either.
UNREADABLE = re.compile(
    r"<(script|style|template|title|noscript)\b.*?(</\1\s*>|\Z)", re.I | re.S
)
# Only addresses that say they are one: "the end.So" is no link. They stand in escaped
# text, where a quotation mark begins with &. Whoever is named before an @ isn't where
# the link leads, so there is none. What turns the direction of writing would show
# another address than the one that is there.
OUTSIDE = r"""\s<>"'`{}|\\^&\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"""
ADDRESS = re.compile(
    rf"""(?<![\w@/.])(?:https?://|www\.)(?![^\s/?#]*@)
    (?:&amp;|[^{OUTSIDE}])*[^{OUTSIDE}.,;:!?()\[\]]""",
    re.I | re.X,
)
HOST = re.compile(r"[\w.:-]+")
BLANK_LINES = re.compile(r"\n\s*\n")
# Not allowed in text by XML or PostgreSQL, and invisible to a reader.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


def sanitise(html):
    """Return a producer's `html` with nothing but the allowed tags and links in it."""
    cleaned = bleach.clean(
        UNREADABLE.sub("", CONTROL.sub("", html)),
        tags=TAGS,
        attributes={"a": _leads_somewhere},
        protocols=PROTOCOLS,
        strip=True,
    )
    return mark_safe(cleaned)  # noqa: S308 bleach has just cleaned it


def linkify(text):
    """Return a viewer's plain `text` as paragraphs with safe links; never markup."""
    text = CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    html = "".join(
        f"<p>{escape(paragraph).replace(chr(10), '<br>')}</p>"
        for paragraph in BLANK_LINES.split(text)
        if paragraph
    )
    if not ADDRESS.search(html):
        # Nothing to link: what is escaped is already as the linker would leave it.
        return mark_safe(html)  # noqa: S308 escaped above
    linker = Linker(callbacks=[_viewers_link], url_re=ADDRESS)
    return mark_safe(linker.linkify(html))  # noqa: S308 escaped above


def stored(html):
    """Trust `html` that this module made before it was stored."""
    return mark_safe(html)  # noqa: S308


def _leads_somewhere(tag, name, value):
    return name in ATTRIBUTES[tag] and is_address(value)


def is_address(text):
    """Whether a browser could follow it: "https:x" and "http://a:b" lead nowhere."""
    try:
        address = urlsplit(text)
        host, _port = address.hostname, address.port
    except ValueError:
        return False
    return address.scheme not in {"http", "https"} or bool(HOST.fullmatch(host or ""))


def _viewers_link(attrs, new=False):
    if not is_address(attrs[(None, "href")]):
        return None
    attrs[(None, "rel")] = "nofollow ugc noopener"
    return attrs
