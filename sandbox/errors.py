"""The refusals of the Bot API, as exceptions inside the sandbox."""

from typing import Any


class ApiError(Exception):
    """A refused call: HTTP status, Telegram's words, and `parameters` such as retry_after."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code, self.description, self.parameters = code, description, parameters

    def body(self) -> dict[str, Any]:
        """The JSON body that Telegram sends with this refusal."""
        body: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        return body | {"parameters": self.parameters} if self.parameters else body


class Dropped(Exception):
    """The connection was cut by a fault; `after_effect` says whether the call had already been carried out."""

    def __init__(self, *, after_effect: bool) -> None:
        super().__init__("the connection was dropped")
        self.after_effect = after_effect


def bad(words: str, **parameters: int) -> ApiError:
    """400 with Telegram's words."""
    return ApiError(400, f"Bad Request: {words}", **parameters)


def forbidden(words: str) -> ApiError:
    """403 with Telegram's words."""
    return ApiError(403, f"Forbidden: {words}")


def conflict(words: str) -> ApiError:
    """409 with Telegram's words."""
    return ApiError(409, f"Conflict: {words}")


def too_many(seconds: int) -> ApiError:
    """429: try again after so many whole seconds."""
    return ApiError(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)
