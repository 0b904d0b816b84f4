"""A browser's request to a room: which room, which device, in which language, and whether a form came from our page."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from aiohttp import web

from locales.texts import Texts
from services.letters import DIGITS
from storage.rooms import ENDED, RoomRow

CODE = re.compile(r"[0-9]{5}")
LONGEST_FORM = 500  # bytes
DIGITS_AT_MOST = {"question": 18, "option": 3, "turn": 9}
KIN = {"ar": "ary", "ary": "ar"}


@dataclass(frozen=True)
class Visit:
    """One request: the language, the room of its code, the cookie and its mark if it is ours, the device if it came."""

    texts: Texts
    code: str
    room: RoomRow | None = None
    cookie: str = ""
    mark: bytes | None = None
    device: int | None = None

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


async def sent(request: web.Request) -> tuple[int, int, int] | None:
    """The question, the option and the turn that a form names; None if it is not exactly such a form."""
    if not 0 < (request.content_length or 0) <= LONGEST_FORM:
        return None
    form = parse_qs((await request.read()).decode("ascii", "replace"))
    found = [_number(form.get(name, []), most) for name, most in DIGITS_AT_MOST.items()]
    question, option, turn = found
    return None if question is None or option is None or turn is None else (question, option, turn)


def _number(values: list[str], digits: int) -> int | None:
    fits = len(values) == 1 and re.fullmatch(rf"[0-9]{{1,{digits}}}", values[0])
    return int(values[0]) if fits else None
