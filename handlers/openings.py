"""Internships and trainings as people see them: the list, one of them, applying, the fields one follows."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Update

from handlers import forms
from handlers import opening_words as words
from handlers.buttons import Button, data, one_a_row, taps
from handlers.context import Context
from handlers.desk_words import number
from handlers.needs import reach
from handlers.opening_words import STATES
from handlers.screens import Media, Message, View, screen
from handlers.words import bold
from locales.formats import Safe
from locales.marks import N_
from services import opening_matches, openings, staff
from services.matching import Why
from services.missions import NoCard, NoGuardian
from services.openings import Closed
from services.roles import Role, holds
from storage import companies, volunteers
from storage import openings as rows
from storage.openings import ACCEPTED, ASKED, DECLINED, NEED, OPEN, WAITING, OpeningRow

Row = TypeVar("Row")
MOST = 20
MINE = {ASKED: "⏳", ACCEPTED: "✅", DECLINED: "✖️"}
EXPLAINED = 8  # openings of which the list says why
GONE = N_("This is closed or full.")
UNREAD = N_("✏️ Its words were changed. The team reads them first; then you see them here.")


@taps("opening.list")
async def listed(update: Update, context: Context) -> None:
    """What is on offer."""
    context.say("opening.list")


@screen("opening.list")
async def list_screen(view: View) -> Message:
    """What fits best first, with the reasons; what one applied for is marked."""
    texts, today = view.texts, openings.today(view.house.lab, view.house.clock.now())
    mine = await rows.of_person(view.session, view.person.id)
    offered = await opening_matches.proposed(view.session, view.house.lab, view.person, today, MOST)
    found = [one.row for one in offered]
    for opening in mine.keys() - {one.id for one in found}:
        row = await view.session.get(OpeningRow, opening)
        found += [row] if row else []
    lines = [bold(texts("🎓 Internships and trainings"))]
    for one in offered[:EXPLAINED]:
        why = await words.why_yours(view, one.row, one.reasons)
        lines += [texts("💡 For you, “{title}”: {reasons}", title=one.row.title, reasons=why)] if why else []
    if not found:
        lines = [
            texts("No internship or training is on offer just now.\nFollow a field: we tell you here when one comes.")
        ]
    buttons = [Button(words.label(words.title(view, row), MINE.get(mine.get(row.id, ""), "")),
                      data("opening.see", row.id)) for row in found]  # fmt: skip
    buttons += [Button(texts.plain("🔔 Fields I follow"), data("opening.fields")),
                Button(texts.plain("🤝 My card"), data("volunteer.open")), _menu(view)]  # fmt: skip
    return Message("\n".join(lines), rows=one_a_row(buttons))


def _menu(view: View) -> Button:
    return Button(view.texts.plain("🏠 Menu"), data("menu.open"))


def _list(view: View) -> Button:
    return Button(view.texts.plain("🎓 Internships and trainings"), data("opening.list"))


# Fields


@taps("opening.fields")
async def fields(update: Update, context: Context) -> None:
    """Which fields one follows."""
    context.say("opening.fields", edit=True)


@taps("opening.follow")
async def follow(update: Update, context: Context, field: str, wanted: str) -> None:
    """Hear of this field, or not any more."""
    async with context.transaction() as session:
        try:
            await openings.follow(session, context.house.lab, context.person, field, wanted == "1")
            context.toast(context.texts.plain("✓ Noted"))
        except LookupError:  # a field that the lab took off its list
            context.toast(context.texts.plain(GONE), alert=True)
        context.say("opening.fields", edit=True)


@screen("opening.fields")
async def fields_screen(view: View) -> Message:
    """Every field, a tap each."""
    texts, chosen = view.texts, await rows.choices(view.session, view.person.id)
    card = await volunteers.of(view.session, view.person.id)
    buttons = []
    for one in view.house.lab.fields:
        on = chosen.get(one.key, card is not None and card.field == one.key)
        name = one.words.pick(texts.language)
        buttons.append(Button(f"{'🔔' if on else '▫️'} {name}", data("opening.follow", one.key, int(not on))))
    text = texts("🔔 Press the fields of which you want to hear. We keep which they are, and tell you once of each "
                 "internship or training, by day. Press again to stop.")  # fmt: skip
    return Message(text, rows=one_a_row([*buttons, _list(view)]))


# One of them


@taps("opening.see")
async def see(update: Update, context: Context, opening: str) -> None:
    """One of them."""
    context.say("opening.see", edit=True, opening=number(opening))


@screen("opening.see")
async def see_screen(view: View, *, opening: int) -> Message:
    """One of them, how one stands, and what one can do."""
    row, texts = await view.session.get(OpeningRow, opening), view.texts
    mine = await rows.application(view.session, opening, view.person.id)
    leads = row is not None and await openings.leads(view.session, view.person, row)
    if row is None or not (leads or mine or not words.unread(row)):
        return Message(texts(GONE), rows=[[_list(view)]])
    back = Button(texts.plain("↩️ Take it back"), data("opening.back", row.id))
    if words.unread(row) and not leads:
        return Message(texts(UNREAD), rows=one_a_row([back, _list(view)]))
    lines = await words.lines(view, row)
    buttons = [Button(texts.plain("🎤 Listen"), data("opening.voice", row.id))] if row.voice else []
    if leads:
        lines.append(texts(STATES[row.state]))
        buttons += _of_leads(view, row)
    elif mine:
        lines.append(words.stands(view, row, mine))
        lines += await _contact(view, row) if row.kind == NEED and mine.state == ACCEPTED else []
        lines += [texts("💬 You said something with it.")] if mine.answers else []
        buttons.append(back)
    else:
        accepted = await rows.count(view.session, row.id, ACCEPTED)
        free = openings.takes(row, accepted, openings.today(view.house.lab, view.house.clock.now()))
        lines.append(await _shows(view, row) if free else texts(GONE))
        buttons += _to_apply(view, row) if free else []
    return Message("\n".join(lines), rows=one_a_row([*buttons, _list(view)]))


async def _shows(view: View, row: OpeningRow) -> Safe:
    """Who reads what of whoever applies."""
    who = await words.who(view, row)
    if row.kind == NEED:
        return view.texts("If you can give it, your volunteer card goes to: {who}, and to our team. That is your name, "
                          "age, commune, skills, what you wrote there, languages, times, transport, field, missions "
                          "done and, if you gave it, your phone. When they say yes, you read how to reach them.",
                          who=who)  # fmt: skip
    return view.texts("Applying shows your volunteer card to: {who}. That is your name, age, commune, skills, what you "
                      "wrote there, languages, times, transport, field, missions done and, if you gave it, your phone. "
                      "You can take it back.", who=who)  # fmt: skip


async def _contact(view: View, row: OpeningRow) -> list[Safe]:
    """For whoever gives a training: how to reach those who need it."""
    speak = await companies.contacts(view.session, row.company_id) if row.company_id else []
    asked = [one for one in speak if one.person_id == row.author_id] or speak[:1]
    if not asked:
        return [view.texts("The team gets in touch with you.")]
    return [*reach(view, asked[0]), view.texts("Please write to them or call them. The team stays beside you.")]


def _to_apply(view: View, row: OpeningRow) -> list[Button]:
    """In one tap if the organisation asks nothing; with a few words in any case."""
    texts = view.texts
    if row.kind == NEED:
        return [Button(texts.plain("🙋 I can give it"), data("opening.apply", row.id)),
                Button(texts.plain("💬 I can, with a few words"), data("opening.words", row.id))]  # fmt: skip
    if row.questions:
        return [Button(texts.plain("✋ Apply: a few questions"), data("opening.words", row.id))]
    return [Button(texts.plain("✋ Apply with my card"), data("opening.apply", row.id)),
            Button(texts.plain("💬 Apply with a few words"), data("opening.words", row.id))]  # fmt: skip


def _of_leads(view: View, row: OpeningRow) -> list[Button]:
    texts = view.texts
    team = holds(view.person.roles, Role.MODERATOR)
    found = [Button(texts.plain("👥 Who applies"), data("opening.people", row.id))] if row.told_field else []
    if team and row.state == WAITING:
        found.append(Button(texts.plain("✅ Good: tell it"), data("opening.approve", row.id)))
    if row.state in (OPEN, WAITING):
        found.append(Button(texts.plain("✏️ Change it"), data("opening.edit", row.id)))
        found.append(Button(texts.plain("✖️ Close it"), data("opening.close", row.id)))
    ours = Button(texts.plain("🎓 Our internships, trainings"), data("opening.ours"))
    return [*found, ours, *([Button(texts.plain("🎓 Openings to look at"), data("opening.desk"))] if team else [])]


@taps("opening.voice")
async def voice(update: Update, context: Context, opening: str) -> None:
    """What was said in a voice message."""
    context.say("opening.voice", opening=number(opening))


@screen("opening.voice")
async def voice_screen(view: View, *, opening: int) -> list[Message]:
    """The voice message."""
    row = await view.session.get(OpeningRow, opening)
    if row is None or not row.voice:
        return []
    if words.unread(row) and not await openings.leads(view.session, view.person, row):
        return []
    return [Message(media=Media("voice", row.voice))]


@taps("opening.apply")
async def apply(update: Update, context: Context, opening: str) -> None:
    """Apply with one's card."""
    async with context.transaction() as session:
        if await apply_or_say(context, session, number(opening), openings.apply, None, await team(context, session)):
            context.say("opening.see", edit=True, opening=number(opening))


