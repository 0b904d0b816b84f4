"""Correcting what was sent: other words in a language, shown once more before they replace the old ones everywhere."""

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Update

from conversations import announcements as conversation
from conversations.form import Answers
from handlers.announcement_acts import show
from handlers.announcement_forms import begin
from handlers.buttons import taps
from handlers.context import Context
from handlers.desk_words import number
from handlers.rights import staff_only
from handlers.screens import View
from handlers.served import Open, Served, serve
from locales.formats import Safe
from locales.languages import NAMES
from locales.lengths import utf16_len
from locales.marks import N_
from services import announcements, underway
from services.announcements import Changed
from services.roles import Role
from storage import announcements as rows

CORRECT = N_("Correct it")


@taps("an.fix")
@staff_only(Role.COMMUNICATOR)
async def fix(update: Update, context: Context, announcement: str, language: str) -> None:
    """Ask for the right words of what was sent."""
    if language in context.house.catalogues.languages:
        await begin(context, conversation.CORRECTION.name, announcement=number(announcement), language=language)


class _Correction(Served):
    """Words alone: the file stays. A tap confirms them, since everybody's message changes."""

    form = conversation.CORRECTION
    needs = Role.COMMUNICATOR

    def above(self, view: View, one: Open) -> list[Safe]:
        """In which language."""
        return [view.texts("🗣 Language: {language}", language=NAMES[one.beside["language"]])]

    def send_label(self, one: Open) -> str:
        """It changes what was sent."""
        return CORRECT

    async def sent(self, context: Context, session: AsyncSession, one: Open, answers: Answers) -> None:
        """Keep the words, and bring what arrived to them; refused if nothing was sent yet."""
        announcement, language = one.beside["announcement"], one.beside["language"]
        text, now = str(answers.value("words")), context.house.clock.now()
        if utf16_len(text) > conversation.LONGEST_CAPTION and await _has_file(session, announcement, language):
            context.say("announcement.too_long", announcement=announcement)
            return
        try:
            async with session.begin_nested():
                await announcements.reword(session, context.person, announcement, language, text, now)
                await underway.correct(session, context.person, announcement, now)
        except Changed:
            context.say("announcement.too_late", announcement=announcement)
            return
        await session.flush()
        await show(context, session, announcement, edit=False)


serve(_Correction())


async def _has_file(session: AsyncSession, announcement: int, language: str) -> bool:
    row, wordings = await rows.of(session, announcement), await rows.wordings(session, announcement)
    own = wordings.get(language)
    return bool((row and row.media_id) or (own and own.media_id))
