"""What the team was shown of a report goes from its chats when the author is erased."""

from pathlib import Path

from tests.handlers.desks import sent, the
from tests.people import life, plain


async def test_what_the_team_was_shown_goes_with_the_author(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        aicha, samira = await lab.resident("Aïcha"), await lab.staff()
        ref = await sent(lab, aicha, words="CANARYWORDS chez moi")
        row = await the(lab, ref)
        await samira.says(ref)
        await samira.taps_old(samira.shown[-1]["message_id"], f"desk.words:{row.id}:{row.version}:o")
        await samira.says("/desk")
        assert sum("CANARY" in plain(one.get("text", "")) for one in samira.shown) > 1
        await aicha.says("/privacy")
        await aicha.taps("🗑 Effacer mes données")
        await aicha.taps("Oui, tout effacer")
        await lab.passes(hours=25)
        await lab.passes(minutes=30)
        assert [plain(one["text"]) for one in samira.shown if "CANARY" in one.get("text", "")] == []
