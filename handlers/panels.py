"""The panel of a live vote: a living card with one large button that does the next right thing.

It refreshes by itself (bot/crier.py, bot/cards.py). Behind ⋯ its values say which menu is open: `more`, `reset`, `end`,
or what people write (handlers/moderation_pages.py) with the `page` of it.
"""

from datetime import timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from handlers import moderation_pages, options, results, saying_screens
from handlers.buttons import Button, Rows, data, one_a_row
from handlers.context import Context
from handlers.moderation_pages import Way
from handlers.rights import refusal
from handlers.screens import Message, View, screen
from handlers.words import bold
from locales import common
from locales.formats import Safe
from locales.marks import N_
from locales.texts import ltr
from services import cards, entries, leading, names, outcomes, rooms, seats, tallies, votes
from services.leading import Act, Step
from services.people import Person
from services.roles import Role, holds
from services.words import spoken
from storage import cards as card_rows
from storage import devices as device_rows
from storage import rooms as rows
from storage import seats as seat_rows
from storage.ballots import WEB
from storage.questions import CLOSED, OPEN, QUEUE, SHOWN, WRITTEN, QuestionRow
from storage.rooms import ENDED, RoomRow

SCREEN = "room.panel"
TAKES_TIME = 30  # people: to fewer a question goes out within a second
BELOW = timedelta(seconds=1)  # after what is said in the same breath
MENUS = ("", "more", "reset", "end", options.MENU)

NEXT: dict[Step, str] = {
    Step.OPEN: N_("▶️ Open question {number}"),
    Step.CLOSE: N_("⏹ Close the vote"),
    Step.REVEAL: N_("📊 Show the result"),
    Step.PODIUM: N_("🏆 Show the podium"),
    Step.END: N_("🏁 End the session"),
}
STATES: dict[str, str] = {
    OPEN: N_("🟢 The vote is open. Votes: {votes}"),
    CLOSED: N_("🔴 The vote is closed. Votes: {votes}"),
    SHOWN: N_("📊 The result is shown. Votes: {votes}"),
}
WRITING: dict[str, str] = {
    OPEN: N_("🟢 The phones can write. People who wrote: {votes}"),
    CLOSED: N_("🔴 Nobody can write any more. People who wrote: {votes}"),
    SHOWN: N_("📊 The result is shown. People who wrote: {votes}"),
}
SURE: dict[str, str] = {
    "reset": N_("♻️ Begin again with the first question? The results so far are kept."),
    "end": N_("🏁 End the session? Everybody is thanked; this cannot be undone."),
}


async def led_by(session: AsyncSession, person: Person) -> RoomRow | None:
    """The newest room that has not ended and of which this person has a panel."""
    for room in await rows.running(session):
        if await card_rows.values_of(session, rooms.panel(room.id, person.id)) is not None:
            return room
    return None


async def put(context: Context, session: AsyncSession, room_id: int) -> None:
    """The panel as a new message, below what is said now; the older one says so."""
    person, now = context.person, context.house.clock.now()
    await cards.touch_all(session, rooms.panels(room_id), now)
    before = await cards.renew(
        session,
        rooms.panel(room_id, person.id),
        screen=SCREEN,
        values={"room": room_id},
        now=now + BELOW,
        chat_id=person.telegram_id,
    )
    if before:
        context.say("room.moved", at=before)


async def show(context: Context, session: AsyncSession, room_id: int, menu: str = "", page: int = 0) -> None:
    """The panel as it is now, with this menu; the other facilitators' too. A trial stands on those of its room."""
    person, now = context.person, context.house.clock.now()
    room_id = await rows.home_of(session, room_id)
    await cards.want(
        session,
        rooms.panel(room_id, person.id),
        screen=SCREEN,
        values={"room": room_id, "menu": menu, "page": page},
        now=now,
        chat_id=person.telegram_id,
        message_id=context.query_message,
    )
    await cards.touch_all(session, rooms.panels(room_id), now)


@screen("room.moved")
async def moved(view: View) -> Message:
    """The panel stands below."""
    return Message(view.texts("🗳 The panel stands further down."))


