"""The form that makes one question of a live vote, step by step."""

from dataclasses import replace

from conversations.answers import DEFAULT, completed
from conversations.form import TEXT as WRITING
from conversations.form import Answers, Around, Choice, Form, Problem, Step
from conversations.room_form import problem
from conversations.rooms import FEWEST_OPTIONS, MOST_OPTIONS, in_languages, parts, read
from conversations.writing_signs import MOST_PIECES
from locales.marks import N_
from services import rooms
from services.choices import MOST_COMPARED
from services.rooms import Asked, Spoken
from services.tallies import LETTERS
from services.words import Words
from storage.questions import (
    BUDGET,
    CLOUD,
    IDEAS,
    MULTIPLE,
    NAMEABLE,
    PAIRS,
    QUIZ,
    RANKING,
    SCALE,
    SINGLE,
    TEXT,
    WRITTEN,
)

ONE, SEVERAL, YES_NO, FIVE, TEN = "one", "several", "yes_no", "five", "ten"
WITH_ANSWERS = (ONE, SEVERAL, QUIZ, RANKING, BUDGET, PAIRS)  # kinds whose answers the facilitator writes
SECRET, NAMED = "secret", "named"
SCALES = {FIVE: (1, 5), TEN: (0, 10)}
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
    """The answers written so far, each once."""
    steps = [answers.get(_name(place)) for place in range(MOST_OPTIONS)]
    written = [step.value for step in steps if step and step.kind == "text"]
    return list({one.casefold(): one for one in reversed(written)}.values())[::-1]


def asked(answers: Answers) -> Asked:
    """The question that was put together; with fewer than two answers it asks for yes or no."""
    line = read(answers.value("words"))[0][0]
    found = _asked(answers, line.words)
    return replace(found, named=found.kind in NAMEABLE and (line.named or answers.value("names") == NAMED))


def _asked(answers: Answers, words: Spoken) -> Asked:
    kind = answers.value("kind")
    written = tuple(completed(in_languages(one)) for one in options(answers))
    if kind in SCALES:
        low, high = SCALES[kind]
        return Asked(SCALE, words, low=low, high=high)
    if kind in WRITTEN:
        return Asked(kind, words, most=MOST_PIECES[kind])
    if kind not in WITH_ANSWERS or len(written) < FEWEST_OPTIONS:
        return Asked(SINGLE, words, DEFAULT)
    if kind == SEVERAL and (most := min(int(answers.value("most") or 0), len(written))) > 1:
        return Asked(MULTIPLE, words, written, most)
    if kind == QUIZ:
        return Asked(QUIZ, words, written, correct=int(answers.value("right") or 0))
    return Asked(SINGLE if kind in (ONE, SEVERAL) else kind, words, written)


def _name(place: int) -> str:
    return f"option_{LETTERS[place].lower()}"


def _wanted(place: int) -> Step:
    """The answer at this place: the first two are needed, the next ones come until somebody says that it is all."""

    def is_next(answers: Answers, around: Around) -> bool:
        before, kind = [_name(one) for one in range(place)], answers.value("kind")
        fits = place < (MOST_COMPARED if kind == PAIRS else MOST_OPTIONS)
        return fits and kind in WITH_ANSWERS and all(answers.kind(one) == "text" for one in before)

    letter = LETTERS[place]
    return Step(
        _name(place),
        ask=N_("Write the next answer.") if place else N_("Write the first answer."),
        label=Words(ar=f"الجواب {letter}", ary=f"الجواب {letter}", fr=f"Réponse {letter}"),
        clean=answer_line,
        choices=[END] if place >= FEWEST_OPTIONS else (),
        accepts=WRITING,
        when=is_next,
    )


def _counts(answers: Answers, around: Around) -> list[Choice]:
    """Two of them, up to all."""
    counts = range(2, max(2, len(options(answers))) + 1)
    return [Choice(str(count), Words(ar=str(count), ary=str(count), fr=str(count))) for count in counts]


def _each(answers: Answers, around: Around) -> list[Choice]:
    """The answers, to say which one is right."""
    return [Choice(str(at), Words(ar=one, ary=one, fr=one)) for at, one in enumerate(options(answers))]


def _is_quiz(answers: Answers, around: Around) -> bool:
    return bool(answers.value("kind") == QUIZ)


def _may_be_named(answers: Answers, around: Around) -> bool:
    """Whether people may choose to show names; a sign in the question has said it already."""
    kind, line = answers.value("kind"), str(answers.value("words") or "")
    asked, _ = read(line)
    return bool(kind) and kind not in (QUIZ, PAIRS, *WRITTEN) and not any(one.named for one in asked)


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
                Choice(TEXT, N_("✍️ An answer in words")),
                Choice(CLOUD, N_("☁️ A cloud of words")),
                Choice(IDEAS, N_("💡 Ideas, which others support")),
                Choice(QUIZ, N_("🎮 A quiz: one answer is right")),
                Choice(RANKING, N_("🔢 Put answers in order")),
                Choice(BUDGET, N_("👛 Share out 100 points")),
                Choice(PAIRS, N_("⚖️ Compare two by two")),
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
        Step(
            "right",
            ask=N_("Which answer is right?"),
            label=N_("Right answer"),
            choices=_each,
            when=_is_quiz,
        ),
        Step(
            "names",
            ask=N_("Is the vote secret, or does it show names? People are told before they tap."),
            label=N_("Secret or with names"),
            choices=[Choice(SECRET, N_("🔒 Secret")), Choice(NAMED, N_("👁 It shows who chose what"))],
            default=SECRET,
            when=_may_be_named,
        ),
    ),
    submit=rooms.add,
)
