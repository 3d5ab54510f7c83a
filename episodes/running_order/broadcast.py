"""The line that says when it is on air: "On Thursday, September 21 at 19:30 GMT:"."""

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from django.utils import dateformat
from django.utils.translation import gettext as _

WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
MONTHS = ["jan", "feb", "mar", "apr", "may", "jun"]
MONTHS += ["jul", "aug", "sep", "oct", "nov", "dec"]
# Only letters that mean one zone to every newsroom: IST, AST and CST don't.
HOURS = {
    "GMT": 0, "UTC": 0, "UT": 0, "Z": 0, "WET": 0, "BST": 1, "WEST": 1, "CET": 1,
    "WAT": 1, "CEST": 2, "EET": 2, "CAT": 2, "SAST": 2, "EEST": 3, "EAT": 3, "MSK": 3,
    "TRT": 3, "PKT": 5, "JST": 9, "EDT": -4, "EST": -5, "CDT": -5, "MST": -7,
    "MDT": -6, "PST": -8, "PDT": -7,
}  # fmt: skip
PLACES = {
    "ET": "America/New_York",
    "CT": "America/Chicago",
    "MT": "America/Denver",
    "PT": "America/Los_Angeles",
}
# A date without a year is looked for among this many years on either side: every
# date has fallen on every weekday by then, save 29 February.
YEARS = 12

_MONTH = (
    "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_ZONE = (
    r"(?:gmt|utc)\s?[+\-−]\s?\d{1,2}(?::?\d\d)?|(?-i:[A-Z]{1,5})\b"
    rf"|(?:{'|'.join([*HOURS, *PLACES])})\b|(?:[^\W\d]+\s){{1,2}}time\b"
)
TOKEN = re.compile(
    rf"""
      (?P<weekday>(?:mon|tue|wed|thu|fri|sat|sun)(?:s|nes|r|rs|ur)?(?:day)?\b\.?)
    | (?P<year>(?:19|20)\d\d)-(?P<iso_month>\d\d)-(?P<iso_day>\d\d)(?:T(?=\d))?
    | (?P<first>\d{{1,2}})[/.](?P<second>\d{{1,2}})[/.](?P<slashed_year>(?:19|20)\d\d)\b
    | (?: (?P<hour>\d{{1,2}})[:.h](?P<minute>\d\d)(?::\d\d)?(?!\d) (?:\s?(?P<half>[ap])\.?m\b\.?)?
        | (?P<hour12>\d{{1,2}})\s?(?P<half12>[ap])\.?m\b\.?
        | (?P<hour24>\d\d)(?P<minute24>\d\d)(?=\s?(?:hrs|hours|h)?\s?(?:{_ZONE}))
      ) \s?(?:hrs|hours|h\b)?\s?\(?(?P<zone>{_ZONE})?\)?
    | (?P<month>{_MONTH})\s?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b
    | (?P<day_first>\d{{1,2}})(?:st|nd|rd|th)?\s(?:of\s)?(?P<month_second>{_MONTH})
    | (?P<lone_year>(?:19|20)\d\d)\b
    | (?:on|at|the|of|from|to|until|and|this|next|live|airs?|aired|airing|broadcast|watch
        |join\sus|tune\sin|starts?|starting|date|time|when)\b
    | [\s,()|/@•·–—-]
    """,
    re.I | re.X,
)


@dataclass
class Broadcast:
    """What a line says of the broadcast, and what of it had to be guessed.

    `end`: where in the line that ends; what follows is something else.
    """

    at: datetime | None = None
    end: int = 0
    remarks: list[str] = field(default_factory=list)


def read_broadcast(text, today, *, alone=True):
    """A Broadcast, or None where `text` doesn't begin with a date or a time.

    `alone`: nothing else may stand in the line, except after a colon.
    """
    said, end = _tokens(text)
    rest = text[end:].lstrip(" .)")
    if not {"weekday", "day", "hour"} & said.keys():
        return None
    if alone and rest and not rest.startswith(":"):
        return None
    broadcast = Broadcast(end=len(text) - len(rest.lstrip(": ")))
    day = _day(said, today, broadcast.remarks)
    if day and "hour" in said:
        broadcast.at = _moment(said, day, broadcast.remarks)
    elif day:
        broadcast.remarks.append(
            _("“%(date)s” comes without a time: the broadcast time stays empty.")
            % {"date": _shown(day)}
        )
    return broadcast


def _tokens(text):
    """What the line's beginning names, each by its first mention, and its end."""
    said, end = {}, 0
    while token := TOKEN.match(text, end):
        end = token.end()
        named = {name: value for name, value in token.groupdict().items() if value}
        said = _plain(named) | said
    return said, end


