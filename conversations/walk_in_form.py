"""The facilitator's form for somebody who came without Telegram: the name, nothing else."""

from conversations.checks import within
from conversations.form import Form, Step
from locales.marks import N_
from services import checkin

LONGEST = 200  # UTF-16 units

FORM = Form(
    "checkin.walk_in",
    (
        Step(
            "name",
            ask=N_("Who came? Write the name. Ask them first whether that is fine."),
            label=N_("Name"),
            clean=within(LONGEST),
        ),
    ),
    submit=checkin.walk_in,
    confirm=False,
)
