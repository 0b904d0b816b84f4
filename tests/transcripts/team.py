"""What the team lives: the desk, threads with residents, invitations, the morning's digest."""

from tests.transcripts.residents import BOUSKOURA, LAMP
from tests.transcripts.stage import Actor, Play, Stage

ROAD = {"fr": "Un grand trou dans la route", "ar": "حفرة كبيرة في الطريق", "ary": "حفرة كبيرة فالطريق"}
AGAIN = {
    "fr": "La lumière ne marche pas devant l'école",
    "ar": "الإنارة لا تعمل أمام المدرسة",
    "ary": "الضو ماخدامش قدام المدرسة",
}
CABLE = {
    "fr": "Un câble électrique est tombé par terre, danger !",
    "ar": "سقط سلك كهربائي على الأرض، خطر",
    "ary": "طاح خيط ديال التريسينتي فالأرض، خطر",
}


async def _sends(stage: Stage, author: Actor, words: dict[str, str], category: str) -> None:
    """A challenge sent before the dialogue begins."""
    await author.somebody.says(words[stage.language])
    await author.presses("06.385.01.01")
    for pattern in ("form:more:*", f"form:pick:*:{category}"):
        await author.taps(pattern)
    if category == "lighting":
        await author.taps("form:skip:*")
    await author.taps("form:send:*")
    stage.lines.clear()
    await stage.skip()


async def desk_steps(stage: Stage) -> None:
    """At the desk: study, undo, not ours, duplicate, hand over, later, closed, and what residents hear"""
    aicha, karim = await stage.resident(), await stage.resident("Neighbour")
    samira = await stage.staff()
    await stage.staff("Colleague")
    await _sends(stage, aicha, LAMP, "lighting")
    await _sends(stage, karim, ROAD, "roads")
    await _sends(stage, karim, AGAIN, "lighting")
    await samira.writes("/desk")
    stage.scene("Study, undo, study again; the resident hears of it after two minutes")
    await samira.taps("desk.set:*:study")
    await samira.taps("desk.undo:*")
    await samira.taps("desk.set:*:study")
    await stage.passes("2 minutes", minutes=2, seconds=5)
    await samira.taps("desk.undo:*")
    stage.scene("Not ours")
    await samira.taps("desk.menu:*:not_ours")
    await samira.taps("desk.body:*:roads:1")
    stage.scene("The same problem")
    await samira.taps("desk.menu:*:more")
    await samira.taps("desk.menu:*:status")
    await samira.taps("desk.menu:*:duplicate")
    await samira.taps("desk.same:*")
    await stage.passes("2 minutes", minutes=2, seconds=5)
    stage.scene("Mine: taken up, handed over, put off")
    await samira.taps("desk.tab:m")
    await samira.taps("desk.menu:*:taken_up")
    await samira.taps("desk.why:*:works_planned")
    await stage.passes("2 minutes", minutes=2, seconds=5)
    await samira.taps("desk.tab:m")
    await samira.taps("desk.menu:*:more")
    await samira.taps("desk.menu:*:rare")
    await samira.taps("desk.history:*")
    await samira.taps("desk.one:*")
    await samira.taps("desk.menu:*:more")
    await samira.taps("desk.menu:*:assign")
    await samira.taps("desk.assign:*")
    await samira.taps("desk.menu:*:more")
    await samira.taps("desk.menu:*:status")
    await samira.taps("desk.menu:*:closed")
    await samira.taps("desk.reason:*:closed")
    await samira.writes(fr="La lampe a été changée.", ar="تم تغيير المصباح.", ary="البولة تبدلات.")
    await stage.passes("2 minutes", minutes=2, seconds=5)
    stage.scene("The resident thinks otherwise")
    await aicha.replies(fr="Non, c'est toujours noir", ar="لا، ما زال المكان مظلما", ary="لا، مازال الظلام")
    await stage.passes("a minute", minutes=1)


