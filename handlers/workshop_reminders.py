"""Which reminders a workshop sends: those of lab.toml (`workshops.reminders`) until somebody changes them here."""

from telegram import Update

from handlers.buttons import Button, data, taps
from handlers.context import Context
from handlers.desk_words import number
from handlers.rights import staff_only
from handlers.screens import View
from locales.marks import N_
from services import reminders, workshops
from services.roles import Role
from services.workshops import Gone
from storage.workshops import CANCELLED, WorkshopRow

MENU = "remind"
LABELS: dict[str, str] = {
    reminders.WEEK: N_("A week before"),
    reminders.DAY: N_("The evening before"),
    reminders.HOURS: N_("Two hours before"),
    reminders.FEEDBACK: N_("Afterwards: how was it?"),
}


def rows(view: View, row: WorkshopRow) -> list[list[Button]]:
    """Each reminder, ticked if it is sent."""
    chosen = reminders.chosen(row, view.house.lab)
    return [[_switch(view, row, offset, offset in chosen)] for offset in reminders.OFFSETS]


def _switch(view: View, row: WorkshopRow, offset: str, chosen: bool) -> Button:
    label = f"{'✅' if chosen else '▫️'} {view.texts.plain(LABELS[offset])}"
    return Button(label, data("workshop.remind", row.id, offset, 0 if chosen else 1))


@taps("workshop.remind")
@staff_only(Role.FACILITATOR)
async def remind(update: Update, context: Context, workshop: str, offset: str, wanted: str) -> None:
    """Send this reminder, or not, as the button said; the clock follows by itself."""
    house = context.house
    async with context.transaction() as session:
        row = await session.get(WorkshopRow, number(workshop))
        context.say("workshop.card", edit=True, workshop=number(workshop), menu=MENU)
        if row is None or row.state == CANCELLED or offset not in LABELS:
            return
        chosen = set(reminders.chosen(row, house.lab)) - {offset} | ({offset} if wanted == "1" else set())
        columns = {"reminders": tuple(one for one in reminders.OFFSETS if one in chosen)}
        try:
            await workshops.change(session, house.lab, context.person, row.id, columns, house.clock.now())
        except Gone:
            context.toast(context.texts.plain("This has changed meanwhile: look at the card."))
