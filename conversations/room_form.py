"""The form that makes a live vote: one pasted text, read back before it counts."""

from conversations.checks import within
from conversations.form import Form, Problem, Step
from conversations.rooms import LONGEST_OPTION, LONGEST_QUESTION, MOST_OPTIONS, MOST_QUESTIONS, Slip, Why, read
from locales.lengths import cut
from locales.marks import N_
from services import rooms
from services.choices import MOST_COMPARED

LONGEST = 4000  # UTF-16 units: about one message
QUOTED = 80

WRONG: dict[Why, str] = {
    Why.NOTHING: N_("There is no question in it yet."),
    Why.TOO_MANY_QUESTIONS: N_("These are too many questions. Questions at most: {most}"),
    Why.NO_QUESTION: N_("There is no question above this answer: {words}"),
    Why.TOO_LONG: N_("This question is too long (characters at most: {most}): {words}"),
    Why.TOO_FEW_OPTIONS: N_("This question has only one answer, it needs two or more: {words}"),
    Why.TOO_MANY_OPTIONS: N_("This question has too many answers (at most {most}): {words}"),
    Why.OPTION_TOO_LONG: N_("This answer is too long (characters at most: {most}): {words}"),
    Why.SAME_TWICE: N_("This answer stands there twice: {words}"),
    Why.NO_OPTIONS: N_("This question needs its answers below it, a dash before each: {words}"),
    Why.TOO_MANY_COMPARED: N_("These are too many to be compared two at a time (at most {most}): {words}"),
    Why.NO_RIGHT_ONE: N_("In this quiz no answer is the right one, put + instead of its dash: {words}"),
    Why.TWO_RIGHT_ONES: N_("In this quiz only one answer can be the right one, with + before it: {words}"),
    Why.NO_NAMES: N_("A vote of this kind shows no names, take the word (names) away: {words}"),
    Why.WRITTEN_WITH_OPTIONS: N_(
        "People write their answer to this question, so it has none to choose from. "
        "Take the answers away, or the word in brackets: {words}"
    ),
}
MOST: dict[Why, int] = {
    Why.TOO_MANY_QUESTIONS: MOST_QUESTIONS,
    Why.TOO_LONG: LONGEST_QUESTION,
    Why.TOO_MANY_OPTIONS: MOST_OPTIONS,
    Why.OPTION_TOO_LONG: LONGEST_OPTION,
    Why.TOO_MANY_COMPARED: MOST_COMPARED,
}


def problem(slip: Slip) -> Problem:
    """What is wrong, with the words that are meant."""
    return Problem(WRONG[slip.why], {"words": cut(slip.words, QUOTED), "most": MOST.get(slip.why, 0)})


def readable(text: str) -> str | Problem:
    """The text, if at least one question in it can be asked."""
    kept = within(LONGEST)(text)
    asked, slips = read(text)
    return problem(slips[0]) if not asked and isinstance(kept, str) else kept


FORM = Form(
    "room",
    (
        Step(
            "words",
            ask=N_(
                "🗳 Paste all questions in one message, like this:\n\n"
                "Is the bus on time?\n- Yes\n- No\n\n"
                "Which days suit you? (2)\n- Monday\n- Tuesday\n- Thursday\n\n"
                "How was the workshop? 1-5\n\n"
                "A word for our district? (cloud)\n\n"
                "A blank line between two questions, a dash before each answer. (2): two answers may be chosen. "
                "1-5 or 0-10: a scale. (text), (cloud), (ideas): people write. "
                "Without answers: yes, no, I don't know.\n"
                "(ranking), (budget), (pairs): to put in order, to share out 100 points, to compare two at a time. "
                "A + instead of the dash: the right answer of a quiz; (quiz, fast): the sooner, the more points.\n"
                "(names): the vote shows who chose what, and says so before; without it the vote is secret.\n"
                "In two languages: write both on the line, with / between them."
            ),
            label=N_("Questions"),
            clean=readable,
        ),
    ),
    submit=rooms.create,
)
