"""Hearing a voice that staff recorded, and what is said when Telegram plays it no more."""

from telegram import Update

from handlers.buttons import Button, data, taps
from handlers.context import Context
from handlers.screens import Media, Message, View, screen
from handlers.voice_subjects import title
from locales.languages import NAMES
from services import recordings
from storage.recordings import RecordingRow

GONE, REFUSED = "listen.gone", "listen.refused"


@taps("listen.play")
async def play(update: Update, context: Context, subject: str) -> None:
    """Say it."""
    context.say("listen.play", subject=subject)


@screen("listen.play")
async def play_screen(view: View, *, subject: str) -> list[Message]:
    """The voice in the reader's language; a word, once it is gone."""
    row = await recordings.spoken(view.session, subject, view.person.language)
    return voice_of(row) or [_gone(view)]


def voice_of(row: RecordingRow | None) -> list[Message]:
    """A recording as a voice message; nothing once it is gone."""
    if row is None:
        return []
    return [Message(media=Media("voice", file_id=row.file_id, recording=(row.subject, row.language)))]


@screen(GONE)
async def gone(view: View) -> Message:
    """Whoever pressed Listen reads why nothing is heard."""
    return _gone(view)


def _gone(view: View) -> Message:
    return Message(view.texts("🔇 This voice can no longer be heard. What is written above says the same."))


@screen(REFUSED)
async def refused(view: View, *, subject: str, language: str) -> Message:
    """To the team: Telegram plays this recording no more, and the button is gone."""
    texts = view.texts
    text = texts(
        "🔇 Telegram refuses a voice of ours: {screen} ({language}).\nThe button is gone. Please record it again.",
        screen=title(texts, subject),
        language=NAMES[language],
    )
    return Message(text, rows=[[Button(texts.plain("🎙 Voices"), data("voice.one", subject))]])
