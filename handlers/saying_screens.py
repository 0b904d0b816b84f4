"""What a phone shows of a question that is answered in writing: how, what one wrote, what the others wrote."""

from collections.abc import Sequence

from handlers.buttons import Button, Rows, data, one_a_row
from handlers.screens import Message, View, screen
from handlers.words import bold
from locales import common
from locales.formats import Safe, Value
from locales.lengths import cut
from locales.marks import N_
from locales.texts import Texts, ltr
from services import entries, sayings
from services.entries import Entry
from services.sayings import LONGEST, SUPPORTED, Outcome, Voter
from services.words import spoken
from storage.questions import CLOUD, IDEAS, OPEN, QUEUE, TEXT, QuestionRow
from storage.sayings import HELD, SayingRow

PAGE = 5  # texts of others on one screen
NEWEST = 2  # of them stand first
LABEL = 28  # UTF-16 units of a text on a button
TOLD = 10  # texts in a result on the phone

HOW: dict[str, str] = {
    TEXT: N_("✍️ Write your answer here in one message, or say it 🎤."),
    CLOUD: N_("☁️ Write your words here with a comma between them, or say them 🎤."),
    IDEAS: N_("💡 Write your idea here in one message, or say it 🎤."),
    QUEUE: N_("❓ Write your question here in one message, or say it 🎤."),
}
MOST: dict[str, str] = {
    CLOUD: N_("Words of one person at most: {most}"),
    IDEAS: N_("Ideas of one person at most: {most}"),
    QUEUE: N_("Questions of one person at most: {most}"),
}
UNSEEN = N_("🔒 Your name does not stand beside it.")
WAITS = N_("⏳ The facilitator reads it first; then everybody can see it, without your name.")
LISTENS = N_("🎧 The facilitator listens to it and writes it down, without your name.")
VOICE = "🎤"
SEE: dict[str, str] = {
    IDEAS: N_("💡 See and support the ideas"),
    QUEUE: N_("👀 See and support the questions"),
}
ROOM_ASKS = N_("Questions to the room")

# What is said when nothing of a message could be noted.
REFUSED: dict[Outcome, str] = {
    Outcome.CLOSED: N_("The vote has ended. Thank you!"),
    Outcome.EMPTY: N_("Please write a few words."),
    Outcome.TOO_LONG: N_(
        "This is too long: {length} characters. At most: {longest}\nPlease send it once more, shorter."
    ),
    Outcome.TOO_MANY: N_(
        "You have written as many as one person may: {most}\nTake one back, then send the new one again."
    ),
    Outcome.FULL: N_("So much has been written that no more fits. Thank you!"),
}


def title(texts: Texts, question: QuestionRow) -> Safe:
    """The words of the question; those of a queue are ours."""
    if question.kind == QUEUE:
        return texts(ROOM_ASKS)
    return texts("Question: {question}", question=spoken(question.words, texts.language))


def lines(texts: Texts, question: QuestionRow) -> list[Safe]:
    """The question, and how it is answered."""
    asked = [bold(title(texts, question)), texts(HOW[question.kind])]
    if question.kind in MOST and question.most > 1:
        asked.append(texts(MOST[question.kind], most=question.most))
    return [*asked, texts(UNSEEN)]


def rows(texts: Texts, question: QuestionRow) -> list[list[Button]]:
    """The way to what the others wrote, where it can be supported."""
    if question.kind not in SUPPORTED:
        return []
    return [[Button(texts.plain(SEE[question.kind]), data("saying.list", question.id, 0))]]


# What one wrote


@screen("saying.told")
async def told(
    view: View, *, question: int, outcome: str = "", too_long: int = 0, length: int = 0, too_many: int = 0
) -> Message:
    """What became of a message, and what stands now."""
    row = await view.session.get(QuestionRow, question)
    if row is None:
        return Message(view.texts("This vote is over. Thank you!"))
    voter = Voter.person(view.person.id)
    mine = await sayings.mine(view.session, view.house.seals, row, voter)
    said = [_outcome(view.texts, row, outcome, length), *_left_out(view.texts, row, outcome, too_long, too_many)]
    if outcome in REFUSED and not mine:
        return Message("\n".join(said))
    return Message("\n".join([*said, *_standing(view.texts, row, mine)]), rows=_own(view.texts, row, mine))


def _outcome(texts: Texts, question: QuestionRow, outcome: str, length: int) -> Safe:
    if outcome == Outcome.NOTED:
        return texts("✓ It is noted:")
    if outcome:
        longest = LONGEST[question.kind]
        return texts(REFUSED[Outcome(outcome)], length=length, longest=longest, most=question.most)
    return texts("↩️ It is taken back.")


def _left_out(texts: Texts, question: QuestionRow, outcome: str, too_long: int, too_many: int) -> list[Safe]:
    if outcome != Outcome.NOTED:
        return []
    found = []
    if too_long:
        longest = LONGEST[question.kind]
        found.append(texts("⚠️ Left out because they are too long (characters at most: {longest}): {count}",
                           longest=longest, count=too_long))  # fmt: skip
    if too_many:
        found.append(texts("⚠️ Left out because there are too many: {count}", count=too_many))
    return found


def _standing(texts: Texts, question: QuestionRow, mine: Sequence[SayingRow]) -> list[Safe]:
    """One's own texts, whether they wait, and what else one can do."""
    said = [inline(texts, Safe("•"), one.text or VOICE) for one in mine]
    if question.state != OPEN:
        return said
    if any(one.state == HELD and one.text for one in mine):
        said.append(texts(WAITS))
    if any(one.voice for one in mine):
        said.append(texts(LISTENS))
    if question.kind == TEXT:
        again = N_("To change it, write again.") if mine else N_("You can write again.")
        return [*said, texts(again)]
    left = question.most - len(mine)
    return [*said, texts("You can still write: {left}", left=left)] if left > 0 else said


