from pathlib import Path

import pytest

from services.emergencies import Danger, urgent
from services.lab import Lab
from services.lexicon.tables import rows
from tests.services.gold import FOLDER, gold

LINES = (Path(FOLDER) / "dangers.txt").read_text("utf-8").splitlines()
HARMLESS = (Path(FOLDER) / "harmless.txt").read_text("utf-8").splitlines()
DANGERS = [(kind, text) for kind, text in (line.split("|") for line in LINES)]


@pytest.mark.parametrize(("kind", "text"), DANGERS)
def test_a_danger_is_heard(kind: str, text: str) -> None:
    assert urgent(text) == Danger(kind)


def test_the_lab_says_whom_to_call_first_for_every_kind(lab: Lab) -> None:
    kinds = {row["kind"] for row in rows("emergencies.tsv")}
    assert kinds == set(lab.emergency.first) == {kind for kind, _ in DANGERS}
    assert set(lab.emergency.responsible) == {"fire", "gas"}
    assert {kind: Danger(kind).first_service(lab) for kind in ("fire", "injury", "violence")} == {
        "fire": "civil_protection", "injury": "samu", "violence": "police",
    }  # fmt: skip


def test_a_kind_that_the_lab_forgot_goes_to_civil_protection(lab: Lab) -> None:
    forgetful = lab.model_copy(update={"emergency": lab.emergency.model_copy(update={"first": {}})})
    assert Danger("violence").first_service(forgetful) == "civil_protection"


def test_false_alarms_are_few() -> None:
    """Of 596 reports 22 ring: bare wires, a falling house, gas, a flood, a burning meter, last year's drowning."""
    ringing = [each.problem for name in ("duplicates", "holdout") for each in gold(name) if urgent(each.text)]
    assert {problem: ringing.count(problem) for problem in dict.fromkeys(ringing)} == {
        "pole": 7, "riverflood": 1, "ruin": 7, "h_schoolwall": 1, "h_pool": 1, "h_gas": 4, "h_meter": 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "", "La lampe est cassée", "الناس كيحرقو الزبل فالخلا", "risque d'incendie en été dans la forêt",
        "كيغرقو ديورنا فالشتا", "خطفو ليا الصاك", "un âne blessé est abandonné", "السكان كيتسناو",
    ],
)  # fmt: skip
def test_everyday_trouble_does_not_ring(text: str) -> None:
    assert urgent(text) is None


@pytest.mark.parametrize("text", HARMLESS)
def test_words_that_only_sound_like_danger_do_not_ring(text: str) -> None:
    """Traffic lights, "please", well-being, the price of gas."""
    assert urgent(text) is None
