"""What staff look at beside a card: photos and voices, all the words, the thread, the history. Each look is audited."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from telegram import Update

from handlers import desk as counter
from handlers import publicity
from handlers.buttons import Button, data, taps
from handlers.context import Context
from handlers.desk_card import PICTURES, VOICES
from handlers.desk_words import colleague, there
from handlers.rights import staff_only
from handlers.screens import Media, MediaKind, Message, View, screen, showing
from handlers.statuses import LABELS, why_of
from handlers.thread_lines import one_line, unanswered
from handlers.words import bold, quoted
from locales.formats import Safe, escape
from locales.lengths import cut
from locales.marks import N_
from locales.texts import unbroken
from services import audit, desk, statuses
from services.challenges import PLACE
from services.desk import Faster
from services.roles import Role, holds
from services.statuses import Status
from storage.audit import AuditRow
from storage.challenges import ChallengeRow, PartRow, StatusRow, ThreadRow, subject_of
from storage.desk import parts as parts_of
from storage.desk import thread
from storage.media import MediaRow

ALBUMS = {"p": PICTURES, "v": VOICES}
LONGEST_LINE = 500
LONGEST_REASON = 300
LAST_LINES = 20
DONE: dict[str, str] = {
    "desk.status": N_("status: {status}"),
    "desk.ask": N_("asked the author"),
    "desk.write": N_("wrote to the author"),
    "desk.undo": N_("took it back"),
    "desk.later": N_("put off to tomorrow"),
    "desk.seen": N_("read what came after its end"),
    "desk.assign": N_("handed over to {holder}"),
    "desk.release": N_("gave it back"),
    "desk.category": N_("set the type"),
    "desk.transcript": N_("wrote down a voice message"),
    "desk.note": N_("wrote a note"),
    "desk.import": N_("forwarded it to the bot"),
    "desk.spam": N_("marked it as spam"),
    "desk.no_spam": N_("took the spam mark back"),
    "desk.door": N_("opened it for a body"),
    "desk.door_left": N_("took it back from a body"),
    "desk.behalf": N_("wrote it down for somebody"),
    "desk.behalf_erased": N_("erased who told it"),
    "desk.behalf_unnamed": N_("erased the name of who told it"),
    "desk.public": N_("wrote what the public reads"),
    "desk.hide": N_("hid the text from the public"),
    "desk.show": N_("showed the text to the public"),
    "desk.photo_shown": N_("showed a photo to the public"),
    "desk.photo_hidden": N_("hid a photo from the public"),
    "desk.redact": N_("covered parts of a photo"),
}


async def _look(context: Context, challenge: str, action: str, screen_name: str, **values: Any) -> None:
    """Write the look down, and show."""
    spot = there(challenge, "0", "o")
    async with context.transaction() as session:
        try:
            row = await desk.still_there(session, spot.challenge)
        except Faster as faster:
            await counter.too_slow(context, session, spot, faster)
            return
        except LookupError:
            counter.old_button(context)
            return
        audit.note(session, context.person.id, action, subject_of(row.id), context.house.clock.now())
        context.say(screen_name, challenge=row.id, **values)


@taps("desk.media")
@staff_only(Role.MODERATOR)
async def media(update: Update, context: Context, challenge: str, version: str, tab: str, album: str) -> None:
    """Send the photos, or the voices."""
    await _look(context, challenge, "desk.media", "desk.media", album=album)


@taps("desk.words")
@staff_only(Role.MODERATOR)
async def words(update: Update, context: Context, challenge: str, version: str, tab: str) -> None:
    """Show all the words."""
    await _look(context, challenge, "desk.read", "desk.words")


@taps("desk.thread")
@staff_only(Role.MODERATOR)
async def whole_thread(update: Update, context: Context, challenge: str, version: str, tab: str) -> None:
    """Show the thread."""
    await _look(context, challenge, "desk.thread", "desk.thread")


@taps("desk.attached")
@staff_only(Role.MODERATOR)
async def attached(update: Update, context: Context, challenge: str) -> None:
    """Send what the author spoke or showed in the answer that a notice told of."""
    await _look(context, challenge, "desk.media", "desk.attached")


@taps("desk.history")
@staff_only(Role.MODERATOR)
async def history(update: Update, context: Context, challenge: str, version: str, tab: str) -> None:
    """Show what the team did."""
    await _look(context, challenge, "desk.thread", "desk.history")


async def _row(view: View, challenge_id: int) -> ChallengeRow | None:
    """The challenge, for the desk; None once its author withdrew it."""
    if not holds(view.person.roles, Role.MODERATOR):
        return None
    row = await view.session.get(ChallengeRow, challenge_id)
    return None if row is None or row.withdrawn_at else row


def _to_card(view: View, row: ChallengeRow) -> Sequence[Sequence[Button]]:
    return [[Button(view.texts.plain("🗂 Card {ref}", ref=unbroken(row.ref)), data("desk.one", row.id))]]


@screen("desk.media")
async def media_screen(view: View, *, challenge: int, album: str) -> list[Message]:
    """Each file as a message; what we cannot show is said. The way back to the card stands under the last."""
    row = await _row(view, challenge)
    if row is None:
        return []
    kinds = ALBUMS.get(album, PICTURES)
    found = [(part, file) for part, file in await parts_of(view.session, row.id) if part.kind in kinds]
    shown = [_with_rights(view, file, _file(view, file, _caption(view, row, part))) for part, file in found]
    end = Message(view.texts("Report {ref}", ref=unbroken(row.ref)), rows=_to_card(view, row))
    return showing([*shown, end], row.id)


def _with_rights(view: View, file: MediaRow | None, message: Message) -> Message:
    """Under a photo: whether the public sees it, and one tap to change that."""
    if file is None or not file.shown_path or message.media is None:
        return message
    text = "\n".join(line for line in (message.text, publicity.state_told(view, file)) if line)
    return replace(message, text=text, rows=publicity.photo_rows(view, file))


def _caption(view: View, row: ChallengeRow, part: PartRow) -> str:
    asked = _asked(view, row, part.about)
    said = [*([bold(escape(asked))] if asked else []), *([quoted(part.text, 500)] if part.text else [])]
    if part.transcript:
        said.append(view.texts("It says: {words}", words=part.transcript[:500]))
    return "\n".join(said)


def _asked(view: View, row: ChallengeRow, about: str) -> str:
    """The question that a part answers, in plain words; none for the problem itself."""
    if about == PLACE:
        return view.texts.plain("📍 Place")
    questions = view.house.lab.category(row.category).questions
    return next((one.ask.pick(view.texts.language) for one in questions if one.key == about), "")


def _file(view: View, file: MediaRow | None, caption: str) -> Message:
    media = file_of(view.house.data_dir, file) if file else None
    if media is not None:
        return Message(caption, media=media)
    if file is None or file.state == "wanted":
        return Message(view.texts("⏳ This file is not here yet. Please try again in a moment."))
    return Message(view.texts("🚫 This file could not be kept in a form that we can show."))


def file_of(data_dir: Path, file: MediaRow) -> Media | None:
    """How staff see a file: a picture as our copy without EXIF; None if it is not here, or cannot be shown.

    Telegram takes EXIF out of photos, not out of pictures sent as files: which of those are pictures, only the copy
    tells.
    """
    if shown := _copy(data_dir, file, file.shown_path):
        return shown
    picture = (file.mime or "").startswith("image/")
    if file.kind == "document" and (file.state != "kept" or picture):
        return None
    return as_it_came(data_dir, file)


def as_it_came(data_dir: Path, file: MediaRow) -> Media | None:
    """A file by Telegram's id, else (anonymous authors) from our own copy; None if it is not here."""
    kind: MediaKind = file.kind  # type: ignore[assignment]
    return Media(kind, file_id=file.file_id) if file.file_id else _copy(data_dir, file, file.path)


