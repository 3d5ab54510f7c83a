"""Which part of a page each pasted line belongs to."""

import re
from dataclasses import dataclass, field
from datetime import datetime

from ..rich_text import PROTOCOLS
from .broadcast import read_broadcast
from .lines import Line, Run, tidy
from .links import split_source

_SHOW = "(?:episode|edition|programme|program|show|discussion)"
PANEL_INTRO = re.compile(
    rf"""
    (?: (?:on|in|for|during)\s(?:this|the|our|today['’]s|tonight['’]s)\s(?:latest\s|new\s)?
        {_SHOW}(?:\sof\s(?P<programme>[^:]{{1,100}}?))?,?\s
        (?:we|our\s\w+|the\sstream|joining\sus|you)\b [^.:?!]{{0,60}}?
        \b(?:with|to|by|from|are|include)\s?(?::|$)
      | (?:(?:our|the|today['’]s|tonight['’]s|on\sthe|meet\sthe|in\sthis\s{_SHOW})[\s,]+)*
        (?:guests?|panel(?:l?ists?)?|speakers|joining\sus|in\sthis\s{_SHOW}
          |we(?:['’]re|\sare)?\s(?:speak|talk|joined|speaking|talking)\s(?:with|to|by))
        (?:\s(?:are|include|today|tonight|this\sweek|on\sthe\spanel))*\s?(?::|$)
    )\s*
    """,
    re.I | re.X,
)
LINKS_INTRO = re.compile(
    r"(?:read (?:more|also|next|on)|also read|more (?:reading|to read|on this(?: story)?)"
    r"|further reading|see also|related(?: (?:stories|links|reading|articles|content))?"
    r"|you (?:may|might) also like)(?: (?:about|on|from) [^:]{1,80}(?=:))?\s?(?::|$)\s*",
    re.I,
)
# What asks viewers to answer; "Join the conversation." alone is the body's.
CALL = re.compile(
    r"(?:comments? (?:section|box|thread)|comments?(?: section)? (?:below|underneath)"
    r"|in the comments|video comment)",
    re.I,
)
CALL_BEGINS = re.compile(
    r"(?:please |or |and |then |so )?(?:you can |have your say|join|record|leave|send|share|post"
    r"|tell|let us|add|write|drop|comment|give|put|use|get in touch|weigh in|sound off"
    r"|we(?:['’]d| would)? (?:want|love|like)|we want)",
    re.I,
)
QUESTION_ASKED = re.compile(
    r"what(?: do you think|['’]s your (?:view|opinion|take)| are your (?:thoughts|views))"
    r"\b[^.!?]{0,60}\?$",
    re.I,
)
SENTENCE = re.compile(r"\S.*?(?:[.!?…]+[\"'”’)]*(?=\s|$)|$)")
# What pages carry around an article; never a sentence.
FURNITURE = re.compile(
    r"(?:(?:share|save|print|listen|advertisement|subscribe|menu|search|close|facebook"
    r"|twitter|whatsapp|copy link|(?:toggle )?play|\d{1,2}:\d\d)"
    r"|(?:click here to share|share (?:this|on)|sign up|skip to|listen to this"
    r"|source:|last updated|published|video duration|©|copyright"
    r"|(?:follow|like|find|watch|e-?mail|tweet|contact) (?:us|the stream))\b.{0,100}"
    r"|by:? (?-i:[A-Z][\w.’'-]+(?: [A-Z][\w.’'-]+){1,3}(?: staff)?))",
    re.I,
)
LONGEST_IN_LIST = 180


@dataclass
class Sections:
    programme: str = ""
    prose: list[Line] = field(default_factory=list)
    # How many lines of prose stood before the line with the date.
    prose_before_date: int | None = None
    panel: list[Line] = field(default_factory=list)
    links: list[Line] = field(default_factory=list)
    airs_at: datetime | None = None
    prompt: str = ""
    # Calls to answer: the page's own furniture, unless no question came with them.
    calls: list[str] = field(default_factory=list)
    unplaced: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


