"""Similar challenges before sending, "me too", browsing, sharing; publishing and joining at the desk."""

from typing import Any

from sqlalchemy import delete, select

from services import statuses, supporters
from services.desk import Spot, Tab
from services.statuses import Status, Step
from storage import publications
from storage.challenges import ChallengeRow
from storage.drafts import DraftRow
from storage.people import PersonRow
from storage.publications import PublicationRow
from storage.supporters import SupporterRow
from tests.handlers.desks import sent, the
from tests.handlers.rows import count, rows
from tests.people import Life, Somebody

LAMP = "Le lampadaire de la rue est éteint depuis une semaine"
SAME = "Les lampadaires de notre rue ne s'allument plus"


async def published(lab: Life, ref: str) -> None:
    """Somebody of the team makes it public."""
    samira = await lab.staff()
    await samira.says(f"/desk {ref}")
    await samira.taps("⋯ Plus")
    await samira.taps("Autres actions")
    await samira.taps("👁 Côté public")
    await samira.taps("🌍 Rendre public")
    assert "🌍 Public depuis" in samira.sees


async def writes_to_the_end(somebody: Somebody, words: str = SAME, nameless: bool = False) -> None:
    """A report about a lamp in Bouskoura, up to Send."""
    await somebody.says(words)
    await somebody.taps("Bouskoura")
    await somebody.taps("💡 Éclairage et électricité")
    await somebody.taps("⏭ Passer")
    if nameless:
        await somebody.taps("🕶 Sans nom (même pas l'équipe)")
    await somebody.taps("✅ Envoyer")


async def people(lab: Life, ref: str) -> int:
    row = await the(lab, ref)
    async with lab.database.reading() as session:
        return (await supporters.people(session, [row.id]))[row.id]


async def test_it_is_this_one(lab: Life) -> None:
    ref = await sent(lab, await lab.resident(), words=LAMP)
    await published(lab, ref)
    omar = await lab.resident("Omar")
    await writes_to_the_end(omar)
    assert omar.sees.startswith("On nous a peut-être déjà parlé de ce problème :")
    await omar.taps("1 : c'est lui, moi aussi")
    assert "votre message ne part pas" in omar.sees
    await omar.taps("↩️ Retour")
    assert await count(lab, DraftRow) == 1  # nothing is lost until they say yes
    await omar.taps("1 : c'est lui, moi aussi")
    await omar.taps("🙋 Oui, celui-ci : moi aussi")
    assert omar.toast == "✅ C'est noté, merci. Vous recevrez les nouvelles ici."
    assert "👥 Personnes qui ont ce problème : 2" in omar.sees
    assert (await count(lab, DraftRow), await people(lab, ref)) == (0, 2)
    await omar.taps("🔕 Arrêter ses nouvelles")
    assert await people(lab, ref) == 1
    await omar.taps("🙋 Moi aussi")
    assert await people(lab, ref) == 2
    await omar.says("/mine")
    await omar.taps("🙋 Mes « moi aussi » : 1")
    assert omar.sees == "🙋 Signalements que vous soutenez : 1"


async def test_mine_is_different(lab: Life) -> None:
    ref = await sent(lab, await lab.resident(), words=LAMP)
    await published(lab, ref)
    omar = await lab.resident("Omar")
    await writes_to_the_end(omar)
    await omar.taps("✉️ Non, le mien est différent")
    assert omar.sees.startswith("✅ C'est bien reçu, merci !")
    assert await people(lab, ref) == 1


async def test_another_text_is_compared_again_and_the_same_one_is_not(lab: Life) -> None:
    aicha = await lab.resident()
    for words in (LAMP, "Des chiens errants attaquent les enfants"):
        await published(lab, await sent(lab, aicha, words=words))
    omar = await lab.resident("Omar")
    await writes_to_the_end(omar)
    assert "Le lampadaire de la rue" in omar.sees
    await omar.taps("↩️ Retour")
    await omar.taps("✏️ Modifier")
    await omar.taps("Problème")
    await omar.says("Les chiens errants ont attaqué un enfant")
    await omar.taps("✅ Envoyer")
    assert "Des chiens errants" in omar.sees
    await omar.taps("↩️ Retour")
    await omar.taps("✅ Envoyer")
    assert omar.sees.startswith("✅ C'est bien reçu, merci !")


async def test_who_wants_no_name_supports_without_one(lab: Life) -> None:
    ref = await sent(lab, await lab.resident(), words=LAMP)
    await published(lab, ref)
    omar = await lab.resident("Omar")
    await writes_to_the_end(omar, nameless=True)
    await omar.taps("1 : c'est lui, moi aussi")
    await omar.taps("🙋 Oui, celui-ci : moi aussi")
    assert [one.person_id for one in await rows(lab, SupporterRow)] == [None]
    assert "🔕 Arrêter ses nouvelles" in omar.buttons


async def test_what_nobody_made_public_is_not_shown(lab: Life) -> None:
    await sent(lab, await lab.resident(), words=LAMP)
    omar = await lab.resident("Omar")
    await writes_to_the_end(omar)
    assert omar.sees.startswith("✅ C'est bien reçu, merci !")


