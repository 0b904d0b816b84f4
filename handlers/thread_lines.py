"""Lines of a thread in words, for the card, the thread view and the notices."""

from collections.abc import Sequence

from handlers.body_words import body_of_line
from handlers.desk_words import colleague
from handlers.screens import View
from handlers.telling import one_told
from handlers.words import template_words
from locales.formats import Safe, unmarked
from locales.lengths import cut
from services.partners import BODY
from services.threads import NOTE, RESIDENT
from storage.challenges import ThreadRow
from storage.desk import thread

LAST = 3


async def said(view: View, line: ThreadRow) -> str:
    """What a line says, in plain words."""
    if line.kind == "template":
        return await template_words(view, line.text or "")
    if line.kind == "text":
        return line.text or ""
    kind = unmarked(str(one_told(view.texts, "voice" if line.kind == "audio" else line.kind, {})))
    return f"{kind} {line.text or ''}".strip()


async def one_line(view: View, line: ThreadRow, units: int) -> Safe:
    """`— Author: words`, cut at `units`."""
    words = cut(" ".join((await said(view, line)).split()), units)
    if line.side == RESIDENT:
        return view.texts("💬 Author: {words}", words=words)
    if line.side == BODY:
        return view.texts("🏛 {body}: {words}", body=await body_of_line(view, line), words=words)
    name = await colleague(view, line.staff_id)
    if line.side == NOTE:
        return view.texts("📝 Note of {name}: {words}", name=name, words=words)
    return view.texts("👤 Team, {name}: {words}", name=name, words=words)


def unanswered(lines: Sequence[ThreadRow]) -> Sequence[ThreadRow]:
    """What the author has said since the team's last word."""
    ours = [number for number, line in enumerate(lines) if line.side != RESIDENT]
    return lines[ours[-1] + 1 if ours else 0 :]


async def last_lines(view: View, challenge_id: int) -> list[Safe]:
    """The end of the thread, as it stands on a card."""
    lines = await thread(view.session, challenge_id)
    return [await one_line(view, line, 150) for line in lines[-LAST:]]
