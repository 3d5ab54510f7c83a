import json
import re
import sys
import textwrap
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse
from django.utils import dateformat, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from episodes.addresses import absolute
from episodes.importing import foresee, import_running_order
from episodes.models import Programme
from episodes.running_order import RunningOrderError, read

# Bytes; what is longer is refused by the reader anyway.
LONGEST_FILE = 8 * 2**20
CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w-]{1,40})", re.I)
WIDTH = 96
MARGIN = 14


class Command(BaseCommand):
    help = "Read a page as a newsroom pastes it, text or HTML, into a draft episode."

    def add_arguments(self, parser):
        parser.add_argument("file", help="text or HTML in UTF-8; - for standard input")
        parser.add_argument(
            "--json", action="store_true", help="print what was read as JSON alone"
        )
        parser.add_argument("--dry-run", action="store_true", help="save nothing")
        parser.add_argument(
            "--publish", action="store_true", help="publish it and confirm the panel"
        )

    def handle(self, **options):
        try:
            self._import(options)
        except RunningOrderError as error:
            raise CommandError(f"{options['file']}: {error}") from error

    def _import(self, options):
        order = read(
            contents_of(options["file"]),
            today=timezone.localdate(),
            programmes=list(Programme.objects.values_list("name", flat=True)),
        )
        as_json = json.dumps(order.as_json(), indent=2, ensure_ascii=False)
        self._say(as_json if options["json"] else listing(order), self.stdout)
        if options["dry_run"]:
            done = foresee(order)
        else:
            done = import_running_order(order, publish=options["publish"])
        # With --json, the reading alone is for the program; this is for its reader.
        self._say(outcome(done), self.stderr if options["json"] else self.stdout)

    def _say(self, text, stream):
        # A console that can't show a letter shows its number.
        encoding = getattr(stream, "encoding", None) or "utf-8"
        shown = text.encode(encoding, "backslashreplace").decode(encoding)
        stream.write(shown, lambda words: words)


def contents_of(name):
    """The text of the file called `name`; a CommandError says what is wrong with it."""
    try:
        if name == "-":
            found = sys.stdin.buffer.read(LONGEST_FILE + 1)
        else:
            with Path(name).open("rb") as file:
                found = file.read(LONGEST_FILE + 1)
    except IsADirectoryError as error:
        raise CommandError(_("%s is a folder, not a file.") % name) from error
    except FileNotFoundError as error:
        raise CommandError(_("There is no file %s.") % name) from error
    except (OSError, ValueError) as error:
        raise CommandError(
            _("%(name)s can't be read: %(why)s.")
            % {"name": name, "why": getattr(error, "strerror", None) or error}
        ) from error
    if len(found) > LONGEST_FILE:
        raise CommandError(_("%s is too large for a running order.") % name)
    return _decoded(found, name)


def _decoded(found, name):
    declared = CHARSET.search(found[:2000])
    encoding = declared[1].decode() if declared else "utf-8"
    if found.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    for attempt in ("utf-8", encoding):
        try:
            return found.decode(attempt)
        except (UnicodeError, LookupError):
            continue
    raise CommandError(
        _("%s is not text in UTF-8. Please save it as plain text or HTML, in UTF-8.")
        % name
    )


def listing(order):
    """What was taken for what, aligned for reading."""
    none = "—"
    rows = [
        (_("Programme"), [order.programme or none]),
        (_("Headline"), [order.headline or none]),
        (_("Standfirst"), [order.standfirst or none]),
        (_("On air"), [_moment(order.airs_at) if order.airs_at else none]),
        (_("Text"), [f"{n}. {p.text}" for n, p in enumerate(order.body, 1)] or [none]),
        (_("Panel"), [_row(speaker) for speaker in order.panel] or [none]),
        (_("Read more"), [_row(link) for link in order.links] or [none]),
        (_("Prompt"), [order.prompt or none]),
        (_("Please check"), order.remarks),
        (_("Not placed"), order.unplaced),
    ]
    return "\n".join(_entry(name, texts) for name, texts in rows if texts)


def outcome(done):
    """What became of it, and where to find it."""
    if done.episode is None:
        return "\n" + _("Nothing was saved. It would be a new draft.")
    status, address = done.episode.get_status_display(), _admin_address(done.episode)
    if done.created:
        return f"\n{status}: {done.episode}\n{address}"
    there = _("This episode is there already (%(status)s): %(episode)s")
    return "\n".join(
        [
            "",
            there % {"status": status, "episode": done.episode},
            address,
            _compared(len(done.differences)),
            *(line for found in done.differences for line in _difference(found)),
        ]
    )


def _compared(count):
    if not count:
        return _("Nothing in it differs from what you pasted.")
    return (
        ngettext(
            "It was left as it is. %d thing differs from what you pasted:",
            "It was left as it is. %d things differ from what you pasted:",
            count,
        )
        % count
    )


def _difference(difference):
    missing = _("(not there)")
    yield f"  {difference.field}"
    yield _entry("    " + _("stored"), [difference.stored or missing])
    yield _entry("    " + _("pasted"), [difference.pasted or missing])


def _entry(name, texts):
    margin = " " * MARGIN
    lines = []
    for text in texts:
        wrapped = textwrap.wrap(
            text, WIDTH - MARGIN, break_long_words=False, break_on_hyphens=False
        )
        lines += wrapped or [""]
    return f"{name:<{MARGIN}}" + f"\n{margin}".join(lines)


def _row(part):
    return "  ·  ".join(value for value in vars(part).values() if value)


def _moment(moment):
    return dateformat.format(timezone.localtime(moment), "l j F Y, H:i e")


def _admin_address(episode):
    return absolute(reverse("admin:episodes_episode_change", args=[episode.pk]))
