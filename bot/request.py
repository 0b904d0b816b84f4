"""Every call to Telegram: one aiohttp session under PTB (its httpx costs about ten times the CPU).

    request = AiohttpRequest()
    ApplicationBuilder().token(token).request(request).get_updates_request(request)

Errors say what is known: NotSent surely never left, TimedOut may have been delivered. No error holds the URL, which
holds the token.
"""

from copy import copy
from typing import Any
from urllib.parse import urlencode

import aiohttp
import orjson
from telegram._utils.defaultvalue import DefaultValue
from telegram.error import NetworkError, TimedOut
from telegram.ext import ExtBot
from telegram.request import BaseRequest, RequestData
from telegram.request._requestparameter import RequestParameter

CONNECT_SECONDS = 5.0
READ_SECONDS = 20.0
UPLOAD_SECONDS = 60.0
CONNECTIONS = 100
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class NotSent(NetworkError):
    """The request surely never left this machine: it may be sent again."""


class AiohttpRequest(BaseRequest):
    """PTB's door to Telegram; timeouts in seconds."""

    def __init__(self, connect: float = CONNECT_SECONDS, read: float = READ_SECONDS, write: float = UPLOAD_SECONDS,
                 connections: int = CONNECTIONS) -> None:  # fmt: skip
        self._timeouts, self._usual = (connect, read, write), _limits(connect, read, write)
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
            self._session = aiohttp.ClientSession(
                connector=connector, headers={"User-Agent": self.USER_AGENT}, cookie_jar=aiohttp.DummyCookieJar()
            )

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
        body, headers = _body(request_data)
        try:
            async with self._session.request(method, url, data=body, headers=headers, timeout=timeout) as answer:
                return answer.status, await answer.read()
        except (aiohttp.ConnectionTimeoutError, aiohttp.ClientConnectorError) as error:
            raise NotSent(f"no connection to Telegram ({_reason(error)})") from None
        except TimeoutError:
            raise TimedOut("no answer in time") from None
        except aiohttp.ClientError as error:
            raise NetworkError(f"the connection broke ({_reason(error)})") from None

    def _timeout(self, *asked: Any) -> aiohttp.ClientTimeout:
        if all(isinstance(own, DefaultValue) for own in asked):
            return self._usual
        # PTB hands over a number, None (for ever) or its "not given" mark, for each of the three.
        pairs = zip(asked, self._timeouts, strict=True)
        connect, read, write = (usual if isinstance(own, DefaultValue) else own for own, usual in pairs)
        return _limits(connect, read, write)


def _limits(connect: float | None, read: float | None, write: float | None) -> aiohttp.ClientTimeout:
    total = None if connect is None or read is None or write is None else connect + read + write
    return aiohttp.ClientTimeout(total=total, connect=connect, sock_read=read)


async def call(bot: "ExtBot[Any]", request: BaseRequest, method: str, given: dict[str, Any], **timeouts: float) -> Any:
    """One call without PTB's own methods around it; what is None is left out. PTB's errors."""
    parameters = [RequestParameter.from_input(name, value) for name, value in given.items() if value is not None]
    return await request.post(f"{bot.base_url}/{method}", RequestData(parameters), **timeouts)


class Encoded(RequestData):  # type: ignore[misc]  # final only to guard PTB's freedom to change it; we pin PTB
    """Parameters that go to many chats: all but the chat are encoded once. None is left out; no files."""

    def __init__(self, given: dict[str, Any]) -> None:
        super().__init__([RequestParameter.from_input(name, one) for name, one in given.items() if one is not None])
        self.body = urlencode(self.json_parameters).encode()

    def to(self, chat_id: int) -> "Encoded":
        """The same for this chat."""
        one = copy(self)
        one._parameters = [*self._parameters, RequestParameter("chat_id", chat_id, None)]
        one.body = b"%b&chat_id=%d" % (self.body, chat_id)
        return one


def _body(data: RequestData | None) -> tuple[aiohttp.FormData | bytes | None, dict[str, str]]:
    """The body and its headers; only files need a form of several parts."""
    if data is None:
        return None, {}
    if isinstance(data, Encoded):
        return data.body, FORM
    if not data.contains_files:
        return urlencode(data.json_parameters).encode(), FORM
    form = aiohttp.FormData()
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, mime) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=mime)
    return form, {}


def _reason(error: Exception) -> str:
    # aiohttp's own words may hold the URL; the system's ("Connection refused") do not.
    strerror = getattr(error, "strerror", None)
    return f"{type(error).__name__}: {strerror}" if strerror else type(error).__name__
