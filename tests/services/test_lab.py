from datetime import time
from pathlib import Path

import pytest

from services.lab import DEFAULT, Lab, LabError, Words

# What stands in NOTIL's file, what somebody writes instead, and what they are told.
WRONG = [
    ('digest = "09:00"', 'digest = "25:00"', 'hours.digest write a time such as "09:00"'),
    ('timezone = "Africa/Casablanca"', 'timezone = "Mars"', 'timezone write a time zone such as "Africa/Casablanca"'),
    ("media = 365", 'media = "long"', "retention.media write a whole number"),
    ('[name]\nar = "NOTIL"\nary = "NOTIL"\nfr = "NOTIL"', "[name]",
     'name write at least one of ar, ary, fr, such as { fr = "Éclairage" }'),
    ("timezone =", "hour = 1\ntimezone =", "hour is not a setting of a lab; check its spelling or remove it"),
    ('key = "other"\nemoji', 'key = "else"\nemoji',
     'categories: one of them needs the key "other", for what fits nowhere'),
    ('key = "roads"', 'key = "waste"', "categories: each key once, not twice: waste"),
]  # fmt: skip


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


@pytest.mark.parametrize(("there", "written", "said"), WRONG)
def test_a_wrong_value_says_which_key_and_what_to_write(tmp_path: Path, there: str, written: str, said: str) -> None:
    file = tmp_path / "lab.toml"
    file.write_text(DEFAULT.read_text("utf-8").replace(there, written, 1), "utf-8")
    with pytest.raises(LabError) as error:
        Lab.load(file)
    assert str(error.value) == f"{file}: {said}"


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
