"""An internship: posted by a company, approved, told to who follows the field, applied for, answered; a need."""

from tests.transcripts.stage import Actor, Play, Stage

BOUSKOURA = "form:pick:*:06.385.01.01"
TITLE = {"fr": "Stage développement web", "ar": "تدريب في تطوير الويب", "ary": "سطاج فالويب"}
BEGINS = {"fr": "5 janvier", "ar": "5 يناير", "ary": "5 يناير"}
ENDS = {"fr": "5 février", "ar": "5 فبراير", "ary": "5 فبراير"}
EARLY = {"fr": "1 janvier", "ar": "1 يناير", "ary": "1 يناير"}


async def _signs_up(stage: Stage, one: Actor) -> None:
    """A volunteer's card, by the shortest way; no part of the dialogue."""
    await one.writes("/volunteer")
    await one.taps("volunteer.form")
    for key in ("telegram", "18-25", "06.385.01.01", "tutoring"):
        await one.taps(f"form:pick:*:{key}")
    await one.taps("form:done:*")
    await one.taps("form:skip:*")
    for picked in (("ary", "fr"), ("sat",), ("am",)):
        for key in picked:
            await one.taps(f"form:pick:*:{key}")
        await one.taps("form:done:*")
    await one.taps("form:pick:*:bus")
    await one.presses("Skip")
    await one.taps("form:pick:*:none")
    await one.taps("form:pick:*:no")
    await one.taps("form:send:*")
    await stage.skip()


async def internship(stage: Stage) -> None:
    """A company posts an internship; the team approves it; somebody follows the field, applies and gets a place"""
    aicha, karim, samira = await stage.resident(), await stage.resident("Neighbour"), await stage.staff()
    await aicha.writes("/company")
    await aicha.taps("company.form")
    await aicha.taps("form:pick:*:company")
    await aicha.writes("Atlas")
    await aicha.taps(BOUSKOURA)
    await aicha.taps("form:pick:*:digital")
    await aicha.taps("form:done:*")
    await aicha.taps("form:pick:*:telegram")
    await aicha.writes("aicha@atlas.ma")
    await aicha.taps("form:send:*")
    await _signs_up(stage, karim)
    stage.lines.clear()
    stage.scene("Following a field")
    await karim.taps("opening.list")
    await karim.taps("opening.fields")
    await karim.taps("opening.follow:digital:1")
    stage.scene("Posting, with a last day before the first")
    await aicha.taps("opening.ours")
    await aicha.taps("opening.post")
    await aicha.taps("form:pick:*:internship")
    await aicha.writes(**TITLE)
    await aicha.taps("form:pick:*:digital")
    await aicha.writes(**BEGINS)
    await aicha.writes(**EARLY)
    await aicha.writes(**ENDS)
    await aicha.taps("form:pick:*:1")
    await aicha.taps(BOUSKOURA)
    await aicha.speaks(9)
    await aicha.taps("form:send:*")
    stage.scene("The team")
    await samira.taps("opening.see:1")
    await samira.taps("opening.approve:1")
    await stage.passes("a moment", seconds=30)
    stage.scene("Applying, and the answer")
    await karim.taps("opening.see:1")
    await karim.taps("opening.apply:1")
    await stage.passes("a moment", seconds=30)
    await aicha.taps("opening.people:1")
    await aicha.taps("opening.card:1")
    await aicha.taps("opening.say:1:1")
    await stage.passes("a moment", seconds=30)
    await karim.taps("opening.see:1")
    stage.scene("Closing")
    await aicha.taps("opening.see:1")
    await aicha.taps("opening.close:1")
    await aicha.taps("opening.close:1:yes")


PLAYS: tuple[Play, ...] = (internship,)
