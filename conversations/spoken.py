"""Labels in a language: msgids through Texts, the lab's own words through their pick."""

from collections.abc import Iterable

from conversations.steps import Choice, Label
from locales.formats import Safe, Value
from locales.texts import Texts
from services.cleaning import clean


def asked(label: Label, texts: Texts, **values: Value) -> Safe:
    """`label` as HTML."""
    return texts(label, **values) if isinstance(label, str) else texts.lines([label.pick(texts.language)])


def spoken(label: Label, texts: Texts) -> str:
    """`label` in plain words: for a button, or as a value in another text."""
    return texts.plain(label) if isinstance(label, str) else label.pick(texts.language)


def choice_said(text: str, choices: Iterable[Choice], texts: Texts) -> str | None:
    """The key of the choice whose label somebody typed or sent with a reply keyboard; None if there is none."""
    wanted = clean(text).casefold()
    return next((one.key for one in choices if clean(spoken(one.label, texts)).casefold() == wanted), None)
