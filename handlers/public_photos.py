"""The photos that the team released, for everybody and for a body to which the report was passed; never the original.

They come when asked for: whoever pays for data by the megabyte chooses.
"""

from telegram import Update

from handlers.buttons import Button, data, taps
from handlers.context import Context
from handlers.desk_words import number
from handlers.screens import Media, Message, View, screen
from locales.texts import unbroken
from services import partners, publications, publicity
from storage.challenges import ChallengeRow

MOST = 10


async def photos_button(view: View, row: ChallengeRow, data_word: str) -> list[Button]:
    """A button that says how many photos there are; none for none."""
    n = len(await publicity.pictures_of(view.session, row))
    return [Button(view.texts.plain("🖼 Photos: {n}", n=n), data(data_word, row.id))] if n else []


@taps("public.photos")
async def see(update: Update, context: Context, challenge: str) -> None:
    """The photos of a public report."""
    context.say("public.photos", challenge=number(challenge))


@screen("public.photos")
async def public_photos(view: View, *, challenge: int) -> list[Message]:
    """Each released photo, as long as the report is public."""
    row = await publications.shown(view.session, view.house.lab, challenge)
    if row is None:
        return [Message(view.texts("This report is no longer there."))]
    back = Button(view.texts.plain("🔙 Back to the report"), data("public.see", row.id))
    return await _photos(view, row, back)


@taps("partner.photos")
async def see_passed(update: Update, context: Context, challenge: str) -> None:
    """The photos of a report that was passed to the body where one has a seat."""
    context.say("partner.photos", challenge=number(challenge))


@screen("partner.photos")
async def passed_photos(view: View, *, challenge: int) -> list[Message]:
    """Each released photo, as long as the seat, the door and the report stand."""
    now = view.house.clock.now()
    door = await partners.seated_for(view.session, view.person, challenge, now)
    found = await partners.behind(view.session, view.house.lab, door) if door else []
    row = next((one for one in found if one.id == challenge), None)
    if row is None:
        return [Message(view.texts("This report is no longer there."))]
    return await _photos(view, row, Button(view.texts.plain("✍️ Answer"), data("partner.answer", row.id)))


async def _photos(view: View, row: ChallengeRow, way_on: Button) -> list[Message]:
    """One message each, which goes with the report; the way on stands under the last."""
    head = view.texts("Report {ref}", ref=unbroken(row.ref))
    names = [publicity.public_file(one) for one in await publicity.pictures_of(view.session, row)]
    paths = [view.house.data_dir / "media" / name for name in names[:MOST] if name]
    here = [Media("photo", path=path) for path in paths if path.exists()]
    shown = [Message(head, media=one, shows=[row.id]) for one in here]
    return [*shown, Message(view.texts("🖼 Photos: {n}", n=len(shown)), rows=[[way_on]])]
