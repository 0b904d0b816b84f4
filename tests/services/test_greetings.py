import pytest

from services.greetings import (
    asks_for_data,
    asks_for_help,
    asks_for_news,
    is_greeting,
    is_salam,
    is_thanks,
    is_yes_or_no,
    only_begins,
    says_nothing,
)
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

NEWS = """fin wsal lmochkil dyali|فين وصل المشكل ديالي؟|Où en est mon signalement ?|ما الجديد في تبليغي
salam fin wsal lmochkil|أين وصل تبليغي؟|شنو الجديد|Bonjour, où en est ma demande ?|واش كاين شي جديد
wach kayn chi jdid?|Bonjour, avez-vous des nouvelles de mon signalement ? merci|je voudrais voir mes signalements
salam fin wslat chikaya dyali 3afakom|السلام عليكم، هل من جديد بخصوص شكايتي؟ شكرا|أريد أن أعرف أين وصل تبليغي
بغيت نعرف فين وصل المشكل ديالي عافاكم|bghit n3ref fin wsal lmochkil li sifet lbare7|Y a-t-il du nouveau ?
Pouvez-vous me dire où en est mon signalement d'hier svp|où en est le problème que j'ai signalé la semaine dernière ?"""
NO_NEWS = """فين كنقدر نرمي الزبل|ما كاينش الضو|où est la mairie ?
le problème est devant l'école|mon signalement|lmochkil dyali|واش|wach|merci hier|pouvez-vous me dire
salam fin wslat chikaya dyali o kayn trou kbir f zn9a|où en est mon signalement ? la lampe est cassée
Où en est mon signalement ? Il y a le feu chez moi|wach kayn chi jdid? l3afia ch3lat|wach kayn jdid f tri9 lma m9to3
فين وصل التبليغ ديالي، كاينة العافية فالدار|هل من جديد؟ الماء مقطوع منذ أمس|شنو الجديد الضو طافي فالحومة"""

HELP = """ça marche comment ?|Comment ça marche ?|bonjour c'est quoi ce bot|qui êtes-vous ?|je comprends pas
salam kifach kaykhdem|كيفاش كيخدم هادشي|شكون نتوما؟|مافهمتش|mafhemtch|chno hadchi?|كيف يعمل هذا؟|من أنتم
السلام عليكم كيف أبلغ عن مشكلة|kifach ndir nsifet|Je voudrais savoir comment ça marche svp"""
DATA = """bghit nms7 ma3loumat dyali|je veux supprimer mes données|Effacez mes données s'il vous plaît|أريد حذف بياناتي
بغيت نمسح المعلومات ديالي|ms7o lma3loumat dyali 3afak|mes données|ماذا تعرفون عني؟|supprimez mon compte merci"""
BEGINS = """Bonjour, je voudrais signaler un problème|salam kayn mochkil|عندي مشكل|3ndi mochkil|j'ai un problème
لدي مشكلة|بغيت ندير شكاية|السلام عليكم بغيت نبلغ على مشكل|j'ai une idée|bghit nchki"""
NO_QUESTION = """comment réparer la lampe|kifach n9dro n7ydo zbel|كيفاش نرمي الزبل|c'est quoi cette odeur
j'ai un problème d'eau|kayn mochkil f daw|عندي مشكل فالما|mes données de santé à l'hôpital
j'ai un problème, il y a le feu|3ndi mochkil f tri9
لدي مشكلة مع النفايات|je veux signaler un trou|effacer les tags du mur|qui êtes-vous pour décider|بغيت نشكي بالجيران"""


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
    courtesies = (is_greeting, is_thanks, says_nothing, is_yes_or_no)
    heard = (*courtesies, asks_for_news, asks_for_help, asks_for_data, only_begins)
    assert [text for text in texts if any(each(text) for each in heard)] == []


@pytest.mark.parametrize("text", _each(NEWS))
def test_who_asks_for_news_is_heard(text: str) -> None:
    assert (asks_for_news(text), is_greeting(text), is_thanks(text)) == (True, False, False)


@pytest.mark.parametrize("text", _each(f"{NO_NEWS}|{NEITHER}|{THANKS}|{GREETINGS}"))
def test_nothing_else_asks_for_news(text: str) -> None:
    assert not asks_for_news(text)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        *((text, (True, False, False)) for text in _each(HELP)),
        *((text, (False, True, False)) for text in _each(DATA)),
        *((text, (False, False, True)) for text in _each(BEGINS)),
        *((text, (False, False, False)) for text in _each(f"{NO_QUESTION}|{NEWS}|{GREETINGS}|{THANKS}")),
    ],
)
def test_help_own_data_and_the_mere_wish_to_report_are_told_from_a_report(text: str, asked: tuple[bool, ...]) -> None:
    assert (asks_for_help(text), asks_for_data(text), only_begins(text)) == asked


def test_a_salam_is_a_greeting_of_its_own() -> None:
    assert [is_salam(text) for text in ("السلام عليكم", "salam 3likom khoya", "Bonjour", "salam merci")] == [
        True, True, False, False,
    ]  # fmt: skip


def test_a_sign_alone_says_nothing() -> None:
    assert [says_nothing(text) for text in ("👍", "1", "؟", "...", "الضو", "12", "ok")] == [True] * 4 + [False] * 3
