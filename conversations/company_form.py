"""The first form of an organisation: one tap says of which kind it is, then five answers in a minute and a half."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from conversations.checks import one_line, within
from conversations.company_words import KIND_WORDS, choices
from conversations.form import CONTACT, TEXT, VOICE, Answer, Answers, Choice, Form, Problem, Step
from conversations.phones import EXAMPLE, phone_of
from conversations.volunteer_form import skill_choices
from locales.marks import N_
from services import companies, phones, places
from services.companies import Card
from services.lab import Lab
from services.skills import Skill
from services.words import alike
from storage.companies import CompanyRow, ContactRow

LONGEST_NAME, LONGEST_WORDS, LONGEST_EMAIL = 80, 600, 120  # UTF-16 units
TELEGRAM, ELSEWHERE, EXPERT = "telegram", "elsewhere", "expert"
SEEKING = ("association", "school", "public")  # those that look for help at least as often as they give it
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]{2,}")
NOT_OURS = N_("We do not know this commune here. Please choose one of the answers below.")
NO_CONTACT = N_(
    "This is neither a phone number nor an e-mail address. Write it like this: {example}, or name@company.ma"
)


@dataclass(frozen=True, slots=True)
class Registering:
    """What the forms look at: the lab, its skills now, the name that Telegram shows; of the organisation as it is kept
    its kind, whether it offers something, and of which skills days and level can be said apart."""

    lab: Lab
    skills: Sequence[Skill]
    name: str = ""
    kind: str = "company"
    offers: bool = False
    apart: frozenset[str] = frozenset()


def a_contact(text: str) -> str | Problem:
    """A number as it is kept, or an address."""
    said = text.strip()
    if EMAIL.fullmatch(said):
        return within(LONGEST_EMAIL)(said.lower())
    return phones.normal(said) or Problem(NO_CONTACT, {"example": EXAMPLE})


KIND = Step(
    "kind",
    ask=N_("🏢 One tap, then five short questions: a minute and a half.\nWho are you?"),
    label=N_("Kind"),
    choices=choices(KIND_WORDS),
)


def name_step(answers: Answers, around: Registering) -> Sequence[Step]:
    """What it is called; somebody who works alone may go by their own name."""
    ask = N_("What is your company or organisation called?")
    if answers.value("kind") == EXPERT:
        ask = N_("What name do you work under? Yours, or that of your activity.")
    return [Step("name", ask=ask, label=N_("Organisation"), clean=one_line(LONGEST_NAME))]


def commune_step(answers: Answers, around: Registering) -> Sequence[Step]:
    """Where it is: a commune of the area by tap or in words, or elsewhere."""

    def clean(text: str) -> str | Problem:
        found = places.by_words(around.lab, text)
        return found.code if found else Problem(NOT_OURS)

    known = [Choice(one.code, one.names) for one in places.communes(around.lab)]
    known.append(Choice(ELSEWHERE, N_("Elsewhere")))
    ask = N_("📍 In which commune is it?")
    if answers.value("kind") == EXPERT:
        ask = N_("📍 In which commune do you work?")
    return [Step("commune", ask=ask, label=N_("Commune"), choices=known, accepts=TEXT, clean=clean, few=8)]


def skills_step(answers: Answers, around: Registering) -> Sequence[Step]:
    """What it can share: taps on the list, its own words or a voice message. Who rather seeks help may skip it."""
    seeking = answers.value("kind") in SEEKING
    ask = N_(
        "💪 What could your people share? Press all that fits, then “Done”.\n"
        "Or say it: write it, or send a voice message."
    )
    if seeking:
        ask = N_(
            "💪 Could your people share something with others? Press all that fits, then “Done”. Or write it, or say "
            "it.\nIf you rather look for help, skip this: you can say afterwards what you need."
        )
    elif answers.value("kind") == EXPERT:
        ask = N_("💪 What can you share? Press all that fits, then “Done”.\nOr write it, or send a voice message.")
    return [Step("skills", ask=ask, label=N_("What it offers"), choices=skill_choices(around.skills), many=True,
                 accepts=TEXT | VOICE, clean=within(LONGEST_WORDS), optional=seeking, few=10)]  # fmt: skip


def close_step(answers: Answers, around: Registering) -> Sequence[Step]:
    """Whoever said it in their own way presses what comes close: by that they are found."""
    if answers.kind("skills") not in ("text", "voice"):
        return []
    ask = N_("✓ Thank you, we have it. Does one of these come close? By that the team finds you when a need fits.")
    offered = skill_choices(around.skills)
    return [Step("close", ask=ask, label=N_("Close to it"), choices=offered, many=True, optional=True, few=10)]


def contact_step(answers: Answers, around: Registering) -> Sequence[Step]:
    """Who speaks for it: the name that Telegram shows by a tap. Whoever works alone has said it."""
    if answers.value("kind") == EXPERT:
        return []
    own = [Choice(TELEGRAM, alike(around.name))] if around.name else []
    ask = N_("👤 And you: what is your name?")
    return [Step("contact", ask=ask, label=N_("Contact"), choices=own, accepts=TEXT, clean=one_line(LONGEST_NAME))]


REACH = Step(
    "reach",
    ask=N_("📞 How does the team reach you? Send your number by the button below, or write a phone number or e-mail."),
    label=N_("Phone or e-mail"),
    accepts=CONTACT | TEXT,
    clean=a_contact,
)
FORM = Form(
    "company",
    (KIND, name_step, commune_step, skills_step, close_step, contact_step, REACH),
    submit=companies.register,
)


def card(answers: Answers, around: Registering) -> Card:
    """The card that the answers make."""
    commune, kind, said = answers.value("commune"), answers.kind("skills"), answers.value("skills")
    picked = said if kind == "choices" else answers.value("close")
    reach = answers.value("reach")
    email = reach if isinstance(reach, str) and "@" in reach else None
    return Card(
        kind=str(answers.value("kind")),
        name=str(answers.value("name")),
        commune=None if commune == ELSEWHERE else commune,
        skills=tuple(picked or ()),
        words=said if kind == "text" else None,
        voice=said["file_id"] if kind == "voice" else None,
        contact=_contact(answers, around),
        phone=None if email else phone_of(answers.get("reach")),
        email=email,
    )


def _contact(answers: Answers, around: Registering) -> str:
    if answers.kind("contact") == "choice":
        return around.name
    return str(answers.value("contact") or answers.value("name"))


def answers_of(company: CompanyRow, contact: ContactRow) -> Answers:
    """The answers that are kept, so that each can be changed."""
    found = {
        "kind": Answer("choice", company.kind),
        "name": Answer("text", company.name),
        "commune": Answer("choice", company.commune or ELSEWHERE),
        "contact": Answer("text", contact.name),
        **_told_skills(company, contact),
    }
    if reach := contact.phone or contact.email:
        found["reach"] = Answer("text", reach)
    return Answers(found)


def _told_skills(company: CompanyRow, contact: ContactRow) -> dict[str, Answer]:
    picked = Answer("choices", company.skills.split()) if company.skills else Answer("skipped")
    if contact.voice:
        return {"skills": Answer("voice", {"file_id": contact.voice}), "close": picked}
    if contact.words:
        return {"skills": Answer("text", contact.words), "close": picked}
    return {"skills": picked} if company.skills or company.kind in SEEKING else {}
