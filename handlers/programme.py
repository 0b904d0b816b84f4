"""/workshops: the programme, and one workshop as residents see it. Answering is in handlers/registering.py.

Buttons carry the workshop's code, which nobody can guess: a workshop that is not in the programme is seen by whoever
has its code, one for invited people by whoever was invited.
"""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Update

from conversations import workshops as words
from conversations.calendars import Owner, calendar
from conversations.workshops import Told
from handlers import menu
from handlers.buttons import Button, Rows, data, one_a_row, taps
from handlers.commands import command
from handlers.context import Context
from handlers.language import language_row
from handlers.screens import Media, Message, View, screen
from handlers.words import bold, category_name
from locales.formats import Safe
from locales.isolates import LRI, isolated
from locales.marks import N_
from locales.texts import ltr
from services import certificates, registrations
from services.people import Person
from services.registrations import Caller, Closed
from services.workshops import CODE_LENGTH
from storage import registrations as answers
from storage import workshops as rows
from storage.registrations import (
    GOING,
    INVITED,
    LAPSED,
    MAYBE,
    OFFERED,
    REGISTERED,
    WAITING,
    WALKED_IN,
    RegistrationRow,
)
from storage.workshops import DRAFT, PUBLIC, MeetingRow, WorkshopRow
from storage.workshops import INVITED as BY_INVITATION

MOST = 20  # workshops in the programme
BRINGING = (GOING, WAITING, OFFERED)  # who may say how many come along
MARKS = {GOING: "✅ ", MAYBE: "🤔 ", WAITING: "⏳ ", OFFERED: "🎉 ", INVITED: "✉️ "}


@command("workshops", N_("Workshops, and who comes"))
async def opened(update: Update, context: Context) -> None:
    """The programme; with a code, the workshop that has it: not all stand in the programme."""
    if context.args:
        context.say("workshops.card", code=context.args[0][:CODE_LENGTH].lower())
    else:
        context.say("workshops.list")


@taps("workshops.list")
async def opened_by_button(update: Update, context: Context) -> None:
    """The same from a button."""
    context.say("workshops.list")


@taps("workshops.see")
async def see(update: Update, context: Context, code: str) -> None:
    """One workshop."""
    context.say("workshops.card", code=code)


async def link(update: Update, context: Context, code: str) -> None:
    """The link of a workshop, with the secret of its invitation if there is one."""
    code, _, secret = code.partition("_")
    async with context.transaction() as session:
        workshop = await rows.by_code(session, code[:CODE_LENGTH].lower())
        if workshop and secret and hmac.compare_digest(secret.encode(), workshop.invitation.encode()):
            await _invited(context, session, workshop, update)
        context.say("workshops.card", code=workshop.code if workshop else "")


async def _invited(context: Context, session: AsyncSession, workshop: WorkshopRow, update: Update) -> None:
    try:
        await registrations.invite(session, Caller(context.person), workshop.id, context.house.clock.now())
    except Closed:
        return  # the card says so


@screen("workshops.list")
async def programme(view: View) -> Message:
    """What comes, soonest first: when, and its name."""
    texts, mine = view.texts, await answers.of_person(view.session, view.person.id)
    coming = [(one, at) for one, at in await rows.coming(view.session, view.house.clock.now())
              if one.access == PUBLIC or _concerns(mine.get(one.id))][:MOST]  # fmt: skip
    back = Button(texts.plain("🏠 Menu"), data("menu.open"))
    if not coming:
        text = texts("No workshop is planned just now.\nWe tell you here when there is one.")
        return Message(text, rows=[[back]])
    lines, buttons = [bold(texts("📅 Workshops"))], list[Button]()
    for one, at in coming:
        name, mark = words.title(texts, one), MARKS.get(mine[one.id].state, "") if one.id in mine else ""
        lines.append(texts("• {when}: {title}", when=texts.day_and_time(at), title=name))
        day = texts.plain("{day}: {title}", day=texts.short_day(at), title=name)
        buttons.append(Button(f"{mark}{day}", data("workshops.see", one.code)))
    lines.append(texts("Press one to see more, and to say whether you come."))
    return Message("\n".join(lines), rows=one_a_row([*buttons, back]))


def _concerns(row: RegistrationRow | None) -> bool:
    return row is not None and row.state in (*REGISTERED, INVITED, LAPSED)


