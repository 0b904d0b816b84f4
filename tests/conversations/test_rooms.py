"""A session pasted as one text: what is understood, and what is said to be wrong."""

import pytest

from conversations.answers import completed
from conversations.rooms import Slip, Why, in_languages, looks_like_questions, read
from services.rooms import Asked

YES = {"ar": "نعم", "ary": "آه", "fr": "Oui"}
NO = {"ar": "لا", "ary": "لا", "fr": "Non"}
UNKNOWN = {"ar": "لا أعرف", "ary": "ماعرفتش", "fr": "Je ne sais pas"}

SESSION = """
Le bus passe-t-il à l'heure ? / واش الطوبيس كيجي فالوقت؟
- Oui
– non
— Je ne sais pas

Quels jours ? (2) / شنو هي الأيام؟ (2)
• Lundi / الإثنين
* Mardi / الثلاثاء
- Jeudi

كيفاش كان اللقاء؟ ١-٥

Faut-il un marché ?
"""


def test_a_whole_session_is_read() -> None:
    asked, slips = read(SESSION)
    assert slips == []
    assert asked == [
        Asked("single", {"fr": "Le bus passe-t-il à l'heure ?", "ar": "واش الطوبيس كيجي فالوقت؟"},
              (YES, {**NO, "fr": "non"}, UNKNOWN)),
        Asked("multiple", {"fr": "Quels jours ?", "ar": "شنو هي الأيام؟"},
              ({"fr": "Lundi", "ar": "الإثنين"}, {"fr": "Mardi", "ar": "الثلاثاء"}, {"fr": "Jeudi"}), 2),
        Asked("scale", {"ar": "كيفاش كان اللقاء؟"}, low=1, high=5),
        Asked("single", {"fr": "Faut-il un marché ?"}, (YES, NO, UNKNOWN)),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "kind", "most", "scale", "words"),
    [
        ("Quoi ? (max 2)", "multiple", 2, (0, 0), "Quoi ?"),
        ("Quoi ? (Max. 3)", "multiple", 3, (0, 0), "Quoi ?"),
        ("Quoi ? (9)", "multiple", 3, (0, 0), "Quoi ?"),
        ("Quoi ? (1)", "single", 1, (0, 0), "Quoi ?"),
        ("Quoi ? (٢)", "multiple", 2, (0, 0), "Quoi ?"),
        ("Budget (2026)", "single", 1, (0, 0), "Budget (2026)"),
        ("Note 1-5", "single", 1, (0, 0), "Note 1-5"),
    ],
)
def test_signs_at_the_end_of_a_question_with_options(
    line: str, kind: str, most: int, scale: tuple[int, int], words: str
) -> None:
    ((one,), slips) = read(f"{line}\n- a\n- b\n- c")
    assert (one.kind, one.most, (one.low, one.high), one.words, slips) == (kind, most, scale, {"fr": words}, [])


@pytest.mark.parametrize(
    ("line", "kind", "scale", "words"),
    [
        ("Note 1-5", "scale", (1, 5), "Note"),
        ("Note (0–10)", "scale", (0, 10), "Note"),
        ("Note ? 0 - 10", "scale", (0, 10), "Note ?"),
        ("Note 1-10", "single", (0, 0), "Note 1-10"),
        ("Lot 11-5", "single", (0, 0), "Lot 11-5"),
        ("1-5", "scale", (1, 5), "1-5"),
    ],
)
def test_signs_at_the_end_of_a_question_without(line: str, kind: str, scale: tuple[int, int], words: str) -> None:
    ((one,), slips) = read(line)
    assert (one.kind, (one.low, one.high), one.words.get("fr"), slips) == (kind, scale, words, [])


