"""What a facilitator writes of votes counted by hand: one number for each answer, in one message.

numbers("A 12, B 7", "ABC") == (12, 7, 0)           # letters of the options, or the steps of a scale: "3: 12, 4: 7"

An answer that is not named has nothing. Where several answers may be chosen, the number of people is asked too.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from conversations.form import Answers, Form, Problem, Step
from locales.lengths import cut
from locales.marks import N_
from services import byhand
from services.byhand import MOST, Count, Wrong
from services.letters import DIGITS
from storage.questions import MULTIPLE, QuestionRow

QUOTED = 80
_PARTED = re.compile(r"[,;،؛\n]+|(?<=\d)\s+(?=[A-Ja-j])")
_PAIR = re.compile(r"\s*([A-Ja-j]|\d{1,2})\s*[:=\-–]?\s*(\d{1,9})\s*")
_NUMBER = re.compile(r"\s*(\d{1,9})\s*")

NOT_READ = N_("We could not read this: {words}\nWrite each letter with its number, like this: A 12, B 7")
UNKNOWN = N_("This question has no answer {letter}. Its answers: {letters}")
TWICE = N_("The answer {letter} stands there twice.")
NO_NUMBER = N_("Please write a number, for example 25.")
WRONG: dict[Wrong, str] = {
    Wrong.TOO_MANY: N_("This number is too large. At most: {most}"),
    Wrong.FEWER_PEOPLE: N_("One answer alone has more votes than that: {most}"),
    Wrong.MORE_PEOPLE: N_("There are not so many votes in all: {most}"),
    Wrong.OVER_MOST: N_("Nobody may choose so many answers. Choices at most: {most}"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the form looks at: the question as far as it matters, its letters, and where the votes were counted."""

    question: QuestionRow
    letters: Sequence[str]
    source: str


def numbers(text: str, letters: Sequence[str]) -> tuple[int, ...] | Problem:
    """One number for each answer, in their order."""
    found: dict[str, int] = {}
    for part in filter(str.strip, _PARTED.split(text.translate(DIGITS))):
        pair = _PAIR.fullmatch(part)
        if pair is None:
            return Problem(NOT_READ, {"words": cut(part.strip(), QUOTED)})
        letter = pair[1].upper()
        if letter not in letters:
            return Problem(UNKNOWN, {"letter": letter, "letters": " ".join(letters)})
        if letter in found:
            return Problem(TWICE, {"letter": letter})
        found[letter] = int(pair[2])
    if not found:
        return Problem(NOT_READ, {"words": cut(text.strip(), QUOTED)})
    return tuple(found.get(letter, 0) for letter in letters)


def counted(asked: Asked, answers: Answers) -> Count:
    """The count that the answers make."""
    read = numbers(str(answers.value("counts")), asked.letters)
    counts = read if isinstance(read, tuple) else ()
    people = answers.value("people")
    count = byhand.fitted(asked.question, Count(asked.source, counts, 0))
    return replace(count, voters=int(people)) if people else count


def counts(answers: Answers, asked: Asked) -> tuple[Step, ...]:
    """All answers in one message."""

    def clean(text: str) -> str | Problem:
        read = numbers(text, asked.letters)
        if isinstance(read, Problem):
            return read
        count = byhand.fitted(asked.question, Count(asked.source, read, 0))
        return _problem(asked, count) or text

    ask = N_("Write how many votes each answer has, like this: A 12, B 7")
    return (Step("counts", ask=ask, label=N_("Votes"), clean=clean),)


def people(answers: Answers, asked: Asked) -> tuple[Step, ...]:
    """Whoever may choose several is more than their votes tell."""
    if asked.question.kind != MULTIPLE or "counts" not in answers:
        return ()

    def clean(text: str) -> str | Problem:
        found = _NUMBER.fullmatch(text.translate(DIGITS))
        if found is None:
            return Problem(NO_NUMBER)
        count = replace(counted(asked, answers), voters=int(found[1]))
        return _problem(asked, count) or found[1]

    ask = N_("And how many people voted in this way?")
    return (Step("people", ask=ask, label=N_("People who voted"), clean=clean),)


def _problem(asked: Asked, count: Count) -> Problem | None:
    wrong = byhand.wrong(asked.question, count)
    if wrong is None:
        return None
    most = {
        Wrong.TOO_MANY: MOST,
        Wrong.FEWER_PEOPLE: max(count.counts),
        Wrong.MORE_PEOPLE: sum(count.counts),
        Wrong.OVER_MOST: asked.question.most,
    }
    return Problem(WRONG[wrong], {"most": most[wrong]})


FORM = Form("room.byhand", (counts, people), submit=byhand.enter, confirm=False)
