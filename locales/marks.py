"""The marks on texts that are spoken later."""


def N_(msgid: str) -> str:
    """Mark an English msgid for the catalogues; returned unchanged."""
    return msgid


def NP_(one: str, many: str) -> tuple[str, str]:
    """Mark an English singular and plural for the catalogues; returned as a pair."""
    return one, many
