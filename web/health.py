"""What a watchdog asks: /healthz (is everything well?) and /metrics (numbers for Prometheus)."""

from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

# Every running part by name: "ok", or its trouble in a few words. bot/ hands it in.
Report = Callable[[], Mapping[str, str]]
# All numbers in Prometheus' text format. bot/ hands it in.
Numbers = Callable[[], Awaitable[bytes]]


def add_routes(app: web.Application, report: Report, numbers: Numbers) -> None:
    """Add /healthz (200, or 503 with the reasons as soon as one part is in trouble) and /metrics."""

    async def healthz(_request: web.Request) -> web.Response:
        troubles = {name: state for name, state in report().items() if state != "ok"}
        answer = {"status": "red" if troubles else "ok", "reasons": troubles}
        return web.json_response(answer, status=503 if troubles else 200)

    async def metrics(_request: web.Request) -> web.Response:
        return web.Response(body=await numbers(), headers={"Content-Type": CONTENT_TYPE_PLAIN_0_0_4})

    app.router.add_get("/healthz", healthz)
    app.router.add_get("/metrics", metrics)
