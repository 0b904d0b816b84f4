"""After a long pause a message may be about something else: it is set aside, and the person says which."""

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from conversations.form import Accepts, Said
from handlers import turning
from handlers.buttons import Button, data, one_a_row
from handlers.context import Context
from handlers.form_keys import pressed
from handlers.screens import Message, View, screen
from handlers.served import Open, save, served
from locales import common

PAUSE = timedelta(hours=1)


def paused(context: Context, one: Open, said: Said) -> bool:
    """Whether `said` comes so late that it may not belong to the draft; what a key of the form sent always does."""
    if one.aside:
        return True
    if one.prompt_due or not one.draft.answers or pressed(context.house, context.person, said, one):
        return False
    return one.changed_at is not None and context.house.clock.now() - one.changed_at > PAUSE


async def set_aside(context: Context, session: AsyncSession, one: Open, said: Said) -> None:
    """Keep the message beside the draft and ask where it belongs."""
    served(one.draft.form).heard(context, one, said)
    if not one.aside:
        context.say("form.paused", token=one.draft.token)
    one.aside.append({"kind": said.kind.kind, "value": said.value, "message": said.message, "album": said.album})
    one.update = context.update_id
    await save(session, context.house, context.person, one)


def aside(one: Open) -> list[Said]:
    """The messages set aside."""
    return [Said(Accepts[each["kind"].upper()], each["value"], each["message"], each["album"]) for each in one.aside]


async def resume(context: Context, session: AsyncSession, one: Open) -> None:
    """Go on where the draft stands; the form hears what was set aside."""
    manners, waiting = served(one.draft.form), aside(one)
    around = manners.around(context.house, context.person, one)
    one.aside, one.update = [], context.update_id
    turn = manners.form.now(one.draft, around)
    for said in waiting:
        turn = manners.form.hear(turn.draft, said, around)
    await turning.follow(context, session, one, turn, edit=True)


@screen("form.continue")
async def continue_screen(view: View, *, token: str) -> Message:
    """Something was begun and not sent."""
    text = view.texts("You began a message, it has not left yet.\nDo you want to continue?")
    return Message(text, rows=[[_resume(view)], [_cancel(view, token)]])


@screen("form.paused")
async def paused_screen(view: View, *, token: str) -> Message:
    """Something was begun long ago, and now something came."""
    text = view.texts("You began a message, it has not left yet.\nDoes what you sent now belong to it?")
    anew = Button(view.texts.plain("🆕 It is something else"), data("form.anew"))
    return Message(text, rows=one_a_row([_resume(view), anew, _cancel(view, token)]))


@screen("form.dropped")
async def dropped(view: View) -> Message:
    """What was begun before is gone."""
    return Message(view.texts("Noted: what you began before has been erased."))


def _resume(view: View) -> Button:
    return Button(view.texts.plain("▶️ Continue my message"), data("form.resume"))


def _cancel(view: View, token: str) -> Button:
    return Button(f"✖️ {view.texts.plain(common.CANCEL)}", data("form", "cancel", token))
