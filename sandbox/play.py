"""Plays: small scripts that a person follows on the phones, tap by tap, or that run by themselves."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from sandbox.phone import Phone

Json = dict[str, Any]
Deed = Literal["start", "says", "taps", "presses", "photo", "voice", "place", "looks"]
SAMPLES = Path(__file__).parent / "pages" / "samples"
SAMPLE_SECONDS = 4


class PlayStuck(Exception):
    """A step cannot be done: the button, text or phone is not there."""


@dataclass(frozen=True)
class Step:
    """One tap: `phone` is a PhoneSpec.key, `hint` what the person reads.

    `text`: what is said, the reply button pressed, the sample photo's name, or the words to look at.
    `data`: how the callback data of the tapped button begins, and after a `*` how it ends. `lat`, `lon`: the place sent
    by itself, in degrees. `minutes`: how far the clock is moved once the step is done.
    """

    phone: str
    do: Deed
    hint: str
    text: str = ""
    data: str = ""
    lat: float = 33.449
    lon: float = -7.649
    minutes: float = 0


@dataclass(frozen=True)
class Play:
    """A play: `key` in addresses, `title` on its button, `summary` as its tooltip, `end` when it is over."""

    key: str
    title: str
    steps: Sequence[Step]
    summary: str = ""
    end: str = "That was it. Now try it your way!"


class Player:
    """Which step of which play it is; `tell` hears every change."""

    def __init__(self, plays: Sequence[Play], phone_id: Callable[[str], int | None], begin: Callable[[Play], None],
                 tell: Callable[[Json | None], None], wait: Callable[[float], None]) -> None:  # fmt: skip
        self._plays = {play.key: play for play in plays}
        self._phone_id, self._begin, self._tell, self._wait = phone_id, begin, tell, wait
        self._play: Play | None = None
        self._at = 0

    def start(self, key: str) -> None:
        """Begin a play; KeyError if there is none of that key."""
        self._begin(self._plays[key])
        self._play, self._at = self._plays[key], 0
        self._tell(self.state)

    def stop(self) -> None:
        """End it, or put its last card away."""
        self._play = None
        self._tell(None)

    def next(self) -> None:
        """Go on to the next step, or to the end."""
        if self._play and self._step:
            if self._step.minutes:
                self._wait(self._step.minutes)
            self._at += 1
            self._tell(self.state)

    def noticed(self, phone_id: int, act: str, values: Mapping[str, Any]) -> None:
        """A phone did something; if it is what the step waits for, go on."""
        step = self._step
        if step and self._phone_id(step.phone) == phone_id and fits(step, act, values):
            self.next()

    @property
    def _step(self) -> Step | None:
        return self._play.steps[self._at] if self._play and self._at < len(self._play.steps) else None

    @property
    def state(self) -> Json | None:
        """What the page shows: the step, the end, or None when nothing plays."""
        if self._play is None:
            return None
        step, total = self._step, len(self._play.steps)
        if step is None:
            return {"title": self._play.title, "done": True, "hint": self._play.end}
        shown = {"phone": self._phone_id(step.phone), "do": step.do, "hint": step.hint, "text": step.text,
                 "data": step.data}  # fmt: skip
        phones = [self._phone_id(key) for key in dict.fromkeys(step.phone for step in self._play.steps)]
        return {"title": self._play.title, "number": self._at + 1, "total": total, "step": shown, "phones": phones}


def fits(step: Step, act: str, values: Mapping[str, Any]) -> bool:
    """Is this act of a phone what the step asks for? Other words than the script's are welcome."""
    if step.do == "taps":
        return act == "taps" and called(step, str(values.get("data", "")))
    if step.do == "presses":
        return act in ("says", "presses") and step.text in ("", values.get("text"))
    return act == step.do


def called(step: Step, data: str) -> bool:
    """Is this the callback data that the step means?"""
    begins, _, ends = step.data.partition("*")
    return data.startswith(begins) and data.endswith(ends)


async def perform(step: Step, phone: "Phone") -> None:
    """Do a step without a browser; raises PlayStuck when what it needs is not on the phone."""
    await DOES[step.do](step, phone)


async def play_through(play: Play, phones: Mapping[str, "Phone"], settled: Callable[[float], Awaitable[None]]) -> None:
    """Do all steps; `settled(minutes)` lets that much time pass and returns when the bot has finished answering."""
    for step in play.steps:
        await perform(step, phones[step.phone])
        await settled(step.minutes)


async def _taps(step: Step, phone: "Phone") -> None:
    for message in reversed(phone.chat):
        for row in message.get("reply_markup", {}).get("inline_keyboard", []):
            for key in row:
                if called(step, key.get("callback_data", "")):
                    await phone.taps(message["message_id"], data=key["callback_data"])
                    return
    raise PlayStuck(f"{step.phone}: no button {step.data}")


async def _looks(step: Step, phone: "Phone") -> None:
    if not any(step.text in str(message.get("text", message.get("caption", ""))) for message in phone.chat):
        raise PlayStuck(f"{step.phone}: nothing says {step.text}")


async def _photo(step: Step, phone: "Phone") -> None:
    await phone.sends_photo(sample_photo(step.text))


async def _voice(step: Step, phone: "Phone") -> None:
    await phone.sends_voice(sample_voice(), SAMPLE_SECONDS)


DOES: dict[Deed, Callable[[Step, "Phone"], Awaitable[object]]] = {
    "start": lambda step, phone: phone.start(step.text),
    "says": lambda step, phone: phone.says(step.text),
    "presses": lambda step, phone: phone.says(step.text),
    "place": lambda step, phone: phone.sends_location(step.lat, step.lon),
    "taps": _taps,
    "photo": _photo,
    "voice": _voice,
    "looks": _looks,
}


def sample_photo(name: str = "") -> bytes:
    """A small JPEG drawn for the sandbox: `lamp`, `rubbish` or `pothole`; KeyError for any other name."""
    files = {path.stem: path for path in SAMPLES.glob("*.jpg")}
    return files[name or "lamp"].read_bytes()


def sample_voice() -> bytes:
    """Four seconds of a made-up voice, Ogg Opus."""
    return (SAMPLES / "voice.opus").read_bytes()
