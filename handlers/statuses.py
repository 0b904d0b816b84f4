"""The ladder in words: labels for the desk, and what the author of a challenge sees of it."""

from datetime import datetime

from handlers.buttons import Button, data
from handlers.clearing import STEP, discreet
from handlers.screens import Message, View, screen
from handlers.thread_lines import one_line
from handlers.words import body_of, bold, category_name, place_of, quoted, template_words
from locales.formats import Safe
from locales.marks import N_
from locales.texts import unbroken
from services import authors, merges, partners, publications, statuses, supporters, threads
from services.lab import OTHER
from services.statuses import Status
from storage import opinions
from storage.challenges import ChallengeRow, StatusRow
from storage.desk import FINAL
from storage.opinions import NOT_YET, SOLVED

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
# What comes next, as far as it is not said above.
NEXT: dict[Status, str] = {
    Status.RECEIVED: N_("Next: the team reads it and decides what to do."),
    Status.STUDY: N_("Next: the team says who takes care of it, or asks you something."),
    Status.WORKSHOP: N_("Next: after the workshop the team writes what was decided."),
    Status.TAKEN_UP: N_("Next: the work begins. You see it here."),
    Status.PROGRESS: N_("Next: the team writes when it is solved."),
    Status.NOT_OURS: N_("Next: it is for them to act. You can also turn to them yourself."),
}
WAITS = N_("Next: the team waits for your answer.")
TOLD_BY_YOU: dict[str, str] = {
    SOLVED: N_("🗣 You said: solved ({date})"),
    NOT_YET: N_("🗣 You said: not solved yet ({date})"),
}
TOLD_US: dict[str, str] = {
    SOLVED: N_("🗣 The author says: solved ({date})"),
    NOT_YET: N_("🗣 The author says: not solved yet ({date})"),
}
NOBODY_NAMED = N_("The report {ref} does not depend on the team.")


def label(view: View, status: str) -> str:
    """The status in one or two words, with its sign."""
    one = Status(status)
    return f"{EMOJI[one]} {view.texts.plain(LABELS[one])}"


async def explained(view: View, challenge: ChallengeRow, step: StatusRow, mine: bool = True) -> Safe:
    """What this step means, in a sentence or two, and why; only its author (`mine`) can answer."""
    status, category = Status(step.status), step.reason.get("category")
    category = None if category == OTHER else category  # nobody in particular: nothing to name
    values: dict[str, str] = {"ref": unbroken(challenge.ref)}
    if status in (Status.TAKEN_UP, Status.NOT_OURS):
        values["who"] = step.reason.get("who") or (body_of(view, category) if category else _us(view))
    if status is Status.DUPLICATE:
        values["other"] = await _other(view, step)
    named = category or "who" in step.reason
    said = NOBODY_NAMED if status is Status.NOT_OURS and not named else SAID[status]
    # What one can do about it stands last, after the reason.
    first, *rest = view.texts(said, **values).split("\n")
    lines = [first]
    if "apart" in step.reason:
        lines.insert(0, view.texts("It is a report of its own again: {ref}", ref=unbroken(challenge.ref)))
    if step.reason.get("reopened"):
        lines.append(view.texts("It is open again: for its author it is not solved."))
    if step.reason.get("sent"):
        lines.append(view.texts("We passed it on to them."))
    if why := await why_of(view, step):
        detail = N_("Reason: {why}") if status is Status.CLOSED else N_("In detail: {why}")
        lines.append(view.texts(detail, why=why))
    return Safe("\n".join([*lines, *(rest if mine or status is Status.DUPLICATE else [])]))


def _us(view: View) -> str:
    return view.texts.plain("the team of the lab")


async def why_of(view: View, step: StatusRow) -> str:
    """The reason of a step in plain words, as it was told; empty if it has none."""
    if template := step.reason.get("template"):
        return await template_words(view, template)
    return str(step.reason.get("words", ""))


async def _other(view: View, step: StatusRow) -> str:
    other = await view.session.get(ChallengeRow, step.reason.get("of"))
    return unbroken(other.ref) if other else ""


def _answer_row(view: View, challenge_id: int) -> list[list[Button]]:
    return [[Button(view.texts.plain("✍️ Write to the team"), data("thread.answer", challenge_id))]]


def verdict_rows(view: View, challenge_id: int) -> list[list[Button]]:
    """Whether it is solved: the author's word."""
    yes = Button(view.texts.plain("✅ Yes, it is solved"), data("solved.yes", challenge_id))
    no = Button(view.texts.plain("❌ No, not yet"), data("solved.no", challenge_id))
    return [[yes], [no]]


async def verdict(view: View, challenge_id: int, ours: bool = False) -> list[Safe]:
    """What its author says of its being solved, if anything, apart from the lab's status; `ours`: told to the team."""
    said = await opinions.said(view.session, challenge_id)
    if said is None or said.answered_at is None:
        return []
    words = (TOLD_US if ours else TOLD_BY_YOU)[said.answer or NOT_YET]
    return [view.texts(words, date=view.texts.date(said.answered_at))]


