"""/desk: one message, the next card in place. Each act claims the card and moves on; the last one can be undone."""

from collections.abc import Awaitable, Callable
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Update

from handlers import desk_listening
from handlers.buttons import taps
from handlers.commands import command
from handlers.context import Context
from handlers.desk_menus import SAME, is_menu
from handlers.desk_words import number, there
from handlers.faster import told
from handlers.rights import staff_only
from handlers.statuses import EMOJI, LABELS
from locales.marks import N_, NP_
from services import challenges, desk, digests, references, similar, staff, statuses
from services.challenges import Piece
from services.desk import Faster, Spot, Tab
from services.quiet_hours import is_quiet
from services.roles import Role
from services.statuses import Pressing, Status, Step, TooLate
from storage.challenges import GRACE, ChallengeRow, StatusRow

NOTED = NP_("Noted: {status}. You can undo it for {n} minute.", "Noted: {status}. You can undo it for {n} minutes.")

Act = Callable[[AsyncSession], Awaitable[StatusRow | ChallengeRow]]


@command("desk", N_("Desk"), Role.MODERATOR)
@staff_only(Role.MODERATOR)
async def opened(update: Update, context: Context) -> None:
    """Show the first new card, or the one whose reference stands behind /desk.

    Whoever holds the desk since a moment ago finds its commands in the menu.
    """
    context.house.outgoing.put_commands(context.person.telegram_id)
    async with context.transaction() as session:
        if user := update.effective_user:
            await staff.introduce(session, context.person, user.full_name)
        await digests.follow(session, context.person, context.house.lab, context.house.clock.now())
        if named := await _named(update, session):
            await show(context, session, named, Tab.ONE, edit=False)
        else:
            await show_list(context, session, Tab.NEW, edit=False)


async def _named(update: Update, session: AsyncSession) -> int | None:
    """The challenge whose reference stands in the message, if somebody wrote one."""
    ref = references.find(update.message.text) if update.message and update.message.text else None
    challenge = await challenges.by_ref(session, ref) if ref else None
    return challenge.id if challenge else None


@taps("desk.open")
@staff_only(Role.MODERATOR)
async def tapped(update: Update, context: Context) -> None:
    """The same from a button."""
    await opened(update, context)


@taps("desk.tab")
@staff_only(Role.MODERATOR)
async def tab(update: Update, context: Context, name: str) -> None:
    """Go to another list."""
    async with context.transaction() as session:
        await show_list(context, session, there("0", "0", name).tab, edit=True)


@taps("desk.next")
@staff_only(Role.MODERATOR)
async def next_card(update: Update, context: Context, challenge: str, version: str, tab: str) -> None:
    """The next card of the list, without an act."""
    spot = there(challenge, version, tab)
    async with context.transaction() as session:
        before = await queue(context, session, spot.tab)
        await show_after(context, session, spot, before)


@taps("desk.one")
@staff_only(Role.MODERATOR)
async def one(update: Update, context: Context, challenge: str) -> None:
    """One card by itself, below: from a notice, or from under its photos."""
    async with context.transaction() as session:
        await show(context, session, number(challenge), Tab.ONE, edit=False)


@taps("desk.back")
@staff_only(Role.MODERATOR)
async def back(update: Update, context: Context, challenge: str, version: str, tab: str) -> None:
    """From a menu to the card, in place."""
    spot = there(challenge, version, tab)
    async with context.transaction() as session:
        await show(context, session, spot.challenge, spot.tab, edit=True)


@taps("desk.menu")
@staff_only(Role.MODERATOR)
async def menu(update: Update, context: Context, challenge: str, version: str, tab: str, name: str) -> None:
    """One of the card's menus, in place."""
    if not is_menu(name, context.person.roles):
        old_button(context)
        return
    spot = there(challenge, version, tab)
    async with context.transaction() as session:
        await show(context, session, spot.challenge, spot.tab, edit=True, menu=name)
        if name == Status.DUPLICATE:
            await _alike_read(context, session, spot.challenge)


async def _alike_read(context: Context, session: AsyncSession, challenge_id: int) -> None:
    """The menu of what may be the same shows words of other reports: these are reads too."""
    challenge, now = await session.get(ChallengeRow, challenge_id), context.house.clock.now()
    for other in await similar.for_team(session, context.house.lab, challenge, now, SAME) if challenge else []:
        await desk.read(session, other, context.person, now)


@taps("desk.set")
@staff_only(Role.MODERATOR)
async def set_status(update: Update, context: Context, challenge: str, version: str, tab: str, status: str) -> None:
    """Another status, without a reason."""
    await change(context, there(challenge, version, tab), status)


