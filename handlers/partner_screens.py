"""Doors on screen: at the desk, at a seat, in the author's chat."""

from dataclasses import replace

from handlers import menu
from handlers.buttons import Button, data, one_a_row
from handlers.clearing import discreet
from handlers.invitations import qr_of
from handlers.public import of_challenge, public_lines
from handlers.public_photos import photos_button
from handlers.rights import refusal
from handlers.screens import Media, Message, View, screen
from handlers.statuses import label
from handlers.words import body_of, bold
from locales.lengths import cut_at_word
from locales.texts import Safe, ltr, unbroken
from services import partners, statuses
from services.roles import Role, holds
from storage import partners as rows
from storage.challenges import ChallengeRow, ThreadRow
from storage.partners import PartnerRow

LABEL = 24  # UTF-16 units of a body's name on a button
MOST = 8  # reports on one page of a seat


@screen("door.panel")
async def panel(view: View, *, challenge: int) -> list[Message]:
    """Behind which doors the report stands, and the ways to open, share and close them."""
    if not holds(view.person.roles, Role.MODERATOR):
        return [refusal(view)]
    row = await view.session.get(ChallengeRow, challenge)
    if row is None or row.withdrawn_at:
        return []
    texts, now = view.texts, view.house.clock.now()
    here = await rows.doors_of(view.session, row.id, now)
    lines = [
        bold(texts("🏛 Doors of {ref}", ref=unbroken(row.ref))),
        texts("The body sees the public text of what is passed to it, never a person, and can answer."),
    ]
    lines += [texts("• {body}, until {date}", body=one.body, date=texts.date(one.expires_at)) for one in here]
    buttons: list[Button] = []
    for one in here:
        buttons += _of_door(view, row.id, one)
    buttons += await _more_doors(view, row, [one.body for one in here])
    buttons.append(Button(texts.plain("🗂 Card {ref}", ref=unbroken(row.ref)), data("desk.one", row.id)))
    return [Message("\n".join(lines), rows=one_a_row(buttons))]


def _of_door(view: View, challenge: int, door: PartnerRow) -> list[Button]:
    texts, name = view.texts, cut_at_word(door.body, LABEL)
    return [
        Button(texts.plain("🔗 New link: {body}", body=name), data("door.link", challenge, door.id)),
        Button(texts.plain("🪑 Invite: {body}", body=name), data("door.seat", challenge, door.id)),
        Button(texts.plain("↩️ Not to: {body}", body=name), data("door.out", challenge, door.id)),
        Button(texts.plain("🔒 Close: {body}", body=name), data("door.close", challenge, door.id)),
    ]


async def _more_doors(view: View, row: ChallengeRow, here: list[str]) -> list[Button]:
    """The body that is usually responsible first, then doors that are open for other reports."""
    texts, body = view.texts, body_of(view, row.category)
    others = [one for one in await rows.all_open(view.session, view.house.clock.now()) if one.body not in here]
    found = []
    if row.category and body not in here and all(one.body != body for one in others):
        name = cut_at_word(body, LABEL)
        found.append(Button(texts.plain("➕ Open for: {body}", body=name), data("door.make", row.id, row.category)))
    add = [(one, texts.plain("➕ Also to: {body}", body=cut_at_word(one.body, LABEL))) for one in others[:MOST]]
    return [*found, *(Button(words, data("door.add", row.id, one.id)) for one, words in add)]


@screen("door.link")
async def link_screen(view: View, *, challenge: int, token: str) -> list[Message]:
    """The link, shown once."""
    if not holds(view.person.roles, Role.MODERATOR):
        return [refusal(view)]
    house, texts = view.house, view.texts
    address = f"{house.public_url or house.web_address}/partner/{token}"
    lines = [
        texts("🔗 For the body alone: whoever has this link sees what was passed to it.\n{link}", link=ltr(address)),
        texts("It is shown once. A new link ends it, closing the door too."),
    ]
    if not house.public_url:
        lines.append(texts("Without PUBLIC_URL the link works on this network only."))
    copy = Button(texts.plain("📋 Copy the link"), copy=address)
    return [Message("\n".join(lines), rows=[[copy], _back(view, challenge)])]