async def author_rows(view: View, row: ChallengeRow) -> list[list[Button]]:
    """What an author can do with a report of theirs: say whether it is solved, open it again, write to the team."""
    status = await statuses.told_status(view.session, row, view.house.clock.now())
    if status is Status.SOLVED:
        said = await opinions.said(view.session, row.id)
        both = verdict_rows(view, row.id)
        return [*(both[1:] if said and said.answer == SOLVED else both), *_answer_row(view, row.id)]
    if status in (Status.NOT_OURS, Status.CLOSED):
        return [[Button(view.texts.plain("🔄 Open again"), data("solved.no", row.id))], *_answer_row(view, row.id)]
    return _answer_row(view, row.id)


@screen("status.notice")
async def notice(view: View, *, step: int, challenge: int, opened: bool = False) -> list[Message]:
    """What became of a challenge; nothing if it was withdrawn meanwhile, or the step undone.

    `challenge` is the reader's own, or the one that they support: theirs may have been joined to this one.
    """
    row = await view.session.get(StatusRow, step)
    subject = await view.session.get(ChallengeRow, row.challenge_id) if row else None
    if row is None or row.undone_at or subject is None or subject.withdrawn_at:
        return []
    head = bold(view.texts("Status: {status}", status=label(view, row.status)))
    own = await view.session.get(ChallengeRow, challenge)
    if own is None:
        return []
    mine = authors.is_author(view.house.seals, own, view.person)
    if not mine and not await supporters.supports(view.session, view.house.seals, view.person, own):
        return []  # they stopped following it meanwhile
    if not opened and (hidden := await discreet(view, STEP, row.id, own, subject, mine=mine)):
        return [hidden]
    if not mine:
        return [Message(f"{head}\n{await _to_others(view, subject, row)}", rows=[[leave_button(view, challenge)]])]
    text = f"{head}\n{await explained(view, subject, row)}"
    rows = await author_rows(view, own) if own.id == subject.id else _answer_row(view, challenge)
    return [Message(text, rows=rows, voice=f"status.{row.status}", about_challenge=challenge)]


async def _to_others(view: View, challenge: ChallengeRow, step: StatusRow) -> Safe:
    """What a supporter hears of a step: nothing but the status, if not everybody may see the report."""
    main = await merges.top(view.session, challenge)
    if await publications.shown(view.session, view.house.lab, main.id) is None:
        return view.texts("It is about a report that you support. It is not public now.")
    return await explained(view, challenge, step, mine=False)


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
    rows = await author_rows(view, row) if mine and not row.withdrawn_at else ()
    return Message("\n".join(lines), rows=rows, about_challenge=row.id if mine else None)


async def _about(view: View, row: ChallengeRow) -> list[Safe]:
    texts = view.texts
    lines = [texts("Type: {category}", category=category_name(view, row.category))] if row.category else []
    if place := place_of(view, row):
        lines.append(texts("Place: {place}", place=place))
    if row.words:
        lines.append(quoted(row.words, 300))
    return [*lines, *await standing(view, row)]


async def standing(view: View, row: ChallengeRow) -> list[Safe]:
    """Where a report stands as far as its author was told: status, what it means, since when, what comes next."""
    texts, now = view.texts, view.house.clock.now()
    if row.withdrawn_at:
        return [texts("Withdrawn on {date}.", date=texts.date(row.withdrawn_at))]
    known = await statuses.told(view.session, row.id, now)
    status = Status(known[-1].status) if known else Status.RECEIVED
    lines = [texts("Status: {status}", status=label(view, status))]
    if known:
        lines += [await explained(view, row, known[-1]), *await _of_main(view, row)]
        lines.append(texts("Since {date}", date=texts.date(known[-1].at)))
    return [*lines, *await _from_body(view, row), *await verdict(view, row.id), *await _next(view, row, status, now)]


async def _from_body(view: View, row: ChallengeRow) -> list[Safe]:
    """The last word of a body to which it was passed."""
    said = await partners.answers(view.session, row.id)
    return [await one_line(view, said[-1], 300)] if said else []


async def _of_main(view: View, row: ChallengeRow) -> list[Safe]:
    """Where the report stands to which this one was joined in the end."""
    main = await merges.top(view.session, row)
    if main.id == row.id or main.withdrawn_at:
        return []
    status = await statuses.told_status(view.session, main, view.house.clock.now())
    return [view.texts("Report {ref}: {status}", ref=unbroken(main.ref), status=label(view, status))]


async def _next(view: View, row: ChallengeRow, status: Status, now: datetime) -> list[Safe]:
    if status not in FINAL and await threads.waits(view.session, row.id, now):
        return [view.texts(WAITS)]
    return [view.texts(NEXT[status])] if status in NEXT else []