class Sorter:
    """Takes the lines one by one; `section` is where ordinary ones now go."""

    def __init__(self, today):
        self.today = today
        self.found = Sections()
        self.section = self.found.prose

    def sort(self, lines):
        for line in lines:
            self._place(line)
        return self.found

    def _place(self, line):
        if line.text and not any(
            step(line)
            for step in (
                self._panel_intro,
                self._links_intro,
                self._call,
                self._furniture,
                self._broadcast,
            )
        ):
            self._ordinary(line)

    def _panel_intro(self, line):
        intro = PANEL_INTRO.match(line.text)
        if not intro:
            return False
        programme = (intro["programme"] or "").strip(" “”‘’\"',")
        self.found.programme = self.found.programme or programme
        self._open(self.found.panel, line, intro.end())
        return True

    def _links_intro(self, line):
        intro = LINKS_INTRO.match(line.text)
        if intro:
            self._open(self.found.links, line, intro.end())
        return bool(intro)

    def _open(self, section, line, end):
        """Go on in `section`, which may begin in the line of its own heading."""
        self.section = section
        rest = line.cut(end)
        if rest.text:
            section.append(rest)

    def _call(self, line):
        """The closing call: its question is the prompt, what stands before it isn't."""
        spans = [match.span() for match in SENTENCE.finditer(line.text)]
        said = [line.text[slice(*span)] for span in spans]
        first = next((i for i, text in enumerate(said) if is_call(text)), len(said))
        asks = first
        while asks and said[asks - 1].endswith("?"):
            asks -= 1
        if first == len(said):
            asks = 0 if self._asks_alone(line) else len(said)
        if asks == len(said):
            return False
        if asks:
            # Questions of the body's own may stand before the one that is asked.
            asks = max(asks, first - 1)
            self._place(line.cut(0, spans[asks - 1][1]))
        self._ask(" ".join(said[asks:first]))
        for text in said[first:]:
            (self.found.calls if is_call(text) else self.found.unplaced).append(text)
        self.section = self.found.unplaced
        return True

    def _asks_alone(self, line):
        return len(self.found.prose) > 1 and QUESTION_ASKED.match(line.text)

    def _ask(self, prompt):
        if not self.found.prompt:
            self.found.prompt = prompt
        elif prompt and prompt != self.found.prompt:
            self.found.unplaced.append(prompt)

    def _furniture(self, line):
        titled = self.section is self.found.links and split_source(line.text)[1]
        if not titled and self.found.prose and FURNITURE.fullmatch(line.text):
            self.found.unplaced.append(line.text)
            return True
        return False

    def _broadcast(self, line):
        broadcast = read_broadcast(line.text, self.today)
        if broadcast is None:
            return False
        if broadcast.at and self.found.airs_at in (None, broadcast.at):
            self.found.airs_at = broadcast.at
        else:
            self.found.unplaced.append(line.text[: broadcast.end].strip())
        self.found.remarks += broadcast.remarks
        if self.found.prose_before_date is None:
            self.found.prose_before_date = len(self.found.prose)
        rest = line.cut(broadcast.end)
        if rest.text:
            self._place(rest)
        return True

    def _ordinary(self, line):
        in_links = self.section is self.found.links
        titled = in_links and split_source(line.text)[1]
        if (in_links or self.section is self.found.panel) and not titled:
            self.section = self.found.prose if is_prose(line) else self.section
        plain = self.section is self.found.unplaced
        self.section.append(line.text if plain else line)


def is_call(sentence):
    return bool(CALL.search(sentence)) and bool(
        CALL_BEGINS.match(sentence) or re.search(r"\bbelow\b|\bunderneath\b", sentence)
    )


def is_prose(line):
    """Whether it is a paragraph, where names or titles were expected."""
    text = line.text
    if len(text) > LONGEST_IN_LIST:
        return "://" not in text
    return len(text.split()) >= 12 and text.rstrip("”’\"'")[-1:] in (".", "…")


def without_dead_links(lines):
    """The lines with only addresses that lead somewhere, and those that don't."""
    dead, kept = [], []
    for line in lines:
        runs = []
        for run in line.runs:
            alive = run.url.split(":")[0].lower() in PROTOCOLS
            if run.url and not alive:
                dead.append(run.url)
            runs.append(run if alive else Run(run.text))
        kept.append(Line(tidy(runs), line.opens, line.glue, line.level))
    return kept, list(dict.fromkeys(dead))
