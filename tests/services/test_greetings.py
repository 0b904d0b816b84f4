import pytest

from services.greetings import is_greeting, is_thanks
from tests.services.gold import gold

GREETINGS = """Bonjour|bonjour !|Salut|slm|Salam|salam 3likom|Salam alaykoum|السلام عليكم
السلام عليكم ورحمة الله وبركاته
سلام|صباح الخير|sba7 lkhir|labas?|لاباس عليكم|كي دايرين|bonsoir à tous|cc|👋 salam|أهلا|مساء الخير أخي|salam khoya labas
سلام خويا|كيف حالكم|Bonjour l'équipe|hello|السلام عليكم كيف دايرين"""
THANKS = """Merci|merci beaucoup|Merci beaucoup à vous|شكرا|شكرا بزاف|شكرا جزيلا لكم|chokran bzaf|lah y7fdkom|d'accord
الله يرحم الوالدين|merci bonne journée|ok merci|شكرا ليكم خوتي|صافي شكرا|تبارك الله عليكم|الله يعطيكم الصحة|🙏 merci
Bonjour, merci pour votre aide|barakallahou fikoum"""
CANT_COME = """je ne peux pas venir|Désolé je ne pourrai pas venir demain|مانقدرش نجي|سمحو ليا مانقدرش نجي غدا
man9derch nji ghedda|لا يمكنني الحضور|لن أتمكن من الحضور يوم الخميس|maghanjich|je peux pas venir, mon fils est malade
ماغاديش نجي|ma n9derch nji smhou lia"""
NEITHER = """salam, la lampe est cassée|Bonjour, il n'y a plus d'eau|السلام عليكم الضو طافي فالزنقة|salam khoya daw tafi
merci de réparer la route|شكرا على تركيب المصابيح الجديدة|bonjour je voudrais signaler un problème|salam kayn mochkil
شكرا ولكن الزبل مازال|ok la fuite continue|سلام كلاب بزاف|merci trou|الضو|lampe||   |👍|la voiture ne peut pas venir
المشكل مازال|non ça continue|oui|bonjour rat|سلام عليكم كلب عضني|مرحبا الما مقطوع|salam alikoum zbel"""


def _each(texts: str) -> list[str]:
    return texts.replace("\n", "|").split("|")


@pytest.mark.parametrize("text", _each(GREETINGS))
def test_a_greeting_is_a_greeting_only(text: str) -> None:
    assert (is_greeting(text), is_thanks(text)) == (True, False)


@pytest.mark.parametrize("text", _each(THANKS))
def test_thanks_are_thanks_only(text: str) -> None:
    assert (is_greeting(text), is_thanks(text)) == (False, True)


@pytest.mark.parametrize("text", _each(CANT_COME))
def test_who_cannot_come_says_more_than_a_courtesy(text: str) -> None:
    assert (is_greeting(text), is_thanks(text)) == (False, False)


@pytest.mark.parametrize("text", _each(NEITHER))
def test_a_challenge_is_never_swallowed(text: str) -> None:
    assert (is_greeting(text), is_thanks(text)) == (False, False)


def test_a_long_message_is_never_a_courtesy() -> None:
    assert not is_greeting("bonjour " * 13)


def test_no_gold_text_is_taken_for_a_courtesy() -> None:
    texts = [each.text for name in ("duplicates", "holdout") for each in gold(name)]
    assert [text for text in texts if is_greeting(text) or is_thanks(text)] == []
