"""A new poster: where it hangs, what it is about, with which partner; each may be skipped."""

from collections.abc import Sequence

from conversations.challenges import with_emoji
from conversations.checks import within
from conversations.form import Answers, Choice, Form, Step
from locales.marks import N_
from services import places, posters
from services.lab import Lab


def communes(answers: Answers, lab: Lab) -> Sequence[Choice]:
    """The lab's communes."""
    return [Choice(one.code, one.names) for one in places.communes(lab)]


def categories(answers: Answers, lab: Lab) -> Sequence[Choice]:
    """The lab's categories."""
    return [Choice(one.key, with_emoji(one)) for one in lab.categories]


FORM = Form(
    "poster",
    (
        Step("commune", ask=N_("🖨 Where will the poster hang?"), label=N_("📍 Place"), choices=communes, optional=True),
        Step("category", ask=N_("What is it about?"), label=N_("🏷 Theme"), choices=categories, optional=True),
        Step(
            "partner",
            ask=N_("With which partner? Their name stands on the poster. Or skip it."),
            label=N_("🤝 Partner"),
            clean=within(posters.LONGEST_PARTNER),
            optional=True,
        ),
    ),
    submit=posters.make,
    confirm=False,
)
