"""Signs of questions that are answered in writing: a word in brackets at the end, in any of the languages.

kind_of("Un mot pour le quartier ? (nuage)") == ("cloud", 3, "Un mot pour le quartier ?")
kind_of("أفكار للحي؟ (أفكار 2)") == ("ideas", 2, "أفكار للحي؟")       # the number: how many a person may write
"""

import re

from services.letters import DIGITS
from services.writing import normalise
from storage.questions import CLOUD, IDEAS, TEXT

MOST_PIECES = {TEXT: 1, CLOUD: 3, IDEAS: 3}
MOST_ASKED = 9

_SIGN = re.compile(r"\s*\(\s*([^\W\d][^()\d]*?)\s*(\d?)\s*\)\s*$")
_WORDS = {
    TEXT: ("texte", "texte libre", "text", "open", "نص", "نص حر", "كتابة"),
    CLOUD: ("nuage", "nuage de mots", "mots", "cloud", "word cloud", "words", "سحابة", "سحابة كلمات", "كلمات"),
    IDEAS: ("idées", "idée", "ideas", "idea", "أفكار", "فكرة", "افكار"),
}
_KINDS = {normalise(word): kind for kind, words in _WORDS.items() for word in words}


def kind_of(part: str) -> tuple[str, int, str] | None:
    """The kind, how many texts a person may write, and the words without the sign; None without a sign."""
    found = _SIGN.search(part.translate(DIGITS))
    kind = _KINDS.get(normalise(found[1])) if found else None
    if found is None or kind is None:
        return None
    asked = 1 if kind == TEXT else int(found[2] or 0) or MOST_PIECES[kind]
    return kind, min(asked, MOST_ASKED), part[: found.start()].strip() or part
