"""What a browser shows of a room: the question with what this device chose, the result, the end.

moment = await voting.moment_of(session, seals, texts, room, device, now)        # device: its id, None if it is new
"""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from conversations import told, voting
from conversations.voting import Game
from locales.formats import Safe
from locales.texts import Texts
from services import outcomes, tallies
from services.ballots import device_choice, device_name, guest_name
from services.choices import FIRST, SECOND, SKIPPED, last_pair, next_pair, order_of, pairs, shares_of
from services.kinds import ANSWERS, TAKES, TEN
from services.sharing import MOST
from services.words import spoken
from storage import devices as device_rows
from storage import names as name_rows
from storage import rooms as rows
from storage.questions import BUDGET, CLOSED, OPEN, PAIRS, QUIZ, RANKING, SCALE, SHOWN, WRITTEN, QuestionRow
from storage.rooms import ENDED, RoomRow
from storage.seals import Seals
from web import written
from web.wording import APART
from web.written import Card, Writing

# What a page is about, besides the states of a question.
READY, OVER, UNKNOWN = "ready", "over", "unknown"
TICK = "✓"
NAMES_UNITS = 2000  # of the names in a result: the page stays small


@dataclass(frozen=True, slots=True)
class Option:
    """One answer: its letter (a step's number) and words, its number among all for colour and shape.

    `place` is what its button sends, `less` what the small button beside it sends, if there is one. `chosen`: whether
    this device chose it, with `mark` as the sign. Once shown: how often it was chosen, or `told`; `right` in a quiz.
    """

    place: int
    letter: str
    words: str
    item: int = 0
    chosen: bool = False
    mark: str = TICK
    less: int | None = None
    count: int = 0
    percent: int = 0
    told: Safe | None = None
    right: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it is shown: `notes` stand under its words, `turn` goes with the next tap.

    `back` and `skip` are what two more buttons send, if there are any, `progress` stands between them. `guest`: who has
    the phone now (services/sharing.py); `next_guest`: who may have it next, 0 if nobody. `name` stands where the vote
    shows names.
    """

    id: int
    kind: str
    words: str
    options: Sequence[Option] = ()
    notes: Sequence[Safe] = ()
    turn: int = 1
    most: int = 1
    promise: Safe | None = None
    back: int | None = None
    skip: int | None = None
    progress: str = ""
    texts: Sequence[Card] = ()
    guest: int = 0
    next_guest: int = 0
    name: "Name | None" = None

    @property
    def scale(self) -> bool:
        """Whether its answers are steps."""
        return self.kind == SCALE


@dataclass(frozen=True, slots=True)
class Name:
    """What stands beside the choice of this device (`given`, empty for none), and whether it may say so (`asked`)."""

    told: Safe
    given: str = ""
    asked: bool = True


@dataclass(frozen=True, slots=True)
class Moment:
    """What the page is about now: ready, open, closed, shown, ended; over and unknown for who has no part in it.

    `quiz`: one belongs to the session. `won` is what the quiz brought this device.
    """

    name: str
    version: int = 0
    questions: Sequence[Question] = ()
    chosen: Safe | None = None
    quiz: bool = False
    won: Sequence[Safe] = ()
    writing: Writing | None = None
    queue: Writing | None = None


async def moment_of(session: AsyncSession, seals: Seals, texts: Texts, room: RoomRow, device: int | None,
                    now: datetime) -> Moment:  # fmt: skip
    """The room as it is now, for one device, with what people ask the room."""
    moment = await _moment_of(session, seals, texts, room, device, now)
    queue = await session.get(QuestionRow, room.queue_id) if room.queue_id and room.state != ENDED else None
    return replace(moment, queue=await written.writing_of(session, seals, texts, queue, device)) if queue else moment


async def _moment_of(session: AsyncSession, seals: Seals, texts: Texts, room: RoomRow, device: int | None,
                     now: datetime) -> Moment:  # fmt: skip
    if room.state == ENDED:
        return await _end(session, texts, room, device) if device else Moment(OVER, room.version)
    question = await session.get(QuestionRow, room.question_id or 0)
    if question is None or question.round != room.round:
        quiz = any(one.kind == QUIZ for one in await rows.questions(session, room.id))
        return Moment(READY, room.version, quiz=quiz)
    if question.state == SHOWN:
        won = voting.won(texts, question, await _game(session, question, device)) if question.kind == QUIZ else []
        return Moment(SHOWN, room.version, [await _result(session, texts, question)], won=won)
    if question.state == CLOSED or (question.closes_at is not None and question.closes_at <= now):
        return Moment(CLOSED, room.version, [_bare(texts, question)])
    if question.kind in WRITTEN:
        writing = await written.writing_of(session, seals, texts, question, device)
        return Moment(OPEN, room.version, [_bare(texts, question)], writing=writing)
    return await _standing(session, seals, texts, room, question, device)


async def _standing(session: AsyncSession, seals: Seals, texts: Texts, room: RoomRow, question: QuestionRow,
                    device: int | None) -> Moment:  # fmt: skip
    """The open question with what this device chose."""
    if not device:
        return ballot(texts, room, question, Held(None), None, 1)
    given = await name_rows.of(session, room.id, device=device) if question.named else None
    guest = await device_rows.guest_of(session, device, question.id)
    mine = await _game(session, question, device) if question.kind == QUIZ else None
    choice, turn = await device_choice(session, seals, question.id, device, guest)
    return ballot(texts, room, question, Held(device, guest, given.name if given else ""), choice, turn, mine)


@dataclass(frozen=True, slots=True)
class Held:
    """The browser (None: one that nobody knows yet), who has it (its owner, or the guest of this number) and the name
    that its owner gave."""

    device: int | None
    guest: int = 0
    name: str = ""

    @property
    def voter(self) -> str:
        """Their name among the voters. A new browser is shown some pair or other; from its first tap on its own."""
        return guest_name(device_name(self.device), self.guest) if self.device else secrets.token_hex(4)


def ballot(texts: Texts, room: RoomRow, question: QuestionRow, held: Held, choice: int | None, turn: int,
           mine: Game | None = None) -> Moment:  # fmt: skip
    """The open question, with what counts for whoever has the browser, the turn of its next tap, and its player."""
    hints = [texts("👥 Person {number} on this phone", number=held.guest + 1)] if held.guest else []
    hints.append(texts(voting.hint(question), most=question.most))
    hints += [texts(voting.PARTLY[question.kind])] if question.kind in voting.PARTLY else []
    if question.kind == BUDGET:
        hints.append(texts(voting.LEFT, rest=voting.rest(question, choice)))
    following = held.guest + 1 if question.shared and held.guest + 1 < MOST else 0
    asked = replace(
        _bare(texts, question), notes=hints, turn=turn, promise=voting.promised(texts, question, mine),
        guest=held.guest, next_guest=following, name=_name(texts, question, held),
    )  # fmt: skip
    asked = _compared(texts, question, asked, choice or 0, held.voter) if question.kind == PAIRS else replace(
        asked, options=BALLOTS.get(question.kind, _ballot)(texts, question, choice))  # fmt: skip
    return Moment(OPEN, room.version, [asked], _chosen(texts, question, choice))


def _name(texts: Texts, question: QuestionRow, held: Held) -> Name | None:
    if not question.named:
        return None
    given = "" if held.guest else held.name
    return Name(voting.named_as(texts, given, held.guest), given, asked=not held.guest)


async def _game(session: AsyncSession, question: QuestionRow, device: int | None) -> Game | None:
    return await voting.game(session, question.room_id, question, device=device) if device else None


async def _end(session: AsyncSession, texts: Texts, room: RoomRow, device: int) -> Moment:
    shown = [one for one in await rows.questions(session, room.id) if one.state == SHOWN]
    won = voting.placed(texts, await voting.game(session, room.id, device=device))
    return Moment(ENDED, room.version, [await _result(session, texts, one) for one in shown], won=won)


def _bare(texts: Texts, question: QuestionRow) -> Question:
    return Question(question.id, question.kind, spoken(question.words, texts.language), most=question.most)


# What is asked


def _ballot(texts: Texts, question: QuestionRow, choice: int | None) -> list[Option]:
    return [replace(one, chosen=tallies.marked(question, choice, one.place)) for one in _answers(texts, question)]


def _ranking(texts: Texts, question: QuestionRow, choice: int | None) -> list[Option]:
    ranks = {place: str(rank) for rank, place in enumerate(order_of(choice or 0), 1)}
    return [replace(one, chosen=one.place in ranks, mark=ranks.get(one.place, "")) for one in _answers(texts, question)]


def _budget(texts: Texts, question: QuestionRow, choice: int | None) -> list[Option]:
    given = zip(_answers(texts, question), shares_of(choice or 0, len(question.options)), strict=True)
    return [
        replace(one, chosen=tens > 0, mark=str(TEN * tens), less=TAKES + one.place if tens else None)
        for one, tens in given
    ]


BALLOTS: dict[str, Callable[[Texts, QuestionRow, int | None], list[Option]]] = {RANKING: _ranking, BUDGET: _budget}


def _compared(texts: Texts, question: QuestionRow, asked: Question, choice: int, voter: str) -> Question:
    """Two of the answers, with the ways back and on."""
    answers, items = _answers(texts, question), len(question.options)
    following, last = next_pair(choice, items, voter), last_pair(choice, items, voter)
    done, of = voting.compared(question, choice)
    back = None if last is None else ANSWERS * last
    if following is None:
        return replace(asked, back=back, progress=f"{done}/{of}")
    number, shown = following
    sides = {pairs(items)[number][0]: FIRST, pairs(items)[number][1]: SECOND}
    two = [replace(answers[item], place=ANSWERS * number + sides[item]) for item in shown]
    return replace(asked, options=two, back=back, skip=ANSWERS * number + SKIPPED, progress=f"{done + 1}/{of}")


def _answers(texts: Texts, question: QuestionRow) -> list[Option]:
    """Each answer with its letter and words; the letter of a step is its number, and says all."""
    if question.kind == SCALE:
        return [Option(step, str(step), "") for step in tallies.places(question)]
    words = [spoken(one, texts.language) for one in question.options]
    return [Option(place, tallies.LETTERS[place], one, place) for place, one in enumerate(words)]


def _chosen(texts: Texts, question: QuestionRow, choice: int | None) -> Safe | None:
    if choice is None:
        return None
    noted = voting.noted(question, choice, texts.language)
    return texts(noted.msgid, choice=texts.listing(noted.names) if noted.names else "", **noted.values)


# What came of it


async def _result(session: AsyncSession, texts: Texts, question: QuestionRow) -> Question:
    result = await tallies.result(session, question)
    if question.kind in WRITTEN:
        notes = [texts("People who wrote: {count}", count=result.voters)]
        cards = await written.cards_of(session, question)
        return replace(_bare(texts, question), texts=cards, notes=notes)
    notes = [texts("Votes: {count}", count=result.voters)]
    notes += [texts(words, count=result.apart[name]) for name, words in APART.items() if result.apart.get(name)]
    if result.told is None:
        return replace(_bare(texts, question), notes=[texts(voting.FEW), *notes])
    if question.named:
        signed = await outcomes.signed(session, question)
        notes += told.held_back(texts, result.held_back, named=True)
        notes += [texts(told.WHO), *told.who(texts, signed, result.voters, NAMES_UNITS)]
    if question.kind == RANKING:
        notes.append(texts(voting.HOW, most=len(question.options)))
    shown = result.as_told
    options = [_counted(texts, question, shown, at) for at in tallies.in_order(question, shown)]
    return replace(_bare(texts, question), options=options, notes=notes)


def _counted(texts: Texts, question: QuestionRow, result: tallies.Result, place: int) -> Option:
    at = tallies.places(question).index(place)
    one = replace(_answers(texts, question)[at], count=result.counts[at], right=place == question.correct)
    one = replace(one, percent=tallies.percent(tallies.share(question, result, place)))
    ranked = texts(voting.RANKED[question.kind], **voting.ranked(question, result, place)) if result.beside else None
    return replace(one, told=ranked)