@screen(SCREEN)
async def panel(view: View, *, room: int, menu: str = "", page: int = 0) -> Message:
    """Where the vote is, and what comes next."""
    if not holds(view.person.roles, Role.FACILITATOR):
        return refusal(view)
    row = await rows.trial_of(view.session, room) or await view.session.get(RoomRow, room)
    if row is None:
        return Message(view.texts("This vote is over. Thank you!"))
    if await moderation_pages.stands(view.session, row, menu):
        return await moderation_pages.page(view, row, menu, page)
    questions = await rows.questions(view.session, row.id)
    act = leading.next_act(row, questions)
    present = next((one for one in questions if one.id == row.question_id), None)
    lines = [*await _head(view, row), *await _present(view, row, present, len(questions))]
    if row.state == ENDED:
        lines += await _asked(view, questions)
    if act and act.step is Step.OPEN and act.question:
        words = spoken(act.question.words, view.texts.language)
        lines += ["", view.texts("Next: {question}", question=words), *options.names_lines(view, row, act.question)]
    if menu in SURE:
        lines += ["", bold(view.texts(SURE[menu]))]
    ways = await moderation_pages.ways(view.session, row)
    following = names.following(questions)
    return Message("\n".join(lines), rows=_rows(view, row, act, present, menu, ways, following))


async def _head(view: View, room: RoomRow) -> list[Safe]:
    texts = view.texts
    if room.state == ENDED:
        return [bold(texts("🗳 Live vote"))]
    if room.trial_of:
        return options.trial_lines(view)
    devices = await device_rows.count(view.session, room.id)
    people = await seat_rows.present(view.session, room.id) + devices + room.walk_ins
    code = texts("🗳 Live vote, code {code}", code=ltr(room.code or ""))
    here = texts("People in the room: {count}", count=people)
    lines = [bold(code), here, *results.apart(texts, {WEB: devices}), *results.walk_ins(texts, room.walk_ins)]
    return [*lines, *options.lines(view, room)]


async def _present(view: View, room: RoomRow, question: QuestionRow | None, of: int) -> list[Any]:
    """The question that was opened last: its words, its state, how far it has gone out."""
    texts = view.texts
    if room.state == ENDED:
        came = await outcomes.attendance(view.session, room)
        return [texts("🏁 The session has ended. The phones say thank you."), *results.came(texts, came)]
    if question is None:
        return [texts("Questions ready: {count}", count=of), *to_the_wall(view, room.paired)]
    words = spoken(question.words, texts.language)
    head = texts("Question {number} of {of}: {question}", number=question.position + 1, of=of, question=words)
    result = await tallies.result(view.session, question)
    states = WRITING if question.kind in WRITTEN else STATES
    lines = ["", bold(head), texts(states[question.state], votes=result.voters)]
    lines += [texts(options.SHOWS_NAMES)] if question.named and question.state == OPEN else []
    lines += [] if room.trial_of else results.apart(texts, result.apart)
    if question.state == SHOWN:
        lines += results.right_answer(texts, question)
    if question.state == SHOWN and question.kind in WRITTEN:
        lines += saying_screens.result(texts, question, await entries.seen(view.session, question))
    elif question.state == SHOWN and result.told:
        lines += results.breakdown(view, question, result)
    if question.state == SHOWN:
        lines += await results.who(view, question, result)
    lines += await results.podium(view, room) if question.podium else []
    if question.state == OPEN and question.closes_at:
        lines.append(texts("⏱ It closes by itself at {time}", time=texts.time(question.closes_at)))
    out, all_of_them = await seats.sent(view.session, room)
    if out < all_of_them and all_of_them >= TAKES_TIME:
        lines.append(texts("📨 Sent to the phones: {out}", out=ltr(f"{out}/{all_of_them}")))
    return lines


def to_the_wall(view: View, paired: bool = False) -> list[Safe]:
    """How a screen becomes the wall; one more, where one is `paired`."""
    if not view.house.web_address:
        return []
    page = ltr(f"{view.house.web_address}/live")
    if paired:
        told = N_("🖥 The big screen shows the vote. One more screen: open {page} there and send its six digits here.")
        return [view.texts(told, page=page)]
    return [view.texts("🖥 For the big screen: open {page} there and send its six digits here.", page=page)]


async def _asked(view: View, questions: list[QuestionRow]) -> list[Safe]:
    """Each question that was asked, with how many voted."""
    texts, lines = view.texts, list[Safe]()
    for one in questions:
        if one.totals is not None:
            words = spoken(one.words, texts.language)
            lines += [texts("Question {number}: {question}", number=one.position + 1, question=words)]
            result = await tallies.result(view.session, one)
            lines += results.voted(texts, one, result)
    return lines


