"""What can have a voice, by introspection: each screen, each question of a form, each status."""

import inspect
import re
from collections import Counter
from functools import cache

from conversations.form import Step
from conversations.spoken import spoken
from handlers.screens import known_screens
from handlers.served import all_served
from handlers.voice_titles import BELONGS, FOR_ALL, GROUPS, OTHERS, OURS, QUESTIONS, STATUSES, TEAM, TITLES, WITHOUT
from locales.marks import N_
from locales.texts import Texts
from services import recordings

LONGEST_TITLE = 32
MOST_SAYERS = 10
_GAP = re.compile(r"\{\w+\}|<[^>]*>")


def subjects() -> dict[str, tuple[str, ...]]:
    """All of them, by group, in the order in which somebody meets them; the team's own last."""
    found: dict[str, list[str]] = {group: [] for group in GROUPS}
    for one in (*_questions(), recordings.RECEIVED, recordings.RESULT, *STATUSES, *_screens()):
        found[group_of(one)].append(one)
    return {group: tuple(ones) for group, ones in found.items()}


def _questions() -> list[str]:
    """The questions of forms, and their summaries."""
    listed = []
    for name, one in all_served().items():
        steps = [step.name for step in one.form.steps if isinstance(step, Step)]
        asked = [f"ask.{name}.{step}" for step in steps]
        more = [subject for subject in QUESTIONS if subject.startswith(f"ask.{name}.") and subject not in asked]
        listed += [*asked, *more, *([f"ask.{name}.review"] if one.form.confirm else [])]
    return sorted(listed, key=lambda one: (not one.startswith("ask.challenge."), one not in TITLES))


def _screens() -> list[str]:
    known = [name for name in known_screens() if name not in WITHOUT]
    return [f"screen.{name}" for name in sorted(known, key=lambda one: (f"screen.{one}" not in TITLES, one))]


def _is_the_teams(name: str, render: object) -> bool:
    """Whether nobody else reads it: it is listed so, or turns others away."""
    if name in FOR_ALL:
        return False
    code = getattr(render, "__code__", None)
    return name in TEAM or name.partition(".")[0] in TEAM or "refusal" in (code.co_names if code else ())


def is_subject(subject: str) -> bool:
    """Whether something of ours can have this voice; also a question that depends on the answers before."""
    if any(subject in ones for ones in subjects().values()):
        return True
    kind, _, rest = subject.partition(".")
    form = all_served().get(rest.rpartition(".")[0])
    return kind == "ask" and form is not None


def group_of(subject: str) -> str:
    """Among which of GROUPS it stands."""
    first, _, rest = subject.partition(".")
    form, render = all_served().get(rest.rpartition(".")[0]), known_screens().get(rest)
    if (first == "ask" and form and form.needs) or (first == "screen" and render and _is_the_teams(rest, render)):
        return OURS
    word = rest.partition(".")[0] if first in ("ask", "screen") else first
    return BELONGS.get(word, OTHERS)


def title(texts: Texts, subject: str) -> str:
    """What the team calls it, in one line."""
    return _short(_named(texts, subject))


def _named(texts: Texts, subject: str) -> str:
    if subject in TITLES:
        return texts.template(TITLES[subject])
    kind, _, rest = subject.partition(".")
    if kind != "ask":
        sentence = _sentence(texts, rest)
        return texts.template(sentence) if sentence else rest
    name, _, step = rest.rpartition(".")
    asked = {one.name: one.label or one.ask for one in all_served()[name].form.steps if isinstance(one, Step)}
    if step == "review":  # of which form, its questions tell
        return " · ".join([texts.template(N_("Is everything right?")), *(spoken(one, texts) for one in asked.values())])
    return spoken(asked[step], texts) if step in asked else rest


def _sentence(texts: Texts, name: str) -> str | None:
    """The first sentence of a screen that no other says; None if all that it says is said by many."""
    sayers = _sayers()
    said = [one for one in _sentences(name) if texts.knows(one) and sayers[one] <= MOST_SAYERS]
    return next((one for one in said if sayers[one] == 1), said[0] if said else None)


def _sayers() -> Counter[str]:
    return Counter(one for name in known_screens() for one in set(_sentences(name)))


@cache
def _sentences(name: str) -> tuple[str, ...]:
    """What stands as text in the function of a screen."""
    render = inspect.unwrap(known_screens()[name])
    code = getattr(render, "__code__", None)
    if code is None:
        return ()
    named = [getattr(render, "__globals__", {}).get(one) for one in code.co_names]
    return tuple(one for one in (*code.co_consts[1:], *named) if isinstance(one, str))


def _short(words: str) -> str:
    """The first line, without what stands in it another time."""
    line = _GAP.sub("…", words).strip().split("\n")[0]
    return line if len(line) <= LONGEST_TITLE else f"{line[: LONGEST_TITLE - 1].rstrip()}…"
