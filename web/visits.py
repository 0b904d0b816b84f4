"""A browser's request to a room: which room, which device, in which language, and whether a form came from our page."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from aiohttp import web

from locales.texts import Texts
from services.letters import DIGITS
from storage.rooms import ENDED, RoomRow
from web.bodies import body_of

CODE = re.compile(r"[0-9]{5}")
LONGEST_FORM = 500  # bytes
DIGITS_AT_MOST = {"question": 18, "option": 3, "turn": 9, "guest": 1, "hand": 1}
KIN = {"ar": "ary", "ary": "ar"}


@dataclass(frozen=True)
class Visit:
    """One request: the language, the room of its code, the cookie and its mark if it is ours, the device if it came.

    `must_wait`: too many wrong codes came from there, so that this one was not looked at (web/guesses.py); `tries`
    tells which browser sent them.
    """

    texts: Texts
    code: str
    room: RoomRow | None = None
    cookie: str = ""
    mark: bytes | None = None
    device: int | None = None
    must_wait: bool = False
    tries: str = ""

    @property
    def live(self) -> RoomRow | None:
        """The room, while one can vote in it."""
        return self.room if self.room and self.room.state != ENDED else None


def code_in(text: str) -> str:
    """The code of a room, in whatever digits it was typed; empty if it is none."""
    typed = text.strip().translate(DIGITS)
    return typed if CODE.fullmatch(typed) else ""


def likely(request: web.Request, spoken: Sequence[str]) -> str:
    """The first language of the browser that is `spoken` here; empty if there is none."""
    tags = request.headers.get("Accept-Language", "").lower().split(",")
    wanted = [tag.split(";")[0].strip().split("-")[0] for tag in tags]
    both = [code for one in wanted for code in (one, KIN.get(one, ""))]
    return next((code for code in both if code in spoken), "")


def ours(request: web.Request, public_url: str) -> bool:
    """Whether the browser says that this form comes from a page of ours; one that says nothing is not believed."""
    origin, site = request.headers.get("Origin"), request.headers.get("Sec-Fetch-Site")
    if site not in (None, "same-origin"):
        return False
    public = urlsplit(public_url)
    here = {f"http://{request.host}", f"https://{request.host}"}
    if public.netloc:
        here.add(f"{public.scheme}://{public.netloc}")
    return site is not None if origin is None else origin in here


@dataclass(frozen=True, slots=True)
class Vote:
    """A form that votes: the option, the browser's how-manieth tap it is, and which guest of the phone taps."""

    question: int
    option: int
    turn: int
    guest: int


@dataclass(frozen=True, slots=True)
class Hand:
    """A form that hands the phone on: to which guest."""

    question: int
    guest: int


async def sent(request: web.Request) -> Vote | Hand | None:
    """What a form of ours asks for; None if it is not exactly such a form."""
    if not 0 < (request.content_length or 0) <= LONGEST_FORM:
        return None
    form = parse_qs((await body_of(request)).decode("ascii", "replace"))
    found = {name: _number(form[name], most) for name, most in DIGITS_AT_MOST.items() if name in form}
    numbers = {name: value for name, value in found.items() if value is not None}
    if len(numbers) < len(found):
        return None
    if numbers.keys() == {"question", "hand"}:
        return Hand(numbers["question"], numbers["hand"])
    if not {"question", "option", "turn"} <= numbers.keys() or "hand" in numbers:
        return None
    return Vote(numbers["question"], numbers["option"], numbers["turn"], numbers.get("guest", 0))


def _number(values: list[str], digits: int) -> int | None:
    fits = len(values) == 1 and re.fullmatch(rf"[0-9]{{1,{digits}}}", values[0])
    return int(values[0]) if fits else None
