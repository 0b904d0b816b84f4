"""Leading a live vote from a phone: from the pasted text to the end."""

import pytest

from bot.walls import walls_of
from handlers import panels
from handlers.screens import View, render
from services import devices, leading, presses, privacy, seats
from services.ballots import web_tap
from services.roles import Role
from storage import rooms as room_rows
from storage.audit import AuditRow
from storage.cards import CardRow
from storage.questions import QuestionRow
from storage.rooms import RoomRow
from tests.handlers.halls import SESSION, Hall, facilitator, hall, panel_of
from tests.handlers.rows import rows
from tests.people import Life, Somebody
from tests.soundness import assert_sound

STEPS = ("room.open", "room.close", "room.reveal")
LARGE = ("Ouvrir la question 1", "Fermer", "Montrer")


async def states(lab: Life) -> list[str]:
    async with lab.database.reading() as session:
        (room,) = await room_rows.running(session)
        return [one.state for one in await room_rows.questions(session, room.id)]


def old(one: Somebody, label: str) -> tuple[int, str]:
    """The newest button with this label, to be pressed when it is old."""
    found = [
        (message["message_id"], str(button.get("callback_data", "")))
        for message in one.shown
        for row in (message.get("reply_markup") or {}).get("inline_keyboard", [])
        for button in row
        if label in button["text"]
    ]
    return found[-1]


async def test_only_facilitators_lead(lab: Life) -> None:
    aicha, omar = await lab.resident(), await lab.staff("Omar", Role.MODERATOR)
    for one in (aicha, omar):
        await one.says("/workshop")
        assert one.sees == "C'est réservé à l'équipe."


async def test_a_pasted_text_is_read_back_and_becomes_a_vote(lab: Life) -> None:
    samira = await facilitator(lab)
    await samira.says("/workshop vote")
    await samira.says(SESSION)
    assert samira.sees.splitlines()[2:10] == [
        "Question 1 : Le bus est-il à l'heure ? / واش الطوبيس كيجي فالوقت؟",
        "– Oui / نعم / آه",
        "– Non / لا",
        "",
        "Question 2 : Quels jours vous vont ?",
        "Plusieurs réponses possibles, au maximum : 2",
        "– Lundi",
        "– Mardi",
    ]
    assert samira.sees.splitlines()[-4:-2] == [
        "🌍 En une seule langue, questions : 2, 3",
        "Une autre langue s'écrit après une barre : Oui / نعم",
    ]
    await samira.taps("Créer le vote")
    picture, panel = samira.shown[-2:]
    (room,) = await rows(lab, RoomRow)
    assert "photo" in picture
    assert f"https://t.me/TwizaBot?start=r_{room.code}" in picture["caption"]
    assert panel_of(samira).splitlines() == [
        f"🗳 Vote en direct, code {room.code}",
        "Dans la salle : 0",
        "Questions préparées : 3",
        "",
        "Ensuite : Le bus est-il à l'heure ?",
    ]
    assert samira.buttons == ["▶️ Ouvrir la question 1", "🔗 Inviter", "⋯ Voir plus"]
    assert panel["message_id"] > picture["message_id"]


async def test_what_is_wrong_is_said_with_the_words_that_are_meant(lab: Life) -> None:
    samira = await facilitator(lab, language="ary")
    await samira.says("/workshop vote")
    await samira.says("Quel jour ?\n- Lundi")
    assert samira.sees.startswith("هاد السؤال فيه غير جواب واحد، خاص جوج ولا كثر: Quel jour ?")
    await samira.says("Quel jour ?\n- Lundi\n\nÇa va ?\n- Oui\n- Non")
    assert "⚠️ هادشي ماخديناهش:\n• هاد السؤال فيه غير جواب واحد، خاص جوج ولا كثر: Quel jour ?" in samira.sees


