"""Each rule refuses what it is there for, and lets the copy deck's own wording pass."""

from pathlib import Path

import pytest

from locales.catalogues import Entry
from locales.languages import LANGUAGES
from locales.lints import about_entry, problems


def about(language: str, *forms: str, msgid: str = "{who}", button: bool = False, plain: bool = False) -> list[str]:
    many = msgid if len(forms) > 1 else None
    return list(about_entry(Entry(msgid, many, forms, Path("x.po")), language, button, plain))


@pytest.mark.parametrize(
    ("language", "form"),
    [
        ("fr", "L'équipe «\u00a0{who}\u00a0» répond\u00a0: oui\u00a0! Vraiment\u00a0?!"),
        ("fr", 'À 10:30, voir <a href="https://x.ma/a?b=1">{who}</a> &amp; <b>tout</b>'),
        ("ar", "الجهة المكلفة بالتبليغ: {who}\nوقد أرسلناه إلى هذه الجهة."),
        ("ary", "المشكل كتكلف بيه: {who}\nصيفطناه ليهم، ولا جاوبو هنا."),
        ("ary", "مرحبا بكم\nالسمية: {who}"),
    ],
)
def test_good_wording_passes(language: str, form: str) -> None:
    assert about(language, form) == []


@pytest.mark.parametrize(
    ("language", "form", "problem"),
    [
        ("fr", "{whom}", "has the placeholders ['whom'], not ['who']"),
        ("fr", "{who!r}", "braces: only plain names, not ['who']"),
        ("fr", "{who", "braces: expected '}' before end of string"),
        ("fr", "<b>{who}", "leaves <b> open"),
        ("fr", "<b>{who}</i></b>", "</i> closes nothing"),
        ("fr", "<div>{who}</div>", "<div> is not a tag of Telegram"),
        ("fr", "{who} & co", "has a bare &"),
        ("fr", "{who} ?", "' ?': U+00A0 belongs before it"),
        ("fr", "Qui: {who}", "'i:': U+00A0 belongs before it"),
        ("fr", "« {who}\u00a0»", "'« ': U+00A0 belongs inside « »"),
        ("fr", "Veuillez {who}", "'Veuillez': ruled out by the house style"),
        ("fr", "{who} est désolé", "'désolé': shows gender"),
        ("fr", "{who} invité(e)", "'(e)': shows gender"),
        ("ar", "{who} هنا", "begins a line with a placeholder: '{who} هنا'"),
        ("ar", "من طرف و{who}", "attaches a letter to a placeholder: 'من طرف و{who}'"),
        ("ary", "مرحبا بكم فال«{who}»", "attaches a letter to a placeholder: 'مرحبا بكم فال«{who}»'"),
        ("ar", "المختبر: {who}", "'المختبر': reads as a medical laboratory: فريق {lab}"),
        ("ar", "عدد ٣ {who}", "'٣': Western digits only"),
        ("ar", "رقم \u200f{who}", "'\\u200f': direction marks are added when it is said"),
        ("ary", "شكراً {who}", "'\u064b': no diacritics"),
        ("ary", "ڤيديو {who}", "'ڤ': not in the house spelling"),
        ("ary", "آه أو لا {who}", "says 'أو', which the house style rules out"),
        ("ary", "صيفط {who}", "says 'صيفط', which the house style rules out"),
        ("ar", "متأكد من {who}", "says 'متأكد', which the house style rules out"),
    ],
)
def test_bad_wording_is_told(language: str, form: str, problem: str) -> None:
    assert problem in about(language, form)


def test_plurals_are_complete_and_may_leave_the_number_out() -> None:
    assert about("fr", "{n} voix", "{n} voix", msgid="{n} vote") == []
    assert about("ary", "اختيار واحد", "جوج", "{n} اختيارات", "{n} اختيار", msgid="{n} vote") == []
    assert about("ar", "{n} صوت", "صوت واحد", msgid="{n} vote") == ["has 2 plural forms, not 6"]


def test_lengths() -> None:
    assert about("fr", "x" * 31, msgid="x", button=True) == [f"is a button of 31 characters, at most 30: '{'x' * 31}'"]
    assert about("fr", "x" * 4097, msgid="x") == ["is longer than 4096"]


def test_plain_texts_are_not_markup() -> None:
    assert about("fr", "A & B", msgid="A", plain=True) == []


def test_code_and_catalogues_agree(tmp_path: Path) -> None:
    (tmp_path / "handlers").mkdir()
    (tmp_path / "handlers" / "desk.py").write_text('texts("Said")\ntexts.plural("{n} a", "{n} b", 2)\ntexts("Guess")\n')
    for language in LANGUAGES.values():
        folder = tmp_path / "locales" / language.folder
        folder.mkdir(parents=True)
        (folder / "desk.po").write_text(language.header + '\nmsgid "Unsaid"\nmsgstr "نعم"\n')
    french = tmp_path / "locales" / "fr" / "desk.po"
    french.write_text(
        french.read_text() + '\nmsgid "Said"\nmsgstr "Dit"\n\nmsgid "{n} a"\nmsgid_plural "{n} c"\nmsgstr[0] "{n}"\n'
        'msgstr[1] "{n}"\n\n#, fuzzy\nmsgid "Guess"\nmsgstr "Peut-être"\n'
    )
    assert [one for one in problems(tmp_path) if "catalogue ar" not in one] == [
        "ar/desk.po 'Unsaid': no source says it; delete it or mark it with N_",
        "ar_MA/desk.po 'Unsaid': no source says it; delete it or mark it with N_",
        "fr/desk.po 'Unsaid': no source says it; delete it or mark it with N_",
        "handlers/desk.py:2: '{n} a' has another plural in fr/desk.po '{n} a'",
        "handlers/desk.py:3: 'Guess' is not in the catalogue fr",
    ]
