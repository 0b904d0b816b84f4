"""More of the desk: search and one status for many, reports on behalf of others, redaction and doors of partners."""

from tests.transcripts.residents import LAMP
from tests.transcripts.stage import Play, Stage
from tests.transcripts.team import AGAIN, ROAD, _sends


async def search_and_bulk(stage: Stage) -> None:
    """At the desk: search by words, number and type; one status for all that was found, undone and done"""
    aicha, karim = await stage.resident(), await stage.resident("Neighbour")
    samira = await stage.staff()
    await _sends(stage, aicha, LAMP, "lighting")
    await _sends(stage, aicha, AGAIN, "lighting")
    await _sends(stage, karim, ROAD, "roads")
    await samira.writes("/desk")
    await samira.taps("desk.menu:*:more")
    await samira.taps("find.open")
    stage.scene("By words")
    await samira.taps("find.words")
    await samira.writes(fr="ecole", ar="مدرسة", ary="المدرسة")
    await samira.taps("find.back")
    await samira.taps("find.clear")
    stage.scene("By type, then one status for all of them")
    await samira.taps("find.pick:category")
    await samira.taps("find.set:category:lighting")
    await samira.taps("find.page:0")
    await samira.taps("bulk.ask")
    await samira.taps("bulk.why:taken_up")
    await samira.taps("bulk.sure:taken_up:works_planned")
    await samira.taps("bulk.do:*")
    await samira.taps("bulk.undo:*")
    stage.scene("Again, and the resident hears of both in one message")
    await samira.taps("find.back")
    await samira.taps("find.page:0")
    await samira.taps("bulk.ask")
    await samira.taps("bulk.why:taken_up")
    await samira.taps("bulk.sure:taken_up:works_planned")
    await samira.taps("bulk.do:*")
    await stage.passes("2 minutes", minutes=2, seconds=5)
    await samira.taps("bulk.undo:*")


async def behalf_and_profiles(stage: Stage) -> None:
    """For somebody else: the team writes a report down; a resident reports for their mother, and erases that again"""
    samira = await stage.staff()
    await samira.writes("/desk")
    stage.scene("Somebody came to the lab's door")
    await samira.taps("behalf.begin")
    await samira.writes(**LAMP)
    await samira.presses("06.385.01.01")
    await samira.taps("form:pick:*:lighting")
    await samira.taps("form:skip:*")
    await samira.writes(fr="Mmi Zohra", ar="مي زهرة", ary="مي الزهرة")
    await samira.writes("12")
    await samira.writes("06 12 34 56 78")
    await samira.taps("form:pick:*:yes")
    await samira.taps("form:send:*")
    await samira.taps("desk.one:*")
    await samira.taps("desk.menu:*:more")
    await samira.taps("behalf.ask:*")
    await samira.taps("behalf.erase:*")
    stage.scene("A shared phone")
    aicha = await stage.resident()
    await aicha.writes(**ROAD)
    await aicha.presses("06.385.01.01")
    await aicha.taps("form:pick:*:roads")
    await aicha.taps("challenge.for:*")
    await aicha.taps("challenge.whom:*:mother")
    await aicha.taps("form:send:*")
    await aicha.taps("mine.see:*")
    await aicha.writes("/privacy")
    await aicha.taps("profiles.list")
    await aicha.taps("profiles.ask:*")
    await aicha.taps("profiles.erase:*")


async def public_side_and_doors(stage: Stage) -> None:
    """The public side is rewritten and hidden, a photo shown; a body gets a link and a seat, and answers"""
    aicha = await stage.resident()
    samira, karim = await stage.staff(), await stage.resident("Neighbour")
    await aicha.shows(1, **LAMP)
    await aicha.presses("06.385.01.01")
    for pattern in ("form:more:*", "form:pick:*:lighting", "form:skip:*", "form:send:*"):
        await aicha.taps(pattern)
    await stage.passes("a minute", minutes=1)
    stage.lines.clear()
    await samira.writes("/desk")
    await samira.taps("desk.menu:*:more")
    await samira.taps("public.open:*")
    await samira.taps("public.words:*")
    await samira.writes(
        fr="Lampe en panne près de l'école.", ar="مصباح معطل قرب المدرسة.", ary="بولة خاسرة حدا المدرسة."
    )
    await samira.taps("public.hide:*:1")
    await samira.taps("public.hide:*:0")
    await samira.taps("desk.media:*:p")
    await samira.taps("photo.set:*:shown")
    stage.scene("Everybody sees the released photo once the report is public")
    await samira.taps("public.open:*")
    await samira.taps("public.set:*:1")
    await karim.writes("/menu")
    for pattern in ("browse.open", "public.see:*", "public.photos:*"):
        await karim.taps(pattern)
    stage.scene("A body gets a seat, sees this report alone, and answers")
    await samira.taps("desk.one:*")
    await samira.taps("desk.menu:*:more")
    await samira.taps("door.open:*")
    await samira.taps("door.make:*")
    await samira.taps("door.seat:*")
    link = samira.somebody.shown[-1]["reply_markup"] and samira.somebody.shown[-1]["caption"]
    await karim.starts(link.split("start=")[1].split()[0].strip("\u2069"))
    await karim.taps("partner.list")
    await karim.taps("partner.photos:*")
    await karim.taps("partner.answer:*")
    await karim.writes(fr="L'équipe passe mardi.", ar="يمر الفريق يوم الثلاثاء.", ary="الفريق غادي يدوز نهار الثلاثاء.")
    await stage.passes("a minute", minutes=1)
    stage.scene("The door closes: the seat is empty, also for buttons on the screen")
    await samira.taps("door.open:*")
    await samira.taps("door.close:*")
    await karim.taps("partner.answer:*")


PLAYS: tuple[Play, ...] = (search_and_bulk, behalf_and_profiles, public_side_and_doors)
