"""What residents live: first words, a challenge on every way, what is theirs, their rights."""

import re

from tests.transcripts.stage import Actor, Play, Stage

REFERENCE = re.compile(r"[A-Z0-9]{4}-[A-Z0-9]{4}")
BOUSKOURA = (33.4661, -7.6317)
PARIS = (48.85, 2.35)
LAMP = {
    "fr": "Le lampadaire devant l'école est en panne",
    "ar": "المصباح أمام المدرسة معطل",
    "ary": "الضو اللي حدا المدرسة خاسر",
}
LAMP_CAPTION = {"fr": "voilà la photo", "ar": "هذه صورة المكان", "ary": "ها التصويرة"}


async def first_words(stage: Stage) -> None:
    """First words"""
    somebody = await stage.newcomer()
    stage.scene("START, and another language")
    await somebody.starts()
    other = "fr" if stage.language != "fr" else "ary"
    await somebody.taps(f"language.set:{other}:welcome")
    await somebody.taps(f"language.set:{stage.language}:welcome")
    stage.scene("The commands")
    await somebody.writes("/menu")
    await somebody.taps("help.open")
    await somebody.taps("language.ask")
    await somebody.taps(f"language.set:{stage.language}:own")
    await somebody.taps("mine.open")
    await somebody.writes("/cancel")
    await somebody.writes("/desk")
    await somebody.writes("/unknown")
    stage.scene("Courtesies, and what is no report")
    await somebody.writes(fr="Bonjour", ar="السلام عليكم", ary="السلام عليكم لاباس")
    await somebody.writes(fr="Merci beaucoup", ar="شكرا جزيلا", ary="شكرا بزاف")
    await somebody.does("sends a sticker", somebody.phone.sends_sticker())
    await somebody.does("sends their contact", somebody.phone.sends_contact())
    await somebody.writes("K7M4-XQ29")
    hello = next(one for one in somebody.phone.chat if not one["from"]["is_bot"] and "/menu" in one.get("text", ""))
    await somebody.does("edits an old message", somebody.phone.edits(hello["message_id"], "…"))


async def challenge_in_words(stage: Stage) -> None:
    """A challenge in words: place by voice, category, change, preview"""
    aicha = await stage.resident()
    await aicha.writes(**LAMP)
    await aicha.presses("✏️ Another place: write or say it")
    await aicha.speaks(seconds=7)
    await aicha.taps("form:pick:*:lighting")
    await aicha.taps("form:pick:*:1")
    stage.scene("Change this")
    await aicha.taps("form:change:*")
    await aicha.taps("form:change:*:name")
    await aicha.taps("form:pick:*:shown")
    await aicha.taps("form:change:*")
    await aicha.taps("form:change:*:place")
    await aicha.presses("06.385.01.01")
    stage.scene("What the public will see")
    await aicha.taps("challenge.preview")
    await aicha.taps("form:show:*")
    stage.scene("Send")
    await aicha.taps("form:send:*")
    stage.scene("The number, typed by its author and opened by somebody else")
    ref = _reference(aicha)
    await aicha.writes(ref.lower().replace("-", " "))
    neighbour = await stage.newcomer("Neighbour")
    await neighbour.starts(f"c_{ref}")


async def challenge_in_five_gestures(stage: Stage) -> None:
    """The shortest way: START, speak, place, Send; the fifth gesture would be the choice of Darija"""
    somebody = await stage.newcomer()
    await somebody.starts()
    if stage.language == "ary":
        await somebody.taps("language.set:ary:welcome")
    await somebody.speaks()
    await somebody.stands_at(*BOUSKOURA)
    await somebody.taps("form:send:*")


async def challenge_with_photos(stage: Stage) -> None:
    """An album, a point outside the area, without a name; then a poster's link"""
    aicha = await stage.resident()
    await aicha.shows(3, **LAMP_CAPTION)
    await aicha.stands_at(*PARIS)
    await aicha.taps("form:pick:*:other")
    await aicha.taps("form:change:*")
    await aicha.taps("form:change:*:name")
    await aicha.taps("form:pick:*:anonymous")
    await aicha.taps("form:send:*")
    stage.scene("A poster")
    neighbour = await stage.newcomer("Neighbour")
    await neighbour.starts("p_souk-bouskoura")
    await neighbour.taps(f"language.set:{stage.language}:own")
    await neighbour.speaks(seconds=20)
    await neighbour.presses("Skip")
    await neighbour.taps("form:cancel:*")


