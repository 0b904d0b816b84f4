"""A challenge by message: what happened, where, what it is about, who may see the name."""

from collections.abc import Sequence
from dataclasses import dataclass

from conversations.checks import a_place
from conversations.form import LOCATION, MEDIA, TEXT, VOICE, Answers, Choice, Form, Step
from locales.marks import N_
from services import authors, categories, challenges, places
from services.lab import OTHER, Category, Lab, Question, Words

MOST_MESSAGES = 40
SAFETY = "safety"  # the category of what was sent in danger

HIDDEN = Choice(authors.HIDDEN, N_("🙈 Name hidden"))
SHOWN = Choice(authors.SHOWN, N_("👁 Name shown"))
ANONYMOUS = Choice(authors.ANONYMOUS, N_("🕶 No name"))


@dataclass(frozen=True, slots=True)
class Around:
    """What the steps look at: the lab, the visibility that a sent challenge has already (empty before), and whether
    words of danger were heard."""

    lab: Lab
    visibility: str = ""
    danger: bool = False


def words_of(answers: Answers) -> str:
    """Everything written so far: texts and captions."""
    parts = answers.parts("words")
    written = [part["value"] if part["kind"] == "text" else part["value"].get("caption") for part in parts]
    return "\n".join(filter(None, written))


def communes(answers: Answers, around: Around) -> list[Choice]:
    """The lab's communes, the one named in the words first."""
    named = places.by_words(around.lab, words_of(answers))
    ordered = sorted(places.communes(around.lab), key=lambda one: named is None or one.code != named.code)
    return [Choice(one.code, one.names) for one in ordered]


def category(answers: Answers, around: Around) -> Sequence[Step]:
    """What it is about: the best guesses first. Not asked of somebody who wrote nothing: staff will say; nor of
    somebody in danger: it is about safety, unless they change it."""
    words = words_of(answers)
    urgent = around.danger and any(one.key == SAFETY for one in around.lab.categories)
    if not (words or urgent):
        return ()
    likely = categories.suggest(words, around.lab)
    known = [one.key for one in around.lab.categories if one.key not in (*likely, OTHER)]
    keys = [*likely, OTHER, *known] if likely else [*known, OTHER]
    choices = [Choice(key, with_emoji(around.lab.category(key))) for key in keys]
    ask = N_("What is it about?\nChoose the closest, or “Other”.")
    few, default = len(likely) + 1 if likely else 0, SAFETY if urgent else ""
    return [Step("category", ask, N_("🏷 Type of problem"), choices=choices, few=few, default=default)]


def with_emoji(one: Category) -> Words:
    """The category's words, each after its sign."""
    written = {code: f"{one.emoji} {words}" for code, words in one.words.model_dump().items() if words}
    return Words(**written)


def own_questions(answers: Answers, around: Around) -> Sequence[Step]:
    """The chosen category's own questions; each may be skipped, and answered by voice too."""
    chosen = answers.value("category")
    return [_question(one) for one in around.lab.category(chosen).questions] if chosen else ()


def step_name(one: Question) -> str:
    """The name of the step that asks this question."""
    return f"q_{one.key}"


def _question(one: Question) -> Step:
    choices = [Choice(str(number), words) for number, words in enumerate(one.choices)]
    return Step(step_name(one), one.ask, one.ask, choices=choices, accepts=TEXT | VOICE, optional=True)


def visibilities(answers: Answers, around: Around) -> list[Choice]:
    """Who may see the name. After sending, a known name cannot become unknown, nor the other way round."""
    if around.visibility == authors.ANONYMOUS:
        return [ANONYMOUS]
    return [HIDDEN, SHOWN] if around.visibility else [HIDDEN, SHOWN, ANONYMOUS]


def visibility(answers: Answers, around: Around) -> Sequence[Step]:
    """The name: hidden unless somebody wants otherwise."""
    ask = N_(
        "Who may see your name?\n"
        "No name: even the team does not see it, but it can answer you here.\n"
        "Name hidden: only the team. Name shown: everybody."
    )
    choices = visibilities(answers, around)
    return [Step("name", ask, N_("👤 Name"), choices=choices, default=choices[0].key)]


FORM = Form(
    "challenge",
    (
        Step(
            "words",
            ask=N_("What is happening?\nWrite it, say it in a voice message, or send a photo."),
            label=N_("📝 Problem"),
            accepts=TEXT | VOICE | MEDIA,
            gather=MOST_MESSAGES,
            flows=True,
        ),
        Step(
            "place",
            ask=N_(
                "📍 Where is it? You will read everything again before it is sent.\n"
                "Send your position, choose the commune, or describe the place (by the school, after the bridge…)."
            ),
            label=N_("📍 Place"),
            clean=a_place,
            choices=communes,
            accepts=TEXT | VOICE | LOCATION,
            optional=True,
        ),
        category,
        own_questions,
        visibility,
    ),
    submit=challenges.submit,
)
