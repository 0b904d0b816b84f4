"""Files in both directions."""

from typing import Any

import pytest

from sandbox import images
from sandbox.checks import Upload
from sandbox.phone import Phone
from sandbox.telegram import Telegram
from tests.sandbox.conftest import PNG, Bot, fits

JPEG = b"\xff\xd8\xff\xe0\0\x04ab\xff\xc0\0\x11\x08\x00\x20\x00\x40" + b"\0" * 12


@pytest.mark.parametrize(
    ("method", "kind", "content", "told"),
    [
        ("sendVoice", "voice", b"OggS", {"duration": 4}),
        ("sendAudio", "audio", b"ID3", {"duration": 5, "title": "Song", "performer": "Band"}),
        ("sendVideo", "video", b"mp4", {"width": 10, "height": 20, "duration": 6}),
        ("sendAnimation", "animation", b"gif", {"width": 10, "height": 20}),
        ("sendVideoNote", "video_note", b"mp4", {"length": 100}),
        ("sendDocument", "document", b"%PDF", {}),
        ("sendSticker", "sticker", b"RIFF", {}),
    ],
)
async def test_the_bot_sends_a_file(
    bot: Bot, amina: Phone, method: str, kind: str, content: bytes, told: dict[str, Any]
) -> None:
    message = await bot(method, {kind: Upload("name.bin", "x/y", content)}, chat_id=amina.id, **told)
    assert fits("Message", message) == message
    assert {name: message[kind][name] for name in told} == told
    again = await bot(method, chat_id=amina.id, **{kind: message[kind]["file_id"]})
    assert again[kind]["file_id"] == message[kind]["file_id"]
    assert message[kind]["file_size"] == len(content)


async def test_a_photo_has_sizes_and_can_be_fetched(bot: Bot, world: Telegram, amina: Phone) -> None:
    message = await bot("sendPhoto", {"photo": Upload("p.png", "image/png", PNG)}, chat_id=amina.id)
    assert fits("Message", message) == message
    assert [(size["width"], size["height"]) for size in message["photo"]] == [(90, 45), (320, 160), (512, 256)]
    file = await bot("getFile", file_id=message["photo"][-1]["file_id"])
    assert fits("File", file) == file
    assert file["file_path"] == "photos/file_0.jpg"
    assert world.files.at(file["file_path"]) == PNG
    assert world.files.at("photos/other.jpg") is None


@pytest.mark.parametrize(
    ("params", "content", "words"),
    [
        ({}, b"no picture", "IMAGE_PROCESS_FAILED"),
        ({}, b"", "file must be non-empty"),
        ({}, PNG + bytes(10 * 1024 * 1024), "file is too big for a photo"),
        ({"photo": "https://a.ma/x.jpg"}, None, "failed to get HTTP URL content"),
        ({"photo": "AgACunknown"}, None, "wrong file identifier/HTTP URL specified"),
        ({"photo": "attach://missing"}, None, "can't find the attached file"),
        ({}, None, 'parameter "photo" of sendPhoto is required'),
        ({"caption": "x" * 1025}, PNG, "message caption is too long"),
        ({"caption": "<x>", "parse_mode": "HTML"}, PNG,
         'can\'t parse entities: Unsupported start tag "x" at byte offset 0'),
    ],
)  # fmt: skip
async def test_photos_that_are_refused(
    bot: Bot, amina: Phone, params: dict[str, Any], content: bytes | None, words: str
) -> None:
    files = {} if content is None else {"photo": Upload("p.png", "image/png", content)}
    assert await bot.refused("sendPhoto", files, chat_id=amina.id, **params) == f"Bad Request: {words}"


async def test_limits_of_upload_and_download(bot: Bot, amina: Phone) -> None:
    big = {"document": Upload("big", "x/y", bytes(50 * 1024 * 1024 + 1))}
    assert await bot.refused("sendDocument", big, chat_id=amina.id) == "Request Entity Too Large"
    sent = await amina.sends_document(bytes(20 * 1024 * 1024 + 1), "big")
    assert await bot.refused("getFile", file_id=sent["document"]["file_id"]) == "Bad Request: file is too big"
    words = "Bad Request: wrong file_id or the file is temporarily unavailable"
    assert await bot.refused("getFile", file_id="x") == words


