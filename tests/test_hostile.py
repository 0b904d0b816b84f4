"""Whatever people type, are called or forge: nothing raises, nothing is read as markup, and there is an answer."""

import fnmatch
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from services import staff
from services.cleaning import clean
from services.roles import Role
from storage.challenges import ChallengeRow, PartRow, StatusRow, ThreadRow
from storage.people import PersonRow
from storage.staff import StaffRow
from tests.handlers.desks import sent, the
from tests.handlers.rows import rows
from tests.people import Life, Somebody, life
from tests.soundness import assert_sound

TEXTS = {
    "nul": "trou\x00 dans\x07 la\x1b[31m route",
    "surrogates": "avant \ud83d puis \udca1 après",
    "directions": "\u202egnol oued\u202c \u2066a\u2067b\u2069\u2069\u2069 \u200f\u061cfin",
    "markup": "<b>gras</b> <a href='tg://user?id=1'>x</a> </blockquote> &lt;i&gt; & <script>",
    "braces": "{ref} {0} %s %(name)s ${lab} {{}}",
    "emoji": "👨‍👩‍👧‍👦🏳️‍🌈" * 240,
    "full": "😀" * 2048,
    "sql": "'); DROP TABLE challenges; -- \" OR 1=1 /*",
    "long word": "ص" * 4096,
    "zero width": "\u200b\u200d\u2060\ufeff",
    "mixed": "الضو 12:30 (rue A-5) خاسر +212 5 22",
    "combining": "z" + "\u0301" * 3000,
    "lines": "\r\n\u2028\n\x85a\n\n\nb",
    "data": "form:send:ab12.3",
}
MORE = {"desk.reason": ":closed", "desk.menu": ":ask"}
INVISIBLE = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"


@pytest.fixture
async def lab(database_url: str, tmp_path: Path) -> AsyncIterator[Life]:
    async with life(database_url, tmp_path) as lab:
        yield lab


async def taps(one: Somebody, *patterns: str) -> bool:
    """Tap the first button there is whose data fits one of the patterns."""
    for pattern in patterns:
        for message in reversed(one.shown):
            for row in (message.get("reply_markup") or {}).get("inline_keyboard", []):
                for button in row:
                    if fnmatch.fnmatchcase(button.get("callback_data", ""), pattern):
                        await one.does(one.phone.taps(message["message_id"], button["callback_data"]))
                        return True
    return False


async def forges(one: Somebody, data: str) -> None:
    """Tap, under the newest message, a button that is not there."""
    await one.taps_old(one.shown[-1]["message_id"], data)


def chosen(lab: Life) -> list[str]:
    """All texts; on PostgreSQL those that a database may stumble over."""
    troubling = ("nul", "surrogates", "directions", "emoji", "sql")
    return list(TEXTS.values()) if lab.database.is_sqlite else [TEXTS[name] for name in troubling]


def assert_clean(*texts: str | None) -> None:
    for text in filter(None, texts):
        assert text == clean(text)
        assert not set(text) & set(INVISIBLE)
        text.encode()


async def test_as_a_challenge_from_the_first_word_to_the_desk(lab: Life, caplog: pytest.LogCaptureFixture) -> None:
    samira = await lab.staff()
    for text in chosen(lab):
        aicha = await lab.resident()
        await aicha.says("Le lampadaire est en panne", text)
        await aicha.says(text)  # the place; what is too long is asked again
        if "⏭ Passer" in aicha.keys:
            await aicha.taps("⏭ Passer")
        await taps(aicha, "form:more:*")
        await taps(aicha, "form:pick:*:education")
        await aicha.says(text)  # the lab's own question
        await taps(aicha, "form:skip:*")
        await taps(aicha, "challenge.preview")
        assert await taps(aicha, "form:show:*"), (text, aicha.sees)
        assert await taps(aicha, "form:send:*"), (text, aicha.sees)
        challenge = (await rows(lab, ChallengeRow))[-1]
        assert challenge.words.startswith("Le lampadaire est en panne")
        assert_clean(challenge.words, challenge.landmark, *map(str, challenge.details.values()))
        await aicha.says(challenge.ref)
        await samira.says(challenge.ref)
        await taps(samira, "desk.words:*")
        await taps(samira, "desk.set:*")
    assert_clean(*(part.text for part in await rows(lab, PartRow)))
    await lab.passes(minutes=3)
    assert_sound(lab, caplog)