def _plain(named):
    """The same names whichever way it was written."""
    plain = {}
    if "weekday" in named:
        plain["weekday"] = WEEKDAYS.index(named["weekday"][:3].lower())
    for month, day in (("month", "day"), ("month_second", "day_first")):
        if month in named:
            number = MONTHS.index(named[month][:3].lower()) + 1
            plain |= {"day": [(int(named[day]), number)]}
    if "iso_day" in named:
        plain["day"] = [(int(named["iso_day"]), int(named["iso_month"]))]
    if "first" in named:
        first, second = int(named["first"]), int(named["second"])
        plain["day"] = list(dict.fromkeys([(first, second), (second, first)]))
    if year := named.get("year") or named.get("lone_year") or named.get("slashed_year"):
        plain["year"] = int(year)
    hour = named.get("hour") or named.get("hour12") or named.get("hour24")
    if hour:
        plain["hour"] = int(hour)
        plain["minute"] = int(named.get("minute") or named.get("minute24") or 0)
        plain["half"] = (named.get("half") or named.get("half12") or "").lower()
    if "zone" in named:
        plain["zone"] = named["zone"]
    return plain


def _day(said, today, remarks):
    if "day" not in said:
        remarks.append(_dateless(said))
        return None
    years = range(today.year - YEARS, today.year + YEARS + 1)
    dates = [
        day
        for year in ([said["year"]] if "year" in said else years)
        for day in _real_dates(year, said["day"])
    ]
    fitting = [d for d in dates if d.weekday() == said.get("weekday", d.weekday())]
    if not fitting or ("year" in said and len(fitting) > 1):
        remarks.append(_contradiction(said, dates))
        return None
    nearest = min(fitting, key=lambda day: abs(day - today))
    if "year" not in said:
        remarks.append(_guessed_year(said, nearest))
    return nearest


def _real_dates(year, days):
    for day, month in days:
        try:
            yield date(year, month, day)
        except ValueError:
            continue


def _moment(said, day, remarks):
    hour = said["hour"]
    if said["half"]:
        hour = hour % 12 + (12 if said["half"] == "p" else 0) if hour <= 12 else 99
    try:
        clock = time(hour, said["minute"])
    except ValueError:
        remarks.append(
            _("Its time of day doesn't exist: the broadcast time stays empty.")
        )
        return None
    zone = _zone(said.get("zone"), remarks)
    return zone and datetime.combine(day, clock, zone).astimezone(UTC)


def _zone(name, remarks):
    if not name:
        remarks.append(_("The broadcast time names no time zone: it was read as GMT."))
        return UTC
    plain = re.sub(r"\s", "", name.upper()).replace("−", "-")
    if plain in PLACES:
        return ZoneInfo(PLACES[plain])
    if plain in HOURS:
        return timezone(timedelta(hours=HOURS[plain]))
    offset = re.fullmatch(r"(?:GMT|UTC)([+-])(\d{1,2}):?(\d\d)?", plain)
    if offset and int(offset[2]) <= 14 and int(offset[3] or 0) < 60:
        ahead = timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0))
        return timezone(ahead if offset[1] == "+" else -ahead)
    remarks.append(
        _("“%(zone)s” is not a time zone known here: the broadcast time stays empty.")
        % {"zone": name.strip()}
    )
    return None


def _dateless(said):
    if "weekday" not in said:
        return _("A time of day comes without a date: the broadcast time stays empty.")
    return weekday_alone(said["weekday"])


def weekday_alone(weekday):
    return _("“%(weekday)s” comes without a date: the broadcast time stays empty.") % {
        "weekday": _weekday_name(weekday)
    }


def _contradiction(said, dates):
    if len(dates) == 1 and "weekday" in said:
        return _(
            "%(date)s is a %(actual)s, not a %(weekday)s:"
            " the broadcast time stays empty."
        ) % {
            "date": _shown(dates[0]),
            "actual": _weekday_name(dates[0].weekday()),
            "weekday": _weekday_name(said["weekday"]),
        }
    return _("Its date can't be made out: the broadcast time stays empty.")


def _guessed_year(said, day):
    if "weekday" in said:
        return _(
            "The year is a guess: %(date)s is the nearest that falls on a %(weekday)s."
        ) % {"date": _shown(day), "weekday": _weekday_name(said["weekday"])}
    return _("The year is a guess: %(date)s is the nearest.") % {"date": _shown(day)}


def _shown(day):
    return dateformat.format(day, "j F Y")


def _weekday_name(weekday):
    # 1 January 2024 was a Monday.
    return dateformat.format(date(2024, 1, 1) + timedelta(days=weekday), "l")
