"""What a browser shows of a question that is answered in writing: a place to write, one's own texts, the others'."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from locales.formats import Safe
from locales.marks import N_
from locales.texts import Texts
from services import entries, sayings
from services.entries import Entry
from services.sayings import LONGEST, SUPPORTED, Voter
from storage.questions import CLOUD, IDEAS, OPEN, QUEUE, TEXT, QuestionRow
from storage.sayings import HELD
from storage.seals import Seals

MOST_CARDS = 12  # of others on one page, which stays small
NEWEST = 3

HOW = {
    TEXT: N_("✍️ Write your answer here."),
    CLOUD: N_("☁️ Write your words here, with a comma between them."),
    IDEAS: N_("💡 Write your idea here."),
    QUEUE: N_("❓ Write your question here."),
}


@dataclass(frozen=True, slots=True)
class Slip:
    """What was written and could not be noted: it stands in its place again, with what was wrong."""

    question: int = 0
    text: str = ""
    length: int = 0
    longest: int = 0
    most: int = 0


NO_SLIP = Slip()


@dataclass(frozen=True, slots=True)
class Card:
    """A text: how many support it or wrote this word (None: that is not counted), whether this device supports it."""

    id: int
    text: str
    count: int | None = None
    chosen: bool = False
    own: bool = False
    waits: bool = False


@dataclass(frozen=True, slots=True)
class Writing:
    """One place to write: `more` says whether this device may; `cards` are what everybody sees, `left` others."""

    id: int
    how: Safe
    longest: int
    more: bool
    mine: Sequence[Card] = ()
    cards: Sequence[Card] = ()
    left: int = 0


async def writing_of(
    session: AsyncSession, seals: Seals, texts: Texts, question: QuestionRow, device: int | None
) -> Writing:
    """An open question, for one device (None: it is new)."""
    voter = Voter.device(device or 0)
    own = await sayings.mine(session, seals, question, voter) if device else []
    liked = await sayings.supported(session, seals, question, voter) if device else set[int]()
    seen = await entries.seen(session, question) if question.kind in SUPPORTED else []
    ids = {one.id for one in own}
    cards = [Card(one.id, one.text, one.count, one.id in liked, one.id in ids) for one in _chosen(seen)]
    mine = [Card(one.id, one.text, waits=one.state == HELD) for one in own]
    more = question.state == OPEN and (question.kind == TEXT or len(own) < question.most)
    how = texts(HOW[question.kind])
    return Writing(question.id, how, LONGEST[question.kind], more, mine, cards, max(0, len(seen) - len(cards)))


def _chosen(seen: Sequence[Entry]) -> list[Entry]:
    """The newest ones first, so that they too are found; then those with most support."""
    newest = sorted(seen, key=lambda one: -one.id)[:NEWEST]
    return [*newest, *(one for one in seen if one not in newest)][:MOST_CARDS]


async def cards_of(session: AsyncSession, question: QuestionRow) -> list[Card]:
    """A result."""
    counted = question.kind != TEXT
    seen = await entries.seen(session, question)
    return [Card(one.id, one.text, one.count if counted else None) for one in seen[: 2 * MOST_CARDS]]