async def test_in_every_field_of_the_desk_and_the_thread(lab: Life, caplog: pytest.LogCaptureFixture) -> None:
    aicha, samira = await lab.resident(), await lab.staff()
    row = await the(lab, await sent(lab, aicha))
    for text in chosen(lab):
        for field in ("desk.note", "desk.menu", "desk.same_ref", "desk.reason"):
            row = await the(lab, row.ref)
            await forges(samira, f"{field}:{row.id}:{row.version}:o{MORE.get(field, '')}")
            before = len(samira.shown)
            await samira.says(text)
            assert len(samira.shown) > before, (field, text)
        await samira.says("/cancel")
        await forges(aicha, f"thread.answer:{row.id}")
        before = len(aicha.shown)
        await aicha.says(text)
        assert len(aicha.shown) > before, text
        await aicha.says("/cancel")
    for look in ("desk.thread", "desk.history"):
        await forges(samira, f"{look}:{row.id}:1:o")
    assert_clean(*(line.text for line in await rows(lab, ThreadRow)))
    assert_clean(*(str(step.reason.get("words", "")) for step in await rows(lab, StatusRow)))
    assert {"note", "staff", "resident"} <= {line.side for line in await rows(lab, ThreadRow)}
    await lab.passes(minutes=3)
    assert_sound(lab, caplog)


async def test_markup_is_shown_as_it_was_typed(lab: Life) -> None:
    aicha, samira = await lab.resident(), await lab.staff()
    ref = await sent(lab, aicha, words=TEXTS["markup"])
    await samira.says(ref)
    assert TEXTS["markup"] in samira.sees
    assert [one for one in samira.shown[-1]["entities"] if one["type"] in ("text_link", "text_mention")] == []


async def test_as_a_name(lab: Life, caplog: pytest.LogCaptureFixture) -> None:
    admin = await lab.staff("Nadia", Role.ADMIN)
    for text in (*chosen(lab), "   "):
        member = await lab.staff(text[:64].encode("utf-8", "ignore").decode())
        await forges(admin, f"staff.one:{(await member.person()).id}")
        await member.says("Un trou dans la route")
        await member.taps("Bouskoura")
        await taps(member, "form:pick:*")
        await taps(member, "form:change:*")
        await taps(member, "form:change:*:name")
        await taps(member, "form:pick:*:shown")
        await taps(member, "challenge.preview")
        await taps(member, "form:show:*")
        assert await taps(member, "form:send:*"), member.sees
        await admin.says((await rows(lab, ChallengeRow))[-1].ref)
    await admin.says("/staff")
    assert_clean(*(row.author_name for row in await rows(lab, ChallengeRow)))
    assert_clean(*(row.name for row in await rows(lab, PersonRow)))
    assert_sound(lab, caplog)


