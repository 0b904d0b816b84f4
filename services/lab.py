"""What a lab decides, as one plain value: read from lab.toml. Explained in docs/lab.md."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from datetime import date, time
from pathlib import Path
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from services.words import Words

__all__ = [
    "Area", "Category", "Commune", "Lab", "LabError", "Neighbour", "Question", "Quiet", "QuietSpan", "Reason", "Words",
]  # fmt: skip

DEFAULT = Path(__file__).with_name("lab.toml")
OTHER = "other"
MOST_QUIET = 20 * 60  # minutes a day
HINTS = {
    "missing": "is missing; write it",
    "extra_forbidden": "is not a setting of a lab; check its spelling or remove it",
    "date_parsing": "write a date such as 2027-02-08",
    "time_parsing": 'write a time such as "09:00"',
    "int_parsing": "write a whole number",
    "float_parsing": "write a number",
    "string_type": "write a text between quotes",
}

Point = tuple[Annotated[float, Field(ge=-90, le=90)], Annotated[float, Field(ge=-180, le=180)]]
Language = Literal["ar", "ary", "fr"]
Status = Literal["received", "study", "workshop", "taken_up", "progress", "solved", "not_ours", "duplicate", "closed"]
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,23}$")]
Number = Annotated[str, Field(pattern=r"^\+?[0-9]{2,15}$")]


class LabError(Exception):
    """lab.toml cannot be used; the message says which key and what to write, a line each."""


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError('write a time zone such as "Africa/Casablanca"') from error
    return name


class Part(BaseModel):
    """A frozen part of the lab; unknown keys are refused so that a slip of the pen is seen."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Commune(Part):
    """A commune of the area: its code, one's words for it, other spellings, points inside it (latitude, longitude)."""

    code: str
    name: Words | None = None
    spellings: tuple[str, ...] = ()
    points: tuple[Point, ...] = ()


class Neighbour(Part):
    """A place outside the area, so that a point nearer to it counts as outside."""

    name: str
    point: Point


class Area(Part):
    """Where the lab works: the province's communes, more of them, neighbours; distances in kilometres."""

    province: str
    inside_km: float = Field(gt=0)
    near_km: float = Field(gt=0)
    communes: tuple[Commune, ...] = ()
    neighbours: tuple[Neighbour, ...] = ()


class Hours(Part):
    """Local wall times: the digest for staff."""

    digest: time


class QuietSpan(Part):
    """Local wall times between which nobody is written to unasked; `end` before `begin` is the next morning."""

    begin: time
    end: time


class Dates(Part):
    """From the first day to the last one, both included."""

    first: date
    last: date


def _leaves_some_day(hours: tuple[QuietSpan, ...]) -> tuple[QuietSpan, ...]:
    """A whole day of quiet would hold every message for ever."""
    quiet = sum(_minutes(span) for span in hours)
    if quiet > MOST_QUIET or any(span.begin == span.end for span in hours):
        raise ValueError("at least four hours a day must not be quiet, and a span needs two different times")
    return hours


def _minutes(span: QuietSpan) -> int:
    begin, end = (at.hour * 60 + at.minute for at in (span.begin, span.end))
    return (end - begin) % (24 * 60)


QuietHours = Annotated[tuple[QuietSpan, ...], AfterValidator(_leaves_some_day)]


class Ramadan(Part):
    """Other quiet hours while Ramadan lasts, and the dates that were announced or are expected."""

    hours: QuietHours = (QuietSpan(begin=time(23), end=time(10)), QuietSpan(begin=time(17, 30), end=time(20, 30)))
    dates: tuple[Dates, ...] = ()


class Quiet(Part):
    """When nobody is written to unasked (services/quiet_hours.py)."""

    hours: QuietHours = (QuietSpan(begin=time(21), end=time(8)),)
    ramadan: Ramadan = Ramadan()


class Question(Part):
    """An extra question of a category; always optional, answered by one of the choices, by text or by voice."""

    key: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,21}$")]  # with q_ the name of a step of the form
    ask: Words
    choices: tuple[Words, ...] = ()


class Body(Part):
    """A body to which challenges are passed, by its short name."""

    key: Key
    words: Words


class Category(Part):
    """What a challenge is about, and who is usually responsible for such a thing: in words, and as keys of `bodies`.

    `private`: such challenges are never public (services/publications.py). `discreet`: notices about them say nothing
    of what they are about: they lie open on a phone that several people use.
    """

    key: Key
    emoji: str
    words: Words
    responsible: Words
    bodies: tuple[Key, ...] = ()
    private: bool = False
    discreet: bool = False
    questions: tuple[Question, ...] = ()


