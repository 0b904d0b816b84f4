"""Forms: a dialogue as data, and the engine's four doors. Pure: no Telegram, no SQL, no clock."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from conversations.drafts import Draft
from conversations.hearing import cleaned, said, tapped
from conversations.moments import Moment
from conversations.steps import (
    CONTACT,
    DOCUMENT,
    LOCATION,
    MEDIA,
    NOTHING,
    PHOTO,
    SKIPPED,
    TEXT,
    VIDEO,
    VOICE,
    About,
    Accepts,
    Answer,
    Answers,
    Around,
    Choice,
    Group,
    Label,
    Problem,
    Step,
)
from conversations.turns import (
    Act,
    Ask,
    Cancelled,
    Changes,
    Event,
    Gathered,
    Line,
    Old,
    Output,
    Said,
    Submit,
    Summary,
    Tap,
    Turn,
)

__all__ = [
    "CONTACT",
    "DOCUMENT",
    "LOCATION",
    "MEDIA",
    "NOTHING",
    "PHOTO",
    "SKIPPED",
    "TEXT",
    "VIDEO",
    "VOICE",
    "About",
    "Accepts",
    "Act",
    "Answer",
    "Answers",
    "Around",
    "Ask",
    "Cancelled",
    "Changes",
    "Choice",
    "Draft",
    "Event",
    "Form",
    "Gathered",
    "Group",
    "Label",
    "Line",
    "Old",
    "Output",
    "Problem",
    "Said",
    "Step",
    "Submit",
    "Summary",
    "Tap",
    "Turn",
]


@dataclass(frozen=True)
class Form:
    """A dialogue as data. `steps` are in the order they are asked; a function among them gives steps that depend on the
    answers before. `submit` is the service that takes the answers. Without `confirm` the last answer submits."""

    name: str
    steps: Sequence[Step | Group]
    submit: Callable[..., Any]
    confirm: bool = True

    def __post_init__(self) -> None:
        names = [step.name for step in self.steps if isinstance(step, Step)]
        if len(set(names)) < len(names):
            raise ValueError(f"{self.name}: two steps have the same name")

    def start(self, mark: str, around: Around, answers: Answers | None = None) -> Turn:
        """A new draft, perhaps with answers known already; `mark`: letters that no other draft of the person has."""
        return self._moment(Draft(self.name, mark, answers=answers or Answers()), around).onward()

    def now(self, draft: Draft, around: Around, problem: Problem | None = None) -> Turn:
        """Where the draft stands, after a pause or a restart; a step that is gone leads to the first unanswered one.

        `problem` is for those who show the same question again.
        """
        return self._moment(draft, around).placed().turn(problem)

    def settle(self, draft: Draft, around: Around) -> Turn:
        """Nothing followed for a while: the question to ask now. A gathering step that flows has ended."""
        moment = self._moment(draft, around).placed()
        stage = moment.stage
        return moment.onward() if stage and stage.step.flows and stage.answer else moment.turn()

    def hear(self, draft: Draft, event: Event, around: Around) -> Turn:
        """Take one message or tap: the next draft, and what to say."""
        moment = self._moment(draft, around).placed()
        if isinstance(event, Tap):
            return tapped(moment, event)
        return said(moment, replace(event, value=cleaned(event.value)))

    def answers(self, draft: Draft, around: Around) -> Answers:
        """The answers that apply now, defaults included."""
        return self._moment(draft, around).answers

    def lines(self, draft: Draft, around: Around) -> tuple[Line, ...]:
        """The answers that apply now, as the summary would list them."""
        return self._moment(draft, around).lines

    def _moment(self, draft: Draft, around: Around) -> Moment:
        return Moment(self.steps, self.confirm, draft, around)
