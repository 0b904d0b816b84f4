"""The desk on a phone: one card in place, its acts, undo, two people at once, and how many taps it takes."""

from pathlib import Path

import pytest
from sqlalchemy import select

from services import challenges, staff
from services.challenges import Piece
from services.roles import Role
from storage.audit import AuditRow
from tests.handlers.desks import came, many, sent, steps, the, withdraws
from tests.people import PHOTO, VOICE, Life, Somebody, life, plain


async def at_desk(lab: Life, name: str = "Samira", language: str = "fr") -> Somebody:
    one = await lab.staff(name, language=language)
    await one.says("/desk")
    return one


def card(one: Somebody) -> str:
    """The reference on the card that is open."""
    lines = one.sees.split("\n")
    return next((line.split()[-1] for line in lines if line.startswith(("Signalement", "التبليغ", "المشكل"))), "")


async def test_a_card_says_what_came(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        ref = await sent(lab, await lab.resident("Aïcha"), landmark="près de l'école", name="Aïcha B.")
        samira = await at_desk(lab)
        assert samira.sees.split("\n") == [
            "🗂 Bureau · 🆕 Nouveaux : 1",
            f"Signalement {ref}",
            "Type : 💡 Éclairage et électricité",
            "Lieu : Bouskoura · près de l'école",
            "Le lampadaire est en panne",
            "Langue : français, à l'instant",
            "De : Aïcha B. (seulement pour l'équipe)",
            "Statut : 📥 Reçu",
        ]
        assert samira.buttons == [
            "🔎 À l'étude", "↪️ Pas nous", "❓ Demander", "🕓 Plus tard", "⋯ Plus", "🧰 Outils",
            "• Neufs 1", "À moi 0", "Tard 0",
        ]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "head", "study"),
    [
        ("fr", "🗂 Bureau · 🆕 Nouveaux : 1", "🔎 À l'étude"),
        ("ar", "🗂 المكتب · 🆕 الجديد: 1", "🔎 قيد الدراسة"),
        ("ary", "🗂 المكتب · 🆕 الجديد: 1", "🔎 كيتدرس"),
    ],
)
async def test_the_desk_speaks_the_language_of_its_member(
    database_url: str, tmp_path: Path, language: str, head: str, study: str
) -> None:
    async with life(database_url, tmp_path) as lab:
        await sent(lab, await lab.resident())
        samira = await at_desk(lab, language=language)
        assert samira.sees.split("\n")[0] == head
        assert study in samira.buttons[:2]
        # In Arabic letters the first button of a row stands on the right.
        assert (samira.buttons[0] == study) is (language == "fr")


async def test_no_menu_of_a_card_is_longer_than_a_phone(database_url: str, tmp_path: Path) -> None:
    """All acts of an admin: about eight and the way back at once."""
    async with life(database_url, tmp_path) as lab:
        await sent(lab, await lab.resident())
        admin = await lab.staff("Samira", Role.ADMIN)
        await admin.says("/desk")
        for menu, count in (("more", 8), ("status", 9), ("rare", 9), ("tools", 6)):
            await admin.taps_old(admin.shown[-1]["message_id"], f"desk.menu:1:1:n:{menu}")
            assert len(admin.buttons) == count


