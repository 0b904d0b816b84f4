"""The form that plans a workshop (an event), and the one that changes one thing of it.

What is nearly always the same (meets once, in all languages, for everybody, two guests, nothing to ask) is not asked:
it stands in the summary, where one tap changes it. CHANGE asks one of the same steps again.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from conversations.checks import within
from conversations.form import LOCATION, TEXT, Answers, Choice, Form, Problem, Step
from conversations.workshop_answers import NO_LIMIT, NONE, Planning
from conversations.workshop_days import begin_step, day_step, end_step, sessions_step
from locales.marks import N_
from services import workshops
from services.words import Words, alike
from storage.workshops import CODE, INVITED, PUBLIC

LONGEST_TITLE, LONGEST_ABOUT, LONGEST_QUESTION = 80, 600, 120  # UTF-16 units
MOST_SEATS, MOST_QUESTIONS, MOST_PARTS = 5000, 5, 3

NOT_A_NUMBER = N_("Please write a number between 1 and {most}.")
TOO_MANY_QUESTIONS = N_("These are too many questions. Questions at most: {most}")
LONG_QUESTION = N_("This question is too long (characters at most: {most}): {words}")


def _signed(emoji: str, words: Words) -> Words:
    return Words(**{code: f"{emoji} {words.pick(code)}" for code in ("ar", "ary", "fr")})


TITLE = Step(
    "title",
    ask=N_(
        "✍️ What is the workshop called? A few words, as people will read them.\n"
        "In two languages: write both, with / between them."
    ),
    label=N_("Title"),
    clean=within(LONGEST_TITLE),
)
ABOUT = Step(
    "about",
    ask=N_("What will happen there, and for whom? Two or three sentences."),
    label=N_("What it is about"),
    clean=within(LONGEST_ABOUT),
    optional=True,
)
THEME = Step(
    "theme",
    ask=N_("Which theme does it belong to?"),
    label=N_("Theme"),
    choices=lambda _answers, around: [Choice(one.key, _signed(one.emoji, one.words)) for one in around.lab.categories],
    few=6,
    optional=True,
)
PLACE = Step(
    "place",
    ask=N_(
        "📍 Where is it? Write the place as people call it. If you can, send its point on the map too "
        "(📎, then Location).\nOnline: send the link."
    ),
    label=N_("Place"),
    accepts=TEXT | LOCATION,
    gather=MOST_PARTS,
    flows=True,
)

PLACE_ANEW = replace(
    PLACE,
    ask=N_(
        "📍 Send what is new: the place as people call it, its point on the map (📎, then Location), or the link.\n"
        "What you do not send stays as it is. If the place is another one, send its point too."
    ),
)


def _number(text: str) -> str | Problem:
    digits = text.strip()
    fits = digits.isdecimal() and 0 < int(digits) <= MOST_SEATS
    return str(int(digits)) if fits else Problem(NOT_A_NUMBER, {"most": MOST_SEATS})


CAPACITY = Step(
    "capacity",
    ask=N_("🪑 How many seats are there? Press, or write a number."),
    label=N_("Seats"),
    choices=[*(Choice(str(one), alike(str(one))) for one in (15, 20, 30, 50, 80, 100)),
             Choice(NO_LIMIT, N_("No limit"))],
    accepts=TEXT,
    clean=_number,
)  # fmt: skip
LANGUAGES = Step(
    "languages",
    ask=N_("🗣 In which languages will people speak there?"),
    label=N_("Languages"),
    choices=[
        Choice("all", N_("All three languages")),
        Choice("ary", N_("Darija")),
        Choice("ary-fr", N_("Darija and French")),
        Choice("ar-fr", N_("Arabic and French")),
        Choice("ar", N_("Arabic")),
        Choice("fr", N_("French")),
    ],
    default="all",
)
ACCESS = Step(
    "access",
    ask=N_(
        "Who may come?\n"
        "Everybody: it stands in the programme.\n"
        "With the link: it is not in the programme; whoever has its link or code can answer.\n"
        "Invited people: only who opens the invitation that you send."
    ),
    label=N_("Who may come"),
    choices=[
        Choice(PUBLIC, N_("🌍 Everybody")),
        Choice(CODE, N_("🔗 Whoever has the link")),
        Choice(INVITED, N_("✉️ Invited people")),
    ],
    default=PUBLIC,
)
GUESTS = Step(
    "guests",
    ask=N_("How many people may one person bring along? They count as seats."),
    label=N_("Guests of one person, at most"),
    choices=[Choice(str(one), alike(str(one))) for one in (0, 1, 2, 4)],
    default="2",
)


def _questions(text: str) -> str | Problem:
    lines = [one for line in text.split("\n") if (one := line.lstrip("-–—• ").strip())]
    if len(lines) > MOST_QUESTIONS:
        return Problem(TOO_MANY_QUESTIONS, {"most": MOST_QUESTIONS})
    long = next((line for line in lines if len(line) > LONGEST_QUESTION), None)
    return Problem(LONG_QUESTION, {"most": LONGEST_QUESTION, "words": long[:60]}) if long else "\n".join(lines)


QUESTIONS = Step(
    "questions",
    ask=N_("❓ What do you want to ask whoever comes? One question a line, at most five. Everybody may skip them."),
    label=N_("Questions to who comes"),
    choices=[Choice(NONE, N_("Nothing"))],
    accepts=TEXT,
    clean=_questions,
    default=NONE,
)


FORM = Form(
    "workshop",
    (TITLE, ABOUT, THEME, day_step, begin_step, end_step, PLACE, CAPACITY,
     sessions_step, LANGUAGES, ACCESS, GUESTS, QUESTIONS),
    submit=workshops.create,
)  # fmt: skip


# One thing of a workshop, changed


@dataclass(frozen=True, slots=True)
class Change(Planning):
    """Besides: what is to be changed, one of FIELDS."""

    what: str = "title"


Group = Callable[[Answers, Planning], Sequence[Step]]
FIELDS: dict[str, tuple[Step | Group, ...]] = {
    "title": (TITLE,),
    "about": (ABOUT,),
    "theme": (THEME,),
    "when": (day_step, begin_step, end_step, sessions_step),
    "place": (PLACE_ANEW,),
    "capacity": (CAPACITY,),
    "languages": (LANGUAGES,),
    "access": (ACCESS,),
    "guests": (GUESTS,),
    "questions": (QUESTIONS,),
}


def _changed(what: str, item: Step | Group) -> Group:
    """This step, if that is what is to be changed: asked, and not flowing on by itself."""

    def steps(answers: Answers, around: Planning) -> Sequence[Step]:
        if not isinstance(around, Change) or around.what != what:
            return []
        found = [item] if isinstance(item, Step) else item(answers, around)
        return [replace(one, default="", flows=False) for one in found]

    steps.__name__ = f"change_{item.name if isinstance(item, Step) else item.__name__}"
    return steps


CHANGE = Form(
    "workshop_change",
    tuple(_changed(what, item) for what, items in FIELDS.items() for item in items),
    submit=workshops.change,
    confirm=False,
)
