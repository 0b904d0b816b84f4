"""Ready answers in the chat: the desk adds, changes and removes them, status by status, in three languages."""

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Update

from conversations import reason_form
from conversations.form import Answers, Around
from conversations.reason_form import Writing
from handlers import forms
from handlers.buttons import Button, Rows, data, in_rows, one_a_row, taps
from handlers.context import Context, House
from handlers.rights import refusal, staff_only
from handlers.screens import Message, View, screen
from handlers.served import Open, Served, serve
from handlers.statuses import label
from handlers.words import bold, category_name
from locales import common
from locales.formats import Safe, escape
from locales.languages import NAMES
from locales.lengths import cut
from locales.marks import N_
from services import reasons
from services.people import Person
from services.reasons import ASK, STATUSES, Gone, Ready
from services.roles import Role, holds

FORM = reason_form.FORM
SHOWN = 120  # UTF-16 units of one in the list
IN_A_ROW = 5
GONE = N_("Somebody changed it meanwhile.")


def _name(view: View, status: str) -> str:
    return view.texts.plain("❓ Questions to the author") if status == ASK else label(view, status)


@taps("reasons.list")
@staff_only(Role.MODERATOR)
async def listed(update: Update, context: Context, how: str) -> None:
    """The statuses, each with its ready answers."""
    context.say("reasons.list", edit=how != "new")


@screen("reasons.list")
async def list_screen(view: View) -> Message:
    """How many there are for each status."""
    if not holds(view.person.roles, Role.MODERATOR):
        return refusal(view)
    counted = {one: len(await reasons.every(view.session, view.house.lab, one)) for one in STATUSES}
    buttons = [Button(f"{_name(view, one)} · {n}", data("reasons.of", one)) for one, n in counted.items()]
    text = view.texts("🧾 Ready answers: what people read with a status, in their language. Choose a status.")
    return Message(text, rows=in_rows(buttons, narrow=18))


@taps("reasons.of")
@staff_only(Role.MODERATOR)
async def of_status(update: Update, context: Context, status: str) -> None:
    """Those of one status."""
    context.say("reasons.of", edit=True, status=status)


@screen("reasons.of")
async def of_screen(view: View, *, status: str, removed: str = "") -> Message:
    """All that are ready for a status; `removed` can be brought back."""
    if not holds(view.person.roles, Role.MODERATOR):
        return refusal(view)
    found = await reasons.every(view.session, view.house.lab, status) if status in STATUSES else []
    lines = [bold(view.texts("🧾 Ready answers: {status}", status=_name(view, status)))] if status in STATUSES else []
    lines += [_line(view, place, one) for place, one in enumerate(found, 1)]
    if not found:
        lines.append(view.texts("There is none yet."))
    return Message("\n".join(lines), rows=_rows(view, status, found, removed))


def _rows(view: View, status: str, found: list[Ready], removed: str) -> Rows:
    numbers = [Button(str(place), data("reasons.one", status, one.key)) for place, one in enumerate(found, 1)]
    rows: list[list[Button]] = [numbers[start : start + IN_A_ROW] for start in range(0, len(numbers), IN_A_ROW)]
    if removed:
        rows.append([Button(view.texts.plain("↩️ Bring it back"), data("reasons.back", removed))])
    rows.append([Button(view.texts.plain("➕ Add one"), data("reasons.new", status))])
    return [*rows, [Button(view.texts.plain(common.BACK), data("reasons.list", "here"))]]


def _line(view: View, place: int, one: Ready) -> Safe:
    """Its number, its words, for what it is, and the languages it lacks."""
    words = escape(cut(one.pick(view.texts.language), SHOWN))
    told = [category_name(view, one.category)] if one.category else []
    lacks = [NAMES[code] for code in view.house.catalogues.languages if not one.words.get(code)]
    if lacks:
        told.append(view.texts.plain("⚠️ missing: {languages}", languages=view.texts.listing(lacks)))
    return Safe(f"{place}. {' · '.join([words, *map(escape, told)])}")


@taps("reasons.one")
@staff_only(Role.MODERATOR)
async def one(update: Update, context: Context, status: str, key: str) -> None:
    """One of them."""
    context.say("reasons.one", edit=True, status=status, key=key)


