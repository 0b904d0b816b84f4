"""What a report is found by: all of its words in one spelling for the desk's search, its terms for what is alike."""

from sqlalchemy.ext.asyncio import AsyncSession

from services import terms
from services.categories import concepts
from services.writing import normalise, skeleton, spellings, words
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


def wanted(text: str) -> list[tuple[str, str]]:
    """The words of a search: each without what is written onto it (article, و ف ب ل ك), and the term that it is found
    by in the other script too; of one consonant alone (الضو, daw) that of what it means."""
    return [(_stem(one), _term(one)) for one in words(text) if len(one) > 1]


def _stem(word: str) -> str:
    return min((one for one in spellings(word) if len(one) >= SHORTEST_STEM), key=len, default=word)


def _term(word: str) -> str:
    bones = skeleton(word)
    if len(bones) > 1:
        return terms.WORD + bones
    return next((terms.CONCEPT + concept for concept in concepts(word)), "")