def _own(texts: Texts, question: QuestionRow, mine: Sequence[SayingRow]) -> Rows:
    if question.state != OPEN:
        return []
    back = [Button(f"🗑 {cut(one.text or VOICE, LABEL)}", data("saying.back", one.id)) for one in mine]
    other = [Button(texts.plain("↪️ It was not meant for this"), data("saying.other", mine[-1].id))] if mine else []
    return [*one_a_row(back), *rows(texts, question), *one_a_row(other)]


@screen("saying.file")
async def file(view: View) -> Message:
    """Somebody answered the room with a picture, a place or another file."""
    return Message(
        view.texts("✍️ The question of the room is answered in writing or by voice.\n"
                   "What you sent now is kept below, for the team.")
    )  # fmt: skip


# What the others wrote


@screen("saying.list")
async def listing(view: View, *, question: int, page: int = 0) -> Message:
    """What can be seen: the newest first, then the most supported; a tap supports."""
    row = await view.session.get(QuestionRow, question)
    if row is None or row.kind not in SUPPORTED:
        return Message(view.texts("This vote is over. Thank you!"))
    texts, voter, seals = view.texts, Voter.person(view.person.id), view.house.seals
    every = ordered(await entries.seen(view.session, row))
    page = min(page, max(0, (len(every) - 1) // PAGE))
    shown = every[page * PAGE : (page + 1) * PAGE]
    own = {one.id for one in await sayings.mine(view.session, seals, row, voter)}
    liked = await sayings.supported(view.session, seals, row, voter)
    text = [bold(title(texts, row)), *(_line(texts, one, own) for one in shown)]
    if not every:
        text.append(texts("Nothing can be seen yet. What people write comes here once the facilitator has read it."))
    if row.state != OPEN:
        return Message("\n".join(text))
    text.append(texts("👍 Tap what you support. Tap again to take it back.") if shown else texts(HOW[row.kind]))
    buttons = [_support(one, one.id in liked, page) for one in shown if one.id not in own]
    return Message("\n".join(text), rows=[*one_a_row(buttons), *_paging(texts, row, page, len(every))])


def ordered(seen: Sequence[Entry]) -> list[Entry]:
    """The newest two first, so that they too are found; then those with most support."""
    newest = sorted(seen, key=lambda one: -one.id)[:NEWEST]
    return [*newest, *(one for one in seen if one not in newest)]


def _line(texts: Texts, one: Entry, own: set[int]) -> Safe:
    mark = "✍️" if one.id in own else "•"
    return inline(texts, Safe(mark), one.text, ltr(f"👍 {one.count}"))


def inline(texts: Texts, *parts: Value) -> Safe:
    """Parts of one line, each read in its own direction."""
    return Safe(" ").join(texts.lines([part]) for part in parts)


def _support(one: Entry, liked: bool, page: int) -> Button:
    label = f"{'✅' if liked else '👍'} {one.count} · {cut(one.text, LABEL)}"
    return Button(label, data("saying.support", one.id, 0 if liked else 1, page))


def _paging(texts: Texts, row: QuestionRow, page: int, count: int) -> Rows:
    pages = [Button("◀️", data("saying.list", row.id, page - 1))] if page else []
    if (page + 1) * PAGE < count:
        pages.append(Button("▶️", data("saying.list", row.id, page + 1)))
    again = [Button(f"🔄 {texts.plain('Look again')}", data("saying.list", row.id, page))]
    write = [Button(texts.plain("❓ Ask a question"), data("queue.ask"))] if row.kind == QUEUE else []
    return [one for one in (pages, again, write) if one]


# The result


def result(texts: Texts, question: QuestionRow, seen: Sequence[Entry]) -> list[Safe]:
    """What was written, the most written or supported first; how much more there is."""
    told = [_told(texts, question, number, one) for number, one in enumerate(seen[:TOLD], 1)]
    if not seen:
        told.append(texts("There is nothing to show."))
    more = len(seen) - TOLD
    return [*told, texts("And more: {count}", count=more)] if more > 0 else told


def _told(texts: Texts, question: QuestionRow, number: int, one: Entry) -> Safe:
    counts = {CLOUD: f"({one.count})", IDEAS: f"👍 {one.count}", QUEUE: f"👍 {one.count}"}
    count = [ltr(counts[question.kind])] if question.kind in counts else []
    return inline(texts, ltr(f"{number}."), one.text, *count)


# The queue


@screen("queue.opened")
async def queue_opened(view: View, *, queue: int) -> list[Message]:
    """From now on one may ask the room; nothing once that is over."""
    row = await view.session.get(QuestionRow, queue)
    if row is None or row.state != OPEN:
        return []
    text = view.texts("❓ You can ask the room a question at any moment. Your name does not stand beside it.")
    ask = Button(view.texts.plain("❓ Ask a question"), data("queue.ask"))
    return [Message(text, rows=[[ask], *rows(view.texts, row)])]


@screen("queue.ask")
async def queue_ask(view: View, *, queue: int) -> Message:
    """Write your question now."""
    row = await view.session.get(QuestionRow, queue)
    if row is None or row.state != OPEN:
        return Message(view.texts("Questions can no longer be asked. Thank you!"))
    back = Button(f"✖️ {view.texts.plain(common.CANCEL)}", data("queue.no"))
    return Message("\n".join(lines(view.texts, row)[1:]), rows=[[back]])


@screen("queue.no")
async def queue_no(view: View) -> Message:
    """They do not ask after all."""
    return Message(view.texts("Noted: no question."))