@dataclass(frozen=True, slots=True)
class Seen:
    """A workshop that this person may see, and what they answered."""

    told: Told
    row: RegistrationRow | None

    @property
    def seated(self) -> bool:
        """Whether they hold a seat, or wait for one."""
        return self.row is not None and bool({self.row.state, self.row.before} & {GOING, OFFERED, WAITING})

    @property
    def workshop(self) -> WorkshopRow:
        """The workshop."""
        return self.told.workshop


async def seen_by(session: AsyncSession, person: Person, code: str) -> Seen | None:
    """The workshop of this code, if this person may see it."""
    workshop = await rows.by_code(session, code)
    if workshop is None or workshop.state == DRAFT or workshop.published_at is None:
        return None
    row = await answers.of(session, workshop.id, person.id)
    if workshop.access == BY_INVITATION and row is None:
        return None
    meetings = await rows.meetings(session, workshop.id)
    return Seen(Told(workshop, meetings, await registrations.free_seats(session, workshop)), row)


@screen("workshops.card")
async def card(view: View, *, code: str) -> Message:
    """Everything about one workshop, what they answered, and the buttons to answer."""
    found = await seen_by(view.session, view.person, code)
    if found is None:
        return await _not_there(view, code)
    texts, now = view.texts, view.house.clock.now()
    about = words.about(texts, found.workshop)
    lines = [
        bold(texts.lines([words.title(texts, found.workshop)])),
        *words.lines(texts, found.told, now, found.seated),
    ]
    if found.workshop.theme:
        lines.insert(1, texts("{theme}", theme=category_name(view, found.workshop.theme)))
    blocks = ["\n".join(lines), *([about] if about else []), *await _own(view, found)]
    if words.is_open(found.told, now) and (found.row is None or found.row.state == INVITED):
        blocks.append(texts("🔒 If you answer, the team sees your name on Telegram and your answer. Nobody else does."))
    return Message("\n\n".join(blocks), rows=await _rows(view, found))


async def _not_there(view: View, code: str) -> Message:
    """No such workshop, or not for them; nothing tells which."""
    text = view.texts(
        "We do not find this workshop.\nIf it is for invited people, open the link of the invitation once more."
    )
    return Message(
        text, rows=[[Button(view.texts.plain("📅 All workshops"), data("workshops.list"))], *menu.rows(view)]
    )


async def _own(view: View, found: Seen) -> list[Safe]:
    """Where this person stands, in words; and the link, if they come."""
    texts, row = view.texts, found.row
    if row is None or not words.is_open(found.told, view.house.clock.now()):
        return []
    lines = [bold(await _standing(view, found, row))]
    if row.guests and row.state in REGISTERED:
        lines.append(texts("👥 People with you: {count}", count=row.guests))
    elif found.workshop.guests and row.state in BRINGING:
        lines.append(texts("👥 Does somebody come with you? Press how many."))
    if row.state == GOING and found.workshop.link:
        lines.append(texts("💻 The link: {link}", link=ltr(found.workshop.link)))
    return [Safe("\n").join(lines)]


async def _standing(view: View, found: Seen, row: RegistrationRow) -> Safe:
    texts = view.texts
    if row.before:
        return texts("✖️ Noted: your seat goes to the next person in two minutes. Until then you can take it back.")
    if row.state == WAITING:
        line = await answers.line(view.session, found.workshop.id)
        place = next((at for at, one in enumerate(line, 1) if one.id == row.id), len(line))
        return texts(
            "⏳ You are in the line, at place {place}. We write to you as soon as a seat is free.", place=place
        )
    if row.state == OFFERED and row.offer_ends:
        return texts("🎉 A seat is free. It is kept for you until {time}. Do you come?",
                     time=texts.day_and_time(row.offer_ends))  # fmt: skip
    return texts(STANDING[row.state])


STANDING: dict[str, str] = {
    GOING: N_("✅ You come. Your seat is kept."),
    MAYBE: N_("🤔 You may come. No seat is kept for you yet."),
    "cannot": N_("✖️ You do not come."),
    WALKED_IN: N_("✅ You are checked in."),
    LAPSED: N_("The seat went to the next person, since no answer came. If you still want one, press “I come”."),
    INVITED: N_("✉️ You are invited. Do you come?"),
}