def _rows(
    view: View,
    room: RoomRow,
    act: Act | None,
    question: QuestionRow | None,
    menu: str,
    ways: list[Way],
    following: QuestionRow | None,
) -> Rows:
    if room.trial_of:
        return options.trial_rows(view, room, act, NEXT) if act else []
    texts, here = view.texts, (room.id, room.version)
    urgent = [[_written(view, room, one)] for one in ways if one.waiting]
    if act is None:
        over = [results_button(view, room), *summary_link(view, room)]
        return [*urgent, *one_a_row(over)]  # what was said last can still be written down
    if menu in ("more", "reset", "end"):
        return _menu(view, room, question, menu, ways)
    if menu == options.MENU:
        return one_a_row([*options.buttons(view, room, following), _back(view, room)])
    number = act.question.position + 1 if act.question else 0
    large = Button(texts.plain(NEXT[act.step], number=number), data("room.go", *here))
    if act.step is Step.END:
        large = Button(texts.plain(NEXT[act.step]), data("room.menu", room.id, "end"))
    beside = [
        Button(texts.plain("🔗 Invite"), data("room.invite", room.id)),
        Button(f"⋯ {texts.plain(common.MORE)}", data("room.menu", room.id, "more")),
    ]
    timed = question is not None and question.state == OPEN and question.closes_at is not None
    return [[large], *([[_time(view, room, N_("⏱ One minute more"))]] if timed else []), *urgent, beside]


def _time(view: View, room: RoomRow, label: str) -> Button:
    return Button(view.texts.plain(label), data("room.do", room.id, room.version, "time"))


def _written(view: View, room: RoomRow, way: Way) -> Button:
    """The way to what people write; of a question that is over with its number."""
    texts, at, count = view.texts, _way(room, way.menu), way.waiting
    if way.question.kind == QUEUE:
        words = texts.plain("❓ Questions, waiting: {count}", count=count)
        return Button(words if count else texts.plain("❓ Questions to the room"), at)
    if way.menu == moderation_pages.TEXTS_MENU:
        return Button(texts.plain("📝 Texts, waiting: {count}", count=count), at)
    return Button(texts.plain("📝 Question {n}, waiting: {m}", n=way.question.position + 1, m=count), at)


def _all_written(view: View, room: RoomRow, ways: list[Way]) -> list[Button]:
    """All of them; the queue can always be begun."""
    found = [_written(view, room, one) for one in ways]
    if any(one.menu == moderation_pages.QUEUE_MENU for one in ways):
        return found
    return [*found, Button(view.texts.plain("❓ Questions to the room"), _way(room, moderation_pages.QUEUE_MENU))]


def _way(room: RoomRow, menu: str) -> str:
    return data("texts.page", room.id, menu)


def _menu(view: View, room: RoomRow, question: QuestionRow | None, menu: str, ways: list[Way]) -> Rows:
    texts, here = view.texts, (room.id, room.version)
    back = _back(view, room)
    # Back stands where the large button stood: the second half of a double tap confirms nothing.
    if menu == "reset":
        return one_a_row([back, Button(texts.plain("♻️ Yes, begin again"), data("room.do", *here, "reset"))])
    if menu == "end":
        return one_a_row([back, Button(texts.plain("🏁 Yes, end it"), data("room.do", *here, "end"))])
    return one_a_row([*_more(view, room, question), *_all_written(view, room, ways), back])


def _back(view: View, room: RoomRow) -> Button:
    return Button(f"↩️ {view.texts.plain(common.BACK)}", data("room.menu", room.id, ""))


def _more(view: View, room: RoomRow, question: QuestionRow | None) -> list[Button]:
    texts, here, found = view.texts, (room.id, room.version), list[Button]()
    if question and question.state == OPEN and not question.closes_at:
        found.append(_time(view, room, N_("⏱ Close in one minute")))
    if question and votes.may_reopen(question, view.house.clock.now()):
        found.append(Button(texts.plain("↩️ Open the vote again"), data("room.do", *here, "reopen")))
    found.append(Button(texts.plain("🧰 Options"), data("room.menu", room.id, options.MENU)))
    if question:
        found.append(results_button(view, room))
        found.append(Button(texts.plain("♻️ Begin again"), data("room.menu", room.id, "reset")))
    return [*found, Button(texts.plain("🏁 End the session"), data("room.menu", room.id, "end"))]


def summary_link(view: View, room: RoomRow) -> list[Button]:
    """The page for everybody (web/summary.py), where the world reaches our pages."""
    if not view.house.public_url:
        return []
    page = f"{view.house.public_url}/live/{room.token}/summary"
    return [Button(view.texts.plain("🌐 The page with the results"), url=page)]


def results_button(view: View, room: RoomRow) -> Button:
    """Leads to handlers/outcomes.py."""
    return Button(view.texts.plain("📁 Results and files"), data("room.results", room.id, "panel"))
