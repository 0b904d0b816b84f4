"""The form of whoever offers a hand: about two minutes by taps; what they can do may be said in a voice message."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from conversations.checks import within
from conversations.form import CONTACT, TEXT, VOICE, Answer, Answers, Choice, Form, Label, Problem, Step
from conversations.phones import a_phone, phone_of
from locales.languages import NAMES
from locales.marks import N_
from services import places, volunteers
from services.guardians import Guardian
from services.lab import Lab
from services.skills import Skill
from services.volunteers import DAYS, FIGURES, PARTS, UNDER, Card, times_of
from services.words import Words, alike
from storage.volunteers import TRAINER

LONGEST_NAME, LONGEST_WORDS = 60, 600  # UTF-16 units
TELEGRAM, ELSEWHERE, ANY, NONE = "telegram", "elsewhere", "any", "none"
SAME_NUMBER = N_("Your number and your guardian's are the same. Please change one of them, or leave yours out.")
NOT_OURS = N_("We do not know this commune here. Please choose one of the answers below.")


@dataclass(frozen=True, slots=True)
class Enrolling:
    """What the form looks at: the lab, its skills now, the name that Telegram shows."""

    lab: Lab
    skills: Sequence[Skill]
    name: str = ""


AGES = {
    UNDER: N_("Under 18"),
    "18-25": N_("18 to 25"),
    "26-35": N_("26 to 35"),
    "36-59": N_("36 to 59"),
    "60+": N_("60 and over"),
}
SPOKEN: dict[str, Label] = {
    **{code: alike(name) for code, name in NAMES.items()},
    "zgh": alike("ⵜⴰⵎⴰⵣⵉⵖⵜ · Tamazight"),
    "en": alike("English"),
    "es": alike("Español"),
    "sign": N_("Sign language"),
}
WEEK: dict[str, str] = {
    "mon": N_("Monday"),
    "tue": N_("Tuesday"),
    "wed": N_("Wednesday"),
    "thu": N_("Thursday"),
    "fri": N_("Friday"),
    "sat": N_("Saturday"),
    "sun": N_("Sunday"),
}
TIMES: dict[str, str] = {"am": N_("Morning"), "pm": N_("Afternoon"), "eve": N_("Evening")}
TRANSPORT: dict[str, str] = {
    "own": N_("🚗 By car or motorbike"),
    "bus": N_("🚌 By bus or taxi"),
    "none": N_("🚶 Only near my home"),
}
TIES: dict[str, str] = {
    NONE: N_("No"),
    "trainee": N_("🎓 I am in training there"),
    TRAINER: N_("🧑‍🏫 I teach there"),
}
FIGURE_CHOICES: dict[str, dict[str, str]] = {
    "gender": {"woman": N_("A woman"), "man": N_("A man")},
    "situation": {
        "trainee": N_("In school or training"),
        "working": N_("Working"),
        "seeking": N_("Looking for work"),
        "neet": N_("None of these just now"),
    },
    "milieu": {"urban": N_("In town"), "rural": N_("In the countryside")},
}
RATHER_NOT = N_("Rather not say")


def _choices(words: dict[str, str]) -> list[Choice]:
    return [Choice(key, label) for key, label in words.items()]


def name_step(answers: Answers, around: Enrolling) -> Sequence[Step]:
    """The name, the one that Telegram shows by a tap."""
    own = [Choice(TELEGRAM, alike(around.name))] if around.name else []
    ask = N_("🤝 Thank you for offering a hand! It takes two minutes.\nWhat do you want to be called?")
    return [Step("name", ask=ask, label=N_("Name"), choices=own, accepts=TEXT, clean=within(LONGEST_NAME))]


AGE = Step("age", ask=N_("How old are you?"), label=N_("Age"), choices=_choices(AGES))


def commune_step(answers: Answers, around: Enrolling) -> Sequence[Step]:
    """Where they live: a commune of the area by tap or in words, or elsewhere."""

    def clean(text: str) -> str | Problem:
        found = places.by_words(around.lab, text)
        return found.code if found else Problem(NOT_OURS)

    choices = [Choice(one.code, one.names) for one in places.communes(around.lab)]
    choices.append(Choice(ELSEWHERE, N_("Elsewhere")))
    ask = N_("📍 Where do you live?")
    return [Step("commune", ask=ask, label=N_("Commune"), choices=choices, accepts=TEXT, clean=clean, few=8)]


def skill_choices(offered: Sequence[Skill]) -> list[Choice]:
    """The list of skills as choices."""
    return [Choice(one.key, Words(**{code: one.pick(code) for code in NAMES})) for one in offered]


def skills_step(answers: Answers, around: Enrolling) -> Sequence[Step]:
    """What they can do: taps on the list, or their own words or voice."""
    ask = N_(
        "💪 What can you do, or like to do? Press all that fits, then “Done”.\n"
        "Or say it: write it, or send a voice message."
    )
    return [
        Step("skills", ask=ask, label=N_("What you can do"), choices=skill_choices(around.skills), many=True,
             accepts=TEXT | VOICE, clean=within(LONGEST_WORDS), few=10)
    ]  # fmt: skip


def close_step(answers: Answers, around: Enrolling) -> Sequence[Step]:
    """Whoever said it in their own way presses what comes close."""
    if answers.kind("skills") not in ("text", "voice"):
        return []
    ask = N_("✓ Thank you, we have it. Does one of these come close? It helps us find the right mission for you.")
    label, offered = N_("Close to it"), skill_choices(around.skills)
    return [Step("close", ask=ask, label=label, choices=offered, many=True, optional=True, few=10)]


def words_step(answers: Answers, around: Enrolling) -> Sequence[Step]:
    """Something that stands in no list."""
    if answers.kind("skills") != "choices":
        return []
    ask = N_("Is there something else that we should know? Write it or say it, or skip.")
    return [Step("words", ask=ask, label=N_("In your words"), accepts=TEXT | VOICE, clean=within(LONGEST_WORDS),
                 optional=True)]  # fmt: skip


LANGUAGES = Step(
    "languages",
    ask=N_("🗣 Which languages do you speak? Press all, then “Done”."),
    label=N_("Languages"),
    choices=[Choice(key, label) for key, label in SPOKEN.items()],
    many=True,
)
DAYS_FREE = Step(
    "days",
    ask=N_("📅 On which days are you free? Press all that fit, then “Done”."),
    label=N_("Days"),
    choices=[*_choices(WEEK), Choice(ANY, N_("Any day"))],
    many=True,
)
PARTS_FREE = Step(
    "parts",
    ask=N_("🕒 And when in the day?"),
    label=N_("Time of day"),
    choices=[*_choices(TIMES), Choice(ANY, N_("Any time"))],
    many=True,
)
WAY = Step("transport", ask=N_("How can you come to a mission?"), label=N_("Transport"), choices=_choices(TRANSPORT))
PHONE = Step(
    "phone",
    ask=N_("📞 May the team call you about a mission? Send your number by the button below, or write it, or skip."),
    label=N_("Phone"),
    accepts=CONTACT | TEXT,
    clean=a_phone,
    optional=True,
)


def _under(answers: Answers, around: Enrolling) -> bool:
    return bool(answers.value("age") == UNDER)


GUARDIAN = Step(
    "guardian",
    ask=N_("👪 You are under age: your father, mother or guardian must agree first. What is their name?"),
    label=N_("Guardian"),
    clean=within(LONGEST_NAME),
    when=_under,
)


def guardian_contact_step(answers: Answers, around: Enrolling) -> Sequence[Step]:
    """Their number, written or as a contact of theirs: the team calls it, so it is not one's own."""

    def clean(text: str) -> str | Problem:
        number = a_phone(text)
        return Problem(SAME_NUMBER) if number == phone_of(answers.get("phone")) else number

    ask = N_("📞 What is their own phone number, not yours? The team calls it and speaks with them before your first "
             "mission. Write it, or send their contact with 📎.")  # fmt: skip
    return [Step("guardian_contact", ask=ask, label=N_("Their phone"), clean=clean, accepts=CONTACT | TEXT,
                 another=True, when=_under)]  # fmt: skip


