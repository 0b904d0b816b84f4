"""The form by which the team says what is needed of an organisation: what, skills, days, when, where, for whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from conversations.checks import within
from conversations.form import TEXT, Answers, Choice, Form, Problem, Step
from conversations.mission_form import (
    LAB,
    LONGEST_PLACE,
    LONGEST_TITLE,
    NOT_A_NUMBER,
    PLACE,
    REMOTE,
    Needing,
    commune_step,
)
from conversations.volunteer_form import ELSEWHERE, skill_choices
from conversations.workshop_answers import written
from locales.marks import N_
from services import partnerships
from services.letters import DIGITS
from services.partnerships import Plan
from services.words import alike

MOST_DAYS = 200
MOST_OFFERED = 30


@dataclass(frozen=True, slots=True)
class Asking(Needing):
    """Besides: the organisations that are here, by id; the mission that it is for."""

    organisations: Mapping[int, str] = field(default_factory=dict)
    mission_id: int | None = None


def _days(text: str) -> str | Problem:
    digits = text.strip().translate(DIGITS)
    fits = digits.isdecimal() and 0 < int(digits) <= MOST_DAYS
    return str(int(digits)) if fits else Problem(NOT_A_NUMBER, {"most": MOST_DAYS})


TITLE = Step(
    "title",
    ask=N_("🏢 What is needed of an organisation? A few words, without the name of who needs it.\n"
           "In two languages: write both, with / between them."),
    label=N_("Need"),
    clean=within(LONGEST_TITLE),
)  # fmt: skip
DAYS = Step(
    "days",
    ask=N_("How many days of work would that be? Press, or write a number."),
    label=N_("Days"),
    choices=[Choice(str(one), alike(str(one))) for one in (1, 2, 3, 5, 10, 20)],
    accepts=TEXT,
    clean=_days,
)
PERIOD = Step(
    "period",
    ask=N_("In which period? For instance: from January to June."),
    label=N_("Period"),
    clean=within(LONGEST_PLACE),
    optional=True,
)


def skills_step(answers: Answers, around: Asking) -> Sequence[Step]:
    """Any of these; none means that every organisation fits."""
    ask = N_("💪 What should its people know? Press all that would do, then “Done”. Skip: every organisation fits.")
    return [Step("skills", ask=ask, label=N_("Skills, one is enough"), choices=skill_choices(around.skills), many=True,
                 optional=True, few=10)]  # fmt: skip


def organisation_step(answers: Answers, around: Asking) -> Sequence[Step]:
    """Who needs it: the lab, or an organisation that is here."""
    choices = [Choice(LAB, N_("Our team"))]
    choices += [Choice(str(one), alike(name)) for one, name in around.organisations.items()]
    ask = N_("For whom is it? Whoever is asked reads that only once you connect them.")
    return [Step("organisation", ask=ask, label=N_("For whom"), choices=choices, default=LAB, few=8)]


FORM = Form(
    "need", (TITLE, skills_step, DAYS, PERIOD, PLACE, commune_step, organisation_step), submit=partnerships.create
)


def plan(answers: Answers, around: Asking) -> Plan:
    """The need that the answers make."""
    remote, commune = answers.value("place") == REMOTE, answers.value("commune")
    whom = answers.value("organisation")
    return Plan(
        title=dict(written(str(answers.value("title")), around.language, split=True)),
        skills=tuple(answers.value("skills") or ()),
        days=int(answers.value("days")),
        period=answers.value("period"),
        place=None if remote else str(answers.value("place")),
        commune=None if remote or commune == ELSEWHERE else commune,
        remote=remote,
        organisation_id=None if whom == LAB else int(whom),
        challenge_id=around.challenge_id,
        mission_id=around.mission_id,
    )
