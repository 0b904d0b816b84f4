"""What a body is called, in words."""

from handlers.screens import View
from services import partners
from storage.challenges import ThreadRow
from storage.partners import PartnerRow


def body_named(view: View, door: PartnerRow) -> str:
    """What the body of a door is called, in the reader's language as far as the lab says."""
    return partners.named(view.house.lab, door).pick(view.texts.language)


async def body_of_line(view: View, line: ThreadRow) -> str:
    """The body that wrote a line."""
    door = await view.session.get(PartnerRow, line.partner_id) if line.partner_id else None
    return body_named(view, door) if door else view.texts.plain("a partner")