async def desk_threads(stage: Stage) -> None:
    """At the desk: a voice is written down, a question, answers, a private note, a danger"""
    aicha = await stage.resident()
    samira = await stage.staff()
    await aicha.somebody.speaks()
    await aicha.stands_at(*BOUSKOURA)
    await aicha.taps("form:send:*")
    stage.lines.clear()
    await stage.skip()
    await samira.writes("/desk")
    stage.scene("Write what the voice says")
    await samira.taps("desk.hear:*")
    await samira.writes(**LAMP)
    stage.scene("The type, and a note")
    await samira.taps("desk.menu:*:more")
    await samira.taps("desk.menu:*:category")
    await samira.taps("desk.type:*:lighting")
    await samira.taps("desk.menu:*:more")
    await samira.taps("desk.note:*")
    await samira.writes(fr="Voir avec la commune", ar="التنسيق مع الجماعة", ary="نشوفو مع الجماعة")
    stage.scene("A ready question; the answer is the next plain message")
    await samira.taps("desk.menu:*:ask")
    await samira.taps("desk.ask:*:ask_since")
    await stage.passes("2 minutes", minutes=2, seconds=5)
    await aicha.writes(fr="Depuis une semaine", ar="منذ أسبوع", ary="هادي سيمانة")
    stage.scene("The team replies, the resident replies by voice")
    await samira.replies(fr="Merci, nous y allons demain", ar="شكرا، سنزور المكان غدا", ary="شكرا، غدا نمشيو نشوفو")
    await aicha.does("replies by voice", aicha.phone.sends_voice(b"OggS" + bytes(200), 5))
    stage.scene("Danger is told at once")
    karim = await stage.resident("Neighbour")
    await karim.writes(**CABLE)
    await karim.presses("06.385.01.02")
    await karim.taps("form:send:*")


async def blocking(stage: Stage) -> None:
    """An admin blocks the author of a report; /privacy goes on working; the list of the blocked"""
    nadia, aicha = await stage.admin(), await stage.resident()
    await _sends(stage, aicha, LAMP, "lighting")
    await aicha.writes("/menu")
    await nadia.writes("/desk")
    await nadia.taps("desk.menu:*:more")
    await nadia.taps("desk.menu:*:rare")
    await nadia.taps("desk.menu:*:block")
    await nadia.taps("desk.block:*:insults")
    stage.scene("What the blocked person lives")
    await aicha.writes(**ROAD)
    await aicha.writes(**ROAD)
    await aicha.taps("mine.open")
    await aicha.writes(**CABLE)
    await aicha.writes("/privacy")
    await aicha.taps("privacy.kept")
    stage.scene("Unblocked from the list")
    await nadia.writes("/staff")
    await nadia.taps("staff.blocked:0")
    await nadia.taps("staff.unblock:*")
    await aicha.writes("/menu")


async def the_team(stage: Stage) -> None:
    """The team: an invitation works once, for 15 minutes; the digest at 09:00; somebody leaves"""
    nadia, samira, karim = await stage.admin(), await stage.resident("Staff"), await stage.resident("Neighbour")
    await nadia.writes("/staff")
    await nadia.taps("staff.invite")
    await nadia.taps("staff.link:moderator")
    token = _token(nadia)
    await samira.starts(f"i_{token}")
    await karim.starts(f"i_{token}")
    stage.scene("An invitation 16 minutes later")
    await nadia.taps("staff.link:communicator")
    await stage.passes("16 minutes", minutes=16)
    await karim.starts(f"i_{_token(nadia)}")
    stage.scene("The morning's digest")
    await karim.writes(**ROAD)
    await karim.presses("06.385.01.03")
    await karim.taps("form:pick:*:roads")
    await karim.taps("form:send:*")
    await stage.passes("until 09:01 of the next day", hours=23, minutes=45)
    await samira.taps("desk.open")
    await samira.writes("/help")
    stage.scene("Somebody leaves the team")
    await nadia.writes("/staff")
    await nadia.taps(f"staff.one:{(await samira.somebody.person()).id}")
    await nadia.taps("staff.remove:*")
    await nadia.taps("staff.removed:*")
    await samira.writes("/desk")


def _token(admin: Actor) -> str:
    found = [one for one in admin.somebody.shown if "start=i_" in str(one.get("reply_markup", ""))]
    return str(found[-1]["reply_markup"]["inline_keyboard"][0][0]["copy_text"]["text"].split("i_")[1])


PLAYS: tuple[Play, ...] = (desk_steps, desk_threads, blocking, the_team)
