"""What the public sees of a report, and how the team changes it: its words, its photos, boxes over them."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Update

from conversations import publicity as conversation
from conversations.form import Answers
from handlers import desk as counter
from handlers import forms
from handlers.buttons import Button, Rows, data, one_a_row, taps
from handlers.context import Context
from handlers.desk_words import number, there
from handlers.public import of_challenge, public_lines
from handlers.rights import refusal, staff_only
from handlers.screens import Media, Message, View, screen
from handlers.served import Open, Served, serve
from handlers.words import bold
from locales.marks import N_
from locales.texts import Safe, ltr, unbroken
from services import publications, redaction
from services.desk import Faster, Tab
from services.publications import Private
from services.publicity import HIDDEN, SHOWN, public_file
from services.roles import Role, holds
from storage.challenges import ChallengeRow
from storage.desk import parts as parts_of
from storage.media import MediaRow


@taps("public.open")
@staff_only(Role.MODERATOR)
async def opened(update: Update, context: Context, challenge: str) -> None:
    """What the public sees, below the card."""
    context.say("public.panel", challenge=number(challenge))


@taps("public.set")
@staff_only(Role.MODERATOR)
async def publish(update: Update, context: Context, challenge: str, version: str, wanted: str) -> None:
    """Let everybody see it, or the team alone again, as the button said."""
    house, spot = context.house, there(challenge, version, Tab.ONE)
    async with context.transaction() as session:
        try:
            if wanted == "1":
                await publications.publish(session, house.lab, spot, context.person, house.clock.now())
            else:
                await publications.hide(session, spot, context.person, house.clock.now())
        except Private:
            context.toast(context.texts.plain("This report cannot be public."), alert=True)
        except (LookupError, Faster):
            context.toast(context.texts.plain("It has changed meanwhile: look once more."), alert=True)
        context.say("public.panel", edit=True, challenge=spot.challenge)


@taps("public.hide")
@staff_only(Role.MODERATOR)
async def hide(update: Update, context: Context, challenge: str, wanted: str) -> None:
    """Hide the words, or show them again, as the button said."""
    async with context.transaction() as session:
        try:
            now = context.house.clock.now()
            row = await redaction.hide_text(session, number(challenge), wanted == "1", context.person, now)
        except (LookupError, Faster):
            counter.old_button(context)
            return
        context.say("public.panel", edit=True, challenge=row.id)


@taps("public.own")
@staff_only(Role.MODERATOR)
async def back_to_the_authors(update: Update, context: Context, challenge: str) -> None:
    """The author's words again, masked."""
    async with context.transaction() as session:
        try:
            row = await redaction.write(session, number(challenge), None, context.person, context.house.clock.now())
        except (LookupError, Faster):
            counter.old_button(context)
            return
        context.say("public.panel", edit=True, challenge=row.id)


@taps("public.words")
@staff_only(Role.MODERATOR)
async def write(update: Update, context: Context, challenge: str) -> None:
    """Ask for the public's words."""
    if await forms.opened(context):
        context.toast(context.texts.plain("You began a message. Please send or cancel it first."), alert=True)
        return
    async with context.transaction() as session:
        await forms.begin(context, session, conversation.WORDS.name, challenge=number(challenge))


class _Words(Served):
    form = conversation.WORDS
    needs = Role.MODERATOR

    async def sent(self, context: Context, session: AsyncSession, one: Open, answers: Answers) -> None:
        """Keep them; the author may have withdrawn it meanwhile."""
        words, now = answers.value("words"), context.house.clock.now()
        try:
            row = await redaction.write(session, one.beside["challenge"], words, context.person, now)
        except (LookupError, Faster):
            context.say("desk.gone")
            return
        context.say("public.panel", challenge=row.id)


serve(_Words())


@taps("photo.set")
@staff_only(Role.MODERATOR)
async def release(update: Update, context: Context, media: str, state: str) -> None:
    """Show a photo to the public, or hide it: one tap under the photo."""
    async with context.transaction() as session:
        try:
            row = await redaction.release(session, number(media), state, context.person, context.house.clock.now())
        except (LookupError, Faster):
            counter.old_button(context)
            return
        context.say("photo.saved", edit=True, media=row.id)


@taps("photo.boxes")
@staff_only(Role.MODERATOR)
async def boxes(update: Update, context: Context, media: str) -> None:
    """A link to the page where boxes are drawn, for one browser and half an hour."""
    async with context.transaction() as session:
        try:
            token = await redaction.link(session, number(media), context.person, context.house.clock.now())
        except (LookupError, Faster):
            counter.old_button(context)
            return
        context.say("photo.link", token=token)


def photo_rows(view: View, media: MediaRow) -> Rows:
    """The buttons under a photo of which we have a copy without EXIF."""
    if media.public == SHOWN:
        first = Button(view.texts.plain("🙈 Hide from the public"), data("photo.set", media.id, HIDDEN))
    else:
        first = Button(view.texts.plain("👁 Show to the public"), data("photo.set", media.id, SHOWN))
    return [[first], [Button(view.texts.plain("⬛ Cover parts of it"), data("photo.boxes", media.id))]]


