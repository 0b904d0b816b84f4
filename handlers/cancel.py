"""/cancel: give up what was begun, at any moment."""

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Update

from handlers import forms
from handlers.commands import command
from handlers.context import Context
from handlers.screens import Message, View, screen
from locales.marks import N_
from locales.texts import unbroken
from services import queues, threads
from storage.challenges import ChallengeRow


@command("cancel", N_("Cancel"))
async def cancelled(update: Update, context: Context) -> None:
    """Give up the open form, or else writing to the team; without either, say that there is nothing to give up."""
    async with context.transaction() as session:
        if not (await forms.cancel(context, session) or await _stopped(context, session)):
            context.say("cancel.nothing")


async def _stopped(context: Context, session: AsyncSession) -> bool:
    """No thread takes the next message any more; False if none would have."""
    house, now, found = context.house, context.house.clock.now(), False
    while challenge := await threads.awaiting(session, house.seals, context.person, now):
        await threads.listen_no_more(session, challenge, now)
        context.say("cancel.stopped", challenge=challenge.id)
        found = True
    return found


@screen("cancel.stopped")
async def stopped(view: View, *, challenge: int) -> list[Message]:
    """The next message does not go into the thread."""
    row = await view.session.get(ChallengeRow, challenge)
    if row is None:
        return []
    text = view.texts("✓ We stopped. Your next message will not go to the report {ref}.", ref=unbroken(row.ref))
    return [Message(text, about_challenge=row.id)]


@screen("cancel.nothing")
async def nothing(view: View) -> Message:
    """There is nothing to cancel, nor is a vote; a reply keyboard left over goes."""
    lines = [view.texts("There is nothing to cancel.")]
    if await queues.open_question(view.session, view.person, view.house.clock.now()):
        lines.append(view.texts("🗳 What you chose in the vote stays as it is."))
    return Message("\n".join(lines), keys=())
