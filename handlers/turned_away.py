"""Whoever the team has blocked: their data stay theirs, danger is answered, all else gets one kind sentence a day."""

from telegram import Message as Came
from telegram import Update

from handlers.context import Context
from handlers.screens import Message, View, screen
from locales.marks import N_
from locales.texts import Safe, ltr
from services import emergencies
from storage.people import PersonRow

SENTENCE = N_("The team no longer takes messages from this account.\nYou can still see or erase your data: {command}")
PRIVACY = "/privacy"
THEIRS = ("privacy.", "mine.", "alert.", "topic.", "profiles.", "language.")  # to see, correct and stop what is kept
WHY = {
    "spam": N_("Reason: advertising or spam."),
    "insults": N_("Reason: insults or threats."),
    "false": N_("Reason: invented reports."),
}


def turned_away(update: Update, context: Context) -> bool:
    """Answer a blocked person, and hand nothing on; False for a tap about their own data, which is served."""
    if query := update.callback_query:
        if (query.data or "").startswith(THEIRS):
            return False
        context.toast(context.texts.plain(SENTENCE, command=ltr(PRIVACY)), alert=True)
    elif message := update.effective_message:
        _answer(context, message)
    return True


def _answer(context: Context, message: Came) -> None:
    words, house = message.text or message.caption or "", context.house
    if danger := emergencies.urgent(words):
        context.say("challenge.emergency", kind=danger.kind)
    if words.partition("@")[0].lower().split()[:1] == [PRIVACY]:
        context.say("privacy.menu")
    elif house.turned_away.first(context.person.telegram_id, house.clock.now()):
        context.say("turned_away")


@screen("turned_away")
async def told(view: View) -> Message:
    """That the team takes nothing more from this account; the keys of what they had begun go."""
    row = await view.session.get(PersonRow, view.person.id)
    lines = [view.texts(SENTENCE, command=ltr(PRIVACY)), *why_blocked(view, row.blocked_why if row else None)]
    return Message("\n".join(lines), keys=[])


def why_blocked(view: View, why: str | None) -> list[Safe]:
    """The reason in words, if one was given that says something."""
    return [view.texts(WHY[why])] if why in WHY else []
