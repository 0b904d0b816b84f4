from conversations.spoken import asked, spoken
from tests.asread import catalogues_as_read

TEXTS = catalogues_as_read()


class Words:
    """The lab's own words."""

    def pick(self, language: str) -> str:
        return {"fr": "Voirie & <routes>", "ar": "الطرق"}[language]


def test_labels_are_msgids_or_the_labs_own_words() -> None:
    assert (spoken("Yes", TEXTS["fr"]), spoken(Words(), TEXTS["fr"])) == ("Oui", "Voirie & <routes>")
    assert (asked("Yes", TEXTS["fr"]), asked(Words(), TEXTS["fr"])) == ("Oui", "Voirie &amp; &lt;routes&gt;")
    assert asked("{date} at {time}", TEXTS["fr"], date="<", time="18:30") == "&lt; à 18:30"
