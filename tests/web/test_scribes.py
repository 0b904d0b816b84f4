"""Writing to the room in a browser without JavaScript: noted, refused without a loss, supported, asked."""

import html
import re
from pathlib import Path

from sqlalchemy import select

from services import moderation, queues
from services.rooms import Asked
from storage.database import Database
from storage.rooms import RoomRow
from storage.sayings import SayingRow
from tests.web.joinkit import BUS, NOON, Hall, guest, hall

OPEN_TEXT = Asked("text", {"fr": "Que manque-t-il ?", "ar": "ماذا ينقص؟"})
IDEAS = Asked("ideas", {"fr": "Vos idées ?"}, most=2)


async def written(one: Hall) -> list[SayingRow]:
    async with one.database.reading() as session:
        return list(await session.scalars(select(SayingRow).order_by(SayingRow.id)))


async def unmoderated(one: Hall, queue: bool = False) -> None:
    async with one.database.transaction() as session:
        room, leader = await session.get_one(RoomRow, one.room_id), await one._leader(session)
        await moderation.moderate(session, leader, room, False, NOON)
        if queue:
            await queues.switch(session, one.seals, leader, one.room_id, True, NOON)


def place(page_html: str) -> str:
    """What stands in the place to write."""
    return html.unescape(re.findall(r"<textarea[^>]*>(.*?)</textarea>", page_html, re.DOTALL)[0])


async def test_a_text_is_noted_once_and_a_long_one_stands_there_again(database: Database, tmp_path: Path) -> None:
    async with hall(database, tmp_path, OPEN_TEXT) as one, guest(one) as aicha, guest(one) as other:
        await one.goes()
        question = str((await one.question()).id)
        await aicha.opens()
        long = "<b>" + "ش" * 400
        refused = await aicha.sends({"question": question, "text": long}, f"{aicha.path}/say")
        assert (place(refused.html), await written(one)) == (long, [])
        assert "nombre de caractères : 403" in refused.notes[0]
        for text in ("Un parc", "<b>Une école</b>"):
            page = await aicha.sends({"question": question, "text": text}, f"{aicha.path}/say")
        assert "&lt;b&gt;Une école" in page.html and "L'équipe le lit d'abord" in page.html
        assert [(row.text, row.source) for row in await written(one)] == [("<b>Une école</b>", "web")]
        saying = {"saying": str((await written(one))[0].id)}
        await other.opens()
        assert (await other.sends(saying, f"{aicha.path}/back")).notes == ["Ceci n'est plus affiché."]
        foreign = await aicha.sends(saying, f"{aicha.path}/back", Origin="https://evil.example")
        assert (foreign.status, len(await written(one))) == (403, 1)
        await aicha.sends(saying, f"{aicha.path}/back")
        assert await written(one) == []
        await one.goes()
        late = await aicha.sends({"question": question, "text": "Trop tard"}, f"{aicha.path}/say")
        assert (late.moment, await written(one)) == ("closed", [])


async def test_ideas_are_supported_by_others_and_questions_stand_beside_the_vote(
    database: Database, tmp_path: Path
) -> None:
    async with hall(database, tmp_path, IDEAS, BUS) as one, guest(one) as aicha, guest(one) as karim:
        await unmoderated(one, queue=True)
        await one.goes()
        question = str((await one.question()).id)
        for somebody in (aicha, karim):
            await somebody.opens()
        for text in ("Un club", "Une bourse", "Trop"):
            page = await aicha.sends({"question": question, "text": text}, f"{aicha.path}/say")
        assert "Vous avez atteint le nombre possible par personne : 2" in page.notes[0] and place(page.html) == "Trop"
        idea = (await written(one))[0].id
        for value in (f"{idea}:1", f"{idea}:1"):
            page = await karim.sends({"saying": value}, f"{karim.path}/support")
        assert f'value="{idea}:0" aria-pressed="true"' in page.html and "👍 1" in page.html
        await karim.sends({"saying": f"{idea}:0"}, f"{karim.path}/support")
        assert "👍 1" not in (await karim.opens()).html
        await one.goes(3)
        assert (page := await karim.taps(0)).chosen == [0]
        assert "Poser une question à la salle" in page.html and len(page.html.encode()) < 30_000
        async with one.database.reading() as session:
            queue = (await session.get_one(RoomRow, one.room_id)).queue_id
        page = await karim.sends({"question": str(queue), "text": "Quand ?"}, f"{karim.path}/say")
        assert [row.text for row in await written(one)] == ["Un club", "Une bourse", "Quand ?"]
        assert (await one.look(one.room_id))["queue"]["entries"][0]["text"] == "Quand ?"
