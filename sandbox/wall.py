"""What stands on the wall of phones, as plain data that the demo hands in."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from sandbox.play import Play


@dataclass(frozen=True)
class PhoneSpec:
    """One phone: `key` names it in plays, `language` is that of its Telegram (`ar`, `fr`, `en`), `role` is a label."""

    key: str
    name: str
    role: str = ""
    language: str = "fr"
    last_name: str | None = None
    username: str | None = None
    user_id: int | None = None


@dataclass(frozen=True)
class Place:
    """A named point of the map sketch, in degrees."""

    name: str
    lat: float
    lon: float


PHONES = (
    PhoneSpec("resident_ary", "سعيد", "Resident · Darija", "ar"),
    PhoneSpec("resident_ar", "فاطمة", "Resident · Arabic", "ar"),
    PhoneSpec("resident_fr", "Karim", "Resident · French", "fr"),
    PhoneSpec("company", "Nadia", "Company", "fr"),
    PhoneSpec("volunteer", "يوسف", "Volunteer", "ar"),
    PhoneSpec("staff", "Salma", "Facilitator · staff", "fr"),
)
# Nouaceur province, approximate centres of its communes and a rough shore: a sketch to point at, not a map.
PLACES = (
    Place("Dar Bouazza", 33.520, -7.815),
    Place("Oulad Azzouz", 33.470, -7.770),
    Place("Bouskoura", 33.449, -7.649),
    Place("Ouled Salah", 33.405, -7.700),
    Place("Nouaceur", 33.367, -7.573),
)
COAST = ((33.465, -7.965), (33.515, -7.890), (33.545, -7.830), (33.562, -7.770),
         (33.600, -7.690), (33.612, -7.600), (33.640, -7.500))  # fmt: skip
LANGUAGES = (("ar", "العربية"), ("fr", "Français"), ("en", "English"))


@dataclass(frozen=True)
class Wall:
    """The wall: its phones from left to right, plays, map, and what moves the clock (None: the clock stays).

    `crowd` is what lets a crowd come, labelled `crowd_label`; a LookupError of it is told to the person.
    """

    phones: Sequence[PhoneSpec] = PHONES
    plays: Sequence[Play] = ()
    places: Sequence[Place] = PLACES
    coast: Sequence[tuple[float, float]] = COAST
    languages: Sequence[tuple[str, str]] = LANGUAGES
    timezone: str = "Africa/Casablanca"
    reset_hint: str = ""
    move_clock: Callable[[timedelta], object] | None = field(default=None, repr=False)
    crowd: Callable[[], Awaitable[None]] | None = field(default=None, repr=False)
    crowd_label: str = "40 people join and vote"
