"""Stating a need for organisations: alone, for a report, or for a mission, whose words and place are then known."""

from collections.abc import Collection
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Update

from conversations import need_form
from conversations.form import Answer, Answers, Around
from conversations.mission_form import answers_of
from conversations.need_form import MOST_OFFERED, Asking
from handlers import forms
from handlers.buttons import taps
from handlers.context import Context, House
from handlers.desk_words import number
from handlers.rights import staff_only
from handlers.served import Open, Served, serve
from locales.marks import N_
from services import partnerships, skills
from services.people import Person
from services.roles import Role
from storage import companies
from storage.challenges import ChallengeRow
from storage.missions import MissionRow

FORM = need_form.FORM
SAME = ("skills", "place", "commune")  # a mission says these already
LONGEST_LABEL = 28


@taps("need.new")
@staff_only(Role.MODERATOR)
async def new(update: Update, context: Context, kind: str = "", subject: str = "0") -> None:
    """State one; `kind` is challenge or mission if it is for one."""
    busy = await forms.opened(context)
    if busy and busy.draft.form != FORM.name:
        context.toast(context.texts.plain("You began a message. Please send or cancel it first."), alert=True)
        await forms.offer_to_continue(context)
        return
    async with context.transaction() as session:
        offered = skills.to_json(await skills.offered(session, context.house.lab))
        here = [one for one in await companies.everything(session) if one.verified_at][:MOST_OFFERED]
        known, beside = await known_of(session, kind, number(subject), {one.id for one in here})
        named = {str(one.id): one.name[:LONGEST_LABEL] for one in here}
        await forms.begin(context, session, FORM.name, answers=known, skills=offered, organisations=named, **beside)


async def known_of(
    session: AsyncSession, kind: str, subject: int, here: Collection[int]
) -> tuple[Answers, dict[str, Any]]:
    """What is known of a need for this report or mission, and what the form keeps beside; `here`: whom it may name."""
    challenge = await session.get(ChallengeRow, subject) if kind == "challenge" else None
    if challenge is not None:
        whose = challenge.company_id  # an organisation's own need is for it, once the team has confirmed who it is
        known = {"organisation": Answer("choice", str(whose))} if whose in here else {}
        return Answers(known), {"challenge": subject}
    mission = await session.get(MissionRow, subject) if kind == "mission" else None
    if mission is None:
        return Answers(), {}
    said = answers_of(mission)
    found = Answers({"title": Answer("text", " / ".join(dict.fromkeys(mission.title.values())))})
    for name in SAME:
        one = said.get(name)
        found = found.having(name, one) if one else found
    return found, {"mission": subject}


class _Need(Served):
    """Sending it keeps the need, and asks nobody yet."""

    form = FORM
    needs = Role.MODERATOR

    def around(self, house: House, person: Person, one: Open) -> Around:
        """The lab, the skills, the organisations, and what it is for."""
        beside, today = one.beside, house.clock.now().astimezone(house.lab.zone).date()
        known = {int(key): name for key, name in beside["organisations"].items()}
        return Asking(today, house.lab, person.language, skills.from_json(beside["skills"]), beside.get("challenge"),
                      None, known, beside.get("mission"))  # fmt: skip

    def send_label(self, one: Open) -> str:
        """Keep it."""
        return N_("Keep the need")

    async def sent(self, context: Context, session: AsyncSession, one: Open, answers: Answers) -> None:
        """Keep it, and show who fits."""
        around = self.around(context.house, context.person, one)
        made = need_form.plan(answers, around)
        if made.organisation_id and await session.get(companies.CompanyRow, made.organisation_id) is None:
            context.toast(context.texts.plain("This organisation is gone."), alert=True)
            context.say("needs.desk", edit=True)
            return
        row = await partnerships.create(session, context.person, made, context.house.clock.now())
        context.say("need.panel", edit=True, need=row.id)


serve(_Need())
