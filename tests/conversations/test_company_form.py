"""The forms of an organisation: the five answers and the rest, without a phone."""

from collections.abc import Callable
from typing import Any

import pytest

from conversations.checks import TOO_LONG
from conversations.company_form import (
    FORM,
    ICE_LENGTH,
    ICE_WRONG,
    MORE_FORM,
    Registering,
    a_contact,
    an_email,
    an_ice,
    answers_of,
    card,
    details,
)
from conversations.form import CONTACT, TEXT, VOICE, Act, Ask, Problem, Said, Submit, Summary, Tap, Turn
from conversations.phones import EXAMPLE, NOT_A_NUMBER
from services.companies import Card
from services.lab import Lab
from services.skills import Skill
from storage.companies import CompanyRow, ContactRow

LAB = Lab.load()
AROUND = Registering(LAB, [Skill(one.key, one.emoji, one.words) for one in LAB.skills], "Aïcha Bennani")
BOUSKOURA = LAB.area.communes[0].code
RIGHT_ICE = "001561191000066"


def play(form: Any, around: Registering, *events: str | Said | Act) -> Turn:
    """A word that is a choice taps it, else it is written; Done ends several."""
    turn = form.start("ab", around)
    for event in events:
        act: Any = event
        if isinstance(event, Act):
            act = Tap(event)
        elif isinstance(event, str):
            output = turn.output
            known = {one.key for one in output.choices} if isinstance(output, Ask) else set()
            act = Tap(Act.CHOOSE, event) if event in known else Said(TEXT, event)
        turn = form.hear(turn.draft, act, around)
    return turn


def test_five_answers_make_a_card_and_come_back_from_it() -> None:
    turn = play(FORM, AROUND, "Atlas SARL", BOUSKOURA, "digital", Act.DONE, "telegram", "A.Bennani@Atlas.ma")
    assert isinstance(turn.output, Summary)
    made = card(FORM.answers(turn.draft, AROUND), AROUND)
    assert made == Card("company", "Atlas SARL", BOUSKOURA, ("digital",), "Aïcha Bennani", email="a.bennani@atlas.ma")
    company = CompanyRow(kind="company", name=made.name, commune=made.commune, skills="digital")
    kept = answers_of(company, ContactRow(name=made.contact, email=made.email))
    again = FORM.start("cd", AROUND, kept)
    assert isinstance(again.output, Summary)
    assert card(FORM.answers(again.draft, AROUND), AROUND) == made
    assert isinstance(FORM.hear(again.draft, Tap(Act.SEND), AROUND).output, Submit)


def test_a_voice_and_a_contact_answer_too() -> None:
    voiced = Said(VOICE, {"file_id": "voice-1", "seconds": 9})
    reached = Said(CONTACT, {"phone": "212612345678"})
    turn = play(FORM, AROUND, "Atlas", BOUSKOURA, voiced, "Nadia", reached)
    made = card(FORM.answers(turn.draft, AROUND), AROUND)
    assert (made.voice, made.skills, made.contact, made.phone) == ("voice-1", (), "Nadia", "+212612345678")


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("001 561 191 000 066", RIGHT_ICE),
        ("٠٠١٥٦١١٩١٠٠٠٠٦٦", RIGHT_ICE),
        ("12345", Problem(ICE_LENGTH, {"count": 5})),
        ("001561191000067", Problem(ICE_WRONG)),
    ],
)
def test_an_ice_is_checked(said: str, kept: str | Problem) -> None:
    assert an_ice(said) == kept


@pytest.mark.parametrize("said", ["06 12", "aicha@atlas", "le directeur"])
def test_what_reaches_nobody_is_asked_again(said: str) -> None:
    assert isinstance(a_contact(said), Problem)


@pytest.mark.parametrize("check", [a_contact, an_email])
def test_an_address_is_as_long_as_we_can_keep(check: Callable[[str], str | Problem]) -> None:
    longest = "A" * 112 + "@atlas.ma"
    assert check(longest[1:]) == longest[1:].lower()
    assert check(longest) == Problem(TOO_LONG, {"most": 120})


def test_a_shared_number_that_reaches_nobody_is_asked_again() -> None:
    shared = Said(CONTACT, {"phone": "123", "name": "Nadia", "telegram_id": None})
    turn = play(FORM, AROUND, "Atlas", BOUSKOURA, "digital", Act.DONE, "Nadia", shared)
    assert isinstance(turn.output, Ask)
    assert (turn.output.step.name, turn.output.problem) == ("reach", Problem(NOT_A_NUMBER, {"example": EXAMPLE}))


def test_the_kind_decides_the_questions() -> None:
    """An association has no ICE and offers no days; "not yet" is an answer."""
    assert play(MORE_FORM, AROUND, "Atlas").output.step.name == "ice"  # type: ignore[union-attr]
    skips = [Act.SKIP] * 9
    turn = play(MORE_FORM, AROUND, Act.SKIP, "not_yet", *skips)
    assert isinstance(turn.output, Summary)
    assert details(MORE_FORM.answers(turn.draft, AROUND)).values["ice"] is None
    association = Registering(LAB, AROUND.skills, "Aïcha", "association")
    asked = [one.step.name for one in play(MORE_FORM, association, *[Act.SKIP] * 8).output.lines]  # type: ignore[union-attr]
    assert set(asked).isdisjoint({"ice", "days", "level"})
