"""The form by which the team names a skill, new or under other words."""

from conversations.checks import within
from conversations.form import Form, Step
from locales.marks import N_
from services import skills

LONGEST = 80  # UTF-16 units, in up to three languages

FORM = Form(
    "skill",
    (
        Step(
            "words",
            ask=N_("✍️ What is the skill called? Short, as on a button. In two languages: both, with / between."),
            label=N_("Skill"),
            clean=within(LONGEST),
        ),
    ),
    submit=skills.add,
    confirm=False,
)
