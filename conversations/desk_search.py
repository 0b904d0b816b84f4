"""What staff look for at the desk: one question, sent with its answer."""

from conversations.checks import within
from conversations.form import Form, Step
from locales.marks import N_
from services import searches

WORDS = Form(
    "find.words",
    (Step("words", ask=N_("🔍 Which words, or which number? (A few words are enough.)"), clean=within(200)),),
    submit=searches.look_for,
    confirm=False,
)

NAME = Form(
    "find.name",
    (
        Step(
            "words",
            ask=N_("👤 Whose reports? Write a name or a phone. It is written down that you looked."),
            clean=within(80),
        ),
    ),
    submit=searches.look_for,
    confirm=False,
)

FORMS = (WORDS, NAME)
