"""Answers told in words, as a summary shows them."""

from collections.abc import Sequence
from typing import Any

from conversations.form import Line
from conversations.spoken import spoken
from handlers.screens import View
from locales.lengths import cut
from locales.marks import N_, NP_
from locales.texts import Safe, Texts, Value, ltr

LONGEST = 300  # UTF-16 units of somebody's words in a summary
COUNTED = {
    "photo": NP_("{n} photo", "{n} photos"),
    "video": NP_("{n} video", "{n} videos"),
    "document": NP_("{n} file", "{n} files"),
}
ALONE = {"photo": N_("📷 a photo"), "video": N_("🎬 a video"), "document": N_("📎 a file")}


def told(view: View, line: Line) -> Value:
    """An answer in words: its choices, its text, or what kind of message it was."""
    texts, answer = view.texts, line.answer
    if line.choices:
        return texts.listing([spoken(one.label, texts) for one in line.choices])
    if answer.kind == "parts":
        return parts_told(texts, answer.value)
    if answer.kind == "skipped":
        return texts("not said")
    return one_told(texts, answer.kind, answer.value)


def one_told(texts: Texts, kind: str, value: Any) -> Value:
    """One message in words."""
    if kind == "text":
        return brief(value)
    if kind == "voice":
        return voice_told(texts, value.get("seconds"))
    if kind == "location":
        return brief(value["title"]) if value.get("title") else texts("📍 a point on the map")
    if kind == "contact":
        return ltr(value["phone"])
    return texts(ALONE[kind])


def brief(text: str) -> str:
    """Somebody's words on one line, cut where they are long."""
    return cut(" ".join(text.split()), LONGEST)


def voice_told(texts: Texts, seconds: int | None) -> Safe:
    """`🎤 voice message, 0:12`."""
    if not seconds:
        return texts("🎤 voice message")
    return texts("🎤 voice message, {length}", length=ltr(f"{seconds // 60}:{seconds % 60:02}"))


def parts_told(texts: Texts, parts: Sequence[dict[str, Any]]) -> Safe:
    """Several messages: the words first, then the files."""
    said = [part["value"] if part["kind"] == "text" else part["value"].get("caption") for part in parts]
    words = brief("\n".join(filter(None, said)))
    told = [*([texts.listing([words])] if words else []), *files_told(texts, parts)]
    return Safe(" · ").join(told)


def files_told(texts: Texts, parts: Sequence[dict[str, Any]]) -> list[Safe]:
    """Each voice, then how many of every other kind of file."""
    voices = [voice_told(texts, part["value"].get("seconds")) for part in parts if part["kind"] == "voice"]
    counts = {kind: sum(part["kind"] == kind for part in parts) for kind in COUNTED}
    return [*voices, *(texts.plural(*COUNTED[kind], n) for kind, n in counts.items() if n)]
