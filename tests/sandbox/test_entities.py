"""Texts become text and entities as Telegram makes them."""

from typing import Any

import pytest

from sandbox.entities import parse_html
from sandbox.errors import ApiError
from sandbox.found import found_in
from sandbox.markdown import parse_markdown, parse_markdown_v2
from sandbox.texts import trimmed


def one(kind: str, offset: int, length: int, **more: Any) -> dict[str, Any]:
    return {"type": kind, "offset": offset, "length": length, **more}


@pytest.mark.parametrize(
    ("html", "text", "entities"),
    [
        ("plain", "plain", []),
        ("a <b>b</b>", "a b", [one("bold", 2, 1)]),
        ("<B>b</B>", "b", [one("bold", 0, 1)]),
        ("<strong><em>x</em></strong>", "x", [one("italic", 0, 1), one("bold", 0, 1)]),
        ("😀<i>ت</i>", "😀ت", [one("italic", 2, 1)]),
        (
            "<u>u</u><ins>i</ins><s>s</s><strike>k</strike><del>d</del>",
            "uiskd",
            [
                one("underline", 0, 1),
                one("underline", 1, 1),
                one("strikethrough", 2, 1),
                one("strikethrough", 3, 1),
                one("strikethrough", 4, 1),
            ],
        ),
        ("<code>c</code><pre>p</pre>", "cp", [one("code", 0, 1), one("pre", 1, 1)]),
        ('<code class="language-py">c</code>', "c", [one("code", 0, 1, language="py")]),
        ('<a href="https://a.ma/?x=1&amp;y=2">go</a>', "go", [one("text_link", 0, 2, url="https://a.ma/?x=1&y=2")]),
        ("<a href='https://a.ma'>go</a>", "go", [one("text_link", 0, 2, url="https://a.ma")]),
        ('<a href="tg://user?id=7">go</a>', "go", [one("text_mention", 0, 2, user={"id": 7})]),
        ("😀<a>https://a.ma</a>", "😀https://a.ma", [one("text_link", 2, 12, url="https://a.ma")]),
        (
            '<span class="tg-spoiler">s</span><tg-spoiler>t</tg-spoiler>',
            "st",
            [one("spoiler", 0, 1), one("spoiler", 1, 1)],
        ),
        (
            "<blockquote>q</blockquote><blockquote expandable>r</blockquote>",
            "qr",
            [one("blockquote", 0, 1), one("expandable_blockquote", 1, 1)],
        ),
        ('<tg-emoji emoji-id="5">👍</tg-emoji>', "👍", [one("custom_emoji", 0, 2, custom_emoji_id="5")]),
        ("&lt;&gt;&amp;&quot;&#39;&#x41;&nbsp;&#0;", "<>&\"'A&nbsp;&#0;", []),
        ("5 > 3 & 2", "5 > 3 & 2", []),
        ("<b></b>x", "x", []),
        ("<b>x</>", "x", [one("bold", 0, 1)]),
    ],
)
def test_html(html: str, text: str, entities: list[dict[str, Any]]) -> None:
    assert parse_html(html) == (text, entities)


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("éa <x>", 'Unsupported start tag "x" at byte offset 4'),
        ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
        ("a <b", "Unclosed start tag at byte offset 2"),
        ("<a href", "Unclosed start tag at byte offset 0"),
        ('<a href="x', "Unclosed start tag at byte offset 0"),
        ('<a "x">', 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("<b><i>x</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ],
)
def test_html_mistakes_in_telegrams_words(html: str, words: str) -> None:
    with pytest.raises(ApiError) as refusal:
        parse_html(html)
    assert refusal.value.description == f"Bad Request: can't parse entities: {words}"


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        (
            "*b* _i_ __u__ ~s~ ||p|| `c`",
            "b i u s p c",
            [
                one("bold", 0, 1),
                one("italic", 2, 1),
                one("underline", 4, 1),
                one("strikethrough", 6, 1),
                one("spoiler", 8, 1),
                one("code", 10, 1),
            ],
        ),
        (r"1\.5 \*", "1.5 *", []),
        ("```a.b```", "a.b", [one("pre", 0, 3)]),
        ("[go](https://a.ma)", "go", [one("text_link", 0, 2, url="https://a.ma")]),
        ("[x]", "x", []),
        ("**x", "x", []),
    ],
)
def test_markdown_v2(source: str, text: str, entities: list[dict[str, Any]]) -> None:
    assert parse_markdown_v2(source) == (text, entities)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("1.5", "Character '.' is reserved and must be escaped with the preceding '\\'"),
        ("é*x", "Can't find end of Bold entity at byte offset 2"),
        ("[x", "Can't find end of TextUrl entity at byte offset 0"),
    ],
)
def test_markdown_v2_mistakes(source: str, words: str) -> None:
    with pytest.raises(ApiError) as refusal:
        parse_markdown_v2(source)
    assert refusal.value.description == f"Bad Request: can't parse entities: {words}"


def test_old_markdown_knows_less() -> None:
    assert parse_markdown("*b* 1.5 ~x~ \\_y") == ("b 1.5 ~x~ _y", [one("bold", 0, 1)])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("/start r_1", [one("bot_command", 0, 6)]),
        ("/menu@TwizaBot now", [one("bot_command", 0, 14)]),
        ("a/b 1/2", []),
        ("see https://notil.ma/a. or notil.ma", [one("url", 4, 18), one("url", 27, 8)]),
        ("write to a.b@notil.ma!", [one("email", 9, 12)]),
        ("thanks @amina", [one("mention", 7, 6)]),
        ("😀 #تويزة #123", [one("hashtag", 3, 6)]),
        ("call +212 612-345-678", [one("phone_number", 5, 16)]),
        ("5+5", []),
    ],
)
def test_entities_that_are_found(text: str, found: list[dict[str, Any]]) -> None:
    assert found_in(text, []) == found


def test_code_and_links_are_left_alone_and_entities_are_sorted() -> None:
    code, bold = one("code", 3, 5), one("bold", 0, 8)
    assert found_in("a: /menu @amina", [code, bold]) == [bold, code, one("mention", 9, 6)]


def test_trimming_moves_entities() -> None:
    assert trimmed("  a b  ", [one("bold", 0, 4), one("italic", 5, 2)]) == ("a b", [one("bold", 0, 2)])
