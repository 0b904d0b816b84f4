"""Several messages in a row, default answers, conditions and groups: the challenge as a resident sends it."""

import pytest

from conversations import checks, hearing
from conversations.form import (
    DOCUMENT,
    LOCATION,
    PHOTO,
    SKIPPED,
    TEXT,
    VOICE,
    Act,
    Answer,
    Answers,
    Ask,
    Form,
    Gathered,
    Problem,
    Said,
    Step,
    Submit,
    Summary,
    Tap,
    Turn,
)
from tests.conversations.dialogues import CARD, CHALLENGE, HERE, LAB, areas, enrol, play, text, voice

WORDS = CHALLENGE.steps[0]
assert isinstance(WORDS, Step)


def challenge(*events: Said | Act | str) -> Turn:
    """The challenge after `events`, each message followed by a pause as long as the prompt waits."""
    turn = CHALLENGE.start("c", LAB)
    for event in events:
        turn = play(CHALLENGE, turn, event)
        if isinstance(turn.output, Gathered):
            turn = CHALLENGE.settle(turn.draft, LAB)
    return turn


def asks(turn: Turn) -> str:
    return turn.output.step.name if isinstance(turn.output, Ask) else type(turn.output).__name__


def part(kind: str, value: object, message: int | None, album: str = "") -> dict[str, object]:
    return {"kind": kind, "value": value, "message": message, "album": album}


def test_speak_place_send() -> None:
    spoken = challenge(voice(1))
    assert asks(spoken) == "place"
    assert asks(play(CHALLENGE, spoken, "bouskoura")) == "Summary"
    assert play(CHALLENGE, spoken, "bouskoura", Act.SEND).output == Submit(
        Answers(
            words=Answer("parts", [part("voice", {"file_id": "voice1"}, 1)]),
            place=Answer("choice", "bouskoura"),
            name=Answer("choice", "hidden"),
        )
    )


def test_quick_messages_join_one_answer() -> None:
    album = [Said(PHOTO, {"file_id": f"p{n}"}, n, album="a1") for n in (2, 3)]
    turn = CHALLENGE.start("c", LAB)
    counts = []
    for message in (text("The lamp is broken", 1), *album, album[1], voice(4)):
        turn = play(CHALLENGE, turn, message)
        counts.append(turn.output)
    assert counts == [
        Gathered(WORDS, 1, added=True, full=False),
        Gathered(WORDS, 2, added=True, full=False),
        Gathered(WORDS, 3, added=True, full=False),
        Gathered(WORDS, 3, added=False, full=False),
        Gathered(WORDS, 3, added=False, full=True),
    ]
    assert turn.draft.answers.parts("words", "text", "photo") == [
        part("text", "The lamp is broken", 1),
        part("photo", {"file_id": "p2"}, 2, "a1"),
        part("photo", {"file_id": "p3"}, 3, "a1"),
    ]


def test_who_writes_is_asked_for_the_category_and_its_own_questions() -> None:
    turn = challenge(text("The lamp is broken", 1), Act.SKIP)
    assert isinstance(turn.output, Ask)
    assert (asks(turn), [one.key for one in turn.output.choices]) == ("category", ["lamp", "road"])
    assert Act.MORE in turn.output.acts
    more = play(CHALLENGE, turn, Act.MORE).output
    assert isinstance(more, Ask)
    assert ([one.key for one in more.choices], Act.MORE in more.acts) == (["lamp", "road", "water", "waste"], False)
    assert asks(play(CHALLENGE, turn, "waste")) == "Summary"
    assert asks(play(CHALLENGE, turn, "lamp")) == "lamp_since"
    assert asks(play(CHALLENGE, turn, "lamp", text("Since Monday"))) == "Summary"


def test_the_default_is_told_in_the_summary_and_can_be_changed() -> None:
    summary = challenge(voice(1), Act.SKIP)
    assert isinstance(summary.output, Summary)
    assert [(line.step.name, line.answer, line.given) for line in summary.output.lines[1:]] == [
        ("place", SKIPPED, True),
        ("name", Answer("choice", "hidden"), False),
    ]
    asked = CHALLENGE.hear(summary.draft, Tap(Act.CHANGE, "name", summary.draft.token), LAB)
    assert asks(asked) == "name"
    changed = play(CHALLENGE, asked, "anonymous")
    assert (asks(changed), changed.draft.answers.value("name")) == ("Summary", "anonymous")


