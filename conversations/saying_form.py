"""The facilitator's form that writes down what somebody said into their phone."""

from conversations.checks import within
from conversations.form import Form, Step
from locales.marks import N_
from services import sayings

LONGEST = 1000  # UTF-16 units; each kind of question has its own limit besides

FORM = Form(
    "room.words",
    (
        Step(
            "words",
            ask=N_("🎧 Listen, and write what it says. Words of a cloud: with a comma between them."),
            clean=within(LONGEST),
        ),
    ),
    submit=sayings.write_down,
    confirm=False,
)
