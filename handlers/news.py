"""What staff hear by themselves: a new challenge, an answer, the morning's digest."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import not_

from handlers.buttons import Button, data
from handlers.desk_card import VOICES
from handlers.desk_words import colleague, manner_of, manner_told
from handlers.screens import Message, View, screen, showing
from handlers.statuses import label, verdict
from handlers.thread_lines import LAST, one_line, unanswered
from handlers.words import bold, category_name, place_of, quoted
from locales.formats import Safe
from locales.texts import unbroken
from services import desk, staff
from services import digests as _digests  # noqa: F401 - importing it registers what happens at 09:00
from services.desk import Tab
from services.roles import Role, holds
from services.staff import Hears
from storage import desk as rows
from storage.challenges import ChallengeRow, ThreadRow

WORDS = 300
MOST_CATEGORIES = 5
LONGEST = 5  # of those that wait too long, in the digest


def _open(view: View, row: ChallengeRow) -> list[list[Button]]:
    return [[Button(view.texts.plain("🗂 Card {ref}", ref=unbroken(row.ref)), data("desk.one", row.id))]]


async def _row(view: View, challenge_id: int) -> ChallengeRow | None:
    """The challenge, for who is in the team at the moment of sending."""
    if not holds(view.person.roles, Role.MODERATOR):
        return None
    row = await view.session.get(ChallengeRow, challenge_id)
    return None if row is None or row.withdrawn_at else row


def _told(view: View, row: ChallengeRow, title: Safe) -> list[Safe]:
    """What a notice says first: danger, its title, type and place."""
    texts = view.texts
    lines = [bold(texts("🔴 Danger: please answer first"))] if row.danger else []
    lines.append(title)
    if row.category:
        lines.append(texts("Type: {category}", category=category_name(view, row.category)))
    if place := place_of(view, row):
        lines.append(texts("Place: {place}", place=place))
    return lines


@screen("desk.news")
async def news(view: View, *, challenge: int) -> list[Message]:
    """A new challenge, at once."""
    row = await _row(view, challenge)
    if row is None:
        return []
    texts = view.texts
    lines = _told(view, row, texts("🆕 New report {ref}", ref=unbroken(row.ref)))
    lines.append(quoted(row.words, WORDS) if row.words else texts("No words yet."))
    return showing([Message("\n".join(lines), rows=_open(view, row))], row.id)


@screen("desk.assigned")
async def assigned(view: View, *, challenge: int) -> list[Message]:
    """A colleague handed this one over."""
    row = await _row(view, challenge)
    if row is None or row.holder_id != view.person.id:
        return []
    lines = _told(view, row, view.texts("👥 A colleague handed the report {ref} to you.", ref=unbroken(row.ref)))
    return showing([Message("\n".join(lines), rows=_open(view, row))], row.id)


@screen("desk.withdrawn")
async def withdrawn(view: View, *, challenge: int) -> list[Message]:
    """The author took back what this one holds."""
    row = await view.session.get(ChallengeRow, challenge)
    if row is None or row.holder_id != view.person.id or not holds(view.person.roles, Role.MODERATOR):
        return []
    said = view.texts("The report {ref} was withdrawn by its author.", ref=unbroken(row.ref))
    return [Message(said, rows=[[Button(view.texts.plain("🗂 Desk"), data("desk.open"))]])]


@screen("desk.answered")
async def answered(view: View, *, challenge: int) -> list[Message]:
    """The author has answered; a reply to this message goes to them."""
    row = await _row(view, challenge)
    if row is None:
        return []
    since = unanswered(await rows.thread(view.session, row.id))
    head = bold(view.texts("💬 The author of {ref} has answered.", ref=unbroken(row.ref)))
    said = [await one_line(view, line, WORDS) for line in since[-LAST:]]
    hint = [
        manner_told(view.texts, *await manner_of(view.session, row)),
        view.texts("Reply to this message to write to them."),
    ]
    danger = [bold(view.texts("🔴 Danger: please answer first"))] if row.danger else []
    buttons = [*_attached(view, row, since), *_open(view, row)]
    return [Message("\n".join([*danger, head, *said, *hint]), rows=buttons, about_challenge=row.id)]


@screen("desk.opinion")
async def opinion(view: View, *, challenge: int) -> list[Message]:
    """The author says whether it is solved; a reply to this message goes to them."""
    row = await _row(view, challenge)
    said = await verdict(view, challenge, ours=True)
    if row is None or not said:
        return []
    lines = [bold(view.texts("Report {ref}", ref=unbroken(row.ref))), *said]
    lines.append(view.texts("Status: {status}", status=label(view, row.status)))
    lines.append(view.texts("Reply to this message to write to them."))
    return [Message("\n".join(lines), rows=_open(view, row), about_challenge=row.id)]


def _attached(view: View, row: ChallengeRow, lines: Sequence[ThreadRow]) -> list[list[Button]]:
    """The way to what was spoken, shown or pointed at."""
    kinds = {line.kind for line in lines if line.media_id or line.latitude is not None}
    if not kinds:
        return []
    label = view.texts.plain("🗺 Map") if kinds == {"location"} else f"🖼 {view.texts.plain('Photos')}"
    if kinds & set(VOICES):
        label = f"🎧 {view.texts.plain('Listen')}"
    return [[Button(label, data("desk.attached", row.id))]]


@screen("desk.digest")
async def digest(view: View, *, after: int, upto: int) -> list[Message]:
    """The morning's digest; nothing when nothing came and nothing began to wait too long, or twice as long.

    What came is no news to who heard of it at once; what waits too long is.
    """
    hears = await staff.notices_of(view.session, view.person)
    if not holds(view.person.roles, Role.MODERATOR) or hears is Hears.NONE:
        return []
    now, limits = view.house.clock.now(), desk.limits(view.house.lab)
    fresh = rows.unclaimed(now) & rows.between(after, upto)
    new, much = await rows.count(view.session, fresh), {one: 2 * limit for one, limit in limits.items()}
    came = new if hears is Hears.DAILY else 0
    if not came and not await _newly(view, limits, now) and not await _newly(view, much, now):
        return []
    counted = await desk.counts(view.session, view.person.id, limits, now)
    lines = [bold(view.texts("☀️ The desk this morning")), view.texts("New since yesterday: {n}", n=new)]
    lines += [await _kind(view, key, n) for key, n in (await rows.by_category(view.session, fresh))[:MOST_CATEGORIES]]
    lines.append(view.texts("Held by you: {n}", n=counted[Tab.MINE]))
    lines.append(view.texts("Waiting too long: {n}", n=counted[Tab.LATE]))
    lines += await _longest(view, rows.late(limits, now), now)
    if escalated := await rows.count(view.session, rows.late(much, now)):
        lines.append(view.texts("🔺 More than twice too long: {n}", n=escalated))
    return [Message("\n".join(lines), rows=_choices(view, bool(counted[Tab.LATE]), hears))]


async def _newly(view: View, limits: desk.Limits, now: datetime) -> int:
    """How many began to wait longer than this since yesterday."""
    return await rows.count(view.session, rows.late(limits, now) & not_(rows.late(limits, now - timedelta(days=1))))


async def _longest(view: View, late: rows.Condition, now: datetime) -> list[Safe]:
    """The first of those that wait too long, as the desk lists them: which, where it stands, since when, who has it."""
    found = [await view.session.get_one(ChallengeRow, one) for one in (await rows.ids(view.session, late))[:LONGEST]]
    return [
        view.texts(
            "⏰ Report {ref}: {status}, for {time}. Held by: {holder}",
            ref=unbroken(row.ref),
            status=label(view, row.status),
            time=view.texts.duration(timedelta(days=(now - row.waiting_since).days)),
            holder=await colleague(view, row.holder_id) if row.holder_id else view.texts.plain("nobody"),
        )
        for row in found
    ]


async def _kind(view: View, category: str | None, n: int) -> Safe:
    name = category_name(view, category) or view.texts("not set")
    return view.texts("Type: {category}, cards: {n}", category=name, n=n)


def _choices(view: View, late: bool, hears: Hears) -> list[list[Button]]:
    texts = view.texts
    waiting = [[Button(texts.plain("⏰ Waiting too long"), data("desk.tab", Tab.LATE))]] if late else []
    sooner = [[Button(texts.plain("⚡ At once from now on"), data("staff.hears", "now"))]]
    desk_row = [Button(texts.plain("🗂 Desk"), data("desk.open"))]
    return [*waiting, desk_row, *(sooner if hears is Hears.DAILY else [])]
