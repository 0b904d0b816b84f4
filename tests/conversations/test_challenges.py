"""The challenge as a form: what is asked of whom, and what the lab keeps of the answers."""

from typing import Any

import pytest

from conversations.challenges import FORM, Around, communes
from conversations.form import LOCATION, PHOTO, TEXT, VOICE, Act, Answer, Answers, Ask, Draft, Said, Summary, Tap
from conversations.submissions import answers_of, submission
from services.challenges import Piece
from services.lab import Lab
from storage.challenges import ChallengeRow

LAB = Lab.load()
AROUND = Around(LAB)
BOUSKOURA = "06.385.01.01"
POINT = {"latitude": 33.4661, "longitude": -7.6317, "title": ""}
VOICE_FILE = {"type": "voice", "file_id": "V", "seconds": 5, "size": 9, "name": None, "caption": ""}


def _after(*events: Said | Tap, settle: bool = True) -> tuple[Draft, Ask | Summary]:
    """Where the form stands after these; a pause after each message."""
    turn = FORM.start("m", AROUND)
    for event in events:
        turn = FORM.hear(turn.draft, event, AROUND)
        if settle and isinstance(event, Said):
            turn = FORM.settle(turn.draft, AROUND)
    assert isinstance(turn.output, Ask | Summary)
    return turn.draft, turn.output


def _asked(*events: Said | Tap) -> str:
    output = _after(*events)[1]
    return output.step.name if isinstance(output, Ask) else "summary"


WRITTEN = Said(TEXT, "Le lampadaire est cassé")
SPOKEN = Said(VOICE, VOICE_FILE)
HERE = Said(LOCATION, POINT)


def test_somebody_who_writes_is_asked_place_type_and_its_question() -> None:
    assert _asked() == "words"
    assert _asked(WRITTEN) == "place"
    assert _asked(WRITTEN, HERE) == "category"
    assert _asked(WRITTEN, HERE, Tap(Act.CHOOSE, "lighting")) == "q_extent"
    assert _asked(WRITTEN, HERE, Tap(Act.CHOOSE, "other")) == "summary"


def test_somebody_who_only_speaks_is_asked_the_place_alone() -> None:
    assert _asked(SPOKEN) == "place"
    assert _asked(SPOKEN, HERE) == "summary"
    assert _asked(Said(PHOTO, {**VOICE_FILE, "type": "photo"}), Tap(Act.SKIP)) == "summary"


def test_a_caption_counts_as_writing() -> None:
    assert _asked(Said(PHOTO, {**VOICE_FILE, "type": "photo", "caption": "regardez"}), HERE) == "category"


def test_a_location_among_the_first_messages_is_the_place() -> None:
    draft, output = _after(HERE, WRITTEN)
    assert isinstance(output, Ask)
    assert output.step.name == "category"
    assert draft.answers.kind("place") == "location"


def test_likely_types_come_first_then_other() -> None:
    _, output = _after(WRITTEN, HERE)
    assert isinstance(output, Ask)
    keys = [choice.key for choice in output.choices]
    assert keys[0] == "lighting"
    assert keys[-1] == "other"
    assert Act.MORE in output.acts


def test_without_a_known_word_all_types_are_shown() -> None:
    _, output = _after(Said(TEXT, "xyzzy"), HERE)
    assert isinstance(output, Ask)
    assert [choice.key for choice in output.choices][-1] == "other"
    assert len(output.choices) == len(LAB.categories)
    assert Act.MORE not in output.acts


def test_a_commune_named_in_the_words_comes_first() -> None:
    answers = Answers({"words": Answer("parts", [_part("text", "الضو خاسر فبوسكورة")])})
    assert communes(answers, AROUND)[0].key == BOUSKOURA
    assert communes(Answers({"words": Answer("parts", [_part("text", "Nouaceur")])}), AROUND)[0].key != BOUSKOURA


