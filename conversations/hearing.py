"""What a draft does with a message or a tap."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from conversations.checks import TOO_SHORT, some_text
from conversations.moments import Moment
from conversations.phones import EXAMPLE, NOT_A_NUMBER, phone_of
from conversations.steps import CONTACT, MEDIA, SKIPPED, TEXT, VOICE, Answer, Problem, Stage, Step
from conversations.turns import Act, Cancelled, Changes, Gathered, Old, Said, Submit, Tap, Turn
from locales.marks import N_
from services.cleaning import clean
from services.greetings import is_yes_or_no

CHOOSE_BELOW = N_("Please choose one of the answers below.")
CHOOSE_ONE = N_("Please choose at least one answer first.")
WRITTEN = N_("🎤 This one we need in writing: a few words are enough. What you answered so far is kept.")
NO_FILE = N_("📎 No picture or file is needed here: a few words are enough. What you answered so far is kept.")
WRITE = N_("Please answer in words.")
YOUR_OWN = N_("This is your own contact. Please send theirs, or write their number.")
NOT_AN_ANSWER = N_("This kind of message does not answer the question.")


def cleaned(value: Any) -> Any:
    """JSON whose strings are fit to keep."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {key: cleaned(one) for key, one in value.items()}
    return [cleaned(one) for one in value] if isinstance(value, list | tuple) else value


def says_something(text: str) -> bool:
    """Whether a text has a letter or a digit: an emoji or a dot alone answers nothing."""
    return any(map(str.isalnum, text))


def said(moment: Moment, message: Said) -> Turn:
    """A message: the answer to this step; or of a later one while gathering; or one more part of what was gathered."""
    stage, taker = moment.stage, _taker(moment, message)
    if taker is None:
        return moment.turn(_refusal(stage, message))
    if taker.step.gather:
        return _gathered(moment, taker, message)
    return _answered(moment, taker.step, message)


def _taker(moment: Moment, message: Said) -> Stage | None:
    takers = [stage for stage in moment.stages if message.kind in stage.step.takes]
    here = [stage for stage in takers if stage.step.name == moment.draft.at]
    gathering = moment.stage is not None and moment.stage.step.gather > 0
    ahead = [stage for stage in takers if gathering and not stage.answer and not stage.step.gather]
    gatherers = [stage for stage in takers if stage.step.gather and stage.given]
    return next(iter(here + ahead + gatherers), None)


def _refusal(stage: Stage | None, message: Said) -> Problem:
    if stage is None or not stage.step.takes:
        return Problem(CHOOSE_BELOW)
    if stage.step.takes != TEXT:
        return Problem(NOT_AN_ANSWER)
    return Problem(WRITTEN if message.kind is VOICE else NO_FILE if message.kind in MEDIA else WRITE)


def _answered(moment: Moment, step: Step, message: Said) -> Turn:
    value = _checked(step, message.value) if message.kind is TEXT else message.value
    if isinstance(value, Problem):
        return moment.turn(value)
    answer = Answer(message.kind.kind, value)
    if message.kind is CONTACT and (problem := _wrong_contact(step, answer)):
        return moment.turn(problem)
    return _settled(moment, step, answer)


def _wrong_contact(step: Step, answer: Answer) -> Problem | None:
    if step.another and answer.value.get("own"):
        return Problem(YOUR_OWN)
    if step.clean is None:
        return None
    number = phone_of(answer)
    checked = step.clean(number) if number else Problem(NOT_A_NUMBER, {"example": EXAMPLE})
    return checked if isinstance(checked, Problem) else None


def _checked(step: Step, text: str) -> str | Problem:
    return (step.clean or some_text)(text) if says_something(text) else Problem(TOO_SHORT)


def _settled(moment: Moment, step: Step, answer: Answer) -> Turn:
    """Onward, unless another step is still gathering and has nothing yet."""
    known, stage = moment.answered(step, answer), moment.stage
    if stage and stage.step.name != step.name and not stage.answer:
        return known.placed().turn()
    return known.onward()


