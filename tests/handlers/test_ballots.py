"""The buttons under a question and the toast after a tap."""

from datetime import UTC, datetime

import pytest

from handlers import ballots
from locales.lengths import utf16_len
from services.ballots import Outcome, Tap, Told
from services.choices import in_order, own_pairs, shared
from services.kinds import KINDS
from storage.questions import QuestionRow
from tests.asread import catalogues_as_read

NOON = datetime(2026, 10, 5, 12, tzinfo=UTC)
CATALOGUES = catalogues_as_read()
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
    chosen = ["\u200f✅ الإثنين", "B Mardi", "\u200f✅ الخميس"]
    assert [row[0].label for row in ballots.rows(days, "ary", 0b101)] == chosen
    assert [row[0].label for row in ballots.rows(days, "fr")] == ["A Lundi", "B Mardi", "\u200fC الخميس"]


def shown(one: QuestionRow, choice: int | None = None, voter: str = "") -> list[list[str]]:
    return [[button.label for button in row] for row in ballots.rows(one, "fr", choice, voter)]


def named(kind: str, *words: str) -> QuestionRow:
    one = question(kind)
    one.options = [{"fr": word} for word in words]
    return one


def test_a_rank_stands_where_the_letter_was() -> None:
    order = in_order([2, 0])
    assert shown(named("ranking", "Eau", "Bus", "Parc"), order) == [["2️⃣ Eau"], ["B Bus"], ["1️⃣ Parc"]]
    assert ballots.rows(question("ranking", 10), "fr", in_order(range(10)))[9][0].label.startswith("\u200f🔟")


def test_a_budget_says_what_is_left_and_takes_back_from_what_has_some() -> None:
    one = named("budget", "Eau", "Bus", "Parc")
    assert shown(one) == [["👛 100 / 100"], ["A Eau"], ["B Bus"], ["C Parc"]]
    assert shown(one, shared([3, 0, 7])) == [
        ["👛 0 / 100"], ["✅ 30 · A Eau"], ["B Bus"], ["✅ 70 · C Parc"], ["➖ A", "➖ C"],
    ]  # fmt: skip
    assert [button.data for button in ballots.rows(one, "fr", shared([3, 0, 7]))[4]] == ["v:12:10", "v:12:12"]
    assert [len(row) for row in ballots.rows(question("budget", 10), "fr", shared([1] * 10))[-2:]] == [5, 5]


def test_pairs_come_one_after_the_other_with_a_way_back() -> None:
    one, choice = named("pairs", "Eau", "Bus", "Parc"), 0
    _, (above, below) = own_pairs(3, "7")[0]
    first = shown(one, None, "7")
    assert first == [[f"{'ABC'[above]} {one.options[above]['fr']}"], [f"{'ABC'[below]} {one.options[below]['fr']}"],
                     ["⏭ 1/3"]]  # fmt: skip
    for done in range(1, 4):
        upper = ballots.rows(one, "fr", choice, "7")[0][0]
        choice = KINDS["pairs"].press(one, choice, int((upper.data or "").split(":")[2]), NOON) or 0
        way = shown(one, choice, "7")[-1]
        assert way == (["↩️", f"⏭ {done + 1}/3"] if done < 3 else ["↩️", "✅ 3/3"])
    (back, again) = ballots.rows(one, "fr", choice, "7")[0]
    assert KINDS["pairs"].press(one, choice, int((again.data or "").split(":")[2]), NOON) == choice
    before = KINDS["pairs"].press(one, choice, int((back.data or "").split(":")[2]), NOON)
    assert shown(one, before, "7")[-1] == ["↩️", "⏭ 3/3"]


FULL_CHOICES = {
    "single": 9,
    "multiple": 0b1111111111,
    "scale": 5,
    "quiz": 9,
    "ranking": in_order(range(10)),
    "budget": shared([1] * 10),
    "pairs": 1,
}


@pytest.mark.parametrize("language", ["ar", "ary", "fr"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_toast_fits(language: str, kind: str) -> None:
    count = 8 if kind == "pairs" else 0 if kind == "scale" else 10
    one = question(kind, count, high=10 if kind == "scale" else 0)
    outcomes = set(Outcome) - (set() if kind in ("multiple", "budget") else {Outcome.TOO_MANY})
    for outcome in outcomes:
        for choice in (FULL_CHOICES[kind], 0, None):
            text = ballots.toast(CATALOGUES[language], Told(TAP, outcome, language, one, choice))
            assert 0 < utf16_len(text) <= 200
    for row in ballots.rows(one, language, FULL_CHOICES[kind], "7"):
        assert all(len((button.data or "").encode()) <= 64 for button in row)


@pytest.mark.parametrize(
    ("kind", "choice", "outcome", "said"),
    [
        ("ranking", in_order([1, 0]), Outcome.COUNTED,
         "C'est noté : 1. Bus, 2. Eau\nVous pouvez changer jusqu'à la fin du vote."),
        ("ranking", 0, Outcome.COUNTED, "Aucun choix pour le moment.\nVous pouvez choisir jusqu'à la fin du vote."),
        ("budget", shared([3, 0, 4]), Outcome.COUNTED,
         "C'est noté : Eau 30, Parc 40\nPoints qu'il reste à donner : 30"),
        ("budget", None, Outcome.SAME, "Aucun point donné pour le moment.\nPoints qu'il reste à donner : 100"),
        ("budget", shared([10, 0, 0]), Outcome.TOO_MANY,
         "Les 100 points sont donnés.\nPour donner ailleurs, reprenez d'abord 10 avec ➖."),
        ("pairs", 1, Outcome.COUNTED, "C'est noté. Comparaisons faites : 1 sur 3"),
        ("pairs", 0b111111, Outcome.COUNTED,
         "C'était la dernière comparaison, merci !\nVous pouvez revenir en arrière jusqu'à la fin du vote."),
        ("quiz", 2 + 16 * 100, Outcome.COUNTED, "C'est noté : Parc\nVous pouvez changer jusqu'à la fin du vote."),
    ],
)  # fmt: skip
def test_a_toast_says_what_counts_now(kind: str, choice: int | None, outcome: Outcome, said: str) -> None:
    told = Told(TAP, outcome, "fr", named(kind, "Eau", "Bus", "Parc"), choice)
    assert ballots.toast(CATALOGUES["fr"], told).replace("\u00a0", " ") == said


@pytest.mark.parametrize("outcome", list(Outcome))
def test_a_tap_on_no_question_is_told_something(outcome: Outcome) -> None:
    expected = {
        Outcome.CLOSED: "Le vote sur cette question est terminé",
        Outcome.STRANGER: "Vous n'êtes plus dans cet atelier.",
        Outcome.NOT_YET: "Pas encore",
    }
    text = ballots.toast(CATALOGUES["fr"], Told(TAP, outcome))
    assert text.startswith(expected.get(outcome, "Ce bouton est trop vieux"))
