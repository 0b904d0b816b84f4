"""What a challenge is found by: the words of it as skeletons, the same from both scripts, and their concepts."""

from sqlalchemy.ext.asyncio import AsyncSession

from services import publicity
from services.categories import concepts
from services.writing import skeletons
from storage import terms as rows
from storage.challenges import ChallengeRow
from storage.publications import PublicationRow

WORD, CONCEPT = "w", "c"  # the first letter of a term
LONGEST = 40  # characters


def terms(text: str) -> list[str]:
    """What a text is found by, each once: its concepts, then its words."""
    found = [CONCEPT + one for one in concepts(text)] + [WORD + one for one in skeletons(text)]
    return list(dict.fromkeys(one[:LONGEST] for one in found))


async def index(session: AsyncSession, challenge: ChallengeRow) -> None:
    """Write down what the challenge is found by: whenever its words, its place or what is public of it changed."""
    await session.flush()
    said = publicity.words_of(challenge) if await session.get(PublicationRow, challenge.id) else ""
    await rows.put(session, challenge.id, challenge.commune, {False: terms(challenge.words), True: terms(said)})
