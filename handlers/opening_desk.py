"""Internships and trainings for those who post them, and for the team: posting, approving, who applies, answers."""

from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Update

from conversations import opening_form
from conversations.form import Answers, Around, Line
from conversations.opening_form import Posting
from conversations.volunteer_form import with_all
from handlers import forms
from handlers import opening_words as words
from handlers.buttons import Button, data, one_a_row, taps
from handlers.context import Context, House
from handlers.desk_words import number
from handlers.opening_words import MARKS
from handlers.openings import busy, team
from handlers.rights import refusal, staff_only
from handlers.screens import Message, View, screen
from handlers.served import Open, Served, serve
from handlers.telling import told
from handlers.words import bold
from locales import common
from locales.formats import Safe, Value
from locales.marks import N_
from services import openings, skills
from services.people import Person
from services.roles import Role, holds
from storage import companies
from storage import openings as rows
from storage.openings import ACCEPTED, ASKED, CLOSED, NEED, OPEN, WAITING, OpeningRow

FORM = opening_form.FORM
MOST = 20
NOT_OURS = N_("This is for its organisation and the team.")
TOO_LATE = N_("Nothing was changed: it is closed.")
TOO_FEW = N_("More people have a place already. Please offer as many places, or more.")


@taps("opening.ours")
async def ours(update: Update, context: Context) -> None:
    """What one's organisation posted."""
    context.say("opening.ours", edit=True)


@screen("opening.ours")
async def ours_screen(view: View) -> Message:
    """The newest first, with the way to post one more."""
    found = await companies.of(view.session, view.person.id)
    if found is None and not holds(view.person.roles, Role.MODERATOR):
        return Message(view.texts(NOT_OURS), rows=[[Button(view.texts.plain("🏠 Menu"), data("menu.open"))]])
    posted = await rows.of_company(view.session, found[0].id if found else None, MOST)
    text = bold(view.texts("🎓 Our internships and trainings"))
    if not posted:
        text = view.texts(
            "🎓 Offer an internship or a training, or say which training you need.\n"
            "The team reads it first; then trainees of that field are told, and answer here."
        )
    buttons = [Button(words.label(one.title, MARKS[one.state]), data("opening.see", one.id)) for one in posted]
    more = Button(view.texts.plain("➕ Post one"), data("opening.post"))
    return Message(text, rows=one_a_row([*buttons, more, Button(view.texts.plain("Back"), data("company.open"))]))


@taps("opening.post")
async def post(update: Update, context: Context) -> None:
    """Begin the form."""
    if await busy(context, FORM.name):
        return
    async with context.transaction() as session:
        if await companies.of(session, context.person.id) is None and not holds(context.person.roles, Role.MODERATOR):
            context.say("opening.ours", edit=True)
            return
        offered = skills.to_json(await skills.offered(session, context.house.lab))
        await forms.begin(context, session, FORM.name, skills=offered)


@taps("opening.edit")
async def edit(update: Update, context: Context, opening: str) -> None:
    """Everything as it is, each thing a tap away."""
    if await busy(context, FORM.name):
        return
    async with context.transaction() as session:
        row, lab = await session.get(OpeningRow, number(opening)), context.house.lab
        if row is None or row.state == CLOSED or not await openings.leads(session, context.person, row):
            context.toast(context.texts.plain(TOO_LATE), alert=True)
            context.say("opening.see", edit=True, opening=number(opening))
            return
        offered, every = await skills.offered(session, lab), await skills.everything(session, lab)
        kept = skills.to_json(with_all(offered, row.skills.split(), every))
        await forms.begin(context, session, FORM.name, answers=opening_form.answers_of(row), skills=kept, row=row.id)


