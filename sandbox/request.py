"""The in-process door: a request class for python-telegram-bot that talks to a Telegram without a socket."""

import json
import mimetypes
from typing import Any
from urllib.parse import unquote

from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from sandbox.checks import Upload
from sandbox.errors import Dropped
from sandbox.telegram import Telegram


class SandboxRequest(BaseRequest):
    """Hand it to a bot as `request` and `get_updates_request`; the host of the URL does not matter."""

    def __init__(self, world: Telegram) -> None:
        self._world = world

    @property
    def read_timeout(self) -> float:
        """Nothing here is slow by itself."""
        return 5.0

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = None,
        write_timeout: Any = None,
        connect_timeout: Any = None,
        pool_timeout: Any = None,
    ) -> tuple[int, bytes]:
        """One call or download; a cut connection is an error as from a real network."""
        try:
            return await (self._download(url) if "/file/bot" in url else self._call(url, request_data))
        except Dropped as cut:
            raise (
                TimedOut("the answer never came") if cut.after_effect else NetworkError("connection refused")
            ) from cut

    async def _call(self, url: str, data: RequestData | None) -> tuple[int, bytes]:
        token, name = url.rpartition("/bot")[2].split("/", 1)
        status, body = await self._world.call(token, name, data.parameters if data else {}, _uploads(data))
        return status, json.dumps(body).encode()

    async def _download(self, url: str) -> tuple[int, bytes]:
        token, path = unquote(url).rpartition("/file/bot")[2].split("/", 1)
        return await self._world.download(token, path)


def _uploads(data: RequestData | None) -> dict[str, Upload]:
    if data is None or not data.contains_files:
        return {}
    return {name: _upload(part) for name, part in data.multipart_data.items()}


def _upload(part: tuple[str, Any, str]) -> Upload:
    filename, content, mime = part
    raw = content if isinstance(content, bytes) else content.read()
    return Upload(filename, mime or mimetypes.guess_type(filename)[0] or "application/octet-stream", raw)
