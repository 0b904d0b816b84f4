"""What staff write at the desk: a question, a message, a note, a reason, what a voice says, another report's number."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Update

from conversations import desk as conversation
from conversations.form import Answers, Form
from conversations.submissions import piece_of
from handlers import desk as counter
from handlers import forms
from handlers.buttons import taps
from handlers.context import Context
from handlers.desk_listening import OURS, asked_in
from handlers.desk_words import here, manner_of, manner_told, there
from handlers.rights import staff_only
from handlers.screens import Message, View, screen
from handlers.served import Open, Served, serve
from locales.marks import N_
from locales.texts import Safe
from services import audit, desk, quiet_hours, statuses, threads
from services.challenges import Piece
from services.desk import Faster, Spot
from services.roles import Role
from services.statuses import Status, Step
from storage.challenges import ChallengeRow, StatusRow, subject_of
from storage.desk import by_ref


async def _begin(context: Context, spot: Spot, form: Form, **beside: Any) -> None:
    """Start one of the desk's forms, unless something else was begun and not sent."""
    opened = await forms.opened(context)
    if opened and opened.draft.form not in OURS:
        context.toast(context.texts.plain("You began a message. Please send or cancel it first."), alert=True)
        return
    async with context.transaction() as session:
        row = await session.get(ChallengeRow, spot.challenge)
        if row and form is conversation.WRITE:
            beside["author"] = await manner_of(session, row)
        if form is conversation.TRANSCRIPT:
            context.say("desk.voice", part=beside["part"])
            now = context.house.clock.now()
            audit.note(session, context.person.id, "desk.media", subject_of(spot.challenge), now)
        await forms.begin(context, session, form.name, spot=here(spot), **beside)


@taps("desk.write")
@staff_only(Role.MODERATOR)
async def write(update: Update, context: Context, challenge: str, version: str, tab: str) -> None:
    """A message to the author."""
    await _begin(context, there(challenge, version, tab), conversation.WRITE)


@taps("desk.note")
@staff_only(Role.MODERATOR)
async def note(update: Update, context: Context, challenge: str, version: str, tab: str) -> None:
    """A note for the team."""
    await _begin(context, there(challenge, version, tab), conversation.NOTE)


@taps("desk.reason")
@staff_only(Role.MODERATOR)
async def reason(update: Update, context: Context, challenge: str, version: str, tab: str, status: str) -> None:
    """A status with a reason in one's own words."""
    form = asked_in(status) if status in set(Status) else None
    if form in (conversation.NOT_OURS, conversation.REASON):
        await _begin(context, there(challenge, version, tab), form, status=status)
    else:
        counter.old_button(context)


@taps("desk.same_ref")
@staff_only(Role.MODERATOR)
async def same(update: Update, context: Context, challenge: str, version: str, tab: str) -> None:
    """The same problem as a report whose number one writes."""
    await _begin(context, there(challenge, version, tab), conversation.SAME)


async def number_asked_for(update: Update, context: Context) -> bool:
    """Take the number of the other report, which would otherwise show that report."""
    if not context.person.is_staff:
        return False
    opened = await forms.opened(context)
    return opened is not None and opened.draft.form == conversation.SAME.name and await forms.answered(update, context)


@taps("desk.hear")
@staff_only(Role.MODERATOR)
async def hear(update: Update, context: Context, challenge: str, version: str, tab: str) -> None:
    """Listen to the first voice that nobody wrote down, and write what it says."""
    spot = there(challenge, version, tab)
    async with context.reading() as session:
        row = await session.get(ChallengeRow, spot.challenge)
        part = await desk.unheard(session, spot.challenge)
    if part is None or row is None or row.withdrawn_at:
        counter.old_button(context)
        return
    await _begin(context, spot, conversation.TRANSCRIPT, part=part.id)


class _AtDesk(Served):
    """What the desk's forms share: somebody else may have been faster."""

    needs = Role.MODERATOR

    def above(self, view: View, one: Open) -> list[Safe]:
        """How the author writes, for whoever writes to them."""
        return [manner_told(view.texts, *one.beside["author"])] if "author" in one.beside else []

    async def sent(self, context: Context, session: AsyncSession, one: Open, answers: Answers) -> None:
        """Do what was asked for; then the next card if it was a step on the ladder, else the same one."""
        spot = there(*map(str, one.beside["spot"]))
        before = await counter.queue(context, session, spot.tab)
        try:
            step = await self.done(context, session, spot, one, answers)
        except Faster as faster:
            await counter.too_slow(context, session, spot, faster)
            return
        except LookupError:
            context.say("desk.gone")
            return
        await session.flush()
        context.say("desk.done", form=one.draft.form)
        if step:
            await counter.show_after(context, session, spot, before, step.id, edit=False)
        else:
            await counter.show(context, session, spot.challenge, spot.tab, edit=False)

    async def done(
        self, context: Context, session: AsyncSession, spot: Spot, one: Open, answers: Answers
    ) -> StatusRow | None:
        """Do it; the step if it was one, so that it can be undone."""
        raise NotImplementedError


