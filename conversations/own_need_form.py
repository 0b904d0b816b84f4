"""The form by which an organisation says what it needs: what, skills, how many people, when, where, from whom."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from conversations.checks import within
from conversations.form import TEXT, VOICE, Answers, Choice, Form, Step
from conversations.mission_form import CAPACITY, LONGEST_ABOUT, LONGEST_PLACE, LONGEST_TITLE, PLACE, REMOTE, Needing
from conversations.mission_form import commune_step as in_commune
from conversations.volunteer_form import ELSEWHERE, skill_choices
from conversations.workshop_answers import when, written
from conversations.workshop_days import begin_step, day_step, end_step
from locales.marks import N_
from services import own_needs
from services.own_needs import BOTH, HANDS, PARTNER, Needed

A_DAY = "day"  # instead of a period in words
TITLES: dict[str, str] = {
    "hands": N_("🙌 Hands for an activity"),
    "training": N_("🎓 Someone who teaches us"),
    "digital": N_("💻 Computers, a website"),
    "papers": N_("🧮 Papers, accounts, a project"),
    "event": N_("🎪 Help with an event"),
    "works": N_("🧱 Paint, repair, plant"),
    "project": N_("🤝 A partner for a project"),
}
WANTS: dict[str, str] = {
    HANDS: N_("🙋 Volunteers"),
    PARTNER: N_("🏢 An organisation as partner"),
    BOTH: N_("👐 Both"),
}
TITLE = Step(
    "title",
    ask=N_(
        "🙏 What do you need? Press what comes close, or write it in a few words. Next you can say more in your voice."
    ),
    label=N_("Need"),
    choices=[Choice(key, label) for key, label in TITLES.items()],
    accepts=TEXT,
    clean=within(LONGEST_TITLE),
)
MORE = Step(
    "more",
    ask=N_("🎤 Tell us more: what is to be done, for whom? Send a voice message, or write it, or skip."),
    label=N_("More about it"),
    accepts=TEXT | VOICE,
    clean=within(LONGEST_ABOUT),
    optional=True,
)
FROM = Step(
    "wants",
    ask=N_("🔎 Who could help you?"),
    label=N_("Looked for"),
    choices=[Choice(key, label) for key, label in WANTS.items()],
)
PEOPLE = replace(CAPACITY, ask=N_("👥 How many people would that take? Press, or write a number."))
PERIOD = Step(
    "period",
    ask=N_("📅 When? Press, or write it in words: on Saturdays in December."),
    label=N_("Period"),
    choices=[Choice(A_DAY, N_("📆 On one day that we know"))],
    accepts=TEXT,
    clean=within(LONGEST_PLACE),
    optional=True,
)
WHERE = replace(PLACE, ask=N_("📍 Where would that be? Write the place as people call it."))


def skills_step(answers: Answers, around: Needing) -> Sequence[Step]:
    """Any of these; none means that everybody fits."""
    ask = N_("💪 What should those who help know? Press all that would do, then “Done”. Skip: everybody fits.")
    return [Step("skills", ask=ask, label=N_("Skills, one is enough"), choices=skill_choices(around.skills), many=True,
                 optional=True, few=10)]  # fmt: skip


def moment_steps(answers: Answers, around: Needing) -> Sequence[Step]:
    """The day and its times, if it is on one day."""
    if answers.kind("period") != "choice":
        return []
    return [one for step in (day_step, begin_step, end_step) for one in step(answers, around)]


def commune_step(answers: Answers, around: Needing) -> Sequence[Step]:
    """In which commune that is."""
    return in_commune(answers, around)


FORM = Form(
    "own_need", (TITLE, MORE, FROM, skills_step, PEOPLE, PERIOD, moment_steps, WHERE, commune_step),
    submit=own_needs.state,
)  # fmt: skip


def needed(answers: Answers, around: Needing, named: Mapping[str, Mapping[str, str]]) -> Needed:
    """What the answers say; `named`: what a choice of the first question is called, by language."""
    title, commune = str(answers.value("title")), answers.value("commune")
    walls = found.walls() if answers.kind("period") == "choice" and (found := when(answers)) else (None, None)
    remote, spoken = answers.value("place") == REMOTE, answers.kind("more") == "voice"
    return Needed(
        title=dict(named[title]) if answers.kind("title") == "choice" else dict(_written(title, around)),
        wants=str(answers.value("wants")),
        people=int(answers.value("capacity")),
        skills=tuple(answers.value("skills") or ()),
        more=None if spoken else answers.value("more"),
        voice=answers.value("more")["file_id"] if spoken else None,
        period=answers.value("period") if answers.kind("period") == "text" else None,
        begins=walls[0],
        ends=walls[1],
        place=None if remote else str(answers.value("place")),
        commune=None if remote or commune == ELSEWHERE else commune,
        remote=remote,
    )


def _written(title: str, around: Needing) -> Mapping[str, str]:
    return written(title, around.language, split=True)
