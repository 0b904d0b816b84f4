"""After the stars: what was good, what was missing, in words or by voice."""

from conversations.checks import some_text
from conversations.form import Form, Step
from conversations.steps import TEXT, VOICE
from locales.marks import N_
from services import feedback

FORM = Form(
    "feedback",
    (
        Step(
            "words",
            ask=N_("Thank you! What was good, what was missing? Write it or say it."),
            label=N_("Your opinion"),
            clean=some_text,
            accepts=TEXT | VOICE,
            optional=True,
        ),
    ),
    submit=feedback.add,
    confirm=False,
)
