"""The page that people vote on, in Chromium on a small phone: both directions, hostile words, a server that is away."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from services import queues
from services.clock import SystemClock
from services.rooms import Asked
from storage.database import Database
from storage.devices import DeviceRow
from storage.rooms import RoomRow
from tests.sandbox.browserkit import chromium
from tests.web.joinkit import BUS, DAYS, MOOD, Hall, hall, many
from tests.web.test_browser_wall import FOUR, HOSTILE, JUMLA, SENTENCE

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.only("sqlite")]

LONG = Asked("single", {"fr": SENTENCE, "ar": JUMLA}, tuple({"fr": fr, "ar": ar} for fr, ar in FOUR))
SCALE = Asked("scale", {"fr": "De zéro à dix ?", "ar": "من صفر إلى عشرة؟"}, low=0, high=10)
EVERY_EVIL = tuple(
    Asked(kind, {"fr": f"{kind} {HOSTILE[0]}"}, tuple({"fr": one} for one in HOSTILE), correct=right)
    for kind, right in (
        ("ranking", None),
        ("budget", None),
        ("pairs", None),
        ("quiz", 0),
    )  # after a quiz comes a podium
)
EVIL = Asked("multiple", {"fr": HOSTILE[0], "ar": HOSTILE[1]}, tuple({"fr": one} for one in HOSTILE), most=10)
OVERFLOW = """() => document.documentElement.scrollWidth > innerWidth ? [...document.querySelectorAll("body *")]
  .filter((one) => one.getBoundingClientRect().right > innerWidth + 1 || one.getBoundingClientRect().left < -1)
  .map((one) => one.tagName + "." + one.className) : []"""
SMALL = """() => [...document.querySelectorAll("button, .telegram, nav a")]
  .filter((one) => one.getBoundingClientRect().height < 40 || one.getBoundingClientRect().width < 40)
  .map((one) => one.textContent.trim())"""
HURT = """() => [window.hurt ?? "nothing",
  document.querySelectorAll("main :is(script, img, svg, iframe, style, details, [onload], [onmouseover])").length]"""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


@asynccontextmanager
async def phone(browser: Browser, one: Hall, locale: str = "fr-FR", **more: Any) -> AsyncIterator[Page]:
    """A phone of 360 px that scanned the square; it may complain of nothing but a server that is away."""
    size = {"width": 360, "height": 640}
    context = await browser.new_context(viewport=size, locale=locale, reduced_motion="reduce", **more)  # type: ignore[arg-type]
    page, complaints = await context.new_page(), list[str]()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
    await page.goto(f"{one.address}/j/{one.code}")
    yield page
    await context.close()
    assert [one for one in complaints if "net::ERR_" not in one and "status of 404" not in one] == []


async def test_the_page_with_all_results_fits_a_phone_in_both_directions(
    browser: Browser, database: Database, tmp_path: Path
) -> None:
    async with room(database, tmp_path, LONG, EVIL, SCALE) as one, phone(browser, one) as page:
        for counts in ((9, 5, 3, 0), (4, 2), (0,) * 10 + (7,)):
            await one.goes()
            kept = counts if len(counts) > 2 else (*counts, *[0] * (len(HOSTILE) - 2))
            await one.counts_by_hand("hands", *kept)
            await one.goes(2)
        for language, right in (("fr", False), ("ar", True)):
            await page.goto(f"{one.address}/live/{await one.token()}/summary?language={language}")
            await expect(page.locator("section")).to_have_count(3)
            assert await page.evaluate(OVERFLOW) == []
            assert await page.evaluate(HURT) == ["nothing", 0]
            heads = [
                await page.locator(f"section >> nth=0 >> {one}").bounding_box()
                for one in (".badge >> nth=0", ".figure >> nth=0")
            ]
            assert heads[0] and heads[1] and (heads[0]["x"] > heads[1]["x"]) is right


@asynccontextmanager
async def room(database: Database, folder: Path, *asked: Asked) -> AsyncIterator[Hall]:
    async with hall(database, folder, *asked, clock=SystemClock()) as one:
        yield one


async def looks_well(page: Page) -> None:
    assert await page.evaluate(OVERFLOW) == []
    assert await page.evaluate(SMALL) == []


async def test_a_newcomer_votes_with_one_tap_and_changes_it(
    database: Database, tmp_path: Path, browser: Browser
) -> None:
    async with room(database, tmp_path, LONG) as one, phone(browser, one) as page:
        await expect(page.locator(".state")).to_have_text("La prochaine question arrive ici toute seule.")
        await one.goes()
        await expect(page.locator("h1")).to_have_text(SENTENCE.strip())
        assert await page.locator("html").get_attribute("dir") == "ltr"
        await looks_well(page)
        await page.get_by_role("button", name="Un terrain de sport").click()
        await expect(page.locator(".note.good")).to_contain_text("Vous pouvez changer jusqu'à la fin du vote.")
        await expect(page.locator("[aria-pressed=true]")).to_contain_text("Un terrain de sport")
        await looks_well(page)
        await page.get_by_role("button", name="Ramasser").click()
        await expect(page.locator("[aria-pressed=true]")).to_contain_text("Ramasser")
        assert await one.result() == (1, (0, 1, 0, 0), 1)
        await page.reload()
        await expect(page.locator("[aria-pressed=true]")).to_contain_text("Ramasser")


async def test_a_double_tap_answers_one_pair(database: Database, tmp_path: Path, browser: Browser) -> None:
    pairs = Asked("pairs", LONG.words, LONG.options)
    async with room(database, tmp_path, pairs) as one, phone(browser, one, "ar-MA") as page:
        await one.goes()
        progress, options = page.locator(".ways b"), page.locator(".option")
        for _ in range(2):
            box = await options.first.bounding_box()
            before = await progress.text_content()
            assert box and before
            await options.first.click()
            await expect(progress).not_to_have_text(before)
            await page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        await options.first.click()  # once it may be tapped again
        await expect(progress).to_have_text("4/6")
        await page.reload()
        await expect(progress).to_have_text("4/6")
        await looks_well(page)


async def test_in_arabic_everything_runs_from_the_right(database: Database, tmp_path: Path, browser: Browser) -> None:
    async with room(database, tmp_path, LONG, SCALE) as one, phone(browser, one, "ar-MA") as page:
        await one.goes()
        await expect(page.locator("h1")).to_have_text(JUMLA.strip())
        assert await page.locator("html").get_attribute("dir") == "rtl"
        badge, words = page.locator(".badge").first, page.locator(".option .words").first
        left, right = await words.bounding_box(), await badge.bounding_box()
        assert left and right and left["x"] < right["x"]
        await page.get_by_role("button", name=FOUR[0][1]).click()
        await expect(page.locator(".note.good")).to_contain_text("تم تسجيل اختياركم")
        await looks_well(page)
        await many(one, 0, 0, 1, 2)
        await one.goes()
        await expect(page.locator(".state")).to_have_text("انتهى التصويت")
        await one.goes()
        await expect(page.locator(".figure").first).to_have_text("60 %3")
        await looks_well(page)
        await one.goes()
        await expect(page.locator(".step")).to_have_count(11)
        await looks_well(page)
        await page.get_by_role("link", name="الدارجة").click()
        await expect(page.locator("main")).to_contain_text("ختارو الجواب ديالكم")
        await one.goes(3)
        await expect(page.locator(".state").first).to_contain_text("شكرا على المشاركة ديالكم")
        await looks_well(page)
        telegram = f"https://t.me/a_bot?start=r_{one.code}"
        assert await page.locator(".telegram").get_attribute("href") == telegram


async def test_a_wrong_code_is_typed_again(database: Database, tmp_path: Path, browser: Browser) -> None:
    async with room(database, tmp_path, BUS) as one, phone(browser, one) as page:
        await page.goto(f"{one.address}/j")
        await looks_well(page)
        await page.get_by_label("Le code affiché à l'écran").fill(one.code)
        await page.get_by_role("button", name="Ouvrir le vote").click()
        await expect(page.locator("h1")).to_have_text("Bienvenue")


async def test_several_taps_in_a_hurry_all_count(database: Database, tmp_path: Path, browser: Browser) -> None:
    async with room(database, tmp_path, DAYS) as one, phone(browser, one) as page:
        await one.goes()
        await expect(page.locator(".option")).to_have_count(3)
        await page.evaluate("() => document.querySelectorAll('button.option').forEach((one) => one.click())")
        await expect(page.locator(".note.bad")).to_contain_text("Enlevez d'abord un choix.")
        await expect(page.locator("[aria-pressed=true]")).to_have_count(2)
        assert await one.result() == (1, (1, 1, 0), 1)


async def test_without_javascript_it_votes_all_the_same(database: Database, tmp_path: Path, browser: Browser) -> None:
    async with room(database, tmp_path, BUS, MOOD) as one, phone(browser, one, java_script_enabled=False) as page:
        await one.goes()
        await page.get_by_role("link", name="Afficher de nouveau la page").click()
        await page.get_by_role("button", name="Non").click()
        assert "Vous pouvez changer" in await page.locator(".note.good").inner_text()
        assert await one.result() == (1, (0, 1), 1)
        await one.goes(3)
        await page.get_by_role("link", name="Afficher de nouveau la page").click()
        await page.get_by_role("button", name="4").click()
        assert await one.result() == (1, (0, 0, 0, 1, 0), 1)


async def test_hostile_words_stay_words(database: Database, tmp_path: Path, browser: Browser) -> None:
    async with room(database, tmp_path, EVIL, *EVERY_EVIL) as one, phone(browser, one) as page:
        await one.goes()
        await expect(page.locator(".option .words")).to_have_text([text.replace("\u2028", " ") for text in HOSTILE])
        for number in range(len(HOSTILE)):
            await page.locator(".option").nth(number).click()
            await expect(page.locator("[aria-pressed=true]")).to_have_count(number + 1)
        assert await page.evaluate(HURT) == ["nothing", 0]
        await looks_well(page)
        await many(one, 0, 1, 2, 3)
        await one.goes(2)
        await expect(page.locator(".figure")).to_have_count(len(HOSTILE))
        assert await page.evaluate(HURT) == ["nothing", 0]
        for asked in EVERY_EVIL:
            await one.goes()
            await expect(page.locator("h1")).to_contain_text(asked.kind)
            await page.locator(".option").first.click()
            await one.goes(2)
            await expect(page.locator(".option")).to_have_count(0)
            assert await page.evaluate(HURT) == ["nothing", 0]
        await page.goto(f"{one.address}/j/{one.code}?said=<script>window.hurt=1</script>")
        assert await page.evaluate(HURT) == ["nothing", 0]


async def test_a_server_that_goes_away_is_said_so_and_no_tap_is_lost(
    database: Database, tmp_path: Path, browser: Browser
) -> None:
    async with hall(database, tmp_path, BUS, clock=SystemClock()) as one:
        await one.goes()
        port = int(one.address.rpartition(":")[2])
        stay, page = await _enter(phone(browser, one))
        await expect(page.locator(".option")).to_have_count(2)
    await expect(page.locator("#lost")).to_be_visible()
    await page.get_by_role("button", name="Oui").click()
    async with one.opens(port):
        await expect(page.locator("[aria-pressed=true]")).to_contain_text("Oui", timeout=15_000)
        await expect(page.locator("#lost")).to_be_hidden()
        assert (await one.result(), await one.rows(DeviceRow)) == ((1, (1, 0), 1), 1)
        await one.goes()
        await expect(page.locator(".state")).to_have_text("Le vote est terminé", timeout=15_000)
        await stay.__aexit__(None, None, None)


async def _enter(manager: Any) -> tuple[Any, Page]:
    return manager, await manager.__aenter__()


async def test_who_writes_sees_it_noted_and_loses_no_word_when_the_room_moves(
    database: Database, tmp_path: Path, browser: Browser
) -> None:
    asked = (Asked("ideas", {"ar": "أفكار للشباب؟"}, most=3), MOOD)
    async with room(database, tmp_path, *asked) as one, phone(browser, one, "ar") as page, phone(browser, one) as other:
        async with database.transaction() as session:
            live = await session.get_one(RoomRow, one.room_id)
            live.moderated = False
            await queues.switch(session, one.seals, await one._leader(session), one.room_id, True, one.clock.now())
        await one.goes()
        ideas, asking = page.locator("textarea").first, page.locator("textarea").nth(1)
        await expect(ideas).to_be_visible()
        await asking.fill("متى؟ ")
        for hostile in (HOSTILE[1], "ملعب " * 30):
            await ideas.fill(hostile)
            await page.get_by_role("button", name="إرسال").first.click()
            await expect(page.locator(".mine bdi").last).to_have_text(hostile.strip())
        assert (await page.evaluate(HURT), await ideas.input_value()) == (["nothing", 0], "")
        await looks_well(page)
        await expect(other.locator(".cards button")).to_have_count(0)
        await other.reload()
        await other.get_by_role("button", name="ملعب").click()
        await expect(other.locator(".cards [aria-pressed=true]")).to_contain_text("👍 1")
        await asking.press_sequentially("ومن؟")
        await one.goes(3)
        await expect(page.locator(".steps")).to_be_visible()
        await expect(page.locator("textarea")).to_have_value("متى؟ ومن؟")
        await expect(page.locator("textarea")).to_be_focused()
        await looks_well(page)
