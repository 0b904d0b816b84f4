"""The question to somebody who comes to a workshop and wrote something that may be about it."""

from collections.abc import Mapping, Sequence
from typing import Any

from conversations.checks import some_text
from conversations.form import Answers, Choice, Form, Step
from conversations.steps import TEXT
from locales.marks import N_
from services import commitments
from services.words import Words

CANNOT, TELL, ELSE = "cannot", "tell", "else"

Expected = Sequence[Mapping[str, Any]]  # where they are expected: the `id` of each session, the `title` by language


def _of_several(answers: Answers, around: Expected) -> bool:
    return len(around) > 1 and answers.value("meant") in (CANNOT, TELL)


def _titles(answers: Answers, around: Expected) -> list[Choice]:
    return [Choice(str(one["id"]), Words(**one["title"])) for one in around]


FORM = Form(
    "commitment",
    (
        Step("words", ask=N_("What do you want to tell us?"), label=N_("Your words"), clean=some_text),
        Step(
            "meant",
            ask=N_("Is your message about it?"),
            label=N_("About"),
            choices=(
                Choice(CANNOT, N_("I can't come")),
                Choice(TELL, N_("✉️ Tell the organiser")),
                Choice(ELSE, N_("It is something else")),
            ),
            accepts=TEXT,
        ),
        Step("which", ask=N_("Which workshop is it about?"), choices=_titles, when=_of_several),
    ),
    submit=commitments.tell_organiser,
    confirm=False,
)
