"""The phones as people use them, in Chromium."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.sandbox.browserkit import Seen, chromium, looking
from tests.sandbox.conftest import inline
from tests.sandbox.wallkit import SAID, SALMA

pytestmark = pytest.mark.asyncio(loop_scope="module")
MARKUP = '<img src=x onerror="window.hurt=1">'
HOSTILE = (
    MARKUP,
    "<script>window.hurt=1</script>",
    '"><svg onload=window.hurt=1>',
    "javascript:window.hurt=1",
    "{{constructor.constructor('window.hurt=1')()}}",
    "</style><script>window.hurt=1</script>",
    "&lt;b&gt;",
    "\u202egnp.exe",
)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="module")
async def wall(browser: Browser) -> AsyncIterator[Seen]:
    async with looking(browser) as seen:
        yield seen


async def started(wall: Seen, *numbers: int) -> None:
    for number in numbers or (SAID,):
        await wall.served.act(number, "start")
        await expect(wall.phone(number).locator("textarea")).to_be_visible()


async def test_start_then_words_reach_the_bot(wall: Seen) -> None:
    await wall.phone(SAID).get_by_role("button", name="ابدأ").click()
    await wall.write(SAID, "البولة مطفية")
    await expect(wall.bubbles(SAID)).to_have_text(["/start", "البولة مطفية"])
    assert [one["message"]["text"] for one in await wall.served.bot.updates(limit=9)] == ["/start", "البولة مطفية"]
    assert [one["text"] for one in wall.served.board.by_key("resident").chat] == ["/start", "البولة مطفية"]


async def test_a_tap_a_toast_and_an_edit(wall: Seen) -> None:
    await started(wall)
    sent = await wall.served.bot.says(
        wall.served.board.by_key("resident"), "واش نصيفطو؟", reply_markup=inline("Yes", "No")
    )
    await wall.phone(SAID).get_by_role("button", name="Yes").click()
    await expect(wall.phone(SAID).locator(".key.waiting")).to_have_text("Yes")
    update = next(one for one in await wall.served.bot.updates(offset=-1) if "callback_query" in one)
    assert update["callback_query"]["data"] == "yes"
    await wall.served.bot("answerCallbackQuery", callback_query_id=update["callback_query"]["id"], text="صافي")
    await expect(wall.phone(SAID).locator(".toast.shown")).to_have_text("صافي")
    await expect(wall.phone(SAID).locator(".key.waiting")).to_have_count(0)
    await wall.served.bot("editMessageText", chat_id=SAID, message_id=sent["message_id"], text="تصيفطات")
    await expect(wall.bubbles(SAID).last).to_have_text("تصيفطات")
    await expect(wall.phone(SAID).locator(".key")).to_have_count(0)
    await expect(wall.phone(SAID).locator(".meta").last).to_contain_text("معدلة")


async def test_an_alert_waits_for_ok(wall: Seen) -> None:
    await started(wall)
    wall.served.telegram.toast(SAID, "هذا الزر قديم", alert=True)
    alert = wall.phone(SAID).get_by_role("alertdialog")
    await expect(alert.locator("p")).to_have_text("هذا الزر قديم")
    await wall.page.keyboard.press("Enter")
    await expect(alert).to_have_count(0)


async def test_everything_with_the_keyboard_alone(wall: Seen) -> None:
    await wall.phone(SAID).get_by_role("button", name="ابدأ").focus()
    await wall.page.keyboard.press("Enter")
    await wall.served.bot("setMyCommands", commands=[{"command": "help", "description": "المساعدة"}])
    field = wall.phone(SAID).locator("textarea")
    await field.focus()
    await expect(wall.phone(SAID).get_by_role("button", name="Commands")).to_be_visible()
    await wall.page.keyboard.type("/he")
    await expect(wall.phone(SAID).get_by_role("option", selected=True)).to_contain_text("/help")
    await wall.page.keyboard.press("Enter")
    await expect(wall.bubbles(SAID)).to_have_text(["/start", "/help"])
    sent = await wall.served.bot.says(wall.served.board.by_key("resident"), "?", reply_markup=inline("Yes"))
    await wall.phone(SAID).get_by_role("button", name="Yes").focus()
    await wall.page.keyboard.press("Space")
    await wall.served.bot(
        "editMessageReplyMarkup", chat_id=SAID, message_id=sent["message_id"], reply_markup=inline("Sure", "Yes")
    )
    await expect(wall.phone(SAID).get_by_role("button", name="Sure")).to_be_visible()
    assert await wall.page.evaluate("document.activeElement.dataset.callback") == "yes"
    ring = await wall.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert ring == "solid"


async def test_menu_of_a_message_reply_edit_react(wall: Seen) -> None:
    await started(wall)
    await wall.write(SAID, "سلام")
    await expect(wall.bubbles(SAID)).to_have_count(2)
    more = wall.phone(SAID).get_by_role("button", name="Message actions").last
    await more.press("Enter")
    await wall.phone(SAID).get_by_role("menuitem", name="Edit").click()
    await wall.write(SAID, "السلام عليكم")
    await expect(wall.bubbles(SAID).last).to_have_text("السلام عليكم")
    await more.press("Enter")
    await wall.phone(SAID).get_by_role("menuitemradio", name="React 🙏").click()
    await expect(wall.phone(SAID).locator(".reaction")).to_have_text("🙏")
    await more.press("Enter")
    await wall.phone(SAID).get_by_role("menuitem", name="Reply").click()
    await wall.write(SAID, "نعام")
    await expect(wall.phone(SAID).locator(".quote span")).to_have_text("السلام عليكم")


async def test_reply_keyboard_and_the_map(wall: Seen) -> None:
    await started(wall)
    keys = {
        "keyboard": [[{"text": "نصيفط الموقع", "request_location": True}], [{"text": "ندوز"}]],
        "resize_keyboard": True,
    }
    await wall.served.bot.says(wall.served.board.by_key("resident"), "فين؟", reply_markup=keys)
    await wall.phone(SAID).get_by_role("button", name="نصيفط الموقع").click()
    await wall.phone(SAID).get_by_role("button", name="Bouskoura").click()
    await wall.phone(SAID).get_by_role("application").press("ArrowRight")
    await wall.phone(SAID).get_by_role("button", name="Send this place").click()
    await expect(wall.phone(SAID).locator(".place figcaption")).to_have_text("33.44900, -7.64500")
    assert wall.served.board.by_key("resident").last["location"] == {"latitude": 33.449, "longitude": -7.645}
    await wall.phone(SAID).get_by_role("button", name="ندوز").click()
    await expect(wall.bubbles(SAID).last).to_have_text("ندوز")


async def test_a_keyboard_for_one_time_goes_when_it_was_used(wall: Seen) -> None:
    await wall.served.act(SAID, "start")
    keys = {"keyboard": [[{"text": "Bouskoura"}]], "one_time_keyboard": True}
    await wall.served.bot.says(wall.served.board.by_key("resident"), "Where?", reply_markup=keys)
    key = wall.phone(SAID).locator(".reply-keyboard").get_by_role("button", name="Bouskoura")
    await key.click()
    await expect(wall.bubbles(SAID).last).to_have_text("Bouskoura")
    await expect(key).to_be_hidden()


async def test_words_that_could_not_be_sent_are_not_lost(wall: Seen) -> None:
    await wall.served.act(SAID, "start")
    await wall.page.route("**/says", lambda route: route.fulfill(status=400, json={"error": "Not now."}))
    await wall.write(SAID, "my long report")
    await expect(wall.phone(SAID).locator(".toast")).to_have_text("Not now.")
    await expect(wall.phone(SAID).locator("textarea")).to_have_value("my long report")
    wall.complaints.clear()  # the browser notes each refusal


async def test_a_tool_that_is_refused_says_why(wall: Seen) -> None:
    await wall.page.route("**/api/faults", lambda route: route.fulfill(status=400, json={"error": "Not now."}))
    await wall.page.get_by_role("button", name="Faults").click()
    await wall.page.get_by_role("switch", name="Slow network").click()
    await expect(wall.page.locator("#notice")).to_have_text("Not now.")
    await expect(wall.page.get_by_role("switch", name="Slow network")).not_to_be_checked()
    wall.complaints.clear()


async def test_links_to_the_bot_open_on_the_phone(wall: Seen) -> None:
    await started(wall)
    await wall.served.bot.says(wall.served.board.by_key("resident"), "https://t.me/TwizaBot?start=w_12345")
    await wall.phone(SAID).get_by_role("link", name="t.me/TwizaBot").click()
    await expect(wall.bubbles(SAID).last).to_have_text("/start w_12345")
    await wall.phone(SAID).get_by_role("button", name="More: سعيد").click()
    await wall.phone(SAID).get_by_role("menuitem", name="Open a link").click()
    await wall.phone(SAID).get_by_label("Link or code").fill("r_54321")
    await wall.page.keyboard.press("Enter")
    await expect(wall.bubbles(SAID).last).to_have_text("/start r_54321")
    await wall.page.goto(f"{wall.served.url}/?open=https%3A%2F%2Ft.me%2FTwizaBot%3Fstart%3Dc_A")
    await wall.page.get_by_role("dialog").get_by_role("button", name="Salma").click()
    await expect(wall.bubbles(SALMA)).to_have_text(["/start c_A"])


async def test_hostile_names_texts_and_buttons_run_nothing(wall: Seen) -> None:
    await started(wall)
    resident = wall.served.board.by_key("resident")
    for text in HOSTILE:
        await wall.served.post("/api/phones", name=text[:64], role=text[:40], language="fr")
        await wall.served.bot.says(resident, text, reply_markup=inline(text))
        wall.served.telegram.toast(SAID, text, alert=False)
    await wall.served.bot("setMyCommands", commands=[{"command": "x", "description": MARKUP}])
    await wall.served.upload(SAID, "document", b"x", MARKUP.replace('"', "'"), "text/html")
    await expect(wall.phone(SAID).locator(".key")).to_have_text(list(HOSTILE))
    await expect(wall.page.locator(".owner-name")).to_have_text(["سعيد", "Salma", *HOSTILE])
    await expect(wall.bubbles(SAID)).to_have_text(["/start", *HOSTILE])
    assert await wall.page.evaluate(
        "[window.hurt, document.querySelectorAll('.phone script, .phone [onerror], .phone [onload]').length]"
    ) == [None, 0]


async def test_spoilers_and_styles_are_shown_safely(wall: Seen) -> None:
    await started(wall)
    text = "<b>غامق <i>مائل</i></b> <tg-spoiler>سر</tg-spoiler>\n<blockquote>قول</blockquote><pre>a &lt; b</pre>"
    await wall.served.bot.says(wall.served.board.by_key("resident"), text, parse_mode="HTML")
    bubble = wall.phone(SAID).locator(".bubble").last
    await expect(bubble.locator("strong")).to_have_text("غامق مائل")
    await expect(bubble.locator("strong em")).to_have_text("مائل")
    await expect(bubble.locator("blockquote")).to_have_text("قول")
    await expect(bubble.locator("pre")).to_have_text("a < b")
    spoiler = bubble.get_by_role("button", name="Hidden text")
    await spoiler.press("Enter")
    await expect(spoiler).to_have_attribute("aria-expanded", "true")


async def test_a_voice_message_recorded_here_is_what_telegram_carries(wall: Seen) -> None:
    await wall.page.context.grant_permissions(["microphone"])
    await started(wall)
    await wall.phone(SAID).get_by_role("button", name="Record a voice message").click()
    await expect(wall.phone(SAID).locator(".recording .time")).to_have_text("0:01")
    await wall.phone(SAID).get_by_role("button", name="Send the recording").click()
    await expect(wall.phone(SAID).locator(".player")).to_have_count(1)
    voice = wall.served.board.by_key("resident").last["voice"]
    assert wall.served.telegram.files.get(voice["file_id"]).content[:4] == b"OggS"
    length = """url => new Promise((done, no) => {
      const sound = new Audio(url); sound.onloadedmetadata = () => done(sound.duration); sound.onerror = no; })"""
    assert 1 <= await wall.page.evaluate(length, f"/api/files/{voice['file_id']}") < 4


async def test_typing_and_what_happens_on_a_phone_out_of_sight(browser: Browser) -> None:
    async with looking(browser, width=360, height=740) as wall:
        await started(wall)
        await wall.served.bot("sendChatAction", chat_id=SAID, action="typing")
        await expect(wall.phone(SAID).locator(".subtitle")).to_have_text("يكتب…")
        await wall.served.act(SALMA, "start")
        await wall.served.bot.says(wall.served.board.by_key("staff"), "Nouveau")
        face = wall.page.locator(".dock").get_by_role("button", name="Salma, Staff")
        await expect(face.locator(".badge")).to_have_text("1")
        await face.click()
        await expect(wall.phone(SALMA)).to_be_in_viewport(ratio=0.9)
        await expect(face.locator(".badge")).to_be_hidden()


async def test_the_page_catches_up_after_a_break(wall: Seen) -> None:
    await started(wall)
    await wall.page.context.set_offline(True)
    wall.served.board.live.close()
    await wall.served.act(SAID, "says", text="في غيابكم")
    await expect(wall.page.get_by_text("The demo does not answer")).to_be_visible()
    await wall.page.context.set_offline(False)
    await expect(wall.bubbles(SAID).last).to_have_text("في غيابكم", timeout=15_000)
    await expect(wall.page.get_by_text("The demo does not answer")).to_be_hidden()
    wall.complaints.clear()  # the browser rightly said that it was offline


async def test_words_half_written_outlive_a_restart_of_the_demo(wall: Seen) -> None:
    await started(wall)
    await wall.phone(SAID).locator("textarea").fill("كلام طويل")
    wall.served.board.live._run = "another life"
    wall.served.board.live.close()
    await wall.served.act(SAID, "says", text="وصل")
    await expect(wall.bubbles(SAID).last).to_have_text("وصل", timeout=15_000)
    await expect(wall.phone(SAID).locator("textarea")).to_have_value("كلام طويل")
    await expect(wall.phone(SAID).get_by_role("button", name="Send")).to_be_visible()


async def test_the_play_is_followed_and_watched(wall: Seen) -> None:
    await wall.page.get_by_role("button", name="Play: a broken lamp").click()
    card, ringed = wall.page.locator(".guide"), wall.page.locator(".ringed")
    await expect(card).to_contain_text("Press START")
    await expect(ringed).to_have_text("ابدأ")
    await ringed.click()
    await expect(card).to_contain_text("Say what is broken")
    await expect(wall.phone(SAID).locator("textarea")).to_have_value("البولة مطفية")
    await expect(ringed).to_have_attribute("aria-label", "Send")
    await card.get_by_role("button", name="Watch").click()
    await expect(wall.bubbles(SAID).last).to_have_text("البولة مطفية")
    await wall.served.act(SALMA, "start")
    key = {"inline_keyboard": [[{"text": "Étudier", "callback_data": "desk.study:7"}]]}
    await wall.served.bot.says(wall.served.board.by_key("staff"), "Nouveau", reply_markup=key)
    await expect(card).to_contain_text("It is yours")
    await wall.served.bot.says(wall.served.board.by_key("staff"), "Taken")
    await card.get_by_role("button", name="Your turn").click()
    await expect(card).to_be_hidden()
