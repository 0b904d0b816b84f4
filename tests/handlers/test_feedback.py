"""After a workshop: stars by one tap, a voice if one likes, and what the team reads."""

from pathlib import Path

from services.roles import Role
from storage import checkin
from tests.handlers.events import answer_of, comes, meetings, published
from tests.people import life, plain


async def test_stars_then_a_voice_and_the_team_reads_it_without_names(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        fadoua, aicha, karim = (
            await lab.staff("Fadoua", Role.FACILITATOR),
            await lab.resident(),
            await lab.resident("K"),
        )
        workshop = await published(lab, fadoua, reminders=("feedback",))
        await comes(lab, workshop, aicha, karim)
        (meeting,) = await meetings(lab, workshop)
        async with lab.database.transaction() as session:
            mine = (await answer_of(lab, workshop, aicha)).id
            await checkin.check_in(session, meeting.id, mine, checkin.LIST, lab.clock.now())
        await lab.passes(days=3, hours=9, minutes=1)
        assert aicha.sees == "Comment était « Sans eau » ? Une étoile : pas bien, cinq : très bien."
        assert "Comment était" not in karim.sees  # he did not come
        await aicha.taps("⭐⭐⭐⭐")
        assert plain(aicha.shown[-2]["text"]).startswith("C'est noté : ⭐⭐⭐⭐.")
        await aicha.speaks()
        assert aicha.sees == "Merci, cela nous aide à faire mieux. 🌿"
        row = await answer_of(lab, workshop, aicha)
        assert (row.rating, row.words, bool(row.voice)) == (4, None, True)
        await lab.passes(days=1)
        assert fadoua.sees == "⭐ « Sans eau », le lendemain. Présents : 1. Avis : 1"
        await fadoua.taps("⭐ Avis")
        assert plain(fadoua.shown[-2]["text"]).split("\n") == [
            "⭐ Avis : « Sans eau »", "Moyenne : 4 sur 5. Réponses : 1", "⭐⭐⭐⭐ : 1",
        ]  # fmt: skip
        assert "voice" in fadoua.shown[-1]
