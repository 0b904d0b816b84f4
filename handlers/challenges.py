"""/challenge, or simply writing or speaking: a problem becomes a draft, and once sent a challenge."""

import re
from dataclasses import replace
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Update

from conversations.challenges import FORM, Around
from conversations.form import LOCATION, Act, Answer, Answers, Ask, Said, Tap, Turn
from conversations.submissions import submission
from handlers import chats, forms, similar, turning
from handlers.buttons import taps
from handlers.challenge_screens import ChallengeScreens
from handlers.commands import command
from handlers.context import Context, House
from handlers.form_keys import left_over
from handlers.messages import said, words
from handlers.served import Open, Speaker, alarm, load, serve
from locales.marks import N_
from services import authors, challenges, posters, profiles
from services.challenges import Chat
from services.cleaning import clean
from services.people import Person
from services.posters import Hung
from storage import companies
from storage.challenges import ChallengeRow

POSTER = re.compile(r"[A-Za-z0-9_-]{1,40}")


class ChallengeForm(ChallengeScreens):
    """The challenge on Telegram. Beside the answers: `offer` (nobody asked for the form), `called` (the author's name),
    `danger`, `source`, `compared` (ids of what may be the same, once shown), and while a sent challenge is changed its
    `challenge` and `visibility`; of an organisation's own problem its name, `company`."""

    form = FORM

    def around(self, house: House, person: Person, one: Open) -> Around:
        """The lab, what can no longer change, and whether a danger was heard."""
        return Around(house.lab, one.beside.get("visibility", ""), bool(one.beside.get("danger")))

    def heard(self, speaker: Speaker, one: Open, message: Said) -> None:
        """Words of danger are answered before anything else, once a draft. Whoever says where it is wants to send."""
        if message.kind is LOCATION and one.draft.at == "place":
            one.beside.pop("offer", None)
        if alarm(speaker, one, words(message)) and one.draft.at == "category":
            one.draft = replace(one.draft, at="")  # no longer asked: on to what is open

    async def holds_back(self, context: Context, session: AsyncSession, one: Open, answers: Answers) -> bool:
        """What may be the same problem comes first, once."""
        return await similar.shown_first(context, session, one, answers)

    async def sent(self, context: Context, session: AsyncSession, one: Open, answers: Answers) -> None:
        """Keep what was sent, and say under which number."""
        if changed := one.beside.get("challenge"):
            await _revise(context, session, changed, one, answers)
            return
        house, chat = context.house, Chat(context.chat_id, context.query_message)
        known: dict[str, Any] = _known(house, context.person, one)
        known["profile_id"] = await _profile(context, session, one, answers)
        known["company_id"] = await _company(context, session, one, answers)
        challenge = await challenges.submit(
            session, house.seals, context.person, submission(answers, house.lab, **known), chat, house.admins,
            house.clock.now(),
        )  # fmt: skip
        context.say("challenge.received", challenge=challenge.id)


async def _profile(context: Context, session: AsyncSession, one: Open, answers: Answers) -> int | None:
    """For whom else on this phone it is; never beside an anonymous report, which it would give away."""
    relation = one.beside.get(challenges.PROFILE)
    if relation is None or answers.value("name") == authors.ANONYMOUS:
        return None
    return await profiles.ensure(session, context.person, relation, context.house.clock.now())


async def _company(context: Context, session: AsyncSession, one: Open, answers: Answers) -> int | None:
    """The organisation for which they still speak; never beside an anonymous report, which it would give away."""
    if challenges.COMPANY not in one.beside or answers.value("name") == authors.ANONYMOUS:
        return None
    found = await companies.of(session, context.person.id)
    return found[0].id if found else None


def _known(house: House, person: Person, one: Open) -> dict[str, str | None]:
    return {
        "language": person.language,
        "consent_version": house.lab.privacy.version,
        "name": one.beside.get("called"),
        "danger": one.beside.get("danger"),
        "source": one.beside.get("source"),
    }