FORGED = [
    "form:send:zzzz.9", "form:pick::", "form:::", "form:change:a.1:nothing", "form", "form:send", "form.resume",
    "form.anew", "challenge.preview", "language.set:xx:own", "language.set:fr:nowhere", "language.set:fr",
    "mine.see:1", "mine.see:-1", "mine.see:x", "mine.see:99999999999999999999", "mine.ask:1", "mine.withdraw:1",
    "mine.change:1", "mine.page:-5", "mine.page:x", "mine.page:999999999", "mine.back:0",
    "thread.answer:1", "thread.answer:١", "thread.other:1", "thread.other:x",
    "privacy.switch:nothing:1", "privacy.stop:maybe", "privacy.keep", "privacy.erase_yes:1",
    "desk.one:1", "desk.one:x", "desk.tab:zz", "desk.set:1:1:n:study", "desk.set:1:1:n:nothing", "desk.set:x:y:z:study",
    "desk.why:1:1:n:closed:nothing", "desk.body:1:1:n:not_ours:nothing:1", "desk.same:1:1:n:1", "desk.same:1:1:n:99",
    "desk.ask:1:1:n:nothing", "desk.assign:1:1:n:999", "desk.assign:1:1:n:x", "desk.type:1:1:n:nothing",
    "desk.menu:1:1:n:block", "desk.block:1:1:n:1", "desk.block:x:1:n:1", "staff.blocked:0", "staff.unblock:1:0",
    "desk.menu:1:1:n:nothing", "desk.menu:99:1:n:more", "desk.undo:99:n", "desk.undo:x:n", "desk.next:0:0:0",
    "desk.hear:1:1:n", "desk.media:1:1:n:z", "desk.media:99:1:n:p", "desk.words:99:1:n", "desk.thread:99:1:n",
    "desk.history:99:1:n", "desk.note:99:1:n", "desk.write:99:1:n", "desk.reason:99:1:n:closed", "desk.later:99:1:n",
    "staff.team", "staff.link:emperor", "staff.link:admin", "staff.one:x", "staff.one:99999999",
    "staff.switch:1:admin:1", "staff.switch:99:moderator:0", "staff.remove:1", "staff.removed:1", "staff.removed:x",
    "staff.hears:never",
    "room.begin", "room.new", "room.go:1:1", "room.go:x:y", "room.do:1:1:end", "room.do:1:1:explode",
    "room.menu:1:end", "room.menu:1", "room.panel:1", "room.invite:1", "seat.again", "seat.leave",
    "language.set:fr:seat", "v:1:0", "v:x:y",
    "nothing", ":", "::::", "a" * 64, "é" * 32, "\u202e\u200b", "'; DROP TABLE people; --", "../../etc/passwd",
]  # fmt: skip


async def test_forged_taps_of_a_stranger_change_nothing(lab: Life, caplog: pytest.LogCaptureFixture) -> None:
    aicha, mallory = await lab.resident(), await lab.resident("Mallory")
    ref = await sent(lab, aicha)
    before = await _stored(lab)
    for data in FORGED:
        await forges(mallory, data)
        assert (ref not in mallory.sees, ref not in mallory.toast) == (True, True), data
    assert await _stored(lab) == before
    assert_sound(lab, caplog)


async def test_forged_taps_of_staff_break_nothing(lab: Life, caplog: pytest.LogCaptureFixture) -> None:
    aicha, samira = await lab.resident(), await lab.staff()
    await sent(lab, aicha)
    for data in FORGED:
        await forges(samira, data)
        assert samira.sees
    assert [row.blocked_at for row in await rows(lab, PersonRow)] == [None, None]
    (member, *_) = await rows(lab, StaffRow)
    assert member.role == "moderator"
    assert_sound(lab, caplog)


async def test_the_taps_of_a_removed_member_do_nothing(lab: Life, caplog: pytest.LogCaptureFixture) -> None:
    aicha, samira = await lab.resident(), await lab.staff()
    await sent(lab, aicha)
    await samira.says("/desk")
    card = samira.shown[-1]
    async with lab.database.transaction() as session:
        me = await samira.person()
        await staff.remove(session, me, me.id, frozenset({1}), lab.clock.now())
    before = await _stored(lab)
    for row in card["reply_markup"]["inline_keyboard"]:
        for button in row:
            await samira.taps_old(card["message_id"], button["callback_data"])
            assert samira.toast == "C'est réservé à l'équipe."
    assert await _stored(lab) == before
    assert_sound(lab, caplog)


async def _stored(lab: Life) -> list[object]:
    found = await rows(lab, ChallengeRow)
    challenges = [(row.ref, row.status, row.version, row.holder_id, row.withdrawn_at) for row in found]
    people = [(row.telegram_id, row.blocked_at) for row in await rows(lab, PersonRow)]
    return [*challenges, *people, len(await rows(lab, ThreadRow)), len(await rows(lab, StatusRow))]
