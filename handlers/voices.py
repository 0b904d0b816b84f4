"""The Listen button: under each screen for which staff recorded a voice in the reader's language."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from handlers.buttons import Button, Rows, data
from services import recordings
from storage.recordings import LONGEST_SUBJECT

if TYPE_CHECKING:
    from handlers.screens import Message, View


def subject_of(screen: str, message: "Message") -> str:
    """What the voice of this message is recorded for: its own subject, else its screen."""
    return message.voice or f"screen.{screen}"


async def with_voice(view: "View", screen: str, messages: Sequence["Message"]) -> list["Message"]:
    """The messages of a screen, with a Listen button if there is a voice; above it, where keys stand below.

    Counted is which screen was said, not to whom.
    """
    if not messages or messages[-1].discreet or view.person.telegram_id < 0:
        return list(messages)
    *before, last = messages
    subject = subject_of(screen, last)[:LONGEST_SUBJECT]
    view.house.said_often[subject] += 1
    row = await _row(view, subject)
    if not row:
        return list(messages)
    if last.keys is not None:
        words = view.texts("🔊 You can hear this question:") if last.keys else view.texts("🔊 You can hear this:")
        return [*before, replace(last, text=words, rows=row, keys=None), last]
    return [*before, replace(last, rows=[*row, *last.rows])]


async def _row(view: "View", subject: str) -> Rows:
    if await recordings.heard_in(view.session, subject, view.texts.language) is None:
        return []
    return [[Button(view.texts.plain("🔊 Listen"), data("listen.play", subject))]]
