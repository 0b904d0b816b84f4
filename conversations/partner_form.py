"""The name of a body to which a report is passed, and what a body answers: one question each, sent with its answer."""

from conversations.checks import within
from conversations.form import PHOTO, TEXT, VOICE, Form, Step
from locales.marks import N_
from services import partners

LONGEST_BODY = 60  # UTF-16 units

BODY = Form(
    "partner.body",
    (
        Step(
            "body",
            ask=N_("🏛 What is this body called? Its short name, such as “Commune of Bouskoura”."),
            clean=within(LONGEST_BODY),
        ),
    ),
    submit=partners.let_in,
    confirm=False,
)
ANSWER = Form(
    "partner.answer",
    (
        Step(
            "words",
            ask=N_("✍️ Your answer: the team and whoever reported it will read it."),
            accepts=TEXT | VOICE | PHOTO,
            clean=within(partners.LONGEST),
        ),
    ),
    submit=partners.answer,
    confirm=False,
)
