"""What a tap does to an announcement: in one transaction, with a word why if it cannot be done."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.context import Context
from handlers.desk_words import number
from locales.marks import N_
from services import announcement_panels as panels
from services import announcements
from services.announcements import Alone, Changed, Nobody, TooLate, Wordless
from services.people import Person
from storage import announcements as rows

Act = Callable[[AsyncSession, Person], Awaitable[Any]]
Service = Callable[[AsyncSession, Person, int, datetime], Awaitable[Any]]

MISTAKES: dict[type[Exception], str] = {
    Changed: N_("It has changed meanwhile. Here is how it stands."),
    Wordless: N_("It says nothing yet: first write the text."),
    Nobody: N_("Nobody would get it: choose other people."),
    Alone: N_("A second person of the team has to say yes."),
    TooLate: N_("The time you chose is over: choose another one."),
}


async def act(context: Context, announcement: str, does: Act, screen: str = "announcement", **values: Any) -> None:
    """Do it, then show the announcement (or another screen about it) in place; what cannot be done says why."""
    async with context.transaction() as session:
        try:
            async with session.begin_nested():  # half done is undone
                await does(session, context.person)
        except tuple(MISTAKES) as mistake:
            context.toast(context.texts.plain(MISTAKES[type(mistake)]), alert=True)
        await session.flush()
        if screen == "announcement":
            await show(context, session, number(announcement))
        else:
            context.say(screen, edit=True, announcement=number(announcement), **values)


async def steer(context: Context, announcement: str, service: Service) -> None:
    """One tap, one service; then the announcement is shown as it stands."""
    now = context.house.clock.now()
    await act(context, announcement, lambda session, person: service(session, person, number(announcement), now))


async def show(context: Context, session: AsyncSession, announcement: int, *, edit: bool = True) -> None:
    """How it stands: under way or being corrected, in this person's living panel; else in place of the tapped one."""
    row = await rows.of(session, announcement)
    if row is None or not await panels.moves(session, row):
        context.say("announcement", edit=edit, announcement=announcement)
        return
    message, now = context.query_message if edit else None, context.house.clock.now()
    if before := await panels.put(session, announcement, context.person.id, context.chat_id, now, message):
        context.say("announcement.moved", at=before)  # else an old message with old numbers stays up there


async def change(context: Context, announcement: str, screen: str, columns: dict[str, Any], **values: Any) -> None:
    """Edit columns of one that has not left, and show a screen about it."""

    async def edited(session: AsyncSession, person: Person) -> Any:
        now = context.house.clock.now()
        return await announcements.edit(session, person, number(announcement), now, **columns)

    await act(context, announcement, edited, screen, **values)
