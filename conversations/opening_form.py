"""The form by which an organisation posts an internship or a training, or says which training it needs."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from conversations.checks import within
from conversations.form import SKIPPED, TEXT, VOICE, Answer, Answers, Choice, Form, Problem, Step
from conversations.mission_form import CAPACITY
from conversations.mission_form import LANGUAGES as SPOKEN_THERE
from conversations.volunteer_form import ELSEWHERE, skill_choices
from conversations.when import read
from conversations.workshop_answers import Planning
from locales.lengths import utf16_len
from locales.marks import N_
from services import openings, places
from services.openings import Plan
from services.skills import Skill
from services.words import alike
from storage.openings import INTERNSHIP, NEED, TRAINING, OpeningRow

LONGEST_TITLE, LONGEST_WORDS, LONGEST_QUESTION = 80, 600, 150  # UTF-16 units
MOST_QUESTIONS = 3
REMOTE = "remote"
KINDS: dict[str, str] = {
    INTERNSHIP: N_("💼 An internship"),
    TRAINING: N_("🎓 A training"),
    NEED: N_("🙋 A training that we need"),
}
BEFORE = N_("It cannot end before it begins.")
TOO_MANY = N_("Please write at most {most} questions, each on a line of its own and at most {long} characters long.")


@dataclass(frozen=True, slots=True)
class Posting(Planning):
    """Besides: the skills now."""

    skills: Sequence[Skill] = ()


KIND = Step("kind", ask=N_("🎓 What is it? A few short questions; you can skip some."), label=N_("Kind"),
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


def skills_step(answers: Answers, around: Posting) -> Sequence[Step]:
    """What helps there; it keeps nobody out."""
    if answers.value("kind") == NEED:
        return []
    ask = N_("💪 What helps there? Press all that does, then “Done”. It keeps nobody out. Skip: nothing in particular.")
    return [Step("skills", ask=ask, label=N_("Helpful skills"), choices=skill_choices(around.skills), many=True,
                 optional=True, few=10)]  # fmt: skip


LANGUAGES = replace(SPOKEN_THERE, when=lambda answers, around: answers.value("kind") != NEED)


def _questions(text: str) -> str | Problem:
    asked = [line for line in (" ".join(one.split()) for one in text.splitlines()) if line]
    fits = len(asked) <= MOST_QUESTIONS and all(utf16_len(one) <= LONGEST_QUESTION for one in asked)
    return "\n".join(asked) if fits else Problem(TOO_MANY, {"most": MOST_QUESTIONS, "long": LONGEST_QUESTION})


def questions_step(answers: Answers, around: Posting) -> Sequence[Step]:
    """What they ask of whoever applies."""
    if answers.value("kind") == NEED:
        return []
    ask = N_("💬 Do you want to ask something of whoever applies? At most three questions, each on a line of its own. "
             "They answer in writing or in their voice. Or skip.")  # fmt: skip
    return [Step("questions", ask=ask, label=N_("Your questions"), clean=_questions, optional=True)]


FORM = Form("opening", (KIND, TITLE, field_step, first_step, last_step, PLACES, place_step, skills_step, LANGUAGES,
                        WORDS, questions_step), submit=openings.post)  # fmt: skip


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
        skills=tuple(answers.value("skills") or ()),
        languages=tuple(answers.value("languages") or ()),
        questions=tuple((answers.value("questions") or "").splitlines()),
    )


def answers_of(row: OpeningRow) -> Answers:
    """The answers that an opening was made of, so that each can be changed."""
    place = REMOTE if row.remote else row.commune or ELSEWHERE
    return Answers({
        "kind": Answer("choice", row.kind),
        "title": Answer("text", row.title),
        "field": Answer("choice", row.field),
        "first": Answer("text", row.first),
        "last": _said(row.last),
        "capacity": Answer("text", str(row.places)),
        "place": Answer("choice", place),
        "skills": _picked(row.skills),
        "languages": _picked(row.languages),
        "words": Answer("voice", {"file_id": row.voice}) if row.voice else _said(row.words),
        "questions": _said(row.questions),
    })  # fmt: skip


def _picked(kept: str) -> Answer:
    return Answer("choices", kept.split()) if kept else SKIPPED


def _said(text: str | None) -> Answer:
    return Answer("text", text) if text else SKIPPED


# Applying in one's own words


@dataclass(frozen=True, slots=True)
class Applying:
    """What whoever applies is asked."""

    questions: Sequence[str] = ()


def answer_steps(answers: Answers, around: Applying) -> Sequence[Step]:
    """Each question of the organisation, then what they want to say themselves; each may be skipped."""
    asked = [Step(f"q{place}", ask=alike(f"💬 {one}"), label=alike(one), accepts=TEXT | VOICE,
                  clean=within(LONGEST_WORDS), optional=True)
             for place, one in enumerate(around.questions)]  # fmt: skip
    ask = N_("💬 What do you want to say to them? Why it interests you, what you did already. "
             "Write it, or send a voice message.")  # fmt: skip
    own = Step("words", ask=ask, label=N_("In your words"), accepts=TEXT | VOICE, clean=within(LONGEST_WORDS),
               optional=True)  # fmt: skip
    return [*asked, own]


APPLY = Form("opening_apply", (answer_steps,), submit=openings.apply)


def said(answers: Answers, around: Applying) -> list[dict[str, Any]]:
    """What they said, with the question as it was asked; nothing of what they skipped."""
    asked = [*((f"q{place}", one) for place, one in enumerate(around.questions)), ("words", None)]
    return [{"question": question} | _kept(answers, name) for name, question in asked if _kept(answers, name)]


def _kept(answers: Answers, name: str) -> dict[str, Any]:
    value = answers.value(name)
    return {"voice": value["file_id"]} if answers.kind(name) == "voice" else {"words": value} if value else {}
