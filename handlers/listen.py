"""Voices that staff recorded: what each stands for, and hearing one."""

from telegram import Update

from handlers.buttons import Rows, taps
from handlers.context import Context
from handlers.screens import Media, Message, View, screen
from handlers.voices import listen_row
from locales.marks import N_
from services import recordings
from services.statuses import Status
from storage.recordings import RecordingRow

TITLES: dict[str, str] = {
    "ask.challenge.words": N_("What is happening?"),
    "ask.challenge.place": N_("Where is it?"),
    "ask.challenge.category": N_("What is it about?"),
    "ask.challenge.name": N_("Who may see the name?"),
    "ask.challenge.review": N_("Is everything right?"),
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
    "screen.start.welcome": N_("Welcome"),
    "screen.menu": N_("Menu"),
    "screen.help": N_("❓ Help"),
    "screen.mine.list": N_("📂 My reports"),
    "screen.browse.list": N_("👀 Reports of others"),
    "screen.workshops.list": N_("📅 Workshops"),
    "screen.solved.ask": N_("Is it solved?"),
    "screen.privacy.menu": N_("My data"),
    "ask.volunteer.name": N_("Name"),
    "ask.volunteer.age": N_("Age"),
    "ask.volunteer.commune": N_("Commune"),
    "ask.volunteer.skills": N_("What you can do"),
    "ask.volunteer.words": N_("In your words"),
    "ask.volunteer.languages": N_("Languages"),
    "ask.volunteer.days": N_("Days"),
    "ask.volunteer.parts": N_("Time of day"),
    "ask.volunteer.transport": N_("Transport"),
    "ask.volunteer.phone": N_("Phone"),
}
GROUPS: dict[str, str] = {
    "report": N_("📣 Report a problem"),
    "status": N_("🚦 Statuses"),
    "screen": N_("📱 Screens"),
    "volunteer": N_("🤝 Offer a hand"),
}


def screen_name(subject: str) -> str:
    """The msgid of a screen's name."""
    return TITLES[subject]


def group_of(subject: str) -> str:
    """Among which of GROUPS a screen stands."""
    return next(group for group, subjects in recordings.GROUPS.items() if subject in subjects)


async def listen(view: View, subject: str) -> Rows:
    """The row with the button; none where nobody recorded anything."""
    return await listen_row(view.session, view.texts, subject)


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
