"""Pasted text as lines, and lines as text again.

A little Markdown is understood, so that HTML can be shown in a text box, corrected
and read again without loss: `[words](https://…)`, `# Heading`, and a backslash at
the end of a line whose paragraph goes on in the next.
"""

import re
from dataclasses import replace
from itertools import pairwise

from .lines import Line, Run, blocks, cleaned, tidy

LINK = re.compile(
    r"\[((?:[^\[\]]|\[[^\[\]]*\])+)\]\(((?:https?://|mailto:)[^\s()]+)\)", re.I
)
HEADING = re.compile(r"\s*(#{1,6})\s+(?=\S)")


def from_text(text):
    lines: list[Line] = []
    opens, glue = True, ""
    for raw in cleaned(text).splitlines():
        heading = HEADING.match(raw)
        goes_on = raw.rstrip().endswith("\\")
        words = raw[heading.end() if heading else 0 :].rstrip()
        runs = tidy(_linked(words[:-1] if goes_on else words))
        if runs:
            level = len(heading[1]) if heading else 0
            lines.append(Line(runs, opens, "" if opens else glue, level))
        opens, glue = not runs, "\n" if goes_on else ""
    return _unwrapped(lines)


def as_text(lines):
    """The lines as `from_text` reads them, for a producer to correct."""
    written = ""
    for line in lines:
        if written:
            written += "\n\n" if line.opens else "\\\n" if line.glue == "\n" else "\n"
        written += "#" * line.level + (" " if line.level else "")
        written += "".join(_run_text(run) for run in line.runs)
    return written


def _linked(text):
    at = 0
    for link in LINK.finditer(text):
        yield Run(text[at : link.start()])
        yield Run(link[1], link[2])
        at = link.end()
    yield Run(text[at:])


def _run_text(run):
    if not run.url:
        return run.text
    address = run.url.replace("(", "%28").replace(")", "%29")
    return f"[{run.text}]({address})"


def _unwrapped(lines):
    """Mark the lines that a mail program broke off in the middle of a paragraph."""
    return [line for block in blocks(lines) for line in _rejoin(block)]


def _rejoin(block):
    """A broken line had no room for the first word of the next one."""
    texts = [line.text for line in block]
    width = max(map(len, texts))
    broken = (
        len(block) > 1
        and width <= 100
        and all(
            len(above) >= 45 and len(f"{above} {below.split()[0]}") > width
            for above, below in pairwise(texts)
        )
        and any(text[-1] not in ".?!:”’\"'…" for text in texts[:-1])
    )
    if not broken:
        return block
    return [block[0], *(replace(line, glue=line.glue or " ") for line in block[1:])]