def _piece(answers: Answers) -> Piece:
    return piece_of(answers.kind("words"), answers.value("words"), "words")


class _Ask(_AtDesk):
    form = conversation.ASK

    async def done(
        self, context: Context, session: AsyncSession, spot: Spot, one: Open, answers: Answers
    ) -> StatusRow | None:
        house, now = context.house, context.house.clock.now()
        return await statuses.ask(session, house.seals, house.lab, spot, _piece(answers), context.person, now)


class _Write(_AtDesk):
    form = conversation.WRITE

    async def done(
        self, context: Context, session: AsyncSession, spot: Spot, one: Open, answers: Answers
    ) -> StatusRow | None:
        house, now = context.house, context.house.clock.now()
        challenge = await desk.still_there(session, spot.challenge)
        await threads.write(session, house.seals, challenge, _piece(answers), context.person, now, now)
        return None


class _Note(_AtDesk):
    form = conversation.NOTE

    async def done(
        self, context: Context, session: AsyncSession, spot: Spot, one: Open, answers: Answers
    ) -> StatusRow | None:
        challenge = await desk.still_there(session, spot.challenge)
        await threads.note(session, challenge, answers.value("words"), context.person, context.house.clock.now())
        return None


class _Reason(_AtDesk):
    form = conversation.REASON

    async def done(
        self, context: Context, session: AsyncSession, spot: Spot, one: Open, answers: Answers
    ) -> StatusRow | None:
        step = Step(Status(one.beside["status"]), {"words": answers.value("words"), **self.whose(answers)})
        return await statuses.change(session, context.house.lab, spot, step, context.person, context.house.clock.now())

    def whose(self, answers: Answers) -> dict[str, str]:
        """Nobody else's."""
        return {}


class _NotOurs(_Reason):
    form = conversation.NOT_OURS

    def whose(self, answers: Answers) -> dict[str, str]:
        """Of what is not ours people want to know whose it is: a body that the lab knows, or one that staff name."""
        return {"who" if answers.kind("who") == "text" else "category": answers.value("who")}


class _Same(_AtDesk):
    form = conversation.SAME

    async def done(
        self, context: Context, session: AsyncSession, spot: Spot, one: Open, answers: Answers
    ) -> StatusRow | None:
        other = await by_ref(session, answers.value("ref"))
        if other is None:
            raise LookupError(answers.value("ref"))
        step = Step(Status.DUPLICATE, {"of": other.id})
        return await statuses.change(session, context.house.lab, spot, step, context.person, context.house.clock.now())


class _Transcript(_AtDesk):
    form = conversation.TRANSCRIPT

    async def done(
        self, context: Context, session: AsyncSession, spot: Spot, one: Open, answers: Answers
    ) -> StatusRow | None:
        now = context.house.clock.now()
        await desk.transcribe(session, one.beside["part"], answers.value("words"), context.person, now)
        return None


for _form in (_Ask, _Write, _Note, _Reason, _NotOurs, _Same, _Transcript):
    serve(_form())


TO_AUTHOR = ("desk.ask", "desk.write", "desk.reason", "desk.not_ours", "desk.same")
DONE: dict[str, str] = {
    "desk.ask": N_("✓ The question leaves in a moment."),
    "desk.write": N_("✓ It leaves now."),
    "desk.note": N_("✓ Noted, for the team only."),
    "desk.reason": N_("✓ Noted. The author hears of it in two minutes."),
    "desk.not_ours": N_("✓ Noted. The author hears of it in two minutes."),
    "desk.same": N_("✓ Noted. The author hears of it in two minutes."),
    "desk.transcript": N_("✓ Written down."),
}


@screen("desk.done")
async def done_screen(view: View, *, form: str) -> Message:
    """What was written is where it belongs; at night, when its author reads it."""
    lines, house = [view.texts(DONE[form])], view.house
    if form in TO_AUTHOR and quiet_hours.is_quiet(house.clock.now(), house.lab.zone, house.lab):
        lines.append(view.texts("🌙 At night it arrives in the morning, unless there is danger or they just wrote."))
    return Message("\n".join(lines))


@screen("desk.gone")
async def gone_screen(view: View) -> Message:
    """There is no such report, or no longer."""
    return Message(view.texts("There is no such report."))
