"""The resident's side of a thread: every way in which an answer comes back, and what stays unknown."""

from pathlib import Path

import pytest
from sqlalchemy import select

from handlers.threads import heard_again
from services import authors, challenges
from storage.challenges import ChallengeRow, ThreadRow
from storage.drafts import DraftRow
from storage.media import MediaRow
from tests.handlers.desks import sent, the
from tests.handlers.test_desk import at_desk
from tests.people import PHOTO, Life, Somebody, life

THANKS = "✓ L'équipe l'a reçu, avec le signalement {ref}. Merci !"


async def asked(lab: Life, resident: Somebody, **fields: str) -> tuple[Somebody, str]:
    """Samira, who asked `resident` since when, and the reference."""
    ref = await sent(lab, resident, **fields)
    samira = await at_desk(lab)
    await samira.taps("Demander")
    await samira.taps("Depuis quand")
    await lab.passes(minutes=3)
    return samira, ref


async def lines(lab: Life) -> list[tuple[str, str, str | None]]:
    """(side, kind, text) of the whole thread."""
    async with lab.database.reading() as session:
        found = await session.scalars(select(ThreadRow).order_by(ThreadRow.id))
        return [(line.side, line.kind, line.text) for line in found][1:]


async def test_an_answer_may_be_words_a_voice_a_photo_and_a_place(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        resident = await lab.resident()
        samira, ref = await asked(lab, resident)
        await resident.says("Depuis un mois")
        await resident.speaks()
        await resident.shows(caption="le voici")
        await resident.stands_at(33.44, -7.64)
        assert await lines(lab) == [
            ("resident", "text", "Depuis un mois"),
            ("resident", "voice", None),
            ("resident", "photo", "le voici"),
            ("resident", "location", None),
        ]
        assert resident.sees == THANKS.format(ref=ref)
        await lab.passes(seconds=15)
        await samira.taps("🎧 Écouter")
        assert attached(samira) == ["voice", "photo", "location"]
        await samira.taps(f"Fiche {ref}")
        await samira.taps("⋯ Plus")
        await samira.taps("Échanges")
        assert attached(samira) == ["voice", "photo", "location"] * 2


def attached(one: Somebody) -> list[str]:
    """The kinds of what came besides words."""
    return [kind for message in one.shown for kind in ("voice", "photo", "location") if kind in message]


@pytest.mark.parametrize(("kind", "label"), [("photo", "🖼 Photos"), ("location", "🗺 Carte")])
async def test_a_notice_leads_to_what_was_shown(database_url: str, tmp_path: Path, kind: str, label: str) -> None:
    async with life(database_url, tmp_path) as lab:
        resident = await lab.resident()
        samira, _ = await asked(lab, resident)
        await (resident.shows() if kind == "photo" else resident.stands_at(33.44, -7.64))
        await lab.passes(seconds=15)
        await samira.taps(label)
        assert attached(samira) == [kind]


async def test_a_reply_lands_in_its_own_thread(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        resident = await lab.resident()
        _, first = await asked(lab, resident)
        second = await sent(lab, resident, words="Une autre chose")
        await resident.does(resident.phone.says("Toujours là", reply_to=resident.shown[-1]["message_id"]))
        assert second in resident.sees
        await lab.passes(hours=2)
        await resident.says("Depuis hier")
        assert first in resident.sees


async def test_the_button_listens_also_without_a_question(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        resident = await lab.resident()
        ref = await sent(lab, resident)
        samira = await at_desk(lab)
        await resident.taps("Écrire à l'équipe")
        assert resident.sees == (
            f"L'équipe lira ce que vous envoyez maintenant sur {ref} :\ntexte, vocal, photo ou position."
        )
        await resident.says("Toujours en panne")
        assert resident.sees == THANKS.format(ref=ref)
        await lab.passes(seconds=15)
        assert f"💬 Une réponse est arrivée sur {ref}." in samira.sees
        await lab.passes(hours=2)
        await resident.says("Le pont est cassé")
        assert "Voulez-vous envoyer ce message" in resident.news


async def test_cancel_stops_writing_to_the_team(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        resident = await lab.resident()
        _, ref = await asked(lab, resident)
        await resident.taps("✍️ Répondre")
        await resident.says("/cancel")
        assert resident.sees == f"✓ C'est arrêté. Votre prochain message n'ira pas au signalement {ref}."
        await resident.says("/cancel")
        assert resident.sees == "Il n'y a rien à annuler."
        await resident.says("Le pont est cassé")
        assert "Voulez-vous envoyer ce message" in resident.news
        assert await lines(lab) == []


@pytest.mark.parametrize("visibility", ["hidden", "anonymous"])
async def test_after_cancel_a_reply_still_reaches_the_thread(
    database_url: str, tmp_path: Path, visibility: str
) -> None:
    async with life(database_url, tmp_path) as lab:
        resident = await lab.resident()
        await asked(lab, resident, visibility=visibility)
        question = resident.shown[-1]["message_id"]
        await resident.says("/cancel")
        await resident.does(resident.phone.says("Depuis lundi", reply_to=question))
        assert await lines(lab) == [("resident", "text", "Depuis lundi")]


async def test_with_a_form_open_the_button_asks_for_a_reply(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        resident = await lab.resident()
        ref = await sent(lab, resident)
        await resident.says("Le pont est cassé")
        await resident.taps("Écrire à l'équipe")
        assert resident.sees.startswith(f"Pour écrire à l'équipe sur {ref}, répondez à ce message-ci.")
        await resident.does(resident.phone.says("Encore là", reply_to=resident.shown[-1]["message_id"]))
        assert resident.sees == THANKS.format(ref=ref)
        async with lab.database.reading() as session:
            assert await session.scalar(select(DraftRow.form)) == "challenge"


async def test_another_problem_leaves_the_thread_as_a_report_of_its_own(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        resident = await lab.resident()
        await asked(lab, resident)
        await resident.says("Il y a un trou dans la route")
        await resident.taps("C'est un autre problème")
        assert "Voulez-vous envoyer ce message" in resident.news
        assert await lines(lab) == []


async def test_of_two_questions_the_answer_goes_where_they_say(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        resident = await lab.resident()
        first = await sent(lab, resident)
        second = await sent(lab, resident)
        samira = await at_desk(lab)
        for _ in range(2):
            await samira.taps("Demander")
            await samira.taps("Depuis quand")
        await lab.passes(minutes=3)
        await resident.says("Depuis un mois")
        there, here = sorted((first, second), key=lambda ref: ref in resident.sees.splitlines()[0])
        assert resident.sees.splitlines() == [
            THANKS.format(ref=here),
            f"❓ L'équipe attend aussi votre réponse sur {there} · 💡 Éclairage et électricité.",
        ]
        old = resident.shown[-1]["message_id"]
        await resident.taps(f"C'était pour {there}")
        assert resident.sees.startswith(THANKS.format(ref=there))
        await resident.taps(f"Répondre sur {here}")
        await resident.says("Depuis hier")
        assert resident.sees == THANKS.format(ref=here)
        await resident.does(resident.phone.taps(old, label=f"↪️ C'était pour {there}"))
        assert "trop vieux" in resident.toast
        async with lab.database.reading() as session:
            told = select(ChallengeRow.ref, ThreadRow.text).join(ThreadRow, ThreadRow.challenge_id == ChallengeRow.id)
            said = (await session.execute(told.where(ThreadRow.side == "resident"))).all()
        assert {tuple(one) for one in said} == {(there, "Depuis un mois"), (here, "Depuis hier")}


async def test_an_anonymous_author_answers_and_stays_unknown(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        resident = await lab.resident("Aïcha")
        samira, ref = await asked(lab, resident, visibility=authors.ANONYMOUS)
        assert f"L'équipe a une question sur {ref}." in resident.sees
        await resident.says("Depuis un mois")
        await resident.shows(PHOTO)
        assert resident.sees == THANKS.format(ref=ref)
        await lab.passes(seconds=15)
        assert f"💬 Une réponse est arrivée sur {ref}." in samira.sees
        await samira.taps(f"Fiche {ref}")
        assert "De : sans nom, mais on peut répondre" in samira.sees
        assert "Langue : français, 5 octobre 2026" in samira.sees
        everything = "\n".join(str(one) for one in samira.shown)
        assert "Aïcha" not in everything
        async with lab.database.reading() as session:
            media, row = await session.scalar(select(MediaRow)), await session.scalar(select(ChallengeRow))
            stored = list(await session.scalars(select(ThreadRow).where(ThreadRow.side == "resident")))
        assert media is not None and row is not None
        assert (media.file_id, row.author_id, row.author_name) == (None, None, None)
        assert {line.at.hour for line in stored} == {0}


async def test_a_message_of_an_anonymous_author_can_begin_a_report_too(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        resident = await lab.resident()
        await asked(lab, resident, visibility=authors.ANONYMOUS)
        await resident.shows(PHOTO, caption="regardez")
        async with lab.database.reading() as session:
            line = await session.scalar(select(ThreadRow).where(ThreadRow.side == "resident"))
            media = await session.scalar(select(MediaRow))
        assert line is not None
        assert media is not None and media.state == "kept"
        again = heard_again(lab.bot.house.seals, line, media)
        assert (again.kind.kind, again.value["caption"]) == ("photo", "regardez")
        await resident.taps("C'est un autre problème")
        assert "Voulez-vous envoyer ce message" in resident.news
        await resident.taps("Bouskoura")
        await resident.taps("Éclairage")
        while "✅ Envoyer" not in resident.buttons:
            await resident.taps("⏭ Passer")
        await resident.taps("✅ Envoyer")
        await lab.passes(days=3)
        async with lab.database.reading() as session:
            (kept,) = await session.scalars(select(MediaRow))
            newest = await session.scalar(select(ChallengeRow).order_by(ChallengeRow.id.desc()))
        assert newest is not None and kept.challenge_id == newest.id
        assert kept.path and (tmp_path / "media" / kept.path).exists()


async def test_staff_answer_by_replying_to_the_notice(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        resident = await lab.resident()
        samira, ref = await asked(lab, resident)
        await resident.says("Depuis un mois")
        await lab.passes(seconds=15)
        await samira.does(samira.phone.says("Merci, on regarde.", reply_to=samira.shown[-1]["message_id"]))
        assert "✓ Le message part maintenant." in samira.sees
        assert f"L'équipe vous écrit à propos de {ref}.\nMessage : Merci, on regarde." in resident.sees


async def test_a_stranger_cannot_write_into_a_thread(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        resident, stranger = await lab.resident(), await lab.resident("Karim")
        _, ref = await asked(lab, resident)
        question = resident.shown[-1]
        button = question["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
        await stranger.does(stranger.phone.taps(stranger.shown[-1]["message_id"], button, stale=True))
        assert stranger.toast == "Ce bouton est trop vieux, il ne marche plus."
        await stranger.says("Bonjour le trou est grand")
        assert await lines(lab) == []
        assert (await the(lab, ref)).listening_until is None


async def test_what_was_withdrawn_takes_no_more_answers(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        resident = await lab.resident()
        _, ref = await asked(lab, resident)
        async with lab.database.transaction() as session:
            row = await challenges.by_ref(session, ref)
            assert row is not None
            await challenges.withdraw(session, row, lab.clock.now())
        await resident.does(resident.phone.says("Depuis hier", reply_to=resident.shown[-1]["message_id"]))
        assert await lines(lab) == []
        await resident.taps("Répondre")
        assert resident.toast == "Ce bouton est trop vieux, il ne marche plus."


async def test_a_danger_in_an_answer_is_answered_and_told_to_all_at_once(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        resident, karim = await lab.resident(), await lab.staff("Karim")
        samira, ref = await asked(lab, resident)
        await resident.says("Il y a le feu dans la maison")
        first, second = resident.news.split("\n---\n")
        assert first.startswith("🚨 Un danger maintenant ? Appelez tout de suite :\nProtection civile : 15")
        assert second == THANKS.format(ref=ref)
        assert (await the(lab, ref)).danger == "fire"
        for one in (samira, karim):
            assert one.sees.split("\n")[:2] == [
                "🔴 Danger : à traiter en premier", f"💬 Une réponse est arrivée sur {ref}.",
            ]  # fmt: skip


async def test_a_danger_in_an_edited_message_reaches_the_team_too(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        resident = await lab.resident()
        written = await resident.phone.says("Bonjour")
        ref, samira = await sent(lab, resident), await lab.staff()
        await resident.does(resident.phone.edits(written["message_id"], "Il y a le feu"))
        assert resident.news.startswith("🚨 Un danger maintenant ?")
        assert resident.sees == THANKS.format(ref=ref)
        assert (await the(lab, ref)).danger == "fire"
        assert samira.sees.startswith("🔴 Danger")


async def test_a_danger_in_an_edited_draft_is_answered_once(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        resident = await lab.resident()
        written = await resident.phone.says("Le pont")
        await lab.passes(seconds=2)
        for text in ("Il y a le feu", "Au feu"):
            await resident.does(resident.phone.edits(written["message_id"], text))
        assert sum("Un danger maintenant" in one["text"] for one in resident.shown) == 1


async def test_a_danger_edited_by_whoever_sent_nothing_is_answered(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        resident = await lab.resident()
        written = await resident.phone.says("Bonjour")
        await resident.does(resident.phone.edits(written["message_id"], "Il y a le feu"))
        assert "🚨 Un danger maintenant ?" in resident.news
