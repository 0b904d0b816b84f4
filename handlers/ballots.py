"""What a voter sees of a question: its buttons with what counts, and the toast after a tap.

Message(..., rows=ballots.rows(question, person.language))       # the answers under a question
Message(..., rows=ballots.keyboard(texts, question, choice, guest))      # with the button that hands the phone on
ballots.toast(texts, told)                                        # what bot/votelane.py answers
"""

from collections.abc import Callable
from dataclasses import replace

from conversations import voting
from handlers.buttons import Button, Rows, data
from locales.isolates import beside
from locales.lengths import cut
from locales.texts import Texts
from services.ballots import Outcome, Told
from services.choices import FIRST, SECOND, SKIPPED, answers_of, last_pair, next_pair, order_of, pairs, shares_of
from services.kinds import ANSWERS, REST, TAKES, TEN
from services.sharing import MOST
from services.tallies import LETTERS, marked, places
from services.words import spoken
from storage.questions import BUDGET, PAIRS, RANKING, SCALE, QuestionRow

TICK = "✅"
RANKS = ("1️⃣", "2️⃣", "3️⃣", "4️⃣", "5️⃣", "6️⃣", "7️⃣", "8️⃣", "9️⃣", "🔟")
PURSE, LESS, PASS, BACK = "👛", "➖", "⏭", "↩️"
STEPS_IN_A_ROW = 6
LETTERS_IN_A_ROW = 5
TOLD_UNITS = 120  # of the choice in a toast of 200


def keyboard(texts: Texts, question: QuestionRow, choice: int | None = None, guest: int = 0, voter: str = "") -> Rows:
    """The answers, for a `guest` with their number; below them the owner's name, where the vote shows names, and where
    the phone may be handed on the button for that."""
    answers = rows(question, texts.language, choice, voter)
    if guest:
        answers = [[replace(one, data=f"{one.data}:g{guest}") for one in row] for row in answers]
    elif question.named:
        answers = [*answers, [Button(texts.plain("✍️ My name"), data("seat.name", question.id))]]
    if not question.shared or guest + 1 >= MOST:
        return answers
    label = texts.plain("👥 Someone else votes here")
    return [*answers, [Button(label, data("seat.hand", question.id, guest + 1))]]


def rows(question: QuestionRow, language: str, choice: int | None = None, voter: str = "") -> Rows:
    """The buttons; `choice` (services.ballots.Told) is seen on them. `voter` is who is shown pairs in their own order.

    What is not the question's own words is letters and signs: short, and the same in every language.
    """
    if question.kind == PAIRS:
        return _pairs(question, language, choice or 0, voter)
    return ROWS.get(question.kind, _options)(question, language, choice)


def _button(question: QuestionRow, label: str, place: int) -> Button:
    return Button(label, f"v:{question.id}:{place}")


def _words(question: QuestionRow, place: int, language: str) -> str:
    return spoken(question.options[place], language)


def _in_rows(buttons: list[Button], width: int) -> Rows:
    return [buttons[first : first + width] for first in range(0, len(buttons), width)]


def _options(question: QuestionRow, language: str, choice: int | None) -> Rows:
    """One button an option, with a tick where it is chosen."""
    signs = [TICK if marked(question, choice, place) else LETTERS[place] for place in places(question)]
    words = (_words(question, place, language) for place in places(question))
    labels = map(beside, signs, words)
    return [[_button(question, label, at)] for at, label in enumerate(labels)]


def _scale(question: QuestionRow, _language: str, choice: int | None) -> Rows:
    """The steps side by side."""
    buttons = [
        _button(question, f"{TICK} {place}" if marked(question, choice, place) else str(place), place)
        for place in places(question)
    ]
    return _in_rows(buttons, STEPS_IN_A_ROW)


def _ranking(question: QuestionRow, language: str, choice: int | None) -> Rows:
    """One button an item, with its place instead of the letter."""
    ranks = dict(zip(order_of(choice or 0), RANKS, strict=False))
    return [
        [_button(question, beside(ranks.get(place, LETTERS[place]), _words(question, place, language)), place)]
        for place in places(question)
    ]


def _budget(question: QuestionRow, language: str, choice: int | None) -> Rows:
    """What is left to give, an item a line with what it has, and a small button that takes from each that has some."""
    tens = shares_of(choice or 0, len(question.options))
    has = [f"{TICK} {TEN * one} · " if one else "" for one in tens]
    items = [
        [_button(question, beside(f"{has[place]}{LETTERS[place]}", _words(question, place, language)), place)]
        for place in places(question)
    ]
    less = [_button(question, f"{LESS} {LETTERS[place]}", TAKES + place) for place in places(question) if tens[place]]
    left = _button(question, f"{PURSE} {voting.rest(question, choice)} / 100", REST)
    return [[left], *items, *_in_rows(less, LETTERS_IN_A_ROW)]


def _pairs(question: QuestionRow, language: str, choice: int, voter: str) -> Rows:
    """Two items, the one above the other, then back and pass; at the end how many there were."""
    items, (done, of) = len(question.options), voting.compared(question, choice)
    following, last = next_pair(choice, items, voter), last_pair(choice, items, voter)
    back = [] if last is None else [_button(question, BACK, ANSWERS * last)]
    if following is None:
        again = 0 if last is None else ANSWERS * last + answers_of(choice, len(pairs(items)))[last]
        return [[*back, _button(question, f"{TICK} {done}/{of}", again)]]
    number, shown = following
    sides = {pairs(items)[number][0]: FIRST, pairs(items)[number][1]: SECOND}
    two = [
        [_button(question, beside(LETTERS[item], _words(question, item, language)), ANSWERS * number + sides[item])]
        for item in shown
    ]
    return [*two, [*back, _button(question, f"{PASS} {done + 1}/{of}", ANSWERS * number + SKIPPED)]]


ROWS: dict[str, Callable[[QuestionRow, str, int | None], Rows]] = {SCALE: _scale, RANKING: _ranking, BUDGET: _budget}


def toast(texts: Texts, told: Told) -> str:
    """What became of the tap, in the voter's language."""
    if told.outcome is Outcome.CLOSED:
        return texts.plain("The vote on this question has ended: nothing has changed.\nGo on at the bottom.")
    if told.outcome is Outcome.NOT_YET:
        return texts.plain("Not yet! Wait until the big screen says that the vote is open.")
    if told.outcome is Outcome.STRANGER:
        return texts.plain("You are no longer in this room.\nTo come back, send its code of 5 digits.")
    if told.outcome is Outcome.TOO_MANY and told.question:
        return texts.plain(voting.FULL[told.question.kind], most=told.question.most)
    return _what_counts(texts, told)


def _what_counts(texts: Texts, told: Told) -> str:
    question, choice = told.question, told.choice
    if question is not None and choice is None and told.outcome is Outcome.SAME:
        choice = 0  # nothing was chosen, nor taken back
    if question is None or choice is None:
        return texts.plain("This button is too old, it no longer works.")
    noted = voting.noted(question, choice, texts.language)
    named = cut(("، " if texts.rtl else ", ").join(noted.names), TOLD_UNITS)
    return texts.plain(noted.msgid, choice=named, **noted.values)
