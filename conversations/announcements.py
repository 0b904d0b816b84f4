"""The small forms of an announcement: what it says in one language, and the name of a saved audience."""

from conversations.checks import within
from conversations.form import DOCUMENT, PHOTO, TEXT, VOICE, Form, Step
from locales.marks import N_
from services import announcements

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

FORMS = (WORDS, CORRECTION, SEGMENT)
