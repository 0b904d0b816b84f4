"""What a form hears (events) and what it says (outputs). Data only."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeAlias

from conversations.drafts import Draft
from conversations.steps import Accepts, Answer, Answers, Choice, Problem, Step


class Act(StrEnum):
    """What a button of a form does; the value travels in the button's data."""

    CHOOSE = "pick"
    DONE = "done"
    SKIP = "skip"
    KEEP = "keep"
    BACK = "back"
    MORE = "more"
    CLEAR = "clear"
    CHANGE = "change"
    SHOW = "show"
    SEND = "send"
    CANCEL = "cancel"


@dataclass(frozen=True)
class Said:
    """A message. `value` is JSON: the text, or the fields of the file, place or contact; `message` is its id."""

    kind: Accepts
    value: Any
    message: int | None = None
    album: str = ""


@dataclass(frozen=True)
class Tap:
    """A button of a form. `token` is the one its question was rendered with; None for a command, which is never old."""

    act: Act
    key: str = ""
    token: str | None = None


Event: TypeAlias = Said | Tap


@dataclass(frozen=True)
class Ask:
    """Ask `step`: the choices to show, those picked so far, the answer there is, and the acts that make sense."""

    step: Step
    token: str
    acts: tuple[Act, ...]
    choices: tuple[Choice, ...] = ()
    picked: tuple[str, ...] = ()
    answer: Answer | None = None
    problem: Problem | None = None


@dataclass(frozen=True)
class Line:
    """One answer of a summary, with the choices it stands for; not `given` means that it is the default."""

    step: Step
    answer: Answer
    choices: tuple[Choice, ...]
    given: bool


@dataclass(frozen=True)
class Summary:
    """Everything is answered: show it and ask whether to send."""

    lines: tuple[Line, ...]
    token: str
    acts: tuple[Act, ...]
    problem: Problem | None = None


@dataclass(frozen=True)
class Changes:
    """Ask which answer to change: one CHANGE button a line (its key is the step's name), and SHOW to return."""

    lines: tuple[Line, ...]
    token: str


@dataclass(frozen=True)
class Gathered:
    """A message joined `step` (or was there already, or found it full); the prompt comes when nothing follows."""

    step: Step
    count: int
    added: bool
    full: bool


@dataclass(frozen=True)
class Submit:
    """The person said send: hand `answers` (those that apply, defaults included) to the form's `submit`."""

    answers: Answers


@dataclass(frozen=True)
class Cancelled:
    """The person gave up; the draft can go."""


@dataclass(frozen=True)
class Old:
    """The button belongs to an older question: say so and show `now`."""

    now: Ask | Summary


Output: TypeAlias = Ask | Summary | Changes | Gathered | Submit | Cancelled | Old


@dataclass(frozen=True)
class Turn:
    """The draft after an event, and what to say."""

    draft: Draft
    output: Output