def _copy(data_dir: Path, file: MediaRow, name: str | None) -> Media | None:
    kind: MediaKind = file.kind  # type: ignore[assignment]
    path = data_dir / "media" / name if name else None
    return Media(kind, path=path) if path and path.exists() else None


@screen("desk.voice")
async def voice_screen(view: View, *, part: int) -> list[Message]:
    """One voice, to be written down."""
    row = await view.session.get(PartRow, part)
    if row is None or await _row(view, row.challenge_id) is None:
        return []
    return showing([_file(view, await view.session.get(MediaRow, row.media_id), "")], row.challenge_id)


@screen("desk.words")
async def words_screen(view: View, *, challenge: int) -> list[Message]:
    """Everything the resident wrote, each message by itself, and what voices say."""
    row = await _row(view, challenge)
    if row is None:
        return []
    said = [part.text or part.transcript for part, _ in await parts_of(view.session, row.id)]
    messages = [Message(quoted(text, 4000)) for text in said if text] or [Message(quoted(row.words, 4000))]
    end = Message(view.texts("Report {ref}", ref=unbroken(row.ref)), rows=_to_card(view, row))
    return showing([*messages, end], row.id)


@screen("desk.thread")
async def thread_screen(view: View, *, challenge: int) -> list[Message]:
    """The thread: its files first, then the newest lines, oldest first."""
    row = await _row(view, challenge)
    if row is None:
        return []
    lines = (await thread(view.session, row.id))[-LAST_LINES:]
    head = bold(view.texts("💬 Thread of {ref}", ref=unbroken(row.ref)))
    said = [await one_line(view, line, LONGEST_LINE) for line in lines] or [view.texts("Nothing was written yet.")]
    files = [message for line in lines if (message := await _attached(view, line))]
    return showing([*files, *_pages(head, said, _to_card(view, row))], row.id)