@pytest.mark.parametrize(
    ("line", "kind", "words"),
    [
        ("Quoi ? (classement)", "ranking", {"fr": "Quoi ?"}),
        ("Quoi ? (Ranking)", "ranking", {"fr": "Quoi ?"}),
        ("شنو اللول؟ (ترتيب)", "ranking", {"ar": "شنو اللول؟"}),
        ("Quoi ? (budget) / شنو؟ (ميزانية)", "budget", {"fr": "Quoi ?", "ar": "شنو؟"}),
        (
            "Budget 2026 (du Maroc) / الميزانية (الميزانية)",
            "budget",
            {"fr": "Budget 2026 (du Maroc)", "ar": "الميزانية"},
        ),
        ("Lequel ? (duel)", "pairs", {"fr": "Lequel ?"}),
        ("شمن واحد؟ (جوج بجوج)", "pairs", {"ar": "شمن واحد؟"}),
        ("Quoi ? (bleu)", "single", {"fr": "Quoi ? (bleu)"}),
        ("Quoi ? (budget, vite)", "single", {"fr": "Quoi ? (budget, vite)"}),
    ],
)
def test_a_word_in_parentheses_says_the_kind(line: str, kind: str, words: dict[str, str]) -> None:
    ((one,), slips) = read(f"{line}\n- a\n- b\n- c")
    assert (one.kind, one.words, len(one.options), slips) == (kind, words, 3, [])


@pytest.mark.parametrize(
    ("line", "quick"),
    [
        ("Quoi ?", False),
        ("Quoi ? (quiz)", False),
        ("Quoi ? (quiz, vite)", True),
        ("Quoi ? (Quiz + rapide)", True),
        ("Quoi ? (مسابقة، بسرعة)", True),
        ("Quoi ? (كويز، بالزربة)", True),
    ],
)
def test_a_plus_makes_a_quiz_of_a_question(line: str, quick: bool) -> None:
    ((one,), slips) = read(f"{line}\n- Rabat\n+ Casablanca\n- Fès")
    options = tuple({"fr": city} for city in ("Rabat", "Casablanca", "Fès"))
    assert (one, slips) == (Asked("quiz", {"fr": "Quoi ?"}, options, correct=1, quick=quick), [])


def test_a_plus_that_is_no_sign_stays_in_the_words() -> None:
    ((one,), _) = read("Numéro ?\n+212 600 00 00 00\n- a\n- b")
    assert (one.kind, one.words) == ("single", {"fr": "Numéro ? +212 600 00 00 00"})


@pytest.mark.parametrize(
    ("line", "kind", "most", "words"),
    [
        ("Que manque-t-il ? (texte)", "text", 1, {"fr": "Que manque-t-il ?"}),
        ("Un mot ? (nuage 2) / كلمة؟", "cloud", 2, {"fr": "Un mot ?", "ar": "كلمة؟"}),
        ("A word? (Cloud)", "cloud", 3, {"fr": "A word?"}),
        ("أفكار؟ (أفكار ٥)", "ideas", 5, {"ar": "أفكار؟"}),
        ("رأيكم؟ (نص)", "text", 1, {"ar": "رأيكم؟"}),
        ("Une idée (idées)", "ideas", 3, {"fr": "Une idée"}),
        ("Prix (DH)", "single", 1, {"fr": "Prix (DH)"}),
    ],
)
def test_a_word_in_brackets_lets_people_write(line: str, kind: str, most: int, words: dict[str, str]) -> None:
    (one,), slips = read(line)
    assert (one.kind, one.most, one.words, slips) == (kind, most, words, [])


def test_a_sign_may_stand_in_one_language_only() -> None:
    ((one,), _) = read("Quels jours ? (2) / شنو هي الأيام؟\n- a\n- b\n- c")
    assert (one.kind, one.most, one.words) == ("multiple", 2, {"fr": "Quels jours ?", "ar": "شنو هي الأيام؟"})


def test_options_may_follow_a_blank_line_and_questions_none() -> None:
    asked, slips = read("Premier\nsur deux lignes\n\n- a\n- b\nDeuxième\n- c\n- d")
    assert slips == []
    assert [(one.words, one.options) for one in asked] == [
        ({"fr": "Premier sur deux lignes"}, ({"fr": "a"}, {"fr": "b"})),
        ({"fr": "Deuxième"}, ({"fr": "c"}, {"fr": "d"})),
    ]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("Oui / نعم", {"fr": "Oui", "ar": "نعم"}),
        ("نعم / آه / Oui", {"ar": "نعم", "ary": "آه", "fr": "Oui"}),
        ("Bus / tram", {"fr": "Bus / tram"}),
        ("km/h", {"fr": "km/h"}),
        ("التطبيق Twiza", {"ar": "التطبيق Twiza"}),
        ("2026", {"ar": "2026", "ary": "2026", "fr": "2026"}),
        ("🚌", {"ar": "🚌", "ary": "🚌", "fr": "🚌"}),
    ],
)
def test_languages_are_known_by_their_letters(line: str, words: dict[str, str]) -> None:
    assert in_languages(line) == words


