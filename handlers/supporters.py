"""A challenge that everybody may see: its card, "me too", and no more news of it."""

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Update

from handlers.buttons import Button, Rows, data, one_a_row, taps
from handlers.context import Context
from handlers.desk_words import number
from handlers.language import language_row
from handlers.public import of_challenge, public_lines
from handlers.public_photos import photos_button
from handlers.screens import Message, View, screen
from handlers.statuses import label
from handlers.words import bold, category_name, ref_label
from locales import common
from locales.marks import N_
from locales.texts import Safe, unbroken
from services import authors, merges, publications, statuses, supporters
from storage.challenges import ChallengeRow

MOST = 20
NOTED = N_("✅ Noted, thank you. You get its news here.")
HAVE_IT = N_("👥 People who have this problem: {n}")
ALREADY = N_("You get its news already.")


async def public_one(session: AsyncSession, context: Context, challenge: str) -> ChallengeRow | None:
    """The challenge of a button, or the one that it was joined to, if everybody may see it."""
    row = await session.get(ChallengeRow, number(challenge))
    main = await merges.top(session, row) if row else None
    return await publications.shown(session, context.house.lab, main.id) if main else None


@taps("support.add")
async def add(update: Update, context: Context, challenge: str) -> None:
    """Me too. Twice changes nothing."""
    async with context.transaction() as session:
        row = await public_one(session, context, challenge)
        if row is None:
            context.toast(context.texts.plain(common.OLD_BUTTON))
            return
        house, version = context.house, context.house.lab.privacy.version
        new = await supporters.support(session, house.seals, context.person, row, version, house.clock.now())
        context.toast(context.texts.plain(NOTED if new else ALREADY))
        context.say("public.card", edit=True, challenge=row.id)


@taps("support.off")
async def off(update: Update, context: Context, challenge: str) -> None:
    """No more, from under the card."""
    await _leave(context, challenge, card=True)


@taps("support.leave")
async def leave(update: Update, context: Context, challenge: str) -> None:
    """No more, from under a piece of news."""
    await _leave(context, challenge, card=False)


async def _leave(context: Context, challenge: str, card: bool) -> None:
    async with context.transaction() as session:
        row = await session.get(ChallengeRow, number(challenge))
        if row is not None:
            main = await merges.top(session, row)
            await supporters.leave(session, context.house.seals, context.person, main)
            if card:
                context.say("public.card", edit=True, challenge=row.id)
        context.toast(context.texts.plain("🔕 You get no more news of it."))


@taps("support.mine")
async def mine(update: Update, context: Context) -> None:
    """What this person supports."""
    context.say("support.mine")


@screen("support.mine")
async def mine_screen(view: View) -> Message:
    """One button for each, the newest first; those that are public no more say so."""
    rows = await supporters.supported(view.session, view.house.seals, view.person)
    shown = [await merges.top(view.session, row) for row in rows[:MOST]]
    labels = {row.id: ref_label(view, "", row.ref, category_name(view, row.category)) for row in shown}
    back = Button(view.texts.plain("📂 My reports"), data("mine.open"))
    buttons = [Button(label, data("public.see", one)) for one, label in labels.items()]
    return Message(view.texts("🙋 Reports that you support: {n}", n=len(rows)), rows=one_a_row([*buttons, back]))


@taps("public.see")
async def see(update: Update, context: Context, challenge: str) -> None:
    """The card of one, from a list."""
    context.say("public.card", challenge=number(challenge))


@screen("public.card")
async def card(view: View, *, challenge: int) -> Message:
    """What everybody may see of it, how many people have the problem, where it stands, and what one can do."""
    asked = await view.session.get(ChallengeRow, challenge)
    main = await merges.top(view.session, asked) if asked else None
    row = await publications.shown(view.session, view.house.lab, main.id) if main else None
    if row is None:
        return Message(
            view.texts("This report is no longer there."), rows=[*await _way_out(view, main), *_languages(view)]
        )
    lines = [bold(view.texts("Report {ref}", ref=unbroken(row.ref))), *await told(view, row)]
    mine = authors.is_author(view.house.seals, row, view.person)
    supports = await supporters.supports(view.session, view.house.seals, view.person, row)
    if not mine and not supports:
        lines.append(view.texts("🔒 “Me too”: the team keeps that you have it too, and tells you its news."))
    photos = await photos_button(view, row, "public.photos")
    rows = [*([photos] if photos else []), *_acts(view, row, mine, supports), *_languages(view)]
    return Message("\n".join(lines), rows=rows)


async def told(view: View, row: ChallengeRow) -> list[Safe]:
    """The public side, the people and the status."""
    texts = view.texts
    people = (await supporters.people(view.session, [row.id]))[row.id]
    status = await statuses.told_status(view.session, row, view.house.clock.now())
    return [
        *public_lines(view, of_challenge(row)),
        texts(HAVE_IT, n=people),
        texts("Status: {status}", status=label(view, status)),
    ]


def _acts(view: View, row: ChallengeRow, mine: bool, supports: bool) -> Rows:
    texts = view.texts
    rows = []
    if mine:
        rows.append([Button(texts.plain("📂 See my report"), data("mine.see", row.id))])
    elif supports:
        rows.append([Button(texts.plain("🔕 No more news of it"), data("support.off", row.id))])
    else:
        rows.append([Button(texts.plain("🙋 Me too"), data("support.add", row.id))])
    rows.append([Button(texts.plain("📤 Share this report"), data("public.share", row.id))])
    rows.append([Button(texts.plain("🔎 Other reports"), data("browse.open"))])
    return rows


async def _way_out(view: View, row: ChallengeRow | None) -> Rows:
    """Whoever supports what is not public any more can stop its news."""
    if row is None or not await supporters.supports(view.session, view.house.seals, view.person, row):
        return ()
    return [[Button(view.texts.plain("🔕 No more news of it"), data("support.off", row.id))]]


def _languages(view: View) -> Rows:
    """Whoever came by a link chose no language yet."""
    return () if view.person.language_chosen else [language_row(view, "own")]