async def team(context: Context, session: AsyncSession) -> list[int]:
    """Who approves what is posted."""
    return [one.id for one in await staff.members(session, context.house.admins) if holds(one.roles, Role.MODERATOR)]


async def apply_or_say(
    context: Context, session: AsyncSession, opening: int, do: Callable[..., Awaitable[Row]], *more: Any
) -> Row | None:
    """Do this for who may apply; None if they may not, and were told why."""
    try:
        return await do(session, context.house.lab, context.person, opening, context.house.clock.now(), *more)
    except NoCard:
        context.say("opening.no_card")
    except NoGuardian:
        context.toast(context.texts.plain("You can apply as soon as your guardian has said yes."), alert=True)
    except Closed:
        row = await session.get(OpeningRow, opening)
        context.toast(context.texts.plain(UNREAD if row and words.unread(row) else GONE), alert=True)
        context.say("opening.see", edit=True, opening=opening)
    return None


async def busy(context: Context, name: str) -> bool:
    """Whether something else than this form was begun and not sent; then it is said."""
    begun = await forms.opened(context)
    if begun is None or begun.draft.form == name:
        return False
    context.toast(context.texts.plain("You began a message. Please send or cancel it first."), alert=True)
    await forms.offer_to_continue(context)
    return True


@screen("opening.no_card")
async def no_card(view: View) -> Message:
    """A card comes first."""
    text = view.texts(
        "You apply with your volunteer card, and you have none yet. It takes two minutes, then come back."
    )
    card = Button(view.texts.plain("🤝 Offer a hand"), data("volunteer.form"))
    return Message(text, rows=one_a_row([card, _list(view)]))


