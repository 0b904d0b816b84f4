"""Writing that one cannot come, on a phone."""

from pathlib import Path

from services.roles import Role
from tests.handlers.events import FRIDAY, THURSDAY, answer_of, comes, published
from tests.people import life


async def test_simply_written_understood_and_taken_back(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        fadoua, aicha = await lab.staff("Fadoua", Role.FACILITATOR), await lab.resident()
        workshop = await published(lab, fadoua)
        await aicha.says("man9derch nji")
        assert "message à l'équipe" in aicha.news or "envoyer ce message" in aicha.news  # nobody expects her anywhere
        await aicha.says("/cancel")
        await comes(lab, workshop, aicha)
        await aicha.says("salam man9derch nji smhou lia")
        assert aicha.sees == "C'est noté, merci de nous prévenir."
        assert (await answer_of(lab, workshop, aicha)).state == "cannot"
        await aicha.taps("Finalement, je viens")
        assert (await answer_of(lab, workshop, aicha)).state == "going"


async def test_when_unsure_three_buttons_and_no_word_is_lost(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        fadoua, aicha = await lab.staff("Fadoua", Role.FACILITATOR), await lab.resident()
        workshop = await published(lab, fadoua)
        await comes(lab, workshop, aicha)
        await aicha.says("Je serai en retard de 20 minutes")
        assert aicha.buttons[:3] == ["Je ne peux pas venir", "✉️ Prévenir l'animation", "C'est autre chose"]
        await aicha.taps("Prévenir l'animation")
        assert aicha.sees == "✉️ C'est fait : l'équipe qui organise l'atelier le lit ici."
        assert fadoua.sees == "✉️ Au sujet de « Sans eau », de Aïcha :\nJe serai en retard de 20 minutes"
        road = "Je ne peux pas venir au village, la route est coupée par l'oued"
        await aicha.says(road)
        await aicha.taps("C'est autre chose")
        assert "Voulez-vous envoyer ce message" in aicha.news
        assert (await answer_of(lab, workshop, aicha)).state == "going"


async def test_when_unsure_of_several_workshops_they_say_of_which(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        fadoua, aicha = await lab.staff("Fadoua", Role.FACILITATOR), await lab.resident()
        water = await published(lab, fadoua)
        light = await published(lab, fadoua, title={"fr": "Sans lumière"}, meetings=(FRIDAY,))
        for workshop in (water, light):
            await comes(lab, workshop, aicha)
        await aicha.says("Je serai en retard de 20 minutes")
        await aicha.taps("Prévenir l'animation")
        assert aicha.buttons[:2] == ["Sans eau", "Sans lumière"]
        await aicha.taps("Sans lumière")
        assert fadoua.sees == "✉️ Au sujet de « Sans lumière », de Aïcha :\nJe serai en retard de 20 minutes"
        await aicha.says("Je serai en retard de 20 minutes")
        await aicha.taps("Je ne peux pas venir")
        await aicha.taps("Sans lumière")
        assert [(await answer_of(lab, one, aicha)).state for one in (water, light)] == ["going", "cannot"]


async def test_when_unsure_of_one_in_several_sessions_they_say_to_which(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        fadoua, aicha = await lab.staff("Fadoua", Role.FACILITATOR), await lab.resident()
        workshop = await published(lab, fadoua, meetings=(THURSDAY, FRIDAY))
        await comes(lab, workshop, aicha)
        await aicha.says("Je serai en retard de 20 minutes")
        await aicha.taps("Je ne peux pas venir")
        assert aicha.buttons[:2] == ["Seulement cette séance", "Aucune des séances"]
        assert (await answer_of(lab, workshop, aicha)).state == "going"
