"""/j/CODE over a real socket, as a browser without JavaScript: vote, change, come late, forge, be a stranger."""

import re
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession
from sqlalchemy import select

from services import devices, roomkeeping, rooms, sharing, votes
from services.clock import StillClock
from services.rooms import Asked
from storage.ballots import BallotRow
from storage.database import Database
from storage.devices import DeviceRow
from tests.web.joinkit import BUS, DAYS, MOOD, NOON, guest, hall, many
from tests.web.test_live import event, happening
from web import arrivals, guesses, join, live, scribes
from web.server import STRICT
from web.wording import JOINING, SAID

LIMIT = 30_000
TEN = Asked(
    "budget",
    {"fr": "Question " * 33, "ar": "سؤال طويل " * 30},
    tuple({"fr": f"{n} " * 20, "ar": f"جواب طويل جدا {n} " * 3} for n in range(10)),
)
NOTED = "C'est noté : {}\nVous pouvez changer jusqu'à la fin du vote."


async def test_a_newcomer_votes_and_changes_the_vote(database: Database, tmp_path: Path) -> None:
    async with hall(database, tmp_path) as one, guest(one) as aicha:
        assert (await aicha.opens()).moment == "ready"
        await one.goes()
        page = await aicha.opens()
        assert (page.status, page.moment, page.chosen, page.notes) == (200, "open", [], [])
        assert [word in page.html for word in ("Le bus ?", "Oui", "Non", "https://t.me/a_bot?start=r_")] == [True] * 4
        page = await aicha.taps(1)
        assert (page.chosen, page.notes) == ([1], [NOTED.format("Non")])
        assert await one.result() == (1, (0, 1), 1)
        page = await aicha.taps(0)
        assert (page.chosen, page.notes) == ([0], [NOTED.format("Oui")])
        assert (await one.result(), await one.rows(BallotRow), await one.rows(DeviceRow)) == ((1, (1, 0), 1), 1, 1)


async def test_from_question_to_question_to_the_thanks(database: Database, tmp_path: Path) -> None:
    async with hall(database, tmp_path, BUS, DAYS) as one, guest(one) as aicha:
        await one.goes()
        await aicha.taps(0)
        await many(one, 0, 0, 1, 0)
        await one.goes()
        assert "Le vote est terminé" in (page := await aicha.opens()).html and page.moment == "closed"
        await one.goes()
        page = await aicha.opens()
        assert page.moment == "shown"
        assert [word in page.html for word in ('value="80"', "80 %<small>4</small>", "20 %<small>1</small>")] == [
            True
        ] * 3
        assert "participations\u00a0: 5" in page.html and "par le web\u00a0: 5" in page.html
        await one.goes()
        assert (await aicha.opens()).moment == "open"
        await one.goes(3)
        page = await aicha.opens()
        assert (page.status, page.moment) == (200, "ended")
        assert "Merci pour votre participation" in page.html and "80 %" in page.html
        async with guest(one) as late:
            page = await late.opens()
            assert (page.status, page.moment, "80 %" in page.html) == (410, "over", False)
            assert "Ce vote est terminé. Merci\u00a0!" in page.html
            assert list(late.client.cookie_jar) == []


async def test_several_answers_at_most_two_and_one_taken_back(database: Database, tmp_path: Path) -> None:
    async with hall(database, tmp_path, DAYS) as one, guest(one) as aicha:
        await one.goes()
        assert (await aicha.taps(0)).chosen == [0]
        assert (await aicha.taps(2)).chosen == [0, 2]
        page = await aicha.taps(1)
        assert page.chosen == [0, 2]
        assert page.notes[0] == "Nombre de choix possibles : 2\nEnlevez d'abord un choix."
        assert (await aicha.taps(0)).chosen == [2]
        assert await one.result() == (1, (0, 0, 1), 1)


async def test_a_scale(database: Database, tmp_path: Path) -> None:
    async with hall(database, tmp_path, MOOD) as one, guest(one) as aicha:
        await one.goes()
        page = await aicha.taps(4)
        assert (page.chosen, page.notes) == ([4], [NOTED.format("4")])
        assert await one.result() == (1, (0, 0, 0, 1, 0), 1)


