"""The lines under "Read more:": "title – source", with or without an address."""

import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from .panel import BULLET


@dataclass
class Reading:
    title: str
    source: str = ""
    url: str = ""


@dataclass
class Readings:
    links: list[Reading] = field(default_factory=list)
    unplaced: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>\"“”]{1,2000}", re.I)
DASH = re.compile(r"\s[–—|-]+\s|—")
LONGEST_SOURCE = 60


def read_links(lines):
    """The links in `lines`; an address on a line of its own belongs to the title above."""
    found = Readings()
    for line in lines:
        title, url = _without_address(BULLET.sub("", line.text))
        url = url or next(iter(web_addresses(line.urls)), "")
        if title:
            found.links.append(Reading(*split_source(title), url))
            _say_left_out(found, line, url)
        elif url and found.links and not found.links[-1].url:
            found.links[-1].url = url
        else:
            found.unplaced.append(line.text)
    return found


def split_source(text):
    """Title and source: the last dash parts them, if what follows can be a source."""
    dashes = list(DASH.finditer(text))
    if dashes:
        title, source = text[: dashes[-1].start()], text[dashes[-1].end() :]
        if title.strip() and may_be_source(source):
            return title.strip(), source.strip()
    return text, ""


def may_be_source(text):
    text = text.strip()
    return (
        0 < len(text) <= LONGEST_SOURCE
        and len(text.split()) <= 7
        and text[-1] not in "?!:;"
        and not (text[0].islower() and text[-1] == ".")
    )


def web_addresses(urls):
    return [url for url in urls if re.match(r"https?://[^/\s]", url, re.I)]


def _without_address(text):
    """The words, and the address that stands among them, out of its brackets."""
    address = ADDRESS.search(text)
    if not address:
        return text, ""
    url = address[0].rstrip(".,;:!?'’]>")
    while url.endswith(")") and url.count(")") > url.count("("):
        url = url[:-1].rstrip(".,;:!?'’]>")
    before, after = text[: address.start()], text[address.start() + len(url) :]
    words = f"{before.rstrip(' ([<')} {after.lstrip(' )]>')}"
    if url.lower().startswith("www."):
        url = f"https://{url}"
    return words.strip(" –—-|:[].,;"), url


def _say_left_out(found, line, url):
    others = [other for other in line.urls if other != url]
    for other in others:
        found.remarks.append(
            _("An address was left out: %(url)s, beside “%(title)s”.")
            % {"url": other, "title": found.links[-1].title}
        )
