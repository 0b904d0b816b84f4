"""A vote that somebody writes, or says, instead of tapping: the question comes again, with its buttons. What was
written is on the button of the way out, a voice stands above it; none of it is kept for longer than it takes to send.
"""

from dataclasses import replace

from telegram import Message as Heard
from telegram import Update

from conversations import name_form
from conversations.form import TEXT, Said
from handlers import forms, messages, turning
from handlers.buttons import Button, data, taps
from handlers.context import Context
from handlers.sayings import leads_in_a_form
from handlers.screens import Media, Message, View, screen
from handlers.served import Open, load
from locales import common
from locales.marks import N_
from services import seats, written_votes
from services.written_votes import Vote

LONGEST = 40  # bytes of what a button carries beside its name
OTHER = N_("📝 It was not for the vote")


async def answered(update: Update, context: Context) -> bool:
    """Bring the open question again to whoever writes or says an answer: only a tap votes, no draft swallows a vote."""
    message, now = update.effective_message, context.house.clock.now()
    if message is None or not (message.voice or _fits(message.text or "")):
        return False
    async with context.reading() as session:
        vote = await written_votes.asked(session, context.person, now)
    one = await forms.opened(context) if vote else None
    if vote is None or not _votes(message, vote, one) or await leads_in_a_form(context):
        return False
    voice, token = message.voice.file_id if message.voice else "", one.draft.token if one else ""
    async with context.transaction() as session:
        context.say("vote.written", text=message.text or "", voice=voice, over=not vote.open, token=token)
        if vote.open:
            await seats.ask_again(session, vote.seat)
    context.house.room_changed(vote.question.room_id)
    return True


def _fits(text: str) -> bool:
    return bool(text) and ":" not in text and len(text.encode()) <= LONGEST


def _votes(message: Heard, vote: Vote, one: Open | None) -> bool:
    """A voice, unless a form waits for it; a text that names an answer, but a candidate may give their own name."""
    if message.voice:
        return vote.open and one is None
    naming = one is not None and one.draft.form == name_form.FORM.name
    return not naming and written_votes.names_answer(vote.question, message.text or "")


@screen("vote.written")
async def written(view: View, *, text: str, voice: str, over: bool, token: str) -> Message:
    """What one does instead, and a way out for what answers something else."""
    other = Button(view.texts.plain(OTHER), data("vote.other", token, text))
    if over:
        said = view.texts("⏹ The vote on this question has ended. The result comes here by itself.")
    elif voice:
        said = view.texts("👇 A vote is open: one votes by a tap, not by speaking.")
    else:
        said = view.texts("👇 A vote is open: one votes by a tap, not in writing.")
    return Message(said, rows=[[other]], media=Media("voice", file_id=voice) if voice else None)


@taps("vote.other")
async def other(update: Update, context: Context, token: str, text: str) -> None:
    """It goes to the form that was open then, or is offered as a report."""
    async with context.transaction() as session:
        one = await load(session, context.house, context.person)
        if (one.draft.token if one else "") != token:
            context.toast(context.texts.plain(common.OLD_BUTTON))
            return
        said = _what_was_said(update, context, text)
        if one:
            await turning.hear(context, session, one, said, hurry=True)
        else:
            await forms.begin(context, session, "challenge", [said], offer=True)


def _what_was_said(update: Update, context: Context, text: str) -> Said:
    """The words on the button, or the voice above it."""
    above = update.effective_message
    voice = messages.said(above) if above and not text else None
    if voice is None:
        return Said(TEXT, text, context.query_message or 0)
    return replace(voice, value=voice.value | {"caption": ""})
