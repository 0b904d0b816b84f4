"""Reference codes of challenges: unguessable, short, and whole after being read aloud (PRODUCT A7).

Eight characters in two groups, such as `K7M4-XQ28`, of an alphabet of 23 that leaves out 0 O, 1 I L, vowels (no words
by chance) and look-alikes (2 Z, 5 S, 6 G, 8 B, U V, M N keep one of the two). Seven are drawn by `secrets`, the eighth
checks them: sum of value x weight = 0 modulo 23, weights 1 to 8 all different, 23 prime. So every single wrong
character and every swap of two characters, neighbours or not, is caught. A code holds a letter and a digit; that
leaves 3,292,665,974 codes, 31.6 bits: with 10,000 challenges one well-formed guess in 329,000 hits one of them.
Five digits alone are a room code, never a reference.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from itertools import pairwise

from services.letters import DIGITS

ALPHABET = "23456789CDFHJKMPQRTVWXY"
LENGTH = 8
GROUP = 4
SIZE = len(ALPHABET)
VALUE = {character: value for value, character in enumerate(ALPHABET)}
LAST_WEIGHT_INVERSE = pow(LENGTH, -1, SIZE)
NOISE = re.compile(r"[\s\W_]+")
WORD = re.compile(r"[^\W_]+(?:[-‐-―−.·_][^\W_]+)*")
LONGEST = 400  # characters of a message that `find` looks at


def new() -> str:
    """A fresh reference such as `K7M4-XQ28`."""
    while True:
        drawn = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
        code = drawn + _check(drawn)
        if _mixed(code):
            return shown(code)


def shown(code: str) -> str:
    """Eight characters as people see them: two groups with a dash."""
    return f"{code[:GROUP]}-{code[GROUP:]}"


def parse(text: str) -> str | None:
    """The reference that a whole message is, however typed: small letters, spaces, no dash, Arabic digits."""
    code = _bare(text)
    return shown(code) if _valid(code) else None


def find(text: str) -> str | None:
    """The first reference in a message: the whole of it, a word of it, or two words side by side."""
    if whole := parse(text):
        return whole
    parts = WORD.findall(text[:LONGEST])
    pairs = [first + second for first, second in pairwise(parts)]
    return next((code for each in parts + pairs if (code := parse(each))), None)


def _bare(text: str) -> str:
    return NOISE.sub("", unicodedata.normalize("NFKC", text).translate(DIGITS)).upper()


def _valid(code: str) -> bool:
    return len(code) == LENGTH and set(code) <= VALUE.keys() and _mixed(code) and _sum(code) == 0


def _mixed(code: str) -> bool:
    """Whether a code has a letter and a digit: neither a number nor a word."""
    return any(c.isdigit() for c in code) and not code.isdigit()


def _sum(code: str) -> int:
    return sum(weight * VALUE[character] for weight, character in enumerate(code, start=1)) % SIZE


def _check(drawn: str) -> str:
    return ALPHABET[-_sum(drawn) * LAST_WEIGHT_INVERSE % SIZE]
