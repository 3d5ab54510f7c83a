"""The panel's lines: names, handles and roles, in whatever way they were set."""

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from .lines import blocks, normalised, words


@dataclass
class Speaker:
    name: str
    handle: str = ""
    role: str = ""


@dataclass
class Panel:
    speakers: list[Speaker] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    unplaced: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


BULLET = re.compile(r"^(?:[•·▪●◦‣*–—-]|\d{1,2}[.)])\s+")
HANDLE = re.compile(
    r"[\s,(\[|–—-]*(?:(?:twitter|x|instagram)\s?:\s?)?(?<![\w.@/])(@[\w.]{1,58}\w|@\w)[)\]]*",
    re.I,
)
PROFILE_HOSTS = {"twitter.com", "x.com", "instagram.com", "threads.net"}
# A name's end: a spaced dash, a long dash, a comma, a colon, an opening bracket.
NAME_ENDS = re.compile(
    r"\s[–—-]+\s|—|[,،|](?!\s?(?:Jr|Sr|MP|MD|PhD)\b)\s?|:\s|\s\((?=.*\)$)"
)
PRESENTER = re.compile(
    r"^((?:co-?)?(?:host|presenter|moderator))s?\s?[:–—-]\s?(.+)$", re.I
)
PARTICLE = re.compile(
    r"^(?:a[ldnszrht]|ash|bin|ben|ibn|bint|abu|abd|van|von|der|den|de|da|di|do|dos|du|dal"
    r"|del|della|la|le|ter|ten|y|e)(?:-|$)|^d['’]"
)
HONORIFICS = words(
    "professor prof dr doctor sheikh sir lord lady senator ambassador minister judge "
    "colonel general captain reverend bishop journalist activist"
)
# Words that speak of what somebody does, or of where.
ROLE_WORDS = HONORIFICS | words(
    "analyst author reporter correspondent editor writer columnist broadcaster producer "
    "director founder co-founder chair chairman chairwoman chairperson president ceo chief "
    "head leader member manager officer secretary spokesperson spokesman spokeswoman "
    "adviser advisor consultant expert specialist strategist economist historian lawyer "
    "attorney barrister campaigner organiser organizer advocate researcher scholar fellow "
    "lecturer academic scientist teacher student physician nurse doctor diplomat "
    "politician lawmaker mp mep congressman congresswoman governor mayor commander "
    "representative coordinator artist filmmaker photographer musician poet actor blogger "
    "farmer engineer entrepreneur executive former host presenter moderator "
    "university college school institute institution council watch group centre center "
    "foundation association network news party ministry department international union "
    "times post agency organisation organization observatory initiative project committee "
    "commission court parliament fund bank campaign coalition alliance studies"
)
ROLE_ENDING = re.compile(r"(?:ologist|alist|ivist|ician|grapher|maker|worker)s?$")
LONGEST_NAME = 100


def read_panel(lines):
    """The panel in `lines`; what is neither name, handle nor role is unplaced."""
    panel = Panel()
    found = blocks(lines)
    for block in found:
        size = sum(not _is_handle(BULLET.sub("", line.text)) for line in block)
        for line in block:
            in_pair = size == 2 and (len(found) > 1 or "@" in block[0].text)
            _place(panel, line, first=line is block[0], in_pair=in_pair)
    return panel


def _place(panel, line, *, first, in_pair):
    text = BULLET.sub("", line.text)
    last = panel.speakers[-1] if panel.speakers else None
    if _is_handle(text):
        if last is None or last.handle:
            panel.unplaced.append(line.text)
        else:
            last.handle = HANDLE.match(text)[1]
    elif last and _is_role(text, last, first=first, in_pair=in_pair):
        last.role = f"{last.role}, {text}" if last.role else text
    else:
        _seat(panel, line, text)


def _is_role(text, last, *, first, in_pair):
    """Whether it is what the speaker above does, and no speaker of its own."""
    if HANDLE.search(text) or PRESENTER.match(text):
        return False
    head = NAME_ENDS.split(text)[0]
    if last.role or first:
        return not (last.role and first) and speaks_of_role(head)
    lone_word = len(head.split()) == 1
    return in_pair or lone_word or speaks_of_role(head) or not looks_like_name(head)


def _seat(panel, line, text):
    speaker = _speaker(text, line.urls)
    if not _may_be_name(speaker.name):
        panel.unplaced.append(line.text)
    elif normalised(speaker.name) in panel.names:
        panel.unplaced.append(line.text)
        panel.remarks.append(
            _("%(name)s is named twice in the panel.") % {"name": speaker.name}
        )
    else:
        panel.speakers.append(speaker)
        panel.names.add(normalised(speaker.name))


def _speaker(text, urls):
    if presenter := PRESENTER.match(text):
        speaker = _speaker(presenter[2], urls)
        speaker.role = speaker.role or presenter[1]
        return speaker
    handle = HANDLE.search(text)
    if handle:
        text = f"{text[: handle.start()]}, {text[handle.end() :]}".strip(" ,،–—-:|")
    name, *role = NAME_ENDS.split(text, maxsplit=1)
    role = role[0] if role else ""
    if "(" in text and "(" not in name + role:
        role = role.removesuffix(")")
    return Speaker(
        name.strip(" ,،:"),
        handle[1] if handle else _handle_of(urls),
        role.strip(" ,،–—-:|"),
    )


def _handle_of(urls):
    """The handle in the address of a profile, where the name was a link to one."""
    for url in urls:
        try:
            parts = urlsplit(url)
        except ValueError:
            continue
        user = parts.path.strip("/@")
        host = (parts.hostname or "").removeprefix("www.").removeprefix("mobile.")
        if host in PROFILE_HOSTS and re.fullmatch(r"[\w.]{1,59}", user):
            return f"@{user}"
    return ""


def _is_handle(text):
    return HANDLE.fullmatch(text) is not None


def _may_be_name(text):
    if not any(c.isalpha() for c in text) or len(text) > LONGEST_NAME or "@" in text:
        return False
    return looks_like_name(text) or (len(text.split()) <= 6 and text[-1] not in ".?!")


def looks_like_name(text):
    """Up to seven words, each with a capital, a particle, or of a script without."""
    parts = text.split()
    return 1 <= len(parts) <= 7 and all(map(_may_be_in_name, parts))


def speaks_of_role(text):
    said = [word.strip(".,;:()“”‘’\"'").lower() for word in text.split()]
    if len(said) > 2 and said[0] in HONORIFICS and looks_like_name(text):
        said = said[1:]
    return (
        not ROLE_WORDS.isdisjoint(said)
        or any(map(ROLE_ENDING.search, said))
        or any(word[0].islower() and not _may_be_in_name(word) for word in text.split())
    )


def _may_be_in_name(word):
    """It has a capital, perhaps after a particle; or its script has none."""
    letters = [part[0] for part in re.split(r"\W+", word) if part and part[0].isalpha()]
    cased = all(letter.islower() for letter in letters)
    return bool(letters) and (not cased or PARTICLE.match(word) is not None)
