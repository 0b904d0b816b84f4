"""The buttons under a question and the toast after a tap."""

import pytest

from handlers import ballots
from locales.lengths import utf16_len
from locales.texts import Catalogues
from services.ballots import Outcome, Tap, Told
from storage.rooms import QuestionRow

CATALOGUES = Catalogues.load()
TAP = Tap(1, 100, 12, 0, 9, "q")
FULL = dict.fromkeys(("ar", "ary", "fr"), "م" * 60)


def question(kind: str, count: int = 0, low: int = 0, high: int = 0) -> QuestionRow:
    return QuestionRow(id=12, room_id=1, kind=kind, words={}, options=[FULL] * count, most=count, low=low, high=high)


def test_a_scale_stands_side_by_side_and_its_step_is_ticked() -> None:
    rows = ballots.rows(question("scale", low=0, high=10), "fr", 7)
    assert [[button.label for button in row] for row in rows] == [
        ["0", "1", "2", "3", "4", "5"],
        ["6", "✅ 7", "8", "9", "10"],
    ]
    assert rows[1][0].data == "v:12:6"


def test_several_options_are_ticked() -> None:
    days = question("multiple", 3)
    days.options = [{"fr": "Lundi", "ar": "الإثنين"}, {"fr": "Mardi"}, {"ar": "الخميس"}]
    assert [row[0].label for row in ballots.rows(days, "ary", 0b101)] == ["✅ الإثنين", "B Mardi", "✅ الخميس"]
    assert [row[0].label for row in ballots.rows(days, "fr")] == ["A Lundi", "B Mardi", "C الخميس"]


@pytest.mark.parametrize("language", ["ar", "ary", "fr"])
@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_toast_fits(language: str, outcome: Outcome) -> None:
    told = Told(TAP, outcome, language, question("multiple", 10), 0b1111111111)
    text = ballots.toast(CATALOGUES[language], told)
    assert 0 < utf16_len(text) <= 200


@pytest.mark.parametrize("outcome", list(Outcome))
def test_a_tap_on_no_question_is_told_something(outcome: Outcome) -> None:
    expected = {
        Outcome.CLOSED: "Le vote est terminé.",
        Outcome.STRANGER: "Vous n'êtes plus dans cet atelier.",
        Outcome.NOT_YET: "Pas encore",
    }
    text = ballots.toast(CATALOGUES["fr"], Told(TAP, outcome))
    assert text.startswith(expected.get(outcome, "Ce bouton est trop vieux"))
