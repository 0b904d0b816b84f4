"""More of what a room lives: a quiz, answers in words, pads, and a vote that is made step by step."""

from services.lab import Live
from services.roles import Role
from tests.transcripts.stage import Actor, Play, Stage
from tests.transcripts.workshops import code_of

GAME = {
    "fr": "Le numéro de la protection civile ? (quiz)\n- 19\n+ 15\n\nOù jeter les piles ?\n- Poubelle\n+ Déchetterie",
    "ar": "ما هو رقم الوقاية المدنية؟ (مسابقة)\n- 19\n+ 15\n\nأين ترمى البطاريات؟\n- القمامة\n+ نقطة التجميع",
    "ary": "شنو هو رقم الوقاية المدنية؟ (مسابقة)\n- 19\n+ 15\n\nفين كيتلاحو البيلات؟\n- فالزبل\n+ فالبلاصة ديالهم",
}
WORDS = {
    "fr": "Que manque-t-il ici ? (texte)\n\nUn mot pour le quartier ? (nuage)\n\nDes idées pour les jeunes ? (idées)",
    "ar": "ماذا ينقص الحي؟ (نص)\n\nكلمة عن الحي؟ (سحابة)\n\nأفكاركم للشباب؟ (أفكار 2)",
    "ary": "شنو ناقص فالحومة؟ (نص)\n\nشي كلمة على الحومة؟ (سحابة)\n\nشنو هي الأفكار ديالكم للشباب؟ (أفكار 2)",
}
MISSING = {"fr": "Une bibliothèque", "ar": "مكتبة", "ary": "خاصنا شي مكتبة قريبة"}
LATER = {"fr": "Une bibliothèque et des bancs", "ar": "مكتبة ومقاعد", "ary": "خاصنا مكتبة وكراسا فين يرتاحو الناس"}
LIGHT = {"fr": "éclairage, eau", "ar": "الإنارة، الماء", "ary": "الضو، الما"}
IDEA = {"fr": "Un terrain éclairé le soir", "ar": "ملعب مضاء ليلا", "ary": "تيران فيه الضو بالليل"}
ASKS = {"fr": "Qui va payer ?", "ar": "من سيمول؟", "ary": "شكون غادي يخلص هادشي؟"}
TWO = {
    "fr": "On commence par le parc ?\n- Oui\n- Non\n\nComment était l'atelier ? 1-5",
    "ar": "هل نبدأ بالحديقة؟\n- نعم\n- لا\n\nكيف كانت الورشة؟ 1-5",
    "ary": "واش نبداو بالجردة؟\n- آه\n- لا\n\nكيفاش كانت الورشة؟ 1-5",
}
FIRST = {"fr": "Que faire d'abord ?", "ar": "بماذا نبدأ؟", "ary": "باش نبداو؟"}
OPTIONS = (
    {"fr": "Éclairage", "ar": "الإنارة", "ary": "الضو"},
    {"fr": "Déchets", "ar": "النفايات", "ary": "الزبل"},
)
ADDED = {
    "fr": "بماذا نبدأ؟\n- الإنارة\n- النفايات",
    "ar": "Que faire d'abord ?\n- Éclairage\n- Déchets",
    "ary": "Que faire d'abord ?\n- Éclairage\n- Déchets",
}


WITH_NAMES = {
    "fr": "Qui préside l'association ? (noms)\n- Amina\n- Driss\n\nÊtes-vous contents de la salle ?",
    "ar": "من يرأس الجمعية؟ (بالأسماء)\n- أمينة\n- إدريس\n\nهل القاعة مناسبة؟",
    "ary": "شكون يترأس الجمعية؟ (بالسميات)\n- أمينة\n- إدريس\n\nواش القاعة مزيانة؟",
}
NICKNAME = {"fr": "Karim du quartier", "ar": "كريم من الحي", "ary": "كريم ولد الحومة"}


async def _room(stage: Stage, questions: dict[str, str]) -> tuple[Actor, Actor]:
    """Who leads a vote of these questions (how it is made stands in live_vote), and somebody who is in."""
    samira = await stage.staff(trusted=Role.FACILITATOR)
    for text in ("/workshop vote", questions[stage.language]):
        await samira.somebody.says(text)
    await samira.somebody.taps(stage.spoken("Create the vote"))
    await stage.skip()
    return samira, await _enters(stage, samira, "Resident")


async def _enters(stage: Stage, samira: Actor, role: str) -> Actor:
    one = await stage.resident(role)
    await one.starts(f"r_{code_of(samira)}")
    return one


async def a_quiz(stage: Stage) -> None:
    """A quiz: game names, points, the right answer, the podium"""
    samira, aicha = await _room(stage, GAME)
    stage.scene("The first question")
    await samira.taps("room.go:*")
    await aicha.taps("v:*:0")
    await aicha.taps("v:*:1")
    await samira.taps("room.go:*")
    await samira.taps("room.go:*")
    stage.scene("The second one, and the podium")
    await samira.taps("room.go:*")
    await aicha.taps("v:*:0")
    for _ in range(3):
        await samira.taps("room.go:*")


