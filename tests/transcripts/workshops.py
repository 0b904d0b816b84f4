"""What a workshop lives: a live vote from the pasted text to the thanks, on three phones."""

from services.roles import Role
from tests.transcripts.stage import Actor, Play, Stage

SESSION = {
    "fr": "Par où commencer ?\n- Éclairage\n- Déchets\n\nQuels jours vous vont ? (2)\n- Lundi\n- Mardi\n- Jeudi"
    "\n\nComment était l'atelier ? 1-5",
    "ar": "بماذا نبدأ؟\n- الإنارة\n- النفايات\n\nما هي الأيام المناسبة؟ (2)\n- الإثنين\n- الثلاثاء\n- الخميس"
    "\n\nكيف كانت الورشة؟ 1-5",
    "ary": "باش نبداو؟\n- الضو\n- الزبل\n\nشنو هي الأيام اللي كتواتيكم؟ (2)\n- الإثنين\n- الثلاثاء\n- الخميس"
    "\n\nكيفاش كانت الورشة؟ 1-5",
}
WRONG = {"fr": "Quel jour ?\n- Lundi", "ar": "أي يوم؟\n- الإثنين", "ary": "شمن نهار؟\n- الإثنين"}
MORE = {"fr": "On continue ?\n- Oui\n- Non", "ar": "هل نواصل؟\n- نعم\n- لا", "ary": "واش نكملو؟\n- آه\n- لا"}


def code_of(facilitator: Actor) -> str:
    """The code of the vote on this phone."""
    picture = next(one for one in facilitator.somebody.shown if "photo" in one)
    return str(picture["caption"]).partition("start=r_")[2][:5]


async def live_vote(stage: Stage) -> None:
    """A live vote: a pasted text, people come in, one question after the other, results, the end"""
    samira = await stage.staff(trusted=Role.FACILITATOR)
    stage.scene("The questions")
    await samira.writes("/workshop")
    await samira.taps("room.new")
    await samira.writes(**WRONG)
    await samira.writes(**SESSION)
    await samira.taps("form:send:*")
    stage.scene("People come in")
    aicha = await stage.newcomer()
    await aicha.starts(f"r_{code_of(samira)}")
    if stage.language == "ary":
        await aicha.taps("language.set:ary:seat")
    stage.scene("The first question; somebody comes late")
    await samira.taps("room.go:*")
    karim = await stage.resident("Neighbour")
    await karim.writes(code_of(samira))
    await aicha.taps("v:*:0")
    await karim.taps("v:*:1")
    await karim.taps("v:*:0")
    for number in range(4):
        one = await stage.lab.newcomer(f"P{number}")
        await one.starts(f"r_{code_of(samira)}")
        await one.taps("B ")
    await stage.skip()
    await samira.taps("room.menu:*:more")
    await samira.taps("room.do:*:time")
    await stage.passes("a minute", minutes=1, seconds=5)
    await aicha.taps("v:*:1")
    await samira.taps("room.go:*")
    stage.scene("Several answers")
    await samira.taps("room.go:*")
    await aicha.taps("v:*:0")
    await aicha.taps("v:*:2")
    await aicha.taps("v:*:1")
    stage.scene("A question that came up")
    await samira.writes(**MORE)
    await samira.taps("form:send:*")
    stage.scene("Where am I, and leaving")
    await karim.writes("/vote")
    await karim.taps("seat.leave")
    await karim.writes("12345")
    stage.scene("The end")
    await samira.taps("room.menu:*:more")
    await samira.taps("room.menu:*:end")
    await samira.taps("room.do:*:end")
    stage.scene("The results, and votes on paper that were counted later")
    await samira.taps("room.results:*")
    await samira.taps("hand.walk:*")
    await samira.taps("hand.walk:*:0:10")
    await samira.taps("room.results:*:here")
    await samira.taps("room.outcome:*")
    await samira.taps("hand.pad:*:paper")
    await samira.taps("hand.write:*")
    await samira.writes("A 12, D 7")
    await samira.writes("A 12, B 7")
    await samira.taps("room.outcome:*")
    await samira.taps("promote.list:*")
    await samira.taps("promote.ask:*:0")
    await samira.taps("promote.do:*:0")


PLAYS: tuple[Play, ...] = (live_vote,)
