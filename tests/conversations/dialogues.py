"""Two forms to try the engine on: DESIGN's volunteer, and a challenge as a resident sends it."""

from collections.abc import Sequence
from dataclasses import dataclass

from conversations.form import (
    CONTACT,
    LOCATION,
    MEDIA,
    TEXT,
    VOICE,
    Act,
    Answers,
    Choice,
    Form,
    Problem,
    Said,
    Step,
    Tap,
    Turn,
)

YES_NO = (Choice("yes", "Yes"), Choice("no", "No"))
NAMES = (Choice("hidden", "Name hidden"), Choice("shown", "Name visible"), Choice("anonymous", "Anonymous"))


@dataclass(frozen=True)
class Lab:
    communes: tuple[str, ...] = ("Bouskoura", "Nouaceur")
    categories: tuple[str, ...] = ("lamp", "road", "water", "waste")


def areas(_: Answers, lab: Lab) -> list[Choice]:
    return [Choice(name.lower(), name) for name in lab.communes]


def categories(_: Answers, lab: Lab) -> list[Choice]:
    return [Choice(name, name) for name in lab.categories]


def wrote(answers: Answers, _: Lab) -> bool:
    return bool(answers.parts("words", "text"))


def about_the_category(answers: Answers, _: Lab) -> Sequence[Step]:
    return [Step("lamp_since", "Since when is it dark?", optional=True)] if answers.value("category") == "lamp" else []


NOT_A_NAME = "First name and family name, please."


def full_name(typed: str) -> str | Problem:
    return typed if " " in typed else Problem(NOT_A_NAME)


def enrol() -> None:
    """Stands for the service."""


VOLUNTEER = Form(
    "volunteer",
    (
        Step("name", ask="What is your full name?", clean=full_name),
        Step("area", ask="Where would you like to help?", choices=areas, many=True),
        Step("phone", ask="May we call you?", accepts=CONTACT, optional=True),
        Step("consent", ask="May the lab keep these answers?", choices=YES_NO),
        Step("why", ask="Why not?", when=lambda answers, _: answers.value("consent") == "no"),
    ),
    submit=enrol,
)

SKILLS = Form("skills", (Step("skills", ask="What can you do?", choices=categories, many=True, few=2),), submit=enrol)

CHALLENGE = Form(
    "challenge",
    (
        Step("words", ask="What happened?", accepts=TEXT | VOICE | MEDIA, gather=3, flows=True),
        Step("place", ask="Where is it?", choices=areas, accepts=LOCATION | TEXT | VOICE, optional=True),
        Step("category", ask="What is it about?", choices=categories, when=wrote, few=2),
        about_the_category,
        Step("name", ask="Who may see your name?", choices=NAMES, default="hidden"),
    ),
    submit=enrol,
)

LAB = Lab()


def play(form: Form, turn: Turn, *events: Said | Act | str) -> Turn:
    """Hear `events` one after the other: a message, an act, or the key of a choice; taps carry the current token."""
    for event in events:
        if isinstance(event, Said):
            turn = form.hear(turn.draft, event, LAB)
        elif isinstance(event, Act):
            turn = form.hear(turn.draft, Tap(event, token=turn.draft.token), LAB)
        else:
            turn = form.hear(turn.draft, Tap(Act.CHOOSE, event, turn.draft.token), LAB)
    return turn


def text(words: str, message: int | None = None) -> Said:
    """A text message."""
    return Said(TEXT, words, message)


def voice(message: int) -> Said:
    """A voice message."""
    return Said(VOICE, {"file_id": f"voice{message}"}, message)


HERE = Said(LOCATION, {"latitude": 33.45, "longitude": -7.65}, 90)
CARD = Said(CONTACT, {"phone": "+212612345678"}, 91)