@taps("desk.why")
@staff_only(Role.MODERATOR)
async def with_reason(
    update: Update, context: Context, challenge: str, version: str, tab: str, status: str, reason: str
) -> None:
    """Another status, with a ready answer of the lab's."""
    await change(context, there(challenge, version, tab), status, template=reason)


@taps("desk.body")
@staff_only(Role.MODERATOR)
async def with_body(
    update: Update, context: Context, challenge: str, version: str, tab: str, status: str, category: str, sent: str
) -> None:
    """Not ours, or taken up: by the body that is responsible for such things."""
    await change(context, there(challenge, version, tab), status, category=category, sent=sent == "1")


@taps("desk.same")
@staff_only(Role.MODERATOR)
async def same_as(update: Update, context: Context, challenge: str, version: str, tab: str, other: str) -> None:
    """The same problem as another one."""
    await change(context, there(challenge, version, tab), Status.DUPLICATE, of=number(other))


@taps("desk.apart")
@staff_only(Role.MODERATOR)
async def take_apart(update: Update, context: Context, challenge: str, version: str, tab: str) -> None:
    """It is a report of its own again; the card stays."""
    spot, lab, now = there(challenge, version, tab), context.house.lab, context.house.clock.now()
    await act(context, spot, lambda session: statuses.take_apart(session, lab, spot, context.person, now), stay=True)


@taps("desk.ask")
@staff_only(Role.MODERATOR)
async def ask(update: Update, context: Context, challenge: str, version: str, tab: str, question: str) -> None:
    """Ask one of the lab's ready questions."""
    spot, piece = there(challenge, version, tab), Piece("template", question)
    seals, lab, now = context.house.seals, context.house.lab, context.house.clock.now()
    await act(context, spot, lambda session: statuses.ask(session, seals, lab, spot, piece, context.person, now))


@taps("desk.later")
@staff_only(Role.MODERATOR)
async def later(update: Update, context: Context, challenge: str, version: str, tab: str) -> None:
    """Show this one again tomorrow, to whoever put it off."""
    spot, now = there(challenge, version, tab), context.house.clock.now()
    try:
        await act(context, spot, lambda session: statuses.put_off(session, spot, context.person, now))
    except Pressing:
        context.toast(context.texts.plain("🔴 A danger cannot wait: act on it, or hand it over."), alert=True)


@taps("desk.seen")
@staff_only(Role.MODERATOR)
async def seen(update: Update, context: Context, challenge: str, version: str, tab: str) -> None:
    """What came after its end asks for nothing: it leaves the lists."""
    spot, now = there(challenge, version, tab), context.house.clock.now()
    await act(context, spot, lambda session: desk.seen(session, spot, context.person, now))


@taps("desk.assign")
@staff_only(Role.MODERATOR)
async def assign(update: Update, context: Context, challenge: str, version: str, tab: str, holder: str) -> None:
    """Hand over to a colleague; to nobody, it waits among the new ones again."""
    spot, now, to = there(challenge, version, tab), context.house.clock.now(), None if holder == "0" else number(holder)
    admins = context.house.admins
    await act(context, spot, lambda session: desk.assign(session, spot, to, context.person, now, admins))


@taps("desk.type")
@staff_only(Role.MODERATOR)
async def set_type(update: Update, context: Context, challenge: str, version: str, tab: str, category: str) -> None:
    """Say what it is about; the card stays."""
    spot, lab, now = there(challenge, version, tab), context.house.lab, context.house.clock.now()
    doing: Act = lambda session: desk.set_category(session, spot, category, lab, context.person, now)  # noqa: E731
    await act(context, spot, doing, stay=True)


@taps("desk.undo")
@staff_only(Role.MODERATOR)
async def undo(update: Update, context: Context, step: str, tab: str) -> None:
    """Take the last step back, while its notice has not left."""
    async with context.transaction() as session:
        try:
            row = await statuses.undo(session, number(step), context.person, context.house.clock.now())
        except TooLate:
            context.toast(context.texts.plain("Too late: it has gone."), alert=True)
            return
        except LookupError:
            old_button(context)
            return
        await show(context, session, row.id, there("0", "0", tab).tab, edit=True)
        context.toast(context.texts.plain("↩️ Undone"))


# what every act does


