"""The public's words of a report: one question, sent with its answer."""

from conversations.checks import within
from conversations.form import Form, Step
from locales.marks import N_
from services import redaction

LONGEST = 1500  # UTF-16 units

WORDS = Form(
    "public.words",
    (
        Step(
            "words",
            ask=N_(
                "✍️ Write what the public reads: the problem and the place, no names, no phones.\n"
                "The words of the author stay as they are, for the team."
            ),
            clean=within(LONGEST),
        ),
    ),
    submit=redaction.write,
    confirm=False,
)
