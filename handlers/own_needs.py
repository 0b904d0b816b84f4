"""What one's organisation needs: saying it, the list, taking it back; what the team and those who need it hear."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Update

from conversations import own_need_form
from conversations.form import Answers, Around
from conversations.mission_form import Needing
from conversations.own_need_form import TITLES
from handlers import forms
from handlers import mission_words as mission_told
from handlers import need_words as words
from handlers.buttons import Button, data, one_a_row, taps
from handlers.context import Context, House
from handlers.desk_words import number
from handlers.need_words import label, title_of
from handlers.rights import staff_only
from handlers.screens import Media, Message, View, screen
from handlers.served import Open, serve
from handlers.words import bold
from handlers.workshop_forms import Planned
from locales.formats import Safe
from locales.marks import N_
from services import own_needs, skills
from services.own_needs import MOST_OPEN, TooMany
from services.people import Person
from services.roles import Role, holds
from storage import companies
from storage import partnerships as rows
from storage.missions import MissionRow
from storage.partnerships import CONNECTED, INTERESTED, NeedRow

FORM = own_need_form.FORM
NOT_OURS = N_("This is for those who speak for it.")
ENOUGH = N_("So many of your needs are open that the team could not answer more. Please close one first: {most}")


def _ours(view: View) -> Button:
    return Button(view.texts.plain("🏢 Our organisation"), data("company.open"))


@taps("need.ours")
async def ours(update: Update, context: Context) -> None:
    """What we need."""
    context.say("need.ours", edit=True)


@screen("need.ours")
async def ours_screen(view: View) -> Message:
    """What was said, and the way to say one more."""
    texts, found = view.texts, await companies.of(view.session, view.person.id)
    if found is None:
        return Message(texts(NOT_OURS), rows=[[_ours(view)]])
    stated = await rows.stated_by(view.session, found[0].id, 2 * MOST_OPEN)
    lines = [bold(texts("🙏 What we need"))]
    lines += [texts("• {need}: {state}", need=title_of(view, one), state=await _state(view, one)) for one in stated]
    if not stated:
        lines.append(texts("Say what your organisation needs: hands for a morning, somebody who teaches, a partner. "
                           "The team looks for who fits, and you hear of it here."))  # fmt: skip
    buttons = [Button(label(view, one), data("need.own", one.id)) for one in stated]
    say = Button(texts.plain("➕ Say what we need"), data("need.state"))
    return Message("\n".join(lines), rows=one_a_row([*buttons, say, _ours(view)]))


async def _state(view: View, need: NeedRow) -> Safe:
    """How far it went, in a few words."""
    if need.closed_at:
        return view.texts("🔒 closed")
    if need.mission_id:
        return view.texts("🤝 a mission is planned")
    asked = [one.state for one in await rows.asked(view.session, need.id)]
    if not asked:
        return view.texts("📖 the team looks for who fits")
    willing = sum(one in (INTERESTED, CONNECTED) for one in asked)
    told = N_("📨 organisations asked: {asked}, interested: {interested}")
    return view.texts(told, asked=len(asked), interested=willing)


@taps("need.state")
async def state(update: Update, context: Context) -> None:
    """Say one more."""
    busy = await forms.opened(context)
    if busy and busy.draft.form != FORM.name:
        context.toast(context.texts.plain("You began a message. Please send or cancel it first."), alert=True)
        await forms.offer_to_continue(context)
        return
    async with context.transaction() as session:
        if await companies.of(session, context.person.id) is None:
            context.toast(context.texts.plain(NOT_OURS), alert=True)
            return
        offered = skills.to_json(await skills.offered(session, context.house.lab))
        await forms.begin(context, session, FORM.name, skills=offered)


class _OwnNeed(Planned):
    """Sending it hands it to the team."""

    form = FORM
    needs = None

    def around(self, house: House, person: Person, one: Open) -> Around:
        """Today, the lab, its skills as they were when the form began."""
        today = house.clock.now().astimezone(house.lab.zone).date()
        return Needing(today, house.lab, person.language, skills.from_json(one.beside["skills"]))

    def below(self, view: View, one: Open, lines: Any) -> list[Safe]:
        """Who reads it."""
        return [view.texts(
            "The team reads this and looks for who fits. An organisation that is asked reads what you wrote here, not "
            "who you are, until the team connects you; in a mission your organisation stands as the one that leads it."
        )]  # fmt: skip

    def send_label(self, one: Open) -> str:
        """Hand it over."""
        return N_("Yes, tell the team")

    async def sent(self, context: Context, session: AsyncSession, one: Open, answers: Answers) -> None:
        """Keep it; the team hears of it."""
        house, around = context.house, self.around(context.house, context.person, one)
        named = {key: {code: house.catalogues[code].plain(msgid) for code in house.catalogues.languages}
                 for key, msgid in TITLES.items()}  # fmt: skip
        said = own_need_form.needed(answers, around, named)
        try:
            row = await own_needs.state(session, house.lab, context.person, said, house.admins, house.clock.now())
        except TooMany:
            context.toast(context.texts.plain(ENOUGH, most=MOST_OPEN), alert=True)
            row = None
        if row is None:
            context.say("need.ours", edit=True)
        else:
            context.say("need.own", edit=True, need=row.id, fresh=True)


serve(_OwnNeed())


@taps("need.own")
async def own(update: Update, context: Context, need: str) -> None:
    """One of ours."""
    context.say("need.own", edit=True, need=number(need))


@screen("need.own")
async def own_screen(view: View, *, need: int, fresh: bool = False) -> Message:
    """What was said, how far it went, and taking it back."""
    texts, row = view.texts, await own_needs.ours(view.session, view.person, need)
    if row is None:
        return Message(texts(NOT_OURS), rows=[[_ours(view)]])
    head = [texts("✅ Thank you! The team has it, and answers you here.")] if fresh else []
    lines = [*head, *await words.lines(view, row), *words.stated(view, row)]
    lines.append(texts("How it stands: {state}", state=await _state(view, row)))
    buttons = [Button(texts.plain("🎤 Listen"), data("need.listen", row.id))] if row.voice else []
    if row.closed_at is None:
        buttons.append(Button(texts.plain("✖️ We need it no more"), data("need.drop", row.id)))
    return Message("\n".join(lines), rows=one_a_row([*buttons, Button(texts.plain("Back"), data("need.ours"))]))


@taps("need.drop")
async def drop(update: Update, context: Context, need: str, sure: str = "") -> None:
    """It is needed no more; asks once."""
    if sure != "yes":
        context.say("need.drop", edit=True, need=number(need))
        return
    async with context.transaction() as session:
        await own_needs.withdraw(session, context.person, number(need), context.house.clock.now())
        context.say("need.ours", edit=True)
    context.toast(context.texts.plain("✓ Noted"))


@screen("need.drop")
async def drop_screen(view: View, *, need: int) -> Message:
    """What that means."""
    texts, row = view.texts, await own_needs.ours(view.session, view.person, need)
    if row is None:
        return Message(texts(NOT_OURS), rows=[[_ours(view)]])
    said = texts("You do not need “{need}” any more? Nobody else is asked. What is planned or agreed already stays.",
                 need=title_of(view, row))  # fmt: skip
    yes = Button(texts.plain("✖️ Yes, we need it no more"), data("need.drop", need, "yes"))
    return Message(said, rows=one_a_row([yes, Button(texts.plain("Back"), data("need.own", need))]))


@taps("need.listen")
async def listen(update: Update, context: Context, need: str) -> None:
    """What was said of it; the team's listening is written down."""
    async with context.transaction() as session:
        if holds(context.person.roles, Role.MODERATOR):
            own_needs.note_listened(session, context.person, number(need), context.house.clock.now())
        context.say("need.listen", need=number(need))