class _Opening(Served):
    """Sending it hands it to the team."""

    form = FORM

    def around(self, house: House, person: Person, one: Open) -> Around:
        """Today, the lab, the skills."""
        today = house.clock.now().astimezone(house.lab.zone).date()
        return Posting(today, house.lab, person.language, skills.from_json(one.beside.get("skills", ())))

    def value(self, view: View, line: Line) -> Value:
        """Days in words, with the weekday."""
        if line.step.name in ("first", "last") and line.answer.kind == "text":
            return view.texts.long_date(date.fromisoformat(line.answer.value))
        return told(view, line)

    def below(self, view: View, one: Open, lines: Any) -> list[Safe]:
        """What happens next."""
        if one.beside.get("row"):
            return [view.texts("New days and places count at once, and whoever applies is told. "
                               "New words are read by the team first.")]  # fmt: skip
        told = [
            view.texts("The team reads it first. Then everybody can see it here, with the name of your organisation.")
        ]
        needed = any(line.step.name == "kind" and line.answer.value == NEED for line in lines)
        if needed:
            told.append(view.texts("Whoever can give it, and to whom you say yes, reads your name, phone and e-mail."))
        return told

    def send_label(self, one: Open) -> str:
        """Send it, or keep the change."""
        return N_("Keep the change") if one.beside.get("row") else common.SEND

    async def holds_back(self, context: Context, session: AsyncSession, one: Open, answers: Answers) -> bool:
        """Whoever has a place keeps it; nothing ends before it begins."""
        if (answers.value("last") or "9") < str(answers.value("first")):
            context.toast(context.texts.plain(opening_form.BEFORE), alert=True)
            return True
        taken = await rows.count(session, one.beside.get("row") or 0, ACCEPTED)
        too_few = answers.value("kind") != NEED and int(answers.value("capacity")) < taken
        if too_few:
            context.toast(context.texts.plain(TOO_FEW), alert=True)
        return too_few

    async def sent(self, context: Context, session: AsyncSession, one: Open, answers: Answers) -> None:
        """Keep it."""
        house = context.house
        heard = await team(context, session)
        plan, now, known = opening_form.plan(answers), house.clock.now(), one.beside.get("row")
        if known is None:
            row = await openings.post(session, context.person, plan, heard, now)
            context.say("opening.see", edit=True, opening=row.id if row else 0)
            return
        try:
            if await openings.change(session, house.lab, context.person, known, plan, heard, now) is None:
                context.toast(context.texts.plain(TOO_LATE), alert=True)
        except openings.TooFew:
            context.toast(context.texts.plain(TOO_FEW), alert=True)
        context.say("opening.see", edit=True, opening=known)


serve(_Opening())


# The team


@taps("opening.desk")
@staff_only(Role.MODERATOR)
async def desk(update: Update, context: Context) -> None:
    """What waits for the team."""
    context.say("opening.desk", edit=True)


@screen("opening.desk")
async def desk_screen(view: View) -> Message:
    """What waits to be approved, needs, what is open."""
    if not holds(view.person.roles, Role.MODERATOR):
        return refusal(view)
    found = [*await rows.of_state(view.session, WAITING, MOST), *await rows.of_state(view.session, OPEN, MOST)]
    text = bold(view.texts("🎓 Internships, trainings, needs: {count}", count=len(found)))
    buttons = [Button(words.label(one.title, f"{MARKS[one.state]}{'🙋' if one.kind == NEED else ''}"),
                      data("opening.see", one.id)) for one in found]  # fmt: skip
    ours = Button(view.texts.plain("🎓 Our internships, trainings"), data("opening.ours"))
    return Message(text, rows=one_a_row([*buttons, ours, Button(view.texts.plain("🏠 Menu"), data("menu.open"))]))


@screen(openings.WAITS)
async def waits(view: View, *, opening: int) -> list[Message]:
    """Something was posted."""
    row = await view.session.get(OpeningRow, opening)
    if row is None or row.state != WAITING or not holds(view.person.roles, Role.MODERATOR):
        return []
    said = view.texts("🎓 {who} posted: {title}", who=await words.who(view, row), title=row.title)
    return [Message(said, rows=[[Button(view.texts.plain("👀 Look at it"), data("opening.see", row.id))]])]


@taps("opening.approve")
@staff_only(Role.MODERATOR)
async def approve(update: Update, context: Context, opening: str) -> None:
    """Tell it."""
    async with context.transaction() as session:
        house = context.house
        count = await openings.approve(session, house.lab, context.person, number(opening), house.clock.now())
        if count is None:
            context.toast(context.texts.plain(common.OLD_BUTTON))
        else:
            context.toast(context.texts.plain("✅ Open. People who are told: {count}", count=count))
        context.say("opening.see", edit=True, opening=number(opening))


@taps("opening.close")
async def close(update: Update, context: Context, opening: str, sure: str = "") -> None:
    """Close it; asks once more."""
    if sure != "yes":
        context.say("opening.closing", edit=True, opening=number(opening))
        return
    async with context.transaction() as session:
        await openings.close(session, context.house.lab, context.person, number(opening), context.house.clock.now())
        context.say("opening.see", edit=True, opening=number(opening))


@screen("opening.closing")
async def closing(view: View, *, opening: int) -> Message:
    """Who hears of it."""
    row = await view.session.get(OpeningRow, opening)
    if row is None or not await openings.leads(view.session, view.person, row):
        return Message(view.texts(NOT_OURS))
    asked = await rows.count(view.session, opening, ASKED)
    text = view.texts("Close it? Nobody can apply any more. People who wait for an answer and are told no: {count}",
                      count=asked)  # fmt: skip
    yes = Button(view.texts.plain("✖️ Yes, close it"), data("opening.close", opening, "yes"))
    return Message(text, rows=one_a_row([yes, Button(view.texts.plain("Back"), data("opening.see", opening))]))
