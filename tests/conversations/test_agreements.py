"""The papers of an agreement: both languages on each page, room to sign, what our letters cannot draw left out."""

from datetime import UTC, datetime

import pytest

from conversations import agreements as papers
from conversations.agreement_form import halves
from conversations.agreements import Told
from conversations.facing import drawable, signed
from conversations.form import Problem
from locales.texts import Catalogues
from services.lab import Lab
from storage.agreements import AgreementRow, Case, MilestoneRow
from storage.companies import CompanyRow, ContactRow
from storage.partnerships import NeedRow

SIGN = "Name, date, signature"
LAB, TEXTS = Lab.load(), Catalogues.load()
MADE = datetime(2026, 12, 20, 9, tzinfo=UTC)


def told(milestones: int) -> Told:
    """An agreement with the lab itself."""
    row = AgreementRow(ours=True, title={"fr": "Réparer"}, first="2026-12-01", last="2026-12-18", days=3,
                       signs="سميرة، 12 مديرة", given=2.5, people=2, rate=1500, ended_at=MADE)  # fmt: skip
    company = CompanyRow(name="Atlas", legal_name="A\u202ettlas " * 20, ice="001561191000066", commune="06.385.01.01",
                         address="12, rue des Orangers")  # fmt: skip
    need = NeedRow(title={"fr": "Réparer"}, days=3, place="Dar Chabab", remote=False)
    steps = [MilestoneRow(what={"fr": f"Étape {n}"}, day="2026-12-04") for n in range(milestones)]
    return Told(Case(row, need, company, None), LAB, ContactRow(name="Aïcha", function="Gérante"), None, steps)


def pages(content: bytes) -> int:
    return content.count(b"/Type /Page\n")


def test_the_papers_are_the_same_for_the_same_words_and_grow_with_what_stands_on_them() -> None:
    short, long = papers.draft(TEXTS, told(1), MADE), papers.draft(TEXTS, told(30), MADE)
    assert short == papers.draft(TEXTS, told(1), MADE)
    assert (pages(short), pages(long), pages(papers.impact(TEXTS, told(1), MADE))) == (2, 3, 1)


def test_the_value_is_days_by_the_rate_that_was_entered() -> None:
    assert str(papers.worth(TEXTS["fr"], 2.5, 1500)).replace("\u202f", " ").replace("\xa0", " ") == (
        "Valeur selon le tarif indiqué : 3 750 DH (2,5 × 1 500 DH)"
    )


@pytest.mark.parametrize(("said", "kept"), [("2,5", "2.5"), ("٣", "3"), ("0.5", "0.5"), ("nan", None), ("2,3", None),
                                            ("0", None), ("inf", None), ("201", None), ("deux", None)])  # fmt: skip
def test_days_may_be_halves(said: str, kept: str | None) -> None:
    found = halves(said)
    assert kept == (None if isinstance(found, Problem) else found)


def test_letters_that_cannot_be_drawn_are_left_out() -> None:
    assert drawable("Réparé 🎉 3\u202f750") == "Réparé 3 750"


def test_a_name_in_arabic_with_a_number_stands_in_order_in_the_box_to_sign() -> None:
    lines = [(one.words, one.rtl) for one in signed("شركة النور 2020", TEXTS["fr"], SIGN)]
    assert lines == [("شركة النور 2020", True), ("Nom, date, signature", False)]
    lines = [(one.words, one.rtl) for one in signed("NOTIL، المختبر", TEXTS["ar"], SIGN)]
    assert lines == [("NOTIL، المختبر", True), ("الاسم والتاريخ والتوقيع", True)]
