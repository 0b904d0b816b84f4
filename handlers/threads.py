"""The resident's side of a thread: the team's question, and the ways in which an answer comes back."""

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Update

from conversations.checks import TOO_SHORT
from conversations.form import LOCATION, TEXT, VOICE, Accepts, Said
from conversations.hearing import cleaned
from conversations.submissions import piece_of
from handlers import forms
from handlers.buttons import Button, data, one_a_row, taps
from handlers.clearing import discreet
from handlers.context import Context
from handlers.desk_looks import as_it_came
from handlers.desk_words import number
from handlers.messages import said, words
from handlers.screens import Message, View, screen
from handlers.thread_lines import said as words_of
from handlers.turning import fit
from handlers.words import category_name
from locales.texts import ltr, unbroken
from services import authors, emergencies, threads
from services.media import file_id_of
from services.people import Person
from services.roles import Role, holds
from storage.challenges import ChallengeRow, ThreadRow
from storage.media import MediaRow
from storage.seals import Seals

ELSEWHERE = 2  # other reports that the team asked about


async def reply_to_ours(update: Update, context: Context) -> bool:
    """Take a reply to a message of ours that is about a challenge: its author's, or a moderator's to the author."""
    message = update.effective_message
    if message is None or message.reply_to_message is None or said(message) is None or message.contact:
        return False
    seals, replied = context.house.seals, message.reply_to_message.message_id
    async with context.reading() as session:
        challenge = await threads.replied_to(session, seals, context.chat_id, replied)
    if challenge is None or challenge.withdrawn_at or not _may_write(context, challenge):
        return False
    await _take(update, context, challenge.id)
    return True


def _may_write(context: Context, challenge: ChallengeRow) -> bool:
    mine = authors.is_author(context.house.seals, challenge, context.person)
    return mine or holds(context.person.roles, Role.MODERATOR)


async def answer_to_question(update: Update, context: Context) -> bool:
    """Take the next message of somebody whom the team asked something, or who pressed the button to write to it."""
    message = update.effective_message
    if message is None or said(message) is None or message.contact:
        return False
    async with context.reading() as session:
        now = context.house.clock.now()
        challenge = await threads.awaiting(session, context.house.seals, context.person, now)
    if challenge is None:
        return False
    await _take(update, context, challenge.id)
    return True


async def _take(update: Update, context: Context, challenge_id: int) -> None:
    async with context.transaction() as session:
        challenge = await session.get(ChallengeRow, challenge_id)
        message = fit(context, update.effective_message) if update.effective_message else None
        if challenge and message:
            await put(context, session, challenge, message)


async def put(context: Context, session: AsyncSession, challenge: ChallengeRow, message: Said) -> None:
    """Put a message into the thread: of the author, or of a moderator to the author."""
    house, now = context.house, context.house.clock.now()
    value = cleaned(message.value)
    if message.kind is TEXT and not value:
        context.say("thread.empty")
        return
    piece = piece_of(message.kind.kind, value, "words")
    if authors.is_author(house.seals, challenge, context.person):
        danger = emergencies.urgent(words(message))
        kind = danger.kind if danger else None
        if kind:
            context.say("challenge.emergency", kind=kind)
        await threads.listen_alone(session, house.seals, context.person, challenge)
        line = await threads.answer(session, house.seals, challenge, piece, now, house.admins, kind)
        context.say("thread.thanks", challenge=challenge.id, line=line.id)
    else:
        await threads.write(session, house.seals, challenge, piece, context.person, now, now)
        context.say("desk.done", form="desk.write")


@taps("thread.answer")
async def answer(update: Update, context: Context, challenge: str) -> None:
    """What comes next belongs to this thread; with a form open, only a reply to the message we send does."""
    busy = await forms.opened(context) is not None
    async with context.transaction() as session:
        row = await session.get(ChallengeRow, number(challenge))
        if row is None or row.withdrawn_at or not authors.is_author(context.house.seals, row, context.person):
            context.toast(context.texts.plain("This button is too old, it no longer works."))
            return
        await threads.listen_alone(session, context.house.seals, context.person, row)
        threads.listen(row, context.house.clock.now())
        context.say("thread.write", challenge=row.id, reply=busy)


@taps("thread.other")
async def other(update: Update, context: Context, line: str) -> None:
    """What came was no answer but another problem: it leaves the thread and begins a report of its own."""
    if await forms.opened(context):
        context.toast(context.texts.plain("You began a message. Please send or cancel it first."), alert=True)
        return
    async with context.transaction() as session:
        row = await session.get(ThreadRow, number(line))
        challenge = await session.get(ChallengeRow, row.challenge_id) if row and row.side == threads.RESIDENT else None
        if row is None or challenge is None or not authors.is_author(context.house.seals, challenge, context.person):
            context.toast(context.texts.plain("This button is too old, it no longer works."))
            return
        house = context.house
        media = await threads.take_out(session, row, house.data_dir / "media", house.clock.now())
        message = heard_again(house.seals, row, media)
        await forms.begin(context, session, "challenge", [message], offer=True)


@taps("thread.move")
async def move(update: Update, context: Context, line: str, challenge: str) -> None:
    """What came answers another question of the team: it goes to that report."""
    async with context.transaction() as session:
        row = await session.get(ThreadRow, number(line))
        here = await session.get(ChallengeRow, row.challenge_id) if row and row.side == threads.RESIDENT else None
        there = await session.get(ChallengeRow, number(challenge))
        if (
            row is None
            or here is None
            or there is None
            or not _may_move(context.house.seals, context.person, here, there)
        ):
            context.toast(context.texts.plain("This button is too old, it no longer works."))
            return
        media = await threads.take_out(session, row, context.house.data_dir / "media", context.house.clock.now())
        await put(context, session, there, heard_again(context.house.seals, row, media))


