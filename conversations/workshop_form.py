"""The form that plans a workshop (an event), and the one that changes one thing of it.

What is nearly always the same (meets once, in all languages, for everybody, two guests, nothing to ask) is not asked:
it stands in the summary, where one tap changes it. CHANGE asks one of the same steps again.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta

from conversations.checks import within
from conversations.form import LOCATION, TEXT, Answers, Choice, Form, Problem, Step
from conversations.rooms import in_languages
from conversations.when import When, after, read, read_days, read_end, read_times
from locales.dates import Day
from locales.marks import N_
from services import workshops
from services.lab import Lab
from services.words import Words
from services.workshops import Meets, Plan, Spoken
from services.writing import is_arabic
from storage.workshops import CODE, INVITED, PUBLIC

LONGEST_TITLE, LONGEST_ABOUT, LONGEST_PLACE, LONGEST_QUESTION = 80, 600, 120, 120  # UTF-16 units
MOST_SEATS, MOST_SESSIONS, MOST_QUESTIONS, MOST_PARTS = 5000, 12, 5, 3
DAYS_SHOWN = 14
LINK = re.compile(r"https?://\S+", re.IGNORECASE)

NOT_A_NUMBER = N_("Please write a number between 1 and {most}.")
TOO_MANY_SESSIONS = N_("These are too many. At most: {most}")
TOO_MANY_QUESTIONS = N_("These are too many questions. Questions at most: {most}")
LONG_QUESTION = N_("This question is too long (characters at most: {most}): {words}")
ONCE, NONE, NO_LIMIT = "once", "none", "all"
WEEKLY = {"weekly2": 2, "weekly3": 3, "weekly4": 4}
SPOKEN: dict[str, tuple[str, ...]] = {
    "all": ("ar", "ary", "fr"),
    "ary": ("ary",),
    "ary-fr": ("ary", "fr"),
    "ar-fr": ("ar", "fr"),
    "ar": ("ar",),
    "fr": ("fr",),
}


@dataclass(frozen=True, slots=True)
class Planning:
    """What the form looks at: the day it is, the lab, the language of who writes."""

    today: date
    lab: Lab
    language: str


def _same(words: str) -> Words:
    return Words(ar=words, ary=words, fr=words)


TITLE = Step(
    "title",
    ask=N_(
        "✍️ What is the workshop called? A few words, as people will read them.\n"
        "In two languages: write both, with / between them."
    ),
    label=N_("Title"),
    clean=within(LONGEST_TITLE),
)
ABOUT = Step(
    "about",
    ask=N_("What will happen there, and for whom? Two or three sentences."),
    label=N_("What it is about"),
    clean=within(LONGEST_ABOUT),
    optional=True,
)
THEME = Step(
    "theme",
    ask=N_("Which theme does it belong to?"),
    label=N_("Theme"),
    choices=lambda _answers, around: [Choice(one.key, _signed(one.emoji, one.words)) for one in around.lab.categories],
    few=6,
    optional=True,
)
PLACE = Step(
    "place",
    ask=N_(
        "📍 Where is it? Write the place as people call it. If you can, send its point on the map too "
        "(📎, then Location).\nOnline: send the link."
    ),
    label=N_("Place"),
    accepts=TEXT | LOCATION,
    gather=MOST_PARTS,
    flows=True,
)


def _number(text: str) -> str | Problem:
    digits = text.strip()
    fits = digits.isdecimal() and 0 < int(digits) <= MOST_SEATS
    return str(int(digits)) if fits else Problem(NOT_A_NUMBER, {"most": MOST_SEATS})


CAPACITY = Step(
    "capacity",
    ask=N_("🪑 How many seats are there? Press, or write a number."),
    label=N_("Seats"),
    choices=[*(Choice(str(one), _same(str(one))) for one in (15, 20, 30, 50, 80, 100)),
             Choice(NO_LIMIT, N_("No limit"))],
    accepts=TEXT,
    clean=_number,
)  # fmt: skip
LANGUAGES = Step(
    "languages",
    ask=N_("🗣 In which languages will people speak there?"),
    label=N_("Languages"),
    choices=[
        Choice("all", N_("All three languages")),
        Choice("ary", N_("Darija")),
        Choice("ary-fr", N_("Darija and French")),
        Choice("ar-fr", N_("Arabic and French")),
        Choice("ar", N_("Arabic")),
        Choice("fr", N_("French")),
    ],
    default="all",
)
ACCESS = Step(
    "access",
    ask=N_(
        "Who may come?\n"
        "Everybody: it stands in the programme.\n"
        "With the link: it is not in the programme; whoever has its link or code can answer.\n"
        "Invited people: only who opens the invitation that you send."
    ),
    label=N_("Who may come"),
    choices=[
        Choice(PUBLIC, N_("🌍 Everybody")),
        Choice(CODE, N_("🔗 Whoever has the link")),
        Choice(INVITED, N_("✉️ Invited people")),
    ],
    default=PUBLIC,
)
GUESTS = Step(
    "guests",
    ask=N_("How many people may one person bring along? They count as seats."),
    label=N_("Guests of one person, at most"),
    choices=[Choice(str(one), _same(str(one))) for one in (0, 1, 2, 4)],
    default="2",
)


def _questions(text: str) -> str | Problem:
    lines = [one for line in text.split("\n") if (one := line.lstrip("-–—• ").strip())]
    if len(lines) > MOST_QUESTIONS:
        return Problem(TOO_MANY_QUESTIONS, {"most": MOST_QUESTIONS})
    long = next((line for line in lines if len(line) > LONGEST_QUESTION), None)
    return Problem(LONG_QUESTION, {"most": LONGEST_QUESTION, "words": long[:60]}) if long else "\n".join(lines)


QUESTIONS = Step(
    "questions",
    ask=N_("❓ What do you want to ask whoever comes? One question a line, at most five. Everybody may skip them."),
    label=N_("Questions to who comes"),
    choices=[Choice(NONE, N_("Nothing"))],
    accepts=TEXT,
    clean=_questions,
    default=NONE,
)


# The day and its times depend on today, and on each other


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
    if _day(answers) is None or _day(answers).begin:  # type: ignore[union-attr]
        return []

    def clean(text: str) -> str | Problem:
        found = read_times(text)
        return found if isinstance(found, Problem) else "-".join(f"{one:%H:%M}" for one in found if one)

    times = [time(9), time(10), time(14, 30), time(15), time(16), time(18)]
    choices = [Choice(f"{one:%H%M}", _same(f"{one:%H:%M}")) for one in times]
    ask = N_("🕒 At what time does it begin? Press, or write it.")
    return [Step("begin", ask=ask, label=N_("Begins at"), choices=choices, accepts=TEXT, clean=clean)]


LASTS = (
    Choice("60", Words(ar="ساعة", ary="ساعة", fr="1 h")),
    Choice("90", Words(ar="ساعة ونصف", ary="ساعة ونص", fr="1 h 30")),
    Choice("120", Words(ar="ساعتان", ary="ساعتين", fr="2 h")),
    Choice("150", Words(ar="ساعتان ونصف", ary="ساعتين ونص", fr="2 h 30")),
    Choice("180", Words(ar="3 ساعات", ary="3 سوايع", fr="3 h")),
    Choice("360", Words(ar="6 ساعات", ary="6 سوايع", fr="6 h")),
)


def end_step(answers: Answers, around: Planning) -> Sequence[Step]:
    """Until when, if nobody said it."""
    day = _day(answers)
    begin, end = _times(answers)
    if day is None or begin is None or end is not None:
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


def _day(answers: Answers) -> When | None:
    kept = answers.value("day")
    return When.of(kept) if kept else None


def _times(answers: Answers) -> tuple[time | None, time | None]:
    """Begin and end as far as they are known."""
    day, said = _day(answers), answers.value("begin")
    if day and day.begin:
        return day.begin, day.end
    if not said:
        return None, None
    if answers.kind("begin") == "choice":
        return time(int(said[:2]), int(said[2:])), None
    first, _, second = said.partition("-")
    return time.fromisoformat(first), time.fromisoformat(second) if second else None


def when(answers: Answers) -> When | None:
    """The first session; None while something of it is not known."""
    day, (begin, end) = _day(answers), _times(answers)
    if end is None and begin and (said := answers.value("end")):
        chosen = answers.kind("end") == "choice"
        end = after(begin, timedelta(minutes=int(said))) if chosen else time.fromisoformat(said)
    return When(day.day, begin, end) if day and begin and end else None


def meetings(answers: Answers, first: When) -> tuple[Meets, ...]:
    """All sessions, by time, none twice."""
    said = answers.value("sessions") or ONCE
    if said in WEEKLY:
        every = [replace(first, day=first.day + timedelta(weeks=one)) for one in range(WEEKLY[said])]
    else:
        every = [first, *(When.of(line) for line in ([] if said == ONCE else said.split("\n")))]
    return tuple(Meets(*walls) for walls in sorted({one.walls() for one in every}))


FORM = Form(
    "workshop",
    (TITLE, ABOUT, THEME, day_step, begin_step, end_step, PLACE, CAPACITY,
     sessions_step, LANGUAGES, ACCESS, GUESTS, QUESTIONS),
    submit=workshops.create,
)  # fmt: skip


# One thing of a workshop, changed


@dataclass(frozen=True, slots=True)
class Change(Planning):
    """Besides: what is to be changed, one of FIELDS."""

    what: str = "title"


Group = Callable[[Answers, Planning], Sequence[Step]]
FIELDS: dict[str, tuple[Step | Group, ...]] = {
    "title": (TITLE,),
    "about": (ABOUT,),
    "theme": (THEME,),
    "when": (day_step, begin_step, end_step, sessions_step),
    "place": (PLACE,),
    "capacity": (CAPACITY,),
    "languages": (LANGUAGES,),
    "access": (ACCESS,),
    "guests": (GUESTS,),
    "questions": (QUESTIONS,),
}


def _changed(what: str, item: Step | Group) -> Group:
    """This step, if that is what is to be changed: asked, and not flowing on by itself."""

    def steps(answers: Answers, around: Planning) -> Sequence[Step]:
        if not isinstance(around, Change) or around.what != what:
            return []
        found = [item] if isinstance(item, Step) else item(answers, around)
        return [replace(one, default="", flows=False) for one in found]

    steps.__name__ = f"change_{item.name if isinstance(item, Step) else item.__name__}"
    return steps


CHANGE = Form(
    "workshop_change",
    tuple(_changed(what, item) for what, items in FIELDS.items() for item in items),
    submit=workshops.change,
    confirm=False,
)


# What the answers mean


def written(text: str, language: str, split: bool = False) -> Spoken:
    """The words by language: what is in Arabic letters counts as the writer's own Arabic, the rest is French."""
    found = in_languages(text) if split else {"ar" if _mostly_arabic(text) else "fr": text}
    if language == "ary" and set(found) & {"ar", "ary"} == {"ar"}:
        found = {("ary" if code == "ar" else code): words for code, words in found.items()}
    return found


