"""What the facilitator does with what people write; rights are checked at each tap, and a tap twice does no more."""

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Update

from handlers import moderation_pages, panels
from handlers.buttons import taps
from handlers.context import Context
from handlers.desk_words import number
from handlers.moderation_pages import QUEUE_MENU
from handlers.rights import staff_only
from locales.marks import N_
from services import moderation, queues
from services.presses import Stale
from services.roles import Role
from storage.questions import QuestionRow
from storage.rooms import RoomRow
from storage.sayings import ANSWERED, HIDDEN, VISIBLE, SayingRow

DONE: dict[str, str] = {
    VISIBLE: N_("✅ Everybody can see it."),
    HIDDEN: N_("🙈 Nobody sees it."),
    ANSWERED: N_("✔️ Answered."),
}
GONE = N_("This text is no longer there.")


@taps("texts.page")
@staff_only(Role.FACILITATOR)
async def page(update: Update, context: Context, room: str, menu: str, which: str = "") -> None:
    """Open the texts, or turn the page."""
    async with context.transaction() as session:
        row = await session.get(RoomRow, number(room))
        if row is None or not await moderation_pages.stands(session, row, menu):
            return
        first = await moderation_pages.first_page(session, row, menu) if which == "" else number(which)
        await panels.show(context, session, row.id, menu, first)


@taps("texts.set")
@staff_only(Role.FACILITATOR)
async def decide(update: Update, context: Context, saying: str, state: str, which: str) -> None:
    """Let a text be seen, hide it, or say that it is answered."""
    if state not in moderation.STATES:
        return
    async with context.transaction() as session:
        row = await session.get(SayingRow, number(saying))
        room_id = await moderation.decide(session, context.person, number(saying), state, context.house.clock.now())
        if row is None or room_id is None:
            context.toast(context.texts.plain(GONE))
            return
        context.toast(context.texts.plain(DONE[state]))
        await _show(context, session, row.question_id, number(which))
    context.house.room_changed(room_id)


@taps("texts.all")
@staff_only(Role.FACILITATOR)
async def allow_all(update: Update, context: Context, question: str, last: str, which: str) -> None:
    """Everything that waits may be seen, but for what came while the button stood there."""
    async with context.transaction() as session:
        row = await session.get(QuestionRow, number(question))
        if row is None:
            return
        count = await moderation.allow_all(session, context.person, row, number(last), context.house.clock.now())
        context.toast(context.texts.plain("✅ Now everybody can see: {count}", count=count))
        await _show(context, session, row.id, number(which))
    context.house.room_changed(row.room_id)


@taps("texts.first")
@staff_only(Role.FACILITATOR)
async def moderate(update: Update, context: Context, room: str, wanted: str, menu: str) -> None:
    """New texts wait for the facilitator, or are seen at once."""
    async with context.transaction() as session:
        row = await session.get(RoomRow, number(room))
        if row is None or not await moderation_pages.stands(session, row, menu):
            return
        await moderation.moderate(session, context.person, row, wanted == "1", context.house.clock.now())
        said = N_("⏳ New texts wait for you.") if wanted == "1" else N_("⚡ New texts are seen at once.")
        context.toast(context.texts.plain(said))
        await panels.show(context, session, row.id, menu, await moderation_pages.first_page(session, row, menu))


@taps("texts.wall")
@staff_only(Role.FACILITATOR)
async def on_wall(update: Update, context: Context, saying: str, which: str) -> None:
    """A question of the room stands large on the wall."""
    async with context.transaction() as session:
        row = await session.get(SayingRow, number(saying))
        question = await session.get(QuestionRow, row.question_id) if row else None
        room = await session.get(RoomRow, question.room_id) if question else None
        now = context.house.clock.now()
        if row is None or room is None or not await queues.put_on_wall(session, context.person, room, row.id, now):
            context.toast(context.texts.plain(GONE))
            return
        context.toast(context.texts.plain("🖥 It stands on the screen."))
        await panels.show(context, session, room.id, QUEUE_MENU, number(which))
    context.house.room_changed(room.id)


@taps("texts.bare")
@staff_only(Role.FACILITATOR)
async def off_wall(update: Update, context: Context, room: str) -> None:
    """The wall shows the session's own question again."""
    async with context.transaction() as session:
        row = await session.get(RoomRow, number(room))
        if row is None:
            return
        await queues.put_on_wall(session, context.person, row, None, context.house.clock.now())
        await panels.show(context, session, row.id, QUEUE_MENU)
    context.house.room_changed(number(room))


@taps("queue.switch")
@staff_only(Role.FACILITATOR)
async def switch(update: Update, context: Context, room: str, wanted: str) -> None:
    """People may ask the room, or no more."""
    house = context.house
    async with context.transaction() as session:
        now = house.clock.now()
        try:
            await queues.switch(session, house.seals, context.person, number(room), wanted == "1", now)
        except Stale:
            context.toast(context.texts.plain("The vote has moved on: look at the panel."))
            return
        await panels.show(context, session, number(room), QUEUE_MENU)
    house.room_changed(number(room))


async def _show(context: Context, session: AsyncSession, question_id: int, which: int) -> None:
    question = await session.get_one(QuestionRow, question_id)
    room = await session.get_one(RoomRow, question.room_id)
    await panels.show(context, session, room.id, moderation_pages.menu_of(room, question), which)
