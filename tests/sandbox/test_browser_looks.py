"""How the phones look: direction, overflow, dark and narrow, the ledger; measured in Chromium."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.sandbox.browserkit import Seen, chromium, looking
from tests.sandbox.wallkit import SAID

pytestmark = pytest.mark.asyncio(loop_scope="module")
LEFT, CLOSE = "\u2066", "\u2069"
NUMBER, HOURS = "+212 5 22 00 11 22", "10:00-12:30"
ARABIC = f"الهاتف: {LEFT}{NUMBER}{CLOSE}\nالساعة: {LEFT}{HOURS}{CLOSE}\nاكتبوا {LEFT}/start{CLOSE} هنا\nBonjour à tous"
# Where each letter of a text stands, from left to right, as read off the screen.
ORDER = """(paragraph) => {
  const letters = [], walk = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT), range = document.createRange();
  for (let node = walk.nextNode(); node; node = walk.nextNode())
    [...node.data].forEach((letter, at) => {
      range.setStart(node, at); range.setEnd(node, at + 1);
      const box = range.getBoundingClientRect();
      if (box.width) letters.push([Math.round(box.top / 8), box.left, letter]);
    });
  return letters.sort((a, b) => a[0] - b[0] || a[1] - b[1]).map((one) => one[2]).join("");
}"""
OVERFLOW = """() => [document.documentElement,
  ...document.querySelectorAll(".top, .log, .screen, .bubble, .keys, .foot, .sheet, .ledger, .ledger table, .both")]
  .filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.className || one.tagName)"""


SMALL = """() => [...document.querySelectorAll("button, a.tool, select, textarea, summary, label:has(input)")]
  .map((one) => [one, one.getBoundingClientRect()])
  .filter(([one, box]) => box.height && box.right > 0 && box.left < innerWidth && (box.height < 40 || box.width < 40))
  .filter(([one]) => !one.matches(".bubble-more") && !one.closest(".rich"))
  .map(([one, box]) => `${one.className} ${one.textContent} ${box.width}x${box.height}`)"""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


async def arabic_chat(wall: Seen) -> None:
    await wall.served.act(SAID, "start")
    rows = [
        [{"text": "إرسال", "callback_data": "send"}, {"text": "إلغاء", "callback_data": "cancel"}],
        [{"text": "نص طويل جدا جدا لا يريد أن ينتهي أبدا مهما حاولنا", "callback_data": "long"}],
    ]
    await wall.served.bot.says(wall.served.board.by_key("resident"), ARABIC, reply_markup={"inline_keyboard": rows})
    await expect(wall.phone(SAID).locator(".theirs p")).to_have_count(4)


async def test_each_paragraph_has_its_own_direction(browser: Browser) -> None:
    async with looking(browser) as wall:
        await arabic_chat(wall)
        lines = wall.phone(SAID).locator(".theirs p")
        looks = "lines => lines.map((one) => getComputedStyle(one).direction)"
        assert await lines.evaluate_all(looks) == ["rtl", "rtl", "rtl", "ltr"]
        bubble, number = (
            await wall.phone(SAID).locator(".theirs .bubble").bounding_box(),
            await lines.first.bounding_box(),
        )
        assert bubble
        assert number
        assert bubble["x"] + bubble["width"] - (number["x"] + number["width"]) < 20


async def test_numbers_hours_and_commands_read_left_to_right_in_arabic(browser: Browser) -> None:
    async with looking(browser) as wall:
        await arabic_chat(wall)
        lines = wall.phone(SAID).locator(".theirs p")
        seen = [await lines.nth(index).evaluate(ORDER) for index in range(3)]
        assert [wanted in line for wanted, line in zip((NUMBER, HOURS, "/start"), seen, strict=True)] == [
            True,
            True,
            True,
        ], seen


async def test_rows_of_buttons_stay_as_given(browser: Browser) -> None:
    async with looking(browser) as wall:
        await arabic_chat(wall)
        boxes = [await wall.phone(SAID).get_by_role("button", name=name).bounding_box() for name in ("إرسال", "إلغاء")]
        assert boxes[0]
        assert boxes[1]
        assert boxes[0]["x"] < boxes[1]["x"]
        assert boxes[0]["y"] == boxes[1]["y"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_nothing_overflows_on_a_narrow_screen(browser: Browser, scheme: str) -> None:
    async with looking(browser, width=360, height=740, color_scheme=scheme) as wall:
        await arabic_chat(wall)
        await wall.served.bot.says(wall.served.board.by_key("resident"), "https://example.org/" + "a" * 300)
        await wall.served.bot.says(
            wall.served.board.by_key("resident"), "<pre>" + "x" * 200 + "</pre>", parse_mode="HTML"
        )
        await wall.phone(SAID).get_by_role("button", name="Attach").click()
        await wall.phone(SAID).get_by_role("button", name="Location").click()
        assert await wall.page.evaluate(OVERFLOW) == []
        await wall.page.goto(f"{wall.served.url}/ledger")
        await expect(wall.page.locator("#lines tr")).to_have_count(4)
        assert await wall.page.evaluate(OVERFLOW) == []


@pytest.mark.parametrize("width", [390, 820])
async def test_fingers_find_every_button(browser: Browser, width: int) -> None:
    async with looking(browser, width=width, height=844, has_touch=True) as wall:
        keys = {"keyboard": [[{"text": "Bouskoura"}]], "resize_keyboard": True}
        await arabic_chat(wall)
        await wall.served.bot.says(wall.served.board.by_key("resident"), "?", reply_markup=keys)
        await expect(wall.phone(SAID).locator(".reply-keyboard .key")).to_be_visible()
        assert await wall.page.evaluate(SMALL) == []
        for name, then in (("Attach", "Location"), ("More: سعيد", "Open a link or QR code")):
            await wall.phone(SAID).get_by_role("button", name=name).click()
            assert await wall.page.evaluate(SMALL) == []
            await wall.phone(SAID).locator(f"text={then}").click()
            assert await wall.page.evaluate(SMALL) == []
            await wall.page.keyboard.press("Escape")
        for name in ("Clock of the sandbox", "Faults", "Add a phone"):
            await wall.page.get_by_role("button", name=name, exact=True).click()
            assert await wall.page.evaluate(SMALL) == []
            await wall.page.keyboard.press("Escape")
        await wall.page.goto(f"{wall.served.url}/ledger")
        await wall.page.locator("#lines summary").first.click()
        await expect(wall.page.locator("#lines pre").first).to_be_visible()
        assert await wall.page.evaluate(SMALL) == []
        assert await wall.page.evaluate(OVERFLOW) == []


@pytest.mark.parametrize("width", [390, 820])
async def test_all_faces_are_in_sight(browser: Browser, width: int) -> None:
    async with looking(browser, width=width) as wall:
        for name in ("Hiba", "Amal", "Omar", "Zineb"):
            await wall.served.post("/api/phones", name=name)
        await expect(wall.page.locator(".dock .face")).to_have_count(6)
        for face in await wall.page.locator(".dock > button").all():
            await expect(face).to_be_in_viewport(ratio=1)


async def test_dark_and_light_follow_the_system_and_the_button(browser: Browser) -> None:
    async with looking(browser, color_scheme="dark") as wall:
        dark = "getComputedStyle(document.querySelector('.screen')).backgroundColor"
        assert await wall.page.evaluate(dark) == "rgb(14, 24, 22)"
        await wall.page.get_by_role("button", name="Light or dark").click()
        assert await wall.page.evaluate(dark) == "rgb(227, 236, 228)"
        await wall.page.reload()
        await wall.page.locator(".phone").first.wait_for()
        assert await wall.page.evaluate(dark) == "rgb(227, 236, 228)"


async def test_every_control_has_a_name(browser: Browser) -> None:
    async with looking(browser) as wall:
        await arabic_chat(wall)
        nameless = """() => [...document.querySelectorAll("button, input, textarea, select, a, [role=button]")]
          .filter((one) => !(one.getAttribute("aria-label") || one.textContent.trim() || one.title
            || one.hidden || one.closest("label")))
          .map((one) => one.outerHTML)"""
        assert await wall.page.evaluate(nameless) == []


async def test_clock_and_faults_from_the_bar(browser: Browser) -> None:
    async with looking(browser) as wall:
        await wall.page.get_by_role("button", name="Clock of the sandbox").click()
        await wall.page.get_by_role("button", name="+1 h").click()
        await wall.page.get_by_role("button", name="Faults").click()
        await wall.page.get_by_role("switch", name="Telegram is down").check()
        await expect(wall.page.locator("[popovertarget=pop-faults] .badge")).to_have_text("1")
        assert [step.total_seconds() for step in wall.served.moves] == [3600]
        assert [fault.what for fault in wall.served.telegram.faults.active] == [502]


async def test_the_ledger_shows_filters_and_unfolds(browser: Browser) -> None:
    async with looking(browser) as wall:
        await arabic_chat(wall)
        await wall.page.goto(f"{wall.served.url}/ledger")
        await expect(wall.page.locator("#lines tr")).to_have_count(2)
        await wall.page.get_by_label("Kind").select_option("call")
        await expect(wall.page.locator("#lines tr")).to_have_count(1)
        await wall.page.locator("#lines summary").click()
        await expect(wall.page.locator("#lines pre").first).to_contain_text('"chat_id": 700001')
        await wall.served.bot("getMe")
        await expect(wall.page.locator("#lines tr td:nth-child(4)")).to_have_text(["getMe", "sendMessage"])


async def test_the_newest_message_stays_in_sight_when_the_room_changes(browser: Browser) -> None:
    async with looking(browser, width=360, height=740) as wall:
        await arabic_chat(wall)
        await wall.served.bot.says(wall.served.board.by_key("resident"), "سطر\n" * 40)
        await expect(wall.phone(SAID).locator(".bubble").last).to_be_in_viewport()
        await wall.page.set_viewport_size({"width": 360, "height": 400})
        await expect(wall.phone(SAID).locator(".meta").last).to_be_in_viewport()
