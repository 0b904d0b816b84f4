"""Screens: everything the bot says, by name, rendered at the moment of sending in the person's language."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.buttons import Rows
from handlers.voices import with_voice
from locales.texts import Texts
from services.people import Person

if TYPE_CHECKING:
    from handlers.context import House

MediaKind = Literal["voice", "audio", "photo", "video", "document", "location"]


@dataclass(frozen=True, slots=True)
class Media:
    """A file by Telegram's file_id, by a path on our disk or as bytes, or a point on the map."""

    kind: MediaKind
    file_id: str | None = None
    path: Path | None = None
    content: bytes | None = None
    filename: str | None = None
    point: tuple[float, float] | None = None
    recording: tuple[str, str] | None = None  # (subject, language) of the team's own voice that this is


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a reply keyboard: a label, which may ask the phone for its location or contact."""

    label: str
    asks: Literal["location", "contact"] | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """One message: HTML text, inline rows, or keys (a reply keyboard; an empty list takes it away).

    An `album` of photos has its text under the first one, and no buttons.
    """

    text: str = ""
    rows: Rows = ()
    keys: Sequence[Sequence[Key]] | None = None
    media: Media | None = None
    album: Sequence[Media] = ()
    placeholder: str | None = None
    about_challenge: int | None = None  # replies to this message belong to that challenge
    shows: Sequence[int] = ()  # the reports whose content stands in it for the team: it goes when their author goes
    discreet: bool = False  # it says nothing of what it is about: no voice stands under it either
    voice: str = ""  # what a recorded voice of it is kept under, if not the name of its screen
    review_of: str = ""  # the token of the draft that this message sums up, until it is sent, cancelled or changed


Rendered = Message | Sequence[Message]


@dataclass(frozen=True, slots=True)
class View:
    """What a screen may look at while it is rendered."""

    house: "House"
    session: AsyncSession
    person: Person
    texts: Texts


@dataclass(frozen=True, slots=True)
class Answer:
    """A screen owed to a chat. `edit` is the message to edit in place, `update_id` the done-mark that owes it."""

    chat_id: int
    screen: str
    values: dict[str, Any] = field(default_factory=dict)
    edit: int | None = None
    update_id: int | None = None


Renderer = Callable[..., Awaitable[Rendered]]
_screens: dict[str, Renderer] = {}
_shared: set[str] = set()


def screen(name: str, *, shared: bool = False) -> Callable[[Renderer], Renderer]:
    """Register the function that renders the screen `name`: `async def f(view, **values) -> Message`.

    A `shared` one looks at nothing of the person but their language: for many it is rendered once (its view's person
    is nobody).
    """

    def register(function: Renderer) -> Renderer:
        if name in _screens:
            raise ValueError(f"two screens named {name!r}")
        _screens[name] = function
        if shared:
            _shared.add(name)
        return function

    return register


def is_shared(name: str) -> bool:
    """Whether the screen is the same for all who speak a language."""
    return name in _shared


async def render(view: View, name: str, values: dict[str, Any]) -> list[Message]:
    """The messages of the screen `name`, in order, with a Listen button if it has a voice; KeyError: no such screen."""
    rendered = await _screens[name](view, **values)
    return await with_voice(view, name, [rendered] if isinstance(rendered, Message) else rendered)


def known_screens() -> Mapping[str, Renderer]:
    """Every screen with the function that renders it."""
    return _screens


def showing(messages: Sequence[Message], *challenges: int) -> list[Message]:
    """The messages, marked as ones that show these reports to the team."""
    return [replace(one, shows=challenges) for one in messages]
