"""Somebody has the same problem: found before sending, supported, browsed, shared; joined at the desk, taken apart."""

import re

from tests.transcripts.stage import Actor, Play, Stage

REFERENCE = re.compile(r"[A-Z0-9]{4}-[A-Z0-9]{4}")
LAMP = {
    "fr": "Le lampadaire devant l'école est en panne",
    "ar": "المصباح أمام المدرسة معطل",
    "ary": "الضو اللي حدا المدرسة خاسر",
}
SAME = {
    "fr": "Devant l'école la lampe ne s'allume plus",
    "ar": "مصباح المدرسة لا يشتغل في الليل",
    "ary": "daw lli 7da lmdrasa khaser",
}


async def same_problem(stage: Stage) -> None:
    """The same problem: found before sending, supported, browsed, shared; joined by the team, taken apart"""
    aicha, karim = await stage.resident(), await stage.resident("Neighbour")
    nadia = await stage.admin()
    await _sends(aicha, LAMP)
    ref = _reference(aicha)
    stage.scene("The team makes it public")
    await nadia.writes(f"/desk {ref}")
    await nadia.taps("desk.menu:*:more")
    await nadia.taps("desk.menu:*:rare")
    await nadia.taps("public.open:*")
    await nadia.taps("public.set:*")
    stage.scene("A neighbour writes the same")
    await _sends(karim, SAME)
    await karim.taps("similar.pick:*")
    await karim.taps("similar.show:*")
    await karim.taps("similar.pick:*")
    await karim.taps("similar.yes:*")
    stage.scene("What others reported, and sending it on")
    await karim.writes("/menu")
    await karim.taps("browse.open")
    await karim.taps("browse.by:where:*")
    await karim.taps("browse.list:06.385.01.01:*")
    await karim.taps("browse.by:what:*")
    await karim.taps("browse.list:*")
    await karim.taps("public.see:*")
    await karim.taps("public.share:*")
    await karim.taps("public.see:*")
    await karim.taps("support.off:*")
    stage.scene("The neighbour sends one too, and the team joins them")
    await _sends(karim, SAME)
    await karim.taps("form:send:*")
    other = _reference(karim)
    await nadia.writes(f"/desk {other}")
    await nadia.taps("desk.menu:*:duplicate")
    await nadia.taps("desk.same:*")
    await stage.passes("three minutes", minutes=3)
    stage.scene("It was not the same after all")
    await nadia.writes(f"/desk {other}")
    await nadia.taps("desk.apart:*")
    await stage.passes("three minutes", minutes=3)


async def _sends(actor: Actor, words: dict[str, str]) -> None:
    """In Bouskoura, about a lamp, up to Send."""
    await actor.writes(**words)
    await actor.presses("06.385.01.01")
    await actor.taps("form:pick:*:lighting")
    await actor.taps("form:skip:*")
    await actor.taps("form:send:*")


def _reference(actor: Actor) -> str:
    return str(REFERENCE.findall(actor.somebody.sees.replace("\u2060", ""))[0])


PLAYS: tuple[Play, ...] = (same_problem,)