async def test_one_large_button_leads_through_the_session(lab: Life) -> None:
    one = await hall(lab, "Le prix est bon ?\n\nEt demain ?")
    seen = []
    for label in (*LARGE, "Ouvrir la question 2", "Fermer", "Montrer"):
        await one.goes(label)
        seen.append(one.samira.buttons[0])
    assert seen == [
        "⏹ Fermer le vote",
        "📊 Montrer le résultat",
        "▶️ Ouvrir la question 2",
        "⏹ Fermer le vote",
        "📊 Montrer le résultat",
        "🏁 Terminer la séance",
    ]
    await one.goes("Terminer la séance")
    assert one.samira.buttons == ["↩️ Retour", "🏁 Oui, terminer"]
    await one.goes("Oui, terminer")
    assert one.panel.startswith("🗳 Vote en direct\n🏁 La séance est terminée.")
    assert (await one.room()).state == "ended"
    actions = [row.action for row in await rows(lab, AuditRow) if row.action.startswith("room.")]
    assert actions == ["room.create", *["room.open", "room.close", "room.reveal"] * 2, "room.end"]


async def test_pressed_twice_it_acts_once(lab: Life) -> None:
    one = await hall(lab, "Le prix est bon ?")
    message, data = old(one.samira, "Ouvrir la question 1")
    await one.samira.does(*(one.samira.phone.taps(message, data, stale=True) for _ in range(2)))
    assert await states(lab) == ["open"]
    assert one.samira.toast == "Le vote a avancé : regardez le tableau de bord."


async def test_the_second_half_of_a_double_tap_does_not_close_what_the_first_opened(lab: Life) -> None:
    one = await hall(lab, "Le prix est bon ?")
    (message, opens), room = old(one.samira, "Ouvrir la question 1"), await one.room()
    closes = f"room.go:{room.id}:{room.version + 1}"  # what stands there a blink later
    await one.samira.does(*(one.samira.phone.taps(message, data, stale=True) for data in (opens, closes)))
    assert await states(lab) == ["open"]
    assert one.samira.toast == "Le vote a avancé : regardez le tableau de bord."
    await one.goes("Fermer")
    assert await states(lab) == ["closed"]


async def test_the_panel_follows_people_and_votes_by_itself(lab: Life) -> None:
    one = await hall(lab)
    await one.goes("Ouvrir la question 1")
    aicha = await one.enters("Aïcha")
    await aicha.taps("Oui")
    await lab.passes(seconds=2)
    assert one.panel.splitlines()[1:5] == [
        "Dans la salle : 1",
        "",
        "Question 1 sur 3 : Le bus est-il à l'heure ?",
        "🟢 Le vote est ouvert. Votes : 1",
    ]


async def test_a_minute_then_it_closes_by_itself_and_is_opened_again(lab: Life) -> None:
    one = await hall(lab)
    aicha = await one.enters("Aïcha")
    await one.goes("Ouvrir la question 1")
    await aicha.taps("Oui")
    await one.samira.taps("⋯")
    await one.samira.taps("Fermer dans une minute")
    assert "⏱ Fermeture automatique à" in one.panel
    assert one.samira.buttons == ["⏹ Fermer le vote", "⏱ Une minute de plus", "🔗 Inviter", "⋯ Voir plus"]
    await one.samira.taps("Une minute de plus")
    await lab.passes(seconds=61)
    await lab.passes(seconds=5)
    assert "🟢 Le vote est ouvert. Votes : 1" in one.panel
    await lab.passes(seconds=60)
    await lab.passes(seconds=5)
    assert "🔴 Le vote est fermé. Votes : 1" in one.panel
    await one.goes("Montrer")
    await one.samira.taps("⋯")
    await one.samira.taps("Rouvrir le vote")
    assert (aicha.sees.splitlines()[0], aicha.buttons) == ("Question : Le bus est-il à l'heure ?", ["✅ Oui", "B Non"])
    assert "🟢 Le vote est ouvert. Votes : 1" in one.panel


@pytest.mark.parametrize(
    "data",
    ["room.go:x:y", "room.go:99:1", "room.go:1:999", "room.do:1:1:explode", "room.do:99:1:end", "room.menu:1:nothing",
     "room.menu:99:end", "room.panel:99", "room.invite:x", "seat.again", "seat.leave"],
)  # fmt: skip
async def test_forged_taps_change_nothing(lab: Life, caplog: pytest.LogCaptureFixture, data: str) -> None:
    one = await hall(lab, "Le prix est bon ?")
    before = (await one.room()).version
    await one.samira.taps_old(one.samira.shown[-1]["message_id"], data)
    assert (await states(lab), (await one.room()).version) == (["waiting"], before)
    assert_sound(lab, caplog)


