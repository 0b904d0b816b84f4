"""A vote that somebody writes: the question stands below once more, with its buttons. Nothing of it is stored."""

from dataclasses import replace

from telegram import Update

from conversations import name_form
from conversations.form import TEXT, Said
from handlers import forms, turning
from handlers.buttons import Button, data, taps
from handlers.context import Context
from handlers.sayings import leads_in_a_form
from handlers.screens import Message, View, render, screen
from handlers.served import load
from locales.marks import N_
from services import written_votes
from storage.questions import OPEN

LONGEST = 40  # bytes of what a button carries beside its name
OTHER = N_("📝 It was not for the vote")


async def answered(update: Update, context: Context) -> bool:
    """Show the open question again to whoever writes its answer: only a tap votes, and no draft swallows a vote."""
    text = update.effective_message.text if update.effective_message else None
    if not text or not _fits(text):
        return False
    async with context.reading() as session:
        question = await written_votes.asked(session, context.person, context.house.clock.now())
    if question is None or not written_votes.names_answer(question, text) or await leads_in_a_form(context):
        return False
    one = await forms.opened(context)
    if one and one.draft.form == name_form.FORM.name:  # a candidate may give their own name
        return False
    # Outside a transaction: what somebody was about to vote stays in no row.
    context.say("vote.written", question=question.id, text=text, token=one.draft.token if one else "")
    return True


def _fits(text: str) -> bool:
    return ":" not in text and len(text.encode()) <= LONGEST


@screen("vote.written")
async def written(view: View, *, question: int, text: str, token: str) -> list[Message]:
    """The question with its buttons, and a way out for what answers something else."""
    shown = await render(view, "seat.question", {"question": question, "stage": OPEN, "again": True})
    head = view.texts("👆 A vote is open: one votes by a tap, not in writing.")
    other = Button(view.texts.plain(OTHER), data("vote.other", token, text))
    return [replace(one, text="\n".join([head, "", one.text]), rows=[*one.rows, [other]]) for one in shown]


@taps("vote.other")
async def other(update: Update, context: Context, token: str, text: str) -> None:
    """It goes to the form that was open then, or is offered as a report."""
    async with context.transaction() as session:
        one = await load(session, context.house, context.person)
        if (one.draft.token if one else "") != token:
            context.toast(context.texts.plain("This button is too old, it no longer works."))
            return
        said = Said(TEXT, text, context.query_message or 0)
        if one:
            await turning.hear(context, session, one, said, hurry=True)
        else:
            await forms.begin(context, session, "challenge", [said], offer=True)