async def test_an_order_and_a_budget_without_javascript(database: Database, tmp_path: Path) -> None:
    three = tuple({"fr": word} for word in ("Eau", "Bus", "Parc"))
    asked = (Asked("ranking", {"fr": "Quoi ?"}, three), Asked("budget", {"fr": "Combien ?"}, three))
    async with hall(database, tmp_path, *asked) as one, guest(one) as aicha:
        await one.goes()
        await aicha.taps(2)
        page = await aicha.taps(0)
        assert (page.chosen, page.marks, page.notes[0]) == ([0, 2], ["2", "", "1"], NOTED.format("1. Parc et 2. Eau"))
        assert (await aicha.taps(2)).marks == ["1", "", ""]
        await one.goes(3)
        assert "Points qu'il reste à donner\u00a0: 100" in (await aicha.opens()).html
        for place in [1] * 10:
            page = await aicha.taps(place)
        assert (page.marks, page.notes) == (["", "100", ""], ["C'est noté : Bus 100\nPoints qu'il reste à donner : 0"])
        page = await aicha.taps(0)
        assert page.notes[0] == "Les 100 points sont donnés.\nPour donner ailleurs, reprenez d'abord 10 avec ➖."
        assert 'value="11" class="less" aria-label="Reprendre 10\u00a0: Bus"' in page.html
        await aicha.taps(11)
        assert (await aicha.taps(0)).marks == ["10", "90", ""]
        assert await one.result() == (1, (10, 90, 0), 1)


async def test_pairs_in_the_browser(database: Database, tmp_path: Path) -> None:
    three = tuple({"fr": word} for word in ("Eau", "Bus", "Parc"))
    async with hall(database, tmp_path, Asked("pairs", {"fr": "Lequel ?"}, three)) as one, guest(one) as aicha:
        await one.goes()
        page = await aicha.opens()
        assert (len(page.buttons), "1/3" in page.html) == (3, True)
        page = await aicha.taps(page.buttons[0])
        assert (len(page.buttons), page.notes) == (4, ["C'est noté. Comparaisons faites : 1 sur 3"])
        page = await aicha.taps(page.buttons[3])
        page = await aicha.taps(page.buttons[1])
        assert (len(page.buttons), "3/3" in page.html) == (1, True)
        voters, wins, web = await one.result()
        assert (voters, sum(wins), web) == (1, 2, 1)
        assert len((await aicha.taps(page.buttons[0])).buttons) == 4, "the last pair again"


async def test_a_quiz_in_the_browser(database: Database, tmp_path: Path) -> None:
    asked = Asked("quiz", {"fr": "Capitale ?"}, ({"fr": "Rabat"}, {"fr": "Fès"}), correct=0, quick=True)
    async with hall(database, tmp_path, asked) as one, guest(one) as aicha, guest(one) as karim:
        assert "Dans le quiz, vos points sont comptés" in (await aicha.opens()).html
        await one.goes()
        for somebody, place in ((aicha, 0), (karim, 1)):
            page = await somebody.taps(place)
            assert (page.chosen, "sous votre nom de jeu\u00a0: " in page.html) == ([place], True)
        await one.goes()
        assert "right" not in (await aicha.opens()).html
        await one.goes()
        right, wrong = await aicha.opens(), await karim.opens()
        assert right.notes[0] == "🎉 Bravo, c'est juste : Rabat\nVos points pour cette réponse : 200"
        assert wrong.notes[0] == "Pas cette fois. La bonne réponse : Rabat"
        await one.goes(2)
        page = await aicha.opens()
        assert (page.moment, page.notes[0].endswith("place 1, points 200")) == ("ended", True)


