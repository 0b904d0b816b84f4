"""The volunteer's form: every way through it, without a phone."""

from typing import Any

import pytest

from conversations.form import CONTACT, TEXT, VOICE, Act, Ask, Said, Submit, Summary, Tap, Turn
from conversations.hearing import YOUR_OWN
from conversations.phones import EXAMPLE, NOT_A_NUMBER, phone_of
from conversations.volunteer_form import FORM, SAME_NUMBER, Enrolling, answers_of, card, guardian, same_number
from services.guardians import Guardian
from services.lab import Lab
from services.skills import Skill
from services.volunteers import Card

LAB = Lab.load()
AROUND = Enrolling(LAB, [Skill(one.key, one.emoji, one.words) for one in LAB.skills], "Aïcha Bennani")
BOUSKOURA = LAB.area.communes[0].code
VOICED = Said(VOICE, {"file_id": "voice-1", "seconds": 9})


def play(*events: str | Said | Act) -> Turn:
    """A key taps a choice; several with + tap each, then Done."""
    turn = FORM.start("ab", AROUND)
    for event in events:
        acts: list[Any] = [event]
        if isinstance(event, str) and not isinstance(event, Act):
            acts = [Tap(Act.CHOOSE, key) for key in event.split("+")] + ([Tap(Act.DONE)] if "+" in event else [])
        for act in acts:
            turn = FORM.hear(turn.draft, Tap(act) if isinstance(act, Act) else act, AROUND)
    return turn


def at(turn: Turn) -> str:
    assert isinstance(turn.output, Ask)
    return turn.output.step.name


TIMES = ("sat+sun", "am+pm")
REST = ("own", Act.SKIP, "none", "no")
TAPPED = ("telegram", "18-25", BOUSKOURA, "tutoring+media", Act.SKIP, "ary+fr", *TIMES, *REST)


def test_taps_alone_are_enough() -> None:
    turn = play(*TAPPED)
    assert isinstance(turn.output, Summary)
    made = card(FORM.answers(turn.draft, AROUND), AROUND)
    assert made == Card(
        name="Aïcha Bennani",
        age="18-25",
        commune=BOUSKOURA,
        skills=("tutoring", "media"),
        languages=("ary", "fr"),
        times=("sat-am", "sat-pm", "sun-am", "sun-pm"),
        transport="own",
    )
    assert guardian(FORM.answers(turn.draft, AROUND)) is None


def test_what_they_can_do_is_said_in_a_voice_and_then_in_taps() -> None:
    turn = play("telegram", "18-25", "elsewhere", VOICED, "green+cooking", "ary+fr", *TIMES, *REST)
    made = card(FORM.answers(turn.draft, AROUND), AROUND)
    assert (made.voice, made.skills, made.commune) == ("voice-1", ("green", "cooking"), None)


def test_a_voice_where_words_are_wanted_is_told_so() -> None:
    turn = play(VOICED)
    assert isinstance(turn.output, Ask)
    assert turn.output.problem is not None


def test_a_commune_is_understood_in_words_and_an_unknown_one_asked_again() -> None:
    assert at(play("telegram", "18-25", Said(TEXT, "bouskoura"))) == "skills"
    turn = play("telegram", "18-25", Said(TEXT, "Marrakech"))
    assert at(turn) == "commune"


def test_a_wrong_number_is_asked_again_and_a_contact_is_one() -> None:
    before = TAPPED[:9]
    wrong = play(*before, Said(TEXT, "06 12"))
    assert isinstance(wrong.output, Ask)
    assert wrong.output.problem is not None
    assert (wrong.output.problem.msgid, wrong.output.problem.values) == (NOT_A_NUMBER, {"example": EXAMPLE})
    for said in (Said(TEXT, "٠٦ ١٢ ٣٤ ٥٦ ٧٨"), Said(CONTACT, {"phone": "212612345678", "name": "Aïcha"})):
        turn = play(*before, said, "none", "no")
        assert phone_of(FORM.answers(turn.draft, AROUND)["phone"]) == "+212612345678"


def test_who_is_under_age_names_a_guardian() -> None:
    named = (Said(TEXT, "Fatima Bennani"), Said(TEXT, "0661 22 33 44"))
    turn = play("telegram", "under", *TAPPED[2:10], *named, "none", "no")
    assert guardian(FORM.answers(turn.draft, AROUND)) == Guardian("Fatima Bennani", "+212661223344")


OWN = Said(CONTACT, {"phone": "212612345678", "name": "Omar", "own": True})


@pytest.mark.parametrize(
    ("mine", "theirs", "problem"),
    [
        (Act.SKIP, OWN, YOUR_OWN),
        (Act.SKIP, Said(TEXT, "la voisine"), NOT_A_NUMBER),
        (Said(TEXT, "0612345678"), Said(TEXT, "+212 6 12 34 56 78"), SAME_NUMBER),
        (OWN, Said(CONTACT, {"phone": "212612345678", "name": "Maman", "own": False}), SAME_NUMBER),
    ],
)
def test_the_guardians_number_is_a_number_and_not_ones_own(mine: Said | Act, theirs: Said, problem: str) -> None:
    turn = play("telegram", "under", *TAPPED[2:9], mine, Said(TEXT, "Fatima"), theirs)
    assert isinstance(turn.output, Ask)
    assert (turn.output.step.name, turn.output.problem and turn.output.problem.msgid) == ("guardian_contact", problem)


def test_a_number_of_ones_own_given_later_is_not_the_guardians() -> None:
    said = ("telegram", "under", *TAPPED[2:10], Said(TEXT, "Fatima"), Said(TEXT, "0612345678"), "none", "no")
    turn = FORM.hear(play(*said).draft, Tap(Act.CHANGE, "phone"), AROUND)
    assert not same_number(FORM.answers(turn.draft, AROUND))
    assert same_number(FORM.answers(FORM.hear(turn.draft, OWN, AROUND).draft, AROUND))


def test_figures_are_asked_only_with_a_yes_and_each_may_be_left_out() -> None:
    turn = play(*TAPPED[:-1], "yes", "woman", "none", "rural")
    made = card(FORM.answers(turn.draft, AROUND), AROUND)
    assert (made.gender, made.situation, made.milieu) == ("woman", None, "rural")


def test_back_goes_to_the_question_before() -> None:
    assert at(play("telegram", "18-25", Act.BACK)) == "age"


@pytest.mark.parametrize(
    "kept",
    [
        Card("Aïcha", "18-25", BOUSKOURA, ("tutoring",), "conter", None, ("ary",), ("sat-am",), "bus", "+212612345678"),
        Card("Omar", "36-59", None, (), None, "voice-1", ("fr",), ("mon-eve", "tue-eve"), "none", None, "trainer",
             "digital", "man", None, "urban"),
    ],
)  # fmt: skip
def test_a_card_becomes_its_own_answers_again(kept: Card) -> None:
    turn = FORM.start("ab", AROUND, answers_of(kept, None))
    assert isinstance(turn.output, Summary)
    assert card(FORM.answers(turn.draft, AROUND), AROUND) == kept
    changed = FORM.hear(turn.draft, Tap(Act.CHANGE, "transport"), AROUND)
    again = FORM.hear(changed.draft, Tap(Act.CHOOSE, "own"), AROUND)
    sent = FORM.hear(again.draft, Tap(Act.SEND), AROUND)
    assert isinstance(sent.output, Submit)
    assert card(sent.output.answers, AROUND).transport == "own"
