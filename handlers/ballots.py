"""What a voter sees of a question: its buttons with the tick, and the toast after a tap.

Message(..., rows=ballots.rows(question, person.language))       # the answers under a question
Message(..., rows=ballots.keyboard(texts, question, choice, guest))      # with the button that hands the phone on
ballots.toast(texts, told)                                        # what bot/votelane.py answers
"""

from handlers.buttons import Button, Rows, data
from locales.lengths import cut
from locales.texts import Texts
from services.ballots import Outcome, Told
from services.sharing import MOST
from services.tallies import LETTERS, labels, marked, places
from services.words import spoken
from storage.rooms import SCALE, QuestionRow

TICK = "✅"
STEPS_IN_A_ROW = 6
TOLD_UNITS = 120  # of the choice in a toast of 200


def keyboard(texts: Texts, question: QuestionRow, choice: int | None = None, guest: int = 0) -> Rows:
    """The answers, and where the phone may be handed on the button for that."""
    answers = rows(question, texts.language, choice, guest)
    if not question.shared or guest + 1 >= MOST:
        return answers
    label = texts.plain("👥 Someone else votes here")
    return [*answers, [Button(label, data("seat.hand", question.id, guest + 1))]]


def rows(question: QuestionRow, language: str, choice: int | None = None, guest: int = 0) -> Rows:
    """One button an option, a scale's side by side; `choice` (services.ballots.Told) has a tick."""
    whose = f":g{guest}" if guest else ""
    buttons = [
        Button(_label(question, place, language, marked(question, choice, place)), f"v:{question.id}:{place}{whose}")
        for place in places(question)
    ]
    width = STEPS_IN_A_ROW if question.kind == SCALE else 1
    return [buttons[first : first + width] for first in range(0, len(buttons), width)]


def _label(question: QuestionRow, place: int, language: str, ticked: bool) -> str:
    if question.kind == SCALE:
        return f"{TICK} {place}" if ticked else str(place)
    return f"{TICK if ticked else LETTERS[place]} {spoken(question.options[place], language)}"


def toast(texts: Texts, told: Told) -> str:
    """What became of the tap, in the voter's language."""
    if told.outcome is Outcome.CLOSED:
        return texts.plain("The vote has ended. Thank you!")
    if told.outcome is Outcome.NOT_YET:
        return texts.plain("Not yet! Wait until the big screen says that the vote is open.")
    if told.outcome is Outcome.STRANGER:
        return texts.plain("You are no longer in this room.\nTo come back, send its code of 5 digits.")
    if told.outcome is Outcome.TOO_MANY and told.question:
        return texts.plain("Choices at most: {most}\nPlease take one back first.", most=told.question.most)
    return _what_counts(texts, told)


def _what_counts(texts: Texts, told: Told) -> str:
    if told.question is None or told.choice is None:
        return texts.plain("This button is too old, it no longer works.")
    chosen = [
        spoken(words, texts.language)
        for place, words in zip(places(told.question), labels(told.question), strict=True)
        if marked(told.question, told.choice, place)
    ]
    if not chosen:
        return texts.plain("Nothing is chosen now.\nYou can choose again until the vote ends.")
    named = cut(("، " if texts.rtl else ", ").join(chosen), TOLD_UNITS)
    return texts.plain("Noted: {choice}\nYou can change it until the vote ends.", choice=named)
