from pathlib import Path

from conversations.diagram import forms_diagram, forms_review
from conversations.form import Choice, Form, Step
from locales.catalogues import read_catalogue
from locales.languages import LANGUAGES
from locales.texts import Catalogues
from tests.conversations.dialogues import CHALLENGE, enrol

ASKED = Form("asked", (Step("ready", ask="Yes", choices=(Choice("no", "No"),)), lambda *_: ()), enrol, confirm=False)


def test_a_diagram_reads_as_the_dialogue() -> None:
    assert forms_diagram([CHALLENGE]) == (
        "flowchart TD\n"
        "  subgraph challenge\n"
        '    challenge_words["words<br>up to 3 messages<br>text, voice, photo, video, document"]\n'
        '    challenge_place["place<br>choices<br>text, voice, location<br>optional"]\n'
        '    challenge_category{"category<br>choices<br>when wrote"}\n'
        '    challenge_about_the_category>"about_the_category"]\n'
        '    challenge_name["name<br>choices<br>default: hidden"]\n'
        "    challenge_summary([summary])\n"
        "    challenge_submit[[enrol]]\n"
        "    challenge_words --> challenge_place --> challenge_category --> challenge_about_the_category"
        " --> challenge_name --> challenge_summary --> challenge_submit\n"
        "  end\n"
    )


def test_a_form_without_confirm_has_no_summary() -> None:
    assert "summary" not in forms_diagram([ASKED])


def test_the_review_sheet_has_every_question_and_fixed_choice() -> None:
    assert forms_review([ASKED], Catalogues.load()) == (
        "form\tstep\tar\tary\tfr\nasked\tready\tنعم\tآه\tOui\nasked\tready · no\tلا\tلا\tNon\n"
    )


def test_placeholders_and_the_labs_own_words_are_shown_as_they_are() -> None:
    class Words:
        def pick(self, language: str) -> str:
            return f"the lab's {language}"

    form = Form("own", (Step("when", ask="{date} at {time}", choices=(Choice("x", Words()),)),), enrol)
    french = read_catalogue(Path("locales"), LANGUAGES["fr"])
    assert french.entries["{date} at {time}"].forms == ("{date} à {time}",)
    assert forms_review([form], Catalogues.load(languages=["fr"])) == (
        "form\tstep\tfr\nown\twhen\t{date} à {time}\nown\twhen · x\tthe lab's fr\n"
    )
