"""What the public sees, and what the team takes out of it: words, photos, boxes; the original stays."""

from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import select

from services import publicity, redaction, retention
from services.desk import Faster
from services.redaction import Box, Drawing
from storage.audit import AuditRow
from storage.challenges import PartRow
from storage.database import Database
from storage.media import MediaRow
from storage.redactions import RedactionRow
from tests.services.team import LAB, MINUTE, MONDAY, Team, team


def test_boxes_are_filled_and_the_rest_is_cut_away(tmp_path: Path) -> None:
    Image.new("RGB", (200, 100), (250, 10, 10)).save(tmp_path / "a.jpg", quality=95)
    drawing = Drawing((Box(0, 0, 0.5, 1),), crop=Box(0.25, 0, 0.75, 1))
    with Image.open(tmp_path / redaction.draw(tmp_path, "a.jpg", drawing)) as made:
        assert made.size == (101, 100)
        left, right = made.getpixel((20, 50)), made.getpixel((80, 50))
    assert isinstance(left, tuple) and isinstance(right, tuple)
    assert max(left) < 40 and right[0] > 200
    with Image.open(tmp_path / "a.jpg") as original:
        assert original.size == (200, 100)


@pytest.mark.parametrize(
    "sent",
    [
        None,
        [],
        {"covered": "all"},
        {"covered": [[0, 0, 1]]},
        {"covered": [[0, 0, 1, "1"]]},
        {"covered": [[0, 0, True, 1]]},
        {"covered": [[0.5, 0, 0.4, 1]]},
        {"covered": [[0, 0, 2, 1]]},
        {"covered": [[0, 0, float("nan"), 1]]},
        {"covered": [[0, 0, 1, 1]] * 41},
        {"covered": [], "crop": [0, 0, 0, 0]},
    ],
)
def test_a_drawing_that_is_none_is_refused(sent: object) -> None:
    with pytest.raises(ValueError):
        redaction.drawing_of(sent)


async def photo_of(one: Team, **fields: object) -> tuple[int, MediaRow]:
    row = await one.challenge("A", await one.person("Aicha"), words="Appelez le 06 12 34 56 78, rue X", **fields)
    media = MediaRow(kind="photo", state="kept", path="a.jpg", shown_path="a-shown.jpg", challenge_id=row.id)
    one.session.add(media)
    await one.session.flush()
    one.session.add(PartRow(challenge_id=row.id, position=0, kind="photo", media_id=media.id))
    await one.session.flush()
    return row.id, media


async def test_the_public_reads_the_teams_words_or_the_masked_ones_or_none(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        samira = await one.moderator()
        row = await one.challenge("A", await one.person("Aicha"), words="Appelez le 06 12 34 56 78, rue X")
        assert publicity.words_of(row) == "Appelez le •••, rue X"
        await redaction.write(one.session, row.id, "Lampe en panne, rue X", samira, MONDAY)
        assert (publicity.words_of(row), row.words) == ("Lampe en panne, rue X", "Appelez le 06 12 34 56 78, rue X")
        await redaction.hide_text(one.session, row.id, True, samira, MONDAY)
        assert publicity.words_of(row) == ""
        await redaction.hide_text(one.session, row.id, False, samira, MONDAY)
        await redaction.write(one.session, row.id, None, samira, MONDAY)
        assert publicity.words_of(row) == "Appelez le •••, rue X"
        noted = await one.session.scalars(select(AuditRow.action).order_by(AuditRow.id))
        assert list(noted) == ["desk.public", "desk.hide", "desk.show", "desk.public"]
        row.withdrawn_at = MONDAY
        with pytest.raises(Faster):
            await redaction.write(one.session, row.id, "x", samira, MONDAY)


async def test_a_photo_is_public_only_once_somebody_said_so(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        samira = await one.moderator()
        challenge_id, media = await photo_of(one)
        challenge = (await redaction.photo(one.session, media.id))[1]
        assert (challenge.id, await publicity.pictures_of(one.session, challenge)) == (challenge_id, [])
        await redaction.release(one.session, media.id, "shown", samira, MONDAY)
        assert [publicity.public_file(row) for row in await publicity.pictures_of(one.session, challenge)] == [
            "a-shown.jpg"
        ]
        media.public_path = "a-public.jpg"
        assert publicity.public_file(media) == "a-public.jpg"
        await redaction.release(one.session, media.id, "hidden", samira, MONDAY)
        assert publicity.public_file(media) is None
        with pytest.raises(LookupError):
            await redaction.release(one.session, media.id, "everybody", samira, MONDAY)


async def test_a_link_is_for_the_first_browser_and_for_one_saving(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        samira = await one.moderator()
        _, media = await photo_of(one)
        token = await redaction.link(one.session, media.id, samira, MONDAY)
        entered = await redaction.enter(one.session, token, MONDAY)
        assert entered
        row, cookie = entered
        assert await redaction.enter(one.session, token, MONDAY) is None
        assert await redaction.known(one.session, token, "another", MONDAY) is None
        assert await redaction.known(one.session, token, cookie, MONDAY + redaction.LINK_LIFE + MINUTE) is None
        assert await redaction.known(one.session, token, cookie, MONDAY) is row
        await redaction.keep(one.session, row, samira, "fresh.jpg", tmp_path, MONDAY)
        await one.session.flush()
        assert (media.public_path, media.path, media.public) == ("fresh.jpg", "a.jpg", "")
        assert await redaction.known(one.session, token, cookie, MONDAY) is None
        assert [screen for screen, *_ in await one.waiting()] == ["photo.saved"]
        await redaction.link(one.session, media.id, samira, MONDAY)
        await retention.apply(one.session, LAB.retention, MONDAY)
        assert len((await one.session.scalars(select(RedactionRow))).all()) == 1
