"""/partner/TOKEN: the public side of what was passed, in three languages, never a person; answers; closed is closed."""

from collections.abc import Collection
from pathlib import Path

from sqlalchemy import select

from locales.texts import Catalogues
from services import partners
from services.clock import StillClock
from storage.challenges import PartRow, ThreadRow
from storage.database import Database
from storage.media import MediaRow
from tests.services.team import LAB, MONDAY, team
from tests.web.client import client_of
from web.partners import Host, add_routes
from web.server import STRICT, create_app


async def test_a_body_reads_what_was_passed_to_it_and_answers(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        samira = await one.moderator()
        words = "<script>alert(1)</script> Aïcha, 06 12 34 56 78, la lampe"
        row = await one.challenge(
            "K7M4-XQ28", await one.person("Aicha"), words=words, author_name="Aïcha Bennani", visibility="shown",
            category="lighting", commune="06.385.01.01", latitude=33.4, longitude=-7.6,
        )  # fmt: skip
        await one.challenge("SECRET-1", await one.person("Karim"))
        life = {"category": "social", "public_words": "Un abri", "words": "x", "landmark": "chez Hassan"}
        hers = await one.challenge("H", await one.person("Hind"), **life)
        for name, state in (("seen", "shown"), ("kept", "hidden")):
            media = MediaRow(challenge_id=row.id, kind="photo", shown_path=f"{name}.jpg", public=state)
            one.session.add(media)
            await one.session.flush()
            one.session.add(PartRow(challenge_id=row.id, position=media.id, kind="photo", media_id=media.id))
            (tmp_path / f"{name}.jpg").write_bytes(name.encode())
        door = await partners.let_in(one.session, LAB, row.id, "Lydec", samira, MONDAY)
        await partners.let_in(one.session, LAB, hers.id, "Lydec", samira, MONDAY)
        token, door_id, row_id = await partners.link(one.session, door.id, samira, MONDAY), door.id, row.id
    woken: list[Collection[str]] = []
    app = create_app()
    add_routes(app, Host(database, StillClock(MONDAY), Catalogues.load(), LAB, tmp_path, frozenset(), woken.append))
    async with client_of(app) as client:
        for language, direction in (("fr", "ltr"), ("ar", "rtl"), ("ary", "rtl")):
            async with client.get(f"/partner/{token}?language={language}") as page:
                html = await page.text()
            assert (page.status, f'dir="{direction}"' in html, "<script" in html) == (200, True, False)
            assert {name: page.headers[name] for name in STRICT} == STRICT
            assert not any(one in html for one in ("Bennani", "06 12", "33.4", "SECRET", "الاسم:", "Hassan"))
            assert "&lt;script&gt;alert(1)&lt;/script&gt; Aïcha, •••, la lampe" in html
            assert "Un abri" in html
            assert [f"/photo/{n}" in html for n in (1, 2)] == [True, False]
        for n, status in ((1, 200), (2, 404), (9, 404)):
            async with client.get(f"/partner/{token}/photo/{n}") as photo:
                assert (photo.status, await photo.read() if status == 200 else b"seen") == (status, b"seen")
        for sent, told in (
            ({"report": str(row_id), "words": "Réparé <b>mardi</b>"}, "✓ Merci"),
            ({"report": "9999", "words": "x"}, "pas gardée"),
            ({"report": "x" * 40, "words": "x"}, "pas gardée"),
            ({"report": str(row_id), "words": " "}, "pas gardée"),
        ):
            async with client.post(f"/partner/{token}?language=fr", data=sent) as answered:
                assert (answered.status, told in await answered.text()) == (200, True)
        passed = {"report": str(row_id), "words": "Demain"}
        async with client.post(f"/partner/{token}?language=fr", data=passed, allow_redirects=False) as answered:
            assert (answered.status, answered.headers["Location"]) == (303, f"/partner/{token}?language=fr&said=sent")
        long = {"report": str(row_id), "words": "très" * 400}
        async with client.post(f"/partner/{token}?language=fr", data=long) as answered:
            html = await answered.text()
            assert ("pas gardée" in html, f">{long['words']}</textarea>" in html) == (True, True)
        async with client.get(f"/partner/{token}?language=fr") as page:
            assert "Réparé &lt;b&gt;mardi&lt;/b&gt;" in await page.text()
        async with database.transaction() as session:
            await partners.close(session, door_id, samira, MONDAY)
        late = {"report": str(row_id), "words": "x"}
        for asked in (client.get(f"/partner/{token}"), client.post(f"/partner/{token}", data=late)):
            async with asked as closed:
                assert (closed.status, "Lydec" in await closed.text()) == (404, False)
    async with database.reading() as session:
        assert list(await session.scalars(select(ThreadRow.text))) == ["Réparé <b>mardi</b>", "Demain"]