async def written_words(stage: Stage) -> None:
    """Answers in words: an open question, a cloud, ideas, and what the room asks"""
    samira, aicha = await _room(stage, WORDS)
    karim = await _enters(stage, samira, "Neighbour")
    stage.scene("An open question; the team reads it first")
    await samira.taps("room.go:*")
    await aicha.writes(**MISSING)
    await aicha.writes(**LATER)
    await karim.speaks(5)
    await samira.taps("texts.page:*:texts")
    await samira.taps("texts.set:*:visible:0")
    await samira.taps("texts.set:*:hidden:0")
    await samira.taps("room.menu:*:")
    await samira.taps("room.go:*")
    await samira.taps("room.go:*")
    stage.scene("A cloud of words")
    await samira.taps("room.go:*")
    await karim.writes(**LIGHT)
    await samira.taps("texts.page:*:texts")
    await samira.taps("texts.all:*")
    await samira.taps("room.menu:*:")
    await samira.taps("room.go:*")
    await samira.taps("room.go:*")
    stage.scene("Ideas, which others support")
    await samira.taps("room.go:*")
    await aicha.writes(**IDEA)
    await samira.taps("texts.page:*:texts")
    await samira.taps("texts.all:*")
    await karim.taps("saying.list:*")
    await karim.taps("saying.support:*")
    stage.scene("What the room asks")
    await samira.taps("room.menu:*:")
    await samira.taps("room.menu:*:more")
    await samira.taps("texts.page:*:queue")
    await samira.taps("queue.switch:*:1")
    await karim.taps("queue.ask")
    await karim.writes(**ASKS)
    await samira.taps("texts.set:*:visible:0")
    await samira.taps("texts.wall:*:0")
    await samira.taps("texts.set:*:answered:0")
    await samira.taps("queue.switch:*:0")


async def pads_in_a_big_room(stage: Stage) -> None:
    """Pads: everybody holds the letters, the question is on the wall; a phone goes to the next person"""
    house = stage.lab.bot.house
    house.lab = house.lab.model_copy(update={"live": Live(pads_above=1)})
    samira, aicha = await _room(stage, TWO)
    stage.scene("With the second person pads come")
    await _enters(stage, samira, "Neighbour")
    await aicha.taps("p:*:A")
    stage.scene("A vote")
    await samira.taps("room.go:*")
    await aicha.taps("p:*:A")
    await aicha.taps("p:*:D")
    stage.scene("Several people a phone")
    await samira.taps("room.menu:*:more")
    await samira.taps("room.menu:*:options")
    await samira.taps("room.do:*:share")
    await aicha.taps("seat.pass:*")
    await aicha.taps("p:*:B")
    stage.scene("The result")
    await samira.taps("room.go:*")
    await samira.taps("room.go:*")


async def a_vote_step_by_step(stage: Stage) -> None:
    """A vote that is made step by step, one of the ready ones, and one more language"""
    samira = await stage.staff(trusted=Role.FACILITATOR)
    stage.scene("Step by step")
    await samira.writes("/workshop vote")
    await samira.taps("room.ask:*")
    await samira.writes(**FIRST)
    await samira.taps("form:pick:*:quiz")
    for option in OPTIONS:
        await samira.writes(**option)
    await samira.taps("form:pick:*:end")
    await samira.taps("form:pick:*:1")
    await samira.taps("form:send:*")
    await samira.taps("room.panel:*")
    stage.scene("One more language")
    await samira.taps("room.menu:*:more")
    await samira.taps("room.menu:*:options")
    await samira.taps("room.languages:*")
    await samira.taps(f"room.language:*:{'ar' if stage.language == 'fr' else 'fr'}")
    await samira.writes(**ADDED)
    await samira.taps("form:send:*")
    stage.scene("A ready vote")
    await samira.writes("/workshop vote")
    await samira.taps("room.templates")
    await samira.taps("room.template:*")


async def a_named_vote(stage: Stage) -> None:
    """A vote that shows names, and a secret one after it"""
    samira = await stage.staff(trusted=Role.FACILITATOR)
    stage.scene("The facilitator says it beside the question")
    await samira.writes("/workshop vote")
    await samira.writes(**WITH_NAMES)
    await samira.taps("form:send:*")
    aicha = await _enters(stage, samira, "Resident")
    karim = await _enters(stage, samira, "Neighbour")
    stage.scene("Everybody is told before they tap")
    await samira.taps("room.go:*")
    await aicha.taps("v:*:0")
    await aicha.taps("seat.name:*")
    await aicha.taps("form:pick:*:mine")
    await karim.taps("seat.name:*")
    await karim.writes(**NICKNAME)
    await karim.taps("v:*:1")
    stage.scene("The list")
    await samira.taps("room.go:*")
    await samira.taps("room.go:*")
    stage.scene("The next question is made to show names, then secret again")
    await samira.taps("room.menu:*:more")
    await samira.taps("room.menu:*:options")
    await samira.taps("room.do:*:names")
    await samira.taps("room.menu:*:more")
    await samira.taps("room.menu:*:options")
    await samira.taps("room.do:*:names")
    await samira.taps("room.go:*")


PLAYS: tuple[Play, ...] = (a_quiz, written_words, pads_in_a_big_room, a_vote_step_by_step, a_named_vote)
