"""What a body answers about a report that was passed to it: one question, sent with its answer."""

from conversations.checks import within
from conversations.form import Form, Step
from locales.marks import N_
from services import partners

ANSWER = Form(
    "partner.answer",
    (
        Step(
            "words",
            ask=N_("✍️ Your answer: the team and whoever reported it will read it."),
            clean=within(partners.LONGEST),
        ),
    ),
    submit=partners.answer,
    confirm=False,
)
