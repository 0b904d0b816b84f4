import math
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services import references
from services.references import ALPHABET, LENGTH, SIZE, find, new, parse, shown

PLAIN = "K7M4-XQ28"
drawn = st.text(ALPHABET, min_size=7, max_size=7).map(lambda text: text + references._check(text))
mixed = drawn.filter(references._mixed)


def test_new_codes_parse_as_themselves_and_differ() -> None:
    codes = {new() for _ in range(2000)}
    assert len(codes) == 2000
    assert all(parse(code) == code for code in codes)


def test_the_alphabet_has_no_look_alikes_and_a_prime_size() -> None:
    assert not set("01OIL" + "AEU" + "BGNSUZ") & set(ALPHABET)
    assert SIZE == len(set(ALPHABET)) == 23
    assert all(SIZE % n for n in range(2, SIZE))


def test_the_check_catches_every_wrong_character_and_every_swap_by_arithmetic() -> None:
    """The sum moves by weight x difference, or by difference of weights x difference of values: never 0 modulo 23."""
    differences = range(1, SIZE)
    weights = range(1, LENGTH + 1)
    assert all(weight * off % SIZE for weight in weights for off in differences)
    assert all((high - low) * off % SIZE for low, high in combinations(weights, 2) for off in differences)


@given(mixed)
def test_the_check_catches_them_in_codes(code: str) -> None:
    assert parse(code) == shown(code)
    for at in range(LENGTH):
        wrong = [code[:at] + other + code[at + 1 :] for other in ALPHABET if other != code[at]]
        assert [parse(each) for each in wrong] == [None] * (SIZE - 1)
    for first, second in combinations(range(LENGTH), 2):
        swapped = list(code)
        swapped[first], swapped[second] = code[second], code[first]
        assert (parse("".join(swapped)) is None) == (code[first] != code[second])


@given(mixed, st.sampled_from(["", " ", "-", " - ", "–", "_", ".", "\u00a0", "\u2060-\u2060"]), st.booleans())
def test_a_code_is_known_however_it_is_typed(code: str, between: str, small: bool) -> None:
    typed = between.join(code)
    assert parse(f" {typed.lower() if small else typed}! ") == shown(code)


def test_entropy_is_what_the_docstring_says() -> None:
    words = {(0, False, False): 1}
    for weight in range(1, LENGTH + 1):
        longer: dict[tuple[int, bool, bool], int] = {}
        for (total, letter, digit), count in words.items():
            for value, character in enumerate(ALPHABET):
                key = ((total + weight * value) % SIZE, letter or character.isalpha(), digit or character.isdigit())
                longer[key] = longer.get(key, 0) + count
        words = longer
    assert words[0, True, True] == 3_292_665_974
    assert f"{words[0, True, True]:,}" in (references.__doc__ or "")
    assert round(math.log2(words[0, True, True]), 1) == 31.6


@pytest.mark.parametrize(
    "text",
    [
        f"{PLAIN}",
        "k7m4xq28",
        "k7m4 xq28",
        "K 7 M 4 X Q 2 8",
        "K٧M٤-XQ٢٨",
        "Ｋ７Ｍ４ＸＱ２８",
        "\u2066K7M4-XQ28\u2069",
        "#K7M4-XQ28",
        f"Bonjour, où en est {PLAIN.lower()} ?",
        "salam chno jdid dyal k7m4 xq28 3afakom",
        "فين وصل المشكل K7M4XQ28؟",
        "mon numéro : K7M-4XQ28.",
        "mon numéro : K7M 4XQ28.",
    ],
)
def test_a_reference_is_found(text: str) -> None:
    assert find(text) == PLAIN


@pytest.mark.parametrize(
    "text",
    [
        "",
        "48213",
        "٤٨٢١٣",
        "0612345678",
        "22334455",
        "CDFHJKMP",
        "K7M4-XQ2D",
        "la lampe est cassée",
        "K7M4-XQ2",
        "أولاد صالح 2026",
    ],
)
def test_what_is_no_reference_is_none(text: str) -> None:
    assert find(text) is None
    assert parse(text) is None


def test_room_codes_and_numbers_never_pass() -> None:
    assert all(find(f"{number:05}") is None for number in range(0, 100000, 7))
    assert all(parse(str(number)) is None for number in range(22222222, 22232222))