TIE = Step(
    "tie",
    ask=N_("🏫 Do you belong to a training college (OFPPT or another)?"),
    label=N_("Training college"),
    choices=_choices(TIES),
)


def field_step(answers: Answers, around: Enrolling) -> Sequence[Step]:
    """The field of a trainee or trainer."""
    if answers.value("tie") in (None, NONE):
        return []
    choices = [Choice(one.key, one.words) for one in around.lab.fields]
    return [Step("field", ask=N_("In which field?"), label=N_("Field"), choices=choices)]


def _figure(name: str, ask: str, label: str, when: Callable[[Answers, Enrolling], bool]) -> Step:
    choices = [*_choices(FIGURE_CHOICES[name]), Choice(NONE, RATHER_NOT)]
    return Step(name, ask=ask, label=label, choices=choices, when=when)


def _wants_figures(answers: Answers, around: Enrolling) -> bool:
    return bool(answers.value("figures") == "yes")


FIGURES_ASKED = Step(
    "figures",
    ask=N_(
        "📊 Three more short questions? They are for figures alone: how many women, how many young people… "
        "Never with your name. You can take each answer back later."
    ),
    label=N_("For the figures"),
    choices=[Choice("yes", N_("Yes, ask me")), Choice("no", N_("No, thank you"))],
)
GENDER = _figure("gender", N_("Are you…\nBy answering you agree that we count it."), N_("Woman or man"), _wants_figures)
SITUATION = _figure(
    "situation", N_("What do you do just now?\nBy answering you agree that we count it."), N_("Situation"),
    _wants_figures,
)  # fmt: skip
MILIEU = _figure(
    "milieu", N_("Where do you live?\nBy answering you agree that we count it."), N_("Town or countryside"),
    _wants_figures,
)  # fmt: skip

