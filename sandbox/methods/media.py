"""Sending files, albums, and fetching files."""

from typing import Any

from sandbox import texts
from sandbox.errors import ApiError, bad
from sandbox.files import DOWNLOAD, FOLDERS, card
from sandbox.methods.registry import Call, Json, method
from sandbox.methods.sending import deliver, hurry, replied_to, target, thread_of

TOLD = ("duration", "width", "height", "length", "performer", "title")


def content_of(call: Call, kind: str, params: Json) -> Json:
    """The part of a message that holds a file and its caption; `params` are the call's or an InputMedia's."""
    if kind not in FOLDERS:
        raise ApiError(501, f"Not emulated: media of type {kind}")
    value = params.get("media", params.get(kind))
    stored = call.world.files.resolve(kind, value, call.files)  # type: ignore[arg-type]
    told: Json = {name: params[name] for name in TOLD if name in params}
    content: Json = {kind: card(stored, **told)}
    if kind == "animation":
        content["document"] = stored.card() | {"file_name": stored.filename, "mime_type": stored.mime}
    spoiler = {"has_media_spoiler": True} if params.get("has_spoiler") else {}
    return content | texts.caption(params) | spoiler


def _sender(kind: str) -> Any:
    def send(call: Call) -> Json:
        chat = target(call)
        return deliver(call, chat, content_of(call, kind, call.params))

    return send


for _kind, _name in {
    "photo": "sendPhoto",
    "audio": "sendAudio",
    "document": "sendDocument",
    "video": "sendVideo",
    "animation": "sendAnimation",
    "voice": "sendVoice",
    "video_note": "sendVideoNote",
    "sticker": "sendSticker",
}.items():
    method(_name)(_sender(_kind))


@method("sendMediaGroup")
def send_media_group(call: Call) -> list[Json]:
    """An album of 2 to 10; documents and audio do not mix with others."""
    chat, items = target(call), call["media"]
    if not 2 <= len(items) <= 10:
        raise bad("wrong number of messages specified: an album has 2 to 10")
    kinds = {item["type"] for item in items}
    if len(kinds) > 1 and kinds & {"document", "audio"}:
        raise bad("documents and audio can't be mixed with other media types")
    contents = [content_of(call, item["type"], item) for item in items]
    thread, reply = thread_of(call, chat), replied_to(call, chat)
    hurry(call, chat, len(items))
    album = {"media_group_id": str(call.world.dice.randrange(10**17, 10**18))}
    return [
        call.world.post(chat, call.world.me, content | album, thread=thread, reply_to=reply) for content in contents
    ]


@method("getFile")
def get_file(call: Call) -> Json:
    """Where a file can be fetched; over 20 MB it cannot."""
    stored = call.world.files.get(call["file_id"])
    if len(stored.content) > DOWNLOAD:
        raise bad("file is too big")
    return stored.card() | {"file_path": stored.path}


@method("getUserProfilePhotos")
def get_user_profile_photos(call: Call) -> Json:
    """Nobody here has a profile photo."""
    if call["user_id"] not in call.world.accounts:
        raise bad("user not found")
    return {"total_count": 0, "photos": []}


KINDS = tuple(FOLDERS)
