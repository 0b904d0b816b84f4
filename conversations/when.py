"""Dates and times as people write them: "samedi 14h30", "28/11 14:30-17:00", "السبت 28 نونبر مع 14:30".

    read("samedi 14h30", today)         # When(date(2026, 11, 28), time(14, 30), None)
    read_moment("gheda m3a 9", now)        # datetime(2026, 11, 24, 9): a day and a time, or the next such time
    str(when), When.of("2026-11-28T14:30")                 # how it is kept: day, day and begin, or with the end

Everything is wall time. What is not said stays None; a day without a year is the next one. Nothing in words is guessed:
"in the afternoon" gives no time, and the form asks for it.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from conversations.steps import Problem
from locales.marks import N_
from services.letters import DIGITS
from services.writing import normalise

LONGEST = timedelta(hours=14)
MOST_HOURS = timedelta(hours=6)  # "5h" is how long it lasts, "17h" the time
FAR = timedelta(days=550)
DAY = timedelta(days=1)

NO_DAY = N_("I do not understand the day. Write it like this: {example}")
NO_TIME = N_("I do not understand the time. Write it like this: {example}")
NO_SUCH_DAY = N_("There is no such day in the calendar.")
PAST = N_("This day is over already.")
TOO_LATE = N_("This time is over already.")
TOO_FAR = N_("This is more than a year and a half away: please look at the year.")
OTHER_WEEKDAY = N_("The day of the week and the date do not belong together: please look once more.")
WRONG_END = N_("It must end after it begins, and within {hours} hours.")

WEEKDAYS = (
    ("monday", "lundi", "lun", "الاثنين", "الإثنين", "اثنين", "التنين", "tnin", "ltnin"),
    ("tuesday", "mardi", "mar", "الثلاثاء", "ثلاثاء", "التلات", "الثلاث", "tlat", "tlata"),
    ("wednesday", "mercredi", "mer", "الأربعاء", "اربعاء", "الاربع", "لاربع", "larb3", "larbe3", "l2arbi3a2"),
    ("thursday", "jeudi", "jeu", "الخميس", "خميس", "لخميس", "khmis", "lkhmis"),
    ("friday", "vendredi", "ven", "الجمعة", "جمعة", "الجمعه", "jem3a", "jm3a", "jam3a"),
    ("saturday", "samedi", "sam", "السبت", "سبت", "sebt", "ssebt", "essebt"),
    ("sunday", "dimanche", "dim", "الأحد", "أحد", "الحد", "l7ad", "lhad", "7ad", "hed"),
)
MONTHS = (
    ("january", "janvier", "janv", "jan", "يناير", "جانفي"),
    ("february", "fevrier", "fev", "فبراير"),
    ("march", "mars", "مارس"),
    ("april", "avril", "avr", "أبريل", "ابريل"),
    ("may", "mai", "ماي", "مايو"),
    ("june", "juin", "يونيو", "جوان"),
    ("july", "juillet", "juil", "يوليوز", "يوليو"),
    ("august", "aout", "غشت", "أغسطس"),
    ("september", "septembre", "sept", "شتنبر", "سبتمبر"),
    ("october", "octobre", "oct", "أكتوبر"),
    ("november", "novembre", "nov", "نونبر", "نوفمبر"),
    ("december", "decembre", "dec", "دجنبر", "ديسمبر"),
)
SOON = {
    0: ("today", "aujourd hui", "اليوم", "ليوم", "lyoum", "lyouma", "lyom", "lyoma", "had nhar"),
    1: ("tomorrow", "demain", "غدا", "غدوا", "gheda", "ghedda", "ghdda", "ghda", "ghada", "ghadda", "ghedwa"),
    2: (
        "after tomorrow",
        "apres demain",
        "بعد غد",
        "بعد غدا",
        "بعد غدوا",
        "من بعد غدا",
        "b3d ghedda",
        "ba3d ghedda",
        "b3d gheda",
        "ba3d gheda",
        "b3d ghda",
        "ba3d ghda",
    ),
}

_DAYS = {normalise(name): number for number, names in enumerate(WEEKDAYS) for name in names}
_MONTHS = {normalise(name): number for number, names in enumerate(MONTHS, 1) for name in names}
_SOON = {normalise(name): days for days, names in sorted(SOON.items(), reverse=True) for name in names}

_TIME = re.compile(r"(?<![\d/])([01]?\d|2[0-4])\s*(?:(?:h|س)\s*([0-5]\d)?|:\s*([0-5]\d))(?![\d/])(?:\s*(?:min|mn))?")
_BARE = re.compile(r"((?<!\w)(?:à|at|m3a|ma3a|3la|مع|على|ف)\s*(?:[01]?\d|2[0-4]))(?!\s*[\dh:س/.-])")
_HALF = re.compile(r"(\d{1,2})\s*(?:h(?:eures?)?|س)?\s*(?:et\s+demie?|w\s*n[eo]?ss?|و\s*(?:ال)?نصف?)(?!\w)")
_ISO = re.compile(r"(?<!\d)(20\d\d)-(\d{1,2})-(\d{1,2})(?!\d)")
_SLASHED = re.compile(r"(?<!\d)(\d{1,2})[/.-](\d{1,2})(?:[/.-](20\d\d|\d\d))?(?!\d)")
_NUMBER_FIRST = re.compile(r"(?<!\d)(\d{1,2})(?:er)?\s+(\D+?)(?:\s+(20\d\d))?(?=\s|$)")
_HOURS = re.compile(r"(\d{1,2})\s*(?:h|س)\s*([0-5]\d)?")
_MINUTES = re.compile(r"(\d{1,3})\s*(?:min|mn|m|د)\w*")


@dataclass(frozen=True, slots=True)
class When:
    """A day, perhaps with the time it begins, perhaps with the one it ends (past midnight: of the next day)."""

    day: date
    begin: time | None = None
    end: time | None = None

    def __str__(self) -> str:
        begin = f"T{self.begin:%H:%M}" if self.begin else ""
        return f"{self.day}{begin}" + (f"/{self.end:%H:%M}" if begin and self.end else "")

    @classmethod
    def of(cls, kept: str) -> "When":
        """What was kept as a string."""
        first, _, end = kept.partition("/")
        day, _, begin = first.partition("T")
        at = [time.fromisoformat(one) if one else None for one in (begin, end)]
        return cls(date.fromisoformat(day), *at)

    def walls(self) -> tuple[str, str]:
        """Begin and end as wall times YYYY-MM-DDTHH:MM; ValueError while one is not known."""
        if self.begin is None or self.end is None:
            raise ValueError(f"no times: {self}")
        after_midnight = self.end <= self.begin
        last = self.day + DAY if after_midnight else self.day
        return f"{self.day}T{self.begin:%H:%M}", f"{last}T{self.end:%H:%M}"


def read(text: str, today: date) -> When | Problem:
    """The day that a text names, and its times, as far as it says them."""
    plain = _plain(text)
    begin, end = _times(plain)
    day = _day(_TIME.sub(" ", plain), today)
    if isinstance(day, Problem):
        return day
    if wrong := _wrong_end(begin, end):
        return wrong
    return When(day, begin, end)


def read_moment(text: str, now: datetime) -> datetime | Problem:
    """The wall time that a text names, ahead of `now` (a wall time too); without a day the next such time."""
    begin = _times(_plain(text))[0]
    found = read(text, now.date())
    if isinstance(found, Problem) and found.msgid == NO_DAY and begin is not None:
        moment = datetime.combine(now.date(), begin)
        return moment if moment > now else moment + DAY
    if isinstance(found, Problem):
        return found
    if begin is None:
        return Problem(NO_TIME, {"example": "14:30"})
    moment = datetime.combine(found.day, begin)
    return moment if moment > now else Problem(TOO_LATE)


def read_times(text: str) -> tuple[time, time | None] | Problem:
    """The time that a text names, and the one after it if there are two; "14" alone is 14:00."""
    plain = _plain(text)
    begin, end = _times(f"{plain}h" if plain.isdigit() else plain)
    if begin is None:
        return Problem(NO_TIME, {"example": "14:30"})
    return _wrong_end(begin, end) or (begin, end)


def read_end(text: str, begin: time) -> time | Problem:
    """When something ends that begins then: a time, or how long it lasts ("2h30", "90 min")."""
    plain = _plain(text)
    lasts = _lasts(plain)
    at = _times(f"{plain}h" if plain.isdigit() else plain)[0]
    if lasts is not None and (at is None or lasts <= MOST_HOURS):
        return after(begin, lasts)
    if at is None:
        return Problem(NO_TIME, {"example": "17:00"})
    return _wrong_end(begin, at) or at


def after(begin: time, lasts: timedelta) -> time:
    """The time so much later on the clock."""
    return (datetime.combine(date(2000, 1, 1), begin) + lasts).time()


def read_days(text: str, first: When, today: date) -> list[When] | Problem:
    """Further sessions, a line each; their times are those of the first where they say none."""
    found = list[When]()
    for line in filter(str.strip, text.replace(";", "\n").split("\n")):
        one = read(line, today)
        if isinstance(one, Problem):
            return one
        found.append(When(one.day, one.begin or first.begin, one.end or (None if one.begin else first.end)))
    return found or Problem(NO_DAY, {"example": "28/11 14:30-17:00"})


def _plain(text: str) -> str:
    """Lower case, Western digits, and every time as 9h or 9h30: what is bare or half is written out."""
    plain = unicodedata.normalize("NFKC", text).translate(DIGITS).casefold().replace("–", "-").replace("—", "-")
    return _BARE.sub(r"\1h", _HALF.sub(r"\1h30", plain)).strip()


def _times(plain: str) -> tuple[time | None, time | None]:
    found = [(int(hour) % 24, int(minute or other or 0)) for hour, minute, other in _TIME.findall(plain)]
    at = [time(hour, minute) for hour, minute in found[:2]]
    return (at[0] if at else None), (at[1] if len(at) > 1 else None)


def _wrong_end(begin: time | None, end: time | None) -> Problem | None:
    if begin is None or end is None:
        return None
    day = date(2000, 1, 1)
    lasts = (datetime.combine(day, end) - datetime.combine(day, begin)) % DAY
    if timedelta(0) < lasts <= LONGEST:
        return None
    return Problem(WRONG_END, {"hours": LONGEST // timedelta(hours=1)})


def _lasts(plain: str) -> timedelta | None:
    if minutes := _MINUTES.fullmatch(plain):
        return timedelta(minutes=int(minutes[1]))
    if hours := _HOURS.fullmatch(plain):
        return timedelta(hours=int(hours[1]), minutes=int(hours[2] or 0))
    return None


def _day(plain: str, today: date) -> date | Problem:
    """Today, tomorrow; a date; a weekday: whichever the text names, and together they must agree."""
    words = normalise(plain)
    soon = next((days for name, days in _SOON.items() if f" {name} " in f" {words} "), None)
    if soon is not None:
        return today + soon * DAY
    weekday = next((_DAYS[word] for word in words.split() if word in _DAYS), None)
    day = _dated(plain, today)
    if isinstance(day, Problem):
        return day
    if day is None and weekday is not None:
        return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
    return _fitting(day, weekday, today) if day else Problem(NO_DAY, {"example": "28/11 14:30"})


def _fitting(day: date, weekday: int | None, today: date) -> date | Problem:
    if weekday is not None and day.weekday() != weekday:
        return Problem(OTHER_WEEKDAY)
    if day < today:
        return Problem(PAST)
    return day if day <= today + FAR else Problem(TOO_FAR)


def _dated(plain: str, today: date) -> date | Problem | None:
    """The date that is written; the next such day where no year is."""
    numbers = _numbers(plain)
    if numbers is None:
        return None
    day, month, year = numbers
    try:
        if year:
            return date(year if year > 99 else 2000 + year, month, day)
        this = date(today.year, month, day)
        return this if this >= today else date(today.year + 1, month, day)
    except ValueError:
        return Problem(NO_SUCH_DAY)


def _numbers(plain: str) -> tuple[int, int, int] | None:
    if iso := _ISO.search(plain):
        return int(iso[3]), int(iso[2]), int(iso[1])
    if slashed := _SLASHED.search(plain):
        return int(slashed[1]), int(slashed[2]), int(slashed[3] or 0)
    for day, name, year in _NUMBER_FIRST.findall(normalise(plain)):
        if name in _MONTHS:
            return int(day), _MONTHS[name], int(year or 0)
    return None
