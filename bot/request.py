"""Every call to Telegram: one aiohttp session under PTB (its httpx costs about ten times the CPU).

    request = AiohttpRequest()
    ApplicationBuilder().token(token).request(request).get_updates_request(request)

Errors say what is known: NotSent surely never left, TimedOut may have been delivered. No error holds the URL, which
holds the token.
"""

from typing import Any

import aiohttp
import orjson
from telegram._utils.defaultvalue import DefaultValue
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

CONNECT_SECONDS = 5.0
READ_SECONDS = 20.0
UPLOAD_SECONDS = 60.0
CONNECTIONS = 100


class NotSent(NetworkError):
    """The request surely never left this machine: it may be sent again."""


class AiohttpRequest(BaseRequest):
    """PTB's door to Telegram; timeouts in seconds."""

    def __init__(self, connect: float = CONNECT_SECONDS, read: float = READ_SECONDS, write: float = UPLOAD_SECONDS,
                 connections: int = CONNECTIONS) -> None:  # fmt: skip
        self._timeouts = (connect, read, write)
        self._connections = connections
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """Seconds that an answer may take."""
        return self._timeouts[1]

    async def initialize(self) -> None:
        """Open the session; a second call changes nothing."""
        if self._session is None or self._session.closed:
            connector = aiohttp.TCPConnector(limit=self._connections)
            self._session = aiohttp.ClientSession(connector=connector, headers={"User-Agent": self.USER_AGENT})

    async def shutdown(self) -> None:
        """Close the session; a second call changes nothing."""
        if self._session is not None:
            await self._session.close()

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The answer's JSON; what orjson refuses (a lone surrogate) goes the standard library's way."""
        try:
            parsed: dict[str, Any] = orjson.loads(payload)
        except orjson.JSONDecodeError:
            return BaseRequest.parse_json_payload(payload)
        return parsed

    async def do_request(self, url: str, method: str, request_data: RequestData | None = None,
                         read_timeout: Any = BaseRequest.DEFAULT_NONE, write_timeout: Any = BaseRequest.DEFAULT_NONE,
                         connect_timeout: Any = BaseRequest.DEFAULT_NONE, pool_timeout: Any = BaseRequest.DEFAULT_NONE,
                         ) -> tuple[int, bytes]:  # fmt: skip
        """Status and body of one request; NotSent, TimedOut or NetworkError when there is none."""
        if self._session is None:
            raise RuntimeError("initialize() comes first")
        timeout = self._timeout(connect_timeout, read_timeout, write_timeout)
        try:
            async with self._session.request(method, url, data=_body(request_data), timeout=timeout) as answer:
                return answer.status, await answer.read()
        except (aiohttp.ConnectionTimeoutError, aiohttp.ClientConnectorError) as error:
            raise NotSent(f"no connection to Telegram ({_reason(error)})") from None
        except TimeoutError:
            raise TimedOut("no answer in time") from None
        except aiohttp.ClientError as error:
            raise NetworkError(f"the connection broke ({_reason(error)})") from None

    def _timeout(self, *asked: Any) -> aiohttp.ClientTimeout:
        # PTB hands over a number, None (for ever) or its "not given" mark, for each of the three.
        pairs = zip(asked, self._timeouts, strict=True)
        connect, read, write = (usual if isinstance(own, DefaultValue) else own for own, usual in pairs)
        total = None if None in (connect, read, write) else connect + read + write
        return aiohttp.ClientTimeout(total=total, connect=connect, sock_read=read)


def _body(data: RequestData | None) -> aiohttp.FormData | None:
    if data is None:
        return None
    form = aiohttp.FormData()
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, mime) in data.multipart_data.items() if data.contains_files else ():
        form.add_field(name, content, filename=filename, content_type=mime)
    return form


def _reason(error: Exception) -> str:
    # aiohttp's own words may hold the URL; the system's ("Connection refused") do not.
    strerror = getattr(error, "strerror", None)
    return f"{type(error).__name__}: {strerror}" if strerror else type(error).__name__
