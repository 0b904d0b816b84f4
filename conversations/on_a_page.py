"""A form as one page: the steps, choices and checks of the chat, answered all at once. Pure, like the engine."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from conversations.form import TEXT, Act, Answers, Around, Ask, Choice, Event, Form, Problem, Said, Step, Tap
from conversations.hearing import CHOOSE_BELOW
from conversations.steps import SKIPPED, walk

Sent = Mapping[str, Sequence[str]]  # what came of the page, by the name of the field
WORDS = "_words"  # ends the name of the field in which one may write, beside several choices


@dataclass(frozen=True, slots=True)
class Read:
    """What was understood; by the name of its step what was not, which counts as skipped meanwhile."""

    answers: Answers
    problems: Mapping[str, Problem]


@dataclass(frozen=True, slots=True)
class Field:
    """One question on the page: its choices if there are several, and what was picked or written so far."""

    step: Step
    choices: tuple[Choice, ...]
    picked: tuple[str, ...]
    words: str
    problem: Problem | None

    @property
    def written(self) -> bool:
        """Whether one may write."""
        return TEXT in self.step.takes and (self.step.many or not self.choices)


def read(form: Form, around: Around, sent: Sent, instead: Mapping[str, str]) -> Read:
    """Put each answer to the form, as in the chat. `instead`: a step that has no field of its own -> whose it takes."""
    answers, problems = Answers(), dict[str, Problem]()
    turn = form.start("page", around)
    while isinstance(asked := turn.output, Ask):
        name = asked.step.name
        for event in _events(asked.step, asked.step.choices_for(answers, around), sent, instead.get(name, name)):
            turn = form.hear(turn.draft, event, around)
        if name not in turn.draft.answers:
            said = None if _to_choose(asked.step, sent) else getattr(turn.output, "problem", None)
            problems[name] = said or Problem(CHOOSE_BELOW)
        answers = answers.having(name, turn.draft.answers.get(name, SKIPPED))
        turn = form.start("page", around, answers)
    return Read(answers, problems)


def _to_choose(step: Step, sent: Sent) -> bool:
    """Whether nothing was chosen from a list: to be asked to write would puzzle."""
    return bool(step.choices) and not step.many and not _first(sent, step.name)


def _events(step: Step, choices: Sequence[Choice], sent: Sent, field: str) -> list[Event]:
    keys, ticked = [one.key for one in choices], list(dict.fromkeys(sent.get(field, ())))
    if step.many:
        words = _first(sent, field + WORDS)
        if words and TEXT in step.takes:
            return [Said(TEXT, words)]
        taps: list[Event] = [Tap(Act.CHOOSE, one) for one in ticked if one in keys]
        return [*taps, Tap(Act.DONE)]
    said = _first(sent, field)
    if not said and len(keys) == 1:  # "not yet", "the name that you see": nothing was written instead
        return [Tap(Act.CHOOSE, keys[0])]
    if said in keys:
        return [Tap(Act.CHOOSE, said)]
    return [Tap(Act.SKIP) if not said and step.optional else Said(TEXT, said)]


def _first(sent: Sent, field: str) -> str:
    return next(iter(sent.get(field, ())), "")


def fields(form: Form, around: Around, sent: Sent, known: Read, without: Sequence[str]) -> Iterator[Field]:
    """The questions that apply, with what was sent; `without` those that the page asks in another way."""
    for stage in walk(form.steps, known.answers, around):
        step = stage.step
        if step.name in without:
            continue
        choices = stage.choices if len(stage.choices) > 1 else ()
        words = _first(sent, step.name + WORDS if step.many else step.name)
        yield Field(step, choices, tuple(sent.get(step.name, ())), words, known.problems.get(step.name))
