"""Planning a workshop: what the answers mean. Today is Monday, 23 November 2026."""

from dataclasses import replace
from datetime import date

import pytest

from conversations.form import LOCATION, Act, Answer, Answers, Ask, Said, Summary, Turn
from conversations.steps import TEXT
from conversations.turns import Submit, Tap
from conversations.workshop_answers import Planning, columns, plan, written
from conversations.workshop_form import CHANGE, FORM, Change
from services.lab import Lab
from services.workshops import Meets

AROUND = Planning(date(2026, 11, 23), Lab.load(), "fr")


def walked(*events: str | Said | Act, form: object = FORM, around: Planning = AROUND) -> Turn:
    """The form after these texts, messages and choices (`key:`)."""
    turn = FORM.start("m", around) if form is FORM else CHANGE.start("m", around)
    known = FORM if form is FORM else CHANGE
    for event in events:
        if isinstance(event, Act):
            turn = known.hear(turn.draft, Tap(event, token=turn.draft.token), around)
        elif isinstance(event, str) and event.endswith(":"):
            turn = known.hear(turn.draft, Tap(Act.CHOOSE, event[:-1], turn.draft.token), around)
        else:
            turn = known.hear(turn.draft, event if isinstance(event, Said) else Said(TEXT, event, 1), around)
    return turn


def test_a_whole_workshop_in_seven_answers() -> None:
    pin = Said(LOCATION, {"latitude": 33.45, "longitude": -7.65, "title": ""}, 8)
    turn = walked("Sans eau / بلا ما", "Idées simples", "water:", "samedi 14h30-17h", "Dar Chabab https://meet.example/1.",
                  pin, Act.DONE, "30:")  # fmt: skip
    assert isinstance(turn.output, Summary)
    made = plan(FORM.answers(turn.draft, AROUND), AROUND)
    assert (made.title, made.about, made.theme) == (
        {"fr": "Sans eau", "ar": "بلا ما"},
        {"fr": "Idées simples"},
        "water",
    )
    assert made.meetings == (Meets("2026-11-28T14:30", "2026-11-28T17:00"),)
    assert (made.place, made.link, made.latitude) == ({"fr": "Dar Chabab"}, "https://meet.example/1", 33.45)
    assert (made.capacity, made.guests, made.languages, made.access) == (30, 2, ("ar", "ary", "fr"), "public")


PIN = {"latitude": 33.45, "longitude": -7.65}


@pytest.mark.parametrize(
    ("kind", "said", "changed"),
    [
        ("text", "Dar Chabab, 2e étage", {"place": {"fr": "Dar Chabab, 2e étage"}}),
        ("text", "https://meet.example/2", {"link": "https://meet.example/2"}),
        ("location", {**PIN, "title": ""}, PIN),
    ],
)
def test_of_the_place_only_what_was_sent_is_changed(kind: str, said: object, changed: dict[str, object]) -> None:
    answers = Answers({"place": Answer("parts", [{"kind": kind, "value": said}])})
    assert columns(answers, AROUND) == changed


def test_what_the_day_does_not_say_is_asked() -> None:
    turn = walked("Eau", Act.SKIP, Act.SKIP, "2026-11-28:")
    assert isinstance(turn.output, Ask) and turn.output.step.name == "begin"
    turn = walked("Eau", Act.SKIP, Act.SKIP, "2026-11-28:", "1430:", "150:", "Dar Chabab", Act.DONE, "all:")
    made = plan(FORM.answers(turn.draft, AROUND), AROUND)
    assert (made.meetings, made.capacity) == ((Meets("2026-11-28T14:30", "2026-11-28T17:00"),), None)


def test_several_sessions_by_weeks_or_by_their_days() -> None:
    around = Change(AROUND.today, AROUND.lab, "fr", what="when")
    for said, days in (("weekly3:", ["28", "05", "12"]), ("5/12\n19/12 9h-10h", ["28", "05", "19"])):
        turn = walked("samedi 14h30-17h", said, form=CHANGE, around=around)
        assert isinstance(turn.output, Submit)
        meetings = columns(turn.output.answers, around)["meetings"]
        assert isinstance(meetings, tuple) and [one.begins[8:10] for one in meetings] == days


def test_one_thing_is_asked_alone_and_nothing_else_changes() -> None:
    around = Change(AROUND.today, AROUND.lab, "fr", what="capacity")
    turn = walked("beaucoup", form=CHANGE, around=around)
    assert isinstance(turn.output, Ask) and turn.output.problem is not None
    turn = walked("40", form=CHANGE, around=around)
    assert isinstance(turn.output, Submit) and columns(turn.output.answers, around) == {"capacity": 40}


def test_arabic_letters_are_the_writers_own_arabic() -> None:
    assert written("الماء", "ar") == {"ar": "الماء"}
    assert written("الما ديال الشرب", "ary") == {"ary": "الما ديال الشرب"}
    assert written("Eau / الماء", "ary", split=True) == {"fr": "Eau", "ary": "الماء"}


def test_questions_are_one_a_line_and_at_most_five() -> None:
    around = Change(AROUND.today, AROUND.lab, "fr", what="questions")
    turn = walked("\n".join(f"- Question {number} ?" for number in range(6)), form=CHANGE, around=around)
    assert isinstance(turn.output, Ask) and turn.output.problem is not None
    answers = Answers({"questions": Answer("text", "Pain ?\nالخبز؟")})
    assert columns(answers, replace(AROUND, language="ary")) == {"questions": ({"fr": "Pain ?"}, {"ary": "الخبز؟"})}
