import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import delete, select

from sandbox.phone import Phone
from services import media
from services.media import MEDIA_KEY, Refused, keep
from storage.media import MediaRow, all_paths
from tests.bot.kit import START, House, running
from tests.bot.test_intake import until
from tests.bot.test_postman import passes
from tests.pictures import photo

OGG = b"OggS\x00\x02" + bytes(200)


async def file_of(house: House, phone: Phone, kind: str, content: bytes) -> str:
    """Send a file to the bot; its file_id."""
    way = {"photo": phone.sends_photo, "voice": phone.sends_voice}.get(kind)
    message: Any = await (way(content) if way else phone.sends_document(content, "a.bin"))
    found = message[kind]
    file_id: str = found[-1]["file_id"] if kind == "photo" else found["file_id"]
    return file_id


async def add(house: House, kind: str, file_id: str | None = None, **given: Any) -> int:
    async with house.bot.house.database.transaction() as session:
        row = MediaRow(kind=kind, file_id=file_id, **given)
        session.add(row)
        await session.flush()
        row_id = row.id
    house.bot.wake()
    return row_id


async def row_of(house: House, row_id: int) -> MediaRow:
    async with house.bot.house.database.reading() as session:
        row = await session.get(MediaRow, row_id)
    assert row
    return row


async def test_a_photo_is_copied_and_shown_without_exif(database_url: str, tmp_path: Path) -> None:
    async with running(database_url, tmp_path) as house:
        content = photo()
        one = await add(house, "photo", await file_of(house, house.phone(), "photo", content))
        await house.settles()
        row = await row_of(house, one)
        assert (row.state, row.mime, row.size) == ("kept", "image/jpeg", len(content))
        assert row.path and row.shown_path
        assert (tmp_path / "media" / row.path).read_bytes() == content
        shown = (tmp_path / "media" / row.shown_path).read_bytes()
        assert b"33.36 N" in content
        assert b"33.36 N" not in shown
        with Image.open(io.BytesIO(shown)) as image:
            assert (image.size, dict(image.getexif())) == ((4, 8), {})
        assert (tmp_path / "media" / row.path).stat().st_mode & 0o777 == 0o600
        async with house.bot.house.database.reading() as session:
            assert await all_paths(session) == {row.path, row.shown_path}


async def test_an_anonymous_authors_file_id_is_sealed_and_goes_once_the_copy_is_kept(
    database_url: str, tmp_path: Path
) -> None:
    async with running(database_url, tmp_path) as house:
        file_id = await file_of(house, house.phone(), "voice", OGG)
        sealed = house.bot.house.seals.seal(MEDIA_KEY, file_id.encode())
        one, two = await add(house, "voice", sealed_file_id=sealed), await add(house, "voice", sealed_file_id=b"x")
        await house.settles()
        row = await row_of(house, one)
        assert (row.state, row.sealed_file_id, row.file_id, row.shown_path) == ("kept", None, None, None)
        assert row.path
        assert (tmp_path / "media" / row.path).stat().st_mtime == START.replace(hour=0).timestamp()
        refused = await row_of(house, two)
        assert (refused.state, refused.sealed_file_id) == ("refused", None)


@pytest.mark.parametrize(
    ("kind", "content", "size"),
    [
        ("document", b"MZ" + bytes(300), None),
        ("document", b"just some\0words", None),
        ("document", "déjà".encode("latin-1"), None),
        ("voice", b"just some words", None),
        ("voice", photo(), None),
        ("photo", photo()[:60], None),
        ("document", OGG, 21 * 1024 * 1024),
    ],
)
async def test_what_is_not_fit_is_refused_and_the_row_stays(
    database_url: str, tmp_path: Path, kind: str, content: bytes, size: int | None
) -> None:
    async with running(database_url, tmp_path) as house:
        file_id = await file_of(house, house.phone(), "voice" if kind == "voice" else "document", content)
        one = await add(house, kind, file_id, size=size)
        await house.settles()
        row = await row_of(house, one)
        assert (row.state, row.file_id, row.path) == ("refused", file_id, None)
        assert not list(tmp_path.glob("media/*"))


