"""What a guardian is told before saying yes or no for a volunteer under age: in the chat and on the web page."""

from locales.texts import Safe, Texts


def guardian_words(texts: Texts, lab: str, volunteer: str, guardian: str) -> list[Safe]:
    """What a guardian agrees to, in plain words."""
    return [
        texts("👪 For {guardian}", guardian=guardian),
        texts("{name} is under age and wants to help as a volunteer with team {lab}.", name=volunteer, lab=lab),
        texts(
            "If you agree, the team keeps what they said of themselves and offers them missions near home, "
            "always with somebody of the team in charge. You are not bound to anything."
        ),
        texts("The team calls you first: only then your yes counts."),
    ]
