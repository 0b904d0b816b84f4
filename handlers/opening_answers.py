"""Applying in one's own words or by voice: the form, and what its organisation reads and hears of it."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Update

from conversations import opening_form
from conversations.form import Answers, Around
from conversations.opening_form import APPLY, Applying
from handlers import forms
from handlers.buttons import Button, Rows, data, one_a_row, taps
from handlers.context import Context, House
from handlers.desk_words import number
from handlers.openings import apply_or_say, busy, team
from handlers.screens import Media, Message, View, screen
from handlers.served import Open, Served, serve
from locales.formats import Safe
from locales.marks import N_
from services import openings
from services.people import Person
from storage import openings as rows
from storage.openings import ApplicationRow


@taps("opening.words")
async def begin(update: Update, context: Context, opening: str) -> None:
    """Whoever may apply is asked what the organisation asks."""
    if await busy(context, APPLY.name):
        return
    async with context.transaction() as session:
        if await rows.application(session, number(opening), context.person.id):
            context.say("opening.see", edit=True, opening=number(opening))
        elif row := await apply_or_say(context, session, number(opening), openings.may_apply):
            asked = (row.questions or "").splitlines()
            await forms.begin(context, session, APPLY.name, opening=row.id, questions=asked)


class _Apply(Served):
    """Sending it applies."""

    form = APPLY

    def around(self, house: House, person: Person, one: Open) -> Around:
        """What they are asked."""
        return Applying(one.beside["questions"])

    def above(self, view: View, one: Open) -> list[Safe]:
        """How they may answer, above the organisation's own words."""
        own = one.draft.at == "words"
        return [] if own else [view.texts("🎤 Answer in writing or with a voice message, or skip.")]

    def below(self, view: View, one: Open, lines: Any) -> list[Safe]:
        """Who reads it."""
        return [view.texts("Whoever offers it reads this with your volunteer card, and so can our team. "
                           "When you take it back, it is gone.")]  # fmt: skip

    def send_label(self, one: Open) -> str:
        """Apply."""
        return N_("Apply")

    async def sent(self, context: Context, session: AsyncSession, one: Open, answers: Answers) -> None:
        """They applied."""
        said = opening_form.said(answers, self.around(context.house, context.person, one))
        opening = one.beside["opening"]
        if await apply_or_say(context, session, opening, openings.apply, said, await team(context, session)):
            context.say("opening.see", edit=True, opening=opening)


serve(_Apply())


def answers_told(view: View, one: ApplicationRow) -> list[Safe]:
    """What they said, a question and its answer each."""
    texts, told = view.texts, list[Safe]()
    for said in one.answers or []:
        words = said.get("words") or texts.plain("🎤 voice message")
        if said["question"]:
            told.append(texts("💬 Question: {question}\nAnswer: {answer}", question=said["question"], answer=words))
        else:
            told.append(texts("In their own words: {words}", words=words))
    return told


def listen_to(view: View, one: ApplicationRow) -> Rows:
    """A button for each voice message, named by its place among the answers."""
    spoken = [place for place, said in enumerate(one.answers or []) if "voice" in said]
    return one_a_row([Button(view.texts.plain("🎤 Listen to answer {number}", number=place + 1),
                             data("opening.heard", one.id, place)) for place in spoken])  # fmt: skip


@taps("opening.heard")
async def heard(update: Update, context: Context, application: str, place: str) -> None:
    """What was said in a voice message."""
    context.say("opening.heard", application=number(application), place=number(place))


@screen("opening.heard")
async def heard_screen(view: View, *, application: int, place: int) -> Message:
    """The voice message, for whom the answer is."""
    found = await openings.heard(view.session, view.person, application, place)
    if found is None:
        return Message(view.texts("This is gone: perhaps they took it back."))
    return Message(media=Media("voice", found))
