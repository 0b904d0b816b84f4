"""Planning a mission: alone, for a report, or for a workshop, whose time and place are then known."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Update

from conversations import mission_form
from conversations.form import Answer, Answers, Around
from conversations.mission_form import Needing
from conversations.volunteer_form import with_all
from conversations.when import When
from handlers import forms
from handlers.buttons import taps
from handlers.context import Context, House
from handlers.desk_words import number
from handlers.rights import staff_only
from handlers.served import Open, serve
from handlers.workshop_forms import Planned
from locales.marks import N_
from services import missions, own_needs, skills
from services.lab import Lab
from services.people import Person
from services.roles import Role
from services.skills import Skill
from services.words import spoken
from storage import workshops
from storage.challenges import ChallengeRow
from storage.missions import MissionRow
from storage.partnerships import NeedRow
from storage.workshops import WorkshopRow

FORM = mission_form.FORM
TOO_LATE = N_("Nothing was changed: the mission has begun, is over or called off.")
TOO_FEW = N_("So many people come already: {count}. Please ask for as many, or more.")


async def busy(context: Context) -> bool:
    """Whether something else was begun and not sent; then it is said."""
    begun = await forms.opened(context)
    if begun is None or begun.draft.form == FORM.name:
        return False
    context.toast(context.texts.plain("You began a message. Please send or cancel it first."), alert=True)
    await forms.offer_to_continue(context)
    return True


@taps("mission.new")
@staff_only(Role.MODERATOR)
async def new(update: Update, context: Context, kind: str = "", subject: str = "0") -> None:
    """Plan one; `kind` is challenge, workshop or need if it is for one."""
    if await busy(context):
        return
    async with context.transaction() as session:
        offered = skills.to_json(await skills.offered(session, context.house.lab))
        known, beside = await _known(session, context.person, kind, number(subject))
        await forms.begin(context, session, FORM.name, answers=known, skills=offered, **beside)


@taps("mission.edit")
@staff_only(Role.MODERATOR)
async def edit(update: Update, context: Context, mission: str) -> None:
    """Everything as it is, each thing a tap away."""
    if await busy(context):
        return
    async with context.transaction() as session:
        row = await session.get(MissionRow, number(mission))
        if row is None or row.begins_at <= context.house.clock.now():
            context.toast(context.texts.plain(TOO_LATE), alert=True)
            context.say("mission.panel", edit=True, mission=number(mission))
            return
        kept = skills.to_json(await skills_for(session, context.house.lab, row))
        await forms.begin(context, session, FORM.name, answers=mission_form.answers_of(row), skills=kept, row=row.id)


async def skills_for(session: AsyncSession, lab: Lab, row: MissionRow) -> list[Skill]:
    """Those on offer now, and retired ones that this mission needs."""
    offered, every = await skills.offered(session, lab), await skills.everything(session, lab)
    return with_all(offered, row.skills.split(), every)


async def _known(session: AsyncSession, person: Person, kind: str, subject: int) -> tuple[Answers, dict[str, Any]]:
    """What a workshop says already; what the mission is for."""
    if kind == "challenge" and await session.get(ChallengeRow, subject) is not None:
        return Answers(), {"challenge": subject}
    need = await session.get(NeedRow, subject) if kind == "need" else None
    if need is not None:
        return mission_form.answers_for(need, await own_needs.led_by(session, need)), {"need": need.id}
    row = await session.get(WorkshopRow, subject) if kind == "workshop" else None
    meet = await workshops.meetings(session, row.id) if row else []
    if row is None or not meet:
        return Answers(), {}
    begins, ends = meet[0].begins, meet[0].ends
    found = Answers({"title": Answer("text", spoken(row.title, person.language)),
                     "day": Answer("text", str(When.of(f"{begins}/{ends.partition('T')[2]}")))})  # fmt: skip
    if row.place:
        found = found.having("place", Answer("text", spoken(row.place, person.language)[: mission_form.LONGEST_PLACE]))
    return found, {"workshop": row.id}


class _Mission(Planned):
    """As a workshop is planned; sending it makes the mission, and asks nobody yet."""

    form = FORM
    needs = Role.MODERATOR

    def around(self, house: House, person: Person, one: Open) -> Around:
        """Today, the lab, the skills, and what it is for."""
        today = house.clock.now().astimezone(house.lab.zone).date()
        kept, beside = skills.from_json(one.beside["skills"]), one.beside
        return Needing(today, house.lab, person.language, kept, beside.get("challenge"), beside.get("workshop"))

    def send_label(self, one: Open) -> str:
        """Make it, or keep the change."""
        return N_("Keep the change") if one.beside.get("row") else N_("Open the mission")

    async def holds_back(self, context: Context, session: AsyncSession, one: Open, answers: Answers) -> bool:
        """Whoever comes already keeps the place."""
        changed, places = one.beside.get("row"), int(answers.value("capacity"))
        come = await missions.come_already(session, changed) if changed else 0
        if places < come:
            context.toast(context.texts.plain(TOO_FEW, count=come), alert=True)
        return places < come

    async def sent(self, context: Context, session: AsyncSession, one: Open, answers: Answers) -> None:
        """Make it, and show its panel."""
        house = context.house
        plan, now = mission_form.plan(answers, self.around(house, context.person, one)), house.clock.now()
        changed = one.beside.get("row")
        if changed:
            if await missions.change(session, house.lab, context.person, changed, plan, now) is None:
                context.toast(context.texts.plain(TOO_LATE), alert=True)
        else:
            made = await missions.create(session, context.person, plan, house.lab.timezone, now)
            await own_needs.planned(session, house.lab, one.beside.get("need") or 0, made, now)
            changed = made.id
        context.say("mission.panel", edit=True, mission=changed)


serve(_Mission())
