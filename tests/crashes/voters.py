"""A live vote while the bot may die: who leads it and three who vote; they press once and never press again."""

import asyncio

from tests.crashes.life import STAFF, Life
from tests.crashes.people import Hand, text_of
from tests.waiting import until

SESSION = "Par où commencer ?\n- Éclairage\n- Déchets\n\nQuels jours vous vont ? (2)\n- Lundi\n- Mardi\n- Jeudi"
WITH_NAMES = "Qui préside ? (noms)\n- Amina\n- Driss"
TAPS = 40  # of each, in a burst
TAKES = 0.02  # seconds until the next one
BETWEEN = 2.0  # seconds between two presses of the large button: less would be a double tap


async def convenes(life: Life, session: str = SESSION) -> None:
    """Salma has a vote ready, and three people are in."""
    salma = Hand(life, life.world.phone("Salma", language_code="fr", user_id=STAFF))
    await salma.phone.start()
    await salma.sees("Bienvenue")
    await salma.phone.says("/workshop vote")
    await salma.sees("Collez")
    await salma.phone.says(session)
    await salma.taps("form:send")
    await salma.sees("start=r_")
    for name in ("Amina", "Brahim", "Chaima"):
        guest = Hand(life, life.world.phone(name, language_code="fr"))
        await guest.phone.start(f"r_{_code(salma)}")
        await guest.sees("prochaine question")


async def votes(life: Life) -> None:
    """Two questions are opened, voted on, closed and shown; some change their minds; the session ends."""
    salma, amina, brahim, chaima = (Hand(life, phone) for phone in life.world.phones.values())
    await _presses(life, salma, "room.go:1:1")
    for guest, choice in ((amina, 0), (brahim, 1), (chaima, 1), (amina, 1)):
        await _chooses(life, guest, f"v:1:{choice}$")
    for version in (2, 3, 4):
        await _presses(life, salma, f"room.go:1:{version}")
    for guest, choice in ((amina, 0), (brahim, 1), (amina, 2), (brahim, 1), (chaima, 2)):
        await _chooses(life, guest, f"v:2:{choice}$")
    for button in ("room.go:1:5", "room.go:1:6", "room.menu:1:end", "room.do:1:7:end"):
        await _presses(life, salma, button)
    for guest in (amina, brahim, chaima):
        await guest.sees("Merci d'avoir participé")


async def convenes_by_name(life: Life) -> None:
    """The same with a question that shows names."""
    await convenes(life, WITH_NAMES)


async def signs(life: Life) -> None:
    """One takes the name of their profile and changes their mind, one writes a name, one takes theirs back."""
    salma, amina, brahim, chaima = (Hand(life, phone) for phone in life.world.phones.values())
    await _presses(life, salma, "room.go:1:1")
    for guest in (amina, brahim, chaima):
        await guest.taps("seat.name:")
    await amina.taps("form:pick:.*:mine$")
    await brahim.phone.says("Brahim du douar")
    await chaima.taps("form:pick:.*:mine$")
    for guest, name in ((amina, "Amina"), (brahim, "Brahim du douar"), (chaima, "Chaima")):
        await guest.sees(rf"Votre nom dans ce vote\s:\s{name}")
    for guest, choice in ((amina, 0), (brahim, 1), (chaima, 1), (amina, 1)):
        await _chooses(life, guest, f"v:1:{choice}$")
    before = chaima.phone.chat[-1]["message_id"]  # a crash may have left the first question there twice
    await chaima.taps("seat.name:")
    await chaima.taps("form:pick:.*:none$", after=before)
    await chaima.sees("sans nom")
    for button in ("room.go:1:2", "room.go:1:3"):
        await _presses(life, salma, button)
    await amina.sees("Qui a choisi quoi")
    for button in ("room.menu:1:end", "room.do:1:4:end"):
        await _presses(life, salma, button)
    for guest in (amina, brahim, chaima):
        await guest.sees("Merci d'avoir participé")


async def burst(life: Life) -> None:
    """One question on which all three change their minds as fast as they can, whether or not they are answered."""
    salma, *guests = (Hand(life, phone) for phone in life.world.phones.values())
    await _presses(life, salma, "room.go:1:1")
    held = [await guest.finds("v:1:0$") for guest in guests]
    for turn in range(TAPS):
        for at, (guest, (message, _)) in enumerate(zip(guests, held, strict=True)):
            await guest.phone.taps(message, f"v:1:{(turn + at) % 2}", stale=True)
        await asyncio.sleep(TAKES)
    await _settled(life)
    for button in ("room.go:1:2", "room.go:1:3", "room.menu:1:more", "room.menu:1:end", "room.do:1:4:end"):
        await _presses(life, salma, button)
    for guest in guests:
        await guest.sees("Merci d'avoir participé")


async def _presses(life: Life, salma: Hand, button: str) -> None:
    """The panel as it is once everything before is done."""
    await salma.taps(f"{button}$")
    await _settled(life)
    life.clock.jump(BETWEEN)


async def _chooses(life: Life, guest: Hand, button: str) -> None:
    await guest.taps(button)
    await _settled(life)


async def _settled(life: Life) -> None:
    """Telegram counts the tap as done; after a crash its toast may have come too late."""
    await until(lambda: not life.world.updates.pending, "the tap to be confirmed", meanwhile=life.let_time_pass)


def _code(salma: Hand) -> str:
    caption = next(text for message in salma.phone.chat if "start=r_" in (text := text_of(message)))
    return caption.partition("start=r_")[2][:5]
