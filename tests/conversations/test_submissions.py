"""From answers to what is kept, and back."""

from conversations.challenges import step_name
from conversations.form import Answer, Answers
from conversations.submissions import answers_of, submission
from services.lab import Lab, Question, Words
from storage.challenges import ChallengeRow, PartRow

LAB = Lab.load()
LONG = tuple(f"abcdefghijklmnopqrstu{end}" for end in "xy")  # 22 letters: no key is longer


def voice(seconds: int) -> Answer:
    """A voice message."""
    return Answer("voice", {"type": "voice", "file_id": str(seconds), "seconds": seconds})


def test_voices_find_their_questions_also_when_the_keys_begin_alike() -> None:
    questions = tuple(Question(key=key, ask=Words(fr=key)) for key in LONG)
    first, *others = LAB.categories
    lab = LAB.model_copy(update={"categories": (first.model_copy(update={"questions": questions}), *others)})
    answers = Answers().having("category", Answer("choice", first.key)).having("name", Answer("choice", "hidden"))
    for seconds, one in enumerate(questions):
        answers = answers.having(step_name(one), voice(seconds))
    sent = submission(answers, lab, language="fr", consent_version="1")
    assert [piece.about for piece in sent.pieces] == list(LONG)
    again = answers_of(ChallengeRow(category=first.key, details={}, visibility="hidden"), sent.pieces, lab)
    assert [again.value(step_name(one))["seconds"] for one in questions] == [0, 1]
    assert PartRow.__table__.c.about.type.length >= len(LONG[0])  # type: ignore[attr-defined]
