"""An internship: posted by a company, approved, told to who follows the field, applied for, answered; a need."""

from tests.transcripts.stage import Actor, Play, Stage

BOUSKOURA = "form:pick:*:06.385.01.01"
TITLE = {"fr": "Stage développement web", "ar": "تدريب في تطوير الويب", "ary": "سطاج فالويب"}
BEGINS = {"fr": "5 janvier", "ar": "5 يناير", "ary": "5 يناير"}
ENDS = {"fr": "5 février", "ar": "5 فبراير", "ary": "5 فبراير"}
MOBILE = {"fr": "Stage applications mobiles", "ar": "تدريب في تطبيقات الهاتف", "ary": "سطاج فتطبيقات التيليفون"}
WELDING = {"fr": "Soudure à l'arc", "ar": "اللحام", "ary": "السودور"}
EARLY = {"fr": "1 janvier", "ar": "1 يناير", "ary": "1 يناير"}
LATER = {"fr": "12 janvier", "ar": "12 يناير", "ary": "12 يناير"}
QUESTIONS = {"fr": "Pourquoi ce stage ?\nQue voulez-vous apprendre ?",
             "ar": "لماذا هذا التدريب؟\nماذا تريدون أن تتعلموا؟",
             "ary": "علاش هاد السطاج؟\nشنو بغيتو تتعلمو؟"}  # fmt: skip
LEARN = {"fr": "Faire des sites", "ar": "صنع المواقع", "ary": "نصاوب المواقع"}


async def _speaks_for_atlas(one: Actor) -> None:
    """A company's five answers; no part of the dialogue."""
    await one.writes("/company")
    await one.taps("company.form")
    await one.taps("form:pick:*:company")
    await one.writes("Atlas")
    await one.taps(BOUSKOURA)
    await one.taps("form:pick:*:digital")
    await one.taps("form:done:*")
    await one.taps("form:pick:*:telegram")
    await one.writes("aicha@atlas.ma")
    await one.taps("form:send:*")


async def _signs_up(stage: Stage, one: Actor, tie: str = "none") -> None:
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
    await one.taps(f"form:pick:*:{tie}")
    if tie != "none":
        await one.taps("form:pick:*:industry")
    await one.taps("form:pick:*:no")
    await one.taps("form:send:*")
    await stage.skip()


async def internship(stage: Stage) -> None:
    """A company posts an internship; the team approves it; somebody follows the field, applies and gets a place"""
    aicha, karim, samira = await stage.resident(), await stage.resident("Neighbour"), await stage.staff()
    await _speaks_for_atlas(aicha)
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
    await aicha.taps("form:pick:*:tutoring")
    await aicha.taps("form:done:*")
    await aicha.taps("form:pick:*:ary")
    await aicha.taps("form:done:*")
    await aicha.speaks(9)
    await aicha.writes(**QUESTIONS)
    await aicha.taps("form:send:*")
    stage.scene("The team")
    await samira.taps("opening.see:1")
    await samira.taps("opening.approve:1")
    await stage.passes("a moment", seconds=30)
    stage.scene("Applying, and the answer")
    await karim.taps("opening.list")
    await karim.taps("opening.see:1")
    await karim.taps("opening.words:1")
    await karim.speaks(7)
    await karim.writes(**LEARN)
    await karim.taps("form:skip:*")
    await karim.taps("form:send:*")
    await stage.passes("a moment", seconds=30)
    await aicha.taps("opening.people:1")
    await aicha.taps("opening.card:1")
    await aicha.taps("opening.heard:1:0")
    await aicha.taps("opening.say:1:1")
    await stage.passes("a moment", seconds=30)
    await karim.taps("opening.see:1")
    stage.scene("It begins on another day")
    await aicha.taps("opening.see:1")
    await aicha.taps("opening.edit:1")
    await aicha.taps("form:change:*")
    await aicha.taps("form:change:*:first")
    await aicha.writes(**LATER)
    await aicha.taps("form:send:*")
    await stage.passes("a moment", seconds=30)
    stage.scene("Other words: whoever applied reads them once the team did")
    await aicha.taps("opening.edit:1")
    await aicha.taps("form:change:*")
    await aicha.taps("form:change:*:title")
    await aicha.writes(**MOBILE)
    await aicha.taps("form:send:*")
    await karim.taps("opening.see:1")
    await samira.taps("opening.see:1")
    await samira.taps("opening.approve:1")
    await stage.passes("a moment", seconds=30)
    stage.scene("Closing")
    await aicha.taps("opening.close:1")
    await aicha.taps("opening.close:1:yes")


async def training_need(stage: Stage) -> None:
    """A company needs a training; the team approves it; a trainer of the field hears why, says yes, and both meet"""
    aicha, karim, samira = await stage.resident(), await stage.resident("Neighbour"), await stage.staff()
    await _speaks_for_atlas(aicha)
    await _signs_up(stage, karim, "trainer")
    stage.lines.clear()
    stage.scene("Saying what is needed")
    await aicha.taps("opening.ours")
    await aicha.taps("opening.post")
    await aicha.taps("form:pick:*:need")
    await aicha.writes(**WELDING)
    await aicha.taps("form:pick:*:industry")
    await aicha.writes(**BEGINS)
    await aicha.taps("form:skip:*")
    await aicha.taps("form:pick:*:5")
    await aicha.taps(BOUSKOURA)
    await aicha.taps("form:skip:*")
    await aicha.taps("form:send:*")
    stage.scene("The team")
    await samira.taps("opening.see:1")
    await samira.taps("opening.approve:1")
    await stage.passes("a moment", seconds=30)
    stage.scene("A trainer can give it")
    await karim.taps("opening.apply:1")
    await stage.passes("a moment", seconds=30)
    await aicha.taps("opening.people:1")
    await aicha.taps("opening.card:1")
    await aicha.taps("opening.say:1:1")
    await stage.passes("a moment", seconds=30)


PLAYS: tuple[Play, ...] = (internship, training_need)
