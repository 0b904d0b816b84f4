"""The form by which an organisation posts an internship or a training, or says which training it needs."""

from collections.abc import Sequence
from dataclasses import replace

from conversations.checks import within
from conversations.form import TEXT, VOICE, Answers, Choice, Form, Problem, Step
from conversations.mission_form import CAPACITY
from conversations.volunteer_form import ELSEWHERE
from conversations.when import read
from conversations.workshop_answers import Planning
from locales.marks import N_
from services import openings, places
from services.openings import Plan
from storage.openings import INTERNSHIP, NEED, TRAINING

LONGEST_TITLE, LONGEST_WORDS = 80, 600  # UTF-16 units
REMOTE = "remote"
KINDS: dict[str, str] = {
    INTERNSHIP: N_("💼 An internship"),
    TRAINING: N_("🎓 A training"),
    NEED: N_("🙋 A training that we need"),
}
BEFORE = N_("It cannot end before it begins.")
KIND = Step("kind", ask=N_("🎓 What is it? Eight short questions at most."), label=N_("Kind"),
            choices=[Choice(key, label) for key, label in KINDS.items()])  # fmt: skip
TITLE = Step("title", ask=N_("What is it called? A few words, as trainees will read them."), label=N_("Title"),
             clean=within(LONGEST_TITLE))  # fmt: skip


def field_step(answers: Answers, around: Planning) -> Sequence[Step]:
    """Whom it is for."""
    choices = [Choice(one.key, one.words) for one in around.lab.fields]
    return [Step("field", ask=N_("In which field?"), label=N_("Field"), choices=choices)]


def first_step(answers: Answers, around: Planning) -> Sequence[Step]:
    """The day on which it begins."""

    def clean(text: str) -> str | Problem:
        found = read(text, around.today)
        return found if isinstance(found, Problem) else found.day.isoformat()

    ask = N_("📅 On which day does it begin? For instance: 5 January.")
    return [Step("first", ask=ask, label=N_("First day"), clean=clean)]


def last_step(answers: Answers, around: Planning) -> Sequence[Step]:
    """The last day, if they know it."""
    first = str(answers.value("first") or "")

    def clean(text: str) -> str | Problem:
        found = read(text, around.today)
        if isinstance(found, Problem):
            return found
        return found.day.isoformat() if found.day.isoformat() >= first else Problem(BEFORE)

    return [Step("last", ask=N_("📅 And on which day does it end?"), label=N_("Last day"), clean=clean, optional=True)]


def place_step(answers: Answers, around: Planning) -> Sequence[Step]:
    """In which commune, or from a distance."""
    choices = [Choice(REMOTE, N_("💻 From home, online"))]
    choices += [Choice(one.code, one.names) for one in places.communes(around.lab)]
    choices.append(Choice(ELSEWHERE, N_("Elsewhere")))
    return [Step("place", ask=N_("📍 Where is it?"), label=N_("Place"), choices=choices, few=9)]


PLACES = replace(CAPACITY, ask=N_("👥 How many places are there? Press, or write a number."), label=N_("Places"))
WORDS = Step("words", ask=N_("What else should they know? Write it, or send a voice message, or skip."),
             label=N_("More about it"), accepts=TEXT | VOICE, clean=within(LONGEST_WORDS), optional=True)  # fmt: skip
FORM = Form("opening", (KIND, TITLE, field_step, first_step, last_step, PLACES, place_step, WORDS),
            submit=openings.post)  # fmt: skip


def plan(answers: Answers) -> Plan:
    """What the answers say."""
    place, kind, words = answers.value("place"), answers.kind("words"), answers.value("words")
    return Plan(
        kind=str(answers.value("kind")),
        title=str(answers.value("title")),
        field=str(answers.value("field")),
        first=str(answers.value("first")),
        last=answers.value("last"),
        places=int(answers.value("capacity")),
        commune=None if place in (REMOTE, ELSEWHERE) else place,
        remote=place == REMOTE,
        words=words if kind == "text" else None,
        voice=words["file_id"] if kind == "voice" else None,
    )
