"""The desk's small forms: one question each, sent with its answer."""

from collections.abc import Sequence

from conversations.checks import within
from conversations.form import TEXT, VOICE, Answers, Around, Choice, Form, Problem, Step
from locales.marks import N_
from services import desk, references, statuses, threads
from services.lab import OTHER, Words

LONGEST = 3000  # UTF-16 units: with what stands around it, still one message
LONGEST_BODY = 120  # it stands in a sentence
NOT_A_NUMBER = N_("This is not the number of a report. It looks like this: K7M4-XQ28")


def reference(text: str) -> str | Problem:
    """The reference somebody typed, in its one spelling."""
    return references.parse(text) or Problem(NOT_A_NUMBER)


_words = within(LONGEST)

ASK = Form(
    "desk.ask",
    (Step("words", ask=N_("What do you want to ask? Write it or say it."), accepts=TEXT | VOICE, clean=_words),),
    submit=statuses.ask,
    confirm=False,
)

WRITE = Form(
    "desk.write",
    (Step("words", ask=N_("What do you want to write? Write it or say it."), accepts=TEXT | VOICE, clean=_words),),
    submit=threads.write,
    confirm=False,
)

NOTE = Form(
    "desk.note",
    (Step("words", ask=N_("Your note: only the team will see it."), clean=_words),),
    submit=threads.note,
    confirm=False,
)

REASON = Form(
    "desk.reason",
    (Step("words", ask=N_("Write it in your words: the author will read it."), clean=_words),),
    submit=statuses.change,
    confirm=False,
)


def bodies(_answers: Answers, lab: Around) -> Sequence[Choice]:
    """Each body that is responsible for something, once, by the first type of report that it is responsible for."""
    named: dict[Words, str] = {}
    for one in lab.categories:
        if one.key != OTHER:
            named.setdefault(one.responsible, one.key)
    return [Choice(key, who) for who, key in named.items()]


NOT_OURS = Form(
    "desk.not_ours",
    (
        Step(
            "who",
            ask=N_("Who is responsible? Choose, or write who it is, so that people know where to turn."),
            choices=bodies,
            accepts=TEXT,
            clean=within(LONGEST_BODY),
        ),
        Step("words", ask=N_("Write it in your words: the author will read it."), clean=_words),
    ),
    submit=statuses.change,
    confirm=False,
)

TRANSCRIPT = Form(
    "desk.transcript",
    (Step("words", ask=N_("🎧 Listen, and write what it says, in the words of the author."), clean=_words),),
    submit=desk.transcribe,
    confirm=False,
)

SAME = Form(
    "desk.same",
    (Step("ref", ask=N_("The number of the other report:"), clean=reference),),
    submit=statuses.change,
    confirm=False,
)

FORMS = (ASK, WRITE, NOTE, REASON, NOT_OURS, TRANSCRIPT, SAME)
