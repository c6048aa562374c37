from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from kelambu_tui.locale import use_language
from kelambu_tui.matching.pairs import Evidence, Kind, Pair
from kelambu_tui.programme.reading import load_programme
from kelambu_tui.tui import glyphs
from kelambu_tui.tui.widgets.evidence import percent, reasons_text, verdict_line, waterfall_text, weight_words
from kelambu_tui.tui.widgets.facing import differing, facing_text, mark_of
from kelambu_tui.tui.widgets.field_pairs import FieldPair, field_pairs
from kelambu_tui.work.facing import Side

TONES = {"accent": "green", "amber": "yellow", "red": "red", "muted": "dim"}
LEFT = Side(
    person="A",
    name="SUHARTINI",
    nik="1606024101590002",
    birth_date="1959-01-01",
    sex="P",
    mother_name="",
    birthplace="Sekayu",
    relation="ISTRI/SUAMI",
    household="404000012",
    address="DUSUN I RT 001 RW 001",
    rt="001",
    rw="001",
    village="Danau Cala, Lais",
    desil=2,
    outcome="layak",
    state="menunggu",
)
RIGHT = replace(
    LEFT, person="B", name="SUHARTINY", nik="1606024101590020", birthplace="", household="404000071", state=""
)
PAIR = Pair(
    "A",
    "B",
    0.98,
    5.6,
    Kind.SAME_PERSON,
    (
        Evidence("name", "mirip_sekali", 7.25, "SUHARTINI", "SUHARTINY"),
        Evidence("nik", "tertukar", 6.0, "1606024101590002", "1606024101590020"),
        Evidence("village", "lain", -2.0, "x", "y"),
    ),
)


@pytest.fixture(autouse=True)
def words() -> Iterator[None]:
    use_language("id")
    glyphs.use_simple(False)
    yield
    glyphs.use_simple(False)


def shown(revealed: dict[str, str] | None = None, left: Side = LEFT, right: Side = RIGHT) -> list[FieldPair]:
    return field_pairs(left, right, load_programme(), revealed or {})


@pytest.mark.parametrize(
    ("left", "right", "level", "mark"),
    [
        ("SITI", "SITI", "sama", "="),
        ("Siti", "SITI", None, "="),
        ("SITI", "SITTI", "mirip_sekali", "~"),
        ("M. SUHARTO", "MUHAMMAD SOEHARTO", "sama", "~"),  # folded alike, but not the same letters
        ("SITI", "RUSLAN", "lain", "x"),
        ("Lais", "Sekayu", "sekecamatan", "x"),
        ("2", "3", None, "x"),
        ("", "SITI", None, "?"),
        ("SITI", "", "lain", "?"),
    ],
)
def test_marks(left: str, right: str, level: str | None, mark: str) -> None:
    line = FieldPair("name", "Nama", left, right, (left, right))
    assert mark_of(line, {} if level is None else {"name": level}) == mark


@pytest.mark.parametrize(
    ("left", "right", "parts"),
    [
        ("SUHARTINI", "SUHARTINY", ([(8, 9)], [(8, 9)])),
        ("1606024101590002", "1606024101590020", ([(14, 15), (15, 16)], [(14, 15), (15, 16)])),
        ("HOSNA", "IBU HOSNA", ([], [(0, 4)])),
        ("01-02-1959", "02-01-1959", ([(1, 2), (4, 5)], [(1, 2), (4, 5)])),
        ("SITI", "RUSLAN", ([], [])),  # nothing in common: marking every letter would say nothing
        ("siti", "SITI", ([], [])),
    ],
)
def test_which_letters_differ(left: str, right: str, parts: object) -> None:
    assert differing(left, right) == parts


@given(st.text(max_size=20), st.text(max_size=20))
def test_what_is_marked_lies_within_and_the_rest_is_common(left: str, right: str) -> None:
    rests = []
    for text, parts in zip((left, right), differing(left, right), strict=True):
        assert all(0 <= start < end <= len(text) for start, end in parts)
        marked = {at for start, end in parts for at in range(start, end)}
        rests.append("".join(sign for at, sign in enumerate(text) if at not in marked).casefold())
    if differing(left, right) != ([], []):
        assert rests[0] == rests[1]


def test_every_line_is_as_wide_and_a_masked_nik_tells_where_not_how() -> None:
    for width, taken in ((78, 77), (118, 103)):
        text = facing_text(shown(), PAIR, ("ID A", "ID B"), width, TONES)
        lines = text.plain.split("\n")
        assert {cell_len(line) for line in lines} == {taken}
        assert "159000" not in text.plain
        (nik,) = [line for line in text.split("\n") if line.plain.startswith("NIK")]
        underlined = [
            nik.plain[span.start : span.end] for span in nik.spans if "underline" in str(span.style)
        ]
        assert underlined == ["0", "2", "2", "0"]


