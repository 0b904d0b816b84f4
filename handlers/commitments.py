"""Who is expected within seven days and writes "I can't come" is understood; when unsure: three buttons."""

from contextlib import suppress
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Update

from conversations import commitment_form
from conversations.commitment_form import CANNOT, TELL
from conversations.form import TEXT, Answer, Answers, Around, Said
from handlers import forms, reminders
from handlers.buttons import Button, data
from handlers.context import Context, House
from handlers.screens import Message, View, screen
from handlers.served import Open, Served, serve
from handlers.words import bold, quoted
from locales.formats import Safe
from services import commitments
from services import reminders as answers_to_it
from services.commitments import Meaning
from services.people import Person
from services.registrations import Caller, Closed
from services.roles import Role, holds
from storage.workshops import MeetingRow, WorkshopRow

FORM = commitment_form.FORM
WORDS = 1000


async def heard(update: Update, context: Context) -> bool:
    """Take a text that says (perhaps) that somebody cannot come to what they promised to come to."""
    text = update.effective_message.text if update.effective_message else None
    meant = commitments.meaning(text) if text else None
    if not text or meant is None:
        return False
    async with context.reading() as session:
        found = await commitments.upcoming(session, context.person, context.house.clock.now())
    if not found:
        return False
    if meant is Meaning.CANNOT:
        await _take_back(context, found)
    else:
        async with context.transaction() as session:
            known = Answers({"words": Answer("text", text)})
            await forms.begin(context, session, FORM.name, answers=known, expected=await _expected(session, found))
    return True


async def _expected(session: AsyncSession, found: list[MeetingRow]) -> list[dict[str, Any]]:
    """What the form needs to know of each of these sessions."""
    workshops = [await session.get_one(WorkshopRow, one.workshop_id) for one in found]
    return [{"id": one.id, "title": dict(of.title)} for one, of in zip(found, workshops, strict=True)]


async def _take_back(context: Context, found: list[MeetingRow]) -> None:
    """Of one commitment at once, since it can be taken back; of several people say which."""
    async with context.transaction() as session:
        if len(found) > 1:
            context.say("commitment.which", meetings=[one.id for one in found])
        else:
            await _cannot(context, session, found[0])


async def _cannot(context: Context, session: AsyncSession, meeting: MeetingRow) -> None:
    """They cannot come to it; if several sessions are left they say to which."""
    now = context.house.clock.now()
    if len(await answers_to_it.left(session, meeting, now)) > 1:
        context.say("reminder.which", meeting=meeting.id)
        return
    with suppress(Closed):  # it is over or called off: the screen says so
        await answers_to_it.stays_away(session, Caller(context.person), meeting, now, whole=True)
    context.say("reminder.noted", meeting=meeting.id)


@screen("commitment.which")
async def which(view: View, *, meetings: list[int]) -> Message:
    """To which of these do they not come?"""
    rows = []
    for one in meetings:
        meeting = await view.session.get(MeetingRow, one)
        workshop = await view.session.get(WorkshopRow, meeting.workshop_id) if meeting else None
        if workshop:
            rows.append([Button(reminders.title_of(view, workshop), data("reminder.no", one))])
    return Message(view.texts("To which one can you not come?"), rows=rows)


class _Commitment(Served):
    """What they wrote stands above the three choices."""

    form = FORM

    def around(self, house: House, person: Person, one: Open) -> Around:
        """Where they are expected."""
        expected: commitment_form.Expected = one.beside.get("expected", [])
        return expected

    def above(self, view: View, one: Open) -> list[Safe]:
        """What they wrote."""
        return [quoted(str(one.draft.answers.value("words")), 200)]

    def may_go_back(self, one: Open) -> bool:
        """There is nothing before."""
        return False

    async def sent(self, context: Context, session: AsyncSession, one: Open, answers: Answers) -> None:
        """Do what they meant; what is something else is offered as a report, with every word of it."""
        ids = [each["id"] for each in one.beside.get("expected", [])]
        meeting = await session.get(MeetingRow, int(answers.value("which") or next(iter(ids), 0)))
        meant, said = answers.value("meant"), _said(answers)
        if meeting is None or meant not in (CANNOT, TELL):
            messages = [Said(TEXT, text) for text in said]
            await forms.begin(context, session, "challenge", messages, offer=True)
        elif meant == TELL:
            now = context.house.clock.now()
            told = await commitments.tell_organiser(session, context.person, meeting, said[0], now)
            context.say("commitment.passed_on", told=bool(told))
        else:
            await _cannot(context, session, meeting)


def _said(answers: Answers) -> list[str]:
    """Every text: the first one, and one that came instead of a choice."""
    texts = [str(answers.value("words"))]
    if answers.kind("meant") == "text":
        texts.append(str(answers.value("meant")))
    return texts


serve(_Commitment())


@screen("commitment.passed_on")
async def passed_on(view: View, *, told: bool) -> Message:
    """The organiser has it."""
    if not told:
        return Message(view.texts("Nobody leads this workshop just now. Please send it as a message to the team."))
    return Message(view.texts("✉️ Done: whoever organises the workshop reads it here."))


@screen(commitments.SCREEN)
async def told_screen(view: View, *, meeting: int, name: str, words: str) -> list[Message]:
    """For those who lead it: what somebody who comes wrote."""
    one = await view.session.get(MeetingRow, meeting)
    workshop = await view.session.get(WorkshopRow, one.workshop_id) if one else None
    if workshop is None or not holds(view.person.roles, Role.FACILITATOR):
        return []
    who = name or view.texts.plain("somebody")
    head = view.texts("✉️ About “{event}”, from {name}:", event=reminders.title_of(view, workshop), name=who)
    return [Message("\n".join([bold(head), quoted(words, WORDS)]))]