def _mostly_arabic(text: str) -> bool:
    letters = [one for one in text if one.isalpha()]
    return sum(map(is_arabic, letters)) * 2 > len(letters)


def _signed(emoji: str, words: Words) -> Words:
    return Words(**{code: f"{emoji} {words.pick(code)}" for code in ("ar", "ary", "fr")})


def columns(answers: Answers, around: Planning) -> dict[str, object]:
    """What the answers say of a workshop, by the columns of services.workshops.Plan; only what was answered."""
    found = dict[str, object]()
    for name, read_it in _READ.items():
        if name in answers:
            found |= read_it(answers, around)
    first = when(answers)
    if first:
        found["meetings"] = meetings(answers, first)
    return found


def plan(answers: Answers, around: Planning) -> Plan:
    """The whole plan."""
    return Plan(**columns(answers, around))  # type: ignore[arg-type]


def _place(answers: Answers, around: Planning) -> dict[str, object]:
    """Words, a point and a link, out of what came in any order."""
    texts = [str(part["value"]) for part in answers.parts("place", "text")]
    points = [part["value"] for part in answers.parts("place", "location")]
    links = [link for text in texts for link in LINK.findall(text)]
    words = " ".join(filter(None, (LINK.sub("", text).strip() for text in texts)))
    words = words or next((one["title"] for one in points if one.get("title")), "")
    point = points[-1] if points else {}
    return {
        "place": written(words[:LONGEST_PLACE], around.language, split=True) if words else {},
        "latitude": point.get("latitude"),
        "longitude": point.get("longitude"),
        "link": links[-1].rstrip(".,;)") if links else None,
    }


def _numbered(name: str) -> Callable[[Answers, Planning], dict[str, object]]:
    def read_it(answers: Answers, around: Planning) -> dict[str, object]:
        said = answers.value(name)
        return {name: None if said == NO_LIMIT else int(said)}

    return read_it


def _asked(answers: Answers, around: Planning) -> dict[str, object]:
    said = answers.value("questions") or NONE
    lines = [] if said == NONE else said.split("\n")
    return {"questions": tuple(written(line, around.language, split=True) for line in lines)}


def _about(answers: Answers, around: Planning) -> dict[str, object]:
    said = answers.value("about")
    return {"about": written(said, around.language) if said else {}}


_READ: Mapping[str, Callable[[Answers, Planning], dict[str, object]]] = {
    "title": lambda answers, around: {"title": written(answers.value("title"), around.language, split=True)},
    "about": _about,
    "theme": lambda answers, around: {"theme": answers.value("theme")},
    "place": _place,
    "capacity": _numbered("capacity"),
    "guests": _numbered("guests"),
    "languages": lambda answers, around: {"languages": SPOKEN[answers.value("languages")]},
    "access": lambda answers, around: {"access": answers.value("access")},
    "questions": _asked,
}
