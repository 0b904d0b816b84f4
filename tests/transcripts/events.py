"""A workshop as an event: planned, published, answered, changed, called off, on three phones."""

from services.roles import Role
from tests.transcripts.stage import Play, Stage

TITLE = {"fr": "Sans eau, que faire ?", "ar": "بلا ماء، ما العمل؟", "ary": "بلا ما، شنو نديرو؟"}
ABOUT = {
    "fr": "On cherche ensemble des idées simples. Venez avec vos voisins.",
    "ar": "نبحث معا عن أفكار بسيطة. تعالوا مع جيرانكم.",
    "ary": "كنقلبو مجموعين على أفكار ساهلة. جيبو معاكم جيرانكم.",
}
WHEN = {"fr": "samedi 14h30-17h", "ar": "السبت 14:30-17:00", "ary": "نهار السبت 14:30-17:00"}
SOON = {"fr": "bientôt", "ar": "قريبا", "ary": "من هنا لقدام"}
PLACE = {"fr": "Dar Chabab, Bouskoura", "ar": "دار الشباب، بوسكورة", "ary": "دار الشباب، بوسكورة"}
ELSEWHERE = {"fr": "Maison de quartier", "ar": "دار الحي", "ary": "دار الحي"}
QUESTION = {"fr": "Combien d'enfants viennent ?", "ar": "كم طفلا سيحضر؟", "ary": "شحال من دري جاي؟"}


async def workshop_event(stage: Stage) -> None:
    """A workshop (event): the wizard, the programme, one seat for two, a change, calling it off"""
    samira = await stage.staff(trusted=Role.FACILITATOR)
    stage.scene("The team plans it")
    await samira.writes("/workshop new")
    await samira.writes(**TITLE)
    await samira.writes(**ABOUT)
    await samira.taps("form:pick:*:water")
    await samira.writes(**SOON)
    await samira.writes(**WHEN)
    await samira.writes(**PLACE)
    await samira.writes("1")
    await samira.taps("form:change:*")
    await samira.taps("form:change:*:questions")
    await samira.writes(**QUESTION)
    await samira.taps("form:send:*")
    await samira.taps("workshop.publish:*")
    await samira.taps("workshop.share:*")
    stage.scene("People answer; there is one seat")
    aicha, karim = await stage.resident(), await stage.resident("Neighbour")
    await aicha.writes("/workshops")
    await aicha.taps("workshops.see:*")
    await aicha.taps("workshops.answer:*:going")
    await aicha.writes("2")
    await karim.writes("/workshops")
    await karim.taps("workshops.see:*")
    await karim.taps("workshops.answer:*:going")
    await aicha.taps("workshops.answer:*:cannot")
    await aicha.taps("workshops.undo:*")
    await aicha.taps("workshops.answer:*:cannot")
    await stage.passes("two minutes later", minutes=2)
    await karim.taps("workshops.answer:*:going")
    await karim.taps("workshops.ics:*")
    stage.scene("The place changes")
    await samira.taps("workshop.card:*:change")
    await samira.taps("workshop.change:*:place")
    await samira.writes(**ELSEWHERE)
    await samira.taps("form:done:*")
    await stage.passes("two minutes later", minutes=2)
    stage.scene("It is called off")
    await samira.taps("workshop.people:*")
    await samira.taps("workshop.card:*")
    await samira.taps("workshop.card:*:off")
    await samira.taps("workshop.off:*")


PLAYS: tuple[Play, ...] = (workshop_event,)
