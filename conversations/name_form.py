"""The question to a voter which name shall stand beside their choices, on votes that show names."""

from dataclasses import dataclass

from conversations.checks import one_line
from conversations.form import TEXT, Answers, Choice, Form, Problem, Step
from locales.marks import N_
from services import names
from services.words import alike

MINE, NONE = "mine", "none"


@dataclass(frozen=True, slots=True)
class Shown:
    """The name that Telegram shows of them; empty if it shows none."""

    name: str


def written(text: str) -> str | Problem:
    """A name on one line."""
    return one_line(names.LONGEST)(names.fit(text))


def _offered(answers: Answers, around: Shown) -> list[Choice]:
    mine = [Choice(MINE, alike(around.name))] if around.name else []
    return [*mine, Choice(NONE, N_("🙈 Without a name"))]


def name_of(answers: Answers, around: Shown) -> str:
    """The name that was chosen; empty for none."""
    if answers.kind("name") == "choice":
        return around.name if answers.value("name") == MINE else ""
    return str(answers.value("name"))


FORM = Form(
    "vote_name",
    (
        Step(
            "name",
            ask=N_("✍️ Which name shall stand beside your choice? Write it, or press a button."),
            label=N_("Your name"),
            clean=written,
            choices=_offered,
            accepts=TEXT,
        ),
    ),
    submit=names.give,
    confirm=False,
)
