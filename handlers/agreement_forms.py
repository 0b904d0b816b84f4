"""The forms of an agreement on Telegram, and its papers: draft, milestone, what was done, what a day is worth."""

import asyncio
from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Update

from conversations import agreement_form
from conversations import agreements as papers
from conversations.agreement_form import Agreeing
from conversations.agreements import Told
from conversations.form import Answers, Around, Line
from handlers import forms
from handlers.agreements import GONE, STALE
from handlers.buttons import Button, data, taps
from handlers.context import Context, House
from handlers.desk_words import number
from handlers.rights import staff_only
from handlers.screens import Media, Message, View, screen
from handlers.served import Open, Served, serve
from handlers.statuses import LABELS
from handlers.telling import told
from locales.formats import Safe, Value
from locales.marks import N_
from services import agreement_lacks, agreements, companies, skills
from services.agreement_lacks import COMPANY, HOST
from services.people import Person
from services.roles import Role
from services.statuses import Status
from storage import agreements as rows
from storage.agreements import CLOSED, CLOSING, DRAFT, RUNNING, Case
from storage.challenges import ChallengeRow
from storage.partnerships import CONNECTED, NeedRow, PartnershipRow
from storage.volunteers import keys


async def _busy(context: Context, name: str) -> bool:
    """Whether another form is open; then it says so."""
    one = await forms.opened(context)
    if one is None or one.draft.form == name:
        return False
    context.toast(context.texts.plain("You began a message. Please send or cancel it first."), alert=True)
    await forms.offer_to_continue(context)
    return True


async def _begin(context: Context, name: str, agreement: str) -> None:
    """Start a form about an agreement, unless another one is open."""
    if await _busy(context, name):
        return
    async with context.transaction() as session:
        await forms.begin(context, session, name, agreement=number(agreement))


class _Agreeing(Served):
    """What the forms have in common."""

    def around(self, house: House, person: Person, one: Open) -> Around:
        """Today, the lab, and what is known."""
        today = house.clock.now().astimezone(house.lab.zone).date()
        said = one.beside.get("others")
        return Agreeing(today, house.lab, person.language, bool(one.beside.get("ours")),
                        float(one.beside.get("days", 1)), (said[0], said[1]) if said else None)  # fmt: skip

    def value(self, view: View, line: Line) -> Value:
        """Days of the calendar in words."""
        if line.step.name in ("first", "last", "day") and line.answer.kind == "text":
            return view.texts.long_date(date.fromisoformat(line.answer.value))
        if line.step.name == "given" and line.answer.kind == "text":
            return view.texts.number(float(line.answer.value))
        return told(view, line)

    def stands(self, context: Context, agreement: int, done: bool) -> None:
        """Show how it stands, and say so if nothing came of it."""
        if not done:
            context.toast(context.texts.plain(STALE), alert=True)
        context.say("agreement.see", edit=True, agreement=agreement)


# The draft


@taps("agreement.write")
@staff_only(Role.MODERATOR)
async def write(update: Update, context: Context, partnership: str) -> None:
    """Write the draft, or change it."""
    if await _busy(context, agreement_form.DRAFT.name):
        return
    async with context.transaction() as session:
        one = await session.get(PartnershipRow, number(partnership))
        need = await session.get(NeedRow, one.need_id) if one else None
        row = await rows.of_partnership(session, number(partnership))
        if one is None or need is None or one.state != CONNECTED or (row and row.state != DRAFT):
            context.toast(context.texts.plain(STALE), alert=True)
            context.say("needs.desk", edit=True)
            return
        beside: dict[str, Any] = {"partnership": one.id, "days": need.days, "ours": need.organisation_id is None}
        known = agreement_form.known(row) if row else None
        await forms.begin(context, session, agreement_form.DRAFT.name, answers=known, **beside)


class _Draft(_Agreeing):
    form = agreement_form.DRAFT
    needs = Role.MODERATOR

    def below(self, view: View, one: Open, lines: Any) -> list[Safe]:
        """What keeping it does."""
        return [
            view.texts("Both sides can read the draft then. Nothing is signed in the bot, and it is no legal advice.")
        ]

    def send_label(self, one: Open) -> str:
        """Keep it."""
        return N_("Keep the draft")

    async def sent(self, context: Context, session: AsyncSession, one: Open, answers: Answers) -> None:
        """Keep it; both sides are told of a new one."""
        house, terms = context.house, agreement_form.terms(answers)
        row = await agreements.draft(session, house.lab, context.person, one.beside["partnership"], terms,
                                     house.clock.now())  # fmt: skip
        self.stands(context, row.id if row else 0, row is not None)


# Milestones


@taps("agreement.step")
@staff_only(Role.MODERATOR)
async def add(update: Update, context: Context, agreement: str) -> None:
    """One more milestone."""
    await _begin(context, agreement_form.MILESTONE.name, agreement)


class _Milestone(_Agreeing):
    form = agreement_form.MILESTONE
    needs = Role.MODERATOR

    async def sent(self, context: Context, session: AsyncSession, one: Open, answers: Answers) -> None:
        """Keep it."""
        house, around = context.house, self.around(context.house, context.person, one)
        what, day = agreement_form.milestone(answers, around)
        done = await agreements.add_milestone(session, context.person, one.beside["agreement"], what, day,
                                              house.clock.now())  # fmt: skip
        self.stands(context, one.beside["agreement"], done)


