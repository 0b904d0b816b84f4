"""Quiet hours: when nobody's phone should ring, by the wall clock of a zone; in Ramadan a profile of its own.

Everything takes and gives aware datetimes. What must not wait (an answer, an emergency) does not ask here.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from services.lab import Lab, QuietSpan

BEFORE_QUIET = timedelta(hours=1)
DAY = timedelta(days=1)
SEARCHED_DAYS = 3  # a span covers less than a day: within three days somebody may be written to


def spans_of(day: date, lab: Lab) -> tuple[QuietSpan, ...]:
    """The quiet spans that count on a day: those of Ramadan on its dates."""
    ramadan = lab.quiet.ramadan
    return ramadan.hours if any(dates.first <= day <= dates.last for dates in ramadan.dates) else lab.quiet.hours


def is_quiet(now: datetime, zone: ZoneInfo, lab: Lab) -> bool:
    """Whether it is quiet there now."""
    local = now.astimezone(zone)
    return any(_covers(span, local.time()) for span in spans_of(local.date(), lab))


def next_allowed(now: datetime, zone: ZoneInfo, lab: Lab) -> datetime:
    """The first moment from `now` on that is not quiet: `now` itself, if it is not."""
    if not is_quiet(now, zone, lab):
        return now
    later = (moment for moment in _edges(now, zone, lab, back=0) if moment > now)
    return next(moment for moment in later if not is_quiet(moment, zone, lab))


def last_allowed(wanted: datetime, zone: ZoneInfo, lab: Lab) -> datetime:
    """`wanted` itself; if it is quiet then, an hour before that quiet began: 20:00 for 06:30 of the next morning."""
    if not is_quiet(wanted, zone, lab):
        return wanted
    edges = [moment for moment in _edges(wanted, zone, lab, back=SEARCHED_DAYS) if moment <= wanted]
    began = next(edge for edge in reversed(edges) if not is_quiet(edge - timedelta(minutes=1), zone, lab))
    early = began - BEFORE_QUIET
    return next_allowed(early, zone, lab)


def add_awake(start: datetime, duration: timedelta, lab: Lab) -> datetime:
    """The moment at which `duration` has passed since `start`, quiet hours of the lab not counted."""
    zone, left = lab.zone, duration
    now = next_allowed(start, zone, lab)
    while left > (awake := _next_quiet(now, zone, lab) - now):
        left -= awake
        now = next_allowed(now + awake, zone, lab)
    return now + left


def _next_quiet(now: datetime, zone: ZoneInfo, lab: Lab) -> datetime:
    """When it becomes quiet after an allowed `now`; without any quiet ahead, three days on (and then asked again)."""
    later = [moment for moment in _edges(now, zone, lab, back=0) if moment > now]
    return next((moment for moment in later if is_quiet(moment, zone, lab)), now + SEARCHED_DAYS * DAY)


def _covers(span: QuietSpan, at: time) -> bool:
    if span.begin < span.end:
        return span.begin <= at < span.end
    return at >= span.begin or at < span.end


def _edges(around: datetime, zone: ZoneInfo, lab: Lab, *, back: int) -> list[datetime]:
    """Every moment at which quiet may begin or end, oldest first: from `back` days before to three days after."""
    today = around.astimezone(zone).date()
    days = [today + DAY * n for n in range(-back, SEARCHED_DAYS + 1)]
    return sorted(datetime.combine(day, at, zone).astimezone(UTC) for day in days for at in _times(day, lab))


def _times(day: date, lab: Lab) -> Iterator[time]:
    yield time(0)  # a profile may begin or end with the day
    for span in spans_of(day, lab):
        yield span.begin
        yield span.end
