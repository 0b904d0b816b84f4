import datetime as dt
from pathlib import Path

import pytest

from locales import common
from locales.catalogues import Entry, read_catalogue
from locales.languages import LANGUAGES
from locales.texts import Catalogues, MissingText, Safe, Texts, ltr, people, time_range

CASABLANCA = dt.timezone(dt.timedelta(hours=1))
THURSDAY = dt.datetime(2026, 3, 5, 18, 30, tzinfo=dt.UTC)


def texts(language: str, forms: dict[str, tuple[str, ...]] | None = None, zone: dt.tzinfo = dt.UTC) -> Texts:
    """Our own catalogue of `language`, and the given msgids with their forms; a pair of forms has the plural 'many'."""
    catalogue = read_catalogue(Path("locales"), LANGUAGES[language])
    extra = {
        msgid: Entry(msgid, "many" if len(given) > 1 else None, given, Path("test.po"))
        for msgid, given in (forms or {}).items()
    }
    entries = {**catalogue.entries, **extra}
    return Texts([type(catalogue)(catalogue.language, entries, catalogue.plural)], zone)


@pytest.fixture(scope="module")
def catalogues() -> Catalogues:
    return Catalogues.load()


def test_speaks_three_languages(catalogues: Catalogues) -> None:
    assert catalogues.languages == ("ar", "ary", "fr")
    assert [catalogues[code].plain(common.YES) for code in catalogues.languages] == ["نعم", "آه", "Oui"]
    assert [catalogues[code].rtl for code in catalogues.languages] == [True, True, False]


def test_a_language_that_is_switched_off_is_answered_in_the_first() -> None:
    assert Catalogues.load(languages=["fr", "ar"])["ary"].plain(common.YES) == "Oui"


def test_english_is_never_shown(catalogues: Catalogues) -> None:
    with pytest.raises(MissingText, match=r"No catalogue of ary holds 'Never written'"):
        catalogues["ary"]("Never " + "written")


def test_darija_falls_back_to_arabic() -> None:
    darija = read_catalogue(Path("locales"), LANGUAGES["ary"])
    arabic = read_catalogue(Path("locales"), LANGUAGES["ar"])
    poorer = {msgid: entry for msgid, entry in darija.entries.items() if msgid not in (common.YES, "{n} day")}
    poor = Texts([type(darija)(darija.language, poorer, darija.plural), arabic], dt.UTC)
    assert poor.plain(common.YES) == "نعم"
    assert poor.plural("{n} day", "{n} days", 11) == "11 يوما"


def test_values_are_escaped_once() -> None:
    french = texts("fr", {"hello": ("Bonjour <b>{name}</b>",)})
    assert french("hello", name='<i> & "l\'ami"') == "Bonjour <b>&lt;i&gt; &amp; &quot;l'ami&quot;</b>"
    assert french("hello", name=Safe("<i>Ali</i>")) == "Bonjour <b><i>Ali</i></b>"
    assert french("hello", name=french("hello", name="&")) == "Bonjour <b>Bonjour <b>&amp;</b></b>"


def test_plain_text_is_not_html() -> None:
    french = texts("fr", {"hello": ("Bonjour {name}",)})
    assert french.plain("hello", name="<A & B>") == "Bonjour <A & B>"
    assert french.plain("hello", name=Safe("<b>A &amp; B</b>")) == "Bonjour A & B"


def test_values_are_isolated_in_right_to_left_text() -> None:
    arabic = texts("ar", {"call": ("اتصلوا: {it}",)})
    assert arabic("call", it="Ali") == "اتصلوا: \u2068Ali\u2069"
    assert arabic("call", it=people("علي\nAli")) == "اتصلوا: \u2068علي\u2069\n\u200f\u2068Ali\u2069"
    assert arabic("call", it=ltr("+212 5 22")) == "اتصلوا: \u2066+212 5 22\u2069"
    assert arabic.plain("call", it=ltr("/start")) == "اتصلوا: \u2066/start\u2069"
    assert arabic("call", it=5) == "اتصلوا: 5"
    assert arabic("call", it=-5) == "اتصلوا: \u2066-5\u2069"
    assert arabic("call", it=dt.time(10)) == "اتصلوا: \u206610:00\u2069"


def test_french_isolates_only_arabic_words() -> None:
    french = texts("fr", {"call": ("Appelez {it}",)})
    assert french("call", it="Ali") == "Appelez Ali"
    assert french("call", it="علي") == "Appelez \u2068علي\u2069"
    assert french("call", it=ltr("#42")) == "Appelez #42"


