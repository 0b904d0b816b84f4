from collections import Counter
from typing import Any

import pytest

from services import places
from services.lab import Commune, Lab
from services.places import by_code, by_location, by_words, communes, distance_km
from tests.services.gold import gold

BOUSKOURA, DAR_BOUAZZA, NOUACEUR = "06.385.01.01", "06.385.01.02", "06.385.01.03"
OULED_SALAH, OULAD_AZZOUZ = "06.385.01.05", "06.385.01.07"

SPOKEN = {
    BOUSKOURA: "bouskoura|Bouskora|BOSKOURA|بوسكورة|بوسكوره|بوسكورا|f bouskoura|فبوسكورة|lbouskoura|la ville verte",
    DAR_BOUAZZA: "Dar Bouazza|dar bou3za|dar bouaza|دار بوعزة|دار بو عزة|فدار بوعزة|f dar bou3azza|darbouazza|tamaris",
    NOUACEUR: "Nouaceur|nouasser|nwaser|النواصر|نواصر|فالنواصر|f nouacer",
    OULED_SALAH: "Ouled Salah|wlad sale7|ولاد صالح|أولاد صالح|فولاد صالح|oulad saleh",
    OULAD_AZZOUZ: "Oulad Azzouz|wlad 3ezzouz|ولاد عزوز|أولاد عزوز|ouled azouz|l wlad 3zouz",
}


def with_area(lab: Lab, **changed: Any) -> Lab:
    """The lab with another area."""
    return lab.model_copy(update={"area": lab.area.model_copy(update=changed)})


def test_the_area_is_the_province_in_three_languages(lab: Lab) -> None:
    assert [(each.code, each.names.ar, each.names.ary, each.names.fr) for each in communes(lab)] == [
        (BOUSKOURA, "بوسكورة", "بوسكورة", "Bouskoura"),
        (DAR_BOUAZZA, "دار بوعزة", "دار بوعزة", "Dar Bouazza"),
        (NOUACEUR, "النواصر", "النواصر", "Nouaceur"),
        (OULED_SALAH, "أولاد صالح", "ولاد صالح", "Ouled Salah"),
        (OULAD_AZZOUZ, "أولاد عزوز", "ولاد عزوز", "Oulad Azzouz"),
    ]
    assert by_code(lab, NOUACEUR) == communes(lab)[2]
    assert by_code(lab, None) is by_code(lab, "06.385.01.99") is None


def test_communes_that_lab_toml_does_not_list_come_from_the_census(lab: Lab) -> None:
    bare = with_area(lab, communes=(Commune(code=BOUSKOURA), Commune(code="x.1")), province="06.355")
    names = [(each.code, each.names.pick("fr")) for each in communes(bare)]
    assert names[:2] == [(BOUSKOURA, BOUSKOURA), ("x.1", "x.1")]
    assert ("06.355.01.03", "Mediouna") in names
    assert by_words(bare, "مديونة").code == "06.355.01.03"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("point", "code", "inside"),
    [
        ((33.4489, -7.6486), BOUSKOURA, True),  # Bouskoura, centre
        ((33.3675, -7.5898), NOUACEUR, True),  # Mohammed V airport
        ((33.5230, -7.8150), DAR_BOUAZZA, True),  # Tamaris
        ((33.5050, -7.7250), DAR_BOUAZZA, True),  # Errahma
        ((33.3800, -7.6800), OULED_SALAH, True),
        ((33.4950, -7.7750), OULAD_AZZOUZ, True),
        ((33.5731, -7.5898), BOUSKOURA, False),  # Casablanca, centre
        ((33.2651, -7.5827), NOUACEUR, False),  # Berrechid
    ],
)
def test_a_point_has_its_commune(lab: Lab, point: tuple[float, float], code: str, inside: bool) -> None:
    found = by_location(lab, *point)
    assert (found.commune and found.commune.code, found.inside) == (code, inside)


def test_far_away_no_commune_is_named(lab: Lab) -> None:
    rabat = by_location(lab, 34.0209, -6.8416)
    assert (rabat.commune, rabat.inside, rabat.distance_km) == (None, False, 95.6)


def test_a_lab_without_points_knows_no_place(lab: Lab) -> None:
    found = by_location(with_area(lab, communes=()), 33.4, -7.6)
    assert (found.commune, found.inside) == (None, False)


def test_a_lab_without_neighbours_goes_by_distance_alone(lab: Lab) -> None:
    alone = with_area(lab, neighbours=())
    assert by_location(alone, 33.4515, -7.5400).inside
    assert not by_location(lab, 33.4515, -7.5400).inside


def test_distances_are_kilometres() -> None:
    assert round(distance_km((33.5731, -7.5898), (34.0209, -6.8416)), 1) == 85.2
    assert distance_km((33.4, -7.6), (33.4, -7.6)) == 0


@pytest.mark.parametrize(("code", "text"), [(code, text) for code, said in SPOKEN.items() for text in said.split("|")])
def test_a_commune_is_known_however_it_is_written(lab: Lab, code: str, text: str) -> None:
    for sentence in (text, f"kayn mochkil {text} mn lbar7", f"المشكل كاين {text} هادي سيمانة"):
        found = by_words(lab, sentence)
        assert found is not None, sentence
        assert found.code == code


@pytest.mark.parametrize(
    "text", ["", "ماكاينش الضو فالدرب", "la rue est noire", "صالح هو اللي قال", "النصر", "dar dyal jiran"]
)
def test_texts_without_a_commune_name_none(lab: Lab, text: str) -> None:
    assert by_words(lab, text) is None


def test_no_gold_text_names_a_commune_by_mistake(lab: Lab) -> None:
    texts = gold("duplicates") + gold("holdout")
    assert Counter(by_words(lab, each.text) is not None for each in texts) == {False: 596}


def test_names_are_read_once(lab: Lab) -> None:
    assert places._census("06.385") is places._census("06.385")