def _gathered(moment: Moment, stage: Stage, message: Said) -> Turn:
    step, parts = stage.step, moment.draft.answers.parts(stage.step.name)
    empty = message.kind is TEXT and (not says_something(message.value) or is_yes_or_no(message.value))
    if empty and not parts:
        return moment.turn(Problem(TOO_SHORT))
    known = empty or (message.message is not None and any(part["message"] == message.message for part in parts))
    full = len(parts) >= step.gather
    if known or full:
        return Turn(moment.draft, Gathered(step, len(parts), added=False, full=full and not known))
    part = {"kind": message.kind.kind, "value": message.value, "message": message.message, "album": message.album}
    return _joined(moment, step, [*parts, part])


def _joined(moment: Moment, step: Step, parts: list[dict[str, Any]]) -> Turn:
    grown = moment.answered(step, Answer("parts", parts)).placed()
    if not moment.draft.at and not grown.draft.at:
        grown = grown.moved(None)  # the summary on the phone does not show this part: its Send is old
    return Turn(grown.draft, Gathered(step, len(parts), added=True, full=False))


def tapped(moment: Moment, tap: Tap) -> Turn:
    """A button: what it does now, or that it is old."""
    now = moment.shown()
    current = tap.token in (None, moment.draft.token)
    turn = _done_by(moment, tap) if current and tap.act in (*now.acts, Act.SHOW) else None
    return turn or Turn(moment.draft, Old(now))


def _done_by(moment: Moment, tap: Tap) -> Turn | None:
    """What a current button does; None if the choice or answer it names is not there."""
    if moment.stage and (asking := _ASKING.get(tap.act)):
        return asking(moment, moment.stage, tap.key)
    return _ANYWHERE[tap.act](moment, tap.key)


def _choose(moment: Moment, stage: Stage, key: str) -> Turn | None:
    if not stage.has(key):
        return None
    if not stage.step.many:
        return moment.answered(stage.step, Answer("choice", key)).onward()
    picked = moment.draft.picked
    picked = tuple(one for one in picked if one != key) if key in picked else (*picked, key)
    return moment.having(replace(moment.draft, picked=picked)).turn()


def _done(moment: Moment, stage: Stage, _: str) -> Turn:
    if stage.step.gather:
        return moment.onward()
    if picked := [one.key for one in stage.choices if one.key in moment.draft.picked]:
        return moment.answered(stage.step, Answer("choices", picked)).onward()
    return _skip(moment, stage, _) if stage.step.optional else moment.turn(Problem(CHOOSE_ONE))


def _skip(moment: Moment, stage: Stage, _: str) -> Turn:
    return moment.answered(stage.step, SKIPPED).onward()


def _clear(moment: Moment, stage: Stage, _: str) -> Turn:
    return moment.having(replace(moment.draft, answers=moment.draft.answers.without(stage.step.name))).turn()


def _change(moment: Moment, key: str) -> Turn | None:
    if not key:
        return Turn(moment.draft, Changes(moment.lines, moment.draft.token))
    stage = moment.named(key)
    return moment.moved(stage, changing=True).turn() if stage else None


def _back(moment: Moment, _: str) -> Turn:
    return moment.moved(None if moment.draft.changing else moment.previous).placed().turn()


_ASKING: dict[Act, Callable[[Moment, Stage, str], Turn | None]] = {
    Act.CHOOSE: _choose,
    Act.DONE: _done,
    Act.SKIP: _skip,
    Act.CLEAR: _clear,
}
_ANYWHERE: dict[Act, Callable[[Moment, str], Turn | None]] = {
    Act.KEEP: lambda moment, _: moment.onward(),
    Act.MORE: lambda moment, _: moment.having(replace(moment.draft, all_shown=True)).turn(),
    Act.SHOW: lambda moment, _: moment.turn(),
    Act.SEND: lambda moment, _: Turn(moment.draft, Submit(moment.answers)),
    Act.CANCEL: lambda moment, _: Turn(moment.draft, Cancelled()),
    Act.CHANGE: _change,
    Act.BACK: _back,
}