async def test_what_comes_twice_late_or_forged_changes_nothing(database: Database, tmp_path: Path) -> None:
    async with hall(database, tmp_path, DAYS) as one, guest(one) as aicha:
        await one.goes()
        form = (await aicha.opens()).form(0)
        assert (await aicha.sends(form)).chosen == [0]
        again = await aicha.sends(form)
        assert (again.chosen, again.notes[0].startswith("C'est noté")) == ([0], True)
        await aicha.taps(1)
        for wrong in (
            form,
            form | {"turn": "99", "option": "3"},
            form | {"turn": "99", "question": "999"},
            form | {"turn": "-1"},
            form | {"turn": "1" * 10},
            form | {"option": "٠", "turn": "99"},
            {"question": "1"},
            b"option=1&option=2&question=1&turn=99",
            b"\xff\xfe=%zz",
            "x" * 1000,
        ):
            page = await aicha.sends(wrong)
            assert (page.status, page.chosen) == (200, [0, 1])
            assert page.notes[0] in (
                "Cette page n'était plus à jour. Voici ce qui compte maintenant.", "Le vote est terminé. Merci !",
            ), wrong  # fmt: skip
        assert await one.result() == (1, (1, 1, 0), 1)
        fresh = (await aicha.opens()).form(2)
        await one.goes()
        page = await aicha.sends(fresh)
        assert (page.moment, page.notes) == ("closed", ["Le vote est terminé. Merci !"])
        assert await one.result() == (1, (1, 1, 0), 1)


async def test_a_tap_from_before_the_closing_loses_against_a_newer_one(database: Database, tmp_path: Path) -> None:
    async with hall(database, tmp_path, BUS) as one, guest(one) as aicha:
        await one.goes()
        old = (await aicha.opens()).form(0)
        await aicha.sends(old)
        await aicha.taps(1)
        await one.goes()
        await one.does(votes.reopen)
        assert (await aicha.sends(old)).chosen == [1]
        assert (await aicha.taps(0)).chosen == [0]
        assert await one.result() == (1, (1, 0), 1)


async def test_a_browser_goes_from_hand_to_hand_without_a_script(database: Database, tmp_path: Path) -> None:
    async with hall(database, tmp_path, BUS) as one, guest(one) as aicha:
        await one.goes()
        assert 'name="hand"' not in (await aicha.taps(0)).html
        await one.does(sharing.allow)
        owner = (await aicha.opens()).form(1)
        hand = {"question": owner["question"], "hand": "1"}
        page = await aicha.sends(hand)
        assert (page.chosen, page.notes, "Sur ce téléphone" in page.html) == ([], [], True)
        assert (await aicha.sends(hand | {"hand": "2"})).notes == [
            "Choisissez d'abord votre réponse, puis passez le téléphone."
        ]
        assert (await aicha.sends(owner)).notes == ["Cette page n'était plus à jour. Voici ce qui compte maintenant."]
        assert (await aicha.taps(1)).chosen == [1]
        assert (await aicha.sends(hand | {"option": "1", "turn": "9"})).status == 200
        assert await one.result() == (2, (1, 1), 1)
        await one.goes(2)
        assert "téléphone partagé\u00a0: 1" in (await aicha.opens()).html


async def test_a_forged_or_foreign_cookie_gets_a_new_one(database: Database, tmp_path: Path) -> None:
    async with hall(database, tmp_path, BUS) as one:
        await one.goes()
        real = devices.issue(one.seals, one.room_id)
        other = devices.issue(one.seals, one.room_id + 1)
        flipped = real[:-1] + ("0" if real[-1] != "0" else "1")
        form = {"question": str((await one.question()).id), "option": "0", "turn": "1"}
        for value in (other, flipped, "", "x", real.upper()):
            async with ClientSession(one.address, headers={"Accept-Language": "fr"}) as client:
                head = {"Cookie": f"twiza={value}", "Origin": one.address}
                async with client.post(f"/j/{one.code}?page", data=form, headers=head) as answer:
                    assert "Choisissez encore une fois" in await answer.text(), value
                    assert devices.known(one.seals, one.room_id, answer.cookies["twiza"].value)
        assert (await one.result(), await one.rows(DeviceRow)) == ((0, (0, 0), 0), 0)