@taps("opening.back")
async def back(update: Update, context: Context, opening: str) -> None:
    """Apply no more."""
    async with context.transaction() as session:
        await openings.take_back(session, context.house.lab, context.person, number(opening), context.house.clock.now())
        context.say("opening.see", edit=True, opening=number(opening))
    context.toast(context.texts.plain("✓ Noted"))


# What people are told


@screen(openings.TOLD)
async def told(view: View, *, opening: int) -> list[Message]:
    """A new one in a field that somebody follows, and why they read this; nothing once they do not."""
    row = await view.session.get(OpeningRow, opening)
    found = await opening_matches.why(view.session, view.person, row) if row else ()
    if row is None or row.state != OPEN or not any(one.why == Why.FIELD for one in found):
        return []
    lines = await words.lines(view, row)
    lines.append(view.texts("💡 Why you read this: {reasons}", reasons=await words.why_yours(view, row, found)))
    see = Button(view.texts.plain("👀 Look at it"), data("opening.see", row.id))
    if row.kind == NEED:  # in one tap
        lines.append(await _shows(view, row))
    gives = _to_apply(view, row) if row.kind == NEED else []
    stop = Button(view.texts.plain("🔕 Stop this field"), data("opening.follow", row.field, 0))
    return [Message("\n".join(lines), rows=one_a_row([*gives, see, stop]))]


@screen(openings.CHANGED)
async def changed(view: View, *, opening: int) -> list[Message]:
    """What somebody applied for is not what it was."""
    row, texts = await view.session.get(OpeningRow, opening), view.texts
    mine = await rows.application(view.session, opening, view.person.id)
    if row is None or row.state != OPEN or mine is None:
        return []
    said = texts("✏️ What you applied for was changed. This is how it is now; if it fits no more, take it back.")
    buttons = [Button(texts.plain("👀 Look at it"), data("opening.see", row.id)),
               Button(texts.plain("↩️ Take it back"), data("opening.back", row.id))]  # fmt: skip
    return [Message("\n".join([said, *await words.lines(view, row)]), rows=one_a_row(buttons))]


@screen(openings.ANSWERED)
async def answered(view: View, *, opening: int) -> list[Message]:
    """The answer to whoever applied."""
    row = await view.session.get(OpeningRow, opening)
    mine = await rows.application(view.session, opening, view.person.id)
    if row is None or mine is None:
        return []
    said = view.texts("📨 An answer about “{title}”: {answer}", title=words.title(view, row),
                      answer=words.stands(view, row, mine))  # fmt: skip
    met = await _contact(view, row) if row.kind == NEED and mine.state == ACCEPTED else []
    return [
        Message(
            "\n".join([said, *met]), rows=[[Button(view.texts.plain("👀 Look at it"), data("opening.see", row.id))]]
        )
    ]
