"""Supporting a challenge that the public sees, and leaving it."""

from telegram import Update

from handlers.buttons import taps
from handlers.context import Context
from handlers.desk_words import number
from services import supporters
from storage.challenges import ChallengeRow


@taps("support.leave")
async def leave(update: Update, context: Context, challenge: str) -> None:
    """No more news of this one. Twice changes nothing."""
    async with context.transaction() as session:
        row = await session.get(ChallengeRow, number(challenge))
        if row is not None:
            await supporters.leave(session, context.house.seals, context.person, row)
        context.toast(context.texts.plain("🔕 You get no more news of it."))