def test_only_who_was_revealed_is_shown() -> None:
    text = facing_text(shown({"B": RIGHT.nik}), PAIR, ("", ""), 78, TONES).plain
    assert RIGHT.nik in text
    assert LEFT.nik not in text


def test_odd_niks_mark_no_letters_and_show_nothing() -> None:
    for nik, spelled in (("1,60602E+15", True), ("16.0602.4101590002", False)):
        (line,) = [line for line in shown(right=replace(RIGHT, nik=nik)) if line.field == "nik"]
        assert line.spelled == spelled
        assert "0602" not in line.right


def test_what_both_lack_takes_no_line_and_a_lack_is_said() -> None:
    text = facing_text(shown(), PAIR, ("", ""), 78, TONES).plain
    assert "Nama ibu" not in text
    (line,) = [line for line in text.split("\n") if line.startswith("Tempat lahir")]
    assert line.split() == ["Tempat", "lahir", "Sekayu", "?", "kosong"]


def test_long_names_are_folded_not_cut() -> None:
    long = replace(RIGHT, name="SITI NURHALIZA BINTI ABDURRAHMAN WAHID AL PALEMBANGI")
    text = facing_text(shown(right=long), PAIR, ("", ""), 78, TONES)
    assert "PALEMBANGI" in text.plain
    wide = facing_text(shown(right=replace(RIGHT, name="宽" * 70)), PAIR, ("", ""), 78, TONES)
    assert wide.plain.count("宽") == 70
    assert all(cell_len(line) <= 78 for line in wide.plain.split("\n"))


def test_simple_consoles_get_brackets() -> None:
    glyphs.use_simple(True)
    text = facing_text(shown(), PAIR, ("", ""), 78, TONES).plain
    assert "SUHARTIN[I]" in text
    assert "SUHARTIN[Y]" in text


@pytest.mark.parametrize(
    ("probability", "words"),
    [
        (0.9999, "Hampir pasti orang yang sama, lebih dari 99 %"),
        (0.98, "Hampir pasti orang yang sama, 98 %"),
        (0.93, "Kemungkinan besar orang yang sama, 93 %"),
        (0.71, "Mungkin orang yang sama, 71 %"),
        (0.5, "Bisa jadi orang yang sama, 50 %"),
        (0.2, "Tampaknya dua orang, 20 %"),
        (0.0001, "Hampir pasti dua orang, kurang dari 1 %"),
    ],
)
def test_probability_in_words_and_per_cent(probability: float, words: str) -> None:
    assert verdict_line(replace(PAIR, probability=probability)) == words


def test_of_two_people_with_one_nik_one_nik_is_wrong() -> None:
    two = replace(PAIR, kind=Kind.SAME_NIK, probability=0.03)
    assert verdict_line(two) == "Hampir pasti dua orang, 3 %. Salah satu NIK tentu keliru."
    assert "keliru" not in verdict_line(replace(two, probability=0.97))


@given(st.floats(0, 1))
def test_nothing_is_certain(probability: float) -> None:
    assert percent(probability) not in ("0 %", "100 %")


@pytest.mark.parametrize(("weight", "words"), [(6.24, "+6,2"), (-0.5, "-0,5"), (-0.01, "+0,0"), (0, "+0,0")])
def test_weights(weight: float, words: str) -> None:
    assert weight_words(weight) == words


@pytest.mark.parametrize("width", [40, 76])
def test_every_reason_with_its_weight_strongest_first(width: int) -> None:
    lines = reasons_text(PAIR, width, TONES).plain.split("\n")
    weights = [line[:6].strip() for line in lines if line[:6].strip()]
    assert weights == ["+7,2", "+6,0", "-2,0"]
    assert all(cell_len(line) <= width for line in lines)


@pytest.mark.parametrize("simple", [False, True])
def test_the_waterfall_starts_at_the_prior_and_ends_at_the_sum(simple: bool) -> None:
    glyphs.use_simple(simple)
    text = waterfall_text(PAIR, 60, TONES).plain
    lines = text.rstrip("\n").split("\n")
    assert len(lines) == len(PAIR.evidence) + 2
    assert f"{PAIR.prior:+.1f}".replace(".", ",") in lines[0]
    assert "+5,6" in lines[-1]
    assert all(cell_len(line) <= 60 for line in lines)
    assert text.isascii() == simple


def test_a_star_stands_before_what_is_not_the_lists() -> None:
    put_right = replace(LEFT, replaced={"name": "SITI", "rt": "007"})
    lines = field_pairs(put_right, RIGHT, load_programme(), {})
    text = facing_text(lines, PAIR, ("A", "B"), 80, TONES)
    assert "*SUHARTINI " in text.plain
    assert "*DUSUN I" in text.plain
    assert text.plain.count("*") - text.plain.count("**********") * 10 == 2
    styles = {str(span.style) for span in text.spans if "*" in text.plain[span.start : span.end]}
    assert "bold yellow" in styles
    assert not [
        span for span in text.spans if span.style == "bold yellow" and span.end - span.start > len("*")
    ], "only the star is coloured"
