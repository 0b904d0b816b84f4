"""What a report is found by: all of its words in one spelling for the desk's search, its terms for what is alike."""

from sqlalchemy.ext.asyncio import AsyncSession

from services import terms
from services.writing import normalise, spellings, words
from storage.challenges import ChallengeRow
from storage.desk import parts as parts_of

SHORTEST_STEM = 3


async def refold(session: AsyncSession, challenge: ChallengeRow) -> None:
    """Write it down anew: words, public text, place, answers and transcripts, each word once."""
    await session.flush()
    parts = [part for part, _ in await parts_of(session, challenge.id)]
    said = [text for part in parts for text in (part.text, part.transcript) if text]
    answers = [one["text"] for one in challenge.details.values() if one.get("text")]
    whole = [challenge.words, challenge.public_words or "", challenge.landmark or "", *said, *answers]
    challenge.folded = " ".join(dict.fromkeys(normalise("\n".join(whole)).split()))
    await terms.index(session, challenge)


def stems(text: str) -> list[str]:
    """The words of a search, without what is written onto them: article, و ف ب ل ك."""
    found = []
    for word in [one for one in words(text) if len(one) > 1]:
        shorter = [one for one in spellings(word) if len(one) >= SHORTEST_STEM]
        found.append(min(shorter, key=len, default=word))
    return found