async def test_two_facilitators_lead_together(lab: Life) -> None:
    one = await hall(lab, "Le prix est bon ?")
    omar = await facilitator(lab, "Omar")
    await omar.says("/workshop")
    await omar.taps(f"Vote {one.code}")
    await omar.taps("Ouvrir la question 1")
    assert "🟢 Le vote est ouvert" in one.panel
    await one.goes("Fermer")
    assert "🔴 Le vote est fermé" in panel_of(omar)


async def test_two_facilitators_who_press_at_once_act_once_and_the_log_says_who(lab: Life) -> None:
    one = await hall(lab, "Le prix est bon ?")
    omar = await facilitator(lab, "Omar")
    await omar.says("/workshop")
    await omar.taps(f"Vote {one.code}")
    both = [(who, *old(who, "Ouvrir la question 1")) for who in (one.samira, omar)]
    await one.samira.does(*(who.phone.taps(message, data, stale=True) for who, message, data in both))
    assert await states(lab) == ["open"]
    assert one.panel == panel_of(omar)
    await omar.taps("Fermer")
    for who, message, data in both:
        await who.taps_old(message, data)
        assert who.toast == "Le vote a avancé : regardez le tableau de bord."
    await one.goes("Montrer")
    people = {(await who.person()).id: who.phone.id for who in (one.samira, omar)}
    log = [(row.action, people[row.actor_id or 0]) for row in await rows(lab, AuditRow) if row.action in STEPS]
    assert [action for action, _ in log] == [*STEPS]
    assert [who for _, who in log[1:]] == [omar.phone.id, one.samira.phone.id]


async def test_who_leaves_the_team_leads_no_more(lab: Life) -> None:
    one = await hall(lab, "Le prix est bon ?")
    message, data = old(one.samira, "Ouvrir la question 1")
    admin = await lab.staff("Nadia", Role.ADMIN)
    await admin.says("/staff")
    await admin.taps("Samira")
    await admin.taps("Retirer")
    await admin.taps("Oui, retirer")
    await one.samira.taps_old(message, data)
    assert one.samira.toast == "C'est réservé à l'équipe."
    assert await states(lab) == ["waiting"]


async def test_a_question_written_during_the_session_is_one_tap_away(lab: Life) -> None:
    one = await hall(lab, "Le prix est bon ?")
    await one.samira.says("On continue ?\n- Oui\n- Non")
    await one.samira.taps("Ajouter au vote")
    assert await states(lab) == ["waiting", "waiting"]
    assert one.panel.splitlines()[2] == "Questions préparées : 2"
    assert one.samira.shown[-1]["text"].startswith("🗳 Vote en direct")


async def by_web(one: Hall, option: int) -> None:
    """Somebody votes in a browser."""
    house, room = one.lab.bot.house, await one.room()
    async with house.database.transaction() as session:
        device = await devices.enter(session, room.id, f"browser {option}".encode())
    assert device and room.question_id
    await one.lab.bot.lane.put(web_tap(device, room.question_id, option, 1))
    house.room_changed(room.id)
    await one.lab.bot.quiet()


async def test_what_came_by_the_web_is_part_of_the_whole_and_said_apart(lab: Life) -> None:
    one = await hall(lab, "Le prix est bon ?")
    aicha = await one.enters("Aïcha")
    await one.goes("Ouvrir")
    await aicha.taps("Oui")
    await by_web(one, 0)
    await by_web(one, 1)
    await one.goes("Fermer")
    lines = one.panel.splitlines()
    assert lines[1:3] == ["Dans la salle : 3", "Dont par le web : 2"]
    assert lines[-2:] == ["🔴 Le vote est fermé. Votes : 3", "Dont par le web : 2"]
    await one.goes("Montrer")
    assert aicha.sees.splitlines()[-2:] == ["Nombre de participations : 3", "Dont par le web : 2"]
    await one.goes("Terminer")
    await one.goes("Oui, terminer")
    assert one.panel.splitlines()[-2:] == ["Nombre de participations : 3", "Dont par le web : 2"]


