"""Offering a hand: by taps and a voice message, a wrong number, a change; somebody under age and their mother."""

from tests.transcripts.stage import Actor, Play, Stage

BOUSKOURA = "form:pick:*:06.385.01.01"
WRONG = {"fr": "06 12", "ar": "06 12", "ary": "06 12"}
RIGHT = {"fr": "06 12 34 56 78", "ar": "06 12 34 56 78", "ary": "06 12 34 56 78"}
THEIRS = {"fr": "0661 22 33 44", "ar": "0661 22 33 44", "ary": "0661 22 33 44"}
MOTHER = {"fr": "Fatima Bennani", "ar": "فاطمة بناني", "ary": "فاطمة بناني"}


async def _picks(one: Actor, *keys: str) -> None:
    """Press several, then Done."""
    for key in keys:
        await one.taps(f"form:pick:*:{key}")
    await one.taps("form:done:*")


async def _when(one: Actor) -> None:
    """Languages, days, times, the way to come."""
    await _picks(one, "ary", "fr")
    await _picks(one, "sat", "sun")
    await _picks(one, "am")
    await one.taps("form:pick:*:bus")


async def volunteer(stage: Stage) -> None:
    """Somebody offers a hand by voice and taps, changes one answer, pauses and leaves"""
    aicha = await stage.resident()
    await aicha.writes("/volunteer")
    await aicha.taps("volunteer.form")
    await aicha.taps("form:pick:*:telegram")
    await aicha.taps("form:pick:*:26-35")
    stage.scene("Back, then on")
    await aicha.taps("form:back:*")
    await aicha.taps("form:pick:*:18-25")
    await aicha.taps(BOUSKOURA)
    stage.scene("What they can do, in a voice message")
    await aicha.speaks(9)
    await _picks(aicha, "tutoring")
    await _when(aicha)
    stage.scene("A wrong number")
    await aicha.writes(**WRONG)
    await aicha.writes(**RIGHT)
    await aicha.taps("form:pick:*:trainee")
    await aicha.taps("form:pick:*:digital")
    await aicha.taps("form:pick:*:yes")
    await aicha.taps("form:pick:*:woman")
    await aicha.taps("form:pick:*:none")
    await aicha.taps("form:pick:*:urban")
    stage.scene("One answer changed in the summary")
    await aicha.taps("form:change:*")
    await aicha.taps("form:change:*:transport")
    await aicha.taps("form:pick:*:own")
    await aicha.taps("form:send:*")
    stage.scene("A break, back again, and the end")
    await aicha.taps("volunteer.pause:1")
    await aicha.taps("volunteer.pause:0")
    await aicha.taps("volunteer.leave")
    await aicha.taps("volunteer.leave:yes")


async def volunteer_under_age(stage: Stage) -> None:
    """Somebody under age names their mother, whose own yes comes by the link"""
    omar = await stage.resident("Neighbour")
    await omar.writes("/volunteer")
    await omar.taps("volunteer.form")
    await omar.taps("form:pick:*:telegram")
    await omar.taps("form:pick:*:under")
    await omar.taps(BOUSKOURA)
    await _picks(omar, "hands")
    await omar.taps("form:skip:*")
    await _when(omar)
    await omar.writes(**RIGHT)
    stage.scene("The guardian: a voice where a name is needed, one's own number, then theirs")
    await omar.speaks(4)
    await omar.writes(**MOTHER)
    await omar.writes(**RIGHT)
    await omar.writes(**THEIRS)
    await omar.taps("form:pick:*:none")
    await omar.taps("form:pick:*:no")
    await omar.taps("form:send:*")
    stage.scene("The link, on their own phone and on their mother's")
    token = omar.somebody.sees.partition("start=")[2].split()[0]
    await omar.starts(token)
    mother = await stage.resident()
    await mother.starts(token)
    await mother.taps("guardian.say:*:1")


PLAYS: tuple[Play, ...] = (volunteer, volunteer_under_age)
