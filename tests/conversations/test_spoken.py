import pytest

from conversations.form import Choice
from conversations.spoken import asked, choice_said, spoken
from locales.texts import Catalogues

TEXTS = Catalogues.load()


class Words:
    """The lab's own words."""

    def pick(self, language: str) -> str:
        return {"fr": "Voirie & <routes>", "ar": "الطرق"}[language]


def test_labels_are_msgids_or_the_labs_own_words() -> None:
    assert (spoken("Yes", TEXTS["fr"]), spoken(Words(), TEXTS["fr"])) == ("Oui", "Voirie & <routes>")
    assert (asked("Yes", TEXTS["fr"]), asked(Words(), TEXTS["fr"])) == ("Oui", "Voirie &amp; &lt;routes&gt;")
    assert asked("{date} at {time}", TEXTS["fr"], date="<", time="18:30") == "&lt; à 18:30"


@pytest.mark.parametrize(
    ("typed", "key"), [(" oui ", "yes"), ("\u200fNON", "no"), ("voirie & <routes>", "road"), ("?", None)]
)
def test_a_typed_label_is_the_choice(typed: str, key: str | None) -> None:
    choices = [Choice("yes", "Yes"), Choice("no", "No"), Choice("road", Words())]
    assert choice_said(typed, choices, TEXTS["fr"]) == key
