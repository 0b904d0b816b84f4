"""Labels in a language: msgids through Texts, the lab's own words through their pick."""

from conversations.steps import About, Label
from locales.formats import Safe, Value
from locales.texts import Texts


def asked(label: Label, texts: Texts, **values: Value) -> Safe:
    """`label` as HTML."""
    if isinstance(label, About):
        return texts(label.msgid, what=label.what.pick(texts.language))
    return texts(label, **values) if isinstance(label, str) else texts.lines([label.pick(texts.language)])


def spoken(label: Label, texts: Texts) -> str:
    """`label` in plain words: for a button, or as a value in another text."""
    if isinstance(label, About):
        return texts.plain(label.msgid, what=label.what.pick(texts.language))
    return texts.plain(label) if isinstance(label, str) else label.pick(texts.language)
