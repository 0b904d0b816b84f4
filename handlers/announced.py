"""What people receive of an announcement, in their language; and stopping its topic with one tap."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Update

from conversations.announcements import LONGEST, LONGEST_CAPTION
from handlers import announcement_workshops
from handlers.announcement_words import file_of, shown_in
from handlers.buttons import Button, data, one_a_row, taps
from handlers.context import Context
from handlers.screens import Message, View, screen
from locales import common
from locales.formats import Safe, escape
from locales.marks import N_
from storage import announcements as rows
from storage.announcements import DELETED, SCREEN, AnnouncementRow

LONGEST_TOPIC = 24  # characters of a key, as stored
STOP = N_("🔕 Stop these messages")


@screen(SCREEN, shared=True)
async def message(view: View, *, announcement: int) -> Message | list[Message]:
    """The announcement in the words of this person's language; nothing if it is gone."""
    row = await rows.of(view.session, announcement)
    if row is None or row.state == DELETED:
        return []
    found = await dressed(view, row, view.person.language, stop=data("topic.stop", row.topic))
    return found or []


async def dressed(view: View, row: AnnouncementRow, language: str, stop: str) -> Message | None:
    """What whoever speaks this language gets: words as staff wrote them, why they get it, the way to stop it.

    Of a workshop the words come from what is planned, where staff wrote none; None if it is called off or over.
    """
    texts, wordings = view.house.catalogues[language], await rows.wordings(view.session, row.id)
    wording = wordings.get(language if row.workshop_id else shown_in(wordings, language))
    words, answers = Safe(escape(wording.text)) if wording else Safe(""), list[Sequence[Button]]()
    file = await file_of(view, row, wording)
    if row.workshop_id:
        told = await announcement_workshops.told_in(view, row, language, LONGEST_CAPTION if file else LONGEST)
        if told is None:
            return None
        words, answers = words or told[0], [*told[1]]
    name = view.house.lab.topic(row.topic).words.pick(language)
    why = texts("You receive this message because you follow: {topic}", topic=name)
    text = "\n\n".join(part for part in (words, why) if part)
    buttons = [*answers, [Button(texts.plain(STOP), stop)]]
    return Message(text, rows=buttons, media=file)


@taps("topic.stop")
async def stop(update: Update, context: Context, topic: str) -> None:
    """Nothing of this topic any more, from this commit on: what waits in the outbox is taken back too."""
    done = await _set(context, topic, stopped=True)
    context.toast(context.texts.plain("✓ Stopped" if done else common.OLD_BUTTON))


@taps("topic.again")
async def again(update: Update, context: Context, topic: str) -> None:
    """The topic comes again; what was taken back for it leaves, while it is still being sent."""
    done = await _set(context, topic, stopped=False)
    context.toast(context.texts.plain("✓ You get them again." if done else common.OLD_BUTTON))


async def _set(context: Context, topic: str, *, stopped: bool) -> bool:
    """Also of a topic that the lab has given up: its announcements may still leave."""
    if not 0 < len(topic) <= LONGEST_TOPIC:
        return False
    async with context.transaction() as session:
        await _write(context, session, topic, stopped=stopped)
        # Under the announcement a new message, so that its words stay; on our own screen in place.
        context.say("topic.set", edit=not stopped, topic=topic)
    return True


async def _write(context: Context, session: AsyncSession, topic: str, *, stopped: bool) -> None:
    if stopped:
        await rows.stop(session, context.person.id, topic, context.house.clock.now())
    else:
        await rows.resume(session, context.person.id, topic)


def _known(context: Context) -> set[str]:
    return {one.key for one in context.house.lab.announcements.topics}


@screen("topic.set")
async def set_screen(view: View, *, topic: str) -> Message:
    """Whether this topic comes, and the way back."""
    texts, name = view.texts, view.house.lab.topic(topic).words.pick(view.texts.language)
    everything = Button(texts.plain("🔔 All my news"), data("topic.list"))
    if topic in await rows.stopped(view.session, view.person.id):
        text = texts("It is done. You will no longer receive messages about: {topic}\nYou can have them back here.",
                     topic=name)  # fmt: skip
        return Message(
            text, rows=[[Button(texts.plain("↩️ Have them again"), data("topic.again", topic))], [everything]]
        )
    text = texts("✓ You receive messages about: {topic}", topic=name)
    return Message(text, rows=[[everything]])


@taps("topic.list")
async def listed(update: Update, context: Context) -> None:
    """The switches, in place."""
    context.say("topic.list", edit=True)


@screen("topic.list")
async def list_screen(view: View) -> Message:
    """A switch for each topic."""
    texts, gone = view.texts, await rows.stopped(view.session, view.person.id)
    buttons = [
        Button(
            f"{'⬜' if one.key in gone else '✅'} {one.words.pick(texts.language)}",
            data("topic.turn", one.key, 1 if one.key in gone else 0),
        )
        for one in view.house.lab.announcements.topics
    ]
    text = texts("🔔 The news you receive from the team. One tap stops a topic or brings it back.")
    return Message(text, rows=one_a_row([*buttons, Button(texts.plain("🔒 My data"), data("privacy.back"))]))


@taps("topic.turn")
async def turn(update: Update, context: Context, topic: str, wanted: str) -> None:
    """Stop a topic or bring it back, as the button said."""
    async with context.transaction() as session:
        if topic in _known(context):
            await _write(context, session, topic, stopped=wanted != "1")
        context.say("topic.list", edit=True)
    context.toast(context.texts.plain("✓ Done"))
