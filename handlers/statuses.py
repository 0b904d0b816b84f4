"""The ladder in words: labels for the desk, and what the author of a challenge sees of it."""

from datetime import datetime

from handlers.buttons import Button, Rows, data
from handlers.screens import Message, View, screen
from handlers.words import body_of, bold, category_name, place_of, quoted, template_words
from locales.formats import Safe
from locales.marks import N_
from locales.texts import unbroken
from services import authors, statuses
from services.lab import OTHER
from services.statuses import Status
from storage.challenges import ChallengeRow, StatusRow

LABELS: dict[Status, str] = {
    Status.RECEIVED: N_("Received"),
    Status.STUDY: N_("Under study"),
    Status.WORKSHOP: N_("In a workshop"),
    Status.TAKEN_UP: N_("Taken up"),
    Status.PROGRESS: N_("In progress"),
    Status.SOLVED: N_("Solved"),
    Status.NOT_OURS: N_("Depends on others"),
    Status.DUPLICATE: N_("Already reported"),
    Status.CLOSED: N_("Closed"),
}

EMOJI: dict[Status, str] = {
    Status.RECEIVED: "📥",
    Status.STUDY: "🔎",
    Status.WORKSHOP: "👥",
    Status.TAKEN_UP: "🤝",
    Status.PROGRESS: "🚧",
    Status.SOLVED: "✅",
    Status.NOT_OURS: "↪️",
    Status.DUPLICATE: "🔗",
    Status.CLOSED: "📁",
}

SAID: dict[Status, str] = {
    Status.RECEIVED: N_("The report {ref} has arrived, the team will read it."),
    Status.STUDY: N_("The team studies the report {ref}."),
    Status.WORKSHOP: N_("The report {ref} will be discussed in a workshop."),
    Status.TAKEN_UP: N_("The report {ref} is taken care of by: {who}"),
    Status.PROGRESS: N_("The work on the report {ref} has begun."),
    Status.SOLVED: N_("For the team, the report {ref} is solved. Thank you!\nIs it not? Answer here."),
    Status.NOT_OURS: N_("The report {ref} depends on: {who}"),
    Status.DUPLICATE: N_("It is the same problem as {other}: we joined {ref} with it.\nYou will get its news here."),
    Status.CLOSED: N_("The report {ref} is closed.\nAnother opinion? Answer here."),
}
NOBODY_NAMED = N_("The report {ref} does not depend on the team.")


def label(view: View, status: str) -> str:
    """The status in one or two words, with its sign."""
    one = Status(status)
    return f"{EMOJI[one]} {view.texts.plain(LABELS[one])}"


async def explained(view: View, challenge: ChallengeRow, step: StatusRow) -> Safe:
    """What this step means, in a sentence or two, and why."""
    status, category = Status(step.status), step.reason.get("category")
    category = None if category == OTHER else category  # nobody in particular: nothing to name
    values: dict[str, str] = {"ref": unbroken(challenge.ref)}
    if status in (Status.TAKEN_UP, Status.NOT_OURS):
        values["who"] = body_of(view, category) if category else view.texts.plain("the team of the lab")
    if status is Status.DUPLICATE:
        values["other"] = await _other(view, step)
    said = NOBODY_NAMED if status is Status.NOT_OURS and not category else SAID[status]
    # What one can do about it stands last, after the reason.
    first, *rest = view.texts(said, **values).split("\n")
    lines = [first]
    if "apart" in step.reason:
        lines.insert(0, view.texts("It is a report of its own again: {ref}", ref=unbroken(challenge.ref)))
    if step.reason.get("sent"):
        lines.append(view.texts("We passed it on to them."))
    if why := await _why(view, step):
        detail = N_("Reason: {why}") if status is Status.CLOSED else N_("In detail: {why}")
        lines.append(view.texts(detail, why=why))
    return Safe("\n".join([*lines, *rest]))


async def _why(view: View, step: StatusRow) -> str:
    if template := step.reason.get("template"):
        return await template_words(view, template)
    return str(step.reason.get("words", ""))


async def _other(view: View, step: StatusRow) -> str:
    other = await view.session.get(ChallengeRow, step.reason.get("of"))
    return unbroken(other.ref) if other else ""


def _answer_row(view: View, challenge_id: int) -> Rows:
    return [[Button(view.texts.plain("✍️ Write to the team"), data("thread.answer", challenge_id))]]


@screen("status.notice")
async def notice(view: View, *, step: int, challenge: int) -> list[Message]:
    """What became of a challenge; nothing if it was withdrawn meanwhile, or the step undone.

    `challenge` is the reader's own, or the one that they support: theirs may have been joined to this one.
    """
    row = await view.session.get(StatusRow, step)
    subject = await view.session.get(ChallengeRow, row.challenge_id) if row else None
    if row is None or row.undone_at or subject is None or subject.withdrawn_at:
        return []
    head = bold(view.texts("Status: {status}", status=label(view, row.status)))
    text = f"{head}\n{await explained(view, subject, row)}"
    own = await view.session.get(ChallengeRow, challenge)
    if own is None or not authors.is_author(view.house.seals, own, view.person):
        return [Message(text, rows=[[leave_button(view, challenge)]])]
    return [Message(text, rows=_answer_row(view, challenge), about_challenge=challenge)]


def leave_button(view: View, challenge_id: int) -> Button:
    """For who supports a challenge: no more news of it."""
    return Button(view.texts.plain("🔕 No more news of it"), data("support.leave", challenge_id))


@screen("challenge.card")
async def card(view: View, *, challenge: int) -> Message:
    """The living card of a challenge in its author's chat: what it is and where it stands, as far as they were told."""
    row = await view.session.get(ChallengeRow, challenge)
    if row is None:
        return Message(view.texts("This report is no longer there."))
    lines = [bold(view.texts("Report {ref}", ref=unbroken(row.ref))), *await _about(view, row)]
    mine = authors.is_author(view.house.seals, row, view.person)
    rows = _answer_row(view, row.id) if mine and not row.withdrawn_at else ()
    return Message("\n".join(lines), rows=rows, about_challenge=row.id if mine else None)


async def _about(view: View, row: ChallengeRow) -> list[Safe]:
    texts, now = view.texts, view.house.clock.now()
    lines = [texts("Type: {category}", category=category_name(view, row.category))] if row.category else []
    if place := place_of(view, row):
        lines.append(texts("Place: {place}", place=place))
    if row.words:
        lines.append(quoted(row.words, 300))
    return [*lines, *await _standing(view, row, now)]


async def _standing(view: View, row: ChallengeRow, now: datetime) -> list[Safe]:
    texts = view.texts
    if row.withdrawn_at:
        return [texts("Withdrawn on {date}.", date=texts.date(row.withdrawn_at))]
    known = await statuses.told(view.session, row.id, now)
    if not known:
        return [texts("Status: {status}", status=label(view, Status.RECEIVED))]
    last = known[-1]
    head = texts("Status: {status}", status=label(view, last.status))
    return [head, await explained(view, row, last), texts("Since {date}", date=texts.date(last.at))]
