"""The volunteer's form on Telegram: begun anew, or with everything known already and one thing to change."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Update

from conversations import volunteer_form
from conversations.form import Answers, Around, Line
from conversations.volunteer_form import Enrolling
from handlers import forms
from handlers.context import Context, House
from handlers.registering import name_of
from handlers.screens import View
from handlers.served import Open, Served, serve
from handlers.telling import told
from locales.formats import Safe, Value
from locales.marks import N_
from locales.texts import ltr
from services import guardians, phones, places, skills, volunteers
from services.guardians import Guardian
from services.people import Person
from services.volunteers import Yes
from storage import volunteers as rows

FORM = volunteer_form.FORM


async def begin(update: Update, context: Context, mission: str = "") -> None:
    """Ask everything, or show what is known for changing; afterwards the `mission` from which they came."""
    async with context.transaction() as session:
        offered = await skills.offered(session, context.house.lab)
        row, known = await rows.of(session, context.person.id), None
        if row is not None:
            whose = await guardians.of(session, row)
            kept = volunteers.card_of(row)
            known = volunteer_form.answers_of(kept, Guardian(whose.name, whose.contact) if whose else None)
            every = await skills.everything(session, context.house.lab)
            offered = volunteer_form.with_all(offered, kept.skills, every)
        beside: dict[str, Any] = {"skills": skills.to_json(offered), "called": name_of(update), "mission": mission}
        await forms.begin(context, session, FORM.name, answers=known, **beside)


class _Volunteer(Served):
    """What sending it means stands under the summary."""

    form = FORM

    def around(self, house: House, person: Person, one: Open) -> Around:
        """The lab, its skills as they were when the form began."""
        return Enrolling(house.lab, skills.from_json(one.beside["skills"]), one.beside["called"])

    def value(self, view: View, line: Line) -> Value:
        """Numbers as one reads them out, communes by name."""
        said = line.answer.value
        if line.step.name in ("phone", "guardian_contact") and line.answer.kind in ("text", "contact"):
            number = said["phone"] if line.answer.kind == "contact" else said
            normal = phones.normal(number)
            return ltr(phones.readable(normal)) if normal else str(number)
        if line.step.name == "commune" and line.answer.kind == "text":
            found = places.by_code(view.house.lab, said)
            return found.names.pick(view.texts.language) if found else said
        return told(view, line)

    def below(self, view: View, one: Open, lines: Any) -> list[Safe]:
        """What sending it agrees to."""
        agrees = view.texts(
            "By sending it you agree that team {lab} keeps this card and offers you missions that fit. "
            "Nobody else sees it. You can change it, pause or leave at any time: /volunteer",
            lab=view.house.lab.name.pick(view.texts.language),
        )
        return [agrees]

    def send_label(self, one: Open) -> str:
        """Offer a hand."""
        return N_("Yes, I offer a hand")

    async def holds_back(self, context: Context, session: AsyncSession, one: Open, answers: Answers) -> bool:
        """A guardian's number that is one's own reaches no guardian."""
        same = volunteer_form.same_number(answers)
        if same:
            context.toast(context.texts.plain(volunteer_form.SAME_NUMBER), alert=True)
        return same

    async def sent(self, context: Context, session: AsyncSession, one: Open, answers: Answers) -> None:
        """Keep the card."""
        around, now = self.around(context.house, context.person, one), context.house.clock.now()
        yes = Yes(context.house.lab.privacy.version, "send button")
        card, whose = volunteer_form.card(answers, around), volunteer_form.guardian(answers)
        await volunteers.enrol(session, context.person, card, whose, yes, now)
        context.say("volunteer.card", edit=True, fresh=True)
        if one.beside.get("mission"):
            context.say("mission.see", code=one.beside["mission"])


serve(_Volunteer())
