"""Whatever people do: no event raises, and no answer is lost unless they said so."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.form import (
    MEDIA,
    Accepts,
    Act,
    Answer,
    Ask,
    Draft,
    Form,
    Gathered,
    Old,
    Output,
    Said,
    Summary,
    Tap,
)
from tests.conversations.dialogues import CHALLENGE, LAB, VOLUNTEER

KINDS = st.sampled_from(list(Accepts))
WORDS = st.one_of(st.text(), st.sampled_from(["Amina El Fassi", "yes", "A lamp"]))
MESSAGES = st.one_of(
    st.builds(Said, st.just(Accepts.TEXT), WORDS, st.integers(1, 6)),
    st.builds(Said, KINDS.filter(lambda kind: kind is not Accepts.TEXT), st.just({"file_id": "x"}), st.integers(1, 6)),
)
KEYS = [
    "",
    "bouskoura",
    "nouaceur",
    "yes",
    "no",
    "lamp",
    "waste",
    "shown",
    "name",
    "words",
    "place",
    "category",
    "gone",
]
TAPS = st.tuples(st.sampled_from(list(Act)), st.sampled_from(KEYS), st.sampled_from(["now", "now", "now", "old", None]))
EVENTS = st.lists(st.one_of(MESSAGES, TAPS, st.just("settle"), st.just("restart")), max_size=30)
Event = Said | tuple[Act, str, str | None] | str


def step(form: Form, draft: Draft, event: Event) -> tuple[Draft, Output]:
    if event == "restart":
        turn = form.now(Draft.from_json(json.loads(json.dumps(draft.to_json()))), LAB)
    elif event == "settle":
        turn = form.settle(draft, LAB)
    elif isinstance(event, Said):
        turn = form.hear(draft, event, LAB)
    else:
        act, key, token = event
        turn = form.hear(draft, Tap(Act(act), key, {"now": draft.token, "old": "c.0", None: None}[token]), LAB)
    return turn.draft, turn.output


def gone(before: Answer, after: Answer | None) -> bool:
    """An answer is gone if nothing took its place; gathered messages only grow."""
    if after is None:
        return True
    return before.kind == "parts" == after.kind and before.value != after.value[: len(before.value)]


@pytest.mark.parametrize("form", [VOLUNTEER, CHALLENGE])
@given(events=EVENTS)
def test_any_sequence_is_answered_and_loses_nothing(form: Form, events: list[Event]) -> None:
    draft = form.start("c", LAB).draft
    for event in events:
        before, (draft, output) = draft, step(form, draft, event)
        lost = [name for name, answer in before.answers.items() if gone(answer, draft.answers.get(name))]
        assert not lost or (isinstance(event, tuple) and event[0] is Act.CLEAR)
        assert isinstance(output, Output)
        assert draft.revision >= before.revision
        if isinstance(output, Old):
            assert draft.answers == before.answers


@pytest.mark.parametrize("form", [VOLUNTEER, CHALLENGE])
@given(events=EVENTS)
def test_every_button_that_is_shown_does_something(form: Form, events: list[Event]) -> None:
    draft = form.start("c", LAB).draft
    for event in events:
        draft, output = step(form, draft, event)
        if isinstance(output, Ask | Summary):
            keys = [one.key for one in getattr(output, "choices", ())]
            for act in output.acts:
                tap = Tap(act, keys[0] if act is Act.CHOOSE else "", output.token)
                assert not isinstance(form.hear(draft, tap, LAB).output, Old)


@given(events=EVENTS)
def test_a_question_is_only_old_for_buttons(events: list[Event]) -> None:
    draft = CHALLENGE.start("c", LAB).draft
    for event in events:
        draft, output = step(CHALLENGE, draft, event)
        assert not isinstance(output, Old) or isinstance(event, tuple)
        assert not isinstance(output, Gathered) or (
            isinstance(event, Said) and event.kind in MEDIA | Accepts.TEXT | Accepts.VOICE
        )
