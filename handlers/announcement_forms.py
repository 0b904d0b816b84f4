"""What an announcement says: asked for in one language, then in the others; words, a voice, a photo or a file."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Update

from conversations import announcements as conversation
from conversations.form import TEXT, Answers
from handlers import forms
from handlers.announcement_acts import MISTAKES, act, show
from handlers.announcement_words import back, languages, staff_screen
from handlers.buttons import Button, data, one_a_row, taps
from handlers.context import Context
from handlers.desk_words import number
from handlers.rights import staff_only
from handlers.screens import Message, View
from handlers.served import Open, Served, serve
from handlers.words import bold, quoted
from locales.formats import Safe
from locales.languages import NAMES
from locales.lengths import utf16_len
from services import announcements
from services.announcements import Changed
from services.people import Person
from services.roles import Role
from services.writing import is_arabic
from storage import announcements as rows
from storage.announcements import OPEN, AnnouncementRow
from storage.media import MediaRow

OURS = tuple(form.name for form in conversation.FORMS)
SHARED = ("photo", "document")  # one poster for everybody, unless staff say otherwise; a voice speaks one language
SHOWN = 1500


async def begin(context: Context, form: str, **beside: Any) -> None:
    """Ask, unless something else was begun and not sent."""
    opened = await forms.opened(context)
    if opened and opened.draft.form not in OURS:
        context.toast(context.texts.plain("You began a message. Please send or cancel it first."), alert=True)
        await forms.offer_to_continue(context)
        return
    async with context.transaction() as session:
        await forms.begin(context, session, form, **beside)


@taps("an.new")
@staff_only(Role.COMMUNICATOR)
async def new(update: Update, context: Context) -> None:
    """Ask what to announce: in one's own language first."""
    await begin(context, conversation.WORDS.name, announcement=0, language=context.person.language)


@taps("an.write")
@staff_only(Role.COMMUNICATOR)
async def write(update: Update, context: Context, announcement: str, language: str) -> None:
    """Ask for the words in a language."""
    if language in context.house.catalogues.languages:
        await begin(context, conversation.WORDS.name, announcement=number(announcement), language=language)


class _Words(Served):
    """One message is what it says in one language."""

    form = conversation.WORDS
    needs = Role.COMMUNICATOR

    def above(self, view: View, one: Open) -> list[Safe]:
        """In which language."""
        return [view.texts("🗣 Language: {language}", language=NAMES[one.beside["language"]])]

    async def sent(self, context: Context, session: AsyncSession, one: Open, answers: Answers) -> None:
        """Keep it, and show how the announcement stands."""
        text, file = _heard(answers)
        if _long(text) and (file or await _shared_file(session, one.beside["announcement"])):
            context.say("announcement.too_long", announcement=one.beside["announcement"])
            return
        language = one.beside["language"]
        if not one.beside["announcement"]:
            row = await announcements.create(session, context.person, context.house.lab, context.house.clock.now())
            one.beside["announcement"], language = row.id, _language_of(context, text)
        try:
            await _keep(context, session, one.beside["announcement"], language, text, file)
        except Changed:
            context.say("announcement.too_late", announcement=one.beside["announcement"])


serve(_Words())


def _heard(answers: Answers) -> tuple[str, MediaRow | None]:
    """The words and the file of the message that was sent."""
    kind, value = answers.kind("words"), answers.value("words")
    if kind == TEXT.kind:
        return str(value), None
    file = MediaRow(kind=value.get("type") or kind, file_id=value["file_id"], size=value.get("size"),
                    seconds=value.get("seconds"))  # fmt: skip
    return str(value.get("caption") or ""), file


def _long(text: str) -> bool:
    """Whether it is too long to stand under a file."""
    return utf16_len(text) > conversation.LONGEST_CAPTION


async def _shared_file(session: AsyncSession, announcement: int) -> bool:
    row = await rows.of(session, announcement)
    return row is not None and row.media_id is not None


async def _any_long(session: AsyncSession, announcement: int) -> bool:
    return any(_long(one.text) for one in (await rows.wordings(session, announcement)).values())


def _language_of(context: Context, text: str) -> str:
    """The language of a first text: one's own, unless its letters say otherwise."""
    own, known = context.person.language, context.house.catalogues.languages
    if not text or is_arabic(text) == (own != "fr"):
        return own
    guessed = "ar" if is_arabic(text) else "fr"
    return guessed if guessed in known else own


