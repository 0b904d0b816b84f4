"""A live vote on the running bot: who leads it, who sits in it, what they do."""

from dataclasses import dataclass
from typing import Any

from services.roles import Role
from storage import rooms as rows
from storage.rooms import RoomRow
from tests.people import Life, Somebody

SESSION = """Le bus est-il à l'heure ? / واش الطوبيس كيجي فالوقت؟
- Oui
- Non

Quels jours vous vont ? (2)
- Lundi
- Mardi
- Jeudi

Comment était l'atelier ? 1-5"""


@dataclass
class Hall:
    """A vote, whose panel is on the phone of `samira`."""

    lab: Life
    samira: Somebody
    code: str

    async def enters(self, name: str, language: str = "fr") -> Somebody:
        """Somebody who scans the square."""
        one = await self.lab.newcomer(name, "fr" if language == "fr" else "ar")
        await one.starts(f"r_{self.code}")
        return one

    async def goes(self, label: str) -> None:
        """Press the large button; it says what it does."""
        await self.samira.taps(label)

    async def room(self) -> RoomRow:
        """The room as it is stored now."""
        async with self.lab.database.reading() as session:
            found = await rows.by_code(session, self.code)
        assert found is not None
        return found

    @property
    def panel(self) -> str:
        """The newest panel."""
        return panel_of(self.samira)


def buttons_under(message: dict[str, Any]) -> list[str]:
    """The labels under this message."""
    found = (message.get("reply_markup") or {}).get("inline_keyboard", [])
    return [button["text"] for row in found for button in row]


def panel_of(one: Somebody) -> str:
    """The newest panel on this phone."""
    return [_plain(text) for text in _texts(one) if "Vote en direct" in text][-1]


def _texts(one: Somebody) -> list[str]:
    return [str(message.get("text", "")) for message in one.shown]


def _plain(text: str) -> str:
    return text.replace("\u00a0", " ")


async def facilitator(lab: Life, name: str = "Samira", language: str = "fr") -> Somebody:
    """Somebody of the team who leads votes."""
    return await lab.staff(name, Role.FACILITATOR, language)


async def hall(lab: Life, questions: str = SESSION) -> Hall:
    """A vote that was made from a pasted text, with nobody in it yet."""
    samira = await facilitator(lab)
    await samira.says("/workshop vote")
    await samira.says(questions)
    await samira.taps("Créer le vote")
    async with lab.database.reading() as session:
        (room,) = await rows.running(session)
    assert room.code
    return Hall(lab, samira, room.code)
