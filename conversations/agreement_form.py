"""The forms of an agreement: its draft, a milestone, what was done, what a day is worth."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from conversations.checks import within
from conversations.form import TEXT, VOICE, Answer, Answers, Choice, Form, Problem, Step
from conversations.mission_form import LONGEST_TITLE, NOT_A_NUMBER
from conversations.opening_form import first_step, last_step
from conversations.workshop_answers import Planning, written
from locales.marks import N_
from services import agreements
from services.agreements import MOST_RATE, Report, Terms
from services.letters import DIGITS
from services.words import alike
from storage.agreements import AgreementRow

MOST_DAYS, MOST_PEOPLE, LONGEST_SIGNS, LONGEST_WORDS = 200, 500, 160, 900
NO_DAYS = N_("This is no number of days between a half and {most}. Write 2 or 2,5.")


@dataclass(frozen=True, slots=True)
class Agreeing(Planning):
    """Besides: whether the lab itself is a side, the days in the draft, what the others said (days, people)."""

    ours: bool = False
    days: float = 1
    said: tuple[float, int] | None = None


def _whole(most: int) -> Callable[[str], str | Problem]:
    def clean(text: str) -> str | Problem:
        digits = text.strip().translate(DIGITS).replace(" ", "")
        fits = digits.isdecimal() and 0 < int(digits) <= most
        return str(int(digits)) if fits else Problem(NOT_A_NUMBER, {"most": most})

    return clean


def halves(text: str) -> str | Problem:
    """Days, also half ones: 2,5."""
    digits = text.strip().translate(DIGITS).replace("٫", ".").replace(",", ".")
    try:
        days = float(digits)
    except ValueError:
        days = 0
    fits = 0 < days <= MOST_DAYS and days * 2 == int(days * 2)
    return f"{days:g}" if fits else Problem(NO_DAYS, {"most": MOST_DAYS})


# The draft


def days_step(answers: Answers, around: Agreeing) -> Sequence[Step]:
    """How many days, those of the need by a tap."""
    return [Step("days", ask=N_("📆 How many days of work are agreed? Press, or write a number."), label=N_("Days"),
                 choices=[Choice(f"{around.days:g}", alike(f"{around.days:g}"))], accepts=TEXT,
                 clean=_whole(MOST_DAYS))]  # fmt: skip


def signs_step(answers: Answers, around: Agreeing) -> Sequence[Step]:
    """Who signs for the lab, where it is a side."""
    ask = N_("✍️ Who signs for the team? Write name and function.")
    return (
        [Step("signs", ask=ask, label=N_("Who signs for the team"), clean=within(LONGEST_SIGNS))] if around.ours else []
    )


DRAFT = Form("agreement", (first_step, last_step, days_step, signs_step), submit=agreements.draft)


def terms(answers: Answers) -> Terms:
    """What the answers say; without a last day it is the first."""
    first = str(answers.value("first"))
    return Terms(first, answers.value("last") or first, int(answers.value("days")), answers.value("signs"))


def known(row: AgreementRow) -> Answers:
    """The draft as it is, so that each answer can be changed."""
    found = {
        "first": Answer("text", row.first),
        "last": Answer("text", row.last),
        "days": Answer("text", str(row.days)),
    }
    return Answers(found | ({"signs": Answer("text", row.signs)} if row.signs else {}))


# A milestone

WHAT = Step("what", ask=N_("🚩 What is done by then? A few words, as they stand in the agreement.\n"
                           "In two languages: write both, with / between them."),
            label=N_("Milestone"), clean=within(LONGEST_TITLE))  # fmt: skip


def by_step(answers: Answers, around: Agreeing) -> Sequence[Step]:
    """By which day."""
    (asked,) = first_step(answers, around)
    return [Step("day", ask=N_("📅 By which day? For instance: 15 January."), label=N_("Day"), clean=asked.clean)]


MILESTONE = Form("milestone", (WHAT, by_step), submit=agreements.add_milestone)


def milestone(answers: Answers, around: Agreeing) -> tuple[dict[str, str], str]:
    """What, and by which day."""
    return dict(written(str(answers.value("what")), around.language, split=True)), str(answers.value("day"))


# What was done


def given_step(answers: Answers, around: Agreeing) -> Sequence[Step]:
    """The days that were really given: as the others said, or as agreed, by a tap."""
    first = f"{around.said[0] if around.said else around.days:g}"
    return [Step("given", ask=N_("🏁 How many days were really given? Press, or write a number such as 2,5."),
                 label=N_("Days really given"), choices=[Choice(first, alike(first.replace(".", ",")))], accepts=TEXT,
                 clean=halves)]  # fmt: skip


def people_step(answers: Answers, around: Agreeing) -> Sequence[Step]:
    """How many people came."""
    first = [str(around.said[1])] if around.said else ["1", "2", "3", "5"]
    return [Step("people", ask=N_("👥 How many people of the organisation came? Press, or write a number."),
                 label=N_("People who came"), choices=[Choice(one, alike(one)) for one in first], accepts=TEXT,
                 clean=_whole(MOST_PEOPLE))]  # fmt: skip


def words_step(answers: Answers, around: Agreeing) -> Sequence[Step]:
    """What was done, or what was different; by voice too."""
    first, other = N_("✍️ What was done? Write it, or send a voice message."), N_(
        "✍️ What was different? Write it, or send a voice message."
    )  # fmt: skip
    return [Step("words", ask=other if around.said else first, label=N_("In own words"), accepts=TEXT | VOICE,
                 clean=within(LONGEST_WORDS))]  # fmt: skip


CLOSING = Form("closing", (given_step, people_step, words_step), submit=agreements.report)


def report(answers: Answers) -> Report:
    """What one side says."""
    words, kind = answers.value("words"), answers.kind("words")
    return Report(
        days=float(answers.value("given")),
        people=int(answers.value("people")),
        words=words if kind == "text" else None,
        voice=words["file_id"] if kind == "voice" else None,
    )


WORTH = Step("rate", ask=N_("💶 What is one day worth, in dirhams, as your organisation counts it? Write a number. "
                            "It only stands on your impact sheet."),
             label=N_("Dirhams a day"), clean=_whole(MOST_RATE), optional=True)  # fmt: skip
RATE = Form("agreement_rate", (WORTH,), submit=agreements.rate, confirm=False)
