"""What the public would see of a challenge that is made public: its type, place, words without phone numbers, name."""

from collections.abc import Sequence
from dataclasses import dataclass

from handlers.screens import View
from handlers.words import category_name, quoted
from locales.texts import Safe
from services import authors, places, publicity
from services.publicity import masked
from storage.challenges import ChallengeRow

WORDS = 1500  # UTF-16 units


@dataclass(frozen=True, slots=True)
class PublicView:
    """The public side of a challenge; `name` only if its author shows it."""

    category: str | None
    commune: str | None
    landmark: str | None
    words: str
    name: str | None


def of_challenge(row: ChallengeRow) -> PublicView:
    """The public side of a report as it stands: the team's words, if it wrote some."""
    name = row.author_name if row.visibility == authors.SHOWN else None
    landmark = publicity.landmark_of(row)
    return PublicView(row.category, row.commune, landmark, publicity.words_of(row), name)


def public_lines(view: View, shown: PublicView, named: bool = True) -> Sequence[Safe]:
    """The lines of the public side; never the exact point or files; `named`: whose it is."""
    texts, language = view.texts, view.texts.language
    lines = []
    if shown.category:
        lines.append(texts("Type: {category}", category=category_name(view, shown.category)))
    commune = places.by_code(view.house.lab, shown.commune)
    known = [part for part in (commune and commune.names.pick(language), masked(shown.landmark or "")) if part]
    if known:
        lines.append(texts("Place: {place}", place=" · ".join(known)))
    if named:
        lines.append(texts("Name: {name}", name=shown.name) if shown.name else texts("Name: not shown"))
    if shown.words:
        lines.append(quoted(masked(shown.words), WORDS))
    else:
        lines.append(texts("Voices, photos and files are not shown to the public."))
    return lines