def _may_move(seals: Seals, person: Person, here: ChallengeRow, there: ChallengeRow) -> bool:
    """Between two reports of one known person: that something moved would tell that two have the same author."""
    known = here.author_id is not None and there.author_id is not None
    theirs = all(authors.is_author(seals, one, person) and not one.withdrawn_at for one in (here, there))
    return known and theirs and here.id != there.id


def heard_again(seals: Seals, line: ThreadRow, media: MediaRow | None) -> Said:
    """A line as the message that it was."""
    if media is None:
        if line.latitude is not None:
            place = {"latitude": line.latitude, "longitude": line.longitude, "title": line.text or ""}
            return Said(LOCATION, place)
        return Said(TEXT, line.text or "")
    file_id = file_id_of(seals, media)
    file = {"file_id": file_id} if file_id else {"media_id": media.id}
    fields = {"size": media.size, "seconds": media.seconds, "caption": line.text or ""}
    kind = VOICE if media.kind == "audio" else Accepts[media.kind.upper()]
    return Said(kind, {"type": media.kind, **file, **fields})


@screen("thread.write")
async def write_screen(view: View, *, challenge: int, reply: bool) -> list[Message]:
    """How to write to the team."""
    row = await view.session.get(ChallengeRow, challenge)
    if row is None:
        return []
    ref = unbroken(row.ref)
    if reply:
        text = view.texts(
            "To write to the team about {ref}, reply to this message.\nWhat you began before stays as it is.", ref=ref
        )
    else:
        text = view.texts("The team reads what you send now about {ref}:\nwords, voice, photo or place.", ref=ref)
    return [Message(text, about_challenge=row.id)]


@screen("thread.empty")
async def empty_screen(view: View) -> Message:
    """What came holds nothing that can be seen."""
    return Message(view.texts(TOO_SHORT))


@screen("thread.thanks")
async def thanks_screen(view: View, *, challenge: int, line: int) -> list[Message]:
    """It has arrived."""
    row = await view.session.get(ChallengeRow, challenge)
    if row is None:
        return []
    lines = [view.texts("✓ The team has it, with the report {ref}. Thank you!", ref=unbroken(row.ref))]
    buttons = [Button(view.texts.plain("🆕 It is another problem"), data("thread.other", line))]
    for one in await _asked_elsewhere(view, row):
        what = " · ".join(filter(None, (unbroken(one.ref), category_name(view, one.category))))
        lines.append(view.texts("❓ The team also waits for your answer about {what}.", what=what))
        buttons += _elsewhere(view, line, row, one)
    return [Message("\n".join(lines), rows=one_a_row(buttons), about_challenge=row.id)]


async def _asked_elsewhere(view: View, row: ChallengeRow) -> list[ChallengeRow]:
    """The other reports of theirs about which the team still waits for an answer."""
    seals, now = view.house.seals, view.house.clock.now()
    found = await threads.asked_about(view.session, seals, view.person, now)
    return [one for one in found if one.id != row.id][:ELSEWHERE]


def _elsewhere(view: View, line: int, row: ChallengeRow, one: ChallengeRow) -> list[Button]:
    """What came was for that one; or its answer comes now."""
    ref = ltr(one.ref)
    answer_it = Button(view.texts.plain("✍️ Answer about {ref}", ref=ref), data("thread.answer", one.id))
    if not _may_move(view.house.seals, view.person, row, one):
        return [answer_it]
    return [Button(view.texts.plain("↪️ It was for {ref}", ref=ref), data("thread.move", line, one.id)), answer_it]


@screen("staff.question")
async def question(view: View, *, line: int, opened: bool = False) -> list[Message]:
    """What the team writes to the author: words, or a voice and where it belongs."""
    row = await view.session.get(ThreadRow, line)
    challenge = await view.session.get(ChallengeRow, row.challenge_id) if row else None
    if row is None or challenge is None or challenge.withdrawn_at:
        return []
    if not opened and (hidden := await discreet(view, "l", row.id, challenge)):
        return [hidden]
    answer = [[Button(view.texts.plain("✍️ Answer"), data("thread.answer", challenge.id))]]
    file = await view.session.get(MediaRow, row.media_id) if row.media_id else None
    media = as_it_came(view.house.data_dir, file) if file else None
    text = _text(view, challenge, row, "" if media else await words_of(view, row))
    return [Message(text, rows=answer, media=media, about_challenge=challenge.id)]


@screen("file.refused")
async def file_refused(view: View, *, challenge: int, opened: bool = False) -> list[Message]:
    """What the author sent with a report could not be kept; a reply brings another file."""
    row = await view.session.get(ChallengeRow, challenge)
    if row is None or row.withdrawn_at:
        return []
    if not opened and (hidden := await discreet(view, "f", row.id, row)):
        return [hidden]
    text = view.texts(
        "📎 We could not keep a file that you sent with {ref}: we cannot open this kind.\n"
        "Your report is there. To send a photo or a PDF instead, reply to this message.",
        ref=unbroken(row.ref),
    )
    return [Message(text, about_challenge=row.id)]


def _text(view: View, challenge: ChallengeRow, row: ThreadRow, words: str) -> str:
    texts, ref = view.texts, unbroken(challenge.ref)
    if not row.asks:
        said = [texts("Message: {words}", words=words)] if words else []
        return "\n".join([texts("The team writes to you about {ref}.", ref=ref), *said])
    asked = [texts("Question: {question}", question=words)] if words else []
    head = texts("The team has a question about {ref}.", ref=ref)
    return "\n".join([head, *asked, texts("Answer here, in words or by voice.")])
