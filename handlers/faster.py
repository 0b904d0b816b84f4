"""When two act on one card: the second is told who was faster."""

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.screens import Message, View, screen
from locales.texts import Texts, unbroken
from services import staff
from storage.challenges import ChallengeRow


async def told(session: AsyncSession, texts: Texts, challenge: ChallengeRow, by: int | None) -> str:
    """What happened meanwhile, in plain words; `by` is who did it (None: not the team)."""
    if challenge.withdrawn_at:
        return texts.plain("The report {ref} was withdrawn by its author.", ref=unbroken(challenge.ref))
    if by is None:
        return texts.plain("The report {ref} has changed. This is how it stands now.", ref=unbroken(challenge.ref))
    name = await staff.name_of(session, by) or texts.plain("a colleague")
    return texts.plain("{name} was faster. This is how it stands now.", name=name)


@screen("desk.faster")
async def faster(view: View, *, challenge: int, by: int | None) -> list[Message]:
    """The same as a message, after somebody wrote an answer to a form."""
    row = await view.session.get(ChallengeRow, challenge)
    if row is None or not view.person.is_staff:
        return []
    return [Message(await told(view.session, view.texts, row, by))]