async def test_later_says_when_it_returns(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        ref = await sent(lab, await lab.resident())
        samira = await at_desk(lab)
        await samira.taps("Plus tard")
        assert samira.toast == "🕓 De retour demain, dans « À moi »."
        assert samira.sees.split("\n")[1] == "Rien n'attend ici. 🌿"
        await samira.taps("↩️ Annuler « 🕓 Plus tard »")
        assert (card(samira), samira.toast) == (ref, "↩️ C'est annulé")
        await samira.taps("Plus tard")
        await samira.says(ref)
        assert (card(samira), "Suivi par : vous" in samira.sees) == (ref, True)
        await lab.passes(days=1)
        await samira.says("/desk")
        tabs, tools = (
            ["• Neufs 0", "À moi 1", "Tard 0"],
            ["✍️ Pour quelqu'un d'autre", "🔍 Rechercher", "📅 Prévu", "🧾 Réponses prêtes", "🖨 Affiches"],
        )
        assert samira.buttons == [*tabs, *tools]


async def test_a_danger_does_not_wait_till_tomorrow(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        ref = await sent(lab, await lab.resident(), danger="fire")
        samira = await at_desk(lab)
        await samira.taps("Plus tard")
        assert samira.toast == "🔴 Un danger n'attend pas : agissez, ou confiez la fiche."
        assert samira.phone.toasts[-1]["alert"]
        assert card(samira) == ref
        row = await the(lab, ref)
        assert (row.version, row.holder_id, row.put_off_until) == (1, None, None)


async def test_the_card_tells_the_answers_to_the_categorys_questions(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        question = lab.bot.house.lab.category("lighting").questions[0]
        await sent(lab, await lab.resident(), details={question.key: {"choice": 1}})
        samira = await at_desk(lab)
        assert "Combien de lampes sont en panne ? Plusieurs" in samira.sees


async def test_acting_claims_and_moves_on_in_place(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        resident = await lab.resident()
        first, second = await sent(lab, resident), await sent(lab, resident)
        samira = await at_desk(lab)
        messages = len(samira.shown)
        await samira.taps("À l'étude")
        assert (len(samira.shown), card(samira)) == (messages, second)
        assert samira.toast == "C'est noté : 🔎 À l'étude. Annulable pendant 2 minutes."
        assert "↩️ Annuler « À l'étude »" in samira.buttons
        row = await the(lab, first)
        assert (row.status, row.holder_id) == ("study", (await samira.person()).id)


async def test_at_night_the_toast_says_that_the_author_hears_in_the_morning(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        await sent(lab, await lab.resident())
        samira = await at_desk(lab)
        await lab.passes(hours=14)
        await samira.says("/desk")
        await samira.taps("À l'étude")
        assert samira.toast.endswith("Annulable pendant 2 minutes.\n🌙 La personne l'apprend demain matin.")


async def test_undo_within_two_minutes_leaves_no_trace(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        resident = await lab.resident()
        ref = await sent(lab, resident)
        seen = [one["text"] for one in resident.shown]
        samira = await at_desk(lab)
        await samira.taps("Pas nous")
        await samira.taps("Oui, c'est eux")
        await samira.taps("↩️ Annuler « Ne dépend pas de nous »")
        assert (card(samira), samira.toast) == (ref, "↩️ C'est annulé")
        await lab.passes(minutes=5)
        row = await the(lab, ref)
        assert (row.status, row.holder_id, await steps(lab, ref)) == ("received", None, [])
        assert [one["text"] for one in resident.shown] == seen


async def test_after_two_minutes_undo_says_that_it_has_gone(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        resident = await lab.resident()
        ref = await sent(lab, resident)
        samira = await at_desk(lab)
        await samira.taps("À l'étude")
        await lab.passes(minutes=2)
        await samira.taps("↩️ Annuler « À l'étude »")
        assert (samira.toast, samira.phone.toasts[-1]["alert"]) == ("Trop tard : c'est parti.", True)
        assert (await the(lab, ref)).status == "study"


async def test_the_second_on_a_card_sees_who_was_faster(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        ref = await sent(lab, await lab.resident())
        samira, omar = await at_desk(lab), await at_desk(lab, "Omar")
        await samira.taps("À l'étude")
        await omar.taps("Plus tard")
        assert omar.toast == "Samira a été plus rapide. Voici où on en est."
        assert card(omar) == ref
        assert "Statut : 🔎 À l'étude\nSuivi par : Samira" in omar.sees


async def test_a_double_tap_acts_once(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        resident = await lab.resident()
        first, second = await sent(lab, resident), await sent(lab, resident)
        samira = await at_desk(lab)
        message = samira.shown[-1]
        button = message["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
        await samira.taps("À l'étude")
        await samira.taps_old(message["message_id"], button)
        assert (samira.toast, card(samira)) == ("C'est déjà fait.", second)
        assert await steps(lab, first) == [("study", {})]


async def test_what_was_withdrawn_meanwhile_is_left_alone(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        ref = await sent(lab, await lab.resident())
        samira = await at_desk(lab)
        async with lab.database.transaction() as session:
            row = await challenges.by_ref(session, ref)
            assert row is not None
            await challenges.withdraw(session, row, lab.clock.now())
        await samira.taps("À l'étude")
        assert samira.toast == f"Le signalement {ref} a été retiré par la personne qui l'a envoyé."
        assert "Retiré par la personne qui l'a envoyé." in samira.sees
        assert "🔎 À l'étude" not in samira.buttons
        assert (await the(lab, ref)).status == "received"


@pytest.mark.parametrize("visibility", ["hidden", "anonymous"])
async def test_the_holder_hears_of_a_withdrawal_and_finds_the_report_by_its_number(
    database_url: str, tmp_path: Path, visibility: str
) -> None:
    async with life(database_url, tmp_path) as lab:
        resident = await lab.resident()
        ref = await sent(lab, resident, visibility=visibility)
        samira, karim = await at_desk(lab), await lab.staff("Karim")
        await samira.taps("À l'étude")
        messages = len(karim.shown)
        await withdraws(resident)
        await lab.passes(seconds=15)
        assert samira.sees == f"Le signalement {ref} a été retiré par la personne qui l'a envoyé."
        assert (samira.buttons, len(karim.shown)) == (["🗂 Bureau"], messages)
        await samira.says(f"/desk {ref}")
        assert samira.sees.split("\n")[1:] == [f"Signalement {ref}", "Retiré par la personne qui l'a envoyé."]


async def test_forty_new_challenges_take_at_most_seventy_taps(database_url: str, tmp_path: Path) -> None:
    """Half are studied, a quarter is somebody else's, the rest is asked about or put off."""
    async with life(database_url, tmp_path) as lab:
        resident = await lab.resident()
        refs = await many(lab, resident, 40)
        samira = await at_desk(lab)
        flows = {0: ["À l'étude"], 1: ["Pas nous", "Oui, c'est eux"], 2: ["À l'étude"], 3: ["Demander", "une photo"]}
        flows[7] = ["Plus tard"]
        taps = 0
        for number in range(40):
            for tap in flows.get(number % 8, flows[number % 4]):
                await samira.taps(tap)
                taps += 1
        assert "Rien n'attend ici. 🌿" in samira.sees
        assert taps == 55
        statuses = [(await the(lab, ref)).status for ref in refs]
        assert {one: statuses.count(one) for one in set(statuses)} == {"study": 25, "not_ours": 10, "received": 5}


async def test_the_three_lists(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        resident = await lab.resident()
        mine, new = await sent(lab, resident), await sent(lab, resident)
        samira = await at_desk(lab)
        await samira.taps("À l'étude")
        assert samira.buttons[-3:] == ["• Neufs 1", "À moi 1", "Tard 0"]
        await samira.taps("À moi 1")
        assert card(samira) == mine
        await came(lab, mine, days_ago=3)
        await came(lab, new, days_ago=3)
        await samira.says("/desk")
        await samira.taps("Tard 1")
        assert card(samira) == new
        assert samira.sees.startswith("🗂 Bureau · ⏰ Attendent trop : 1")


async def test_next_goes_round(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        resident = await lab.resident()
        refs = [await sent(lab, resident) for _ in range(3)]
        samira = await at_desk(lab)
        seen = [card(samira)]
        for _ in range(3):
            await samira.taps("Suivant ›")
            seen.append(card(samira))
        assert seen == [*refs, refs[0]]


async def test_photos_voices_the_map_and_all_the_words(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        resident = await lab.resident()
        photo, voice = await resident.phone.sends_photo(PHOTO), await resident.phone.sends_voice(VOICE, 3)
        await resident.says("/cancel")
        long = "mot " * 300
        pieces = (
            Piece("text", long),
            Piece("photo", "devant", file_id=photo["photo"][-1]["file_id"]),
            Piece("voice", file_id=voice["voice"]["file_id"]),
        )
        ref = await sent(lab, resident, *pieces, point=(33.44, -7.6482))
        samira = await at_desk(lab)
        assert "Avec : 1 photo ou fichier et 1 message vocal" in samira.sees
        assert len(samira.sees) < 1200
        row = samira.shown[-1]["reply_markup"]["inline_keyboard"]
        links = [button["url"] for line in row for button in line if "url" in button]
        assert links == ["https://www.openstreetmap.org/?mlat=33.44000&mlon=-7.64820#map=17/33.44000/-7.64820"]
        await samira.taps("Photos 1")
        photos = [one.get("caption") for one in samira.shown if "photo" in one]
        assert photos == ["devant\n🙈 Le public ne la voit pas."]
        await samira.taps(f"Fiche {ref}")
        await samira.taps("Écouter 1")
        assert sum("voice" in one for one in samira.shown) == 1
        await samira.taps("Tout lire")
        assert long.strip() in samira.news
        await samira.taps(f"Fiche {ref}")
        assert card(samira) == ref


async def test_answers_that_were_spoken_are_on_the_card_and_say_what_they_answer(
    database_url: str, tmp_path: Path
) -> None:
    async with life(database_url, tmp_path) as lab:
        resident = await lab.resident()
        pieces = [Piece("text", "Pas d'eau à l'école")]
        for about, seconds in (("place", 3), ("school", 4)):
            voice = await resident.phone.sends_voice(VOICE, seconds)
            pieces.append(Piece("voice", file_id=voice["voice"]["file_id"], seconds=seconds, about=about))
        await resident.says("/cancel")
        await sent(lab, resident, *pieces, category="education")
        samira = await at_desk(lab)
        told = samira.sees.split("\n")
        assert "Lieu : Bouskoura et 🎤 message vocal, 0:03" in told
        assert "De quelle école s'agit-il ? 🎤 message vocal, 0:04" in told
        await samira.taps("Écouter 2")
        captions = [plain(one["caption"]) for one in samira.shown if "voice" in one]
        assert captions == ["📍 Lieu", "De quelle école s'agit-il ?"]


async def test_every_look_and_act_is_in_the_audit_log(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        await sent(lab, await lab.resident())
        samira = await at_desk(lab)
        await samira.taps("⋯ Plus")
        await samira.taps("Échanges")
        await samira.taps("Fiche")
        await samira.taps("À l'étude")
        me = (await samira.person()).id
        async with lab.database.reading() as session:
            rows = await session.execute(
                select(AuditRow.action, AuditRow.subject).where(AuditRow.actor_id == me).order_by(AuditRow.id)
            )
            found = [tuple(row) for row in rows if row.action.startswith("desk")]
        assert found == [
            ("desk.read", "challenge:1"),
            ("desk.read", "challenge:1"),
            ("desk.thread", "challenge:1"),
            ("desk.read", "challenge:1"),
            ("desk.status", "challenge:1"),
            ("desk.read", "challenge:1"),
        ]


async def test_who_left_the_team_has_no_desk_any_more(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path, admin_ids="1") as lab:
        ref = await sent(lab, await lab.resident())
        samira = await at_desk(lab)
        person = await samira.person()
        async with lab.database.transaction() as session:
            await staff.remove(session, person, person.id, {1}, lab.clock.now())
        for tap in ("À l'étude", "⋯ Plus", "À moi 0"):
            await samira.taps(tap)
            assert samira.phone.toasts[-1] == {"text": "C'est réservé à l'équipe.", "alert": True}
        await samira.says("/desk")
        assert samira.sees == "C'est réservé à l'équipe."
        assert (await the(lab, ref)).status == "received"


async def test_a_resident_cannot_open_the_desk(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        aicha = await lab.resident()
        await aicha.says("/desk")
        assert aicha.sees == "C'est réservé à l'équipe."
