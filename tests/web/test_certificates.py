"""/verify/CODE: shows what the certificate shows, and whether it stands."""

from pathlib import Path

from locales.texts import Catalogues
from services import privacy
from services.clock import StillClock
from services.lab import Lab
from storage import papers
from storage.certificates import CertificateRow
from storage.database import Database
from storage.records import RecordRow
from tests.people import plain
from tests.services.team import MONDAY, team
from tests.web.client import client_of
from web import certificates as pages
from web.server import create_app

CODE = "K7M4-XQ28-T9RW"
PAPER = {
    "name": "<b>Aïcha</b>",
    "title": {"fr": "Sans eau"},
    "first": "2026-10-08",
    "last": "2026-10-08",
    "minutes": 150,
}

RECORD = "R7M4-XQ28-T9RW"
DONE = {
    "title": {"fr": "<i>Soutien</i>"},
    "about": {"fr": "Aider aux devoirs"},
    "day": "2026-10-04",
    "minutes": 90,
    "organisation": None,
    "confirmed": "2026-10-05",
    "confirmed_for": "Dar Chabab",
}


async def test_a_certificate_is_true_until_its_person_is_erased(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as here:
        aicha, seals = await here.person("Aïcha"), here.seals
        here.session.add(CertificateRow(code=CODE, person_id=aicha.id, issued_at=MONDAY, **PAPER))
        here.session.add(RecordRow(code=RECORD, person_id=aicha.id, made_at=MONDAY, name="Aïcha B.", entries=[DONE]))
        old = {"issued_at": MONDAY, "title": None, "first": None, "last": None, "minutes": None}
        for code, ended in (("T7M4-XQ28-T9RW", papers.REPLACED), ("X7M4-XQ28-T9RW", papers.EXPIRED)):
            here.session.add(CertificateRow(code=code, ended=ended, **old))
    app = create_app()
    pages.add_routes(app, pages.Host(database, StillClock(MONDAY), Catalogues.load(), Lab.load().name))
    async with client_of(app) as client:
        answer = await client.get(f"/verify/{CODE.lower()}?language=fr")
        page = await answer.text()
        assert answer.status == 200
        assert "Cette attestation est vraie" in page
        assert "&lt;b&gt;Aïcha" in page
        assert "2 heures et 30 minutes" in page.replace("\u00a0", " ")
        assert (await client.get("/verify/K7M4-XQ28-XXXX?language=fr")).status == 404
        answer = await client.get(f"/verify/{RECORD}?language=fr")
        page = plain(await answer.text())
        assert answer.status == 200
        for line in (
            "Aïcha B.",
            "par : Dar Chabab, lundi",
            "Aider aux devoirs",
            "&lt;i&gt;Soutien",
            "4 octobre 2026, 1 heure et 30 minutes",
        ):
            assert line in page
        async with database.transaction() as session:
            await privacy.erase(session, seals, tmp_path, aicha)
        answer = await client.get(f"/verify/{CODE}?language=fr")
        page = await answer.text()
        assert (answer.status, "Aïcha" in page, "Sans eau" in page) == (410, False, False)
        assert "a été retirée" in page
        answer = await client.get(f"/verify/{RECORD}?language=fr")
        page = await answer.text()
        assert (answer.status, "Aïcha" in page, "Soutien" in page) == (410, False, False)
        assert "Ce parcours a été retiré" in page
        for code, said in (("T7M4-XQ28-T9RW", "plus récent remplace"), ("X7M4-XQ28-T9RW", "trop ancien")):
            answer = await client.get(f"/verify/{code}?language=fr")
            assert (answer.status, said in await answer.text()) == (410, True)
        for _ in range(pages.MOST):
            last = await client.get(f"/verify/{CODE}")
        assert last.status == 429
