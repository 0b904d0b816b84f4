"""Who is registered for a workshop, with what they answered; and who may not come after all. For the team alone."""

from collections.abc import Sequence

from telegram import Update

from conversations import workshops as words
from handlers.buttons import Button, Rows, data, taps
from handlers.context import Context
from handlers.desk_words import number
from handlers.rights import refusal, staff_only
from handlers.screens import Message, View, screen
from handlers.words import bold
from locales.formats import Safe
from locales.lengths import cut
from locales.marks import N_
from services import audit, registrations
from services.registrations import Risk
from services.roles import Role, holds
from services.words import spoken
from storage import registrations as rows
from storage.registrations import CANNOT, GOING, INVITED, LAPSED, MAYBE, OFFERED, WAITING, WALKED_IN, RegistrationRow
from storage.workshops import WorkshopRow, subject_of

A_PAGE = 25
LONGEST_ANSWER = 100  # UTF-16 units
HEADS: dict[str, str] = {
    GOING: N_("✅ They come"),
    OFFERED: N_("🎉 A seat is offered"),
    WAITING: N_("⏳ In the line"),
    MAYBE: N_("🤔 Maybe"),
    CANNOT: N_("✖️ They cannot come"),
    LAPSED: N_("⌛ They did not answer the offer"),
    INVITED: N_("✉️ Invited, no answer yet"),
    WALKED_IN: N_("🚶 They walked in"),
}
RISKS: dict[Risk, str] = {
    Risk.MISSED: N_("{name}: did not come last time"),
    Risk.SILENT: N_("{name}: has not confirmed"),
}


@taps("workshop.people")
@staff_only(Role.FACILITATOR)
async def people(update: Update, context: Context, workshop: str, page: str = "0") -> None:
    """A page of the list."""
    await _read(context, "people", workshop=number(workshop), page=number(page))


@taps("workshop.risk")
@staff_only(Role.FACILITATOR)
async def risk(update: Update, context: Context, workshop: str) -> None:
    """Those who may not come."""
    await _read(context, "risk", workshop=number(workshop))


async def _read(context: Context, what: str, **values: int) -> None:
    """Who looks at names is in the audit log."""
    async with context.transaction() as session:
        subject, now = subject_of(values["workshop"]), context.house.clock.now()
        audit.note(session, context.person.id, f"workshop.{what}", subject, now)
        context.say(f"workshop.{what}", edit=True, **values)


@screen("workshop.people")
async def people_screen(view: View, *, workshop: int, page: int = 0) -> Message:
    """Names by what they answered, in the order of answering; the line in its own."""
    row = await view.session.get(WorkshopRow, workshop)
    if row is None or not holds(view.person.roles, Role.FACILITATOR):
        return refusal(view)
    texts, found = view.texts, await _ordered(view, row)
    shown = found[page * A_PAGE : (page + 1) * A_PAGE]
    confirmed = await registrations.confirmed(view.session, row.id, view.house.clock.now())
    lines, head = [bold(texts("👥 {title}", title=words.title(texts, row)))], ""
    for one in shown:
        if one.state != head:
            head = one.state
            count = sum(each.state == head for each in found)
            lines += [Safe(""), bold(texts("{what}: {count}", what=texts(HEADS[head]), count=count))]
        lines.append(_person(view, row, one, one.id in confirmed))
    if not found:
        lines.append(texts("Nobody has answered yet."))
    return Message("\n".join(lines), rows=_pages(view, row, page, len(found)))


async def _ordered(view: View, row: WorkshopRow) -> list[RegistrationRow]:
    line = await rows.line(view.session, row.id)
    every = await rows.in_states(view.session, row.id, [state for state in HEADS if state != WAITING])
    return [one for state in HEADS for one in (line if state == WAITING else every) if one.state == state]


def _person(view: View, workshop: WorkshopRow, one: RegistrationRow, confirmed: bool) -> Safe:
    texts = view.texts
    name = one.name or texts.plain("no name")
    line = texts("• {name} +{guests}", name=name, guests=one.guests) if one.guests else texts("• {name}", name=name)
    marks = [texts("confirmed")] if confirmed else []
    told = [
        texts("{question} {answer}", question=spoken(workshop.questions[int(at)], texts.language),
              answer=cut(" ".join(answer.split()), LONGEST_ANSWER))
        for at, answer in sorted(one.answers.items()) if answer and int(at) < len(workshop.questions)
    ]  # fmt: skip
    return Safe("\n   ").join([Safe(" · ").join([line, *marks]), *told])


def _pages(view: View, row: WorkshopRow, page: int, count: int) -> Rows:
    texts = view.texts
    turns = []
    if page:
        turns.append(Button(f"⬅️ {texts.plain('Back')}", data("workshop.people", row.id, page - 1)))
    if (page + 1) * A_PAGE < count:
        turns.append(Button(f"➕ {texts.plain('More')}", data("workshop.people", row.id, page + 1)))
    return [*([turns] if turns else []), _back(view, row)]


def _back(view: View, row: WorkshopRow) -> Sequence[Button]:
    return [Button(f"↩️ {view.texts.plain('To the workshop')}", data("workshop.card", row.id))]


@screen("workshop.risk")
async def risk_screen(view: View, *, workshop: int) -> Message:
    """Whoever did not come last time, or has not confirmed: call them, or plan with fewer."""
    row = await view.session.get(WorkshopRow, workshop)
    if row is None or not holds(view.person.roles, Role.FACILITATOR):
        return refusal(view)
    texts = view.texts
    found = await registrations.at_risk(view.session, row.id, view.house.clock.now())
    lines = [bold(texts("⚠️ Who may not come: {count}", count=len(found)))]
    lines += [texts(RISKS[why], name=one.name or texts.plain("no name")) for one, why in found[:A_PAGE]]
    if len(found) > A_PAGE:
        lines.append(texts("And {count} more.", count=len(found) - A_PAGE))
    if not found:
        lines.append(texts("Everybody who comes has confirmed, or it is too early to ask."))
    return Message("\n".join(lines), rows=[_back(view, row)])
