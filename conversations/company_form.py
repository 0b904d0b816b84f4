"""The forms of an organisation: five answers in a minute and a half, and the rest before a first agreement."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from stdnum.exceptions import ValidationError
from stdnum.ma import ice

from conversations.checks import within
from conversations.form import CONTACT, TEXT, VOICE, Answer, Answers, Choice, Form, Label, Problem, Step
from conversations.phones import EXAMPLE, phone_of
from locales.languages import NAMES
from locales.marks import N_
from services import companies, phones, places
from services.companies import KINDS, MORE, WITH_ICE, Card, Details
from services.lab import Lab
from services.letters import DIGITS
from services.skills import Skill
from services.words import Words, alike
from storage.companies import CompanyRow, ContactRow

LONGEST_NAME, LONGEST_WORDS, LONGEST_LINE, LONGEST_EMAIL = 80, 600, 160, 120  # UTF-16 units
TELEGRAM, ELSEWHERE, NOT_YET = "telegram", "elsewhere", "not_yet"
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]{2,}")
NOT_OURS = N_("We do not know this commune here. Please choose one of the answers below.")
NO_CONTACT = N_(
    "This is neither a phone number nor an e-mail address. Write it like this: {example}, or name@company.ma"
)
NO_EMAIL = N_("This does not look like an e-mail address. Write it like this: name@company.ma, or skip.")
ICE_LENGTH = N_("An ICE has 15 digits; here there are {count}. It stands on your invoices. You can also say “Not yet”.")
ICE_WRONG = N_(
    "One digit of this ICE seems wrong: its last two digits do not fit the others. Please compare it with an invoice, "
    "or say “Not yet”."
)


@dataclass(frozen=True, slots=True)
class Registering:
    """What the forms look at: the lab, its skills now, the name that Telegram shows, the kind of organisation."""

    lab: Lab
    skills: Sequence[Skill]
    name: str = ""
    kind: str = "company"


KIND_WORDS: dict[str, str] = {
    "company": N_("🏢 A company"),
    "association": N_("🤝 An association"),
    "cooperative": N_("🧺 A cooperative"),
    "school": N_("🎓 A school or training college"),
    "public": N_("🏛 A public body"),
    "expert": N_("🧑‍💼 I work on my own"),
}
SECTORS: dict[str, str] = {
    "industry": N_("Industry"),
    "building": N_("Building"),
    "farming": N_("Farming and food"),
    "trade": N_("Trade and crafts"),
    "transport": N_("Transport and logistics"),
    "digital": N_("Digital"),
    "services": N_("Services"),
    "education": N_("Education"),
    "other": N_("Other"),
}
SIZES: dict[str, Label] = {
    "1-9": alike("1–9"),
    "10-49": alike("10–49"),
    "50-249": alike("50–249"),
    "250+": alike("250+"),
}
DAYS: dict[str, Label] = {one: alike(one) for one in ("1", "2", "3", "5", "10", "20")}
LEVELS: dict[str, str] = {
    "beginner": N_("Starting out"),
    "skilled": N_("Experienced"),
    "expert": N_("Expert"),
}
PLACES: dict[str, str] = {
    "site": N_("On the spot"),
    "remote": N_("From a distance"),
    "both": N_("Both"),
}


def _choices(words: dict[str, Any]) -> list[Choice]:
    return [Choice(key, label) for key, label in words.items()]


def a_contact(text: str) -> str | Problem:
    """A number as it is kept, or an address."""
    said = text.strip()
    if EMAIL.fullmatch(said):
        return within(LONGEST_EMAIL)(said.lower())
    return phones.normal(said) or Problem(NO_CONTACT, {"example": EXAMPLE})


def an_email(text: str) -> str | Problem:
    """An address."""
    said = text.strip()
    return within(LONGEST_EMAIL)(said.lower()) if EMAIL.fullmatch(said) else Problem(NO_EMAIL)


def an_ice(text: str) -> str | Problem:
    """The fifteen digits, or what is wrong with them."""
    digits = "".join(char for char in text.translate(DIGITS) if char.isdecimal())
    if len(digits) != 15:
        return Problem(ICE_LENGTH, {"count": len(digits)})
    try:
        return str(ice.validate(digits))
    except ValidationError:
        return Problem(ICE_WRONG)


# Five answers

NAME = Step(
    "name",
    ask=N_("🏢 Five short questions, a minute and a half.\nWhat is your company or organisation called?"),
    label=N_("Organisation"),
    clean=within(LONGEST_NAME),
)
KIND = Step("kind", ask=N_("What kind of organisation is it?"), label=N_("Kind"), choices=_choices(KIND_WORDS),
            default="company")  # fmt: skip


def commune_step(answers: Answers, around: Registering) -> Sequence[Step]:
    """Where it is: a commune of the area by tap or in words, or elsewhere."""

    def clean(text: str) -> str | Problem:
        found = places.by_words(around.lab, text)
        return found.code if found else Problem(NOT_OURS)

    choices = [Choice(one.code, one.names) for one in places.communes(around.lab)]
    choices.append(Choice(ELSEWHERE, N_("Elsewhere")))
    ask = N_("📍 In which commune is it?")
    return [Step("commune", ask=ask, label=N_("Commune"), choices=choices, accepts=TEXT, clean=clean, few=8)]


def skills_step(answers: Answers, around: Registering) -> Sequence[Step]:
    """What it can share: taps on the list, its own words or a voice message."""
    ask = N_(
        "💪 What could your people share? Press all that fits, then “Done”.\n"
        "Or say it: write it, or send a voice message."
    )
    choices = [Choice(one.key, Words(**{code: one.pick(code) for code in NAMES})) for one in around.skills]
    return [Step("skills", ask=ask, label=N_("What it offers"), choices=choices, many=True, accepts=TEXT | VOICE,
                 clean=within(LONGEST_WORDS), few=10)]  # fmt: skip


def contact_step(answers: Answers, around: Registering) -> Sequence[Step]:
    """Who speaks for it: the name that Telegram shows by a tap."""
    own = [Choice(TELEGRAM, alike(around.name))] if around.name else []
    ask = N_("👤 And you: what is your name?")
    return [Step("contact", ask=ask, label=N_("Contact"), choices=own, accepts=TEXT, clean=within(LONGEST_NAME))]


REACH = Step(
    "reach",
    ask=N_("📞 How does the team reach you? Send your number by the button below, or write a phone number or e-mail."),
    label=N_("Phone or e-mail"),
    accepts=CONTACT | TEXT,
    clean=a_contact,
)
FORM = Form(
    "company", (NAME, KIND, commune_step, skills_step, contact_step, REACH), submit=companies.register
)  # fmt: skip


def card(answers: Answers, around: Registering) -> Card:
    """The card that the answers make."""
    commune, kind, said = answers.value("commune"), answers.kind("skills"), answers.value("skills")
    reach = answers.value("reach")
    email = reach if isinstance(reach, str) and "@" in reach else None
    return Card(
        kind=str(answers.value("kind")),
        name=str(answers.value("name")),
        commune=None if commune == ELSEWHERE else commune,
        skills=tuple(said) if kind == "choices" else (),
        words=said if kind == "text" else None,
        voice=said["file_id"] if kind == "voice" else None,
        contact=around.name if answers.kind("contact") == "choice" else str(answers.value("contact")),
        phone=None if email else phone_of(answers.get("reach")),
        email=email,
    )


def answers_of(company: CompanyRow, contact: ContactRow) -> Answers:
    """The answers that are kept, so that each can be changed."""
    found = {
        "name": Answer("text", company.name),
        "kind": Answer("choice", company.kind),
        "commune": Answer("choice", company.commune or ELSEWHERE),
        "contact": Answer("text", contact.name),
    }
    if reach := contact.phone or contact.email:
        found["reach"] = Answer("text", reach)
    if contact.voice:
        found["skills"] = Answer("voice", {"file_id": contact.voice})
    elif contact.words:
        found["skills"] = Answer("text", contact.words)
    elif company.skills:
        found["skills"] = Answer("choices", company.skills.split())
    return Answers(found)


# The rest


def _has_ice(answers: Answers, around: Registering) -> bool:
    return around.kind in WITH_ICE


def _offers(answers: Answers, around: Registering) -> bool:
    return around.kind in KINDS and around.kind not in ("association", "school")


MORE_FORM = Form(
    "company_more",
    (
        Step("legal_name", ask=N_("What is its legal name, as on its papers? It stands in an agreement."),
             label=N_("Legal name"), clean=within(LONGEST_LINE), optional=True),
        Step("ice", ask=N_("What is its ICE? 15 digits, they stand on your invoices."), label=N_("ICE"),
             choices=[Choice(NOT_YET, N_("Not yet"))], accepts=TEXT, clean=an_ice, when=_has_ice),
        Step("sector", ask=N_("In which sector does it work?"), label=N_("Sector"), choices=_choices(SECTORS),
             optional=True),
        Step("size", ask=N_("How many people work there?"), label=N_("People at work"), choices=_choices(SIZES),
             optional=True),
        Step("function", ask=N_("What is your function there?"), label=N_("Your function"),
             clean=within(LONGEST_NAME), optional=True),
        Step("email", ask=N_("Your e-mail address?"), label=N_("E-mail"), clean=an_email, optional=True),
        Step("days", ask=N_("How many days in three months could your people give?"), label=N_("Days in three months"),
             choices=_choices(DAYS), optional=True, when=_offers),
        Step("level", ask=N_("How experienced are those who would come?"), label=N_("Level"),
             choices=_choices(LEVELS), optional=True, when=_offers),
        Step("place", ask=N_("On the spot, or from a distance?"), label=N_("Where"), choices=_choices(PLACES),
             optional=True),
        Step("period", ask=N_("In which period? For instance: from January to June."), label=N_("Period"),
             clean=within(LONGEST_LINE), optional=True),
        Step("conditions", ask=N_("Are there conditions that we should know?"), label=N_("Conditions"),
             clean=within(LONGEST_WORDS), optional=True),
    ),
    submit=companies.complete,
)  # fmt: skip


def details(answers: Answers) -> Details:
    """The rest, as it is kept."""
    values = {name: answers.value(name) for name in MORE}
    if answers.kind("ice") == "choice":
        values["ice"] = None
    return Details(values, answers.value("function"), answers.value("email"))


def more_answers(company: CompanyRow, contact: ContactRow) -> Answers:
    """What is kept of the rest; nothing if none of it was said."""
    kept = {name: getattr(company, name) for name in MORE}
    kept |= {"function": contact.function, "email": contact.email}
    if not any(kept[name] for name in MORE):
        return Answers({"email": Answer("text", contact.email)} if contact.email else {})
    texts = ("legal_name", "ice", "function", "email", "period", "conditions")
    found = {
        name: Answer("text" if name in texts else "choice", value) if value else Answer("skipped")
        for name, value in kept.items()
    }
    return Answers(found if company.ice else found | {"ice": Answer("choice", NOT_YET)})