FORM = Form(
    "volunteer",
    (name_step, AGE, commune_step, skills_step, close_step, words_step, LANGUAGES, DAYS_FREE, PARTS_FREE, WAY, PHONE,
     GUARDIAN, guardian_contact_step, TIE, field_step, FIGURES_ASKED, GENDER, SITUATION, MILIEU),
    submit=volunteers.enrol,
)  # fmt: skip


# What the answers mean


def card(answers: Answers, around: Enrolling) -> Card:
    """The card that the answers make."""
    spoken_in = "skills" if answers.kind("skills") in ("text", "voice") else "words"
    picked = answers.value("close") if spoken_in == "skills" else answers.value("skills")
    commune = answers.value("commune")
    figures = {name: _said(answers, name) if answers.value("figures") == "yes" else None for name in FIGURES}
    return Card(
        name=around.name if answers.kind("name") == "choice" else str(answers.value("name")),
        age=str(answers.value("age")),
        commune=None if commune == ELSEWHERE else commune,
        skills=tuple(picked or ()),
        words=answers.value(spoken_in) if answers.kind(spoken_in) == "text" else None,
        voice=answers.value(spoken_in)["file_id"] if answers.kind(spoken_in) == "voice" else None,
        languages=tuple(answers.value("languages")),
        times=times_of(_all(answers.value("days"), DAYS), _all(answers.value("parts"), PARTS)),
        transport=str(answers.value("transport")),
        phone=phone_of(answers.get("phone")),
        tie=_said(answers, "tie"),
        field=answers.value("field"),
        **figures,
    )


def guardian(answers: Answers) -> Guardian | None:
    """Who answers for somebody under age."""
    if answers.value("age") != UNDER:
        return None
    return Guardian(str(answers.value("guardian")), phone_of(answers.get("guardian_contact")) or "")


def same_number(answers: Answers) -> bool:
    """Whether somebody under age gave one number for both (theirs may have changed after the guardian's)."""
    whose = guardian(answers)
    return whose is not None and whose.contact == phone_of(answers.get("phone"))


def _said(answers: Answers, name: str) -> str | None:
    value = answers.value(name)
    return None if value in (None, NONE) else str(value)


def _all(picked: Sequence[str], every: Sequence[str]) -> tuple[str, ...]:
    return tuple(every) if ANY in picked else tuple(picked)


def answers_of(kept: Card, whose: Guardian | None) -> Answers:
    """The answers that a card was made of, so that each can be changed."""
    days, parts = ({one.split("-")[at] for one in kept.times} for at in (0, 1))
    figures = {name: getattr(kept, name) for name in FIGURES}
    found = Answers({
        "name": Answer("text", kept.name),
        "age": Answer("choice", kept.age),
        "commune": Answer("choice", kept.commune or ELSEWHERE),
        **_told_skills(kept),
        "languages": Answer("choices", list(kept.languages)),
        "days": Answer("choices", [one for one in DAYS if one in days]),
        "parts": Answer("choices", [one for one in PARTS if one in parts]),
        "transport": Answer("choice", kept.transport),
        "phone": Answer("text", kept.phone) if kept.phone else Answer("skipped"),
        "tie": Answer("choice", kept.tie or NONE),
        "figures": Answer("choice", "yes" if any(figures.values()) else "no"),
        **{name: Answer("choice", value or NONE) for name, value in figures.items()},
    })  # fmt: skip
    if kept.field:
        found = found.having("field", Answer("choice", kept.field))
    if whose:
        found = found.having("guardian", Answer("text", whose.name))
        found = found.having("guardian_contact", Answer("text", whose.contact))
    return found


def _told_skills(kept: Card) -> dict[str, Answer]:
    own = Answer("voice", {"file_id": kept.voice}) if kept.voice else Answer("text", kept.words)
    picked = Answer("choices", list(kept.skills)) if kept.skills else Answer("skipped")
    if kept.voice or kept.words:
        return {"words": own, "skills": picked} if kept.skills else {"skills": own, "close": picked}
    return {"words": Answer("skipped"), "skills": picked}


def with_all(skills: Sequence[Skill], mine: Sequence[str], every: Sequence[Skill]) -> list[Skill]:
    """Those on offer, and retired ones that this person has."""
    offered = {one.key for one in skills}
    return [*skills, *(replace(one) for one in every if one.key in mine and one.key not in offered)]
