"""The small forms of an announcement: what it says in one language, and the name of a saved audience."""

from collections.abc import Sequence
from datetime import datetime

from conversations.checks import within
from conversations.form import DOCUMENT, PHOTO, TEXT, VOICE, Answers, Form, Problem, Step
from conversations.when import read_moment
from locales.marks import N_
from services import announcements
from services.occasions import WALL

LONGEST = 3500  # UTF-16 units: with the line about the topic, still one message
LONGEST_CAPTION = 850
LONGEST_NAME = 40

WORDS = Form(
    "announcement.words",
    (
        Step(
            "words",
            ask=N_(
                "📢 What do you want to announce?\n"
                "Write it, say it, forward a message, or send a photo or a file with its text below."
            ),
            accepts=TEXT | VOICE | PHOTO | DOCUMENT,
            clean=within(LONGEST),
        ),
    ),
    submit=announcements.word,
    confirm=False,
)

CORRECTION = Form(
    "announcement.correction",
    (
        Step(
            "words",
            ask=N_("✏️ Write what it shall say instead. Its file, if it has one, stays."),
            label=N_("✏️ It will say"),
            clean=within(LONGEST),
        ),
    ),
    submit=announcements.reword,
)

SEGMENT = Form(
    "announcement.segment",
    (Step("name", ask=N_("💾 A name for this audience, so that you find it again:"), clean=within(LONGEST_NAME)),),
    submit=announcements.save_segment,
    confirm=False,
)


def _time_step(answers: Answers, around: datetime) -> Sequence[Step]:
    """`around` is what clocks show now."""

    def clean(text: str) -> str | Problem:
        found = read_moment(text, around)
        return found if isinstance(found, Problem) else found.strftime(WALL)

    ask = N_("🕐 When shall it leave? Write the day and the time, as you say them: tomorrow 9:30, or 28/11 14:30.")
    return [Step("when", ask=ask, clean=clean)]


TIME = Form("announcement.time", (_time_step,), submit=announcements.edit, confirm=False)

FORMS = (WORDS, CORRECTION, SEGMENT, TIME)
