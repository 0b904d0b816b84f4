"""Forwarded messages: a moderator makes a report of one. Its origin stays beside it, who wrote it does not."""

from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Message as Received
from telegram import MessageOriginChannel, MessageOriginChat, Update

from conversations import import_form as conversation
from conversations.challenges import Around
from conversations.form import LOCATION, Answers, Line, Said
from conversations.submissions import submission
from handlers import forms, turning
from handlers.buttons import Button, Rows
from handlers.challenge_screens import ChallengeScreens
from handlers.context import Context, House
from handlers.desk_card import FORWARDED
from handlers.messages import said, words
from handlers.screens import View
from handlers.served import Open, Speaker, alarm, serve
from locales.marks import N_
from locales.texts import Safe
from services import audit, authors, challenges
from services.cleaning import clean
from services.desk import Tab
from services.people import Person
from services.roles import Role, holds
from storage.challenges import subject_of

KEEP = N_("Make it a report")
LONGEST_ORIGIN = 200


async def forwarded(update: Update, context: Context) -> bool:
    """Take a message that a moderator forwarded, and offer to make it a report."""
    message = update.effective_message
    if message is None or message.forward_origin is None or not holds(context.person.roles, Role.MODERATOR):
        return False
    if said(message) is None or message.contact:
        return False
    async with context.transaction() as session:
        if heard := turning.fit(context, message):
            await forms.begin(context, session, conversation.FORM.name, [heard], origin=origin_of(message))
    return True


def origin_of(message: Received) -> str:
    """The channel or group that a message came from; of a person nothing: they were not asked."""
    origin = message.forward_origin
    if isinstance(origin, MessageOriginChannel):
        chat = origin.chat
    elif isinstance(origin, MessageOriginChat):
        chat = origin.sender_chat
    else:
        return ""
    name = clean(chat.title or "")
    return f"{name} (@{chat.username})"[:LONGEST_ORIGIN] if chat.username else name[:LONGEST_ORIGIN]


class _Import(ChallengeScreens):
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
        """What is kept of where it came from."""
        if set(one.draft.answers) - {"words"}:
            return []
        lines = [view.texts("📥 A forwarded message: make it a report?")]
        if origin := one.beside.get("origin"):
            return [
                view.texts.lines([*lines, view.texts("From: {origin}. It stands beside the report.", origin=origin)])
            ]
        return [view.texts.lines([*lines, view.texts("Who wrote it is not kept: they were not asked.")])]

    def under_question(self, view: View, one: Open) -> Rows:
        """Nothing: a member of the team has chosen their language."""
        return ()

    def below(self, view: View, one: Open, lines: list[Line]) -> list[Safe]:  # type: ignore[override]
        """What is kept."""
        return []

    def beside_send(self, view: View, one: Open) -> list[Button]:
        """Nothing else."""
        return []

    def send_label(self, one: Open) -> str:
        """It becomes a report."""
        return KEEP

    async def sent(self, context: Context, session: AsyncSession, one: Open, answers: Answers) -> None:
        """Keep it, and open its card."""
        house, now = context.house, context.house.clock.now()
        known = {"language": context.person.language, "consent_version": challenges.OUR_OWN, "source": FORWARDED}
        sent = submission(answers, house.lab, danger=one.beside.get("danger"), **known)
        sent = replace(sent, visibility=authors.HIDDEN)
        row = await challenges.by_the_team(session, house.seals, sent, house.admins, now)
        row.origin = one.beside.get("origin") or None
        audit.note(session, context.person.id, "desk.import", subject_of(row.id), now, version=row.version)
        context.say("desk.card", challenge=row.id, tab=Tab.ONE)


serve(_Import())
