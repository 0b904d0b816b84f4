"""A seat of a body: what it answers, in words, by voice or with a photo, is kept, or it reads why not."""

from dataclasses import dataclass

from services import partners
from storage.challenges import ThreadRow
from storage.media import MediaRow
from tests.handlers.desks import sent, the
from tests.handlers.rows import rows
from tests.people import Life, Somebody, plain

BODY = "Commune de Bouskoura"
ASKED = "✍️ Votre réponse : l'équipe et la personne qui a signalé la liront."
THANKED = "✓ Merci ! L'équipe et la personne qui a signalé lisent votre réponse."


@dataclass(frozen=True)
class Seat:
    """Driss sits for a body to which a report of Aïcha was passed; the form of his answer is open."""

    samira: Somebody
    aicha: Somebody
    driss: Somebody
    ref: str


async def seat(lab: Life) -> Seat:
    """Everybody, and the open question."""
    samira, aicha, driss = await lab.staff(), await lab.resident("Aïcha"), await lab.resident("Driss")
    row, actor, now = await the(lab, await sent(lab, aicha)), await samira.person(), lab.clock.now()
    async with lab.database.transaction() as session:
        door = await partners.let_in(session, lab.bot.house.lab, row.id, BODY, actor, now)
        token = await partners.invite(session, door.id, actor, now)
        await partners.sit_down(session, token, await driss.person(), now, "Driss")
    await driss.taps_old(driss.shown[-1]["message_id"], "partner.list")
    await driss.taps("✍️ Répondre")
    return Seat(samira, aicha, driss, row.ref)


async def test_what_is_refused_says_why_and_the_question_stays(lab: Life) -> None:
    driss = (await seat(lab)).driss
    await driss.says("x" * (partners.LONGEST + 1))
    assert driss.sees.startswith("C'est trop long. Nombre maximum de caractères : 1500")
    await driss.says("  ")
    assert driss.sees.startswith("Écrivez quelques mots.")
    await driss.stands_at(33.4, -7.6)
    assert (driss.sees.split("\n")[-1], driss.buttons) == (ASKED, ["✖️ Annuler"])
    await driss.says("On passe mardi")
    assert driss.sees == THANKED
    assert [(line.kind, line.text, line.side) for line in await rows(lab, ThreadRow)] == [
        ("text", "On passe mardi", partners.BODY)
    ]


async def test_a_voice_and_a_photo_reach_the_author_and_the_desk(lab: Life) -> None:
    one = await seat(lab)
    samira, aicha, driss, ref = one.samira, one.aicha, one.driss, one.ref
    await driss.speaks()
    assert driss.sees == THANKED
    await lab.passes(minutes=1)
    for who, head in (
        (aicha, f"🏛 Une réponse pour {ref}\n{BODY} écrit :"),
        (samira, f"🏛 {BODY} a répondu au sujet de {ref}"),
    ):
        heard = next(message for message in reversed(who.shown) if "voice" in message)
        assert plain(heard["caption"]).startswith(head)
    await driss.taps("🏛 Transmis à nous")
    assert f"🏛 {BODY} : 🎤 message vocal" in driss.sees
    await driss.taps("✍️ Répondre")
    await driss.shows(caption="Le poteau, ce matin")
    await lab.passes(minutes=1)
    seen = next(message for message in reversed(aicha.shown) if "photo" in message)
    assert plain(seen["caption"]).endswith("Message : Le poteau, ce matin")
    assert [(line.kind, line.text) for line in await rows(lab, ThreadRow)] == [
        ("voice", ""), ("photo", "Le poteau, ce matin"),
    ]  # fmt: skip
    assert {media.state for media in await rows(lab, MediaRow)} == {"kept"}
