"""What staff see of a file: never where a picture was taken; and what is said when there is nothing to see."""

from pathlib import Path

import pytest

from services import authors
from services.challenges import Piece
from tests.handlers.desks import sent
from tests.handlers.test_desk import at_desk
from tests.people import Life, Somebody, life
from tests.pictures import TAKEN_AT, photo

UNKNOWN = b"just some words"


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
