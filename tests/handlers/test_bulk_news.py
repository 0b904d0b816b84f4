"""What an author reads when several of their reports moved at once."""

from pathlib import Path

from services import bulk, searches
from services.statuses import Status, Step
from tests.handlers.desks import sent
from tests.people import life, plain
from tests.services.team import LAB

CLOSED = Step(Status.CLOSED, {"template": LAB.reasons_for(Status.CLOSED)[0].key})


async def test_news_of_several_lead_to_each_report_and_ask_for_no_reply(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        aicha, samira = await lab.resident(), await lab.staff()
        refs = [await sent(lab, aicha, words=words) for words in ("Lampe un", "Lampe deux")]
        actor = await samira.person()
        async with lab.database.transaction() as session:
            await searches.look_for(session, actor, lab.clock.now())
            await bulk.change(session, lab.bot.house.lab, actor, CLOSED, 2, 2, lab.clock.now())
        lab.bot.wake()
        await lab.passes(minutes=3)
        (news,) = [one for one in aicha.shown if "Des nouvelles" in one.get("text", "")]
        assert "répondez" not in plain(news["text"]).lower()
        buttons = [row[0]["text"] for row in news["reply_markup"]["inline_keyboard"]]
        assert [ref in plain(label) for ref, label in zip(refs, buttons, strict=False)] == [True, True]
        assert buttons[2:] == ["📂 Mes signalements"]
