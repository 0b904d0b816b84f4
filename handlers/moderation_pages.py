"""The facilitator's pages of what people write and ask, inside the panel: read, let it be seen, hide."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.buttons import Button, Rows, data, one_a_row
from handlers.desk_words import number
from handlers.saying_screens import VOICE, inline, title
from handlers.screens import Message, View
from handlers.words import bold
from locales import common
from locales.formats import Safe
from locales.marks import N_
from locales.texts import Texts, ltr
from services import entries, queues
from services.entries import Entry
from services.sayings import SUPPORTED
from storage import questions as question_rows
from storage import sayings as rows
from storage.questions import CLOUD, QUEUE, WRITTEN, QuestionRow
from storage.rooms import ENDED, RoomRow
from storage.sayings import ANSWERED, HELD, HIDDEN, VISIBLE

TEXTS_MENU, QUEUE_MENU = "texts", "queue"
EARLIER = "q"  # and its id: a question that is over, or a queue that is closed
PAGE = 6
SIGNS = {HELD: "⏳", VISIBLE: "👁", HIDDEN: "🙈", ANSWERED: "✔️"}


@dataclass(frozen=True, slots=True)
class Way:
    """What leads to the texts of a question, and how many of these wait for the facilitator."""

    menu: str
    question: QuestionRow
    waiting: int


async def question_of(session: AsyncSession, room: RoomRow, menu: str) -> QuestionRow | None:
    """The question whose texts this menu shows."""
    if menu == QUEUE_MENU:
        return await queues.of(session, room)
    wanted = room.question_id if menu == TEXTS_MENU else number(menu.removeprefix(EARLIER))
    question = await session.get(QuestionRow, wanted or 0)
    ours = question is not None and question.room_id == room.id and question.kind in WRITTEN
    return question if ours else None


def menu_of(room: RoomRow, question: QuestionRow) -> str:
    """The menu that shows the texts of this question."""
    if question.id == room.queue_id:
        return QUEUE_MENU
    return TEXTS_MENU if question.id == room.question_id else f"{EARLIER}{question.id}"


async def stands(session: AsyncSession, room: RoomRow, menu: str) -> bool:
    """Whether this menu is one of ours and has something to show; that of the queue also lets it begin."""
    if menu == QUEUE_MENU:
        return room.state != ENDED
    ours = menu == TEXTS_MENU or menu.startswith(EARLIER)
    return ours and await question_of(session, room, menu) is not None


async def ways(session: AsyncSession, room: RoomRow) -> list[Way]:
    """To the question that stands on the wall, to the queue, and to what is over and still waits to be read."""
    present = [await question_of(session, room, menu) for menu in (TEXTS_MENU, QUEUE_MENU)]
    held = await rows.with_held(session, room.id)
    here = [one for one in present if one]
    over = [one for one in await question_rows.asked(session, room.id) if one.id in held and one not in here]
    return [Way(menu_of(room, one), one, await _waiting(session, one)) for one in (*here, *over)]


async def _waiting(session: AsyncSession, question: QuestionRow) -> int:
    return sum(one.state == HELD for one in await entries.of(session, question))


async def first_page(session: AsyncSession, room: RoomRow, menu: str) -> int:
    """The page with the first text that waits; else the last one."""
    question = await question_of(session, room, menu)
    every = await entries.of(session, question) if question else []
    held = next((at for at, one in enumerate(every) if one.state == HELD), len(every) - 1)
    return max(0, held) // PAGE


async def page(view: View, room: RoomRow, menu: str, number: int) -> Message:
    """One page; it follows what people write by itself, and each text keeps its place."""
    question, texts = await question_of(view.session, room, menu), view.texts
    if question is None:
        return Message(bold(texts(N_("❓ People cannot ask the room now."))), rows=_switch(texts, room, menu))
    every = await entries.of(view.session, question)
    number = min(number, max(0, (len(every) - 1) // PAGE))
    shown = list(enumerate(every))[number * PAGE : (number + 1) * PAGE]
    lines = [bold(title(texts, question)), *(_line(texts, question, room, at, one) for at, one in shown)]
    if not every:
        lines.append(texts("Nothing has been written yet."))
    held = sum(one.state == HELD for one in every)
    lines.append(texts("⏳ waits: {held} · 👁 seen: {seen} · 🙈 hidden: {hidden}", held=held, **_counts(every)))
    buttons = [_buttons(texts, question, room, at, one, number) for at, one in shown]
    return Message("\n".join(lines), rows=[*buttons, *await _below(view, room, question, menu, number, every)])


def _counts(every: Sequence[Entry]) -> dict[str, int]:
    return {"seen": sum(one.state == VISIBLE for one in every), "hidden": sum(one.state == HIDDEN for one in every)}


def _line(texts: Texts, question: QuestionRow, room: RoomRow, at: int, one: Entry) -> Safe:
    sign = "🖥" if room.saying_id == one.id else SIGNS[one.state]
    if one.voice:
        return inline(texts, Safe(sign), ltr(f"{at + 1}."), VOICE)
    count = [ltr(f"👍 {one.count}")] if question.kind in SUPPORTED else []
    count = [ltr(f"({one.count})")] if question.kind == CLOUD else count
    return inline(texts, Safe(sign), ltr(f"{at + 1}."), one.text, *count)


def _buttons(texts: Texts, question: QuestionRow, room: RoomRow, at: int, one: Entry, page: int) -> list[Button]:
    """What can be done with a text; each button names its number."""

    def button(sign: str, state: str) -> Button:
        return Button(f"{sign} {at + 1}", data("texts.set", one.id, state, page))

    hide, allow = button("🙈", HIDDEN), button("✅", VISIBLE)
    if one.voice:
        listen = Button(f"🎧 {at + 1}", data("texts.listen", one.id))
        return [listen, hide] if one.state == HELD else [listen]
    if one.state == HELD:
        return [allow, hide]
    if one.state != VISIBLE:
        return [allow]
    if question.id != room.queue_id:
        return [hide]
    # The first button stays what it is: the second half of a double tap answers nothing.
    return [Button(f"🖥 {at + 1}", data("texts.wall", one.id, page)), button("✔️", ANSWERED), hide]


async def _below(
    view: View, room: RoomRow, question: QuestionRow, menu: str, number: int, every: Sequence[Entry]
) -> Rows:
    texts, found = view.texts, list[list[Button]]()
    pages = [Button("◀️", data("texts.page", room.id, menu, number - 1))] if number else []
    if (number + 1) * PAGE < len(every):
        pages.append(Button("▶️", data("texts.page", room.id, menu, number + 1)))
    if pages:
        found.append(pages)
    if held := [one for one in every if one.state == HELD and not one.voice]:
        last = await rows.newest(view.session, question.id)
        label = texts.plain("✅ Allow all that wait: {count}", count=len(held))
        found.append([Button(label, data("texts.all", question.id, last, number))])
    if menu.startswith(EARLIER):
        return [*found, *_switch(texts, room, menu)]
    if question.kind == QUEUE:
        found += await _wall(view, room)
    at_once = N_("⏳ Read new texts first") if not room.moderated else N_("⚡ Show new texts at once")
    found.append([Button(texts.plain(at_once), data("texts.first", room.id, int(not room.moderated), menu))])
    return [*found, *_switch(texts, room, menu)]


async def _wall(view: View, room: RoomRow) -> list[list[Button]]:
    """The next question for the wall, or none."""
    texts, found = view.texts, list[list[Button]]()
    if one := await queues.first(view.session, room):
        label = texts.plain("🖥 Next on the screen: 👍 {count}", count=one.count)
        found.append([Button(label, data("texts.wall", one.id, 0))])
    if room.saying_id:
        found.append([Button(texts.plain("🖥 Take it off the screen"), data("texts.bare", room.id))])
    return found


def _switch(texts: Texts, room: RoomRow, menu: str) -> Rows:
    found = [Button(f"↩️ {texts.plain(common.BACK)}", data("room.menu", room.id, ""))]
    if menu == QUEUE_MENU:
        label = N_("⏹ No more questions") if room.queue_id else N_("❓ Let people ask the room")
        found.insert(0, Button(texts.plain(label), data("queue.switch", room.id, int(room.queue_id is None))))
    return one_a_row(found)
