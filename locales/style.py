"""The house style of the three languages, as far as a machine can read it."""

import re
from collections.abc import Iterator

_LETTER = "\u0621-\u064a"
_NBSP = "\u00a0"

# Blocks made by the code begin with a word; a number has no direction.
_BLOCKS = {"n", "summary", "list", "results", "lines", "text", "date", "duration", "options", "parts"}

_GENDER = {"معني", "موافق", "متافق", "متأكد", "متأكدة", "مجهول"}
_TO_ONE_MAN = {"صيفط", "دوز", "زيد", "رجع", "ختار"}
_NOT_DARIJA = {"أو", "به", "له", "إذا", "الذي", "التي", "هذا", "هذه", "ليس", "لكن"}
_WORDS = {
    "ar": {"متأكد", "متأكدة", "مجهول"},
    "ary": _GENDER | _TO_ONE_MAN | _NOT_DARIJA | {"باغي", "باغية", "باقي", "باقية"},
}

_ARABIC_LETTERS = {
    r"[\u0660-\u0669\u06f0-\u06f9]": "Western digits only",
    r"[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]": "direction marks are added when it is said",
    "المختبر": "reads as a medical laboratory: فريق {lab}",
}
_DARIJA = {"[\u064b-\u0652\u0670]": "no diacritics", "[ڭڤپ]": "not in the house spelling"}
_FRENCH = {
    rf"[^{_NBSP}?!…][;?!]": "U+00A0 belongs before it",
    rf"[^{_NBSP}]:(?=\s|$)": "U+00A0 belongs before it",
    rf"[^{_NBSP}]»|«[^{_NBSP}]": "U+00A0 belongs inside « »",
    r"(?i)\b(?:le laboratoire|veuillez|usagers?|plus de messages)\b": "ruled out by the house style",
    r"(?i)\b(?:concerné|désolé|inscrit|prêt)e?\b|\(e\)|·e": "shows gender",
}


def of(form: str, language: str) -> Iterator[str]:
    """What is wrong with the wording of `form` in `language`."""
    if language == "fr":
        yield from _against(re.sub(r"https?://\S+|<[^>]*>|&#?\w+;", "", form), _FRENCH)
        return
    yield from _against(form, _ARABIC_LETTERS | (_DARIJA if language == "ary" else {}))
    for word in sorted(_WORDS[language].intersection(re.findall(f"[{_LETTER}]+", form))):
        yield f"says {word!r}, which the house style rules out"
    for line in form.split("\n"):
        yield from _placeholders(line)


def _against(text: str, rules: dict[str, str]) -> Iterator[str]:
    for pattern, reason in rules.items():
        if found := re.search(pattern, text):
            yield f"{found[0]!r}: {reason}"


def _placeholders(line: str) -> Iterator[str]:
    """An Arabic word comes before the first placeholder of a line, and no particle or article touches one."""
    before, brace, rest = line.partition("{")
    if brace and rest.partition("}")[0] not in _BLOCKS and not re.search(f"[{_LETTER}]{{2}}", before):
        yield f"begins a line with a placeholder: {line!r}"
    if re.search(rf"(?<![{_LETTER}])(?:[وفبلك]|[وفبك]?ال|لل)[«(]?\{{", line):
        yield f"attaches a letter to a placeholder: {line!r}"
