"""What people send, made fit to keep: without invisible controls, in one normal form."""

import unicodedata

_BIDI_CONTROLS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_LINE_ENDS = {"\r\n": "\n", "\r": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n"}
_KEPT_CONTROLS = "\n\t"


def clean(text: str) -> str:
    """`text` trimmed and in NFC, without NUL, control characters, lone surrogates and bidi controls.

    Empty if nothing of it can be seen.
    """
    for end, newline in _LINE_ENDS.items():
        text = text.replace(end, newline)
    kept = unicodedata.normalize("NFC", "".join(filter(_fit, text))).strip()
    return kept if any(map(_seen, kept)) else ""


def _seen(char: str) -> bool:
    """Joiners and zero-width spaces alone say nothing; inside an emoji or a word they stay."""
    return unicodedata.category(char)[0] not in "CZ"


def _fit(char: str) -> bool:
    if char in _KEPT_CONTROLS:
        return True
    return char not in _BIDI_CONTROLS and unicodedata.category(char) not in ("Cc", "Cs")
