"""What the pages ask a phone to do, by name: values as JSON, files as bytes."""

from collections.abc import Awaitable, Callable
from typing import Any

from sandbox.checks import Upload
from sandbox.opus import NotOpus, voice_of
from sandbox.phone import Phone
from sandbox.play import SAMPLE_SECONDS, sample_photo, sample_voice

Json = dict[str, Any]
Act = Callable[[Phone, Json], Awaitable[object]]
FileAct = Callable[[Phone, list[Upload], Json], Awaitable[object]]


async def _forwards(phone: Phone, values: Json) -> None:
    found = {one["message_id"]: one for one in phone.chat}
    await phone.forwards(found[values["message_id"]])


async def _sample(phone: Phone, values: Json) -> None:
    if values["kind"] == "voice":
        await phone.sends_voice(sample_voice(), SAMPLE_SECONDS)
    elif values["kind"] == "album":
        await phone.sends_album([sample_photo("lamp"), sample_photo("rubbish"), sample_photo("pothole")])
    else:
        await phone.sends_photo(sample_photo(values.get("name", "")))


ACTS: dict[str, Act] = {
    "start": lambda phone, values: phone.start(values.get("payload", "")),
    "says": lambda phone, values: phone.says(values["text"], reply_to=values.get("reply_to")),
    "presses": lambda phone, values: phone.presses(values["text"]),
    "edits": lambda phone, values: phone.edits(values["message_id"], values["text"]),
    "taps": lambda phone, values: phone.taps(values["message_id"], values["data"], stale=True),
    "place": lambda phone, values: phone.sends_location(values["latitude"], values["longitude"]),
    "contact": lambda phone, values: phone.sends_contact(values.get("number")),
    "reacts": lambda phone, values: phone.reacts(values["message_id"], values["emoji"]),
    "votes": lambda phone, values: phone.votes(values["message_id"], values["options"]),
    "forwards": _forwards,
    "sample": _sample,
    "blocks": lambda phone, _: phone.blocks(),
    "unblocks": lambda phone, _: phone.unblocks(),
    "deletes_chat": lambda phone, _: phone.deletes_chat(),
}


async def _voice(phone: Phone, files: list[Upload], values: Json) -> None:
    try:
        sound = voice_of(files[0].content)
    except NotOpus:  # another browser's format is sent as it is
        await phone.sends_voice(files[0].content, int(values.get("duration", 1)), mime=files[0].mime)
    else:
        await phone.sends_voice(sound, int(values.get("duration", 1)))


async def _audio(phone: Phone, files: list[Upload], values: Json) -> None:
    await phone.sends_audio(files[0].content, files[0].filename, files[0].mime, values.get("caption"))


async def _video(phone: Phone, files: list[Upload], values: Json) -> None:
    await phone.sends_video(files[0].content, files[0].filename, files[0].mime, values.get("caption"))


async def _document(phone: Phone, files: list[Upload], values: Json) -> None:
    await phone.sends_document(files[0].content, files[0].filename, files[0].mime, values.get("caption"))


FILE_ACTS: dict[str, FileAct] = {
    "photo": lambda phone, files, values: phone.sends_photo(files[0].content, values.get("caption")),
    "album": lambda phone, files, values: phone.sends_album([file.content for file in files], values.get("caption")),
    "voice": _voice,
    "audio": _audio,
    "video": _video,
    "document": _document,
}


def seen_as(what: str, values: Json) -> str:
    """The act as a play knows it: a sample counts as what it is."""
    return str(values.get("kind", what)) if what == "sample" else what
