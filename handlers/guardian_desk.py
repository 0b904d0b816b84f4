"""Guardians whom the team calls: whoever holds their link could have pressed yes, so it counts after a call."""

from telegram import Update

from handlers.buttons import Button, data, one_a_row, taps
from handlers.context import Context
from handlers.rights import refusal, staff_only
from handlers.screens import Message, View, screen
from handlers.words import bold
from locales.formats import Safe
from locales.marks import N_
from locales.texts import ltr
from services import guardians, phones, volunteers
from services.roles import Role, holds
from storage import volunteers as rows
from storage.volunteers import UNDER, GuardianRow, VolunteerRow

MOST = 20
GONE = N_("The answer has changed meanwhile.")
PERHAPS_THEIRS = N_(
    "⚠️ The volunteer gave no number of their own: this one may be theirs. Ask who answers, and how they are related; "
    "if in doubt, do not confirm."
)


async def told(view: View, card: VolunteerRow) -> list[Safe]:
    """The guardian of this volunteer: who, how one reaches them, what they said."""
    whose = await guardians.of(view.session, card)
    return _lines(view, whose) if whose else []


def _lines(view: View, whose: GuardianRow) -> list[Safe]:
    if not whose.name:
        return [view.texts("👪 They left as somebody under age and came back as an adult. No guardian is named.")]
    said = N_("said yes") if whose.yes_at else N_("said no") if whose.no_at else N_("has not answered")
    called = N_("the team has called") if whose.called_at else N_("the team has not called yet")
    normal = phones.normal(whose.contact)
    number = ltr(phones.readable(normal)) if normal else whose.contact
    state = view.texts.listing([view.texts.plain(said), view.texts.plain(called)])
    return [
        view.texts("👪 Guardian: {name}, {contact}", name=whose.name, contact=number),
        view.texts("👪 Their answer: {state}", state=state),
    ]


@taps("guardians.calls")
@staff_only(Role.MODERATOR)
async def calls(update: Update, context: Context) -> None:
    """Whom to call."""
    context.say("guardians.calls", edit=True)


@screen("guardians.calls")
async def calls_screen(view: View) -> Message:
    """A button for each guardian to call."""
    if not holds(view.person.roles, Role.MODERATOR):
        return refusal(view)
    found = (await rows.to_call(view.session))[:MOST]
    head = bold(view.texts("☎️ Guardians to call"))
    buttons = [Button(f"{row.name or '❓'} ({card.name})", data("guardians.one", row.token)) for card, row in found]
    lines = [head] if found else [head, view.texts("There is none.")]
    back = Button(view.texts.plain("🤝 Missions"), data("missions.desk"))
    return Message("\n".join(lines), rows=one_a_row([*buttons, back]))


@taps("guardians.one")
@staff_only(Role.MODERATOR)
async def one(update: Update, context: Context, token: str) -> None:
    """One of them; reading it is noted."""
    async with context.transaction() as session:
        found = await rows.by_token(session, token)
        if found:
            volunteers.note_read(session, context.person, found[0], context.house.clock.now())
        context.say("guardians.one", edit=True, token=token)


@screen("guardians.one")
async def one_screen(view: View, *, token: str) -> Message:
    """Name and number, and what came of the call."""
    texts, found = view.texts, await rows.by_token(view.session, token)
    if not holds(view.person.roles, Role.MODERATOR):
        return refusal(view)
    back = Button(texts.plain("Back"), data("guardians.calls"))
    if found is None:
        return Message(texts(GONE), rows=[[back]])
    card, whose = found
    lines = [texts("🤝 Volunteer: {name}", name=card.name), *_lines(view, whose)]
    buttons = []
    if whose.yes_at and not whose.called_at:
        lines.append(texts("Call this number. Whoever answers must be the guardian, not the volunteer."))
        if card.phone is None:
            lines.append(texts(PERHAPS_THEIRS))
        buttons.append(Button(texts.plain("✅ I called: they agree"), data("guardians.called", token, 1)))
    if whose.name and not whose.no_at:
        buttons.append(Button(texts.plain("✖️ I called: they do not agree"), data("guardians.called", token, 0)))
    if card.age != UNDER:
        lines.append(texts("The volunteer now says to be of age. Until you confirm it, the guardian's word counts."))
        buttons.append(Button(texts.plain("🎂 I am sure: of age"), data("guardians.lift", token)))
    return Message("\n".join(lines), rows=one_a_row([*buttons, back]))


@taps("guardians.called")
@staff_only(Role.MODERATOR)
async def called(update: Update, context: Context, token: str, agrees: str) -> None:
    """What the guardian said on the phone."""
    async with context.transaction() as session:
        lab, now = context.house.lab, context.house.clock.now()
        done = await guardians.called(session, lab, context.person, token, agrees == "1", now)
        context.toast(context.texts.plain("✓ Noted" if done else GONE), alert=done is None)
        context.say("guardians.one", edit=True, token=token)


@taps("guardians.lift")
@staff_only(Role.MODERATOR)
async def lift(update: Update, context: Context, token: str) -> None:
    """Of age: no guardian is needed."""
    async with context.transaction() as session:
        done = await guardians.lift(session, context.person, token, context.house.clock.now())
        context.toast(context.texts.plain("✓ Noted" if done else GONE), alert=done is None)
        context.say("guardians.calls", edit=True)
