"""A clipboard's HTML as lines: browsers, word processors, shared documents."""

from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

from .lines import Line, Run, cleaned, tidy, words

# Their edges are like blank lines; those of LINES only begin another line.
PARAGRAPHS = words(
    "p h1 h2 h3 h4 h5 h6 ul ol dl table blockquote figure hr pre section article "
    "header footer main aside nav form body"
)
LINES = words("div li tr td th dt dd figcaption address caption option")
HEADINGS = {f"h{level}": level for level in range(1, 7)}
UNREAD = words("script style head title template noscript svg math iframe object")


def from_html(html):
    reader = _Reader()
    reader.feed(cleaned(html))
    reader.close()
    return reader.read


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.read: list[Line] = []
        self.runs: list[Run] = []
        self.opens, self.glue, self.level = True, "", 0
        self.url, self.in_pre = "", False
        self.unread, self.depth = "", 0

    def handle_starttag(self, tag, attrs):
        if self.unread and tag != "body":
            self.depth += tag == self.unread
            return
        self.unread = ""
        if tag in UNREAD:
            self.unread, self.depth = tag, 1
        elif tag == "a":
            self.url = unwrapped(dict(attrs).get("href") or "")
        elif tag == "br":
            self._break("\n")
        else:
            self._edge(tag)
            self.level = HEADINGS.get(tag, self.level)
            self.in_pre = self.in_pre or tag == "pre"

    def handle_startendtag(self, tag, attrs):
        if tag not in UNREAD:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag):
        if self.unread:
            self.depth -= tag == self.unread
            self.unread = self.unread if self.depth else ""
            return
        if tag == "a":
            self.url = ""
        self._edge(tag)
        self.level = 0 if tag in HEADINGS else self.level
        self.in_pre = self.in_pre and tag != "pre"

    def handle_data(self, data):
        if self.unread:
            return
        first, *others = data.splitlines() or [""] if self.in_pre else [data]
        self.runs.append(Run(first, self.url))
        for line in others:
            self._break("")
            self.runs.append(Run(line, self.url))
        if self.in_pre and data.endswith("\n"):
            self._break("")

    def close(self):
        super().close()
        self._end_line()

    def _edge(self, tag):
        if tag in PARAGRAPHS | LINES:
            self._end_line()
            self.opens = self.opens or tag in PARAGRAPHS
            self.glue = ""

    def _break(self, glue):
        """A line's end inside a paragraph; the second in a row is a blank line."""
        self.opens = not self._end_line() or self.opens
        self.glue = "" if self.opens else glue

    def _end_line(self):
        """Note the line, if there are words in it; say whether there were."""
        runs = tidy(self.runs)
        if runs:
            self.read.append(Line(runs, self.opens, self.glue, self.level))
            self.opens, self.glue = False, ""
        self.runs = []
        return bool(runs)


def unwrapped(url):
    """The address itself, where a mail or document service has wrapped it."""
    try:
        parts = urlsplit(url.strip())
        query = parse_qs(parts.query)
    except ValueError:
        return url.strip()
    host = parts.hostname or ""
    if host == "www.google.com" and parts.path == "/url":
        return (query.get("q") or query.get("url") or [url])[0]
    if host.endswith(".safelinks.protection.outlook.com"):
        return query.get("url", [url])[0]
    return url.strip()
