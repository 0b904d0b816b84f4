"""The Listen button: it stands on a screen for which staff recorded a voice in the reader's language."""

from telegram import Update

from handlers.buttons import Button, Rows, data, taps
from handlers.context import Context
from handlers.screens import Media, Message, View, screen
from locales.marks import N_
from services import recordings
from services.statuses import Status
from storage.recordings import RecordingRow

SCREENS: dict[str, str] = {
    "ask.words": N_("What is happening?"),
    "ask.category": N_("What is it about?"),
    "ask.name": N_("Who may see the name?"),
    recordings.RECEIVED: N_("It has arrived"),
    f"status.{Status.RECEIVED}": N_("Received"),
    f"status.{Status.STUDY}": N_("Under study"),
    f"status.{Status.WORKSHOP}": N_("In a workshop"),
    f"status.{Status.TAKEN_UP}": N_("Taken up"),
    f"status.{Status.PROGRESS}": N_("In progress"),
    f"status.{Status.SOLVED}": N_("Solved"),
    f"status.{Status.NOT_OURS}": N_("Depends on others"),
    f"status.{Status.DUPLICATE}": N_("Already reported"),
    f"status.{Status.CLOSED}": N_("Closed"),
}


def screen_name(subject: str) -> str:
    """The msgid of a screen's name."""
    return SCREENS[subject]


async def listen(view: View, subject: str) -> Rows:
    """The row with the button; none where nobody recorded anything."""
    if subject not in SCREENS or await recordings.spoken(view.session, subject, view.person.language) is None:
        return []
    return [[Button(view.texts.plain("🔊 Listen"), data("listen.play", subject))]]


@taps("listen.play")
async def play(update: Update, context: Context, subject: str) -> None:
    """Say it."""
    context.say("listen.play", subject=subject)


@screen("listen.play")
async def play_screen(view: View, *, subject: str) -> list[Message]:
    """The voice in the reader's language."""
    return voice_of(await recordings.spoken(view.session, subject, view.person.language))


def voice_of(row: RecordingRow | None) -> list[Message]:
    """A recording as a voice message; nothing once it is gone."""
    return [Message(media=Media("voice", file_id=row.file_id))] if row else []
