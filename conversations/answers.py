"""Standard answers: an option that everybody writes comes in all three languages.

completed({"fr": "oui"}) == {"fr": "oui", "ar": "نعم", "ary": "آه"}        # what was written stays as it is
"""

from services.rooms import Spoken
from services.writing import normalise

# Arabic, Darija, French; then other ways to write it.
_KNOWN: tuple[tuple[str, ...], ...] = (
    ("نعم", "آه", "Oui", "yes", "ايوه", "إيه", "أجل"),
    ("لا", "لا", "Non", "no"),
    ("لا أعرف", "ماعرفتش", "Je ne sais pas", "ne sais pas", "nsp", "لا أدري", "معرفتش", "مانعرف", "don't know"),
    ("أوافق", "كنوافق", "D'accord", "je suis d'accord", "موافق", "متفق", "متافق"),
    ("لا أوافق", "ماكنوافقش", "Pas d'accord", "je ne suis pas d'accord", "غير موافق", "ماشي متفق"),
    ("بدون رأي", "ماعنديش رأي", "Sans avis", "sans opinion", "neutre", "محايد", "بلا رأي"),
    ("ربما", "يمكن", "Peut-être", "maybe"),
    ("شيء آخر", "حاجة أخرى", "Autre", "autres", "autre chose", "أخرى", "غير ذلك", "شي حاجة أخرى"),
    ("لا شيء", "والو", "Aucun", "aucune", "rien", "حتى حاجة"),
    ("الكل", "كلشي", "Tout", "tous", "toutes"),
    ("دائما", "ديما", "Toujours"),
    ("غالبا", "بزاف ديال المرات", "Souvent"),
    ("أحيانا", "مرة مرة", "Parfois", "de temps en temps"),
    ("نادرا", "قليل", "Rarement"),
    ("أبدا", "حتى مرة", "Jamais"),
    ("جيد", "مزيان", "Bien", "bon"),
    ("متوسط", "متوسط", "Moyen", "moyenne"),
    ("سيئ", "خايب", "Mauvais", "mal"),
)
_LANGUAGES = ("ar", "ary", "fr")
_BY_WORDS = {normalise(words): known[:3] for known in reversed(_KNOWN) for words in known}

DEFAULT: tuple[Spoken, ...] = tuple(dict(zip(_LANGUAGES, known, strict=False)) for known in _KNOWN[:3])
"""Yes, no, I don't know."""


def completed(option: Spoken) -> Spoken:
    """The option in all three languages if its words, in whatever language, are a standard answer."""
    known = next((found for words in option.values() if (found := _BY_WORDS.get(normalise(words)))), None)
    if known is None:
        return option
    arabic, darija = map(normalise, known[:2])
    if arabic != normalise(option.get("ar", "")) == darija:  # both are written in Arabic letters
        option = {"ary": option["ar"], **{code: words for code, words in option.items() if code != "ar"}}
    return dict(zip(_LANGUAGES, known, strict=False)) | option