async def _revise(context: Context, session: AsyncSession, challenge_id: int, one: Open, answers: Answers) -> None:
    house = context.house
    challenge = await session.get(ChallengeRow, challenge_id, with_for_update=True)
    if challenge is None or not challenges.is_editable(challenge):
        context.say("mine.too_late", challenge=challenge_id)
        return
    known = _known(house, context.person, one) | {"source": challenge.source}
    known["danger"] = known["danger"] or challenge.danger
    sent = submission(answers, house.lab, **known)
    media = house.data_dir / "media"
    now = house.clock.now()
    await challenges.revise(session, house.seals, context.person, challenge, sent, media, now, house.admins)
    context.say("mine.changed", edit=True, challenge=challenge.id)


serve(ChallengeForm())


@command("challenge", N_("Report a problem"))
async def asked(update: Update, context: Context) -> None:
    """Begin, or offer to go on with what was begun."""
    if await forms.opened(context):
        await forms.offer_to_continue(context)
        return
    async with context.transaction() as session:
        await forms.begin(context, session, FORM.name, called=_called(update))


@taps("challenge.begin")
async def tapped(update: Update, context: Context) -> None:
    """The same from a button."""
    await asked(update, context)


@taps("challenge.ours")
async def of_a_company(update: Update, context: Context) -> None:
    """The same from the card of an organisation: it is the organisation's own problem."""
    if await forms.opened(context):
        await forms.offer_to_continue(context)
        return
    async with context.transaction() as session:
        found = await companies.of(session, context.person.id)
        ours: dict[str, Any] = {challenges.COMPANY: found[0].name} if found else {}
        await forms.begin(context, session, FORM.name, called=_called(update), **ours)


async def opened_from_poster(update: Update, context: Context, code: str) -> None:
    """A poster's link: begin, and remember which poster it was."""
    if await forms.opened(context):
        await forms.offer_to_continue(context)
        return
    async with context.transaction() as session:
        hung = await posters.opened(session, context.house.lab, code)
        source = posters.source_of(code) if POSTER.fullmatch(code) else None
        answers = _on_poster(hung)
        await forms.begin(context, session, FORM.name, answers=answers, called=_called(update), source=source)


def _on_poster(hung: Hung) -> Answers:
    answers = Answers()
    if hung.commune:
        answers = answers.having("place", Answer("choice", hung.commune))
    if hung.category:
        answers = answers.having("category", Answer("choice", hung.category))
    return answers


async def offered(update: Update, context: Context) -> bool:
    """Whatever is no answer to anything may be a challenge: keep it and ask."""
    message = update.effective_message
    if message is None or said(message) is None or message.contact:
        await chats.unusual(update, context)
        return True
    if left_over(context.house, message.text or ""):
        context.say("form.left_over")
        return True
    async with context.transaction() as session:
        if heard := turning.fit(context, message):
            # A place alone says nothing yet that could be sent.
            offer = heard.kind is not LOCATION
            await forms.begin(context, session, FORM.name, [heard], offer=offer, called=_called(update))
    return True


def _called(update: Update) -> str | None:
    user = update.effective_user
    return clean(user.full_name)[:200] or None if user else None


@taps("challenge.nameless")
async def nameless(update: Update, context: Context, token: str) -> None:
    """No name at all, straight from the summary; again: hidden as before."""
    async with context.transaction() as session:
        one = await load(session, context.house, context.person)
        if one is None or one.draft.form != FORM.name:
            forms.old(context)
            return
        one.update = context.update_id
        await turning.follow(context, session, one, _renamed(context, one, token), edit=True)


def _renamed(context: Context, one: Open, token: str) -> Turn:
    around = ChallengeForm().around(context.house, context.person, one)
    asked = FORM.hear(one.draft, Tap(Act.CHANGE, "name", token), around)
    if not isinstance(asked.output, Ask):
        return asked
    known = one.draft.answers.value("name")
    key = authors.HIDDEN if known == authors.ANONYMOUS else authors.ANONYMOUS
    return FORM.hear(asked.draft, Tap(Act.CHOOSE, key), around)


@taps("challenge.preview")
async def preview(update: Update, context: Context) -> None:
    """What the public will see, in place of the summary."""
    async with context.reading() as session:
        one = await load(session, context.house, context.person)
    if one and one.draft.form == FORM.name:
        context.say("challenge.preview", edit=True, token=one.draft.token)
    else:
        await forms.current_screen(context)