async def _rows(view: View, found: Seen) -> Rows:
    texts, code = view.texts, found.workshop.code
    more: list[list[Button]] = []
    if words.is_open(found.told, view.house.clock.now()):
        more += answer_rows(view, found.workshop, found.row)
        if found.row and found.row.state == GOING:
            more.append([Button(texts.plain("🎟 My ticket"), data("ticket.show", found.workshop.id))])
    if await certificates.attended(view.session, view.person, found.workshop.id, view.house.clock.now()):
        more.append([Button(texts.plain("📜 My certificate"), data("certificate.ask", found.workshop.id))])
    more.append([Button(texts.plain("🗓 Into my calendar"), data("workshops.ics", code))])
    if found.workshop.latitude is not None:
        more.append([Button(texts.plain("🗺 On the map"), data("workshops.place", code))])
    more.append([Button(texts.plain("📅 All workshops"), data("workshops.list"))])
    return more if view.person.language_chosen else [*more, language_row(view, "own")]


def answer_rows(view: View, workshop: WorkshopRow, row: RegistrationRow | None) -> list[list[Button]]:
    """The three answers, what they answered ticked; taking back, guests, questions."""
    texts, code, state = view.texts, workshop.code, row.state if row else ""

    def wish(key: str, msgid: str) -> Button:
        chosen = "✓ " if state == key or (key == GOING and state == WAITING) else ""
        return Button(chosen + texts.plain(msgid), data("workshops.answer", code, key))

    if row and row.before:
        return [[Button(texts.plain("↩️ I come after all"), data("workshops.undo", code))]]
    found = [[wish("going", N_("✅ I come"))], [wish("maybe", N_("🤔 Maybe")), wish("cannot", N_("✖️ I can't"))]]
    if row and state in BRINGING and workshop.guests:
        found.append([_guests(view, one, one == row.guests, code) for one in range(workshop.guests + 1)])
    if row and state in REGISTERED and (left := unanswered(workshop, row)):
        label = texts.plain_plural("❓ Answer {n} question", "❓ Answer {n} questions", left)
        found.append([Button(label, data("workshops.ask", code))])
    return found


def _guests(view: View, count: int, chosen: bool, code: str) -> Button:
    label = isolated(f"👥 +{count}", view.texts.rtl, LRI)
    return Button(f"✓ {label}" if chosen else label, data("workshops.guests", code, count))


def unanswered(workshop: WorkshopRow, row: RegistrationRow) -> int:
    """How many of the workshop's questions this person has not answered."""
    return sum(str(at) not in row.answers for at in range(len(workshop.questions)))


@taps("workshops.ics")
async def to_calendar(update: Update, context: Context, code: str) -> None:
    """The file for the calendar."""
    context.say("workshops.ics", code=code)


@screen("workshops.ics")
async def ics_screen(view: View, *, code: str) -> Message:
    """The file, and what to do with it."""
    found = await seen_by(view.session, view.person, code)
    if found is None:
        return await _not_there(view, code)
    text = view.texts("🗓 Open this file: the workshop goes into your calendar. If something changes, we send it again.")
    return Message(text, media=await ics(view, found))


async def ics(view: View, found: Seen, gone: Sequence[MeetingRow] = ()) -> Media:
    """The file for the calendar of this person; the link is in it if they come. `gone` leave the calendar."""
    house, workshop = view.house, found.workshop
    owner = Owner(house.lab.name.pick(view.texts.language), house.workshop_page(workshop.code))
    mine = found.row is not None and found.row.state == GOING
    content = calendar(view.texts, workshop, found.told.meetings, owner, house.clock.now(), mine, gone)
    return Media("document", content=content, filename=f"{workshop.code}.ics")


@taps("workshops.place")
async def to_map(update: Update, context: Context, code: str) -> None:
    """The point on the map."""
    context.say("workshops.place", code=code)


@screen("workshops.place")
async def place_screen(view: View, *, code: str) -> Message:
    """The point, which the phone opens in its map."""
    found = await seen_by(view.session, view.person, code)
    point = (found.workshop.latitude, found.workshop.longitude) if found else (None, None)
    if point[0] is None or point[1] is None:
        return await _not_there(view, code)
    return Message(media=Media("location", point=(point[0], point[1])))
