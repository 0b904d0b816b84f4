"""The steps of a workshop that depend on today, and on each other: its day, its times, further sessions."""

from collections.abc import Sequence
from datetime import time, timedelta

from conversations.form import TEXT, Answers, Choice, Problem, Step
from conversations.when import read, read_days, read_end, read_times
from conversations.workshop_answers import ONCE, Planning, day, times, when
from locales.dates import Day
from locales.marks import N_
from services.words import alike

MOST_SESSIONS, DAYS_SHOWN = 12, 14
TOO_MANY_SESSIONS = N_("These are too many. At most: {most}")


def _days(around: Planning) -> list[Choice]:
    days = [around.today + timedelta(days=one) for one in range(1, DAYS_SHOWN + 1)]
    return [Choice(day.isoformat(), Day(day)) for day in days]


def day_step(answers: Answers, around: Planning) -> Sequence[Step]:
    """Which day; with the time, if they write it."""

    def clean(text: str) -> str | Problem:
        found = read(text, around.today)
        return found if isinstance(found, Problem) else str(found)

    ask = N_("📅 Which day? Press one, or write it, also with the time: Saturday 14:30, or 28/11 14:30-17:00.")
    return [Step("day", ask=ask, label=N_("Day"), choices=_days(around), accepts=TEXT, clean=clean, few=7)]


def begin_step(answers: Answers, around: Planning) -> Sequence[Step]:
    """At what time, if the day did not say it."""
    first = day(answers)
    if first is None or first.begin:
        return []

    def clean(text: str) -> str | Problem:
        found = read_times(text)
        return found if isinstance(found, Problem) else "-".join(f"{one:%H:%M}" for one in found if one)

    usual = [time(9), time(10), time(14, 30), time(15), time(16), time(18)]
    choices = [Choice(f"{one:%H%M}", alike(f"{one:%H:%M}")) for one in usual]
    ask = N_("🕒 At what time does it begin? Press, or write it.")
    return [Step("begin", ask=ask, label=N_("Begins at"), choices=choices, accepts=TEXT, clean=clean)]


LASTS = (
    Choice("60", N_("1 hour")),
    Choice("90", N_("1 hour 30")),
    Choice("120", N_("2 hours")),
    Choice("150", N_("2 hours 30")),
    Choice("180", N_("3 hours")),
    Choice("360", N_("6 hours")),
)


def end_step(answers: Answers, around: Planning) -> Sequence[Step]:
    """Until when, if nobody said it."""
    begin, end = times(answers)
    if begin is None or end is not None:
        return []

    def clean(text: str) -> str | Problem:
        found = read_end(text, begin)
        return found if isinstance(found, Problem) else f"{found:%H:%M}"

    ask = N_("🕔 Until when? Press how long it lasts, or write the time it ends.")
    return [Step("end", ask=ask, label=N_("Ends at"), choices=LASTS, accepts=TEXT, clean=clean)]


def sessions_step(answers: Answers, around: Planning) -> Sequence[Step]:
    """Whether it meets several times; other days as they write them, a line each."""
    first = when(answers)

    def clean(text: str) -> str | Problem:
        if first is None:
            return text
        found = read_days(text, first, around.today)
        if isinstance(found, Problem):
            return found
        too_many = len(found) >= MOST_SESSIONS
        return Problem(TOO_MANY_SESSIONS, {"most": MOST_SESSIONS}) if too_many else "\n".join(map(str, found))

    ask = N_(
        "🔁 Does it meet several times? Press, or write the other days, one a line: 5/12 14:30-17:00.\n"
        "Whoever registers comes to all of them."
    )
    choices = [
        Choice(ONCE, N_("Once")),
        Choice("weekly2", N_("2 times, every week")),
        Choice("weekly3", N_("3 times, every week")),
        Choice("weekly4", N_("4 times, every week")),
    ]
    step = Step("sessions", ask=ask, label=N_("Sessions"), choices=choices, accepts=TEXT, clean=clean, default=ONCE)
    return [step]
