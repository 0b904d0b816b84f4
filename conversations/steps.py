"""What a form is made of: steps, choices, answers. Data only; the engine is in form.py."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Flag, auto
from typing import Any, Protocol, TypeAlias


class Accepts(Flag):
    """The kinds of message that a step takes as its answer, besides taps on its choices."""

    NOTHING = 0
    TEXT = auto()
    VOICE = auto()
    PHOTO = auto()
    VIDEO = auto()
    DOCUMENT = auto()
    LOCATION = auto()
    CONTACT = auto()

    @property
    def kind(self) -> str:
        """The name that an Answer of this kind carries: `voice`."""
        return str(self.name).lower()


NOTHING, TEXT, VOICE, PHOTO = Accepts.NOTHING, Accepts.TEXT, Accepts.VOICE, Accepts.PHOTO
VIDEO, DOCUMENT, LOCATION, CONTACT = Accepts.VIDEO, Accepts.DOCUMENT, Accepts.LOCATION, Accepts.CONTACT
MEDIA = PHOTO | VIDEO | DOCUMENT


class Spoken(Protocol):
    """Words that the lab wrote in three languages."""

    def pick(self, language: str) -> str:
        """The words in `language`, or in the next best."""
        ...


@dataclass(frozen=True)
class About:
    """A msgid marked with N_, and the lab's own words that stand in it as {what}."""

    msgid: str
    what: Spoken


Label: TypeAlias = str | Spoken | About  # a msgid marked with N_, the lab's own words, or both
Around: TypeAlias = Any  # what a form's own functions need to know (lab, person, now); handed through untouched


@dataclass(frozen=True)
class Choice:
    """One answer to tap; `key` is what is stored and travels in the button (short, no colon)."""

    key: str
    label: Label

    def __post_init__(self) -> None:
        if not self.key or ":" in self.key or len(self.key.encode()) > 32:
            raise ValueError(f"the key of a choice has 1 to 32 bytes and no colon: {self.key!r}")


@dataclass(frozen=True)
class Problem:
    """Why an answer was not taken: a msgid and its values. The question is asked again with it."""

    msgid: str
    values: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """What is known about one step. `kind`: choice (a key), choices (keys), parts (messages), skipped (None), or the
    kind of the message (text, voice, location, ...) with its value."""

    kind: str
    value: Any = None


SKIPPED = Answer("skipped")


class Answers(dict[str, Answer]):
    """Answers by the name of their step."""

    def value(self, name: str) -> Any:
        """The value of the step `name`; None if it was skipped or not answered."""
        return self[name].value if name in self else None

    def kind(self, name: str) -> str:
        """The kind of the answer to `name`; empty if there is none."""
        return self[name].kind if name in self else ""

    def parts(self, name: str, *kinds: str) -> list[dict[str, Any]]:
        """The messages gathered under `name` (kind, value, message, album), of some kinds only if given."""
        parts = self.value(name) if self.kind(name) == "parts" else []
        return [part for part in parts if not kinds or part["kind"] in kinds]

    def having(self, name: str, answer: Answer) -> "Answers":
        """A copy in which `name` has `answer`."""
        return Answers({**self, name: answer})

    def without(self, name: str) -> "Answers":
        """A copy in which `name` is unanswered."""
        return Answers({key: answer for key, answer in self.items() if key != name})


Choices: TypeAlias = Sequence[Choice] | Callable[[Answers, Around], Sequence[Choice]]


def always(answers: Answers, around: Around) -> bool:
    """The condition of a step that is always asked."""
    return True


@dataclass(frozen=True)
class Step:
    """One question.

    `label` names the answer in the summary. `clean` turns a text into what is stored, or into a Problem. `accepts` is
    TEXT unless the step has choices. `when` sees the answers to the steps before. `gather` is how many messages in a
    row belong to the answer; it ends with Done, or with the debounced prompt if it `flows`. A step with `default` (the
    key of a choice) is asked only when somebody wants to change it. `few` is how many choices are shown before More.
    A step about `another` person takes no contact that is one's own, and offers no key that would send it.
    """

    name: str
    ask: Label
    label: Label = ""
    clean: Callable[[str], str | Problem] | None = None
    choices: Choices = ()
    accepts: Accepts | None = None
    optional: bool = False
    when: Callable[[Answers, Around], bool] = always
    many: bool = False
    gather: int = 0
    flows: bool = False
    default: str = ""
    few: int = 0
    another: bool = False

    def __post_init__(self) -> None:
        if not self.name.isidentifier() or len(self.name) > 24:
            raise ValueError(f"the name of a step is an identifier of at most 24 letters: {self.name!r}")

    @property
    def takes(self) -> Accepts:
        """The kinds of message that answer this step."""
        if self.accepts is not None:
            return self.accepts
        return NOTHING if self.choices else TEXT

    def choices_for(self, answers: Answers, around: Around) -> tuple[Choice, ...]:
        """The choices as they are now."""
        return tuple(self.choices(answers, around) if callable(self.choices) else self.choices)


Group: TypeAlias = Callable[[Answers, Around], Sequence[Step]]  # steps that depend on what was answered before


@dataclass(frozen=True)
class Stage:
    """A step as it stands in one draft: its choices now, its answer, and whether the person gave it."""

    step: Step
    choices: tuple[Choice, ...]
    answer: Answer | None
    given: bool

    def has(self, key: str) -> bool:
        """True if `key` is one of the choices."""
        return any(choice.key == key for choice in self.choices)


def walk(steps: Sequence[Step | Group], answers: Answers, around: Around) -> Iterator[Stage]:
    """The steps that apply, in order; each condition sees the answers before it."""
    known = Answers()
    for item in steps:
        for step in [item] if isinstance(item, Step) else item(known, around):
            if step.when(known, around):
                stage = _stage(step, answers.get(step.name), step.choices_for(known, around))
                known = known.having(step.name, stage.answer) if stage.answer else known
                yield stage


def _stage(step: Step, answer: Answer | None, choices: tuple[Choice, ...]) -> Stage:
    keys = {choice.key for choice in choices}
    if answer and _stands(answer, keys):
        return Stage(step, choices, answer, given=True)
    return Stage(step, choices, Answer("choice", step.default) if step.default in keys else None, given=False)


def _stands(answer: Answer, keys: set[str]) -> bool:
    """An answer whose choice is no longer offered is asked again."""
    picked = {"choice": [answer.value], "choices": answer.value, "parts": []}.get(answer.kind, [])
    return keys.issuperset(picked) and answer != Answer("parts", [])
