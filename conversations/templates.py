"""Ready sessions in three languages: used with one tap, and questions can be added to them like to any other.

for one in TEMPLATES: one.key, one.name, one.asked
"""

from dataclasses import dataclass

from conversations.answers import DEFAULT
from services.rooms import Asked
from services.words import Words
from storage.questions import MULTIPLE, SCALE, SINGLE


@dataclass(frozen=True, slots=True)
class Template:
    """A session that is ready: its name, and its questions."""

    key: str
    name: Words
    asked: tuple[Asked, ...]


def _words(fr: str, ar: str, ary: str) -> dict[str, str]:
    return {"ar": ar, "ary": ary, "fr": fr}


MOOD = Template(
    "mood",
    Words(fr="🌤 L'humeur de la salle", ar="🌤 أجواء القاعة", ary="🌤 الجو ديال القاعة"),
    (
        Asked(
            SINGLE,
            _words("Comment arrivez-vous aujourd'hui ?", "كيف حالكم اليوم؟", "كيف دايرين اليوم؟"),
            (
                _words("😀 Très bien", "😀 بخير وعلى خير", "😀 مزيان بزاف"),
                _words("🙂 Bien", "🙂 بخير", "🙂 مزيان"),
                _words("😐 Moyen", "😐 حالة متوسطة", "😐 شوية"),
                _words("😴 Un peu de fatigue", "😴 بعض التعب", "😴 شوية ديال العيا"),
            ),
        ),
        Asked(
            SCALE,
            _words("À quel point connaissez-vous le sujet du jour ?", "ما مدى معرفتكم بموضوع اليوم؟",
                   "شحال كتعرفو على الموضوع ديال اليوم؟"),
            low=1,
            high=5,
        ),
    ),
)  # fmt: skip
PRIORITY = Template(
    "priority",
    Words(fr="🎯 Choisir une priorité", ar="🎯 اختيار أولوية", ary="🎯 نختارو الأولوية"),
    (
        Asked(
            MULTIPLE,
            _words("Quels sujets sont les plus urgents chez vous ?", "ما هي المواضيع الأكثر استعجالا عندكم؟",
                   "شنو هما المواضيع اللي مزروبين كثر عندكم؟"),
            (
                _words("Eau et assainissement", "الماء والتطهير", "الما والواد الحار"),
                _words("Routes et transport", "الطرق والنقل", "الطرقان والنقل"),
                _words("Déchets et propreté", "النفايات والنظافة", "الزبل والنقاوة"),
                _words("Éclairage et sécurité", "الإنارة والأمن", "الضو والأمان"),
                _words("École et santé", "المدرسة والصحة", "المدرسة والصحة"),
                _words("Emploi des jeunes", "تشغيل الشباب", "الخدمة ديال الشباب"),
            ),
            most=2,
        ),
        Asked(
            SINGLE,
            _words("Par quoi commencer ?", "بماذا نبدأ؟", "باش نبداو؟"),
            (
                _words("Ce qui est le plus urgent", "الأكثر استعجالا", "اللي مزروب كثر"),
                _words("Ce qui est le plus simple à faire", "الأسهل إنجازا", "اللي ساهل يتدار"),
                _words("Ce qui aide le plus de monde", "ما ينفع أكبر عدد من الناس", "اللي كينفع بزاف ديال الناس"),
            ),
        ),
        Asked(
            SINGLE,
            _words("Voulez-vous y travailler avec nous ?", "هل تريدون العمل معنا على ذلك؟",
                   "واش بغيتو تخدمو معانا على هادشي؟"),
            DEFAULT,
        ),
    ),
)  # fmt: skip
EVALUATION = Template(
    "evaluation",
    Words(fr="📝 Évaluer l'atelier", ar="📝 تقييم الورشة", ary="📝 نقيمو الورشة"),
    (
        Asked(SCALE, _words("Comment était l'atelier ?", "كيف كانت الورشة؟", "كيفاش كانت الورشة؟"), low=1, high=5),
        Asked(
            SINGLE,
            _words("Avez-vous pu dire ce que vous vouliez ?", "هل تمكنتم من قول ما تريدون؟",
                   "واش قدرتو تقولو داكشي اللي بغيتو؟"),
            DEFAULT,
        ),
        Asked(
            SINGLE,
            _words("La durée de l'atelier ?", "كيف كانت مدة الورشة؟", "الوقت ديال الورشة كيف جاكم؟"),
            (
                _words("Trop courte", "قصيرة", "قصير"),
                _words("Juste bien", "مناسبة", "هو هداك"),
                _words("Trop longue", "طويلة", "طويل"),
            ),
        ),
        Asked(
            SCALE,
            _words("Conseilleriez-vous cet atelier à vos proches ?", "هل تنصحون أقاربكم بهذه الورشة؟",
                   "واش تنصحو حبابكم بهاد الورشة؟"),
            low=0,
            high=10,
        ),
    ),
)  # fmt: skip

TEMPLATES = (MOOD, PRIORITY, EVALUATION)


def template(key: str) -> Template | None:
    """The ready session of this key."""
    return next((one for one in TEMPLATES if one.key == key), None)