@screen("desk.attached")
async def attached_screen(view: View, *, challenge: int) -> list[Message]:
    """The files of the author's newest answer."""
    row = await _row(view, challenge)
    if row is None:
        return []
    lines = unanswered(await thread(view.session, row.id))
    files = [message for line in lines if (message := await _attached(view, line))]
    end = Message(view.texts("Report {ref}", ref=unbroken(row.ref)), rows=_to_card(view, row))
    return showing([*files, end], row.id)


async def _attached(view: View, line: ThreadRow) -> Message | None:
    file = await view.session.get(MediaRow, line.media_id) if line.media_id else None
    if file:
        return _file(view, file, await one_line(view, line, LONGEST_LINE))
    if line.latitude is not None and line.longitude is not None:
        return Message(media=Media("location", point=(line.latitude, line.longitude)))
    return None


def _pages(head: Safe, lines: Sequence[Safe], rows: Sequence[Sequence[Button]]) -> list[Message]:
    """The lines in messages of at most six, since one may be long; the buttons stand under the last."""
    pages = [lines[start : start + 6] for start in range(0, len(lines), 6)]
    texts = ["\n".join([head, *page] if page is pages[0] else page) for page in pages]
    return [Message(text, rows=rows if text is texts[-1] else ()) for text in texts]


@screen("desk.history")
async def history_screen(view: View, *, challenge: int) -> list[Message]:
    """What the team did, step by step."""
    row = await _row(view, challenge)
    if row is None:
        return []
    head = bold(view.texts("📜 History of {ref}", ref=unbroken(row.ref)))
    lines = [await _done(view, one) for one in (await desk.history(view.session, row.id))[-LAST_LINES:]]
    return _pages(
        head, [view.texts("Received on {date}", date=view.texts.date(row.created_at)), *lines], _to_card(view, row)
    )


async def _done(view: View, one: AuditRow) -> Safe:
    texts = view.texts
    if one.action == statuses.REOPENED:
        return texts("On {date} its author opened it again: not solved for them.", date=texts.date(one.at))
    values: dict[str, str] = {}
    if one.action == "desk.status":
        values["status"] = texts(LABELS[Status(one.detail["status"])])
    if one.action == "desk.assign":
        values["holder"] = await colleague(view, one.about_id)
    what = texts(DONE[one.action], **values) if one.action in DONE else Safe(one.action)
    done = texts(
        "On {when}, {name}: {what}",
        when=texts.day_and_time(one.at),
        name=await colleague(view, one.actor_id),
        what=what,
    )
    return Safe("\n".join([done, *await _reason(view, one)]))


async def _reason(view: View, one: AuditRow) -> list[Safe]:
    """Why, with the words that were told."""
    of = one.detail.get("step") if one.action == "desk.status" else None
    step = await view.session.get(StatusRow, of) if of else None
    why = await why_of(view, step) if step else ""
    return [view.texts("Reason: {why}", why=cut(why, LONGEST_REASON))] if why else []
