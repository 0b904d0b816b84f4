"""What a body reads and writes, on screen: at a seat, in the author's chat, at the desk."""

from dataclasses import replace

from handlers import menu
from handlers.body_words import body_named, body_of_line
from handlers.buttons import Button, Rows, data
from handlers.clearing import discreet
from handlers.desk_looks import as_it_came
from handlers.public import of_challenge, public_lines
from handlers.public_photos import photos_button
from handlers.screens import Media, Message, View, screen
from handlers.statuses import label
from handlers.thread_lines import said
from handlers.words import bold
from locales.texts import Safe, unbroken
from services import partners, publications, statuses
from services.roles import Role, holds
from storage import partners as rows
from storage.challenges import ChallengeRow, ThreadRow
from storage.media import MediaRow
from storage.partners import PartnerRow

MOST = 5  # reports on one page of a seat


@screen("partner.welcome")
async def welcome(view: View, *, door: int) -> list[Message]:
    """The seat is theirs."""
    found = await view.session.get(PartnerRow, door)
    if found is None:
        return []
    text = view.texts(
        "✓ Welcome! You answer here for: {body}\nYou see only what was passed to you, without the people. "
        "The team sees your Telegram name.",
        body=body_named(view, found),
    )
    return [Message(text, rows=[[Button(view.texts.plain("🏛 Passed to us"), data("partner.list"))]])]


@screen("partner.list")
async def seat_list(view: View, *, page: int = 0) -> list[Message]:
    """Each report behind one's doors: its public side, where it stands, what was answered; some at a time."""
    doors = await rows.seats_of(view.session, view.person.id, view.house.clock.now())
    if not doors:
        return [Message(view.texts("This seat is closed."), rows=menu.rows(view))]
    found = await partners.all_behind(view.session, view.house.lab, doors)
    head = bold(view.texts("🏛 Passed to: {body}", body=", ".join(body_named(view, door) for door in doors)))
    if not found:
        return [Message("\n".join([head, view.texts("Nothing waits here. 🌿")]))]
    first = min(page, (len(found) - 1) // MOST) * MOST
    shown = [await _passed(view, one) for one in found[first : first + MOST]]
    return [Message(head), *shown, *_pages(view, first, len(found))]


def _pages(view: View, first: int, total: int) -> list[Message]:
    """Which of them these are, and the ones before and after, if there are more than one sees at a time."""
    if total <= MOST:
        return []
    last = min(first + MOST, total)
    newer = [Button("◀️", data("partner.list", first // MOST - 1))] if first else []
    older = [Button("▶️", data("partner.list", first // MOST + 1))] if last < total else []
    text = view.texts("Reports {first} to {last} of {all}", first=first + 1, last=last, all=total)
    return [Message(text, rows=[[*newer, *older]])]


async def _passed(view: View, one: ChallengeRow) -> Message:
    lines = [*await told_outside(view, one), *await answered(view, one.id)]
    return Message("\n".join(lines), rows=await _acts(view, one), shows=[one.id])


async def _acts(view: View, one: ChallengeRow) -> Rows:
    photos = await photos_button(view, one, "partner.photos")
    answer = [Button(view.texts.plain("✍️ Answer"), data("partner.answer", one.id))]
    return [photos, answer] if photos else [answer]


@screen("partner.passed")
async def passed(view: View, *, door: int, challenge: int) -> list[Message]:
    """A seat is told of a report that was put behind its door, if both still stand."""
    at = await rows.seats_of(view.session, view.person.id, view.house.clock.now())
    here = next((one for one in at if one.id == door), None)
    behind = await partners.behind(view.session, view.house.lab, here) if here else []
    row = next((one for one in behind if one.id == challenge), None)
    if here is None or row is None:
        return []
    head = view.texts("🏛 New, passed to: {body}", body=body_named(view, here))
    every = [Button(view.texts.plain("🏛 Passed to us"), data("partner.list"))]
    text = "\n".join([head, *await told_outside(view, row)])
    return [Message(text, rows=[*await _acts(view, row), every], shows=[row.id])]


async def told_outside(view: View, one: ChallengeRow) -> list[Safe]:
    """A report for whoever is not of the team: number, public side without the name, status as it was told."""
    status = await statuses.told_status(view.session, one, view.house.clock.now())
    place = publications.passed_place(view.house.lab, one)
    lines = public_lines(view, replace(of_challenge(one), name=None, landmark=place), named=False)
    head = bold(view.texts("Report {ref}", ref=unbroken(one.ref)))
    return [head, *lines, view.texts("Status: {status}", status=label(view, status))]


async def answered(view: View, challenge_id: int) -> list[Safe]:
    """What bodies answered so far."""
    texts = view.texts
    return [
        texts("🏛 {body}: {words}", body=await body_of_line(view, line), words=await said(view, line))
        for line in await partners.answers(view.session, challenge_id)
    ]


@screen("partner.thanks")
async def thanks(view: View, *, challenge: int) -> Message:
    """It is where it belongs."""
    again = Button(view.texts.plain("🏛 Passed to us"), data("partner.list"))
    return Message(view.texts("✓ Thank you! The team and whoever reported it read your answer."), rows=[[again]])


@screen("partner.closed")
async def closed(view: View, *, many: bool = False) -> Message:
    """The door was closed, the report taken away, or enough was said for a day."""
    if many:
        return Message(
            view.texts("That was a lot for one day: your answer was not sent.\nPlease send it again tomorrow.")
        )
    return Message(view.texts("This door is closed: your answer was not kept. Please ask the team for a new one."))


@screen("partner.answer")
async def to_author(view: View, *, line: int, opened: bool = False) -> list[Message]:
    """The author, and who supports, read what the body says."""
    row = await view.session.get(ThreadRow, line)
    challenge = await view.session.get(ChallengeRow, row.challenge_id) if row else None
    if row is None or challenge is None or challenge.withdrawn_at:
        return []
    if not opened and (hidden := await discreet(view, "b", row.id, challenge)):
        return [hidden]
    texts = view.texts
    lines = [
        bold(texts("🏛 An answer about {ref}", ref=unbroken(challenge.ref))),
        texts("{body} writes:", body=await body_of_line(view, row)),
        *([texts("Message: {words}", words=row.text)] if row.text else []),
    ]
    reply = [[Button(texts.plain("✍️ Write to the team"), data("thread.answer", challenge.id))]]
    return [Message("\n".join(lines), rows=reply, media=await _file(view, row), about_challenge=challenge.id)]


async def _file(view: View, line: ThreadRow) -> Media | None:
    """The voice or photo that a body sent."""
    file = await view.session.get(MediaRow, line.media_id) if line.media_id else None
    return as_it_came(view.house.data_dir, file) if file else None


@screen("desk.body_answered")
async def to_desk(view: View, *, challenge: int) -> list[Message]:
    """The holder reads it too."""
    row = await view.session.get(ChallengeRow, challenge)
    lines = await partners.answers(view.session, challenge)
    if not holds(view.person.roles, Role.MODERATOR) or row is None or row.withdrawn_at or not lines:
        return []
    texts, last = view.texts, lines[-1]
    text = texts(
        "🏛 {body} answered about {ref}: {words}",
        body=await body_of_line(view, last),
        ref=unbroken(row.ref),
        words=await said(view, last),
    )
    return [
        Message(
            text,
            rows=[[Button(texts.plain("🗂 Card {ref}", ref=unbroken(row.ref)), data("desk.one", row.id))]],
            media=await _file(view, last),
            shows=[row.id],
        )
    ]
