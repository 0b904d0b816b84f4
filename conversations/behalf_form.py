"""A report that the team writes down for somebody: what and where as always, then for whom, and the yes they said."""

from conversations.challenges import FORM as REPORT
from conversations.checks import within
from conversations.form import Choice, Form, Problem, Step
from locales.marks import N_
from services import behalf, phones

LONGEST_NAME = 80  # UTF-16 units
NO_PHONE = N_("This is not a phone number. It looks like this: 06 12 34 56 78")

AGREED = Choice("yes", N_("✅ They said yes"))


def phone(text: str) -> str | Problem:
    """A phone number as +212612345678, however it was written."""
    return phones.normal(text) or Problem(NO_PHONE)


WHAT_AND_WHERE = REPORT.steps[:-1]  # all but who may see the author's name

FORM = Form(
    "behalf",
    (
        *WHAT_AND_WHERE,
        Step(
            "who",
            ask=N_("👤 Whose report is it? A name, a first name or any alias."),
            label=N_("👤 For"),
            clean=within(LONGEST_NAME),
        ),
        Step(
            "phone",
            ask=N_("📞 Their phone, if they want an answer. Or skip it."),
            label=N_("📞 Phone"),
            clean=phone,
            optional=True,
        ),
        Step(
            "agreed",
            ask=N_(
                "Ask them aloud:\n“May the team keep what you told, to study the problem and answer you?”\n"
                "If they say no, cancel: nothing is kept."
            ),
            label=N_("Agreement"),
            choices=(AGREED,),
        ),
    ),
    submit=behalf.submit,
)
