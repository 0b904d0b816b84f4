"""Dates and times as people write them. Today is Monday, 23 November 2026."""

from datetime import date, datetime, time

import pytest

from conversations.steps import Problem
from conversations.when import When, read, read_days, read_end, read_moment, read_times

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("samedi 14h30", "2026-11-28T14:30"),
        ("sam. 28 nov. 14h30 - 17h", "2026-11-28T14:30/17:00"),
        ("Samedi 28 novembre 2026 à 14 h 30", "2026-11-28T14:30"),
        ("28/11 14:30", "2026-11-28T14:30"),
        ("28/11/26 14:30-17:00", "2026-11-28T14:30/17:00"),
        ("le 28-11 de 14h à 17h", "2026-11-28T14:00/17:00"),
        ("2026-11-28 14:30", "2026-11-28T14:30"),
        ("28.11.2026", "2026-11-28"),
        ("lundi", "2026-11-30"),
        ("aujourd'hui 18h", "2026-11-23T18:00"),
        ("demain 9h30", "2026-11-24T09:30"),
        ("après-demain 9h", "2026-11-25T09:00"),
        ("1er décembre", "2026-12-01"),
        ("3 janvier 10h", "2027-01-03T10:00"),
        ("السبت 14:30", "2026-11-28T14:30"),
        ("السبت 28 نونبر مع 14:30", "2026-11-28T14:30"),
        ("يوم الخميس ٢٦ نوفمبر من ١٤:٣٠ حتى ١٧:٠٠", "2026-11-26T14:30/17:00"),
        ("نهار الحد 10:00", "2026-11-29T10:00"),
        ("غدا 10:00", "2026-11-24T10:00"),
        ("28 غشت 2027", "2027-08-28"),
        ("gheda m3a 9", "2026-11-24T09:00"),
        ("sebt m3a 9 w ness", "2026-11-28T09:30"),
        ("b3d ghedda 3la 10h", "2026-11-25T10:00"),
        ("غدا مع 9 ونص", "2026-11-24T09:30"),
        ("demain à 9", "2026-11-24T09:00"),
        ("demain à 9 heures et demie", "2026-11-24T09:30"),
        ("5/3 22h-00h30", "2027-03-05T22:00/00:30"),
    ],
)
def test_what_is_read(written: str, kept: str) -> None:
    found = read(written, TODAY)
    assert (str(found), When.of(kept)) == (kept, found)


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("bientôt", "I do not understand the day"),
        ("14h30", "I do not understand the day"),
        ("31/11", "no such day"),
        ("29/2/2027", "no such day"),
        ("22/11/2026", "over already"),
        ("28/11/2029", "more than a year"),
        ("vendredi 28 novembre", "do not belong together"),
        ("samedi 14h30-12h", "must end after"),
    ],
)
def test_what_is_not_understood_says_why(written: str, why: str) -> None:
    found = read(written, TODAY)
    assert isinstance(found, Problem) and why in found.msgid


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("demain 9h30", "2026-11-24T09:30"),
        ("غدا 9:30", "2026-11-24T09:30"),
        ("gheda m3a 9", "2026-11-24T09:00"),
        ("18h", "2026-11-23T18:00"),
        ("9h", "2026-11-24T09:00"),
        ("lundi 8h", "2026-11-30T08:00"),
    ],
)
def test_a_moment_is_ahead(written: str, moment: str) -> None:
    assert read_moment(written, datetime(2026, 11, 23, 12)) == datetime.fromisoformat(moment)


@pytest.mark.parametrize(
    ("written", "why"), [("demain", "the time"), ("aujourd'hui 11h", "This time is over"), ("vite", "the day")]
)
def test_no_moment_says_why(written: str, why: str) -> None:
    found = read_moment(written, datetime(2026, 11, 23, 12))
    assert isinstance(found, Problem) and why in found.msgid


def test_times_alone() -> None:
    assert read_times("14") == (time(14), None)
    assert read_times("de 9h à 12h15") == (time(9), time(12, 15))
    assert isinstance(read_times("l'après-midi"), Problem)


@pytest.mark.parametrize(
    ("written", "end"), [("17h", "17:00"), ("17:15", "17:15"), ("2h", "16:30"), ("2h30", "17:00"), ("90 min", "16:00")]
)
def test_the_end_is_a_time_or_how_long_it_lasts(written: str, end: str) -> None:
    assert read_end(written, time(14, 30)) == time.fromisoformat(end)


def test_an_end_before_the_begin_is_refused_and_after_midnight_is_the_next_day() -> None:
    assert isinstance(read_end("12:00", time(14, 30)), Problem)
    assert When.of("2027-03-05T22:00/00:30").walls() == ("2027-03-05T22:00", "2027-03-06T00:30")


def test_further_sessions_take_the_times_of_the_first() -> None:
    first = When.of("2026-11-28T14:30/17:00")
    found = read_days("5/12\n12/12 10h-12h", first, TODAY)
    assert isinstance(found, list)
    assert [str(one) for one in found] == ["2026-12-05T14:30/17:00", "2026-12-12T10:00/12:00"]
    assert isinstance(read_days("5/12\nplus tard", first, TODAY), Problem)
