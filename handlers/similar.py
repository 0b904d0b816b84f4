"""Before a challenge leaves: up to three public ones that may be the same. The person decides, a score never does.

Until somebody confirms that they support another one, what they wrote stays as it is.
"""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Update

from conversations.challenges import FORM
from conversations.form import Act, Answers
from conversations.submissions import submission
from handlers import forms
from handlers.asking import strike
from handlers.buttons import Button, Rows, data, one_a_row, taps
from handlers.context import Context
from handlers.screens import Message, View, screen
from handlers.served import Open, load, save
from handlers.statuses import label
from handlers.supporters import NOTED, public_one, told
from handlers.words import bold, category_name, quoted
from locales import common
from locales.texts import Safe, unbroken
from services import authors, drafts, places, publications, publicity, similar, statuses, supporters
from services.similar import Looking
from storage.challenges import ChallengeRow

MOST = 3
WORDS = 160  # UTF-16 units of each


async def shown_first(context: Context, session: AsyncSession, one: Open, answers: Answers) -> bool:
    """Show what may be the same, never in danger; once, and again if another text or place finds others.

    False if there is nothing to compare.
    """
    looking = _looking(context, answers)
    if looking is None or "challenge" in one.beside or one.beside.get("danger"):
        return False
    asked = [looking.text, looking.commune, looking.category, list(looking.point or ())]
    if one.beside.get("compared_with") == asked:
        return False
    found = await _alike(context, session, looking)
    if not set(found) - set(one.beside.get("compared", ())):
        return False
    one.beside |= {"compared": found, "compared_with": asked}
    await save(session, context.house, context.person, one)
    context.say("similar.list", edit=True, token=one.draft.token)
    return True


def _looking(context: Context, answers: Answers) -> Looking | None:
    """What to compare; None without words."""
    sent = submission(answers, context.house.lab, language=context.person.language, consent_version="")
    return Looking(sent.words, sent.commune, sent.category, sent.point) if sent.words else None


async def _alike(context: Context, session: AsyncSession, looking: Looking) -> list[int]:
    """The ids of up to three that this person does not follow yet."""
    house, person = context.house, context.person
    found = []
    for one in await similar.public(session, house.lab, looking, house.clock.now(), MOST):
        row = await session.get_one(ChallengeRow, one.challenge)
        if not await supporters.follows(session, house.seals, person, row):
            found.append(row.id)
    return found


async def _begun(session: AsyncSession, context: Context, token: str) -> Open | None:
    """The draft that a button belongs to."""
    one = await load(session, context.house, context.person)
    fits = one is not None and one.draft.form == FORM.name and one.draft.token == token and "compared" in one.beside
    return one if fits else None


@taps("similar.show")
async def again(update: Update, context: Context, token: str) -> None:
    """Back to the list."""
    context.say("similar.list", edit=True, token=token)


@taps("similar.pick")
async def pick(update: Update, context: Context, challenge: str, token: str) -> None:
    """This one, perhaps: all of it, and what becomes of the message."""
    async with context.reading() as session:
        one = await _begun(session, context, token)
        row = await public_one(session, context, challenge)
    if one is None:
        await forms.current_screen(context)
    elif row is None:
        context.toast(context.texts.plain("This report is no longer there."))
    else:
        context.say("similar.one", edit=True, challenge=row.id, token=token)


@taps("similar.yes")
async def support(update: Update, context: Context, challenge: str, token: str) -> None:
    """It is this one: support it, without a name if the message was to have none; the draft goes."""
    house = context.house
    async with context.transaction() as session:
        one = await _begun(session, context, token)
        row = await public_one(session, context, challenge)
        if one is None or row is None:
            context.toast(context.texts.plain(common.OLD_BUTTON))
            return
        anonymous = one.draft.answers.value("name") == authors.ANONYMOUS
        version, now = house.lab.privacy.version, house.clock.now()
        await supporters.support(session, house.seals, context.person, row, version, now, anonymous)
        strike(context, one, edit=True)
        await drafts.drop(session, house.seals, context.person.id)
        context.toast(context.texts.plain(NOTED))
        context.say("public.card", edit=True, challenge=row.id)


@screen("similar.list")
async def list_screen(view: View, *, token: str) -> Message | Sequence[Message]:
    """What we know already, each with its place, people and status; and the way on."""
    one = await load(view.session, view.house, view.person)
    if one is None or one.draft.token != token:
        return ()
    rows = [await publications.shown(view.session, view.house.lab, each) for each in one.beside.get("compared", ())]
    found = [row for row in rows if row]
    people = await supporters.people(view.session, [row.id for row in found])
    lines = [bold(view.texts("Perhaps we know of this problem already:"))]
    for place, row in enumerate(found, 1):
        lines += [Safe(""), *await _entry(view, place, row, people[row.id])]
    lines += [Safe(""), view.texts("Is it one of these?")]
    buttons = [
        Button(view.texts.plain("{n}: it is this one, me too", n=place), data("similar.pick", row.id, token))
        for place, row in enumerate(found, 1)
    ]
    return Message("\n".join(lines), rows=[*one_a_row(buttons), *_on(view, token), *_back(view, token)])


async def _entry(view: View, place: int, row: ChallengeRow, people: int) -> list[Safe]:
    texts = view.texts
    commune = places.by_code(view.house.lab, row.commune)
    where = commune.names.pick(texts.language) if commune else ""
    what = " · ".join(part for part in (category_name(view, row.category), where) if part)
    head = texts("Number {n}: {what}", n=place, what=what) if what else texts("Number {n}", n=place)
    status = label(view, await statuses.told_status(view.session, row, view.house.clock.now()))
    words = quoted(" ".join(publicity.words_of(row).split()), WORDS)
    return [head, words, texts("People: {n}. Status: {status}", n=people, status=status)]


def _on(view: View, token: str) -> Rows:
    return [[Button(view.texts.plain("✉️ No, mine is different"), data("form", Act.SEND, token))]]


def _back(view: View, token: str) -> Rows:
    return [[Button(f"↩️ {view.texts.plain(common.BACK)}", data("form", Act.SHOW, token))]]


@screen("similar.one")
async def one_screen(view: View, *, challenge: int, token: str) -> Message | Sequence[Message]:
    """The one picked: really this one? The message is not sent then."""
    row = await publications.shown(view.session, view.house.lab, challenge)
    if row is None:
        return ()
    texts = view.texts
    kept = texts(
        "If it is this one, your message is not sent: you are counted here and get its news.\n"
        "🔒 The team keeps that you have this problem too."
    )
    lines = [bold(texts("Report {ref}", ref=unbroken(row.ref))), *await told(view, row), Safe(""), kept]
    yes = Button(texts.plain("🙋 Yes, this one: me too"), data("similar.yes", row.id, token))
    back = Button(f"↩️ {texts.plain(common.BACK)}", data("similar.show", token))
    return Message("\n".join(lines), rows=[[yes], *_on(view, token), [back]])
