"""Every page by introspection: open on purpose, or of whoever holds a key that nobody can guess."""

from pathlib import Path

from aiohttp.web_urldispatcher import StaticResource

from tests.handlers.desks import sent
from tests.people import life
from tests.web.client import client_of

WORDS = "Lampadaire cassé rue 7"
# What anybody may open: how the bot is, the page on which a wall shows its digits, the questions to organisations.
OPEN = {("GET", "/healthz"), ("GET", "/metrics"), ("GET", "/live"), ("GET", "/live/events"), ("GET", "/company")}
TOKEN, LONG = "AAAAAAAAAAAAAAAAAAAAAA", "A" * 32
# Every other page, with a made-up key, and what it says to that (Telegram's own: tests/web/test_telegram.py).
KEYED = {
    ("GET", "/j"): ("/j?code=00000", 404),
    ("GET", "/j/{code}"): ("/j/00000", 404),
    ("POST", "/j/{code}"): ("/j/00000", 403),
    ("GET", "/j/{code}/events"): ("/j/00000/events", 404),
    ("POST", "/j/{code}/say"): ("/j/00000/say", 403),
    ("POST", "/j/{code}/support"): ("/j/00000/support", 403),
    ("POST", "/j/{code}/back"): ("/j/00000/back", 403),
    ("POST", "/j/{code}/name"): ("/j/00000/name", 403),
    ("GET", "/live/{token}"): (f"/live/{TOKEN}", 404),
    ("GET", "/live/{token}/events"): (f"/live/{TOKEN}/events", 404),
    ("GET", "/live/{token}/summary"): (f"/live/{TOKEN}/summary", 404),
    ("GET", "/w/{code}"): ("/w/000000", 404),
    ("GET", "/w/{code}.ics"): ("/w/000000.ics", 404),
    ("GET", "/g/{token}"): (f"/g/{TOKEN}", 404),
    ("POST", "/g/{token}"): (f"/g/{TOKEN}", 400),
    ("GET", "/verify/{code}"): ("/verify/0000-0000", 404),
    ("GET", "/company/{token}"): (f"/company/{TOKEN}", 404),
    ("POST", "/company"): ("/company", 400),
    ("GET", "/redact/{token}"): (f"/redact/{LONG}", 404),
    ("GET", "/redact/{token}/photo"): (f"/redact/{LONG}/photo", 404),
    ("POST", "/redact/{token}"): (f"/redact/{LONG}", 404),
    ("GET", "/partner/{token}"): (f"/partner/{LONG}", 404),
    ("GET", "/partner/{token}/photo/{media}"): (f"/partner/{LONG}/photo/1", 404),
    ("POST", "/partner/{token}"): (f"/partner/{LONG}", 404),
}


async def test_no_page_says_anything_to_who_has_no_key(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        await sent(lab, await lab.resident(), words=WORDS)
        pages = lab.bot.pages()
        routes = {(one.method, one.resource.canonical) for one in pages.router.routes()
                  if one.resource and not isinstance(one.resource, StaticResource)}  # fmt: skip
        assert {one for one in routes if one[0] != "HEAD"} == OPEN | KEYED.keys()
        async with client_of(pages) as client:
            for method, path in sorted(OPEN - {("GET", "/live/events")}):
                async with client.request(method, path) as answer:
                    assert (path, answer.status, WORDS in await answer.text()) == (path, 200, False)
            for (method, page), (path, refused) in KEYED.items():
                async with client.request(method, path) as answer:
                    assert (method, page, answer.status) == (method, page, refused)
                    assert WORDS not in await answer.text()
