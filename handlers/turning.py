"""One turn of a form: what was heard goes to the engine, the draft is kept, and what comes of it is said."""

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Message

from conversations.form import TEXT, Cancelled, Gathered, Old, Problem, Said, Submit, Tap, Turn
from handlers import messages
from handlers.asking import QUIET, Question, ask, strike
from handlers.context import Context
from handlers.form_keys import pressed
from handlers.rights import refuse
from handlers.served import Open, save, served
from locales import common
from services import drafts
from services.roles import holds


def fit(context: Context, message: Message) -> Said | None:
    """What a message says; of a file that is too large only its caption, and a word on that."""
    said = messages.said(message)
    if said is None or not messages.too_large(message):
        return said
    context.say("form.too_large")
    return Said(TEXT, message.caption, message.message_id) if message.caption else None


async def hear(context: Context, session: AsyncSession, one: Open, said: Said, hurry: bool) -> None:
    """Let the form hear a message. Without `hurry` more may follow, and the next question waits for quiet."""
    if await _ended_with_the_role(context, session, one):
        return
    manners = served(one.draft.form)
    manners.heard(context, one, said)
    one.update = context.update_id
    around = manners.around(context.house, context.person, one)
    meant = pressed(context.house, context.person, said, one)
    if isinstance(meant, Problem):
        await follow(context, session, one, manners.form.now(one.draft, around, meant))
        return
    turn = manners.form.hear(one.draft, meant or said, around)
    if hurry or isinstance(turn.output, Submit | Cancelled) or getattr(turn.output, "problem", None):
        await follow(context, session, one, turn)
    else:
        await wait(context, session, one, turn)


async def tap(context: Context, session: AsyncSession, one: Open, button: Tap) -> None:
    """Let the form hear a button."""
    if await _ended_with_the_role(context, session, one):
        return
    one.update, manners = context.update_id, served(one.draft.form)
    turn = manners.form.hear(one.draft, button, manners.around(context.house, context.person, one))
    await follow(context, session, one, turn, edit=True)


async def _ended_with_the_role(context: Context, session: AsyncSession, one: Open) -> bool:
    """Whether this is a form of the team, and whoever filled it in left: they are told, and nothing of it is kept."""
    needed = served(one.draft.form).needs
    if needed is None or holds(context.person.roles, needed):
        return False
    strike(context, one)
    await drafts.drop(session, context.house.seals, context.person.id)
    refuse(context)
    return True


async def follow(context: Context, session: AsyncSession, one: Open, turn: Turn, edit: bool = False) -> None:
    """Keep the draft as it is after `turn`, and say what the turn says."""
    answered, one.draft, output = one.draft.at, turn.draft, turn.output
    if isinstance(output, Gathered):
        await wait(context, session, one, turn)
    elif isinstance(output, Submit) and await _held_back(context, session, one, output):
        return
    elif isinstance(output, Submit | Cancelled):
        await end(context, session, one, output)
    elif isinstance(output, Old):
        context.toast(context.texts.plain(common.OLD_BUTTON))
        await _asked(context, session, one, output.now)
    else:
        await _asked(context, session, one, output, edit, answered)


async def _held_back(context: Context, session: AsyncSession, one: Open, output: Submit) -> bool:
    return await served(one.draft.form).holds_back(context, session, one, output.answers)


async def _asked(
    context: Context, session: AsyncSession, one: Open, output: Question, edit: bool = False, answered: str = ""
) -> None:
    ask(context, one, output, edit, answered)
    await save(session, context.house, context.person, one)


async def wait(context: Context, session: AsyncSession, one: Open, turn: Turn) -> None:
    """Keep the draft; the next question comes when nothing has followed for a moment."""
    if isinstance(turn.output, Gathered):
        _gathered(context, one, turn.output)
    one.draft, one.prompt_due = turn.draft, context.house.clock.now() + QUIET
    await save(session, context.house, context.person, one)


def _gathered(context: Context, one: Open, output: Gathered) -> None:
    """Say that there is no room; or, once for several in a row, that it joined though another question stands there."""
    if output.full:
        context.say("form.full")
    elif output.added and one.prompt_due is None and one.draft.at not in ("", output.step.name):
        context.say("form.joined")


async def end(context: Context, session: AsyncSession, one: Open, output: Submit | Cancelled) -> None:
    """The form is over: its answers are taken, or nothing was sent. The draft and its key go before another begins."""
    strike(context, one, edit=True)
    await drafts.drop(session, context.house.seals, context.person.id)
    if isinstance(output, Cancelled):
        said = served(one.draft.form).cancelled(one)
        context.say("form.cancelled", edit=not one.keyed, remove=bool(one.keyed), said=said)
    else:
        if one.keyed:
            context.say("form.taken", step="", remove=True)
        await served(one.draft.form).sent(context, session, one, output.answers)