async def challenge_interrupted(stage: Stage) -> None:
    """Danger, another language in the middle, no thanks, a break, a day later"""
    aicha = await stage.resident()
    stage.scene("Danger")
    await aicha.writes(fr="Il y a le feu dans la forêt !", ar="هناك حريق في الغابة", ary="العافية شاعلة فالغابة")
    await aicha.presses("✖️ No")
    stage.scene("Another language in the middle")
    await aicha.writes(**LAMP)
    other = "fr" if stage.language != "fr" else "ary"
    await aicha.writes("/language")
    await aicha.taps(f"language.set:{other}:own")
    await aicha.taps(f"language.set:{stage.language}:own")
    stage.scene("/start, /challenge, /mine in the middle")
    await aicha.writes("/start")
    await aicha.writes("/challenge")
    await aicha.taps("form.resume")
    await aicha.writes("/mine")
    await aicha.writes("/cancel")
    stage.scene("Two hours later something else comes")
    await aicha.writes(**LAMP)
    await stage.passes("2 hours", hours=2)
    await aicha.writes(
        fr="Il y a aussi un trou dans la route", ar="توجد أيضا حفرة في الطريق", ary="كاينة حتى حفرة فالطريق"
    )
    await aicha.taps("form.anew")
    stage.scene("After a day the draft is gone")
    await stage.passes("25 hours", hours=25)
    await aicha.presses("06.385.01.01")
    await aicha.writes("/cancel")
    await aicha.writes("/start")


async def mine(stage: Stage) -> None:
    """What is mine: look, change, write, withdraw"""
    aicha = await stage.resident()
    await aicha.writes(**LAMP)
    await aicha.presses("06.385.01.01")
    await aicha.taps("form:pick:*:lighting")
    await aicha.taps("form:skip:*")
    await aicha.taps("form:send:*")
    await aicha.writes("/mine")
    await aicha.taps("mine.see:*")
    stage.scene("Change it")
    await aicha.taps("mine.change:*")
    await aicha.taps("form:change:*")
    await aicha.taps("form:change:*:category")
    await aicha.taps("form:pick:*:education")
    await aicha.writes(fr="École Al Massira", ar="مدرسة المسيرة", ary="مدرسة المسيرة")
    await aicha.taps("form:send:*")
    stage.scene("Write to the team")
    await aicha.taps("mine.see:*")
    await aicha.taps("thread.answer:*")
    await aicha.writes(fr="C'est urgent le soir", ar="الأمر مستعجل ليلا", ary="هادشي مزروب فالليل")
    stage.scene("Withdraw it")
    await aicha.taps("mine.see:*")
    await aicha.taps("mine.ask:*")
    await aicha.taps("mine.withdraw:*")
    await aicha.writes("/mine")


async def privacy(stage: Stage) -> None:
    """My data: see, agree, download, stop, erase, change one's mind, erased"""
    aicha = await stage.resident()
    await aicha.speaks()
    await aicha.presses("06.385.01.01")
    await aicha.taps("form:send:*")
    await aicha.writes("/privacy")
    for page in ("kept", "notice", "consents", "correct"):
        stage.scene(page)
        if page == "notice":
            await aicha.taps("privacy.more")
        await aicha.taps(f"privacy.{page}")
        if page == "consents":
            await aicha.taps("privacy.switch:challenges:0")
            await aicha.taps("privacy.withdraw*")
        await aicha.taps("privacy.back")
    stage.scene("download, stop")
    await aicha.taps("privacy.download")
    await aicha.taps("privacy.messages")
    await aicha.taps("privacy.stop:1")
    await aicha.taps("privacy.stop:0")
    stage.scene("erase, and change one's mind")
    await aicha.taps("privacy.erase")
    await aicha.taps("privacy.erase_yes")
    await aicha.taps("privacy.keep")
    stage.scene("erase")
    await aicha.taps("privacy.erase")
    await aicha.taps("privacy.erase_yes")
    await stage.passes("24 hours and some", hours=25)
    await aicha.writes("/start")


async def groups(stage: Stage) -> None:
    """In a group"""
    aicha = await stage.resident()
    group = stage.lab.world.group("Jeunes de Bouskoura", [aicha.phone])
    stage.groups.append(group)
    await stage.passes("the bot joins", seconds=2)
    await aicha.does("writes in the group: /start", aicha.phone.says_in(group, "/start"))
    await aicha.does("chats in the group", aicha.phone.says_in(group, "Salam"))


def _reference(actor: Actor) -> str:
    found = REFERENCE.search(actor.somebody.sees)
    assert found, actor.somebody.sees
    return found[0]


PLAYS: tuple[Play, ...] = (
    first_words,
    challenge_in_five_gestures,
    challenge_in_words,
    challenge_with_photos,
    challenge_interrupted,
    mine,
    privacy,
    groups,
)