@screen("door.seat")
async def seat_screen(view: View, *, challenge: int, token: str) -> list[Message]:
    """The invitation, as a link and as a square."""
    if not holds(view.person.roles, Role.MODERATOR):
        return [refusal(view)]
    address, texts = view.house.link(f"b_{token}"), view.texts
    text = texts(
        "🪑 A seat for one person of the body: send this link, or let them scan the code.\n{link}\n"
        "It works once, within {time}.",
        link=ltr(address),
        time=texts.duration(partners.INVITATION_LIFE),
    )
    picture = Media("photo", content=qr_of(address), filename="seat.png")
    return [Message(text, media=picture, rows=[_back(view, challenge)])]


def _back(view: View, challenge: int) -> list[Button]:
    return [Button(view.texts.plain("🏛 Doors"), data("door.open", challenge))]


@screen("partner.welcome")
async def welcome(view: View, *, door: int) -> list[Message]:
    """The seat is theirs."""
    found = await view.session.get(PartnerRow, door)
    if found is None:
        return []
    text = view.texts(
        "✓ Welcome! You answer here for: {body}\nYou see only what was passed to you, without the people.",
        body=found.body,
    )
    return [Message(text, rows=[[Button(view.texts.plain("🏛 Passed to us"), data("partner.list"))]])]


@screen("partner.list")
async def seat_list(view: View) -> list[Message]:
    """Each report behind one's doors: its public side, where it stands, what was answered."""
    now = view.house.clock.now()
    doors = await rows.seats_of(view.session, view.person.id, now)
    if not doors:
        return [Message(view.texts("This seat is closed."), rows=menu.rows(view))]
    found = [(door, one) for door in doors for one in await partners.behind(view.session, view.house.lab, door)][:MOST]
    head = bold(view.texts("🏛 Passed to: {body}", body=", ".join(door.body for door in doors)))
    if not found:
        return [Message("\n".join([head, view.texts("Nothing waits here. 🌿")]))]
    return [Message(head), *[await _passed(view, one) for _, one in found]]


async def _passed(view: View, one: ChallengeRow) -> Message:
    lines = [*await told_outside(view, one), *await answered(view, one.id)]
    photos = await photos_button(view, one, "partner.photos")
    answer = Button(view.texts.plain("✍️ Answer"), data("partner.answer", one.id))
    return Message("\n".join(lines), rows=[photos, [answer]] if photos else [[answer]], shows=[one.id])


async def told_outside(view: View, one: ChallengeRow) -> list[Safe]:
    """A report for whoever is not of the team: number, public side without the name, status as it was told."""
    status = await statuses.told_status(view.session, one, view.house.clock.now())
    lines = public_lines(view, replace(of_challenge(one), name=None), named=False)
    head = bold(view.texts("Report {ref}", ref=unbroken(one.ref)))
    return [head, *lines, view.texts("Status: {status}", status=label(view, status))]


async def answered(view: View, challenge_id: int) -> list[Safe]:
    """What bodies answered so far."""
    texts = view.texts
    return [
        texts("🏛 {body}: {words}", body=await body_named(view, line), words=line.text or "")
        for line in await partners.answers(view.session, challenge_id)
    ]


async def body_named(view: View, line: ThreadRow) -> str:
    """The body that wrote a line."""
    door = await view.session.get(PartnerRow, line.partner_id) if line.partner_id else None
    return door.body if door else view.texts.plain("a partner")


@screen("partner.thanks")
async def thanks(view: View, *, challenge: int) -> Message:
    """It is where it belongs."""
    again = Button(view.texts.plain("🏛 Passed to us"), data("partner.list"))
    return Message(view.texts("✓ Thank you! The team and whoever reported it read your answer."), rows=[[again]])


@screen("partner.closed")
async def closed(view: View, *, many: bool = False) -> Message:
    """The door was closed, the report taken away, or enough was said for a day."""
    if many:
        return Message(view.texts("That was a lot for one day. Please go on tomorrow."))
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
        texts("{body} writes:", body=await body_named(view, row)),
        texts("Message: {words}", words=row.text or ""),
    ]
    reply = [[Button(texts.plain("✍️ Write to the team"), data("thread.answer", challenge.id))]]
    return [Message("\n".join(lines), rows=reply, about_challenge=challenge.id)]


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
        body=await body_named(view, last),
        ref=unbroken(row.ref),
        words=last.text or "",
    )
    return [
        Message(
            text,
            rows=[[Button(texts.plain("🗂 Card {ref}", ref=unbroken(row.ref)), data("desk.one", row.id))]],
            shows=[row.id],
        )
    ]