def state_told(view: View, media: MediaRow) -> Safe:
    """Whether the public sees this photo."""
    if media.public == SHOWN:
        covered = media.public_path is not None
        return view.texts("👁 The public sees this copy.") if covered else view.texts("👁 The public sees it.")
    return view.texts("🙈 The public does not see it.")


@screen("photo.saved")
async def photo_screen(view: View, *, media: int) -> list[Message]:
    """A photo as the public sees it, or would."""
    if not holds(view.person.roles, Role.MODERATOR):
        return [refusal(view)]
    row = await view.session.get(MediaRow, media)
    challenge = await view.session.get(ChallengeRow, row.challenge_id) if row and row.challenge_id else None
    if row is None or challenge is None or challenge.withdrawn_at:
        return []
    name = row.public_path or row.shown_path
    path = view.house.data_dir / "media" / name if name else None
    shown = Media("photo", path=path) if path and path.exists() else None
    to_panel = Button(view.texts.plain("👁 What the public sees"), data("public.open", challenge.id))
    text = "\n".join([view.texts("Report {ref}", ref=unbroken(challenge.ref)), state_told(view, row)])
    return [Message(text, media=shown, rows=[*photo_rows(view, row), [to_panel]])]


@screen("photo.link")
async def link_screen(view: View, *, token: str) -> list[Message]:
    """The link; Telegram takes only addresses of the world as buttons."""
    if not holds(view.person.roles, Role.MODERATOR):
        return [refusal(view)]
    house, texts = view.house, view.texts
    address = f"{house.public_url or house.web_address}/redact/{token}"
    lines = [
        texts("⬛ Draw boxes over faces, plates and names, then save."),
        texts("The link works for you alone, once, within {time}.", time=texts.duration(redaction.LINK_LIFE)),
    ]
    if house.public_url:
        return [Message("\n".join(lines), rows=[[Button(texts.plain("⬛ Open the page"), url=address)]])]
    return [Message("\n".join([*lines, texts("Address: {link}", link=ltr(address))]))]


@screen("public.panel")
async def panel(view: View, *, challenge: int) -> list[Message]:
    """What the public reads and sees of a report, and the ways to change it."""
    if not holds(view.person.roles, Role.MODERATOR):
        return [refusal(view)]
    row = await view.session.get(ChallengeRow, challenge)
    if row is None or row.withdrawn_at:
        return []
    texts, ref = view.texts, unbroken(row.ref)
    since = await publications.since(view.session, row.id)
    seen_now = texts("👁 What the public sees of {ref}", ref=ref)
    head = bold(seen_now if since else texts("👁 What the public sees of {ref}, once it is public", ref=ref))
    lines = [head, *public_lines(view, of_challenge(row)), _whose(view, row)]
    photos = [file for _, file in await parts_of(view.session, row.id) if file and file.shown_path]
    if photos:
        seen = sum(public_file(one) is not None for one in photos)
        lines.append(texts("Photos shown to the public: {n} of {all}", n=seen, all=len(photos)))
    lines.append(_open_to(view, row, since))
    buttons = [*_publishing(view, row, since), *_panel_rows(view, row, bool(photos))]
    return [Message("\n".join(lines), rows=buttons, shows=[row.id])]


def _open_to(view: View, row: ChallengeRow, since: datetime | None) -> Safe:
    """Whether everybody sees it, or why nobody may."""
    if since:
        return view.texts("🌍 Public since {date}: everybody can see and support it.", date=view.texts.date(since))
    if publications.may_be(view.house.lab, row):
        return view.texts("🔒 Not public: only the team sees it.")
    return view.texts("🔒 It stays with the team: there are no words to read, or it is about somebody's own trouble.")


def _publishing(view: View, row: ChallengeRow, since: datetime | None) -> Rows:
    if since:
        return [[Button(view.texts.plain("🔒 No longer public"), data("public.set", row.id, row.version, 0))]]
    if not publications.may_be(view.house.lab, row):
        return []
    return [[Button(view.texts.plain("🌍 Make it public"), data("public.set", row.id, row.version, 1))]]


def _whose(view: View, row: ChallengeRow) -> Safe:
    if row.text_hidden:
        return view.texts("🙈 The text is hidden from the public.")
    if row.public_words is not None:
        return view.texts("✍️ In the team's words; the author's stay for the team.")
    return view.texts("In the author's words, without phones and addresses.")


def _panel_rows(view: View, row: ChallengeRow, photos: bool) -> Rows:
    texts = view.texts
    hide = (N_("👁 Show the text"), 0) if row.text_hidden else (N_("🙈 Hide the text"), 1)
    buttons = [Button(texts.plain("✍️ Write it in our words"), data("public.words", row.id))]
    if row.public_words is not None:
        buttons.append(Button(texts.plain("↩️ The author's words"), data("public.own", row.id)))
    buttons.append(Button(texts.plain(hide[0]), data("public.hide", row.id, hide[1])))
    if photos:
        label = f"🖼 {texts.plain('Photos')}"
        buttons.append(Button(label, data("desk.media", row.id, row.version, "o", "p")))
    buttons.append(Button(texts.plain("🗂 Card {ref}", ref=unbroken(row.ref)), data("desk.one", row.id)))
    return one_a_row(buttons)
