"""/healthz and /metrics over a real socket."""

from collections.abc import Mapping

import pytest

from bot.health import Health
from tests.web.client import client_of
from web.health import add_routes
from web.server import create_app


async def numbers() -> bytes:
    return b"twiza_updates_total 3.0\n"


@pytest.mark.parametrize(
    ("report", "status", "answer"),
    [
        ({}, 200, {"status": "ok", "reasons": {}}),
        ({"intake": "ok", "postman": "ok"}, 200, {"status": "ok", "reasons": {}}),
        ({"intake": "no token", "postman": "ok"}, 503, {"status": "red", "reasons": {"intake": "no token"}}),
    ],
)
async def test_healthz_says_what_is_wrong(report: Mapping[str, str], status: int, answer: object) -> None:
    app = create_app()
    add_routes(app, lambda: report, numbers)
    async with client_of(app) as client, client.get("/healthz") as reply:
        assert (reply.status, await reply.json()) == (status, answer)


async def test_a_stalled_intake_is_red_within_30_seconds() -> None:
    seconds = [0.0]
    health = Health(now=lambda: seconds[0])
    health.expect("intake", within=29)
    app = create_app()
    add_routes(app, health.report, numbers)
    async with client_of(app) as client:
        seconds[0] = 29.0
        async with client.get("/healthz") as reply:
            assert reply.status == 200
        seconds[0] = 30.0
        async with client.get("/healthz") as reply:
            assert await reply.json() == {"status": "red", "reasons": {"intake": "not heard of for 30 s"}}


async def test_metrics_are_what_prometheus_reads() -> None:
    app = create_app()
    add_routes(app, dict, numbers)
    async with client_of(app) as client, client.get("/metrics") as reply:
        assert reply.headers["Content-Type"].startswith("text/plain; version=0.0.4")
        assert await reply.text() == "twiza_updates_total 3.0\n"
