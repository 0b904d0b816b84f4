"""The second form of an organisation, before a first agreement; its kind decides what is asked."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from conversations.checks import one_line, within
from conversations.company_form import (
    EMAIL,
    EXPERT,
    LONGEST_EMAIL,
    LONGEST_NAME,
    LONGEST_WORDS,
    SEEKING,
    Registering,
)
from conversations.company_words import DAYS, LEVELS, PLACES, SECTORS, SIZES, choices
from conversations.form import CONTACT, TEXT, VOICE, About, Answer, Answers, Choice, Form, Problem, Step
from conversations.phones import a_phone, phone_of
from locales.marks import N_
from services import companies
from services.companies import MORE, SPOKEN, WITH_ICE, BySkill, Details
from services.letters import DIGITS
from services.skills import Skill
from storage.companies import CompanyRow, ContactRow

LONGEST_LINE = 160  # UTF-16 units
NOT_YET, EACH = "not_yet", "each"
DAYS_OF, LEVEL_OF = "d_", "l_"  # before the key of a skill: the steps that ask it of that skill alone
PERIOD = N_("In which period? For instance: from January to June.\nWrite it, or send a voice message.")
NO_EMAIL = N_("This does not look like an e-mail address. Write it like this: name@company.ma, or skip.")
ICE_LENGTH = N_("An ICE has 15 digits; here there are {count}. It stands on your invoices. You can also say “Not yet”.")
ICE_WRONG = N_(
    "One digit of this ICE seems wrong: its last two digits do not fit the others. Please compare it with an invoice, "
    "or say “Not yet”."
)


def an_email(text: str) -> str | Problem:
    """An address."""
    said = text.strip()
    return within(LONGEST_EMAIL)(said.lower()) if EMAIL.fullmatch(said) else Problem(NO_EMAIL)


def an_ice(text: str) -> str | Problem:
    """The fifteen digits, or what is wrong with them."""
    # With pydoc and more, for the few who register an organisation.
    from stdnum.exceptions import ValidationError  # noqa: PLC0415
    from stdnum.ma import ice  # noqa: PLC0415

    digits = "".join(char for char in text.translate(DIGITS) if char.isdecimal())
    if len(digits) != 15:
        return Problem(ICE_LENGTH, {"count": len(digits)})
    try:
        return str(ice.validate(digits))
    except ValidationError:
        return Problem(ICE_WRONG)


def _has_ice(answers: Answers, around: Registering) -> bool:
    return around.kind in WITH_ICE


def _trades(answers: Answers, around: Registering) -> bool:
    return around.kind not in SEEKING


def _has_people(answers: Answers, around: Registering) -> bool:
    return around.kind != EXPERT


def _offers(answers: Answers, around: Registering) -> bool:
    return around.offers or around.kind not in SEEKING


def days_step(answers: Answers, around: Registering) -> Sequence[Step]:
    """Days of all skills together by one tap; of several skills, of each apart."""
    ask, offered = N_("How many days in three months could your people give?"), choices(DAYS)
    if len(around.apart) > 1:
        ask = N_("How many days in three months could your people give, for all their skills together?")
        offered.append(Choice(EACH, N_("Different for each skill")))
    return [Step("days", ask=ask, label=N_("Days in three months"), choices=offered, optional=True, when=_offers)]


def each_steps(answers: Answers, around: Registering) -> Sequence[Step]:
    """Days and level, of one skill after the other."""
    apart = [one for one in around.skills if one.key in around.apart]
    return [step for one in apart for step in steps_of(one)] if answers.value("days") == EACH else []


def steps_of(skill: Skill) -> Sequence[Step]:
    """Days and level of one skill."""
    return [
        Step(DAYS_OF + skill.key, ask=About(N_("{what}\nHow many days in three months?"), skill),
             label=About(N_("Days ({what})"), skill), choices=choices(DAYS), optional=True),
        Step(LEVEL_OF + skill.key, ask=About(N_("{what}\nHow experienced are those who would come?"), skill),
             label=About(N_("Level ({what})"), skill), choices=choices(LEVELS), optional=True),
    ]  # fmt: skip


def _one_level(answers: Answers, around: Registering) -> bool:
    return _offers(answers, around) and answers.value("days") != EACH


FORM = Form(
    "company_more",
    (
        Step("legal_name", ask=N_("What is its legal name, as on its papers? It stands in an agreement."),
             label=N_("Legal name"), clean=one_line(LONGEST_LINE), optional=True),
        Step("address", ask=N_("What is its address, as on its papers? It stands in an agreement."),
             label=N_("Address"), clean=one_line(LONGEST_LINE), optional=True),
        Step("ice", ask=N_("What is its ICE? 15 digits, they stand on your invoices."), label=N_("ICE"),
             choices=[Choice(NOT_YET, N_("Not yet"))], accepts=TEXT, clean=an_ice, when=_has_ice),
        Step("sector", ask=N_("In which sector does it work?"), label=N_("Sector"), choices=choices(SECTORS),
             optional=True, when=_trades),
        Step("size", ask=N_("How many people work there?"), label=N_("People at work"), choices=choices(SIZES),
             optional=True, when=_has_people),
        Step("function", ask=N_("What is your function there?"), label=N_("Your function"),
             clean=one_line(LONGEST_NAME), optional=True, when=_has_people),
        Step("phone", ask=N_("📞 Your phone number? Send it by the button below, or write it, or skip."),
             label=N_("Phone"), accepts=CONTACT | TEXT, clean=a_phone, optional=True),
        Step("email", ask=N_("Your e-mail address?"), label=N_("E-mail"), clean=an_email, optional=True),
        days_step,
        each_steps,
        Step("level", ask=N_("How experienced are those who would come?"), label=N_("Level"),
             choices=choices(LEVELS), optional=True, when=_one_level),
        Step("place", ask=N_("On the spot, or from a distance?"), label=N_("Where"), choices=choices(PLACES),
             optional=True, when=_offers),
        Step("period", ask=PERIOD, label=N_("Period"), accepts=TEXT | VOICE, clean=one_line(LONGEST_LINE),
             optional=True, when=_offers),
        Step("conditions", ask=N_("Are there conditions that we should know? Write them, or send a voice message."),
             label=N_("Conditions"), accepts=TEXT | VOICE, clean=within(LONGEST_WORDS), optional=True),
    ),
    submit=companies.complete,
)  # fmt: skip


def details(answers: Answers) -> Details:
    """The rest, as it is kept."""
    values = {name: answers.value(name) for name in MORE}
    voices = {name: values.pop(name)["file_id"] for name in SPOKEN if answers.kind(name) == "voice"}
    if answers.kind("ice") == "choice":
        values["ice"] = None
    if values["days"] == EACH:
        values["days"] = None
    return Details(values, _by_skill(answers), voices, answers.value("function"), answers.value("email"),
                   phone_of(answers.get("phone")))  # fmt: skip


def _by_skill(answers: Answers) -> BySkill:
    keys = [name.removeprefix(DAYS_OF) for name in answers if name.startswith(DAYS_OF)]
    said = {key: [answers.value(DAYS_OF + key), answers.value(LEVEL_OF + key)] for key in keys}
    return {key: both for key, both in said.items() if any(both)}


def answers_of(company: CompanyRow, contact: ContactRow, voices: Mapping[str, str]) -> Answers:
    """What is kept of the rest, `voices` what was said of it; how to reach the contact is known from the start."""
    reach = {name: Answer("text", value) for name in ("phone", "email") if (value := getattr(contact, name))}
    kept: dict[str, Any] = {name: getattr(company, name) for name in MORE} | {"function": contact.function}
    if not (company.by_skill or voices or any(kept[name] for name in MORE)):
        return Answers(reach)
    texts = ("legal_name", "address", "ice", "function", "period", "conditions")
    found = {
        name: Answer("text" if name in texts else "choice", value) if value else Answer("skipped")
        for name, value in kept.items()
    }
    found |= {name: reach.get(name, Answer("skipped")) for name in ("phone", "email")}
    found |= {name: Answer("voice", {"file_id": voice}) for name, voice in voices.items()} | _kept_by_skill(company)
    return Answers(found if company.ice else found | {"ice": Answer("choice", NOT_YET)})


def _kept_by_skill(company: CompanyRow) -> dict[str, Answer]:
    found = {"days": Answer("choice", EACH)} if company.by_skill else {}
    for key in company.skills.split() if company.by_skill else ():
        for before, said in zip((DAYS_OF, LEVEL_OF), company.by_skill.get(key, (None, None)), strict=True):
            found[before + key] = Answer("choice", said) if said else Answer("skipped")
    return found


def with_reach(rest: Details, phone: str | None, email: str | None) -> Details:
    """The same, and how to reach the contact as far as the first form says it."""
    return replace(rest, phone=rest.phone or phone, email=rest.email or email)