async def change(context: Context, spot: Spot, status: str, **reason: Any) -> None:
    """Move the card to another status, and go on."""
    if status not in set(Status):
        old_button(context)
        return
    step, lab, now = Step(Status(status), reason), context.house.lab, context.house.clock.now()
    await act(context, spot, lambda session: statuses.change(session, lab, spot, step, context.person, now))


async def act(context: Context, spot: Spot, doing: Act, stay: bool = False) -> None:
    """Do it, unless somebody was faster; then the next card, in place."""
    async with context.transaction() as session:
        before = await queue(context, session, spot.tab)
        try:
            done = await doing(session)
        except Faster as faster:
            await too_slow(context, session, spot, faster)
            return
        except LookupError:
            old_button(context)
            return
        await session.flush()
        if isinstance(done, StatusRow):
            said(context, done, await session.get_one(ChallengeRow, done.challenge_id))
        if stay:
            await show(context, session, spot.challenge, spot.tab, edit=True)
        else:
            await show_after(context, session, spot, before, done.id if isinstance(done, StatusRow) else None)


def said(context: Context, step: StatusRow, challenge: ChallengeRow) -> None:
    """What was done, that it can be undone for a while, and that its author hears of it in the morning."""
    texts, status = context.texts, Status(step.status)
    if "later" in step.reason:
        context.toast(texts.plain("🕓 Back tomorrow, among your cards."))
        return
    minutes = int(GRACE.total_seconds() // 60)
    name = f"{EMOJI[status]} {texts.plain(LABELS[status])}"
    noted = texts.plain_plural(*NOTED, minutes, status=name)
    house, leaves = context.house, step.at + GRACE
    waits = not challenge.danger and "asked" not in step.reason and is_quiet(leaves, house.lab.zone, house.lab)
    context.toast("\n".join([noted, texts.plain("🌙 Its author hears of it in the morning.")]) if waits else noted)


async def too_slow(context: Context, session: AsyncSession, spot: Spot, faster: Faster) -> None:
    """Somebody was faster: say who, and show the card as it stands now."""
    if faster.by == context.person.id and context.query_id:
        # The second of two quick taps: the first one did it.
        context.toast(context.texts.plain("Done already."))
        await show_list(context, session, spot.tab, edit=True)
        return
    if context.query_id:
        context.toast(await told(session, context.texts, faster.challenge, faster.by), alert=True)
    else:
        context.say("desk.faster", challenge=faster.challenge.id, by=faster.by)
    await show(context, session, faster.challenge.id, spot.tab, edit=bool(context.query_id))


def old_button(context: Context) -> None:
    """The button leads nowhere any more."""
    context.toast(context.texts.plain("This button is too old, it no longer works."))


async def queue(context: Context, session: AsyncSession, tab: Tab) -> list[int]:
    """The list as it stands now."""
    house = context.house
    return await desk.queue(session, tab, context.person.id, desk.limits(house.lab), house.clock.now())


async def show_list(context: Context, session: AsyncSession, tab: Tab, edit: bool) -> None:
    """The first card of a list."""
    ids = await queue(context, session, tab)
    if ids:
        await show(context, session, ids[0], tab, edit)
    else:
        await _show_none(context, session, tab, edit)


async def show_after(
    context: Context, session: AsyncSession, spot: Spot, before: list[int], step: int | None = None, edit: bool = True
) -> None:
    """The card after this one; a card opened by itself stays."""
    if spot.tab is Tab.ONE:
        await show(context, session, spot.challenge, spot.tab, edit, step)
        return
    following = desk.following(before, spot.challenge, await queue(context, session, spot.tab))
    if following is None:
        await _show_none(context, session, spot.tab, edit, step)
    else:
        await show(context, session, following, spot.tab, edit, step)


async def _show_none(context: Context, session: AsyncSession, tab: Tab, edit: bool, step: int | None = None) -> None:
    """Nothing waits in this list, or one has seen all of it."""
    await desk_listening.listen_no_more(context, session)
    context.say("desk.empty", edit=edit, tab=tab, undo=step)


async def show(
    context: Context, session: AsyncSession, challenge_id: int, tab: Tab, edit: bool, step: int | None = None,
    menu: str = "",
) -> None:  # fmt: skip
    """One card, or one of its menus; that somebody read it is written down."""
    challenge = await session.get(ChallengeRow, challenge_id)
    if challenge is None:
        old_button(context)
        return
    await desk.read(session, challenge, context.person, context.house.clock.now())
    await desk_listening.listen(context, session, challenge, Spot(challenge.id, challenge.version, tab), menu)
    context.say("desk.card", edit=edit, challenge=challenge_id, tab=tab, undo=step, menu=menu)