class Emergency(Part):
    """Numbers to call, and for each kind of danger (services/emergencies.py) which of them comes first.

    `responsible`: who is in charge of a kind of danger, where that is not who is in charge of the category.
    """

    police: Number
    gendarmerie: Number
    civil_protection: Number
    samu: Number
    first: dict[str, Literal["police", "gendarmerie", "civil_protection", "samu"]]
    responsible: dict[str, Words] = {}


class Live(Part):
    """Live votes: with more people than this in the room, everybody holds a pad (services/pads.py)."""

    pads_above: int = Field(default=150, gt=0)


class Topic(Part):
    """What announcements are about, in the lab's words; people stop one topic, not all."""

    key: Key
    words: Words


class Announcements(Part):
    """Announcements: to more people than this a second person says yes; sent without one, it waits some minutes.

    Nobody gets more than `most` in so many `days`; one that could not leave within `late_minutes` does not leave.
    """

    second_person_above: int = Field(default=100, ge=0)
    alone_minutes: int = Field(default=10, gt=0)
    most: int = Field(default=3, gt=0)
    days: int = Field(default=7, gt=0)
    late_minutes: int = Field(default=120, gt=0)
    topics: tuple[Topic, ...] = Field(min_length=1)

    @property
    def workshops_topic(self) -> str:
        """The topic of announcements of workshops: the one with the key "workshops", else the first."""
        keys = [topic.key for topic in self.topics]
        return "workshops" if "workshops" in keys else keys[0]


class Workshops(Part):
    """Workshops as events: how long a free seat is kept for the next in the line, while people are awake.

    `reminders` are those of a workshop that has none of its own (services/reminders.py). People are checked in from so
    many minutes before the beginning of a session until so many hours after its end.
    """

    offer_hours: int = Field(default=12, gt=0)
    reminders: tuple[Literal["week", "day", "hours", "feedback"], ...] = ("week", "day", "hours", "feedback")
    checkin_minutes: int = Field(default=60, ge=0)
    checkin_hours: int = Field(default=3, ge=0)


class Skill(Part):
    """Something that volunteers and companies can do, in the lab's words; staff change the list in the chat."""

    key: Key
    emoji: str = ""
    words: Words


class TrainingField(Part):
    """A field of study or work: trainees say theirs, and internships are posted in it."""

    key: Key
    words: Words


class Matching(Part):
    """What each thing that fits counts for when people are ranked for a mission (services/matching.py)."""

    skill: float = Field(default=10, gt=0)  # for each skill that the mission needs
    language: float = Field(default=3, ge=0)  # for each language that it needs
    commune: float = Field(default=5, ge=0)
    transport: float = Field(default=2, ge=0)  # lives elsewhere and can come
    free: float = Field(default=6, ge=0)
    field: float = Field(default=8, ge=0)  # of an internship or training: the field of their card
    days: float = Field(default=4, ge=0)  # of an organisation: offers as many days as are needed
    level: float = Field(default=2, ge=0)  # of an organisation: its people are experienced, twice for experts
    experience: float = Field(default=1, ge=0)  # for each mission done before...
    most_experience: int = Field(default=3, ge=0)  # ...at most so many


class Missions(Part):
    """Missions: how many are asked at a time, and how long an answer is waited for, while people are awake."""

    wave: int = Field(default=5, gt=0)
    answer_hours: int = Field(default=24, gt=0)


class Followup(Part):
    """So many days after "solved", or without any news, the author is asked whether it is; at this local wall time."""

    days: int = Field(default=28, gt=0)
    at: time = time(10)


class Alerts(Part):
    """Daily and weekly alerts come at this local wall time, the weekly ones on this day."""

    at: time = time(18)
    weekday: Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] = "monday"


class Retention(Part):
    """Days after which things go by themselves (services/retention.py); of challenges and files, after closing.

    Registrations go so long after the last session of their workshop; a volunteer's card so long after they last
    touched it or took part, who did what in a mission so long after its end; what a certificate says, so long after
    it was made; an announcement that never left, so long after somebody worked at it; an organisation that came by
    the page, so long after it was sent if nobody finished it in the chat; names in votes that show them, so long after
    the end of the session.
    """

    closed_challenges: int = Field(gt=0)
    media: int = Field(gt=0)
    sent_messages: int = Field(gt=0)
    audit: int = Field(gt=0)
    registrations: int = Field(default=365, gt=0)
    volunteers: int = Field(default=730, gt=0)
    missions: int = Field(default=1825, gt=0)
    certificates: int = Field(default=3650, gt=0)
    announcement_drafts: int = Field(default=180, gt=0)
    web_sign_ups: int = Field(default=30, gt=0)
    named_votes: int = Field(default=60, gt=0)


class Reason(Part):
    """A ready answer for some statuses, or (`ask`) a ready question to the author; for one category or for all."""

    key: Key
    statuses: tuple[Status | Literal["ask"], ...] = Field(min_length=1)
    category: Key | None = None
    words: Words


