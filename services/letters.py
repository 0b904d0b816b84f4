"""Letters and what they merge into when texts are matched (services/writing.py)."""

from __future__ import annotations

LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ـ": None})
DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
SPELLED_ALIKE = str.maketrans(
    {"ة": "ه", "ى": "ي", "ٱ": "ا", "ی": "ي", "ک": "ك", "ڭ": "گ", "ڤ": "ف", "پ": "ب", "ء": None}
)

ARABIC = dict(
    zip("بتثجحخدذرزسشصضطظعغفقكگلمنه", "bttjhXddrzsCsdtdEGfqkglmnh", strict=True),
    **dict.fromkeys("اويءئؤ", ""),
)
"""Each Arabic letter's skeleton letter; X is خ, C is ش, E is ع, G is غ; vowels and و ي vanish."""

LATIN = {
    "tch": "C", "kh": "X", "gh": "G", "ch": "C", "sh": "C", "th": "t", "ph": "f", "dh": "d", "dj": "j", "qu": "k",
    "ck": "k", "5": "X", "9": "q", "7": "h", "3": "E", "2": "", "8": "h", "x": "C", "c": "k", "v": "f", "p": "b",
    **dict.fromkeys("aeiouyw", ""),
}  # fmt: skip
"""Latin letters and digits of Arabizi; what is not listed stands for itself."""

SOFT = {"c": "s", "g": "j"}
"""Letters that sound otherwise before e, i, y."""
