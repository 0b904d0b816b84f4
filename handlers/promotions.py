"""An answer of a live vote, an idea or a question of the room becomes a report at the desk: chosen, confirmed, once."""

import re
from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Update

from conversations import told
from handlers.buttons import Button, Rows, data, one_a_row, taps
from handlers.context import Context, House
from handlers.desk_words import number
from handlers.outcomes import GONE
from handlers.rights import refusal, staff_only
from handlers.saying_screens import inline
from handlers.screens import Message, View, screen
from handlers.words import bold, quoted
from locales import common
from locales.formats import Safe
from locales.lengths import cut
from locales.marks import N_
from locales.texts import Texts, ltr, unbroken
from services import outcomes, promotions
from services.promotions import Item, Origin
from services.roles import Role, holds
from services.words import spoken
from storage.questions import WRITTEN, QuestionRow

BUTTON, QUOTED, LINE = 24, 400, 120  # characters on a button, in the report read back, of a text in the list
PAGE = 5  # texts on one screen
KINDS = {"o": "option", "t": "text"}  # what an item is called on a button: o2, t17
_ITEM = re.compile(r"([ot])(\d{1,18})", re.ASCII)
PLACE = N_("📌 Which answer becomes a report?")
TEXT = N_("📌 Which text becomes a report?")


@taps("promote.list")
@staff_only(Role.FACILITATOR)
async def listed(update: Update, context: Context, question: str, page: str = "0") -> None:
    """Which answer, or text?"""
    context.say("promote.list", edit=True, question=number(question), page=number(page))


@taps("promote.ask")
@staff_only(Role.FACILITATOR)
async def asked(update: Update, context: Context, question: str, item: str, page: str) -> None:
    """Read it back before it is made."""
    context.say("promote.ask", edit=True, question=number(question), item=_name(item), page=number(page))


@taps("promote.do")
@staff_only(Role.FACILITATOR)
async def done(update: Update, context: Context, question: str, item: str, page: str) -> None:
    """Make the report; the second time only show it."""
    house, name = context.house, _name(item)
    async with context.transaction() as session:
        found = await _item(session, number(question), name)
        if found is None:
            context.toast(context.texts.plain(GONE))
            return
        row, one = found
        words, language = _report(house, row, one, context.person.language)
        now = house.clock.now()
        await promotions.promote(session, context.person, Origin(row, name), words, language, house.admins, now)
        context.say("promote.list", edit=True, question=row.id, page=number(page), made=name)


def _name(short: str) -> str:
    """The name of an item out of a button's data; empty for anything else."""
    found = _ITEM.fullmatch(short)
    return f"{KINDS[found[1]]}:{int(found[2])}" if found else ""


def _short(name: str) -> str:
    kind, _, at = name.partition(":")
    return f"{kind[0]}{at}"


async def _item(session: AsyncSession, question_id: int, name: str) -> tuple[QuestionRow, Item] | None:
    """The question and the item of it, if it can be taken up."""
    row = await outcomes.asked(session, question_id)
    one = await promotions.item(session, row, name) if row else None
    return (row, one) if row and one else None


def _report(house: House, row: QuestionRow, one: Item, language: str) -> tuple[str, str]:
    return promotions.words_of(one, told.in_all(house.catalogues, row.kind, row.words), language)


@screen("promote.list")
async def list_screen(view: View, *, question: int, page: int = 0, made: str = "") -> Message:
    """The answers or a page of the texts, and the references of those that are reports already."""
    if not holds(view.person.roles, Role.FACILITATOR):
        return refusal(view)
    row = await outcomes.asked(view.session, question)
    if row is None or not promotions.possible(row):
        return Message(view.texts(GONE))
    texts, every = view.texts, await promotions.items(view.session, row)
    refs = await promotions.made_of(view.session, question)
    page = min(page, max(0, (len(every) - 1) // PAGE)) if row.kind in WRITTEN else 0
    shown = every[page * PAGE : (page + 1) * PAGE] if row.kind in WRITTEN else every
    head = [bold(texts(TEXT if row.kind in WRITTEN else PLACE)),
            texts("The team receives it at the desk, with the workshop it comes from.")]  # fmt: skip
    lines = [line for one in shown for line in _line(texts, one, refs.get(one.name), made)]
    left = [_button(texts, row, one, page) for one in shown if one.name not in refs]
    chosen = [left] if row.kind in WRITTEN and left else one_a_row(left)
    rows = [*chosen, *_pages(row, page, len(every)), *_back(texts, row)]
    return Message("\n".join([*head, *lines, *_nothing(texts, every)]), rows=rows)


def _line(texts: Texts, one: Item, ref: str | None, made: str) -> list[Safe]:
    """A report that was made, or a text that may become one; the answers that may stand on their buttons."""
    words = " ".join((one.text or spoken(one.words, texts.language)).split())
    if ref:
        line = texts("✓ Report {ref}: {words}", ref=unbroken(ref), words=cut(words, LINE))
        return [bold(line) if one.name == made else line]
    support = [ltr(f"👍 {one.count}")] if one.count else []
    return [inline(texts, ltr(f"{one.sign}."), cut(words, LINE), *support)] if one.text else []


def _nothing(texts: Texts, every: Sequence[Item]) -> list[Safe]:
    return [] if every else [texts(told.NOTHING)]


def _button(texts: Texts, row: QuestionRow, one: Item, page: int) -> Button:
    """A text by its number, an answer with its words."""
    words = " ".join(spoken(one.words, texts.language).split())
    label = f"📌 {one.sign}" if one.text else f"{one.sign} {cut(words, BUTTON)}"
    return Button(label, data("promote.ask", row.id, _short(one.name), page))


def _pages(row: QuestionRow, page: int, count: int) -> Rows:
    if row.kind not in WRITTEN:
        return []
    found = [Button("◀️", data("promote.list", row.id, page - 1))] if page else []
    if (page + 1) * PAGE < count:
        found.append(Button("▶️", data("promote.list", row.id, page + 1)))
    return [found] if found else []


def _back(texts: Texts, row: QuestionRow) -> Rows:
    return one_a_row([Button(f"↩️ {texts.plain(common.BACK)}", data("room.outcome", row.id))])


@screen("promote.ask")
async def ask_screen(view: View, *, question: int, item: str, page: int) -> Message:
    """What the report will say."""
    if not holds(view.person.roles, Role.FACILITATOR):
        return refusal(view)
    found = await _item(view.session, question, item)
    if found is None:
        return Message(view.texts(GONE))
    texts, (words, _) = view.texts, _report(view.house, *found, view.person.language)
    lines = [bold(texts("📌 Make this report?")), quoted(words, QUOTED)]
    # Back stands where the answer stood: the second half of a double tap confirms nothing.
    back = Button(f"↩️ {texts.plain(common.BACK)}", data("promote.list", question, page))
    yes = Button(texts.plain("📌 Yes, make it"), data("promote.do", question, _short(item), page))
    return Message("\n".join(lines), rows=one_a_row([back, yes]))
