"""The wall as a room sees it, in Chromium: two languages, hidden bars, hostile words, a server that goes away."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from services.clock import Clock, MovableClock
from tests.sandbox.browserkit import chromium
from tests.web.roomkit import ROOM, TOKEN, Room, question, wall_of
from web.walls import Walls

pytestmark = pytest.mark.asyncio(loop_scope="module")

FOUR = (
    ("Éclairer la route de l'école", "إنارة طريق المدرسة"),
    ("Ramasser les déchets deux fois par semaine", "جمع النفايات مرتين في الأسبوع"),
    ("Un terrain de sport pour les jeunes", "ملعب رياضي للشباب"),
    ("Une ligne de bus vers Casablanca", "خط حافلة نحو الدار البيضاء"),
)
SENTENCE = "Parmi les propositions entendues ce matin, lesquelles faut-il mener en premier dans votre douar ? "
JUMLA = "من بين الاقتراحات التي سمعناها هذا الصباح، ما هي التي يجب أن نبدأ بها في دواركم؟ "
HOSTILE = (
    "<script>window.hurt=1</script>",
    '<img src=x onerror="window.hurt=1">',
    "<svg/onload=window.hurt=1>",
    '"><iframe srcdoc="<script>parent.hurt=1</script>">',
    "javascript:window.hurt=1",
    "</span><style>*{display:none}</style>",
    "{{ 7 * 7 }} ${window.hurt=1} `window.hurt=1`",
    "<details open ontoggle=window.hurt=1>",
    "\u202e<b onmouseover=window.hurt=1>\u2028x</b>",
    "a" * 60,
)
# Everything whose content is larger than itself, or that stands outside of the screen.
OVERFLOW = """() => [...document.querySelectorAll(
  "body, .top, .stage, .join, .side, .code, .figures p, .figure, .pairing"
)].filter((one) => one.checkVisibility()).filter((one) => {
  const box = one.getBoundingClientRect(), wide = one.scrollWidth > one.clientWidth + 2;
  return wide && getComputedStyle(one).display !== "inline" ||
    box.right > innerWidth + 1 || box.bottom > innerHeight + 1 || box.left < -1;
}).map((one) => one.className || one.tagName)"""
# The height of the letters of each option in percent of the screen.
LETTERS = """() => [...document.querySelectorAll(".label")]
  .map((one) => parseFloat(getComputedStyle(one).fontSize) / innerHeight * 100)"""
# Where the word of a lost connection ends, and where the question begins.
BANNER = "document.querySelector('#lost').getBoundingClientRect().bottom"
QUESTION = "document.querySelector('#ask .side').getBoundingClientRect().top"
# How far each bar goes to the right and up, from 0 to 1.
SHARES = """() => [...document.querySelectorAll(".bar")]
  .map((one) => new DOMMatrix(getComputedStyle(one).transform)).map((one) => [one.a, one.d])"""
# What hostile words did, and what they became.
HURT = """() => [window.hurt ?? "nothing", document.querySelectorAll(
  ".stage :is(script, img, svg, iframe, style, details, [onload], [onmouseover])").length]"""
FRENCH = "() => [...document.querySelectorAll('.label [lang=fr]')].map((one) => one.textContent)"


def written(*texts: str) -> dict[str, Any]:
    """What people wrote, the first one most often."""
    entries = [{"id": at, "text": text, "count": 3 * (len(texts) - at)} for at, text in enumerate(texts)]
    return {"entries": entries, "left": 0}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


@asynccontextmanager
async def screen(browser: Browser, url: str, width: int = 1280, height: int = 720, **more: Any) -> AsyncIterator[Page]:
    """A projector at `url`; the page may complain of nothing but a server that is away."""
    context = await browser.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce", **more)
    page, complaints = await context.new_page(), list[str]()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
    await page.goto(url)
    yield page
    await context.close()
    assert [one for one in complaints if "net::ERR_" not in one] == []


@asynccontextmanager
async def looking(
    browser: Browser, room: Room, clock: Clock | None = None, **more: Any
) -> AsyncIterator[tuple[Page, Walls]]:
    """The wall of a room on one projector."""
    async with wall_of(room, clock) as (address, hub), screen(browser, f"{address}/live/{TOKEN}", **more) as page:
        yield page, hub


async def test_french_and_arabic_stand_side_by_side(browser: Browser) -> None:
    room = Room()
    room.ask(question(*FOUR, voters=3))
    async with looking(browser, room) as (page, _):
        ask, first = page.locator("#ask .side"), page.locator(".option").first
        await expect(ask).to_have_text(["Par quoi commencer ?", "بماذا نبدأ؟"])
        assert [await one.get_attribute("dir") for one in await ask.all()] == ["ltr", "rtl"]
        assert [await one.get_attribute("lang") for one in await ask.all()] == ["fr", "ar"]
        await expect(first.locator(".badge")).to_have_text("A")
        await expect(first.locator(".label .side")).to_have_text(list(FOUR[0]))
        edges = [await one.bounding_box() for one in await ask.all()]
        assert edges[0] and edges[1] and edges[0]["x"] + edges[0]["width"] < edges[1]["x"]
        await expect(page.locator(".pill:visible")).to_have_text("Le vote est ouvertالتصويت مفتوح")
        await expect(page.locator(".code")).to_have_text("40213")
        await expect(page.locator("svg.qr")).to_be_visible()
        await expect(page.locator("#people b")).to_have_text("12")
        await expect(page.locator("#voters b")).to_have_text("3")
        await expect(page.locator("#number")).to_have_text("1 / 3")


async def test_what_came_by_the_web_is_said_apart(browser: Browser) -> None:
    room = Room()
    room.ask(question(*FOUR, voters=30, web=4, by_hand={"paper": 9, "hands": 6}), devices=11, walk_ins=15)
    async with looking(browser, room) as (page, hub):
        await expect(page.locator("#paper-voters")).to_have_text("Papier 9 ورق")
        await expect(page.locator("#hands-voters")).to_have_text("Mains 6 أيد")
        await expect(page.locator("#walk_ins-people")).to_have_text("Sans téléphone 15 بدون هاتف")
        await expect(page.locator("#web-people")).to_have_text("Web 11 الويب")
        await expect(page.locator("#web-voters")).to_have_text("Web 4 الويب")
        assert await page.evaluate(OVERFLOW) == []
        room.ask(question(*FOUR, voters=30, web=0), devices=0)
        hub.changed(ROOM)
        await expect(page.locator("#web-people")).to_be_hidden()
        await expect(page.locator("#web-voters")).to_be_hidden()


async def test_words_in_one_language_stand_once(browser: Browser) -> None:
    room = Room()
    room.ask(question("Oui", ("Non", "لا"), words={"fr": "", "ar": "", "ary": "واش كاين الضو؟"}))
    async with looking(browser, room) as (page, _):
        await expect(page.locator("#ask .side")).to_have_text(["واش كاين الضو؟"])
        await expect(page.locator(".option").first.locator(".side")).to_have_text(["Oui"])
        await expect(page.locator(".option").nth(1).locator(".side")).to_have_text(["Non", "لا"])


async def test_what_stands_in_arabic_alone_reads_and_grows_from_the_right(browser: Browser) -> None:
    room, arabic = Room(), [("", right) for _, right in FOUR]
    room.ask(question(*arabic, words={"fr": "", "ar": "بماذا نبدأ؟"}, state="shown", counts=[5, 3, 2, 0]))
    async with looking(browser, room) as (page, _):
        first = page.locator(".option").first
        row, bar, badge, label, figure = [
            await one.bounding_box()
            for one in (first, *(first.locator(f".{name}") for name in ("bar", "badge", "label", "figure")))
        ]
        assert row and bar and badge and label and figure
        assert badge["x"] > label["x"] + label["width"] > figure["x"] + figure["width"]
        assert bar["x"] == pytest.approx(row["x"] + row["width"] / 2, abs=3)
        await expect(first.locator(".figure b")).to_have_text("50 %")


async def test_before_pads_open_the_wall_counts_down(browser: Browser) -> None:
    room = Room()
    async with looking(browser, room) as (page, hub):
        opens_at = (datetime.now(UTC) + timedelta(seconds=1.5)).isoformat()
        room.ask(question(*FOUR, state="open", pads=True, opens_at=opens_at))
        hub.changed(ROOM)
        await expect(page.locator("#countdown")).to_have_text("1")
        await expect(page.locator(".pill[data-when=waiting]")).to_be_visible()
        await expect(page.locator(".pill[data-when=open]")).to_be_visible()
        await expect(page.locator("#countdown")).to_be_hidden()
        await expect(page.locator("#pads")).to_be_visible()


async def test_bars_are_hidden_until_shown(browser: Browser) -> None:
    room = Room()
    async with looking(browser, room) as (page, hub):
        for state in ("waiting", "open", "closed"):
            room.ask(question(*FOUR, state=state, voters=20))
            hub.changed(ROOM)
            await expect(page.locator(f".pill[data-when={state}]")).to_be_visible()
            assert await page.evaluate(SHARES) == [[0, 1]] * 4
            assert "%" not in await page.locator("body").inner_text()
        room.ask(question(*FOUR, state="shown", counts=[10, 5, 5, 0]))
        hub.changed(ROOM)
        await expect(page.locator(".figure b")).to_have_text(["50 %", "25 %", "25 %", "0 %"])
        await expect(page.locator(".figure small")).to_have_text(["10", "5", "5", "0"])
        assert await page.evaluate(SHARES) == [[0.5, 1], [0.25, 1], [0.25, 1], [0, 1]]


async def test_a_vote_that_shows_names_says_so_before_and_shows_none(browser: Browser) -> None:
    room = Room()
    room.ask(question(*FOUR, named=True))
    async with looking(browser, room) as (page, hub):
        said = page.locator("#named .side")
        await expect(said).to_have_text(["👁 Ce vote montre les noms", "👁 التصويت بالأسماء"])
        assert await page.evaluate(OVERFLOW) == []
        room.ask(question(*FOUR, named=True, state="shown", counts=[3, 2, 1, 0]))
        hub.changed(ROOM)
        await expect(said.first).to_be_hidden()


async def test_a_small_room_sees_why_there_are_no_bars(browser: Browser) -> None:
    room = Room()
    room.ask(question(*FOUR, state="shown", voters=4))
    async with looking(browser, room) as (page, _):
        await expect(page.locator("#few")).to_contain_text("Trop peu de votes pour montrer le détail")
        await expect(page.locator(".figure b:visible")).to_have_count(0)


async def test_a_scale_stands_upright_and_has_an_average(browser: Browser) -> None:
    room = Room()
    room.ask(question(kind="scale", low=1, high=5, voters=4))
    async with looking(browser, room) as (page, hub):
        await expect(page.locator(".step .badge")).to_have_text(["1", "2", "3", "4", "5"])
        await expect(page.locator("#average")).to_be_hidden()
        room.ask(question(*[""] * 5, kind="scale", low=1, high=5, state="shown", counts=[0, 1, 2, 0, 4]))
        hub.changed(ROOM)
        await expect(page.locator("#average b")).to_have_text(["4", "4"])
        await expect(page.locator(".figure b")).to_have_text(["0 %", "14 %", "29 %", "0 %", "57 %"])
        assert [upright for _, upright in await page.evaluate(SHARES)] == [0, 0.25, 0.5, 0, 1]
        room.ask(question(*[""] * 5, kind="scale", low=1, high=5, state="shown", counts=[0, 2, 2, 0, 3]))
        hub.changed(ROOM)
        await expect(page.locator("#average b")).to_have_text(["3,6", "3,6"])


async def test_hostile_words_stay_words(browser: Browser) -> None:
    room = Room()
    async with looking(browser, room) as (page, hub):
        for number, hostile in enumerate(HOSTILE):
            options = [(one, f"ع{one}") for one in HOSTILE]
            words = {"fr": hostile, "ar": f"ع{hostile}"}
            room.ask(question(*options, id=number, number=number, state="shown", counts=[2] * 10, words=words))
            hub.changed(ROOM)
            await expect(page.locator("#number")).to_have_text(f"{number} / 3")
            assert await page.locator("#ask [lang=fr]").evaluate("(one) => one.textContent") == hostile
            assert await page.evaluate(FRENCH) == list(HOSTILE)
            assert await page.evaluate(HURT) == ["nothing", 0]
        for number, kind in enumerate(("multiple", "quiz", "ranking", "budget", "pairs"), 10):
            asked = question(*HOSTILE, kind=kind, state="shown", id=kind, number=number, counts=[2] * len(HOSTILE))
            asked |= {"correct": 1, "quick": False, "podium": None} if kind == "quiz" else {}
            for rank, option in enumerate(asked["options"] if kind in ("ranking", "budget", "pairs") else (), 1):
                option |= {"beside": 2, "share": 0.5, "rank": rank}
            room.ask(asked)
            hub.changed(ROOM)
            await expect(page.locator("#number")).to_have_text(f"{number} / 3")
            assert await page.evaluate(FRENCH) == list(HOSTILE)
            assert await page.evaluate(HURT) == ["nothing", 0]
        texts = written(*HOSTILE)
        for kind in ("text", "cloud", "ideas"):
            room.ask(question(kind=kind, state="shown", id=kind, texts=texts), queue=texts | {"now": None, "seen": 9})
            hub.changed(ROOM)
            await expect(page.locator(f"#answers .{'word' if kind == 'cloud' else 'card'}")).to_have_count(len(HOSTILE))
            said = "() => [...document.querySelectorAll('#answers :is(.said, .word)')].map((one) => one.textContent)"
            assert await page.evaluate(said) == list(HOSTILE)
            assert await page.evaluate(HURT) == ["nothing", 0]
        for hostile in HOSTILE:
            room.ask(None, queue=texts | {"now": {"id": 1, "text": hostile, "count": 1}, "seen": 9})
            hub.changed(ROOM)
            await expect(page.locator("#asked-now")).to_have_text(hostile, use_inner_text=False)
            assert await page.evaluate(HURT) == ["nothing", 0]


async def test_a_result_without_texts_says_so(browser: Browser) -> None:
    room = Room()
    room.ask(question(kind="ideas", voters=9, texts=written()))
    async with looking(browser, room) as (page, hub):
        await expect(page.locator("#writers b")).to_have_text("9")
        await expect(page.locator("#nothing")).to_be_hidden()
        room.ask(question(kind="ideas", voters=9, texts=written(), state="shown"))
        hub.changed(ROOM)
        await expect(page.locator("#nothing .side")).to_have_text(["Il n'y a rien à montrer.", "لا شيء للعرض."])
        assert await page.evaluate(OVERFLOW) == []
        room.ask(question(kind="ideas", voters=9, texts=written("Un banc"), state="shown"))
        hub.changed(ROOM)
        await expect(page.locator(".card")).to_have_count(1)
        await expect(page.locator("#nothing")).to_be_hidden()


async def test_words_grow_with_their_number_and_what_has_no_place_is_counted(browser: Browser) -> None:
    room = Room()
    async with looking(browser, room) as (page, hub):
        room.ask(question(kind="cloud", voters=9, texts=written("طريق", "école", "eau")))
        hub.changed(ROOM)
        words = page.locator(".word")
        await expect(words).to_have_text(["طريق", "école", "eau"])
        sizes = [(await one.bounding_box() or {"height": 0})["height"] for one in await words.all()]
        assert sizes == sorted(sizes, reverse=True) and sizes[0] > sizes[2]
        await expect(page.locator("#writers b")).to_have_text("9")
        await expect(page.locator("#more")).to_be_hidden()
        queue = written("Quand ?") | {"now": None, "seen": 27}
        long = written(*[SENTENCE * 2] * 60) | {"left": 7}
        room.ask(question(kind="ideas", voters=140, web=30, texts=long), people=250, devices=60, queue=queue)
        hub.changed(ROOM)
        await expect(page.locator(".card")).to_have_count(60)
        shown = await page.locator(".card:visible").count()
        assert 3 <= shown < 60 and await page.locator("#more").inner_text() == f"+{67 - shown}"
        assert await page.evaluate(OVERFLOW) == []
        assert await page.locator(".card:visible").last.evaluate(
            "(one) => one.getBoundingClientRect().bottom <= innerHeight && "
            "parseFloat(getComputedStyle(one).fontSize) / innerHeight > 0.02"
        )


async def test_the_wall_says_that_the_server_went_away_and_comes_back_by_itself(browser: Browser) -> None:
    room = Room()
    room.ask(question(*FOUR, voters=3))
    async with AsyncExitStack() as stack:
        async with wall_of(room) as (address, _):
            page = await stack.enter_async_context(screen(browser, f"{address}/live/{TOKEN}"))
            await expect(page.locator("#voters b")).to_have_text("3")
            await expect(page.locator("#lost")).to_be_hidden()
        await expect(page.locator("#lost")).to_contain_text("Connexion perdue")
        await expect(page.locator("#lost")).to_contain_text("انقطع الاتصال")
        await expect(page.locator("#voters b")).to_have_text("3")
        assert await page.evaluate(BANNER) <= await page.evaluate(QUESTION)
        room.ask(question(*FOUR, voters=17))
        async with wall_of(room, port=int(address.rsplit(":", 1)[1])):
            await expect(page.locator("#voters b")).to_have_text("17", timeout=15_000)
            await expect(page.locator("#lost")).to_be_hidden()


async def test_every_viewer_ends_with_the_final_total(browser: Browser) -> None:
    room = Room()
    room.ask(question(*FOUR, state="shown", counts=[0, 0, 0, 0]))
    async with wall_of(room) as (address, hub), AsyncExitStack() as stack:
        url = f"{address}/live/{TOKEN}"
        pages = [await stack.enter_async_context(screen(browser, url)) for _ in range(3)]
        for number in range(1, 101):
            room.ask(question(*FOUR, state="shown", counts=[number, 0, 0, number // 2]))
            hub.changed(ROOM)
            await asyncio.sleep(0)
        pages.append(await stack.enter_async_context(screen(browser, url)))
        for page in pages:
            await expect(page.locator("#voters b")).to_have_text("150")
            await expect(page.locator(".figure small")).to_have_text(["100", "0", "0", "50"])


async def test_the_moments_around_a_question(browser: Browser) -> None:
    room = Room()
    async with looking(browser, room) as (page, hub):
        seen = page.locator(".hello h1:visible")
        await expect(seen).to_have_text("Bienvenueمرحبا بكم")
        await expect(page.locator(".how")).to_contain_text("@twiza_nouaceur_bot")
        room.ask(None)
        hub.changed(ROOM)
        await expect(seen).to_have_text("Question suivanteالسؤال التالي")
        room.ask(question(*FOUR, kind="multiple"))
        hub.changed(ROOM)
        await expect(page.locator("#many")).to_contain_text("Plusieurs réponses possibles")
        await expect(seen).to_have_count(0)
        room.ask(None, state="ended", code=None)
        hub.changed(ROOM)
        await expect(seen).to_have_text("Merci pour votre participationشكرا على مشاركتكم")
        await expect(page.locator(".door")).to_be_hidden()


async def test_the_countdown_follows_the_servers_clock(browser: Browser) -> None:
    room, clock = Room(), MovableClock(timedelta(hours=-5))
    room.ask(question(*FOUR, closes_at=(clock.now() + timedelta(seconds=95)).isoformat()))
    async with looking(browser, room, clock) as (page, _):
        await expect(page.locator("#left")).to_contain_text("1:3")
        clock.move(timedelta(seconds=88))
        await expect(page.locator("#left.hurry")).to_contain_text("0:0")


async def test_a_screen_becomes_the_wall(browser: Browser) -> None:
    async with wall_of(Room()) as (address, hub), screen(browser, f"{address}/live") as page:
        await expect(page.locator("h1")).to_have_text(
            "Équipe : envoyez ces six chiffres au botللفريق: المرجو إرسال هذه الأرقام الستة إلى البوت"
        )
        digits = page.locator("#digits")
        await expect(digits).not_to_be_empty()
        assert await page.evaluate(OVERFLOW) == []
        assert hub.pair((await digits.inner_text()).replace(" ", ""), TOKEN)
        await expect(page.locator(".code")).to_have_text("40213")
        assert page.url == f"{address}/live/{TOKEN}"


SIZES = ((1920, 1080), (1280, 720), (1024, 768), (2560, 1080))
TEN, LONG = [(SENTENCE[:60], JUMLA[:60])] * 10, {"fr": SENTENCE * 3, "ar": JUMLA * 3}
HARD = {
    "four": question(*FOUR, closes_at="2099-01-01T00:00:00+00:00"),
    "four shown": question(*FOUR, state="shown", counts=[140, 90, 50, 30]),
    "long": question(*TEN, kind="multiple", words=LONG),
    "long shown": question(*TEN, state="shown", counts=[100] * 10, words=LONG),
    "unbroken": question(*["m" * 60] * 4, words={"fr": "m" * 300, "ar": "م" * 300}),
    "scale": question(kind="scale", low=0, high=10),
    "scale shown": question(*[""] * 11, kind="scale", low=0, high=10, state="shown", counts=[100] * 11),
}


@pytest.mark.parametrize("size", SIZES)
async def test_all_of_it_is_seen_and_four_options_are_read_from_10_metres(
    browser: Browser, size: tuple[int, int]
) -> None:
    room = Room()
    async with looking(browser, room, width=size[0], height=size[1]) as (page, hub):
        await expect(page.locator(".hello")).to_be_visible()
        assert await page.evaluate(OVERFLOW) == []
        room.ask(None, people=1250)
        hub.changed(ROOM)
        await expect(page.locator("#people b")).to_have_text("1250")
        assert await page.evaluate(OVERFLOW) == []
        for number, asked in enumerate(HARD.values()):
            room.ask(asked | {"id": number, "number": number + 1}, people=1250)
            hub.changed(ROOM)
            await expect(page.locator("#number")).to_have_text(f"{number + 1} / 3")
            assert (number, await page.evaluate(OVERFLOW)) == (number, [])
            if number < 2 and size[0] / size[1] > 1.7:
                assert min(await page.evaluate(LETTERS)) >= 4


async def test_strong_contrast_is_a_key_and_stays_and_follows_the_system(browser: Browser) -> None:
    colours = "[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]"
    light, strong = ["rgb(246, 241, 231)", "rgb(22, 35, 31)"], ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
    async with looking(browser, Room()) as (page, _):
        assert await page.evaluate(colours) == light
        await page.keyboard.press("c")
        assert await page.evaluate(colours) == strong
        await page.reload()
        assert await page.evaluate(colours) == strong
        await page.get_by_role("button", name="Contraste fort").focus()
        await page.keyboard.press("Enter")
        assert await page.evaluate(colours) == light
    async with looking(browser, Room(), contrast="more") as (page, _):
        assert await page.evaluate(colours) == strong


async def test_full_screen_is_a_key(browser: Browser) -> None:
    async with looking(browser, Room()) as (page, _):
        await page.keyboard.press("f")
        await page.wait_for_function("document.fullscreenElement !== null")
        await page.keyboard.press("f")
        await page.wait_for_function("document.fullscreenElement === null")


async def test_what_was_right_stands_out_and_the_podium_is_read_from_10_metres(browser: Browser) -> None:
    room = Room()
    quiz: dict[str, Any] = {"kind": "quiz", "state": "shown", "counts": [5, 20, 3, 0]}
    room.ask(question(*FOUR, **quiz | {"state": "open", "counts": None}, correct=None, quick=True))
    async with looking(browser, room) as (page, hub):
        await expect(page.locator(".note:visible").first).to_contain_text("plus vite, plus de points")
        await expect(page.locator(".check:visible")).to_have_count(0)
        room.ask(question(*FOUR, **quiz, correct=1))
        hub.changed(ROOM)
        await expect(page.locator(".option.right .badge")).to_have_text("B")
        await expect(page.locator(".option.wrong")).to_have_count(3)
        steps = [
            {"points": 300, "names": ["🦁 40", "🐬 1", "🦅 222", "🐝 3"], "more": 12},
            {"points": 250, "names": ["⚽ 999"], "more": 0},
            {"points": 100, "names": ["🌙 7"], "more": 0},
        ]
        room.ask(question(*FOUR, **quiz, correct=1, podium=steps))
        hub.changed(ROOM)
        await expect(page.locator(".stand .badge")).to_have_text(["1", "2", "3"])
        await expect(page.locator(".place-1 .names")).to_have_text("🦁 40🐬 1🦅 222🐝 3+ 12")
        await expect(page.locator("#podium .side")).to_have_text(["Le podium", "منصة التتويج"])
        tops = [await page.locator(f".place-{place} .block").bounding_box() for place in (1, 2, 3)]
        assert tops[0] and tops[1] and tops[2] and tops[0]["y"] < tops[1]["y"] < tops[2]["y"]
        assert tops[1]["x"] < tops[0]["x"] < tops[2]["x"]
        letters = "(one) => parseFloat(getComputedStyle(one).fontSize) / innerHeight * 100"
        assert await page.locator(".place-3 .names").evaluate(letters) >= 4
        assert await page.evaluate(OVERFLOW) == []
        room.ask(question(*FOUR, kind="ranking", state="shown", counts=[9, 30, 12, 20], voters=10))
        asked = room.shown["question"] if room.shown else {}
        for option, rank in zip(asked["options"], (4, 1, 3, 2), strict=True):
            option |= {"beside": 5, "share": option["count"] / 40, "rank": rank}
        hub.changed(ROOM)
        await expect(page.locator(".rank")).to_have_text(["4", "1", "3", "2"])
        edges = [(await one.bounding_box() or {})["y"] for one in await page.locator(".option").all()]
        assert edges[1] < edges[3] < edges[2] < edges[0]
        await expect(page.locator(".option").nth(1).locator(".figure")).to_have_text("30🥇 5")
