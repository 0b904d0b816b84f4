"""What one agreed to, in full: what is kept, why, who reads it, how long, and what taking it back does."""

from telegram import Update

from handlers.buttons import Button, Rows, data, one_a_row, taps
from handlers.context import Context
from handlers.kept import PURPOSES
from handlers.screens import Message, View, screen
from handlers.words import bold
from locales import common
from locales.marks import N_
from locales.texts import Safe
from services import alerts, challenges, companies, employees, privacy, registrations, supporters, volunteers
from services.lab import Retention

_FIGURE = N_(
    "The team keeps this answer on your volunteer card.\n"
    "Why: to count who takes part, all volunteers together.\n"
    "How long: as long as your card.\n"
    "If you take it back: this answer goes, the card stays."
)
FULL: dict[str, str] = {
    challenges.PURPOSE: N_(
        "The team keeps what you send: words, voices, photos, files, the place, and your name as you chose it.\n"
        "Why: to study the problem and answer you.\n"
        "Who reads it: the team, and without your name the body to which the team passes it.\n"
        "How long: until you erase it, else {days} days after its end.\n"
        "If you take it back: your reports are withdrawn."
    ),
    challenges.NAME_PURPOSE: N_(
        "Everybody may read the name that you wrote, beside the public text of that report.\n"
        "Why: because you wanted it shown.\n"
        "How long: as long as the report is public.\n"
        "If you take it back: the name is hidden again."
    ),
    supporters.PURPOSE: N_(
        "The team keeps which reports you support, with the day.\n"
        "Why: to count how many people have a problem, and to tell you its news.\n"
        "Who reads it: everybody sees the number alone.\n"
        "How long: until you want no more news of it, or the report goes.\n"
        "If you take it back: you support nothing any more."
    ),
    alerts.PURPOSE: N_(
        "The team keeps the communes and themes that you chose, and how often you want their news.\n"
        "Why: to send you these news and no others.\n"
        "How long: until you take them off your list.\n"
        "If you take it back: the list is empty."
    ),
    registrations.PURPOSE: N_(
        "The team keeps your answer to a workshop with your name, and whether you came.\n"
        "Why: to keep you a seat and to tell you what changes.\n"
        "Who reads it: the team and whoever leads the workshop.\n"
        "How long: {days} days after its last session.\n"
        "If you take it back: your answers go, and your seats are for others."
    ),
    volunteers.PURPOSE: N_(
        "The team keeps your volunteer card, and what you did in missions.\n"
        "Why: to offer you missions that fit, and to confirm your hours.\n"
        "Who reads it: the team; an organisation only if you apply to it, "
        "or say yes to a mission that it leads.\n"
        "How long: {days} days after you last changed it or took part.\n"
        "If you take it back: the card goes."
    ),
    companies.PURPOSE: N_(
        "The team keeps that you speak for an organisation, with your name, function, phone and e-mail.\n"
        "Why: to write to you about needs that fit.\n"
        "Who reads it: the team; once you are interested and the team connects you, whoever needs it; "
        "in an agreement its other side.\n"
        "How long: until you leave, else {days} days after the last change.\n"
        "If you take it back: your name and number go."
    ),
    employees.PURPOSE: N_(
        "Whoever speaks for your organisation reads your name, and one number: the days of all together.\n"
        "They do not read where you came, nor for how long, unless they lead the mission.\n"
        "How long: until you leave or they take you off the list, else {days} days without help.\n"
        "If you take it back: you are off the list."
    ),
    **dict.fromkeys(volunteers.FIGURES.values(), _FIGURE),
}


def days(retention: Retention, purpose: str) -> int:
    """How long what one agreed to is kept at most."""
    own = {challenges.PURPOSE: retention.closed_challenges, registrations.PURPOSE: retention.registrations}
    return own.get(purpose, retention.volunteers)


def row(view: View) -> Rows:
    """The way to the texts."""
    return [[Button(view.texts.plain("📖 Read them in full"), data("privacy.texts"))]]


@taps("privacy.texts")
async def listed(update: Update, context: Context) -> None:
    """Each thing agreed to, to be opened."""
    context.say("privacy.texts", edit=True)


@screen("privacy.texts")
async def list_screen(view: View) -> Message:
    """One button for each."""
    given = await privacy.consents(view.session, view.person)
    buttons = [Button(view.texts.plain(PURPOSES[one.purpose]), data("privacy.text", one.purpose)) for one in given]
    return Message(view.texts("📖 Which one?"), rows=[*one_a_row(buttons), _back(view, "privacy.consents")])


@taps("privacy.text")
async def one(update: Update, context: Context, purpose: str) -> None:
    """One of them, in full."""
    if purpose in FULL:
        context.say("privacy.text", edit=True, purpose=purpose)
    else:
        context.toast(context.texts.plain(common.OLD_BUTTON))


@screen("privacy.text")
async def text_screen(view: View, *, purpose: str) -> Message:
    """What it says, and since when this person agrees to it; another version than ours is said."""
    texts, lab = view.texts, view.house.lab
    given = await privacy.consents(view.session, view.person)
    mine = next((each for each in given if each.purpose == purpose and each.withdrawn_at is None), None)
    lines = [bold(texts(PURPOSES[purpose])), Safe(texts(FULL[purpose], days=days(lab.retention, purpose)))]
    lines.append(texts("This is text {version}.", version=lab.privacy.version))
    if mine:
        date = texts.date(mine.given_at)
        lines.append(texts("You agreed to text {version} on {date}.", version=mine.text_version, date=date))
    return Message("\n".join(lines), rows=[_back(view, "privacy.texts")])


def _back(view: View, to: str) -> list[Button]:
    return [Button(f"↩️ {view.texts.plain(common.BACK)}", data(to))]
