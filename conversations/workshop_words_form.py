"""The form that adds a language to a workshop: its title, and what else is written, one after the other."""

from collections.abc import Mapping, Sequence

from conversations.checks import within
from conversations.form import Answers, Form, Step
from conversations.workshop_answers import LONGEST_PLACE
from conversations.workshop_form import LONGEST_ABOUT, LONGEST_TITLE
from locales.marks import N_
from services import workshops

LONGEST = {"title": LONGEST_TITLE, "about": LONGEST_ABOUT, "place": LONGEST_PLACE}
ASKS = {
    "title": N_("✍️ Write the title in this language."),
    "about": N_("✍️ Write what it is about in this language."),
    "place": N_("✍️ Write the place in this language."),
}
LABELS = {"title": N_("Title"), "about": N_("What it is about"), "place": N_("Place")}


def wordings(answers: Answers, around: Mapping[str, str]) -> Sequence[Step]:
    """A step for each thing that is written; `around` are these things, by name, as they are now."""
    return [
        Step(name, ask=ASKS[name], label=LABELS[name], clean=within(LONGEST[name]), optional=name != "title")
        for name in around
    ]


FORM = Form("workshop_words", (wordings,), submit=workshops.change, confirm=False)
