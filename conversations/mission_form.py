"""The form by which the team says for what hands are needed: what, skills, how many, when, where."""

from collections.abc import Sequence
from dataclasses import dataclass

from conversations.checks import within
from conversations.form import SKIPPED, TEXT, VOICE, Answer, Answers, Choice, Form, Problem, Step
from conversations.volunteer_form import ELSEWHERE, SPOKEN, skill_choices
from conversations.when import When
from conversations.workshop_answers import Planning, when, written
from conversations.workshop_days import begin_step, day_step, end_step
from locales.marks import N_
from services import missions, places
from services.missions import Plan
from services.skills import Skill
from services.words import alike
from storage.missions import MissionRow
from storage.partnerships import NeedRow

LONGEST_TITLE, LONGEST_ABOUT, LONGEST_PLACE, LONGEST_BODY = 80, 600, 120, 100  # UTF-16 units
MOST_PEOPLE = 500
REMOTE, LAB = "remote", "lab"
NOT_A_NUMBER = N_("Please write a number between 1 and {most}.")


@dataclass(frozen=True, slots=True)
class Needing(Planning):
    """Besides: the skills now; what the mission is for."""

    skills: Sequence[Skill] = ()
    challenge_id: int | None = None
    workshop_id: int | None = None


TITLE = Step(
    "title",
    ask=N_("🤝 For what are hands needed? A few words, as volunteers will read them.\n"
           "In two languages: write both, with / between them."),
    label=N_("Mission"),
    clean=within(LONGEST_TITLE),
)  # fmt: skip
ABOUT = Step(
    "about",
    ask=N_("What will they do there, and what should they bring? Two or three sentences, written or in your voice."),
    label=N_("What they will do"),
    accepts=TEXT | VOICE,
    clean=within(LONGEST_ABOUT),
    optional=True,
)


def skills_step(answers: Answers, around: Needing) -> Sequence[Step]:
    """Any of these; none means that everybody fits."""
    ask = N_("💪 What should they be able to do? Press all that would do, then “Done”. Skip: everybody fits.")
    return [Step("skills", ask=ask, label=N_("Skills, one is enough"), choices=skill_choices(around.skills), many=True,
                 optional=True, few=10)]  # fmt: skip


def _number(text: str) -> str | Problem:
    digits = text.strip()
    fits = digits.isdecimal() and 0 < int(digits) <= MOST_PEOPLE
    return str(int(digits)) if fits else Problem(NOT_A_NUMBER, {"most": MOST_PEOPLE})


CAPACITY = Step(
    "capacity",
    ask=N_("👥 How many people are needed? Press, or write a number."),
    label=N_("People needed"),
    choices=[Choice(str(one), alike(str(one))) for one in (1, 2, 3, 5, 10, 20)],
    accepts=TEXT,
    clean=_number,
)
PLACE = Step(
    "place",
    ask=N_("📍 Where do they come to? Write the place as people call it."),
    label=N_("Place"),
    choices=[Choice(REMOTE, N_("💻 From home, online"))],
    accepts=TEXT,
    clean=within(LONGEST_PLACE),
)


def commune_step(answers: Answers, around: Needing) -> Sequence[Step]:
    """In which commune that is, so that neighbours are asked first."""
    if answers.kind("place") == "choice":
        return []
    choices = [Choice(one.code, one.names) for one in places.communes(around.lab)]
    choices.append(Choice(ELSEWHERE, N_("Elsewhere")))
    return [Step("commune", ask=N_("In which commune is that?"), label=N_("Commune"), choices=choices, few=8)]


LANGUAGES = Step(
    "languages",
    ask=N_("🗣 Which languages help there? Press them, then “Done”, or skip."),
    label=N_("Languages"),
    choices=[Choice(key, label) for key, label in SPOKEN.items()],
    many=True,
    optional=True,
)
ORGANISATION = Step(
    "organisation",
    ask=N_("Who is in charge there? Write the name of the organisation."),
    label=N_("In charge"),
    choices=[Choice(LAB, N_("Our team"))],
    accepts=TEXT,
    clean=within(LONGEST_BODY),
    default=LAB,
)

FORM = Form(
    "mission",
    (TITLE, ABOUT, skills_step, CAPACITY, day_step, begin_step, end_step, PLACE, commune_step, LANGUAGES, ORGANISATION),
    submit=missions.create,
)


def plan(answers: Answers, around: Needing) -> Plan:
    """The mission that the answers make."""
    first = when(answers)
    assert first is not None
    begins, ends = first.walls()
    about, spoken = answers.value("about"), answers.kind("about") == "voice"
    remote = answers.kind("place") == "choice"
    commune = answers.value("commune")
    return Plan(
        title=dict(written(str(answers.value("title")), around.language, split=True)),
        skills=tuple(answers.value("skills") or ()),
        capacity=int(answers.value("capacity")),
        begins=begins,
        ends=ends,
        about=dict(written(about, around.language)) if about and not spoken else {},
        voice=about["file_id"] if spoken else None,
        languages=tuple(answers.value("languages") or ()),
        place=None if remote else str(answers.value("place")),
        commune=None if remote or commune == ELSEWHERE else commune,
        remote=remote,
        organisation=None if answers.kind("organisation") == "choice" else answers.value("organisation"),
        challenge_id=around.challenge_id,
        workshop_id=around.workshop_id,
    )


def answers_for(need: NeedRow, organisation: str | None = None) -> Answers:
    """What a need says already of a mission that is planned for it; `organisation`: who leads it on the spot."""
    found = Answers({"title": Answer("text", " / ".join(dict.fromkeys(need.title.values()))),
                     "skills": _picked(need.skills)})  # fmt: skip
    if need.people:
        found = found.having("capacity", Answer("text", str(need.people)))
    if organisation:
        found = found.having("organisation", Answer("text", organisation[:LONGEST_BODY]))
    if need.place or need.remote:
        found = found.having("place", Answer("choice", REMOTE) if need.remote else Answer("text", need.place))
    return found.having("commune", Answer("choice", need.commune)) if need.commune else found


def answers_of(mission: MissionRow) -> Answers:
    """The answers that a mission was made of, so that each can be changed."""
    end = mission.ends.partition("T")[2]
    found = Answers({
        "title": Answer("text", " / ".join(dict.fromkeys(mission.title.values()))),
        "about": _about(mission),
        "skills": _picked(mission.skills),
        "capacity": Answer("text", str(mission.capacity)),
        "day": Answer("text", str(When.of(f"{mission.begins}/{end}"))),
        "place": Answer("choice", REMOTE) if mission.remote else Answer("text", mission.place),
        "commune": Answer("choice", mission.commune or ELSEWHERE),
        "languages": _picked(mission.languages),
    })  # fmt: skip
    return found.having("organisation", Answer("text", mission.organisation)) if mission.organisation else found


def _about(mission: MissionRow) -> Answer:
    if mission.voice:
        return Answer("voice", {"file_id": mission.voice})
    words = " / ".join(dict.fromkeys(mission.about.values()))
    return Answer("text", words) if words else SKIPPED


def _picked(kept: str) -> Answer:
    return Answer("choices", kept.split()) if kept else SKIPPED