async def test_only_forms_of_this_page_count(database: Database, tmp_path: Path) -> None:
    async with hall(database, tmp_path, BUS, public_url="https://vote.example") as one, guest(one) as aicha:
        await one.goes()
        cookie = f"twiza={devices.issue(one.seals, one.room_id)}"
        form = (await aicha.opens()).form(0)
        foreign: list[dict[str, str]] = [
            {"Origin": "https://evil.example"}, {"Origin": "null"}, {"Origin": "://"}, {"Origin": ""},
            {"Origin": one.address, "Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"},
            {"Sec-Fetch-Site": "none"}, {},
        ]  # fmt: skip
        for headers in foreign:
            async with aicha.client.post(aicha.path, data=form, headers=headers | {"Cookie": cookie}) as answer:
                assert answer.status == 403, headers
                assert "Ce choix ne vient pas de cette page" in await answer.text()
        assert (await one.rows(BallotRow), await one.rows(DeviceRow)) == (0, 0)
        ours: list[dict[str, str]] = [
            {"Origin": one.address}, {"Origin": "https://vote.example", "Sec-Fetch-Site": "same-origin"},
            {"Sec-Fetch-Site": "same-origin"},
        ]  # fmt: skip
        for headers in ours:
            async with aicha.client.post(
                f"{aicha.path}?page", data=form, headers=headers | {"Cookie": cookie}
            ) as answer:
                assert answer.status == 200, headers
        assert await one.result() == (1, (1, 0), 1)


async def test_without_a_public_address_only_the_address_that_was_asked_is_ours(
    database: Database, tmp_path: Path
) -> None:
    async with hall(database, tmp_path, BUS) as one, guest(one) as aicha:
        await one.goes()
        form = (await aicha.opens()).form(0)
        assert [(await aicha.sends(form, Origin=origin)).status for origin in ("://", "http://localhost", "null")] == [
            403
        ] * 3
        assert (await aicha.sends(form)).chosen == [0]


async def test_the_cookie_says_nothing_and_stays_no_longer_than_the_room(database: Database, tmp_path: Path) -> None:
    clock = StillClock(NOON)
    async with (
        hall(database, tmp_path, BUS, public_url="https://vote.example", clock=clock) as one,
        guest(one) as aicha,
    ):
        async with aicha.client.get(aicha.path) as answer:
            line = answer.headers["Set-Cookie"]
        value = answer.cookies["twiza"].value
        assert line == f"twiza={value}; HttpOnly; Max-Age=2592000; Path=/j/{one.code}; SameSite=Lax; Secure"
        head = {"Cookie": f"twiza={value}", "Origin": one.address}
        await one.goes()
        form = {"question": str((await one.question()).id), "option": "0", "turn": "1"}
        async with aicha.client.post(f"{aicha.path}?page", data=form, headers=head) as answer:
            assert "Set-Cookie" not in answer.headers
        await one.goes(3)
        await clock.advance(3600)
        async with aicha.client.get(aicha.path, headers=head) as answer:
            assert answer.headers["Set-Cookie"].startswith(f"twiza={value}; HttpOnly; Max-Age={23 * 3600};")


