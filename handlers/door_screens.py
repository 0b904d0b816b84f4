"""Doors on screen, at the desk: where a report was passed on, one door with its seats, a link, an invitation."""

from datetime import datetime

from handlers.body_words import body_named
from handlers.buttons import Button, data, one_a_row
from handlers.rights import refusal
from handlers.screens import Media, Message, View, screen
from handlers.words import bold
from locales.lengths import cut_at_word
from locales.texts import Safe, ltr, unbroken
from services import partners, squares
from services.roles import Role, holds
from storage import partners as rows
from storage.challenges import ChallengeRow
from storage.partners import PartnerRow

LABEL = 24  # UTF-16 units of a name on a button
MOST = 8  # doors of other reports that are offered


async def _report(view: View, challenge: int) -> ChallengeRow | None:
    row = await view.session.get(ChallengeRow, challenge)
    return None if row is None or row.withdrawn_at else row


@screen("door.panel")
async def panel(view: View, *, challenge: int) -> list[Message]:
    """Behind which doors the report stands, and whom else it can be passed to."""
    if not holds(view.person.roles, Role.MODERATOR):
        return [refusal(view)]
    row = await _report(view, challenge)
    return await _panel(view, row) if row else []


async def _panel(view: View, row: ChallengeRow) -> list[Message]:
    texts, now = view.texts, view.house.clock.now()
    here = await rows.doors_of(view.session, row.id, now)
    lines = [
        bold(texts("🏛 Doors of {ref}", ref=unbroken(row.ref))),
        texts("The body sees the public text of what is passed to it, never a person, and can answer."),
    ]
    lines += [texts("• {body}, until {date}", body=body_named(view, one), date=_until(view, one)) for one in here]
    buttons = [Button(f"🏛 {_short(view, one)}", data("door.see", row.id, one.id)) for one in here]
    buttons += await _more_doors(view, row, [one.id for one in here], now)
    buttons.append(Button(texts.plain("✍️ Another body"), data("door.name", row.id)))
    buttons.append(Button(texts.plain("🗂 Card {ref}", ref=unbroken(row.ref)), data("desk.one", row.id)))
    return [Message("\n".join(lines), rows=one_a_row(buttons))]


def _until(view: View, door: PartnerRow) -> str:
    return view.texts.date(door.expires_at)


def _short(view: View, door: PartnerRow) -> str:
    return cut_at_word(body_named(view, door), LABEL)


async def _more_doors(view: View, row: ChallengeRow, here: list[int], now: datetime) -> list[Button]:
    """The bodies that are usually responsible first, then doors that are open for other reports."""
    texts, lab = view.texts, view.house.lab
    opened = await rows.all_open(view.session, now)
    known = {one.key for one in opened}
    usual = [body for key in lab.category(row.category).bodies if key not in known and (body := lab.body(key))]
    found = []
    for body in usual:
        name = cut_at_word(body.words.pick(texts.language), LABEL)
        found.append(Button(texts.plain("➕ Open for: {body}", body=name), data("door.make", row.id, body.key)))
    for one in [one for one in opened if one.id not in here][:MOST]:
        words = texts.plain("➕ Also to: {body}", body=_short(view, one))
        found.append(Button(words, data("door.add", row.id, one.id)))
    return found


@screen("door.page")
async def page(view: View, *, challenge: int, door: int) -> list[Message]:
    """One door: until when, how many reports, who has a seat; sharing it and taking it back."""
    if not holds(view.person.roles, Role.MODERATOR):
        return [refusal(view)]
    row, now = await _report(view, challenge), view.house.clock.now()
    found = await rows.open_door(view.session, door, now)
    if row is None or found is None:
        return await _panel(view, row) if row else []
    texts, seats = view.texts, await rows.seats_at(view.session, found.id)
    passed = await partners.behind(view.session, view.house.lab, found)
    lines: list[Safe] = [
        bold(texts("🏛 Door of {body}", body=body_named(view, found))),
        texts("Until {date}", date=_until(view, found)),
        texts("Reports passed: {n}", n=len(passed)),
        texts("🔗 It has a link.") if found.token_hash else texts("🔗 It has no link yet."),
        texts("🪑 Seats: {n}", n=len(seats)),
    ]
    names = [(seat.id, seat.name or texts.plain("no name")) for seat in seats]
    lines += [texts("• {name}", name=name) for _, name in names]
    buttons = [
        Button(texts.plain("🔗 New link"), data("door.link", row.id, found.id)),
        Button(texts.plain("🪑 Invite somebody"), data("door.seat", row.id, found.id)),
        *(_unseat(view, row, found, seat, name) for seat, name in names),
        Button(texts.plain("↩️ Take this report back"), data("door.out", row.id, found.id)),
        Button(texts.plain("🔒 Close this door"), data("door.close", row.id, found.id)),
        *_back(view, row.id),
    ]
    return [Message("\n".join(lines), rows=one_a_row(buttons))]


def _unseat(view: View, row: ChallengeRow, door: PartnerRow, seat: int, name: str) -> Button:
    label = view.texts.plain("🚪 End the seat: {name}", name=cut_at_word(name, LABEL))
    return Button(label, data("door.unseat", row.id, door.id, seat))


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
    picture = Media("photo", content=squares.png(address, "m", scale=8), filename="seat.png")
    return [Message(text, media=picture, rows=[_back(view, challenge)])]


def _back(view: View, challenge: int) -> list[Button]:
    return [Button(view.texts.plain("🏛 Doors"), data("door.open", challenge))]
