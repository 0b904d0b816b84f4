"""What staff see of a file: never where a picture was taken; and what is said when there is nothing to see."""

from pathlib import Path

import pytest

from services import authors
from services.challenges import Piece
from services.media import MOST_BYTES
from storage.challenges import ThreadRow
from storage.media import MediaRow
from tests.handlers.desks import sent, the
from tests.handlers.test_desk import at_desk
from tests.people import Life, Somebody, life, plain
from tests.pictures import TAKEN_AT, photo

UNKNOWN = b"MZ" + bytes(300)


async def with_a_document(lab: Life, content: bytes, visibility: str) -> str:
    """A report with a file; its reference."""
    resident = await lab.resident()
    message = await resident.phone.sends_document(content, "IMG_1.jpg", "image/jpeg")
    await resident.says("/cancel")
    return await sent(lab, resident, Piece("document", file_id=message["document"]["file_id"]), visibility=visibility)


async def content_of(lab: Life, who: Somebody, kind: str) -> bytes:
    """The newest file of this kind that somebody was shown."""
    file_id = next(one[kind]["file_id"] for one in reversed(who.shown) if kind in one)
    _, body = await lab.world.call(lab.world.token, "getFile", {"file_id": file_id})
    _, content = await lab.world.download(lab.world.token, str(body["result"]["file_path"]))
    return bytes(content)


@pytest.mark.parametrize("visibility", [authors.HIDDEN, authors.ANONYMOUS])
async def test_a_picture_sent_as_a_file_is_shown_without_exif(
    database_url: str, tmp_path: Path, visibility: str
) -> None:
    async with life(database_url, tmp_path) as lab:
        await with_a_document(lab, photo(), visibility)
        samira = await at_desk(lab)
        await samira.taps("Photos")
        shown = await content_of(lab, samira, "document")
        assert TAKEN_AT.encode() in photo()
        assert shown.startswith(b"\xff\xd8\xff") and TAKEN_AT.encode() not in shown


@pytest.mark.parametrize("visibility", [authors.HIDDEN, authors.ANONYMOUS])
async def test_a_file_that_is_not_kept_is_not_awaited_for_ever(
    database_url: str, tmp_path: Path, visibility: str
) -> None:
    async with life(database_url, tmp_path) as lab:
        await with_a_document(lab, UNKNOWN, visibility)
        samira = await at_desk(lab)
        await samira.taps("Photos")
        assert "🚫 Ce fichier n'a pas pu être gardé sous une forme que nous pouvons montrer." in samira.news


@pytest.mark.parametrize("visibility", [authors.HIDDEN, authors.ANONYMOUS])
async def test_words_in_a_file_are_shown_as_they_came(database_url: str, tmp_path: Path, visibility: str) -> None:
    async with life(database_url, tmp_path) as lab:
        await with_a_document(lab, "déjà signalé".encode(), visibility)
        samira = await at_desk(lab)
        await samira.taps("Photos")
        assert await content_of(lab, samira, "document") == "déjà signalé".encode()


@pytest.mark.parametrize("visibility", [authors.HIDDEN, authors.ANONYMOUS])
async def test_the_author_hears_once_that_files_could_not_be_kept_and_may_send_another(
    database_url: str, tmp_path: Path, visibility: str
) -> None:
    async with life(database_url, tmp_path) as lab:
        resident = await lab.resident()
        files = [await resident.phone.sends_document(UNKNOWN, f"{n}.exe") for n in range(2)]
        await resident.says("/cancel")
        pieces = [Piece("document", file_id=one["document"]["file_id"]) for one in files]
        ref = await sent(lab, resident, *pieces, visibility=visibility)
        notices = [n for n, one in enumerate(resident.shown) if "📎" in one.get("text", "")]
        assert len(notices) == 1
        notice = resident.shown[notices[0]]
        assert f"garder un fichier envoyé avec le signalement {ref}" in plain(notice["text"])
        await resident.does(resident.phone.says("Voici une photo", reply_to=notice["message_id"]))
        assert "✓ L'équipe l'a reçu" in resident.sees


async def test_the_author_hears_nothing_of_a_file_of_the_team(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        resident = await lab.resident()
        ref = await sent(lab, resident)
        async with lab.database.transaction() as session:
            row = await the(lab, ref)
            file = MediaRow(challenge_id=row.id, kind="document", file_id="x", size=MOST_BYTES + 1)
            session.add(file)
            await session.flush()
            session.add(
                ThreadRow(challenge_id=row.id, side="staff", kind="document", media_id=file.id, at=lab.clock.now())
            )
        lab.bot.wake()
        await lab.settles()
        assert not any("📎" in one.get("text", "") for one in resident.shown)
        async with lab.database.reading() as session:
            assert (await session.get_one(MediaRow, file.id)).state == "refused"


async def test_a_type_of_file_of_any_length_is_taken(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        resident = await lab.resident()
        await sent(lab, resident)
        samira = await at_desk(lab)
        await samira.taps("Demander")
        await samira.taps("Depuis quand")
        await lab.passes(minutes=3)
        await resident.does(resident.phone.sends_document(photo(), "IMG_1.jpg", f"image/{'x' * 300}"))
        assert "✓ L'équipe l'a reçu" in resident.sees
