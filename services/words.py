"""A text that the lab wrote in three languages, with the declared fall-back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Self

from pydantic import BaseModel, ConfigDict, model_validator

FALLBACK = {"ary": ("ary", "ar", "fr"), "ar": ("ar", "fr", "ary"), "fr": ("fr", "ar", "ary")}
"""For each language the order in which a missing wording is looked for."""


def spoken(words: Mapping[str, str], language: str) -> str:
    """The wording in a language, else the next one of its fall-back; empty if there is none."""
    return next((words[code] for code in FALLBACK.get(language, FALLBACK["fr"]) if words.get(code)), "")


class Words(BaseModel):
    """The same words in Arabic, Darija and French; at least one is written."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    ar: str = ""
    ary: str = ""
    fr: str = ""

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not (self.ar or self.ary or self.fr):
            raise ValueError('write at least one of ar, ary, fr, such as { fr = "Éclairage" }')
        return self

    def pick(self, language: str) -> str:
        """The words in a language, else the next one of its fall-back; an unknown language reads as French."""
        return spoken({"ar": self.ar, "ary": self.ary, "fr": self.fr}, language)


def alike(words: str) -> Words:
    """Words that are the same in every language: a number, a time."""
    return Words(ar=words, ary=words, fr=words)