def test_back_passes_what_was_never_asked() -> None:
    assert asks(challenge(voice(1), Act.SKIP, Act.BACK)) == "place"
    assert asks(challenge(voice(1), Act.SKIP, Act.BACK, Act.BACK)) == "words"
    assert asks(challenge(voice(1), Act.SKIP, Act.BACK, Act.BACK, Act.DONE)) == "Summary"


def test_a_photo_after_the_question_joins_the_words_and_the_question_stays() -> None:
    asked = challenge(voice(1))
    turn = play(CHALLENGE, asked, Said(PHOTO, {"file_id": "p"}, 2))
    assert turn.output == Gathered(WORDS, 2, added=True, full=False)
    assert asks(CHALLENGE.settle(turn.draft, LAB)) == "place"
    assert turn.draft.token == asked.draft.token


def test_a_photo_after_the_summary_makes_its_send_old() -> None:
    summary = challenge(voice(1), Act.SKIP)
    turn = play(CHALLENGE, summary, Said(PHOTO, {"file_id": "p"}, 2))
    assert turn.output == Gathered(WORDS, 2, added=True, full=False)
    assert asks(CHALLENGE.hear(turn.draft, Tap(Act.SEND, token=summary.draft.token), LAB)) == "Old"
    assert asks(CHALLENGE.settle(turn.draft, LAB)) == "Summary"


def test_words_after_the_summary_open_the_questions_of_those_who_write() -> None:
    assert asks(challenge(voice(1), Act.SKIP, text("A lamp", 2))) == "category"


def test_a_place_before_the_words_is_kept() -> None:
    turn = challenge(HERE)
    assert (asks(turn), turn.draft.answers.value("place")) == ("words", {"latitude": 33.45, "longitude": -7.65})
    assert asks(play(CHALLENGE, turn, Act.DONE)) == "Old"
    assert asks(CHALLENGE.settle(play(CHALLENGE, turn, voice(1)).draft, LAB)) == "Summary"


def test_a_place_while_words_are_gathered_ends_them() -> None:
    turn = play(CHALLENGE, CHALLENGE.start("c", LAB), voice(1), HERE)
    assert (asks(turn), turn.draft.answers.kind("place")) == ("Summary", "location")


def test_a_landmark_by_voice_is_the_place() -> None:
    assert challenge(voice(1), voice(2)).draft.answers.value("place") == {"file_id": "voice2"}


def test_starting_again_empties_what_was_gathered() -> None:
    turn = challenge(voice(1), Act.BACK, Act.CLEAR)
    assert (asks(turn), dict(turn.draft.answers)) == ("words", {})
    assert Act.DONE not in (turn.output.acts if isinstance(turn.output, Ask) else ())


@pytest.mark.parametrize(("message", "problem"), [(text("\u200f"), checks.TOO_SHORT), (CARD, hearing.NOT_AN_ANSWER)])
def test_what_cannot_be_gathered_is_told(message: Said, problem: str) -> None:
    asked = challenge(message).output
    assert isinstance(asked, Ask)
    assert (asked.step, asked.problem) == (WORDS, Problem(problem))


def test_a_gathering_that_does_not_flow_waits_for_done() -> None:
    papers = Step("papers", ask="Send the papers.", accepts=DOCUMENT | TEXT, gather=5, optional=True)
    form = Form("file", (papers, Step("place", ask="Where?", choices=areas, accepts=LOCATION | VOICE)), enrol)
    start = form.start("f", LAB)
    assert asks(play(form, start, Act.SKIP)) == "place"
    turn = form.settle(play(form, start, text("One", 1), text("Two")).draft, LAB)
    assert isinstance(turn.output, Ask)
    assert (asks(turn), turn.output.acts) == ("papers", (Act.DONE, Act.CLEAR, Act.CANCEL))
    assert asks(play(form, turn, Act.DONE)) == "place"
    assert asks(play(form, turn, Said(VOICE, {"file_id": "v"}, 9))) == "Summary"