async def test_browsing_and_a_card_in_a_family_chat(lab: Life) -> None:
    aicha, omar = await lab.resident(), await lab.resident("Omar")
    ref = await sent(lab, aicha, words=LAMP)
    await sent(lab, aicha, words="Autre chose")
    await published(lab, ref)
    await omar.says("/menu")
    await omar.taps("👀 Signalements des autres")
    assert omar.sees.startswith("👀 Signalements que tout le monde peut voir : 1")
    await omar.taps("📍 Toutes les communes")
    await omar.taps("Nouaceur")
    assert "Il n'y en a pas encore ici." in omar.sees
    await omar.taps("📍 Nouaceur")
    await omar.taps("Toutes les communes")
    await omar.taps("👥 Les plus soutenus d'abord")
    await omar.taps("1")
    await omar.taps("📤 Partager ce signalement")
    assert f"?start=c_{ref}" in omar.sees
    assert await _offered(lab, omar, ref) == [ref] == await _offered(lab, omar, "lampadaire rue")
    assert await _offered(lab, omar, "") == [ref]
    nabil = await lab.newcomer()
    await nabil.starts(f"c_{ref}")
    await nabil.taps("🙋 Moi aussi")
    assert await people(lab, ref) == 2


async def test_me_too_under_a_card_in_any_chat_counts_each_person_once(lab: Life) -> None:
    aicha, omar, salma = [await lab.resident(name) for name in ("Aïcha", "Omar", "Salma")]
    nabil = await lab.newcomer("Nabil")
    ref = await sent(lab, aicha, words=LAMP)
    await published(lab, ref)
    family = lab.world.group("La famille", [one.phone for one in (omar, salma, nabil)])
    query = await omar.phone.inline_query(ref)
    await lab.settles()
    card = await omar.phone.chooses(query, ref, group=family)
    assert "« Moi aussi » : l'équipe garde" in card["text"].replace("\u00a0", " ")

    async def presses(one: Somebody) -> str:
        await one.does(one.phone.taps(card["message_id"], label="🙋 Moi aussi", group=family))
        return one.toast

    assert "👥" not in card["text"]  # it stays there for months: how many they are is said at the tap
    noted, already = "✅ C'est noté, merci. Les nouvelles arrivent", "Vous recevez déjà ses nouvelles."
    have_it = "👥 Personnes qui ont ce problème : {}"
    told = [(await presses(one)).replace("\u00a0", " ").splitlines() for one in (salma, omar)]
    assert [(said[: len(noted)], n) for said, n in told] == [(noted, have_it.format(2)), (noted, have_it.format(3))]
    assert [(await presses(one)).splitlines()[0] for one in (salma, aicha)] == [already, already]
    await presses(nabil)
    assert nabil.phone.toasts[-1]["url"].endswith(f"?start=c_{ref}")
    assert await people(lab, ref) == 3
    assert await count(lab, PersonRow) == 4  # those three and Samira: nothing is kept of Nabil
    async with lab.database.transaction() as session:
        await session.execute(delete(PublicationRow))
    assert await presses(nabil) == "Ce signalement n'existe plus."


async def _offered(lab: Life, somebody: Somebody, words: str) -> list[str]:
    """The references of the cards that come for these words, each with a button that leads to it."""
    query = await somebody.phone.inline_query(words)
    await lab.settles()
    cards: list[dict[str, Any]] = somebody.phone.inline_results(query)
    for card in cards:
        ((button,),) = card["reply_markup"]["inline_keyboard"]
        assert button["callback_data"].startswith("card.me_too:")
    return [card["id"] for card in cards]


async def test_the_desk_joins_what_is_the_same_and_takes_it_apart(lab: Life) -> None:
    aicha, omar, samira = await lab.resident(), await lab.resident("Omar"), await lab.staff()
    first, second = await sent(lab, aicha, words=LAMP), await sent(lab, omar, words=SAME)
    await samira.says(f"/desk {second}")
    await samira.taps("🧩 Peut-être les mêmes : 1")
    await samira.taps(next(label for label in samira.buttons if first in label.replace("\u2060", "")))
    assert await people(lab, first) == 2
    await lab.passes(minutes=3)
    assert first in omar.news.replace("\u2060", "")
    await samira.says(f"/desk {second}")
    await samira.taps("🔗 Séparer de nouveau")
    await lab.passes(minutes=3)
    assert "C'est de nouveau un signalement à part" in omar.news
    assert (await people(lab, first), (await the(lab, second)).status) == (1, "received")
    async with lab.database.reading() as session:
        assert await session.scalar(select(SupporterRow.id)) is None


async def test_who_supports_is_not_asked_to_answer_and_of_what_is_hidden_hears_the_status_alone(lab: Life) -> None:
    ref = await sent(lab, await lab.resident(), words=LAMP)
    await published(lab, ref)
    omar, boss = await lab.resident("Omar"), await (await lab.staff()).person()
    await omar.starts(f"c_{ref}")
    await omar.taps("🙋 Moi aussi")
    row = await the(lab, ref)
    async with lab.database.transaction() as session:
        seen = Spot(row.id, row.version, Tab.ONE)
        await statuses.change(session, lab.bot.house.lab, seen, Step(Status.SOLVED, {}), boss, lab.clock.now())
    await lab.passes(minutes=3)
    assert omar.news.endswith("est résolu. Merci !")
    async with lab.database.transaction() as session:
        await publications.drop(session, row.id)
        one = await session.get_one(ChallengeRow, row.id)
        seen = Spot(one.id, one.version, Tab.ONE)
        step = Step(Status.CLOSED, {"words": "secret"})
        await statuses.change(session, lab.bot.house.lab, seen, step, boss, lab.clock.now())
    await lab.passes(minutes=3)
    hidden = "C'est à propos d'un signalement que vous soutenez. Il n'est pas public en ce moment."
    assert omar.news.split("\n---\n")[-1] == f"Statut : 📁 Clos\n{hidden}"