async def _keep(
    context: Context, session: AsyncSession, announcement: int, language: str, text: str, file: MediaRow | None
) -> None:
    now = context.house.clock.now()
    row = await announcements.word(session, context.person, announcement, language, text, file, now)
    if file and file.kind in SHARED and row.media_id is None and not await _any_long(session, announcement):
        await announcements.share(session, context.person, announcement, language, True, now)
    await session.flush()
    await show(context, session, announcement, edit=False)


@taps("an.lang")
@staff_only(Role.COMMUNICATOR)
async def language(update: Update, context: Context, announcement: str, language: str) -> None:
    """What it says in a language; without words there yet, ask for them."""
    if language not in context.house.catalogues.languages:
        return
    async with context.reading() as session:
        written = language in await rows.wordings(session, number(announcement))
    if written:
        context.say("announcement.language", edit=True, announcement=number(announcement), language=language)
    else:
        await begin(context, conversation.WORDS.name, announcement=number(announcement), language=language)


@staff_screen("announcement.language")
async def language_screen(view: View, row: AnnouncementRow, *, language: str) -> Message:
    """The words, and what can be done with them."""
    texts, wordings = view.texts, await rows.wordings(view.session, row.id)
    wording = wordings.get(language)
    if wording is None:
        return Message(texts("There are no words in this language yet."), rows=[[back(view, row)]])
    lines: list[object] = [bold(texts("🗣 Language: {language}", language=NAMES[language]))]
    lines += [quoted(wording.text, SHOWN)] if wording.text else []
    other = "an.write" if row.state in OPEN else "an.fix"
    buttons = [Button(texts.plain("✏️ Other words"), data(other, row.id, language))]
    if row.state in OPEN:
        buttons += _file_buttons(view, row, language, own=wording.media_id is not None)
        buttons += [
            Button(texts.plain("🔤 This is in: {language}", language=NAMES[code]),
                   data("an.move", row.id, language, code))
            for code in languages(view) if code not in wordings
        ]  # fmt: skip
        buttons.append(Button(texts.plain("🗑 Take these words away"), data("an.unword", row.id, language)))
    return Message("\n".join(map(str, lines)), rows=one_a_row([*buttons, back(view, row)]))


def _file_buttons(view: View, row: AnnouncementRow, language: str, *, own: bool) -> list[Button]:
    if own:
        return [Button(view.texts.plain("🖼 Its file in all languages"), data("an.share", row.id, language, 1))]
    if row.media_id:
        return [Button(view.texts.plain("🖼 The file in this language only"), data("an.share", row.id, language, 0))]
    return []


@taps("an.share")
@staff_only(Role.COMMUNICATOR)
async def share(update: Update, context: Context, announcement: str, language: str, shared: str) -> None:
    """Show the file in all languages, or in this one alone; not in all where some words are too long for it."""
    if shared == "1":
        async with context.reading() as session:
            if await _any_long(session, number(announcement)):
                context.say("announcement.too_long", edit=True, announcement=number(announcement))
                return

    async def done(session: AsyncSession, person: Person) -> AnnouncementRow:
        now = context.house.clock.now()
        return await announcements.share(session, person, number(announcement), language, shared == "1", now)

    await act(context, announcement, done, "announcement.language", language=language)


@taps("an.move")
@staff_only(Role.COMMUNICATOR)
async def move(update: Update, context: Context, announcement: str, language: str, right: str) -> None:
    """The words are in another language."""
    if right not in context.house.catalogues.languages:
        return

    async def done(session: AsyncSession, person: Person) -> AnnouncementRow:
        now = context.house.clock.now()
        return await announcements.move(session, person, number(announcement), language, right, now)

    await act(context, announcement, done)


@taps("an.unword")
@staff_only(Role.COMMUNICATOR)
async def unword(update: Update, context: Context, announcement: str, language: str) -> None:
    """Take the words of a language away."""

    async def done(session: AsyncSession, person: Person) -> AnnouncementRow:
        return await announcements.unword(session, person, number(announcement), language, context.house.clock.now())

    await act(context, announcement, done)


@staff_screen("announcement.too_long")
async def too_long(view: View, row: AnnouncementRow) -> Message:
    """Telegram shows only so much under a file."""
    text = view.texts("The text under a file is too long, nothing was kept. Characters at most: {most}",
                      most=conversation.LONGEST_CAPTION)  # fmt: skip
    return Message(text, rows=[[back(view, row)]])


@staff_screen("announcement.too_late")
async def too_late(view: View, row: AnnouncementRow) -> Message:
    """It has left, or is gone."""
    return Message(view.texts(MISTAKES[Changed]), rows=[[back(view, row)]])
