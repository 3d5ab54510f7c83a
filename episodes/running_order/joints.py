"""Words that look run together, as they do where a link was lost in pasting.

No dictionary is shipped, so only joints are looked for that English hardly makes:

- a capital inside a word ("protestersThe"), or capitals before it ("USsanctions");
- a stop or a closing quote without its space ("end.So");
- a year grown into a word ("since2003");
- a plural ending in the middle of a word ("sanctionstit"), or before a short, common
  one ("killingsof"), as other long words ("protestersthe");
- a set phrase with hyphens that something has grown into ("strikestit-for-tat").

And where the links are still there: an edge of one between two letters.

A word that the text has more than once is taken for a name, as a slip seldom repeats
itself; handles, tags, addresses and file names are let be. What that misses is missed:
a flag is worth something only while it is rare. In the 13,700 words of a company's
handbook one was raised, rightly ("redirection.Able"); in 757,000 words of manuals and
README files one in 3,300, in 2.1 million of technical blogs one in 6,000, there nearly
all of them names of functions.
"""

import re
from collections import Counter

from .lines import words

# A token is what stands between spaces and dashes, stripped of its punctuation.
TOKEN = re.compile(r"[^\s–—/()\[\]{}<>«»“„|…]+")
ADDRESS = re.compile(
    r"://|@|^#|^www\.|(?-i:^[\w.-]+\.[a-z]{2,4}$)|[_=\\$&%+*]|\d\.\d", re.I
)
NAMES = re.compile(
    r"^(?:Mac|Fitz|Mc|De|Di|Du|La|Le|Van|Von|Al|El|Abu|Bin)[A-Z]"
    r"|YouTube|WhatsApp|TikTok|LinkedIn|PayPal|GitHub|WikiLeaks|BuzzFeed|HuffPost"
    r"|JPMorgan|ExxonMobil|AstraZeneca|BioNTech|MasterCard|JavaScript|PowerPoint|WeChat|FaceTime"
    r"|ProPublica|OpenDemocracy|CrowdStrike|DeepMind|AfriForum|BlackRock|SoundCloud"
)
PHRASES = words(
    "tit-for-tat face-to-face day-to-day one-to-one hit-and-run so-called long-term "
    "short-term large-scale far-right far-left state-run state-owned air-to-air "
    "anti-government anti-war pro-government pro-democracy cease-fire door-to-door "
    "behind-the-scenes year-old years-old US-led UN-backed first-ever decades-long "
    "month-long week-long years-long cross-border high-level low-level self-declared"
)
JOINTS = [
    r"^[a-z’'-]*[a-z]{2}[A-Z][a-z]{2}",
    r"[a-zà-öø-ÿ]{2}(?:The|This|That|These|They|There|Then|When|While|With|What|His|Her|But"
    r"|And|For|From|After|Its|In|It|He|She|We|On|At|As|If|An|A)(?![^\W\d_])",
    r"^[A-Z]{2,}(?!s\b)[a-z]{4,}",
    r"[a-zà-öø-ÿ]{2}[.?!:;,]['’”\")]{0,2}[A-Z][a-z]*(?:\W|$)",
    r"[a-zà-öø-ÿ]{2}[?!;,]['’”\")]{0,2}[a-z]{2}",
    r"[a-zà-öø-ÿ]{3}(?:19|20)\d\d$",
    r"^(?:19|20)\d\d(?!s|th|st|nd|rd)[a-z]{3,}",
    r"(?:[st]ion|ment|nesse|ism|itie|ist)s(?!hip|m[ae]n|wom|mith)[a-z]{2}",
    r"[a-z]{4}(?:ings|ers|ors|sts|nts)(?:of|by|to|in|and|for|at)\b(?!['’-])",
    r"[a-z]{6}(?:the|that|with|from|which|have|been|their|they|would|where)\b(?!['’-])",
    r"[a-z]{3}(?P<half>[a-z]{3,})-(?:to|by|for|in)-(?P=half)\b",
    rf"[a-z]{{3}}(?:{'|'.join(sorted(PHRASES))})",
]
JOINED = re.compile("|".join(f"(?:{joint})" for joint in JOINTS))
# What may grow on a linked word without a space: "protest" + "s", "Iraq" + "i".
ENDINGS = re.compile(
    r"(?:'?’?s|es|e?d|i|is|n|ns|an|ans|ing|ings|er|ers|ly|al|y|ies)?\b"
)
LONGEST_WORD = 60
WORD_AT_END = re.compile(r"[^\W\d_]+$")
WORD_AT_START = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")


def joined_words(lines):
    """The words in `lines` that look run together, each once, in their order."""
    tokens = [token for line in lines for token in _tokens(line.text)]
    counts = Counter(tokens)
    suspects = [t for t in tokens if counts[t] == 1 and _looks_joined(t)]
    at_links = [word for line in lines for word in _joined_at_links(line)]
    return list(dict.fromkeys([*suspects, *at_links]))


def _tokens(text):
    for match in TOKEN.finditer(text):
        if token := match[0].strip(".,;:!?'\"’‘”*_`"):
            yield token


def _looks_joined(token):
    return (
        len(token) <= LONGEST_WORD
        and JOINED.search(token) is not None
        and not ADDRESS.search(token)
        and not NAMES.search(token)
    )


def _joined_at_links(line):
    """Where a link's edge stands between two letters, and no word grows like that."""
    for before, after in zip(line.runs, line.runs[1:], strict=False):
        head = WORD_AT_END.search(before.text[-LONGEST_WORD:])
        tail = WORD_AT_START.match(after.text)
        if head and tail and not ENDINGS.fullmatch(tail[0]):
            yield head[0] + tail[0]
