"""The forms of an organisation: the five answers and the rest, without a phone."""

from collections.abc import Callable
from typing import Any

import pytest

from conversations import company_rest
from conversations.checks import TOO_LONG
from conversations.company_form import FORM, Registering, a_contact, answers_of, card
from conversations.company_rest import ICE_LENGTH, ICE_WRONG, an_email, an_ice, details
from conversations.form import CONTACT, TEXT, VOICE, Act, Ask, Problem, Said, Submit, Summary, Tap, Turn
from conversations.phones import EXAMPLE, NOT_A_NUMBER
from services.companies import Card
from services.lab import Lab
from services.skills import Skill
from storage.companies import CompanyRow, ContactRow

MORE = company_rest.FORM
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
    turn = play(FORM, AROUND, "company", "Atlas SARL", BOUSKOURA, "digital", Act.DONE, "telegram", "A.Bennani@Atlas.ma")
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
    turn = play(
        FORM, AROUND, "company", "Atlas\n✅ Ministère", BOUSKOURA, voiced, "digital", Act.DONE, "Nadia", reached
    )
    made = card(FORM.answers(turn.draft, AROUND), AROUND)
    assert made == Card(
        "company", "Atlas ✅ Ministère", BOUSKOURA, ("digital",), "Nadia", "+212612345678", voice="voice-1"
    )
    kept = answers_of(CompanyRow(kind="company", name=made.name, commune=BOUSKOURA, skills="digital"),
                      ContactRow(name="Nadia", phone=made.phone, voice="voice-1"))  # fmt: skip
    assert card(FORM.answers(FORM.start("cd", AROUND, kept).draft, AROUND), AROUND) == made


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
    turn = play(FORM, AROUND, "company", "Atlas", BOUSKOURA, "digital", Act.DONE, "Nadia", shared)
    assert isinstance(turn.output, Ask)
    assert (turn.output.step.name, turn.output.problem) == ("reach", Problem(NOT_A_NUMBER, {"example": EXAMPLE}))


def asked(kind: str, offers: bool = False) -> list[str]:
    """The questions before an agreement."""
    around, found = Registering(LAB, AROUND.skills, "Aïcha", kind, offers), list[str]()
    turn = MORE.start("ab", around)
    while isinstance(turn.output, Ask):
        found.append(turn.output.step.name)
        act = Tap(Act.CHOOSE, "not_yet") if found[-1] == "ice" else Tap(Act.SKIP)
        turn = MORE.hear(turn.draft, act, around)
    assert details(MORE.answers(turn.draft, around)).values["ice"] is None
    return found


def test_the_kind_decides_the_questions() -> None:
    """An association has no ICE; who works alone has no function there; only who offers something says how much."""
    offering = ["days", "level", "place", "period"]
    assert asked("company") == [
        "legal_name", "address", "ice", "sector", "size", "function", "phone", "email", *offering, "conditions"
    ]  # fmt: skip
    assert asked("association") == ["legal_name", "address", "size", "function", "phone", "email", "conditions"]
    assert asked("association", offers=True)[6:] == [*offering, "conditions"]
    assert asked("expert") == [
        "legal_name", "address", "ice", "sector", "phone", "email", *offering, "conditions"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "events", "offered", "contact"),
    [
        ("association", [Act.SKIP, "Nadia"], (), "Nadia"),
        ("expert", ["digital", Act.DONE], ("digital",), "Nour"),
    ],
)
def test_the_kind_decides_the_first_ones_too(kind: str, events: list[Any], offered: tuple[str], contact: str) -> None:
    """Who seeks help need not offer any; who works alone has said their name."""
    turn = play(FORM, AROUND, kind, "Nour", BOUSKOURA, *events, "0612345678")
    made = card(FORM.answers(turn.draft, AROUND), AROUND)
    assert made == Card(kind, "Nour", BOUSKOURA, offered, contact, phone="+212612345678")


def test_days_and_level_of_each_skill_and_what_is_said_by_voice() -> None:
    """Two skills: one tap for all of them, or days and level of one after the other; they come back as they were."""
    around = Registering(LAB, AROUND.skills, "Aïcha", "company", True, frozenset({"digital", "tutoring"}))
    alike = play(MORE, around, *[Act.SKIP] * 2, "not_yet", *[Act.SKIP] * 5, "5", "skilled", *[Act.SKIP] * 3)
    assert isinstance(alike.output, Summary)
    same = details(MORE.answers(alike.draft, around))
    assert (same.values["days"], same.values["level"], same.by_skill) == ("5", "skilled", {})
    voices = [Said(VOICE, {"file_id": f"voice-{n}", "seconds": 9}) for n in (1, 2)]
    events: list[Any] = [*[Act.SKIP] * 2, "not_yet", *[Act.SKIP] * 5, "each", "2", Act.SKIP, "10", "expert", "both"]
    turn = play(MORE, around, *events, *voices)
    assert isinstance(turn.output, Summary)
    apart = details(MORE.answers(turn.draft, around))
    assert apart.by_skill == {"tutoring": ["2", None], "digital": ["10", "expert"]}
    assert (apart.values["days"], apart.voices) == (None, {"period": "voice-1", "conditions": "voice-2"})
    kept = CompanyRow(kind="company", skills="tutoring digital", by_skill=apart.by_skill, place="both")
    again = MORE.start("cd", around, company_rest.answers_of(kept, ContactRow(name="Nadia"), apart.voices))
    assert isinstance(again.output, Summary)
    assert details(MORE.answers(again.draft, around)) == apart


def test_a_single_skill_is_not_asked_apart() -> None:
    around = Registering(LAB, AROUND.skills, "Aïcha", "company", True, frozenset({"digital"}))
    turn = play(MORE, around, *[Act.SKIP] * 2, "not_yet", *[Act.SKIP] * 5)
    assert isinstance(turn.output, Ask)
    assert [one.key for one in turn.output.choices] == ["1", "2", "3", "5", "10", "20"]
