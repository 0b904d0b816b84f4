"""Blocking and unblocking people, by an admin: at the desk, and from the list under /staff."""

from telegram import Update

from handlers import desk as counter
from handlers import staff
from handlers.buttons import Button, data, one_a_row, taps
from handlers.context import Context
from handlers.desk_words import number, there
from handlers.rights import staff_only
from handlers.screens import Message, View, screen
from handlers.turned_away import why_blocked
from locales.formats import Safe
from locales.texts import unbroken
from services import audit, blocking
from services.roles import Role
from storage import blocking as rows
from storage.blocking import Blocked
from storage.challenges import ChallengeRow

ON_A_PAGE = 20


@taps("desk.block")
@staff_only(Role.ADMIN)
async def block(update: Update, context: Context, challenge: str, version: str, tab: str, wanted: str) -> None:
    """Block the author of a card, or no longer, as the button said: tapped again, it does no more."""
    house, spot, blocked = context.house, there(challenge, version, tab), wanted != "0"
    reason = wanted if wanted in blocking.REASONS else ""
    seals, admins, actor, now = house.seals, house.admins, context.person, house.clock.now()
    doing: counter.Act = lambda session: blocking.block_author(  # noqa: E731
        session, seals, spot.challenge, blocked, actor, admins, now, reason
    )
    await counter.act(context, spot, doing, stay=True)


@taps("desk.spam")
@staff_only(Role.MODERATOR)
async def spam(update: Update, context: Context, challenge: str, version: str, tab: str, wanted: str) -> None:
    """Mark as spam, or take the mark back; the card stays, so that a slip is mended at once."""
    house, spot, marked = context.house, there(challenge, version, tab), wanted == "1"
    admins, actor, now = house.admins, context.person, house.clock.now()
    doing: counter.Act = lambda session: blocking.mark_spam(session, spot, marked, actor, admins, now)  # noqa: E731
    await counter.act(context, spot, doing, stay=True)


@screen("desk.spammer")
async def spammer(view: View, *, challenge: int) -> list[Message]:
    """Three reports of one person were marked as spam: an admin may look, and block."""
    row = await view.session.get(ChallengeRow, challenge)
    if Role.ADMIN not in view.person.roles or row is None or row.author_id is None:
        return []
    n = await rows.spam_of(view.session, row.author_id)
    ref = unbroken(row.ref)
    lines = [
        view.texts("🚩 Reports of the same person marked as spam: {n}. The last one: {ref}", n=n, ref=ref),
        view.texts("On its card, under “More”, you can block them."),
    ]
    to_card = Button(view.texts.plain("🗂 Card {ref}", ref=ref), data("desk.one", row.id))
    return [Message("\n".join(lines), rows=[[to_card]])]


@taps("staff.blocked")
@staff_only(Role.ADMIN)
async def listed(update: Update, context: Context, page: str) -> None:
    """Show who is blocked; that somebody read these names is written down."""
    async with context.transaction() as session:
        audit.note(session, context.person.id, "staff.blocked", "people", context.house.clock.now())
        context.say("staff.blocked", edit=True, page=number(page))


@taps("staff.unblock")
@staff_only(Role.ADMIN)
async def unblock(update: Update, context: Context, person: str, page: str) -> None:
    """Let somebody write again, and show the list as it is now."""
    house = context.house
    async with context.transaction() as session:
        try:
            await blocking.set_blocked(session, house.seals, number(person), False, context.person, house.clock.now())
        except LookupError:
            counter.old_button(context)
        context.say("staff.blocked", edit=True, page=number(page))


@screen("staff.blocked")
async def list_screen(view: View, *, page: int) -> list[Message]:
    """One page of those who are blocked, the newest first, each with a button to unblock them."""
    if Role.ADMIN not in view.person.roles:
        return []
    texts, total = view.texts, await rows.count(view.session)
    if not total:
        return [Message(texts("Nobody is blocked."), rows=[[staff.back(view)]])]
    page = min(page, (total - 1) // ON_A_PAGE)
    first = page * ON_A_PAGE
    shown = list(enumerate(await rows.listed(view.session, first, ON_A_PAGE), first + 1))
    lines = [texts("🚫 Blocked: {n}", n=total), *(_line(view, n, one) for n, one in shown)]
    buttons = [Button(texts.plain("✅ Unblock no. {n}", n=n), data("staff.unblock", one.id, page)) for n, one in shown]
    if first + ON_A_PAGE < total:
        buttons.append(Button(texts.plain("Next ›"), data("staff.blocked", page + 1)))
    return [Message("\n".join(lines), rows=one_a_row([*buttons, staff.back(view)]))]


def _line(view: View, n: int, one: Blocked) -> Safe:
    texts = view.texts
    said = texts("{n}. {name}, since {date}", n=n, name=one.name or texts("somebody"), date=texts.date(one.at))
    return Safe("\n".join([said, *why_blocked(view, one.why)]))