def test_each_line_of_arabic_is_laid_out_from_the_right() -> None:
    arabic = texts("ar", {"block": ("{lines}",)})
    told = arabic("block", lines=Safe("WhatsApp: نعم\n<b>نعم</b>\n• \u2068Ali\u2069\n\n12:30\n\u200fWeb"))
    assert told == "\u200fWhatsApp: نعم\n<b>نعم</b>\n\u200f• \u2068Ali\u2069\n\n12:30\n\u200fWeb"
    assert arabic.lines(["Ali & co", Safe("<i>نعم</i>")]) == "\u200f\u2068Ali &amp; co\u2069\n<i>نعم</i>"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", ["0 minute", "1 minute", "2 minutes", "5 minutes", "15 minutes", "103 minutes", "1\u202f000 minutes"]),
        ("ar", ["0 دقيقة", "دقيقة واحدة", "دقيقتين", "5 دقائق", "15 دقيقة", "103 دقائق", "1.000 دقيقة"]),
        ("ary", ["0 دقيقة", "دقيقة وحدة", "جوج دقايق", "5 دقايق", "15 دقيقة", "103 دقايق", "1.000 دقيقة"]),
    ],
)
def test_plurals(catalogues: Catalogues, language: str, said: list[str]) -> None:
    numbers = [0, 1, 2, 5, 15, 103, 1000]
    assert [catalogues[language].plural("{n} minute", "{n} minutes", n) for n in numbers] == said
    assert [catalogues[language].plain_plural("{n} minute", "{n} minutes", n) for n in numbers] == said


def test_a_plural_that_does_not_match_the_catalogue_is_missing(catalogues: Catalogues) -> None:
    with pytest.raises(MissingText, match="not with the plural"):
        catalogues["fr"].plural("{n} minute", "{n} minuts"[:], 2)


@pytest.mark.parametrize(
    ("language", "date", "long_date", "day_and_time"),
    [
        ("fr", "5 mars 2026", "jeudi 5 mars 2026", "jeudi 5 mars 2026 à 18:30"),
        ("ar", "5 مارس 2026", "الخميس 5 مارس 2026", "الخميس 5 مارس 2026 على الساعة \u206618:30\u2069"),
        ("ary", "5 مارس 2026", "الخميس 5 مارس 2026", "الخميس 5 مارس 2026 مع \u206618:30\u2069"),
    ],
)
def test_dates(catalogues: Catalogues, language: str, date: str, long_date: str, day_and_time: str) -> None:
    speaker = catalogues[language]
    assert (speaker.date(THURSDAY), speaker.long_date(THURSDAY.date())) == (date, long_date)
    assert speaker.day_and_time(THURSDAY) == day_and_time


def test_moments_are_shown_in_the_labs_zone() -> None:
    french = texts("fr", {"at": ("{when}",)}, CASABLANCA)
    late = dt.datetime(2026, 3, 5, 23, 30, tzinfo=dt.UTC)
    assert french("at", when=late) == "vendredi 6 mars 2026 à 00:30"
    assert french("at", when=late.replace(tzinfo=None)) == "jeudi 5 mars 2026 à 23:30"
    assert french("at", when=late.date()) == "jeudi 5 mars 2026"
    assert french("at", when=dt.timedelta(hours=2)) == "2 heures"


def test_moroccan_months_and_numbers(catalogues: Catalogues) -> None:
    assert catalogues["ar"].date(dt.date(2026, 8, 1)) == "1 غشت 2026"
    assert [catalogues[code].number(1234567.5) for code in ("ary", "fr")] == ["1.234.567,5", "1\u202f234\u202f567,5"]
    assert texts("ar", {"n": ("{it}",)})("n", it=0.5) == "0,5"


def test_durations(catalogues: Catalogues) -> None:
    french, arabic = catalogues["fr"], catalogues["ar"]
    assert french.duration(dt.timedelta(days=2, hours=1, minutes=7)) == "2 jours et 1 heure"
    assert french.duration(dt.timedelta(seconds=20)) == "moins d'une minute"
    assert arabic.duration(dt.timedelta(minutes=90)) == "ساعة واحدة، 30 دقيقة"
    assert french.ago(dt.timedelta(days=2, hours=3)) == "il y a 2 jours"
    assert french.ago(dt.timedelta(seconds=3)) == "à l'instant"
    assert catalogues["ary"].ago(dt.timedelta(hours=2)) == "هادي ساعتين"


def test_lists(catalogues: Catalogues) -> None:
    assert catalogues["fr"].listing(["a", "b", "<c>"]) == "a, b et &lt;c&gt;"
    assert catalogues["ary"].listing(["بوسكورة", "دار بوعزة"]) == "\u2068بوسكورة\u2069، \u2068دار بوعزة\u2069"


def test_a_template_keeps_its_placeholders(catalogues: Catalogues) -> None:
    assert catalogues["fr"].template("{date} at {time}") == "{date} à {time}"


def test_the_hours_of_a_meeting_hold_together_on_a_narrow_screen() -> None:
    """UAX #14 lets a line break after a dash, even before a no-break space: only a word joiner forbids it."""
    assert time_range(dt.time(9), dt.time(10, 30)) == "09:00\u00a0\u2060–\u2060\u00a010:30"