async def test_a_room_has_room_for_so_many_browsers(database: Database, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(devices, "MOST", 2)
    async with hall(database, tmp_path, BUS) as one, guest(one) as late:
        await one.goes()
        await many(one, 0, 1)
        page = await late.taps(0)
        assert (page.status, page.notes[0][:37]) == (429, "Trop de téléphones arrivent ici. Rées")
        assert (await one.result(), await one.rows(DeviceRow)) == ((2, (1, 1), 2), 2)


async def test_so_many_new_browsers_a_minute_from_one_address(
    database: Database, tmp_path: Path, monkeypatch: Any
) -> None:
    monkeypatch.setattr(arrivals, "MOST_A_MINUTE", 1)
    clock = StillClock(NOON)
    async with hall(database, tmp_path, BUS, clock=clock) as one, guest(one) as first, guest(one) as second:
        await one.goes()
        assert (await first.taps(0)).status == 200
        assert (await second.taps(0)).status == 429
        assert (await first.taps(1)).chosen == [1]
        behind = {"X-Forwarded-For": "203.0.113.7, 198.51.100.9"}
        form = (await second.opens()).form(0)
        async with guest(one) as third:
            await third.opens()
            assert (await third.sends(form, **behind)).status == 200
        await clock.advance(60)
        assert (await second.taps(0)).chosen == [0]


async def test_codes_that_lead_nowhere(database: Database, tmp_path: Path) -> None:
    async with hall(database, tmp_path, BUS) as one, guest(one) as aicha:
        wrong = "10000" if one.code != "10000" else "10001"
        for path in (f"/j/{wrong}", "/j/1", "/j/%0d%0aX", "/j/<b>", "/j"):
            page = await aicha.opens(path)
            assert (page.status, page.moment) == (404, "unknown"), path
            assert "regardez-le encore une fois" in page.html and 'name="code"' in page.html
        arabic = one.code.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
        assert (await aicha.opens(f"/j?code={arabic}")).moment == "ready"
        assert (await aicha.sends({"option": "1"}, f"/j/{wrong}")).status == 404


async def test_the_language_is_chosen_or_the_browsers_or_the_labs(database: Database, tmp_path: Path) -> None:
    async with hall(database, tmp_path, BUS) as one:
        await one.goes()
        seen = {}
        for said in ("fr", "ar-MA", "ary", "en-US,en;q=0.9,fr;q=0.5", "en", "", "*;;,é"):
            async with guest(one, said) as somebody:
                seen[said] = (await somebody.opens()).html.split("<html ")[1].split(">")[0]
        assert list(seen.values()) == [
            'lang="fr" dir="ltr"', 'lang="ar" dir="rtl"', 'lang="ary" dir="rtl"', 'lang="fr" dir="ltr"',
            'lang="ar" dir="rtl"', 'lang="ar" dir="rtl"', 'lang="ar" dir="rtl"',
        ]  # fmt: skip
        async with guest(one) as aicha:
            page = await aicha.opens(f"{aicha.path}?language=ary")
            assert 'lang="ary" dir="rtl"' in page.html and "ختارو الجواب ديالكم" in page.html
            assert 'lang="ary"' in (await aicha.opens("/j")).html
            assert 'lang="ary"' in (await aicha.opens(f"{aicha.path}?language=xx")).html


async def test_everything_together_is_small_and_strict(database: Database, tmp_path: Path) -> None:
    async with hall(database, tmp_path, TEN) as one, guest(one, "ar") as aicha:
        await one.goes()
        page = [await aicha.taps(place) for place in range(10)][-1]
        strict = STRICT | {"Referrer-Policy": "same-origin"}
        assert {name: page.headers[name] for name in strict} == strict
        linked = ["/pages/join.css", "/pages/join.js", "/pages/stream.js", "/pages/logo.svg"]
        assert [f'"{path}"' in page.html for path in linked if "stream" not in path] == [True] * 3
        parts = [page.html, *[(await aicha.opens(path)).html for path in linked]]
        size = sum(len(one.encode()) for one in parts)
        assert size < LIMIT, size
        assert "http" not in page.html.replace("https://t.me/a_bot?start=r_", "")
        assert "style=" not in page.html and "<style" not in page.html and " on" not in page.html.split("<main")[0]


async def test_the_page_hears_of_each_step_but_not_of_votes(database: Database, tmp_path: Path) -> None:
    async with hall(database, tmp_path, BUS) as one, guest(one) as aicha:
        await aicha.opens()
        async with aicha.client.get(f"{aicha.path}/events") as stream:
            assert (await happening(stream, "stage"))["data"] == {"version": 1}
            assert (await one.look(one.room_id))["people"] == 1
            await one.goes()
            await advanced(one)
            assert (await happening(stream, "stage"))["data"] == {"version": 2}
            await aicha.taps(0)
            await advanced(one)
            assert (await event(stream))["event"] == "beat"
        async with aicha.client.get("/j/00000/events") as answer:
            assert answer.status == 404


async def advanced(one: Any) -> None:
    await one.clock.advance(2)


async def test_a_database_that_is_away_is_said_so(database: Database, tmp_path: Path) -> None:
    async with hall(database, tmp_path, BUS) as one, guest(one) as aicha:
        await one.goes()
        form = (await aicha.opens()).form(0)
        one.refuses = ConnectionError("away")
        page = await aicha.sends(form)
        assert (page.status, page.notes) == (
            503, ["Nous n'avons pas pu noter votre choix. Choisissez de nouveau dans un instant."],
        )  # fmt: skip
        one.refuses = None
        assert (await aicha.sends(form)).chosen == [0]


def test_the_page_has_a_place_for_each_of_its_words() -> None:
    template = "".join(
        (live.HERE / "templates" / name).read_text() for name in ("head.html", "join.html", "written.html")
    )
    used = set(re.findall(r"said\.(\w+)", template)) | {"over", "unknown"}  # these by the moment's name
    said = {*SAID, "too_many"}  # each kind has its own words for that
    after = {
        *join.AFTER.values(),
        *join.HANDED.values(),
        *join.STATUS,
        "cookie",
        *scribes.AFTER.values(),
        "left_out",
        "long_name",
    }
    assert (used, said) == (set(JOINING), after)


@pytest.mark.only("sqlite")
async def test_after_closing_no_byte_leads_from_a_browser_to_its_choice(
    database: Database, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    clock = StillClock(NOON)
    assert database.file
    with caplog.at_level("DEBUG"):
        async with hall(database, tmp_path, BUS, clock=clock) as one, guest(one) as aicha:
            await one.goes()
            await aicha.taps(1)
            cookie = aicha.cookie.value
            async with database.reading() as session:
                (voter,) = await session.scalars(select(BallotRow.voter))
            assert bytes(voter) in on_disk(tmp_path, database.file.parent)
            await one.goes()
            await clock.advance(300)
            async with database.transaction() as session:
                await roomkeeping.let_ballots_go(session, one.seals, clock.now())
            await database.scrub()
    device, signature = cookie.split(".")
    secrets = [device.encode(), signature.encode(), bytes.fromhex(device), bytes.fromhex(signature), bytes(voter)]
    assert [one for one in secrets if one in on_disk(tmp_path, database.file.parent)] == []
    assert [one for one in (device, signature, bytes(voter).hex()) if one in caplog.text] == []
    assert one.seals.names("question-") == []
    assert (await one.result(), await one.rows(BallotRow), await one.rows(DeviceRow)) == ((1, (0, 1), 1), 0, 1)


def on_disk(*folders: Path) -> bytes:
    return b"".join(path.read_bytes() for folder in folders for path in folder.rglob("*") if path.is_file())


@pytest.mark.only("sqlite")
async def test_a_reset_begins_again_with_the_same_browsers(database: Database, tmp_path: Path) -> None:
    async with hall(database, tmp_path, BUS) as one, guest(one) as aicha:
        await one.goes()
        await aicha.taps(0)
        await one.does(rooms.reset)
        assert (await aicha.opens()).moment == "ready"
        await one.goes()
        assert (await aicha.taps(1)).chosen == [1]
        assert (await one.result(), await one.rows(DeviceRow)) == ((1, (0, 1), 1), 1)


async def test_who_guesses_codes_is_asked_to_wait_and_nobody_of_the_room_with_them(
    database: Database, tmp_path: Path
) -> None:
    async with hall(database, tmp_path, BUS) as one, guest(one) as inside, guest(one) as guessing:
        await one.goes()
        await inside.taps(0)
        wrong = f"/j/{'10000' if one.code != '10000' else '10001'}"
        statuses = [(await guessing.opens(wrong)).status for _ in range(12)]
        assert statuses == [404] * 11 + [429], "the first one brought no cookie of ours"
        page = await guessing.opens()
        assert (page.status, page.moment) == (429, "unknown"), "not even the right one is looked at"
        assert page.notes[0].startswith("Beaucoup de codes étaient faux.")
        async with guest(one) as fresh:
            for _ in range(guesses.AN_ADDRESS):
                fresh.client.cookie_jar.clear()
                await fresh.opens(wrong)
            fresh.client.cookie_jar.clear()
            assert (await fresh.opens(wrong)).status == 429
            assert (await fresh.opens()).status == 200, "somebody came into this room from here"
        assert (await inside.taps(1)).chosen == [1]
        assert isinstance(one.clock, StillClock)
        await one.clock.advance(60)
        assert (await guessing.opens()).status == 200


async def test_a_browser_that_votes_like_a_machine_is_asked_to_wait(database: Database, tmp_path: Path) -> None:
    async with hall(database, tmp_path, BUS) as one, guest(one) as aicha:
        await one.goes()
        for _ in range(join.MOST_TAPS):
            await aicha.taps(0)
        page = await aicha.taps(1)
        assert (page.status, page.chosen, page.notes[0]) == (
            429, [0], "C'était très rapide. Patientez un instant ; voici ce qui compte.",
        )  # fmt: skip