async def test_a_file_keeps_its_kind(bot: Bot, amina: Phone) -> None:
    voice = (await amina.sends_voice(b"OggS", 2))["voice"]["file_id"]
    words = "Bad Request: can't use file of type Voice as Photo"
    assert await bot.refused("sendPhoto", chat_id=amina.id, photo=voice) == words


async def test_an_album(bot: Bot, amina: Phone) -> None:
    files = {"a": Upload("a.png", "image/png", PNG), "b": Upload("b.jpg", "image/jpeg", JPEG)}
    media = [{"type": "photo", "media": "attach://a", "caption": "two"}, {"type": "photo", "media": "attach://b"}]
    first, second = await bot("sendMediaGroup", files, chat_id=amina.id, media=media)
    assert fits("[Message]", [first, second]) == [first, second]
    assert first["media_group_id"] == second["media_group_id"]
    assert (first["caption"], "caption" in second) == ("two", False)
    words = "Bad Request: wrong number of messages specified: an album has 2 to 10"
    assert await bot.refused("sendMediaGroup", files, chat_id=amina.id, media=media[:1]) == words
    live = [media[0], {"type": "live_photo", "media": "attach://b", "photo": "attach://a"}]
    refused = await bot.refused("sendMediaGroup", files, chat_id=amina.id, media=live)
    assert refused == "Not emulated: media of type live_photo"
    mixed = [media[0], {"type": "document", "media": "attach://b"}]
    words = "Bad Request: documents and audio can't be mixed with other media types"
    assert await bot.refused("sendMediaGroup", files, chat_id=amina.id, media=mixed) == words


async def test_profile_photos(bot: Bot, amina: Phone) -> None:
    assert await bot("getUserProfilePhotos", user_id=amina.id) == {"total_count": 0, "photos": []}
    assert await bot.refused("getUserProfilePhotos", user_id=5) == "Bad Request: user not found"


@pytest.mark.parametrize(
    ("content", "size"),
    [
        (PNG, (512, 256)),
        (b"GIF89a\x05\0\x07\0", (5, 7)),
        (JPEG, (64, 32)),
        (b"\xff\xd8\xff\xe0\0\x04ab", (800, 600)),
        (b"", (800, 600)),
        (b"\x89PNG", (800, 600)),
    ],
)
def test_sizes_of_pictures(content: bytes, size: tuple[int, int]) -> None:
    assert images.size(content) == size


async def test_what_people_send(bot: Bot, amina: Phone) -> None:
    await amina.sends_photo(PNG, "look")
    await amina.sends_voice(b"OggS", 7)
    await amina.sends_audio(b"ID3", caption="song")
    await amina.sends_video(b"mp4")
    await amina.sends_video_note(b"mp4")
    await amina.sends_document(b"%PDF", "a.pdf", "application/pdf")
    await amina.sends_sticker()
    await amina.sends_location(33.5, -7.6)
    await amina.sends_contact()
    await amina.sends_contact("+212", own=False)
    await amina.sends_album([PNG, PNG], "both")
    updates = await bot.updates()
    assert fits("[Update]", updates) == updates
    messages = [update["message"] for update in updates]
    assert messages == amina.chat[1:]
    assert messages[0]["caption"] == "look"
    assert messages[1]["voice"]["duration"] == 7
    assert messages[5]["document"]["file_name"] == "a.pdf"
    assert messages[8]["contact"] == {
        "phone_number": amina.account.phone_number, "first_name": "Amina", "last_name": "B.", "user_id": amina.id,
    }  # fmt: skip
    assert messages[9]["contact"] == {"phone_number": "+212", "first_name": "Contact"}
    assert messages[10]["media_group_id"] == messages[11]["media_group_id"]
