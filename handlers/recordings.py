"""Voices under /staff: which screens have one in which language; recording, hearing and dropping one."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Update

from conversations import recording_form as conversation
from conversations.form import Answers
from handlers import desk as counter
from handlers import forms
from handlers.buttons import Button, Rows, data, in_rows, one_a_row, taps
from handlers.context import Context
from handlers.desk_words import number
from handlers.listen import voice_of
from handlers.rights import refusal, staff_only
from handlers.screens import Message, View, screen
from handlers.served import Open, Served, serve
from handlers.voice_subjects import group_of, is_subject, subjects, title
from handlers.voice_titles import GROUPS, OURS
from handlers.words import bold
from locales.languages import NAMES
from services import recordings
from services.people import LANGUAGES
from services.roles import Role, holds
from storage import recordings as rows

Recorded = set[tuple[str, str]]
A_PAGE = 8


@taps("voice.list")
@staff_only(Role.MODERATOR)
async def listed(update: Update, context: Context, group: str = "", page: str = "0") -> None:
    """Which screens have a voice, and what is missing."""
    context.say("voice.list", edit=True, group=group if group in GROUPS else "", page=number(page))


@taps("voice.one")
@staff_only(Role.MODERATOR)
async def one_subject(update: Update, context: Context, subject: str) -> None:
    """One screen in each language."""
    if is_subject(subject):
        context.say("voice.one", edit=True, subject=subject)
    else:
        counter.old_button(context)


@taps("voice.record")
@staff_only(Role.MODERATOR)
async def record(update: Update, context: Context, subject: str, language: str) -> None:
    """Ask for the voice."""
    if not is_subject(subject) or language not in LANGUAGES:
        counter.old_button(context)
        return
    if await forms.opened(context):
        context.toast(context.texts.plain("You began a message. Please send or cancel it first."), alert=True)
        return
    async with context.transaction() as session:
        await forms.begin(context, session, conversation.FORM.name, subject=subject, speech=language)


@taps("voice.hear")
@staff_only(Role.MODERATOR)
async def hear(update: Update, context: Context, subject: str, language: str) -> None:
    """Hear what people hear."""
    context.say("voice.hear", subject=subject, language=language)


@taps("voice.drop")
@staff_only(Role.MODERATOR)
async def drop(update: Update, context: Context, subject: str, language: str) -> None:
    """Offer it no more."""
    if not is_subject(subject) or language not in LANGUAGES:
        counter.old_button(context)
        return
    async with context.transaction() as session:
        await recordings.drop(session, subject, language, context.person, context.house.clock.now())
        await session.flush()
        context.say("voice.one", edit=True, subject=subject)


class _Recording(Served):
    form = conversation.FORM
    needs = Role.MODERATOR

    async def sent(self, context: Context, session: AsyncSession, one: Open, answers: Answers) -> None:
        """Keep it, and show what is still missing."""
        voice, now, subject = answers.value("voice"), context.house.clock.now(), one.beside["subject"]
        file_id, seconds = voice["file_id"], voice.get("seconds")
        await recordings.keep(session, subject, one.beside["speech"], file_id, seconds, context.person, now)
        context.say("voice.one", subject=subject)


serve(_Recording())


@screen("voice.list")
async def list_screen(view: View, *, group: str = "", page: int = 0) -> Message:
    """What can have a voice, group by group, with how many are missing (above: of what residents meet); one group."""
    if not holds(view.person.roles, Role.MODERATOR):
        return refusal(view)
    known, spoken = await rows.recorded(view.session), _languages(view)
    texts, missing = view.texts, {one: _missing(known, names, spoken) for one, names in subjects().items()}
    head = [bold(texts("🎙 Voices")), texts("Whoever reads little can listen: a button appears where there is a voice.")]
    if group:
        lines = [*head, texts(GROUPS[group]), texts("Missing: {n}", n=missing[group])]
        if missing[group]:
            lines.append(texts("What is missing and said most often comes first."))
        return Message("\n".join(lines), rows=await _one_group(view, group, page, known, spoken))
    told = {one: texts.plain(words) for one, words in GROUPS.items()}
    buttons = [
        Button(texts.plain("{text}: {value}", text=words, value=missing[one]), data("voice.list", one))
        for one, words in told.items()
    ]
    outside = sum(n for one, n in missing.items() if one != OURS)
    return Message("\n".join([*head, texts("Missing: {n}", n=outside)]), rows=one_a_row(buttons))


async def _one_group(view: View, group: str, page: int, known: Recorded, spoken: Sequence[str]) -> Rows:
    texts, said = view.texts, await rows.said_often(view.session) + view.house.said_often
    ordered = sorted(subjects()[group], key=lambda one: (not _missing(known, [one], spoken), -said[one]))
    shown = ordered[page * A_PAGE : (page + 1) * A_PAGE]
    buttons = [Button(f"{_marks(known, one, spoken)} {title(texts, one)}", data("voice.one", one)) for one in shown]
    earlier = [Button("◀️", data("voice.list", group, page - 1))] if page else []
    later = [Button("▶️", data("voice.list", group, page + 1))] if len(ordered) > (page + 1) * A_PAGE else []
    turns = [[*earlier, *later]] if earlier or later else []
    return [*one_a_row(buttons), *turns, [Button(texts.plain("🎙 All voices"), data("voice.list"))]]


def _languages(view: View) -> list[str]:
    return [code for code in LANGUAGES if code in view.house.lab.languages]


def _missing(known: Recorded, names: Sequence[str], spoken: Sequence[str]) -> int:
    return sum((subject, code) not in known for subject in names for code in spoken)


def _marks(known: Recorded, subject: str, spoken: Sequence[str]) -> str:
    return "".join("✓" if (subject, code) in known else "–" for code in spoken)


@screen("voice.one")
async def one_screen(view: View, *, subject: str) -> Message:
    """The languages of one screen: record, hear, drop."""
    if not holds(view.person.roles, Role.MODERATOR):
        return refusal(view)
    texts, known, buttons = view.texts, await rows.recorded(view.session), []
    for code in _languages(view):
        buttons.append(Button(f"🎙 {NAMES[code]}", data("voice.record", subject, code)))
        if (subject, code) in known:
            buttons.append(Button(f"▶️ {NAMES[code]}", data("voice.hear", subject, code)))
            buttons.append(Button(f"🗑 {NAMES[code]}", data("voice.drop", subject, code)))
    head = bold(texts("🎙 {screen}", screen=title(texts, subject)))
    back = Button(texts.plain("🎙 All voices"), data("voice.list", group_of(subject)))
    return Message(head, rows=[*in_rows(buttons), [back]])


@screen("voice.hear")
async def hear_screen(view: View, *, subject: str, language: str) -> list[Message]:
    """The voice, as it is."""
    if not holds(view.person.roles, Role.MODERATOR):
        return [refusal(view)]
    return voice_of(await rows.spoken(view.session, subject, language))
