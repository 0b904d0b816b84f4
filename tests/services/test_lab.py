from datetime import time
from pathlib import Path
from typing import Any

import pytest

from services.lab import DEFAULT, Lab, LabError, Words

WRONG: list[tuple[dict[str, Any], str]] = [
    ({"hours.digest": "25:00"}, 'the changes of staff: hours.digest write a time such as "09:00"'),
    ({"timezone": "Mars"}, 'the changes of staff: timezone write a time zone such as "Africa/Casablanca"'),
    ({"retention.media": "long"}, "the changes of staff: retention.media write a whole number"),
    ({"name": {}}, 'the changes of staff: name write at least one of ar, ary, fr, such as { fr = "Éclairage" }'),
    ({"hour": 1}, "the changes of staff: hour is not a setting of a lab; check its spelling or remove it"),
    ({"hours.digest.deep": 1}, "hours.digest.deep: there is no such setting"),
    ({"nowhere.at": 1}, "nowhere.at: there is no such setting"),
    ({"categories.flying.emoji": "x"}, "categories.flying.emoji: there is no such setting"),
    ({"categories.other.key": "else"}, 'the changes of staff: categories: one of them needs the key "other"'),
    ({"categories.roads.key": "waste"}, "the changes of staff: categories: each key once, not twice: waste"),
]


def test_notil_is_the_default_lab(lab: Lab) -> None:
    assert lab.name.pick("ary") == "NOTIL"
    assert lab.hours.digest == time(9)
    assert lab.zone.key == "Africa/Casablanca"
    assert [lab.emergency.police, lab.emergency.gendarmerie, lab.emergency.civil_protection, lab.emergency.samu] == [
        "19", "177", "15", "141",
    ]  # fmt: skip
    assert len(lab.categories) == 16
    assert all(
        part.ar and part.ary and part.fr
        for category in lab.categories
        for part in (category.words, category.responsible, *[question.ask for question in category.questions])
    )


def test_an_unknown_category_is_other(lab: Lab) -> None:
    assert lab.category("waste").emoji == "🗑"
    assert lab.category(None).key == lab.category("given_up").key == "other"


def test_reasons_are_those_of_the_status(lab: Lab) -> None:
    assert [reason.key for reason in lab.reasons_for("not_ours")] == ["competent_body", "outside_area"]
    assert lab.reasons_for("received") == []


def test_ready_answers_never_say_your_report(lab: Lab) -> None:
    said = " ".join(reason.words.fr for reason in lab.reasons)
    assert "votre signalement" not in said.lower()


@pytest.mark.parametrize(
    ("words", "heard"),
    [
        (Words(ar="ا", ary="د", fr="f"), {"ar": "ا", "ary": "د", "fr": "f", "en": "f"}),
        (Words(ar="ا", fr="f"), {"ar": "ا", "ary": "ا", "fr": "f"}),
        (Words(ary="د", fr="f"), {"ar": "f", "ary": "د", "fr": "f"}),
        (Words(ary="د"), {"ar": "د", "ary": "د", "fr": "د"}),
    ],
)
def test_words_fall_back_in_the_declared_order(words: Words, heard: dict[str, str]) -> None:
    assert {language: words.pick(language) for language in heard} == heard


def test_staff_change_single_keys_and_the_lab_stays_as_it_was(lab: Lab) -> None:
    changed = lab.with_changes(
        {
            "hours.digest": "08:30",
            "categories.lighting.words.fr": "Lampes",
            'area.communes."06.385.01.01".spellings': ["bosk"],
            "emergency.first.gas": "samu",
        }
    )
    assert changed.hours.digest == time(8, 30)
    assert changed.category("lighting").words == Words(ar="الإنارة والكهرباء", ary="الضو والتريسينتي", fr="Lampes")
    assert changed.area.communes[0].spellings == ("bosk",)
    assert changed.emergency.first["gas"] == "samu"
    assert (lab.hours.digest, lab.category("lighting").words.fr) == (time(9), "Éclairage et électricité")
    assert lab.with_changes({}) == lab


@pytest.mark.parametrize(("changes", "said"), WRONG)
def test_a_wrong_change_says_which_key_and_what_to_write(lab: Lab, changes: dict[str, Any], said: str) -> None:
    with pytest.raises(LabError) as error:
        lab.with_changes(changes)
    assert str(error.value).startswith(said)


def test_a_wrong_file_names_itself_and_every_wrong_key(tmp_path: Path) -> None:
    file = tmp_path / "lab.toml"
    file.write_text(
        DEFAULT.read_text("utf-8").replace('police = "19"', "police = 19").replace('digest = "09:00"', ""), "utf-8"
    )
    with pytest.raises(LabError) as error:
        Lab.load(file)
    assert str(error.value).splitlines() == [
        f"{file}: hours.digest is missing; write it",
        f"{file}: emergency.police write a text between quotes",
    ]


def test_a_file_that_is_not_there_or_not_toml(tmp_path: Path) -> None:
    with pytest.raises(LabError, match="cannot be read"):
        Lab.load(tmp_path / "none.toml")
    (tmp_path / "bad.toml").write_text("name =", "utf-8")
    with pytest.raises(LabError, match="is not valid TOML"):
        Lab.load(tmp_path / "bad.toml")