async def test_where_the_world_reaches_our_pages_the_invitation_opens_them(lab: Life) -> None:
    lab.bot.house.public_url = "https://vote.example"
    one = await hall(lab, "Le prix est bon ?")
    await one.samira.taps("Inviter")
    link = f"https://vote.example/j/{one.code}"
    captions = [str(message.get("caption", "")) for message in one.samira.shown if "photo" in message]
    assert [link in text and "t.me" not in text for text in captions] == [True] * len(captions) != []


async def test_begin_again_keeps_the_results_and_the_people(lab: Life) -> None:
    one = await hall(lab, "Le prix est bon ?")
    aicha = await one.enters("Aïcha")
    await one.goes("Ouvrir")
    await aicha.taps("Oui")
    await one.samira.taps("⋯")
    await one.samira.taps("Recommencer")
    await one.samira.taps("Oui, recommencer")
    totals = [row.totals for row in await rows(lab, QuestionRow)]
    assert totals == [{"voters": 1, "counts": [1, 0, 0]}, None]
    assert one.panel.splitlines()[1:3] == ["Dans la salle : 1", "Questions préparées : 1"]


async def test_the_digits_of_a_screen_pair_it(lab: Life) -> None:
    one, paired = await hall(lab), list[tuple[str, str]]()

    async def pair(digits: str, token: str) -> bool:
        if digits == "482913":
            paired.append((digits, token))
        return digits == "482913"

    lab.bot.house.pair_wall = pair
    await one.samira.says("482913")
    assert one.samira.shown[-2]["text"] == "✓ L'écran affiche le vote."
    assert one.samira.buttons[0] == "▶️ Ouvrir la question 1"
    assert paired == [("482913", (await one.room()).token)]
    await one.samira.says("111111")
    assert one.samira.sees.startswith("Aucun écran ne montre ces chiffres.")
    aicha = await lab.resident()
    await aicha.says("482913")
    assert len(paired) == 1


async def test_the_panel_knows_that_a_screen_shows_the_vote(lab: Life) -> None:
    one = await hall(lab)
    lab.bot.house.web_address = "http://127.0.0.1:8080"
    walls = walls_of(lab.bot.house)
    with walls.waiting() as (digits, _):
        await one.samira.says(digits)
    assert one.panel.splitlines()[-3] == (
        "🖥 Le grand écran montre le vote. "
        "Un autre écran : ouvrez-y http://127.0.0.1:8080/live et envoyez ici ses six chiffres."
    )


async def test_who_sends_the_digits_that_are_for_the_team_is_told_so(lab: Life) -> None:
    walls = walls_of(lab.bot.house)
    aicha = await lab.resident()
    with walls.waiting() as (digits, token):
        await aicha.says(f"{digits[:3]} {digits[3:]}")
        assert not token.done() and aicha.sees == (
            "🖥 Ces six chiffres sont pour l'équipe.\n"
            "Pour voter, attendez le code à 5 chiffres : il arrive sur l'écran dans un instant."
        )
    await aicha.says(digits)
    assert aicha.sees.startswith("Voulez-vous envoyer ce message")


async def test_the_panel_counts_how_far_a_question_has_gone_out(lab: Life, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(panels, "TAKES_TIME", 3)
    one = await hall(lab)
    room = await one.room()
    for number in range(3):
        await one.enters(f"P{number}")
    async with lab.database.transaction() as session:
        row = await session.get_one(RoomRow, room.id)
        actor = await one.samira.person()
        await leading.go(session, lab.bot.house.seals, actor, presses.Press(row.id), lab.clock.now())
        await session.flush()
        assert await seats.sent(session, row) == (0, 3)
        house = lab.bot.house
        (shown,) = await render(View(house, session, actor, house.catalogues["fr"]), panels.SCREEN, {"room": row.id})
        assert shown.text.splitlines()[-1] == "📨 Envoyé aux téléphones\u00a0: 0/3"
    lab.bot.wake()
    await lab.settles()
    async with lab.database.reading() as session:
        assert await seats.sent(session, await session.get_one(RoomRow, room.id)) == (3, 3)


async def test_a_facilitator_who_is_erased_leaves_no_panel(lab: Life) -> None:
    one = await hall(lab, "Le prix est bon ?")
    samira = await one.samira.person()
    async with lab.database.transaction() as session:
        await privacy.erase(session, lab.bot.house.seals, lab.bot.house.data_dir, samira)
    assert await rows(lab, CardRow) == []
    assert (await one.room()).opener_id is None
