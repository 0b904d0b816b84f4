"""The form for a ready answer: for which type of report, and its words in each language, one's own first."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from conversations.checks import within
from conversations.form import Answer, Answers, Choice, Form, Step
from locales.marks import N_
from services import reasons
from services.lab import Lab
from services.reasons import Ready

LONGEST = 300  # UTF-16 units: it stands on a card and in a list
ALL = "all"


@dataclass(frozen=True, slots=True)
class Writing:
    """What the form looks at: the lab, the language of who writes."""

    lab: Lab
    language: str


CATEGORY = Step(
    "category",
    ask=N_("🧾 For which type of report is it?"),
    label=N_("Type of report"),
    choices=lambda _answers, around: [
        Choice(ALL, N_("For all types")),
        *(Choice(one.key, one.words) for one in around.lab.categories),
    ],
    few=7,
)
IN = {
    "fr": Step(
        "fr",
        ask=N_("In French, one or two sentences that people will read:"),
        label=N_("In French"),
        clean=within(LONGEST),
    ),
    "ar": Step(
        "ar",
        ask=N_("In Arabic, one or two sentences that people will read:"),
        label=N_("In Arabic"),
        clean=within(LONGEST),
    ),
    "ary": Step(
        "ary",
        ask=N_("In Darija, one or two sentences that people will read:"),
        label=N_("In Darija"),
        clean=within(LONGEST),
    ),
}
OPTIONAL = {code: replace(step, optional=True) for code, step in IN.items()}


def words(_answers: Answers, around: Writing) -> Sequence[Step]:
    """One's own language first; the others may be skipped, then the next best is shown."""
    own = around.language
    return [IN[own], *(OPTIONAL[code] for code in ("fr", "ary", "ar") if code != own)]


FORM = Form("reason", (CATEGORY, words), submit=reasons.write)


def answers_of(one: Ready, language: str) -> Answers:
    """What stands in a ready answer, to be changed."""
    known = {code: Answer("text", said) for code, said in one.words.items() if said}
    own = {} if language in known else {language: Answer("text", one.pick(language))}
    return Answers({"category": Answer("choice", one.category or ALL), **known, **own})


def ready_of(answers: Answers, status: str, key: str) -> Ready:
    """What was written."""
    category = answers.value("category")
    said = {code: str(answers.value(code) or "") for code in IN}
    return Ready(key, status, said, None if category == ALL else category)
