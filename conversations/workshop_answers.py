"""What the answers of the forms about workshops mean: days and times, words by language, the columns of a workshop."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, time, timedelta

from conversations.form import Answers
from conversations.rooms import in_languages
from conversations.when import When, after
from services.lab import Lab
from services.workshops import Meets, Plan, Spoken
from services.writing import is_arabic

LONGEST_PLACE = 120  # UTF-16 units
LINK = re.compile(r"https?://\S+", re.IGNORECASE)
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


# Days and times


def day(answers: Answers) -> When | None:
    """The day, as far as they said it."""
    kept = answers.value("day")
    return When.of(kept) if kept else None


def times(answers: Answers) -> tuple[time | None, time | None]:
    """Begin and end as far as they are known."""
    first, said = day(answers), answers.value("begin")
    if first and first.begin:
        return first.begin, first.end
    if not said:
        return None, None
    if answers.kind("begin") == "choice":
        return time(int(said[:2]), int(said[2:])), None
    earlier, _, second = said.partition("-")
    return time.fromisoformat(earlier), time.fromisoformat(second) if second else None


def when(answers: Answers) -> When | None:
    """The first session; None while something of it is not known."""
    first, (begin, end) = day(answers), times(answers)
    if end is None and begin and (said := answers.value("end")):
        chosen = answers.kind("end") == "choice"
        end = after(begin, timedelta(minutes=int(said))) if chosen else time.fromisoformat(said)
    return When(first.day, begin, end) if first and begin and end else None


def meetings(answers: Answers, first: When) -> tuple[Meets, ...]:
    """All sessions, by time, none twice."""
    said = answers.value("sessions") or ONCE
    if said in WEEKLY:
        every = [replace(first, day=first.day + timedelta(weeks=one)) for one in range(WEEKLY[said])]
    else:
        every = [first, *(When.of(line) for line in ([] if said == ONCE else said.split("\n")))]
    return tuple(Meets(*walls) for walls in sorted({one.walls() for one in every}))


# Words and columns


def written(text: str, language: str, split: bool = False) -> Spoken:
    """The words by language: what is in Arabic letters counts as the writer's own Arabic, the rest is French."""
    found = in_languages(text) if split else {"ar" if _mostly_arabic(text) else "fr": text}
    if language == "ary" and set(found) & {"ar", "ary"} == {"ar"}:
        found = {("ary" if code == "ar" else code): words for code, words in found.items()}
    return found


def _mostly_arabic(text: str) -> bool:
    letters = [one for one in text if one.isalpha()]
    return sum(map(is_arabic, letters)) * 2 > len(letters)


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
    """Words, a point and a link, out of what came in any order; what did not come stays as it was."""
    texts = [str(part["value"]) for part in answers.parts("place", "text")]
    points = [part["value"] for part in answers.parts("place", "location")]
    links = [link for text in texts for link in LINK.findall(text)]
    words = " ".join(filter(None, (LINK.sub("", text).strip() for text in texts)))
    words = words or next((one["title"] for one in points if one.get("title")), "")
    found = dict[str, object]()
    if words:
        found["place"] = written(words[:LONGEST_PLACE], around.language, split=True)
    if points:
        found |= {"latitude": points[-1]["latitude"], "longitude": points[-1]["longitude"]}
    if links:
        found["link"] = links[-1].rstrip(".,;)")
    return found


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