@pytest.mark.parametrize(
    ("option", "full"),
    [
        ({"fr": "OUI"}, {**YES, "fr": "OUI"}),
        ({"ar": "نعم"}, YES),
        ({"ar": "آه"}, YES),
        ({"ar": "ما عرفتش"}, {"ar": "ما عرفتش"}),
        ({"ar": "لا"}, NO),
        ({"fr": "D’accord"}, {"ar": "أوافق", "ary": "كنوافق", "fr": "D’accord"}),
        ({"fr": "Oui", "ar": "بكل تأكيد"}, {**YES, "ar": "بكل تأكيد"}),
        ({"fr": "Oui mais"}, {"fr": "Oui mais"}),
    ],
)
def test_standard_answers_come_in_all_languages(option: dict[str, str], full: dict[str, str]) -> None:
    assert completed(option) == full


@pytest.mark.parametrize(
    ("text", "slips"),
    [
        ("", [Slip(Why.NOTHING)]),
        (" \n\n\u200b ", [Slip(Why.NOTHING)]),
        ("\n\n".join(["Q ?"] * 31), [Slip(Why.TOO_MANY_QUESTIONS)]),
        ("- a\n- b", [Slip(Why.NO_QUESTION, 1, words="a")]),
        ("Q ?\n- a", [Slip(Why.TOO_FEW_OPTIONS, 1, words="Q ?")]),
        ("Q ?\n" + "\n".join(f"- {n}" for n in range(11)), [Slip(Why.TOO_MANY_OPTIONS, 1, words="Q ?")]),
        ("Q ?\n- a\n- b\n- A", [Slip(Why.SAME_TWICE, 1, 3, "A", "Q ?")]),
        ("R ?\n\nQ ?\n- a\n- " + "b" * 61, [Slip(Why.OPTION_TOO_LONG, 2, 2, "b" * 61, "Q ?")]),
        ("Q ? (budget)", [Slip(Why.NO_OPTIONS, 1, words="Q ? (budget)")]),
        ("Q ? (quiz)\n- a\n- b", [Slip(Why.NO_RIGHT_ONE, 1, words="Q ? (quiz)")]),
        ("Q ?\n+ a\n+ b", [Slip(Why.TWO_RIGHT_ONES, 1, words="Q ?")]),
        ("Q ? (duel)\n" + "\n".join(f"- {n}" for n in range(9)), [Slip(Why.TOO_MANY_COMPARED, 1, words="Q ? (duel)")]),
        ("Q" * 301, [Slip(Why.TOO_LONG, 1, words="Q" * 301)]),
        ("Q ? (idées)\n- a\n- b", [Slip(Why.WRITTEN_WITH_OPTIONS, 1, words="Q ? (idées)")]),
    ],
)
def test_what_is_wrong_is_said_and_where(text: str, slips: list[Slip]) -> None:
    assert read(text)[1] == slips


def test_limits_count_each_language_for_itself() -> None:
    text = f"{'Q' * 300} / {'س' * 300}\n- {'a' * 60} / {'ب' * 60}\n- c"
    ((one,), slips) = read(text)
    assert (len(one.words["fr"]), len(one.words["ar"]), slips) == (300, 300, [])
    assert len(read("\n\n".join(["Q ?"] * 30))[0]) == 30


def test_one_slip_leaves_the_other_questions() -> None:
    asked, slips = read("A ?\n\nB ?\n- seul\n\nC ?")
    assert [one.words["fr"] for one in asked] == ["A ?", "C ?"]
    assert [(slip.why, slip.question) for slip in slips] == [(Why.TOO_FEW_OPTIONS, 2)]


@pytest.mark.parametrize(
    ("text", "looks"),
    [
        ("Le bus ?\n- oui\n- non", True),
        ("Le bus ?", False),
        ("Un mot ? (nuage)", True),
        ("Un mot (peut-être)", False),
        ("Il y a deux trous:\n- devant l'école", False),
        ("- oui\n- non", False),
        ("", False),
    ],
)
def test_what_looks_like_a_question(text: str, looks: bool) -> None:
    assert looks_like_questions(text) is looks
