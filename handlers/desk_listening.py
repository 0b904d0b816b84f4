"""While a menu of the desk asks for something, what staff write next is the answer: a question to the author (also by
voice), a reason in their own words, who is responsible, the number of another report.
"""

from sqlalchemy.ext.asyncio import AsyncSession

from conversations.desk import ASK, FORMS, NOT_OURS, REASON, SAME
from conversations.form import Form
from handlers import forms
from handlers.context import Context
from handlers.desk_words import here, manner_of
from handlers.screens import View
from handlers.served import load
from services import drafts
from services.desk import Spot
from services.statuses import Status
from storage.challenges import ChallengeRow

OURS = tuple(form.name for form in FORMS)
ASKING = {"ask": ASK, "bodies": NOT_OURS, Status.NOT_OURS: NOT_OURS, Status.DUPLICATE: SAME}


def asked_in(menu: str) -> Form | None:
    """The form whose question stands in this menu; None if it asks for nothing but a tap."""
    return ASKING.get(menu) or (REASON if menu in set(Status) - {Status.RECEIVED} else None)


async def listen(context: Context, session: AsyncSession, row: ChallengeRow, spot: Spot, menu: str) -> None:
    """Take what comes next as an answer to this menu, unless something of one's own was begun and not sent."""
    form = asked_in(menu)
    one = await load(session, context.house, context.person)
    if form is None:
        await listen_no_more(context, session)
    elif one is None or one.draft.form in OURS:
        beside = {"author": await manner_of(session, row)} if form is ASK else {"status": status_of(menu)}
        await forms.begin(context, session, form.name, silent=True, spot=here(spot), menu=menu, **beside)


def status_of(menu: str) -> str:
    """The status that the menu is about."""
    return Status.NOT_OURS if menu == "bodies" else menu


async def listen_no_more(context: Context, session: AsyncSession) -> None:
    """Another screen of the desk stands there: what comes next is no answer to a menu."""
    one = await load(session, context.house, context.person)
    if one and "menu" in one.beside and not one.draft.answers:
        await drafts.drop(session, context.house.seals, context.person.id)


async def heard(view: View, challenge_id: int, menu: str) -> bool:
    """Whether what this person sends next is an answer to this menu of this challenge."""
    one = await load(view.session, view.house, view.person)
    return one is not None and one.beside.get("menu") == menu and one.beside["spot"][0] == challenge_id
