"""The form that makes one question of a live vote, step by step."""

from conversations.form import TEXT, Answers, Around, Choice, Form, Problem, Step
from conversations.room_form import problem
from conversations.rooms import FEWEST_OPTIONS, MOST_OPTIONS, parts, read
from locales.marks import N_
from services import rooms
from services.rooms import Asked
from services.tallies import LETTERS
from services.words import Words

ONE, SEVERAL, YES_NO, FIVE, TEN = "one", "several", "yes_no", "five", "ten"
WRITTEN = (ONE, SEVERAL)  # kinds whose answers are written
SIGNS = {FIVE: "1-5", TEN: "0-10"}
END = Choice("end", N_("✔️ That is all"))
ONE_QUESTION = N_("Please write the question alone, on one line. Its answers come next.")


def question_line(text: str) -> str | Problem:
    """One question without its answers, as it is read in a pasted text."""
    line = " ".join(text.split("\n"))
    if any(options for _, options in parts(text)):
        return Problem(ONE_QUESTION)
    _, slips = read(line)
    return problem(slips[0]) if slips else line


def answer_line(text: str) -> str | Problem:
    """One answer on one line; a dash before it may stay."""
    line = " ".join(text.split("\n")).lstrip("-–—−•* ")
    _, slips = read(f"?\n- {line}\n- {'0' if line != '0' else '1'}")
    return problem(slips[0]) if slips else line


def options(answers: Answers) -> list[str]:
    """The answers written so far."""
    steps = [answers.get(_name(place)) for place in range(MOST_OPTIONS)]
    return [step.value for step in steps if step and step.kind == "text"]


def asked(answers: Answers) -> Asked:
    """The question that was put together."""
    kind, words = answers.value("kind"), answers.value("words")
    most = answers.value("most") or 0
    lines = [f"{words} ({most})" if kind == SEVERAL else f"{words} {SIGNS.get(kind, '')}"]
    lines += [f"- {option}" for option in dict.fromkeys(options(answers))] if kind in WRITTEN else []
    (one, *_), _slips = read("\n".join(lines))
    return one


def _name(place: int) -> str:
    return f"option_{LETTERS[place].lower()}"


def _wanted(place: int) -> Step:
    """The answer at this place: the first two are needed, the next ones come until somebody says that it is all."""

    def is_next(answers: Answers, around: Around) -> bool:
        before = [_name(one) for one in range(place)]
        return answers.value("kind") in WRITTEN and all(answers.kind(one) == "text" for one in before)

    letter = LETTERS[place]
    return Step(
        _name(place),
        ask=N_("Write the next answer.") if place else N_("Write the first answer."),
        label=Words(ar=f"الجواب {letter}", ary=f"الجواب {letter}", fr=f"Réponse {letter}"),
        clean=answer_line,
        choices=[END] if place >= FEWEST_OPTIONS else (),
        accepts=TEXT,
        when=is_next,
    )


def _counts(answers: Answers, around: Around) -> list[Choice]:
    """Two of them, up to all."""
    counts = range(2, max(2, len(options(answers))) + 1)
    return [Choice(str(count), Words(ar=str(count), ary=str(count), fr=str(count))) for count in counts]


def _is_several(answers: Answers, around: Around) -> bool:
    return bool(answers.value("kind") == SEVERAL)


FORM = Form(
    "question",
    (
        Step("words", ask=N_("✍️ Write the question."), label=N_("Question"), clean=question_line),
        Step(
            "kind",
            ask=N_("How do people answer it?"),
            label=N_("Kind of answers"),
            choices=[
                Choice(YES_NO, N_("👍 Yes / No / I don't know")),
                Choice(ONE, N_("☝️ One of several answers")),
                Choice(SEVERAL, N_("✌️ Several answers at once")),
                Choice(FIVE, N_("📏 A scale from 1 to 5")),
                Choice(TEN, N_("📏 A scale from 0 to 10")),
            ],
        ),
        *(_wanted(place) for place in range(MOST_OPTIONS)),
        Step(
            "most",
            ask=N_("How many answers may one person choose at most?"),
            label=N_("Answers at most"),
            choices=_counts,
            when=_is_several,
        ),
    ),
    submit=rooms.add,
)
