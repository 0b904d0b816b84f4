"""Is it solved? The question, the author's word at any time, and opening again what is not solved for them."""

from collections.abc import Awaitable, Callable

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Update

from handlers import forms
from handlers.buttons import Button, data, one_a_row, taps
from handlers.clearing import discreet
from handlers.context import Context
from handlers.desk_words import number
from handlers.screens import Message, View, screen
from handlers.statuses import label, verdict_rows
from locales import common
from locales.texts import Safe, unbroken
from services import authors, merges, opinions, statuses, threads
from services.opinions import Gone
from services.statuses import Status
from storage import opinions as rows
from storage.challenges import ChallengeRow

Doing = Callable[[AsyncSession, ChallengeRow], Awaitable[None]]


async def _with_mine(context: Context, challenge: str, doing: Doing) -> None:
    """Do something with a report of this person's; for anybody else, or without it, the button is old."""
    async with context.transaction() as session:
        row = await session.get(ChallengeRow, number(challenge))
        if row is None or not authors.is_author(context.house.seals, row, context.person):
            context.toast(context.texts.plain(common.OLD_BUTTON))
            return
        try:
            await doing(session, row)
        except Gone:
            context.toast(context.texts.plain(common.OLD_BUTTON))


@taps("solved.yes")
async def yes(update: Update, context: Context, challenge: str) -> None:
    """For its author it is solved."""

    async def doing(session: AsyncSession, row: ChallengeRow) -> None:
        house = context.house
        await opinions.say(session, house.lab, row.id, True, house.clock.now(), house.admins)
        context.toast(context.texts.plain("✓ Noted. Thank you!"))
        context.say("solved.yes", challenge=row.id)

    await _with_mine(context, challenge, doing)


@taps("solved.no")
async def no(update: Update, context: Context, challenge: str) -> None:
    """For its author it is not solved yet: they may say why, and whether they want to be asked again."""
    busy = await forms.opened(context) is not None

    async def doing(session: AsyncSession, row: ChallengeRow) -> None:
        house = context.house
        await threads.listen_alone(session, house.seals, context.person, row)
        await opinions.say(session, house.lab, row.id, False, house.clock.now(), house.admins)
        context.toast(context.texts.plain("✓ Noted: not solved yet."))
        context.say("solved.no", challenge=row.id, reply=busy)

    await _with_mine(context, challenge, doing)


@taps("solved.again")
async def again(update: Update, context: Context, challenge: str, wanted: str) -> None:
    """Whether to ask once more."""
    busy = await forms.opened(context) is not None

    async def doing(session: AsyncSession, row: ChallengeRow) -> None:
        await opinions.ask_again(session, row, wanted == "1")
        context.say("solved.no", edit=True, challenge=row.id, reply=busy)

    await _with_mine(context, challenge, doing)


@screen("solved.ask")
async def ask_screen(view: View, *, challenge: int, opened: bool = False) -> list[Message]:
    """The question, some weeks later; nothing if it was withdrawn or answered meanwhile."""
    row = await view.session.get(ChallengeRow, challenge)
    last = await rows.newest(view.session, challenge)
    if row is None or row.withdrawn_at or last is None or last.answer:
        return []
    if not await opinions.takes_word(view.session, row):
        return []
    if not opened and (hidden := await discreet(view, "q", row.id, row)):
        return [hidden]
    texts, main = view.texts, await merges.top(view.session, row)
    ref, since = unbroken(main.ref), texts.date(main.waiting_since)
    if main.status == Status.SOLVED:
        told = texts("On {date} the team wrote that the report {ref} is solved.", date=since, ref=ref)
    else:
        told = texts(
            "The report {ref} has had no news since {date}.\nStatus: {status}",
            ref=ref,
            date=since,
            status=label(view, main.status),
        )
    if main.id != row.id:
        told = Safe(f"{told}\n{texts('Your report {ref} was joined to it.', ref=unbroken(row.ref))}")
    text = "\n".join([told, texts("Is the problem solved where you are?")])
    return [Message(text, rows=verdict_rows(view, row.id), about_challenge=row.id)]


@screen("solved.yes")
async def yes_screen(view: View, *, challenge: int) -> list[Message]:
    """Thanks, and a way back for whoever pressed by mistake."""
    row = await view.session.get(ChallengeRow, challenge)
    if row is None:
        return []
    text = view.texts("✅ Noted: for you, the report {ref} is solved. Thank you!", ref=unbroken(row.ref))
    no_button = Button(view.texts.plain("❌ No, not yet"), data("solved.no", row.id))
    return [Message(text, rows=[[no_button]], about_challenge=row.id)]


@screen("solved.no")
async def no_screen(view: View, *, challenge: int, reply: bool) -> list[Message]:
    """What happens now, how to say why, and whether to be asked again."""
    row = await view.session.get(ChallengeRow, challenge)
    last = await rows.newest(view.session, challenge)
    if row is None or last is None:
        return []
    texts, step = view.texts, await statuses.last_step(view.session, row.id)
    lines = [
        texts("❌ Noted: for you, the report {ref} is not solved yet. The team hears of it.", ref=unbroken(row.ref))
    ]
    if step and step.reason.get("reopened"):
        lines.append(texts("It is open again."))
    if reply:
        lines.append(texts("What is still missing? Reply to this message: words, voice, photo or place."))
    else:
        lines.append(texts("What is still missing? Write it or say it here: words, voice, photo or place."))
    lines.append(_asked_again(view, last.again))
    buttons = one_a_row(_again_buttons(view, row.id, last.again))
    return [Message("\n".join(lines), rows=buttons, about_challenge=row.id)]


def _asked_again(view: View, wanted: bool | None) -> Safe:
    if wanted is None:
        return view.texts("May we ask you again in a few weeks?")
    if wanted:
        return view.texts("✓ We ask you again in a few weeks.")
    return view.texts("✓ We do not ask again. You can say at any time that it is solved.")


def _again_buttons(view: View, challenge: int, wanted: bool | None) -> list[Button]:
    """The two ways, without the one that was chosen; and the way back for whoever pressed by mistake."""
    texts, buttons = view.texts, []
    if wanted is not True:
        buttons.append(Button(texts.plain("🔔 Yes, ask me again"), data("solved.again", challenge, 1)))
    if wanted is not False:
        buttons.append(Button(texts.plain("🔕 No, do not ask"), data("solved.again", challenge, 0)))
    return [*buttons, Button(texts.plain("✅ Yes, it is solved"), data("solved.yes", challenge))]
