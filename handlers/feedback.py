"""How was it? Stars by one tap, then words or a voice if people like; and what the team reads of it."""

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Update

from conversations import feedback_form
from conversations.form import Answers
from handlers import forms
from handlers.buttons import Button, data, taps
from handlers.context import Context
from handlers.desk_words import number
from handlers.reminders import title_of
from handlers.rights import refusal, staff_only
from handlers.screens import Media, Message, View, screen
from handlers.served import Open, Served, serve
from handlers.words import bold, quoted
from services import audit, feedback
from services.feedback import STARS
from services.roles import Role, holds
from storage import checkin
from storage import registrations as rows
from storage.workshops import MeetingRow, WorkshopRow, subject_of

SHOWN, WORDS = 10, 300


@screen("feedback.ask")
async def ask(view: View, *, meeting: int, begins: str = "", last: bool = False) -> list[Message]:
    """Five stars to tap; nothing for whoever is not registered any more, or has answered."""
    one = await view.session.get(MeetingRow, meeting)
    workshop = await view.session.get(WorkshopRow, one.workshop_id) if one else None
    mine = await rows.of(view.session, workshop.id, view.person.id) if workshop else None
    if workshop is None or mine is None or mine.rating:
        return []
    text = view.texts("How was “{event}”? One star: not good, five: very good.", event=title_of(view, workshop))
    stars = [[Button("⭐" * n, data("feedback.rate", workshop.id, n))] for n in range(STARS, 0, -1)]
    return [Message(text, rows=stars)]


@taps("feedback.rate")
async def rate(update: Update, context: Context, workshop: str, stars: str) -> None:
    """Note the stars, and ask for words unless something else was begun."""
    busy = await forms.opened(context)
    async with context.transaction() as session:
        row = await feedback.rate(session, context.person, number(workshop), number(stars))
        if row is None:
            context.toast(context.texts.plain("This workshop is over or called off."), alert=True)
            return
        context.say("feedback.noted", edit=True, workshop=row.workshop_id)
        if busy is None:
            await forms.begin(context, session, feedback_form.FORM.name, workshop=row.workshop_id)


@screen("feedback.noted")
async def noted(view: View, *, workshop: int) -> Message:
    """The stars, in place of the question."""
    mine = await rows.of(view.session, workshop, view.person.id)
    stars = "⭐" * ((mine.rating if mine else 0) or 0)
    return Message(view.texts("Noted: {stars}. The team does not see your name beside it.", stars=stars))


class _Feedback(Served):
    """Words or a voice."""

    form = feedback_form.FORM

    def may_go_back(self, one: Open) -> bool:
        """There is nothing before."""
        return False

    async def sent(self, context: Context, session: AsyncSession, one: Open, answers: Answers) -> None:
        """Keep what was said."""
        said, kind = answers.value("words"), answers.kind("words")
        words = str(said) if kind == "text" else ""
        voice = str(said["file_id"]) if kind == "voice" else ""
        if words or voice:
            await feedback.add(session, context.person, one.beside["workshop"], words, voice)
        context.say("feedback.thanks")


serve(_Feedback())


@screen("feedback.thanks")
async def thanks(view: View) -> Message:
    """The end."""
    return Message(view.texts("Thank you, this helps us do better. 🌿"))


@screen("feedback.in")
async def came_in(view: View, *, meeting: int) -> list[Message]:
    """For those who lead it, a day later: how many came, and the way to what they thought."""
    one = await view.session.get(MeetingRow, meeting)
    workshop = await view.session.get(WorkshopRow, one.workshop_id) if one else None
    if one is None or workshop is None or not holds(view.person.roles, Role.FACILITATOR):
        return []
    here = (await checkin.attendance(view.session, [meeting]))[meeting]
    said = (await feedback.opinions(view.session, workshop.id)).stars.total()
    texts, event = view.texts, title_of(view, workshop)
    text = texts("⭐ “{event}”, the day after. Here: {here}. Opinions: {said}", event=event, here=here, said=said)
    return [Message(text, rows=[[Button(texts.plain("⭐ Opinions"), data("feedback.read", workshop.id))]])]


@taps("feedback.read")
@staff_only(Role.FACILITATOR)
async def read(update: Update, context: Context, workshop: str) -> None:
    """What people thought of it, for the team."""
    async with context.transaction() as session:
        subject, now = subject_of(number(workshop)), context.house.clock.now()
        audit.note(session, context.person.id, "feedback.read", subject, now)
        context.say("feedback.read", workshop=number(workshop))


@screen("feedback.read")
async def read_screen(view: View, *, workshop: int) -> list[Message]:
    """The average, how many gave what, the newest words, the newest voices; no names."""
    row = await view.session.get(WorkshopRow, workshop)
    if row is None or not holds(view.person.roles, Role.FACILITATOR):
        return [refusal(view)]
    found = await feedback.opinions(view.session, workshop)
    texts = view.texts
    lines = [bold(texts("⭐ Opinions: “{event}”", event=title_of(view, row)))]
    if not found.stars:
        return [Message("\n".join([*lines, texts("Nobody has answered yet.")]))]
    count, given = found.stars.total(), [n for n in range(STARS, 0, -1) if found.stars[n]]
    lines.append(texts("In the middle: {average} of 5. Answers: {count}", average=found.average, count=count))
    lines += [texts("{stars}: {count}", stars="⭐" * n, count=found.stars[n]) for n in given]
    lines += [quoted(words, WORDS) for words in found.words[-SHOWN:]]
    return [Message("\n".join(lines)), *(Message(media=Media("voice", one)) for one in found.voices[-SHOWN:])]