@pytest.mark.parametrize(
    ("visibility", "keys"),
    [("", ["hidden", "shown", "anonymous"]), ("hidden", ["hidden", "shown"]), ("anonymous", ["anonymous"])],
)
def test_who_may_see_the_name_before_and_after_sending(visibility: str, keys: list[str]) -> None:
    answers = Answers({"words": Answer("parts", [_part("voice", VOICE_FILE)]), "place": Answer("skipped")})
    around = Around(LAB, visibility)
    turn = FORM.start("m", around, answers)
    output = FORM.hear(turn.draft, Tap(Act.CHANGE, "name"), around).output
    assert isinstance(output, Ask)
    assert [choice.key for choice in output.choices] == keys


@pytest.mark.parametrize(
    ("place", "kept"),
    [
        (Answer("choice", BOUSKOURA), (BOUSKOURA, None, None)),
        (Answer("text", "derrière le souk de Bouskoura"), (BOUSKOURA, "derrière le souk de Bouskoura", None)),
        (Answer("text", "derrière le souk"), ("06.385.01.03", "derrière le souk", None)),
        (Answer("voice", VOICE_FILE), ("06.385.01.03", None, None)),
        (Answer("location", POINT), (BOUSKOURA, None, (33.4661, -7.6317))),
        (Answer("location", {**POINT, "title": "Café"}), (BOUSKOURA, "Café", (33.4661, -7.6317))),
        (Answer("location", {"latitude": 48.85, "longitude": 2.35, "title": ""}), (None, None, (48.85, 2.35))),
        (Answer("skipped"), (None, None, None)),
    ],
)
def test_what_is_kept_of_a_place(place: Answer, kept: tuple[Any, ...]) -> None:
    sent = submission(_answers(place), LAB, language="fr", consent_version="1")
    assert (sent.commune, sent.landmark, sent.point) == kept


def test_voices_are_pieces_wherever_they_answer() -> None:
    answers = _answers(Answer("voice", VOICE_FILE)).having("category", Answer("choice", "education"))
    answers = answers.having("q_school", Answer("voice", VOICE_FILE))
    sent = submission(answers, LAB, language="fr", consent_version="1")
    assert [(piece.kind, piece.about) for piece in sent.pieces] == [
        ("text", "words"),
        ("voice", "place"),
        ("voice", "school"),
    ]
    assert sent.details == {}


@pytest.mark.parametrize(
    "place",
    [
        Answer("choice", BOUSKOURA),
        Answer("text", "derrière le souk"),
        Answer("voice", VOICE_FILE),
        Answer("location", POINT),
        Answer("skipped"),
    ],
)
@pytest.mark.parametrize("detail", [Answer("choice", "1"), Answer("text", "trois"), Answer("voice", VOICE_FILE), None])
def test_a_sent_challenge_opens_with_the_same_answers(place: Answer, detail: Answer | None) -> None:
    answers = _answers(place).having("category", Answer("choice", "lighting"))
    answers = answers.having("q_extent", detail or Answer("skipped"))
    sent = submission(answers, LAB, language="fr", consent_version="1")
    row = ChallengeRow(
        category=sent.category,
        commune=sent.commune,
        landmark=sent.landmark,
        latitude=sent.point and sent.point[0],
        longitude=sent.point and sent.point[1],
        details=sent.details,
        visibility=sent.visibility,
    )
    again = submission(answers_of(row, sent.pieces, LAB), LAB, language="fr", consent_version="1")
    assert [(one.kind, one.text, one.about) for one in again.pieces] == [
        (one.kind, one.text, one.about) for one in sent.pieces
    ]
    fields = ("commune", "landmark", "point", "category", "details", "visibility")
    assert {name: getattr(again, name) for name in fields} == {name: getattr(sent, name) for name in fields}


def _answers(place: Answer) -> Answers:
    words = Answer("parts", [_part("text", "Le lampadaire est cassé à Nouaceur")])
    return Answers({"words": words, "place": place, "name": Answer("choice", "hidden")})


def _part(kind: str, value: Any) -> dict[str, Any]:
    return {"kind": kind, "value": value, "message": None, "album": ""}


def test_a_piece_remembers_its_file() -> None:
    (piece,) = submission(
        Answers({"words": Answer("parts", [_part("voice", {**VOICE_FILE, "type": "audio"})])}),
        LAB,
        language="fr",
        consent_version="1",
    ).pieces
    assert piece == Piece("audio", file_id="V", size=9, seconds=5)
