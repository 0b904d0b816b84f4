"""A report that the team writes down for somebody: the form at the desk, whose it is on the card, forgetting them."""

from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Update

from conversations import behalf_form as conversation
from conversations.challenges import Around
from conversations.form import LOCATION, Answers, Line, Said
from conversations.submissions import submission
from handlers import desk as counter
from handlers import forms
from handlers.buttons import Button, Rows, data, taps
from handlers.challenge_screens import ChallengeScreens
from handlers.context import Context, House
from handlers.desk_words import number
from handlers.messages import words
from handlers.rights import refusal, staff_only
from handlers.screens import Message, View, screen
from handlers.served import Open, Served, Speaker, alarm, serve
from locales.marks import N_
from locales.texts import Safe, ltr, unbroken
from services import authors, behalf
from services.behalf import Teller
from services.desk import Faster, Tab
from services.people import Person
from services.roles import Role, holds
from storage.challenges import ChallengeRow

KEEP = N_("Keep the report")


@taps("behalf.begin")
@staff_only(Role.MODERATOR)
async def begin(update: Update, context: Context) -> None:
    """Begin, unless something else was begun and not sent."""
    if await forms.opened(context):
        context.toast(context.texts.plain("You began a message. Please send or cancel it first."), alert=True)
        return
    async with context.transaction() as session:
        await forms.begin(context, session, conversation.FORM.name)


class _Behalf(ChallengeScreens):
    form = conversation.FORM
    needs = Role.MODERATOR

    def around(self, house: House, person: Person, one: Open) -> Around:
        """The lab, and whether a danger was heard."""
        return Around(house.lab, "", bool(one.beside.get("danger")))

    def heard(self, speaker: Speaker, one: Open, message: Said) -> None:
        """Words of danger are answered at once here too."""
        if message.kind is not LOCATION:
            alarm(speaker, one, words(message))

    def above(self, view: View, one: Open) -> list[Safe]:
        """Said once, above the first question."""
        if one.draft.at != "words":
            return []
        return [view.texts("✍️ A report for somebody who is here, or calls. You write, they tell.")]

    def cancel_label(self, one: Open) -> str:
        """As everywhere."""
        return Served.cancel_label(self, one)

    def may_go_back(self, one: Open) -> bool:
        """As everywhere."""
        return True

    def under_question(self, view: View, one: Open) -> Rows:
        """Nothing: a member of the team has chosen their language."""
        return ()

    def below(self, view: View, one: Open, lines: list[Line]) -> list[Safe]:  # type: ignore[override]
        """What is written down of the agreement."""
        return [view.texts("🔒 Kept beside it: that they agreed, when, and that you asked.")]

    def beside_send(self, view: View, one: Open) -> list[Button]:
        """Nothing else."""
        return []

    def send_label(self, one: Open) -> str:
        """It is kept, not sent."""
        return KEEP

    async def sent(self, context: Context, session: AsyncSession, one: Open, answers: Answers) -> None:
        """Keep it; the number is for whoever told it."""
        house, language = context.house, context.person.language
        known = {"language": language, "consent_version": house.lab.privacy.version, "source": behalf.SOURCE}
        sent = submission(answers, house.lab, danger=one.beside.get("danger"), **known)
        sent = replace(sent, visibility=authors.HIDDEN)
        teller = Teller(answers.value("who"), answers.value("phone"))
        now = house.clock.now()
        row = await behalf.submit(session, house.seals, context.person, sent, teller, house.admins, now)
        context.say("behalf.kept", challenge=row.id)


serve(_Behalf())


@screen("behalf.kept")
async def kept(view: View, *, challenge: int) -> Message:
    """The number to give them, and that nobody tells them what becomes of it but the team."""
    row = await view.session.get(ChallengeRow, challenge)
    if row is None or not holds(view.person.roles, Role.MODERATOR):
        return refusal(view)
    text = view.texts(
        "✅ Kept. Its number, for them to note down:\n<b><code>{ref}</code></b>\n"
        "Whoever writes this number to the bot sees where it stands. The bot cannot write to them: tell them yourself.",
        ref=ltr(row.ref),
    )
    rows = [
        [Button(view.texts.plain("🗂 Card {ref}", ref=unbroken(row.ref)), data("desk.one", row.id))],
        [Button(view.texts.plain("✍️ For somebody else"), data("behalf.begin"))],
    ]
    return Message(text, rows=rows)


@taps("behalf.ask")
@staff_only(Role.MODERATOR)
async def ask(update: Update, context: Context, challenge: str) -> None:
    """Really forget them?"""
    context.say("behalf.ask", challenge=number(challenge))


@screen("behalf.ask")
async def ask_screen(view: View, *, challenge: int) -> list[Message]:
    """What goes and what stays."""
    if not holds(view.person.roles, Role.MODERATOR):
        return [refusal(view)]
    row = await view.session.get(ChallengeRow, challenge)
    if row is None or await behalf.of(view.session, challenge) is None:
        return []
    text = view.texts(
        "Erase who told {ref}? This cannot be undone.\n"
        "🗑 All they told: name, phone, words, voices, photos and place go, also from the team's chats. "
        "Only words that the team wrote for the public stay; if there are none, the report leaves the lists.\n"
        "👤 Name and phone alone: the report stays as it is. If its words name them, choose the first.",
        ref=unbroken(row.ref),
    )
    rows = [
        [Button(view.texts.plain("🗑 All they told"), data("behalf.erase", row.id))],
        [Button(view.texts.plain("👤 Name and phone alone"), data("behalf.unname", row.id))],
        [Button(view.texts.plain("Back"), data("desk.one", row.id))],
    ]
    return [Message(text, rows=rows)]


@taps("behalf.unname")
@staff_only(Role.MODERATOR)
async def unname(update: Update, context: Context, challenge: str) -> None:
    """Forget name and phone."""
    async with context.transaction() as session:
        try:
            row = await behalf.forget_name(session, number(challenge), context.person, context.house.clock.now())
        except (LookupError, Faster):
            counter.old_button(context)
            return
        await session.flush()
        await counter.show(context, session, row.id, Tab.ONE, edit=True)
        context.toast(context.texts.plain("✓ Erased"))


@taps("behalf.erase")
@staff_only(Role.MODERATOR)
async def erase(update: Update, context: Context, challenge: str) -> None:
    """Forget whose report it is, and what they told."""
    house = context.house
    async with context.transaction() as session:
        try:
            row = await behalf.erase(
                session, house.seals, number(challenge), context.person, house.data_dir / "media", house.clock.now()
            )
        except (LookupError, Faster):
            counter.old_button(context)
            return
        context.say("behalf.gone", edit=True, challenge=row.id)


@screen("behalf.gone")
async def gone(view: View, *, challenge: int) -> Message:
    """It is done; what is left of it."""
    row = await view.session.get(ChallengeRow, challenge)
    if row is None or not holds(view.person.roles, Role.MODERATOR):
        return refusal(view)
    ref = unbroken(row.ref)
    if row.withdrawn_at:
        text = view.texts("✓ Erased: {ref}. The report has left the lists; its type and commune stay counted.", ref=ref)
        return Message(text, rows=[[Button(view.texts.plain("🗂 Desk"), data("desk.open"))]])
    text = view.texts("✓ Erased: {ref}. The report goes on in the team's words, without them.", ref=ref)
    return Message(text, rows=[[Button(view.texts.plain("🗂 Card {ref}", ref=ref), data("desk.one", row.id))]])
