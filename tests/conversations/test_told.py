"""Who chose what: as many names as have room, whatever each of them chose."""

from conversations import told
from locales.lengths import visible_len
from locales.texts import Texts
from services.outcomes import Signed
from tests.asread import catalogues_as_read

WORDS = "Une fontaine d'eau potable devant l'école primaire du bas"
UNITS = 1200
LAST_LINES = 80  # how many more, and how many without a name


def texts(language: str) -> Texts:
    return catalogues_as_read()[language]


def signed(name: str, *chose: str) -> Signed:
    return Signed(name, dict.fromkeys(("ar", "ary", "fr"), chose))


def plain(line: str) -> str:
    return line.replace("\u00a0", " ").replace("\u2068", "").replace("\u2069", "")


def test_names_with_the_same_choice_share_a_line() -> None:
    every = [signed("Aïcha", "Oui"), signed("Driss", "Non"), signed("Zahra", "Non")]
    assert [plain(one) for one in told.who(texts("fr"), every, 4, UNITS)] == [
        "Pour Non : Driss et Zahra", "Pour Oui : Aïcha", "Sans nom : 1",
    ]  # fmt: skip


def test_long_choices_count_too_and_the_rest_is_said_as_a_number() -> None:
    every = [signed(f"Aïcha {n}", *(f"{rank}. {WORDS} {n}" for rank in range(1, 5))) for n in range(30)]
    for language in ("ar", "ary", "fr"):
        lines = told.who(texts(language), every, 30, UNITS)
        assert (len(lines), visible_len("\n".join(lines)) <= UNITS + LAST_LINES) == (5, True)
        assert "26" in lines[-1]


def test_many_short_names_fit_as_they_are_written() -> None:
    every = [signed("A", "Oui") for _ in range(1000)]
    for language in ("ar", "ary", "fr"):
        assert visible_len("\n".join(told.who(texts(language), every, 1000, UNITS))) <= UNITS + LAST_LINES
