"""Needs as an organisation sees them: what it is asked for, its answer, who the other side is once connected."""

from telegram import Update

from handlers import need_words as words
from handlers.buttons import Button, data, one_a_row, taps
from handlers.context import Context
from handlers.desk_words import number
from handlers.need_words import LABEL, STATES, label, title_of
from handlers.screens import Message, View, screen
from handlers.words import bold
from locales.formats import Safe
from locales.lengths import cut_at_word
from locales.marks import N_
from locales.texts import ltr
from services import partnerships, phones
from services.words import spoken
from storage import agreements, companies
from storage import partnerships as rows
from storage.companies import CompanyRow, ContactRow
from storage.partnerships import CONNECTED, DECLINED, INTERESTED, PROPOSED, NeedRow, PartnershipRow

MOST = 15
SAID: dict[str, str] = {
    INTERESTED: N_("✋ Thank you! The team connects you soon."),
    DECLINED: N_("✖️ Noted. Thank you for telling us!"),
    CONNECTED: N_("🤝 You are connected already."),
}
OVER = N_("This need is closed, or was not proposed to your organisation.")


@taps("needs.mine")
async def mine(update: Update, context: Context) -> None:
    """What one's organisation is asked for."""
    context.say("needs.mine", edit=True)


@screen("needs.mine")
async def mine_screen(view: View) -> Message:
    """What the organisation is asked for, and what others are asked for its sake, newest first."""
    texts, spoken_for = view.texts, await companies.of(view.session, view.person.id)
    back = Button(texts.plain("🏢 Our organisation"), data("company.open"))
    found = await rows.of_company(view.session, spoken_for[0].id, MOST) if spoken_for else []
    if not found:
        return Message(texts("Nothing yet. We write to you here when a need fits."), rows=[[back]])
    lines, buttons = [bold(texts("📨 What we are asked for"))], list[Button]()
    for one, need in found:
        lines.append(await _line(view, one, need))
        buttons += [Button(label(view, need), data("need.see", need.id))] if one else []
    for row in await agreements.of_company(view.session, spoken_for[0].id, MOST) if spoken_for else []:
        name = cut_at_word(spoken(row.title, texts.language), LABEL)
        buttons.append(Button(f"📄 {name}", data("agreement.see", row.id)))
    return Message("\n".join(lines), rows=one_a_row([*buttons, back]))


async def _line(view: View, one: PartnershipRow | None, need: NeedRow) -> Safe:
    if one:
        state = view.texts(STATES[one.state])
        return view.texts("• {name}: {state}", name=title_of(view, need), state=state)
    states = [other.state for other in await rows.asked(view.session, need.id)]
    return view.texts("• For us, {need}: asked {asked}, interested {interested}, connected {connected}",
                      need=title_of(view, need), asked=len(states), interested=states.count(INTERESTED),
                      connected=states.count(CONNECTED))  # fmt: skip


@taps("need.see")
async def see(update: Update, context: Context, need: str) -> None:
    """One of them."""
    context.say("need.see", edit=True, need=number(need))


@screen("need.see")
async def see_screen(view: View, *, need: int) -> Message:
    """One need, how one stands, and what one can do."""
    row, one = await view.session.get(NeedRow, need), await partnerships.mine(view.session, view.person, need)
    if row is None or one is None:
        back = Button(view.texts.plain("🏢 Our organisation"), data("company.open"))
        return Message(view.texts(OVER), rows=[[back]])
    return await _card(view, row, one, [])


async def _card(view: View, need: NeedRow, one: PartnershipRow, head: list[Safe]) -> Message:
    texts = view.texts
    lines = [*head, *await words.lines(view, need)]
    lines.append(texts("Why we ask you: {reasons}", reasons=await words.why(view, one.reasons)))
    lines.append(texts("How it stands: {state}", state=texts(STATES[one.state])))
    lines += await _next(view, need, one)
    mine = Button(texts.plain("📨 What we are asked for"), data("needs.mine"))
    agreed = await agreements.of_partnership(view.session, one.id)
    paper = [Button(texts.plain("📄 Our agreement"), data("agreement.see", agreed.id))] if agreed else []
    return Message("\n".join(lines), rows=one_a_row([*_answers(view, need, one), *paper, mine]))


