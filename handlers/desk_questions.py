"""While the menu of questions stands on the desk, what staff write or say next is their question to the author."""

from sqlalchemy.ext.asyncio import AsyncSession

from conversations.desk import ASK, FORMS
from handlers import forms
from handlers.context import Context
from handlers.desk_words import here, manner_of
from handlers.screens import View
from handlers.served import load
from services import drafts
from services.desk import Spot
from storage.challenges import ChallengeRow

OURS = tuple(form.name for form in FORMS)


async def listen(context: Context, session: AsyncSession, row: ChallengeRow, spot: Spot) -> None:
    """Take what comes next as a question about `row`, unless something of one's own was begun and not sent."""
    one = await load(session, context.house, context.person)
    if one is None or one.draft.form in OURS:
        author = await manner_of(session, row)
        await forms.begin(context, session, ASK.name, silent=True, spot=here(spot), author=author)


async def listen_no_more(context: Context, session: AsyncSession) -> None:
    """Another screen of the desk stands there: what comes next is no question."""
    one = await load(session, context.house, context.person)
    if one and one.draft.form == ASK.name:
        await drafts.drop(session, context.house.seals, context.person.id)


async def heard(view: View, challenge_id: int) -> bool:
    """Whether what this person sends next is a question about this challenge."""
    one = await load(view.session, view.house, view.person)
    return one is not None and one.draft.form == ASK.name and one.beside["spot"][0] == challenge_id
