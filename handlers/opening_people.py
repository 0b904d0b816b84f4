"""Who applies for an internship or a training, in the order of what fits, for those who look after it; the answers."""

from telegram import Update

from handlers.buttons import Button, data, in_rows, one_a_row, taps
from handlers.context import Context
from handlers.desk_words import number
from handlers.mission_words import reasons_told
from handlers.opening_answers import answers_told, listen_to
from handlers.opening_desk import MOST, NOT_OURS
from handlers.openings import MINE
from handlers.paging import shown, turns
from handlers.screens import Message, View, screen
from handlers.volunteers import card_lines
from handlers.words import bold
from locales.marks import N_
from services import opening_matches, openings
from storage import openings as rows
from storage import volunteers
from storage.openings import ACCEPTED, ASKED, DECLINED, NEED, ApplicationRow, OpeningRow

LISTED = 10  # people on one screen, each with their reasons


@screen(openings.STIRRED)
async def stirred(view: View, *, opening: int) -> list[Message]:
    """Somebody applies, or does not any more."""
    row = await view.session.get(OpeningRow, opening)
    if row is None or not await openings.leads(view.session, view.person, row):
        return []
    found = await opening_matches.applicants(view.session, view.house.lab, row)
    asked, accepted = [sum(one.state == state for one, _reasons in found) for state in (ASKED, ACCEPTED)]
    if row.kind == NEED:
        said = view.texts("🙋 “{title}”: people who can give it and wait for your answer: {asked}", title=row.title,
                          asked=asked)  # fmt: skip
    else:
        said = view.texts("📨 “{title}”: people who wait for your answer: {asked}, places taken: {taken} of {all}",
                          title=row.title, asked=asked, taken=accepted, all=row.places)  # fmt: skip
    return [Message(said, rows=[[Button(view.texts.plain("👥 Who applies"), data("opening.people", row.id))]])]


@taps("opening.people")
async def people(update: Update, context: Context, opening: str, page: str = "0") -> None:
    """Who applies; what is read of them on this page is noted."""
    async with context.transaction() as session:
        row = await session.get(OpeningRow, number(opening))
        found = await opening_matches.applicants(session, context.house.lab, row) if row else []
        first = shown(number(page), len(found), LISTED) * LISTED
        for one, _reasons in found[first : first + LISTED]:
            await openings.read(session, context.person, one.id, context.house.clock.now())
        context.say("opening.people", edit=True, opening=number(opening), page=number(page))


@screen("opening.people")
async def people_screen(view: View, *, opening: int, page: int = 0) -> Message:
    """Who fits best first, each with the reasons in words and a button; who was told no stands behind a button."""
    row, texts = await view.session.get(OpeningRow, opening), view.texts
    if row is None or not await openings.leads(view.session, view.person, row):
        return Message(texts(NOT_OURS))
    found, buttons = await opening_matches.applicants(view.session, view.house.lab, row), list[Button]()
    lines = [bold(texts("👥 Who applies for “{title}”: {count}", title=row.title, count=len(found)))]
    lines += [texts("What fits best comes first; who it is, you choose.")] if found else []
    page = shown(page, len(found), LISTED)
    for place, (one, reasons) in list(enumerate(found, 1))[page * LISTED : (page + 1) * LISTED]:
        card = await volunteers.of(view.session, one.person_id)
        if card is None:
            continue
        why = await reasons_told(view, [[fits.why, *fits.values] for fits in reasons])
        lines.append(
            texts("No. {place} {name}: {reasons}", place=place, name=card.name, reasons=why or texts("see the card"))
        )
        buttons.append(Button(f"{MINE[one.state]} {place}. {card.name[:24]}", data("opening.card", one.id)))
    turn = turns(view, page, len(found), lambda to: data("opening.people", row.id, to), LISTED)
    refused = await rows.count(view.session, row.id, DECLINED)
    told_no = [Button(texts.plain("✖️ Told no: {count}", count=refused), data("opening.refused", row.id))]
    back = [Button(texts.plain("Back"), data("opening.see", row.id))]
    return Message("\n".join(lines), rows=[*one_a_row(buttons), *turn, *([told_no] if refused else []), back])


@taps("opening.refused")
async def refused(update: Update, context: Context, opening: str) -> None:
    """Who was told no."""
    context.say("opening.refused", edit=True, opening=number(opening))


@screen("opening.refused")
async def refused_screen(view: View, *, opening: int) -> Message:
    """Who was told no: an answer can be changed on the card."""
    row, texts = await view.session.get(OpeningRow, opening), view.texts
    if row is None or not await openings.leads(view.session, view.person, row):
        return Message(texts(NOT_OURS))
    buttons = list[Button]()
    for one in await rows.applications(view.session, row.id):
        card = await volunteers.of(view.session, one.person_id) if one.state == DECLINED else None
        buttons += [Button(f"✖️ {card.name[:28]}", data("opening.card", one.id))] if card else []
    text = texts("✖️ Who was told no for “{title}”. Open a card to change the answer.", title=row.title)
    back = Button(texts.plain("👥 Who applies"), data("opening.people", row.id))
    return Message(text, rows=[*one_a_row(buttons[:MOST]), [back]])


@taps("opening.card")
async def card(update: Update, context: Context, application: str) -> None:
    """One of them; reading the card is noted."""
    async with context.transaction() as session:
        await openings.read(session, context.person, number(application), context.house.clock.now())
        context.say("opening.card", edit=True, application=number(application))


@screen("opening.card")
async def card_screen(view: View, *, application: int) -> Message:
    """The card, and the two answers."""
    one = await view.session.get(ApplicationRow, application)
    row = await view.session.get(OpeningRow, one.opening_id) if one else None
    if one is None or row is None or not await openings.leads(view.session, view.person, row):
        return Message(view.texts("This is gone: perhaps they took it back."))
    found = await volunteers.of(view.session, one.person_id)
    lines = [bold(view.texts("For “{title}”:", title=row.title)), *(await card_lines(view, found) if found else [])]
    lines += answers_told(view, one)
    listen = listen_to(view, one)
    if row.kind == NEED:
        lines.append(view.texts("If you say yes, they read how to reach you: name, phone, e-mail."))
    yes = N_("✅ Yes, please") if row.kind == NEED else N_("✅ Yes, a place")
    answers = [Button(view.texts.plain(yes), data("opening.say", one.id, 1)),
               Button(view.texts.plain("✖️ No"), data("opening.say", one.id, 0))]  # fmt: skip
    back = Button(view.texts.plain("👥 Who applies"), data("opening.people", row.id))
    return Message("\n".join(lines), rows=[*listen, *in_rows(answers), [back]])


@taps("opening.say")
async def say(update: Update, context: Context, application: str, yes: str) -> None:
    """Yes or no; they are told."""
    async with context.transaction() as session:
        house = context.house
        answered = (number(application), yes == "1", house.clock.now())
        done = await openings.answer(session, house.lab, context.person, *answered)
        if done is False:
            context.toast(context.texts.plain("No place is left."), alert=True)
        elif done:
            context.toast(context.texts.plain("✓ They are told."))
        one = await session.get(ApplicationRow, number(application))
        if one is None:
            context.say("opening.card", edit=True, application=number(application))
        else:
            context.say("opening.people", edit=True, opening=one.opening_id)