async def test_words_in_a_file_are_kept_as_they_are(database_url: str, tmp_path: Path) -> None:
    async with running(database_url, tmp_path) as house:
        content = "الضو مقطوع، déjà\n".encode()
        one = await add(house, "document", await file_of(house, house.phone(), "document", content))
        await house.settles()
        row = await row_of(house, one)
        assert (row.state, row.mime, row.shown_path) == ("kept", "text/plain", None)
        assert row.path and row.path.endswith(".txt")
        assert (tmp_path / "media" / row.path).read_bytes() == content


async def test_too_big_for_telegram_is_refused_at_once(database_url: str, tmp_path: Path) -> None:
    async with running(database_url, tmp_path) as house:
        file_id = await file_of(house, house.phone(), "document", b"%PDF-1.4" + bytes(21 * 1024 * 1024))
        one = await add(house, "document", file_id)
        await house.settles()
        assert ((await row_of(house, one)).state, (await row_of(house, one)).tries) == ("refused", 0)


async def test_a_failed_download_is_tried_seven_times_in_a_day(database_url: str, tmp_path: Path) -> None:
    async with running(database_url, tmp_path) as house:
        house.world.faults.add("getFile", 502, times=None)
        one = await add(house, "voice", await file_of(house, house.phone(), "voice", OGG))
        await house.settles()
        assert (await row_of(house, one)).tries == 1
        await passes(house, 11)
        assert (await row_of(house, one)).tries == 2
        for tries in (3, 4, 5, 6, 7):
            house.clock._now += timedelta(hours=24, minutes=1)
            house.bot.wake()
            await house.settles()
            assert (await row_of(house, one)).tries == tries
        row = await row_of(house, one)
        assert (row.state, row.retry_at, row.file_id is not None) == ("failed", None, True)


async def test_it_succeeds_at_the_second_try(database_url: str, tmp_path: Path) -> None:
    async with running(database_url, tmp_path) as house:
        house.world.faults.add("getFile", 502)
        one = await add(house, "voice", await file_of(house, house.phone(), "voice", OGG))
        await house.settles()
        await passes(house, 11)
        row = await row_of(house, one)
        assert (row.state, row.tries, row.retry_at) == ("kept", 1, None)


async def test_a_file_id_that_telegram_does_not_know_is_tried_like_any_other(database_url: str, tmp_path: Path) -> None:
    async with running(database_url, tmp_path) as house:
        one = await add(house, "voice", "no such file")
        await house.settles()
        assert (await row_of(house, one)).tries == 1


async def test_a_mistake_of_ours_counts_as_a_failed_try(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def keep_nothing(*_: Any) -> None:
        raise LookupError("ours")

    monkeypatch.setattr(media, "keep", keep_nothing)
    async with running(database_url, tmp_path) as house:
        one = await add(house, "voice", await file_of(house, house.phone(), "voice", OGG))
        await house.settles()
        assert ((await row_of(house, one)).tries, "made the copier stumble" in caplog.text) == (1, True)


async def test_a_copy_of_somebody_who_was_erased_meanwhile_is_removed(database_url: str, tmp_path: Path) -> None:
    async with running(database_url, tmp_path) as house:
        file_id = await file_of(house, house.phone(), "photo", photo())
        real = house.world.faults.strike

        async def strike(method: str, when: str) -> None:
            if method == "getFile" and when == "after":
                async with house.bot.house.database.transaction() as session:
                    await session.execute(delete(MediaRow))
            await real(method, when)

        house.world.faults.strike = strike  # type: ignore[method-assign]
        await add(house, "photo", file_id)
        await until((tmp_path / "media").exists)
        await house.settles()
        async with house.bot.house.database.reading() as session:
            assert (await session.scalars(select(MediaRow))).all() == []
        assert list((tmp_path / "media").iterdir()) == []


def test_pictures_of_every_kind_are_shown_as_small_jpeg(tmp_path: Path) -> None:
    for kind in ("PNG", "WEBP"):
        kept = keep(tmp_path, "photo", photo(4000, 10, kind))
        assert kept.shown_path
        with Image.open(tmp_path / kept.shown_path) as image:
            assert (image.format, max(image.size)) == ("JPEG", media.LONGEST_SIDE)


def test_a_picture_too_large_to_open_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(media, "MOST_PIXELS", 10)
    with pytest.raises(Refused, match="pixels"):
        keep(tmp_path, "photo", photo())
    monkeypatch.setattr(media, "MOST_BYTES", 10)
    with pytest.raises(Refused, match="too big"):
        keep(tmp_path, "photo", photo())
