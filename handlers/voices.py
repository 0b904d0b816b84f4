"""The Listen button: it stands where staff recorded a voice in the reader's language."""

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.buttons import Button, Rows, data
from locales.texts import Texts
from services import recordings


async def listen_row(session: AsyncSession, texts: Texts, subject: str) -> Rows:
    """The row with the button; none where nobody recorded anything."""
    if subject not in recordings.SUBJECTS or await recordings.spoken(session, subject, texts.language) is None:
        return []
    return [[Button(texts.plain("🔊 Listen"), data("listen.play", subject))]]