class Poster(Part):
    """A poster with a link of its own: where it hangs and what it is about, as far as that is known."""

    code: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,40}$")]
    commune: str | None = None
    category: Key | None = None


class Privacy(Part):
    """What the notice of law 09-08 names: CNDP number, whom to write to, the version people agreed to."""

    cndp: str = ""
    contact: str = ""
    version: str


class Lab(Part):
    """Everything a lab decides."""

    name: Words
    full_name: Words
    timezone: Annotated[str, AfterValidator(_known_zone)]
    languages: tuple[Language, ...] = Field(min_length=1)
    area: Area
    hours: Hours
    quiet: Quiet = Quiet()
    announcements: Announcements
    bodies: tuple[Body, ...] = ()
    categories: tuple[Category, ...]
    emergency: Emergency
    retention: Retention
    live: Live = Live()
    workshops: Workshops = Workshops()
    skills: tuple[Skill, ...] = Field(min_length=1)
    fields: tuple[TrainingField, ...] = Field(min_length=1)
    matching: Matching = Matching()
    missions: Missions = Missions()
    followup: Followup = Followup()
    alerts: Alerts = Alerts()
    waiting_days: dict[Status, Annotated[int, Field(gt=0)]]
    reasons: tuple[Reason, ...] = ()
    posters: tuple[Poster, ...] = ()
    privacy: Privacy

    @model_validator(mode="after")
    def _keys_are_clear(self) -> Self:
        _no_twins("categories", [category.key for category in self.categories])
        _no_twins("bodies", [body.key for body in self.bodies])
        _no_twins("announcements.topics", [topic.key for topic in self.announcements.topics])
        _no_twins("fields", [field.key for field in self.fields])
        _no_twins("skills", [skill.key for skill in self.skills])
        _no_twins("reasons", [reason.key for reason in self.reasons])
        _no_twins("posters", [poster.code for poster in self.posters])
        _no_twins("area.communes", [commune.code for commune in self.area.communes])
        if OTHER not in [category.key for category in self.categories]:
            raise ValueError(f'categories: one of them needs the key "{OTHER}", for what fits nowhere')
        named = {key for category in self.categories for key in category.bodies}
        if strangers := sorted(named - {body.key for body in self.bodies}):
            raise ValueError(f"categories: describe these under [[bodies]]: {', '.join(strangers)}")
        return self

    @property
    def zone(self) -> ZoneInfo:
        """The lab's time zone."""
        return ZoneInfo(self.timezone)

    @property
    def category_keys(self) -> frozenset[str]:
        """The keys of all categories."""
        return frozenset(category.key for category in self.categories)

    def category(self, key: str | None) -> Category:
        """The category of a key; "other" for none and for one that the lab has given up."""
        by_key = {category.key: category for category in self.categories}
        return by_key.get(key or OTHER, by_key[OTHER])

    def body(self, key: str | None) -> Body | None:
        """The body of a key; None for one that the lab does not know."""
        return next((body for body in self.bodies if body.key == key), None)

    def topic(self, key: str) -> Topic:
        """The topic of a key; the first one for a key that the lab has given up."""
        topics = self.announcements.topics
        return next((topic for topic in topics if topic.key == key), topics[0])

    def poster(self, code: str) -> Poster | None:
        """The poster of a link's code; None for one that lab.toml does not know."""
        return next((poster for poster in self.posters if poster.code == code), None)

    def reasons_for(self, status: str) -> list[Reason]:
        """The ready answers for a status, in the lab's order."""
        return [reason for reason in self.reasons if status in reason.statuses]

    @classmethod
    def load(cls, path: Path | None = None) -> Lab:
        """The lab of a file, NOTIL's if none is named; LabError says what to mend."""
        file = path or DEFAULT
        try:
            read = tomllib.loads(file.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise LabError(f"{file} cannot be read: {error}") from error
        except tomllib.TOMLDecodeError as error:
            raise LabError(f"{file} is not valid TOML: {error}") from error
        return _validated(read, str(file))


def _no_twins(where: str, keys: Sequence[str]) -> None:
    twins = sorted({key for key in keys if keys.count(key) > 1})
    if twins:
        raise ValueError(f"{where}: each key once, not twice: {', '.join(twins)}")


def _validated(read: object, source: str) -> Lab:
    try:
        return Lab.model_validate(read)
    except ValidationError as error:
        raise LabError("\n".join(f"{source}: {line}" for line in _complaints(error))) from error


def _complaints(error: ValidationError) -> list[str]:
    """One line for each wrong key: the key and what to write."""
    wrong = [(".".join(map(str, each["loc"])), each["type"], each["msg"]) for each in error.errors()]
    return [f"{key} {HINTS.get(kind, said.removeprefix('Value error, '))}".strip() for key, kind, said in wrong]