@screen("reasons.one")
async def one_screen(view: View, *, status: str, key: str) -> Message:
    """Its words in each language, and what can be done with it."""
    found = await _found(view.session, view.house, status, key)
    if not holds(view.person.roles, Role.MODERATOR):
        return refusal(view)
    back = Button(view.texts.plain(common.BACK), data("reasons.of", status))
    if found is None:
        return Message(view.texts(GONE), rows=[[back]])
    name = category_name(view, found.category) or view.texts.plain("For all types")
    lines = [
        bold(view.texts("🧾 Ready answers: {status}", status=_name(view, status))),
        view.texts("Type: {category}", category=name),
    ]
    for code in view.house.catalogues.languages:
        words = found.words.get(code) or view.texts.plain("not written yet")
        lines.append(view.texts("{language}: {words}", language=NAMES[code], words=words))
    change = Button(f"✏️ {view.texts.plain(common.CHANGE)}", data("reasons.change", status, key))
    remove = Button(view.texts.plain("🗑 Remove it"), data("reasons.remove", status, key))
    return Message("\n".join(lines), rows=one_a_row([change, remove, back]))


async def _found(session: AsyncSession, house: House, status: str, key: str) -> Ready | None:
    every = await reasons.every(session, house.lab, status) if status in STATUSES else []
    return next((one for one in every if one.key == key), None)


@taps("reasons.remove")
@staff_only(Role.MODERATOR)
async def remove(update: Update, context: Context, status: str, key: str) -> None:
    """Offer it no more; what was said with it stays said."""
    async with context.transaction() as session:
        removed = ""
        try:
            house = context.house
            removed = await reasons.remove(session, house.lab, context.person, status, key, house.clock.now())
        except Gone:
            context.toast(context.texts.plain(GONE), alert=True)
        context.say("reasons.of", edit=True, status=status, removed=removed)


@taps("reasons.back")
@staff_only(Role.MODERATOR)
async def bring_back(update: Update, context: Context, removed: str) -> None:
    """Offer it again."""
    async with context.transaction() as session:
        try:
            status = await reasons.bring_back(session, context.person, removed, context.house.clock.now())
        except Gone:
            context.toast(context.texts.plain(GONE), alert=True)
            return
        context.say("reasons.of", edit=True, status=status)


@taps("reasons.new")
@staff_only(Role.MODERATOR)
async def new(update: Update, context: Context, status: str) -> None:
    """Write one more."""
    if status in STATUSES and not await _busy(context):
        async with context.transaction() as session:
            await forms.begin(context, session, FORM.name, status=status, key="")


@taps("reasons.change")
@staff_only(Role.MODERATOR)
async def change(update: Update, context: Context, status: str, key: str) -> None:
    """Change it: everything stands in the summary, one tap changes it."""
    if await _busy(context):
        return
    async with context.transaction() as session:
        found = await _found(session, context.house, status, key)
        if found is None:
            context.toast(context.texts.plain(GONE), alert=True)
            return
        answers = reason_form.answers_of(found, context.person.language)
        await forms.begin(context, session, FORM.name, answers=answers, status=status, key=key)


async def _busy(context: Context) -> bool:
    """Whether something else was begun and not sent; then it is said."""
    opened = await forms.opened(context)
    if opened is None or opened.draft.form == FORM.name:
        return False
    context.toast(context.texts.plain("You began a message. Please send or cancel it first."), alert=True)
    await forms.offer_to_continue(context)
    return True


class _Reason(Served):
    form = FORM
    needs = Role.MODERATOR

    def around(self, house: House, person: Person, one: Open) -> Around:
        """The lab, and the language of who writes."""
        return Writing(house.lab, person.language)

    def above(self, view: View, one: Open) -> list[Safe]:
        """The status that it is for."""
        return [view.texts("🧾 Ready answers: {status}", status=_name(view, one.beside["status"]))]

    def send_label(self, one: Open) -> str:
        """Keep it."""
        return N_("Keep it")

    async def sent(self, context: Context, session: AsyncSession, one: Open, answers: Answers) -> None:
        """Write it, and show the list."""
        house, status = context.house, one.beside["status"]
        written = reason_form.ready_of(answers, status, one.beside["key"])
        try:
            await reasons.write(session, house.lab, context.person, written, house.clock.now())
        except Gone:  # what they wrote stays, as a new one
            new = reason_form.ready_of(answers, status, "")
            await reasons.write(session, house.lab, context.person, new, house.clock.now())
        context.say("reasons.of", edit=True, status=status)


serve(_Reason())
