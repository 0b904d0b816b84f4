"""A reference, typed anywhere or in a link, shows its challenge: all to its author, to others only where it stands."""

import re

from telegram import Update

from handlers import desk
from handlers.buttons import Rows
from handlers.context import Context
from handlers.language import language_row
from handlers.screens import Message, View, screen
from handlers.statuses import label
from handlers.words import bold, category_name
from locales.texts import Safe, unbroken
from services import authors, challenges, emergencies, merges, places, publications, references, statuses
from services.desk import Tab
from services.roles import Role, holds
from services.statuses import Status
from storage.challenges import ChallengeRow

SHORT = 40  # characters: in a longer message a reference is only mentioned
LOOKS_LIKE_ONE = re.compile(r"\s*[A-Za-z0-9]{4}\u2060?[-‐–—]\u2060?[A-Za-z0-9]{4}\s*")


async def shown(update: Update, context: Context) -> bool:
    """Take a message that is a reference and little else, and speaks of no danger."""
    text = update.effective_message.text if update.effective_message else None
    if not text or len(text) > SHORT or emergencies.urgent(text):
        return False
    ref = references.find(text)
    if ref is None and not LOOKS_LIKE_ONE.fullmatch(text):
        return False
    await _show(context, ref)
    return True


async def opened(update: Update, context: Context, code: str) -> None:
    """A link to a challenge."""
    await _show(context, references.parse(code))


async def _show(context: Context, ref: str | None) -> None:
    async with context.reading() as session:
        challenge = await challenges.by_ref(session, ref) if ref else None
    if challenge is None:
        context.say("reference.unknown")
    elif authors.is_author(context.house.seals, challenge, context.person):
        context.say("mine.see", challenge=challenge.id)
    elif holds(context.person.roles, Role.MODERATOR):
        async with context.transaction() as session:
            await desk.show(context, session, challenge.id, Tab.ONE, edit=False)
    elif shown := await _public(context, challenge):
        context.say("public.card", challenge=shown.id)
    else:
        context.say("reference.public", challenge=challenge.id)


async def _public(context: Context, challenge: ChallengeRow) -> ChallengeRow | None:
    """The one that it was joined to in the end, if everybody may see it."""
    async with context.reading() as session:
        main = await merges.top(session, challenge)
        return await publications.shown(session, context.house.lab, main.id)


@screen("reference.unknown")
async def unknown(view: View) -> Message:
    """There is no such number, or it was mistyped."""
    text = view.texts(
        "We do not find this number: please look at it once more.\nA number looks like this: {example}",
        example=unbroken("K7M4-XQ28"),
    )
    return Message(text, rows=_languages(view))


@screen("reference.public")
async def public(view: View, *, challenge: int) -> Message:
    """What anybody may see of a challenge that nobody made public: what it is about, never what its author sent."""
    row = await view.session.get(ChallengeRow, challenge)
    if row is None or row.withdrawn_at:
        return Message(view.texts("This report is no longer there."), rows=_languages(view))
    lines = [bold(view.texts("Report {ref}", ref=unbroken(row.ref))), *_about(view, row), *await _standing(view, row)]
    return Message("\n".join(lines), rows=_languages(view))


def _about(view: View, row: ChallengeRow) -> list[Safe]:
    texts, commune = view.texts, places.by_code(view.house.lab, row.commune)
    lines = [texts("Type: {category}", category=category_name(view, row.category))] if row.category else []
    return [*lines, *([texts("Place: {place}", place=commune.names.pick(texts.language))] if commune else [])]


async def _standing(view: View, row: ChallengeRow) -> list[Safe]:
    known = await statuses.told(view.session, row.id, view.house.clock.now())
    status, since = (known[-1].status, known[-1].at) if known else (Status.RECEIVED, row.created_at)
    texts = view.texts
    return [texts("Status: {status}", status=label(view, status)), texts("Since {date}", date=texts.date(since))]


def _languages(view: View) -> Rows:
    """Whoever came by a link chose no language yet."""
    return () if view.person.language_chosen else [language_row(view, "own")]