async def _next(view: View, need: NeedRow, one: PartnershipRow) -> list[Safe]:
    if one.state == CONNECTED:
        return [view.texts("🤝 It is for {who}. They write to you or call you.", who=await _who(view, need))]
    if need.closed_at:
        return [view.texts("🔒 Closed: nobody else is asked.")]
    if one.state == INTERESTED:
        return [view.texts("The team connects you soon. You can still say no.")]
    return [view.texts(
        "If you press “Interested”, the team may give your name, number and e-mail to whoever needs it. "
        "You learn then who that is, and are free to say no."
    )]  # fmt: skip


async def _who(view: View, need: NeedRow) -> str | Safe:
    company = await view.session.get(CompanyRow, need.organisation_id) if need.organisation_id else None
    return company.name if company else view.texts("team {lab}", lab=view.house.lab.name.pick(view.texts.language))


def _answers(view: View, need: NeedRow, one: PartnershipRow) -> list[Button]:
    yes = Button(view.texts.plain("✋ Interested"), data("need.yes", need.id))
    no = Button(view.texts.plain("✖️ Not now"), data("need.no", need.id))
    shown = {PROPOSED: [yes, no], INTERESTED: [no], DECLINED: [yes], CONNECTED: []}
    return [] if need.closed_at else shown[one.state]


@taps("need.yes")
async def interested(update: Update, context: Context, need: str) -> None:
    """They would like to."""
    await _say(context, number(need), True)


@taps("need.no")
async def not_now(update: Update, context: Context, need: str) -> None:
    """Not now."""
    await _say(context, number(need), False)


async def _say(context: Context, need: int, yes: bool) -> None:
    async with context.transaction() as session:
        house = context.house
        found = await partnerships.answer(session, house.lab, context.person, need, yes, house.clock.now())
        context.toast(context.texts.plain(SAID[found.state] if found else OVER), alert=found is None)
        context.say("need.see", edit=True, need=need)


# What comes by itself


@screen(partnerships.PROPOSAL)
async def proposal(view: View, *, need: int) -> list[Message]:
    """We ask an organisation; nothing if somebody answered, it pauses, or the need is closed meanwhile."""
    row, one = await view.session.get(NeedRow, need), await partnerships.mine(view.session, view.person, need)
    spoken_for = await companies.of(view.session, view.person.id)
    if row is None or row.closed_at or one is None or one.state != PROPOSED:
        return []
    if spoken_for is None or spoken_for[0].paused_at:
        return []
    return [await _card(view, row, one, [bold(view.texts("📨 Could your organisation help?"))])]


@screen(partnerships.MET)
async def met(view: View, *, need: int, company: int) -> list[Message]:
    """Both sides are connected: each reads who the other is."""
    row, spoken_for = await view.session.get(NeedRow, need), await companies.of(view.session, view.person.id)
    found = [one for one in await rows.asked(view.session, need) if (one.company_id, one.state) == (company, CONNECTED)]
    if row is None or spoken_for is None or not found:
        return []
    if spoken_for[0].id == company:
        return [await _card(view, row, found[0], [bold(view.texts("🎉 You are connected!"))])]
    return [await _helper(view, row, found[0])] if spoken_for[0].id == row.organisation_id else []


async def _helper(view: View, need: NeedRow, one: PartnershipRow) -> Message:
    """For whoever needs it: who helps, and how to reach them."""
    texts, company = view.texts, await view.session.get_one(CompanyRow, one.company_id)
    lines = [bold(texts("🎉 {name} would like to help with “{need}”!", name=company.name, need=title_of(view, need)))]
    contacts = await companies.contacts(view.session, company.id)
    lines += [line for who in contacts if who.person_id == one.answered_by for line in reach(view, who)]
    lines.append(texts("Please write to them or call them. The team stays beside you."))
    mine = Button(texts.plain("📨 What we are asked for"), data("needs.mine"))
    return Message("\n".join(lines), rows=[[mine]])


def reach(view: View, who: ContactRow) -> list[Safe]:
    """Who speaks for an organisation, and how to reach them."""
    known = [view.texts("Contact: {text}", text=who.name)]
    if who.phone:
        known.append(view.texts("Phone: {phone}", phone=ltr(phones.readable(who.phone))))
    return [*known, *([view.texts("E-mail: {text}", text=ltr(who.email))] if who.email else [])]
