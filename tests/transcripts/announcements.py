"""What is announced: written, its audience chosen, agreed to by a second person, sent, its topic stopped."""

from services.roles import Role
from tests.transcripts.stage import Play, Stage

WORDS = {
    "fr": "Atelier samedi à 10 h, à la maison des jeunes de Bouskoura. Venez !",
    "ar": "ورشة يوم السبت على الساعة العاشرة بدار الشباب ببوسكورة. مرحبا بكم.",
    "ary": "ورشة نهار السبت مع العشرة فدار الشباب ديال بوسكورة. مرحبا بكم.",
}
OTHER = {"fr": "ورشة يوم السبت بدار الشباب.", "ar": "Atelier samedi à 10 h.", "ary": "Atelier samedi à 10 h."}


async def announcement(stage: Stage) -> None:
    """An announcement: words, audience, a second person's yes, the report, a stopped topic"""
    samira = await stage.staff(trusted=Role.COMMUNICATOR)
    omar = await stage.staff("Colleague", trusted=Role.COMMUNICATOR)
    aicha = await stage.resident()
    await stage.resident("Neighbour")
    stage.scene("Written")
    await samira.writes("/announce")
    await samira.taps("an.new")
    await samira.writes(**WORDS)
    await samira.taps("an.lang:*:ar" if stage.language == "fr" else "an.lang:*:fr")
    await samira.writes(**OTHER)
    stage.scene("Who gets it")
    await samira.taps("an.who:*:take")
    await samira.taps("an.kind:*:take:language")
    await samira.taps(f"an.set:*:take:language:{stage.language}:1")
    await samira.taps("an.who:*:take")
    await samira.taps("an.open:*")
    stage.scene("Sent off")
    await samira.taps("an.when:*")
    await samira.taps("an.urgent:*:1")
    await samira.taps("an.open:*")
    await samira.taps("an.me:*")
    await samira.taps("an.send:*")
    await samira.taps("an.ask:*")
    await omar.somebody.taps(stage.spoken("✅ Yes, send it"))  # panels are edited at their own pace
    await stage.lab.passes(seconds=20)
    await stage.skip()
    stage.scene("The colleague has said yes, and it has left")
    await omar.writes("/announce")
    await omar.taps("an.past")
    await omar.taps("an.open:*")
    await omar.taps("an.report:*")
    stage.scene("One has had enough of this topic")
    await aicha.taps("topic.stop:*")
    await aicha.taps("topic.list")
    await aicha.taps("topic.turn:*:1")


PLAYS: tuple[Play, ...] = (announcement,)
