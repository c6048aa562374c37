"""Birth dates as lists write them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kelambu_tui.people.birth import LAST_SERIAL, age_on, read_date

any_day = st.dates(date(1900, 3, 1), date(2060, 12, 31))
WRITTEN = (
    "%d/%m/%Y",
    "%d/%m/%Y %H:%M:%S",
    "%d-%m-%Y",
    "%d.%m.%Y",
    "%Y-%m-%d",
    "%Y-%m-%dT00:00:00",
    "%Y/%m/%d",
)


@given(any_day, st.sampled_from(WRITTEN))
def test_every_way_of_writing_reads_back(day: date, written: str) -> None:
    assert read_date(day.strftime(written)) == day


@given(any_day)
def test_spreadsheet_serials_read_back(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    if 1900 <= serial <= 2100:
        return
    assert read_date(str(serial)) == read_date(f"{serial}.0") == day


def day_or_code(text: str) -> date | str:
    try:
        return read_date(text)
    except ValueError as error:
        return str(error)


@given(st.one_of(st.text(), st.from_regex(r"\A\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}( \d\d:\d\d:\d\d)?\Z")))
def test_any_text_gives_a_date_or_a_code(text: str) -> None:
    found = day_or_code(text)
    assert isinstance(found, date) or found.startswith("tanggal_")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("17/08/1985", date(1985, 8, 17)),
        ("17/08/1985 00:00:00", date(1985, 8, 17)),
        ("17/08/1985 13:45", date(1985, 8, 17)),
        ("7/8/1985", date(1985, 8, 7)),
        (" 17-08-1985 ", date(1985, 8, 17)),
        ("17 Agustus 1985", date(1985, 8, 17)),
        ("17-Agu-1985", date(1985, 8, 17)),
        ("5 Nopember 1970", date(1970, 11, 5)),
        ("1985-08-17", date(1985, 8, 17)),
        ("1985-08-17 00:00:00", date(1985, 8, 17)),
        ("1985-08-17T00:00:00.000Z", date(1985, 8, 17)),
        ("1985-08-17T00:00:00+07:00", date(1985, 8, 17)),
        ("29/02/2000", date(2000, 2, 29)),
        ("1", date(1900, 1, 1)),
        ("59", date(1900, 2, 28)),
        ("61", date(1900, 3, 1)),  # the serial after the day that never was
        ("31276", date(1985, 8, 17)),
        ("31276.0", date(1985, 8, 17)),
        ("31276.75", date(1985, 8, 17)),
        (str(LAST_SERIAL), date(2064, 4, 8)),
    ],
)
def test_readable(text: str, day: date) -> None:
    assert read_date(text) == day


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "tanggal_kosong"),
        (" - ", "tanggal_kosong"),
        ("null", "tanggal_kosong"),
        ("31/02/1985", "tanggal_mustahil"),
        ("29/02/1900", "tanggal_mustahil"),
        ("00/08/1985", "tanggal_mustahil"),
        ("17/13/1985", "tanggal_mustahil"),
        ("1985-02-30", "tanggal_mustahil"),
        ("0000-00-00", "tanggal_mustahil"),
        ("0085-08-17", "tanggal_mustahil"),
        ("17/08/0085", "tanggal_mustahil"),
        ("1_85-08-17", "tanggal_tak_terbaca"),
        ("17 Foo 1985", "tanggal_mustahil"),
        ("60", "tanggal_mustahil"),
        ("1985", "tanggal_hanya_tahun"),
        ("60001", "tanggal_tak_terbaca"),
        ("17/08/85", "tanggal_tak_terbaca"),
        ("17/08-1985", "tanggal_tak_terbaca"),
        ("17/08/1985 pagi", "tanggal_tak_terbaca"),
        ("besok", "tanggal_tak_terbaca"),
    ],
)
def test_unreadable(text: str, code: str) -> None:
    with pytest.raises(ValueError, match=f"^{code}$"):
        read_date(text)


@pytest.mark.parametrize(
    ("birth", "day", "age"),
    [
        (date(1962, 1, 1), date(2027, 1, 1), 65),
        (date(1962, 1, 2), date(2027, 1, 1), 64),
        (date(2009, 1, 1), date(2027, 1, 1), 18),
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
        (date(2027, 1, 2), date(2027, 1, 1), -1),
    ],
)
def test_age(birth: date, day: date, age: int) -> None:
    assert age_on(birth, day) == age


@given(any_day, st.integers(0, 20_000))
def test_age_grows_by_one_a_year(birth: date, days: int) -> None:
    day = birth + timedelta(days=days)
    assert age_on(birth, day + timedelta(days=366)) - age_on(birth, day) in (1, 2)
    assert abs(age_on(birth, day) - days / 365.2425) <= 1