@screen("need.listen")
async def listen_screen(view: View, *, need: int) -> Sequence[Message]:
    """The voice, for the team and for those who speak for the organisation."""
    row = await view.session.get(NeedRow, need)
    theirs = holds(view.person.roles, Role.MODERATOR) or await own_needs.ours(view.session, view.person, need)
    if row is None or not row.voice or not theirs:
        return [Message(view.texts("This voice message is gone."))]
    return [Message(media=Media("voice", row.voice))]


# The team, and what comes of it


@screen(own_needs.STATED)
async def stated(view: View, *, need: int) -> Sequence[Message]:
    """An organisation needs something; nothing if it took it back meanwhile."""
    row = await view.session.get(NeedRow, need)
    if row is None or row.closed_at or not holds(view.person.roles, Role.MODERATOR):
        return []
    company = await view.session.get(companies.CompanyRow, row.organisation_id) if row.organisation_id else None
    head = view.texts("🙏 {name} needs something:", name=company.name if company else "")
    known = [] if company and company.verified_at else [view.texts("⏳ The team has not confirmed it yet")]
    lines = [bold(head), *known, *await words.lines(view, row), *words.stated(view, row)]
    see = Button(view.texts.plain("🏢 To the need"), data("need.panel", row.id))
    return [Message("\n".join(lines), rows=[[see]])]


@taps("need.mission")
@staff_only(Role.MODERATOR)
async def make_mission(update: Update, context: Context, need: str) -> None:
    """The mission that it asks for, in one tap."""
    house = context.house
    async with context.transaction() as session:
        made = await own_needs.make_mission(session, house.lab, context.person, number(need), house.clock.now())
        if made is None:
            context.toast(context.texts.plain("This is no longer so. Here is how it stands."), alert=True)
            context.say("need.panel", edit=True, need=number(need))
        else:
            context.say("mission.panel", edit=True, mission=made.id)


@screen(own_needs.PLANNED)
async def planned(view: View, *, need: int, mission: int) -> Sequence[Message]:
    """A mission is planned for what they need."""
    row, plan = await own_needs.ours(view.session, view.person, need), await view.session.get(MissionRow, mission)
    if row is None or plan is None:
        return []
    head = bold(view.texts("🎉 For what you need the team has planned a mission. It asks people now."))
    lines = [head, *await mission_told.lines(view, plan)]
    return [Message("\n".join(lines), rows=[[Button(view.texts.plain("🙏 What we need"), data("need.ours"))]])]