# What was done


@taps("agreement.close")
async def close(update: Update, context: Context, agreement: str) -> None:
    """Say what was done, or what was different from what the others said."""
    if await _busy(context, agreement_form.CLOSING.name):
        return
    async with context.transaction() as session:
        case = await agreements.sees(session, context.person, number(agreement))
        mine = await agreements.sides(session, context.person, case) if case else frozenset()
        turn = await agreements.turn(session, case) if case else None
        if case is None or case.row.state not in (RUNNING, CLOSING) or not mine or (turn and turn not in mine):
            context.toast(context.texts.plain(STALE), alert=True)
            context.say("agreement.see", edit=True, agreement=number(agreement))
            return
        last = (await rows.sheets(session, case.row.id))[-1:] if turn else []
        beside: dict[str, Any] = {"agreement": case.row.id, "days": case.row.days}
        beside["others"] = [last[0].days, last[0].people] if last else None
        await forms.begin(context, session, agreement_form.CLOSING.name, **beside)


class _Closing(_Agreeing):
    form = agreement_form.CLOSING

    def below(self, view: View, one: Open, lines: Any) -> list[Safe]:
        """Who reads it."""
        return [view.texts("The other side and the team read it. It counts once both sides say that it was so.")]

    async def sent(self, context: Context, session: AsyncSession, one: Open, answers: Answers) -> None:
        """Hand it to the other side."""
        house, said = context.house, agreement_form.report(answers)
        row = await agreements.report(session, house.lab, context.person, one.beside["agreement"], said,
                                      house.clock.now())  # fmt: skip
        self.stands(context, one.beside["agreement"], row is not None)


# What a day is worth


@taps("agreement.rate")
async def rate(update: Update, context: Context, agreement: str) -> None:
    """The organisation's own rate, or none."""
    await _begin(context, agreement_form.RATE.name, agreement)


class _Rate(_Agreeing):
    form = agreement_form.RATE

    async def sent(self, context: Context, session: AsyncSession, one: Open, answers: Answers) -> None:
        """Keep it, or take it off."""
        said = answers.value("rate")
        done = await agreements.rate(session, context.person, one.beside["agreement"], int(said) if said else None)
        self.stands(context, one.beside["agreement"], done)


for _one in (_Draft(), _Milestone(), _Closing(), _Rate()):
    serve(_one)


# Papers


@taps("agreement.file")
async def file(update: Update, context: Context, agreement: str) -> None:
    """The draft as a paper."""
    context.say("agreement.file", agreement=number(agreement))


@screen("agreement.file")
async def file_screen(view: View, *, agreement: int) -> Message:
    """The paper; what is missing instead of blanks."""
    case = await agreements.sees(view.session, view.person, agreement)
    back = [[Button(view.texts.plain("Back"), data("agreement.see", agreement))]]
    if case is None or not case.whole or case.row.state == CLOSED or await agreement_lacks.lacks(view.session, case):
        return Message(view.texts(STALE if case else GONE), rows=back)
    text = view.texts(
        "📄 The draft, French and Arabic side by side. Read it together; sign on paper. It is no legal advice."
    )
    house, made = view.house, view.house.clock.now()
    content = await asyncio.to_thread(papers.draft, house.catalogues, await _told(view, case), made)
    return Message(text, media=Media("document", content=content, filename=f"agreement-{agreement}.pdf"), rows=back)


@taps("agreement.impact")
async def impact(update: Update, context: Context, agreement: str) -> None:
    """What the days came to, as a paper."""
    context.say("agreement.impact", agreement=number(agreement))


@screen("agreement.impact")
async def impact_screen(view: View, *, agreement: int) -> Message:
    """The paper for who gave days."""
    case = await agreements.sees(view.session, view.person, agreement)
    back = [[Button(view.texts.plain("Back"), data("agreement.see", agreement))]]
    if case is None or case.row.state != CLOSED or case.company is None:
        return Message(view.texts(STALE if case else GONE), rows=back)
    house, made = view.house, view.house.clock.now()
    content = await asyncio.to_thread(papers.impact, house.catalogues, await _told(view, case), made)
    return Message(view.texts("📊 Your impact sheet, in French and Arabic. Thank you for these days!"), rows=back,
                   media=Media("document", content=content, filename=f"impact-{agreement}.pdf"))  # fmt: skip


async def _told(view: View, case: Case) -> Told:
    """What stands on the papers."""
    session, lab, need = view.session, view.house.lab, case.need
    report = await session.get(ChallengeRow, need.challenge_id) if need and need.challenge_id else None
    return Told(
        case,
        lab,
        giver=await agreement_lacks.speaker(session, case, COMPANY),
        host=None if case.row.ours else await agreement_lacks.speaker(session, case, HOST),
        milestones=await rows.milestones(session, case.row.id),
        skills=await skills.named(session, lab, keys(need.skills)) if need else (),
        sheets=await rows.sheets(session, case.row.id),
        voiced=case.company is not None and "conditions" in await companies.voices(session, case.company.id),
        ref=report.ref if report else None,
        status=LABELS[Status(report.status)] if report else None,
    )
