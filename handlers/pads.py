"""The pad that everybody holds in a big room: its letters and steps, below them the last result."""

from collections.abc import Sequence

from handlers import ballots, results
from handlers.buttons import Button, Rows, data
from handlers.language import language_row
from handlers.screens import Message, View, screen
from handlers.words import bold
from locales.lengths import cut
from locales.texts import Texts, ltr
from services import pads
from services.ballots import Outcome, Told
from services.tallies import LETTERS, labels, places
from services.words import spoken
from storage import seats as seat_rows
from storage.questions import SCALE, SHOWN, QuestionRow
from storage.rooms import ENDED, RoomRow

IN_A_ROW = {True: 4, False: 6}  # letters; steps
QUESTION_UNITS, CHOICE_UNITS = 56, 60  # in a toast of 200


@screen("seat.pad")
async def pad_screen(view: View, *, question: int | None = None, first: bool = False) -> list[Message]:
    """The pad, with the result of a question; nothing once pads are not used any more."""
    seat = await seat_rows.seat_of(view.session, view.person.id)
    room = await view.session.get(RoomRow, seat.room_id) if seat else None
    if room is None or not room.pads or not room.pad or room.state == ENDED:
        return []
    texts = view.texts
    letters, steps = pads.symbols(room.pad)
    hello = texts("🗳 You are in the workshop of team {lab}.", lab=view.house.lab.name.pick(texts.language))
    lines = [hello, ""] if first else []
    lines += [
        bold(texts("🎛 Your pad. The questions are on the big screen.")),
        texts("When a vote opens, tap your answer here: {answers}", answers=ltr(_told(letters, steps))),
        texts("🔒 What you tap on it is secret. You can change your choice until the vote ends."),
    ]
    row = await view.session.get(QuestionRow, question) if question else None
    if row and row.state == SHOWN:
        lines += ["", await results.shown(view, row)]
    languages = [language_row(view, "pad")] if not view.person.language_chosen else []
    hand = Button(texts.plain("👥 Someone else votes here"), data("seat.pass", room.id))
    shared = [[hand]] if "shared" in room.pad else []
    return [Message("\n".join(lines), rows=[*buttons(room, letters, steps), *shared, *languages])]


def _told(letters: Sequence[str], steps: Sequence[str]) -> str:
    return " · ".join(f"{some[0]}–{some[-1]}" for some in (letters, steps) if some)


def buttons(room: RoomRow, letters: Sequence[str], steps: Sequence[str]) -> Rows:
    """A button for each letter and step; which question it answers is decided when it is tapped."""
    found = list[list[Button]]()
    for some, are_letters in ((letters, True), (steps, False)):
        made = [Button(symbol, f"p:{room.id}:{symbol}") for symbol in some]
        width = IN_A_ROW[are_letters]
        found += [made[first : first + width] for first in range(0, len(made), width)]
    return found


def toast(texts: Texts, told: Told) -> str:
    """What became of a tap on a pad: it names the question and the choice, since neither stands on the phone."""
    question = told.question
    if told.outcome is Outcome.STRANGER:
        return ballots.toast(texts, told)
    if told.outcome is Outcome.NOT_YET:
        return texts.plain("Not yet! Wait until the big screen says that the vote is open.")
    if told.outcome is Outcome.ELSEWHERE:
        return texts.plain("This question has buttons of its own: look further down.")
    if question is None or told.outcome is Outcome.CLOSED:
        return texts.plain("No vote is open just now.\nLook at the big screen.")
    if told.choice is None:
        return texts.plain("{symbol} is no answer to this question.\nLook at the big screen.", symbol=told.tap.symbol)
    return texts.plain(
        "Question {number}: {question}\nNoted: {choice}\nYou can change it until the vote ends.",
        number=question.position + 1,
        question=cut(spoken(question.words, texts.language), QUESTION_UNITS),
        choice=_choice(texts, question, told.choice),
    )


def _choice(texts: Texts, question: QuestionRow, choice: int) -> str:
    words = cut(spoken(labels(question)[list(places(question)).index(choice)], texts.language), CHOICE_UNITS)
    return words if question.kind == SCALE else f"{LETTERS[choice]} – {words}"
