"""The question to somebody who comes to a workshop and wrote something that may be about it."""

from conversations.checks import some_text
from conversations.form import Choice, Form, Step
from conversations.steps import TEXT
from locales.marks import N_
from services import commitments

CANNOT, TELL, ELSE = "cannot", "tell", "else"

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
    ),
    submit=commitments.tell_organiser,
    confirm=False,
)
