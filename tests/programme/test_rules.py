"""The engine: three answers, no rule of its own, and nothing lost between facts and findings."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kelambu_tui.locale import language, use_language
from kelambu_tui.programme.model import Programme, Rule
from kelambu_tui.programme.reading import load_programme
from kelambu_tui.programme.rules import Fact, FactValue, Finding, Result, blocking, evaluate
from kelambu_tui.programme.vocabulary import FACTS

PROGRAMME = load_programme()
OTHER = load_programme(Path(__file__).parent / "other_regency.toml")
PASS, FAIL, UNKNOWN = Result.PASS, Result.FAIL, Result.UNKNOWN

GOOD: dict[str, FactValue] = {
    "outcome": "layak",
    "alive": "ya",
    "resident": "ya",
    "covered": "tidak",
    "desil": 2,
    "desil_sources": (),
    "age_at_start": 41,
    "occupation": "PETANI",
    "work_status": "BERUSAHA SENDIRI",
    "nik_state": "ok",
    "same_nik": 0,
    "listed": "ya",
    "open_duplicates": 0,
    "linked_active": 0,
    "missing_fields": (),
    "quota_left": 1,
    "hardship": "sesuai",
    "nik_remarks": (),
    "death_mark": "tidak",
}

_words = st.sampled_from(
    [
        "ya",
        "tidak",
        "ok",
        "rusak",
        "layak",
        "PETANI",
        "PENSIUNAN",
        "pegawai swasta",
        "KOSONG",
        "sesuai",
        "",
        "x",
    ]
)
_values = st.one_of(st.none(), st.integers(-5, 120), _words, st.lists(_words, max_size=3).map(tuple))
some_facts = st.dictionaries(st.sampled_from(sorted(FACTS)), _values.map(lambda value: Fact(value, "uji")))


def findings(programme: Programme, **facts: FactValue) -> dict[str, Finding]:
    found = evaluate(programme, {name: Fact(value, "uji") for name, value in facts.items()})
    return {finding.rule: finding for finding in found}


def result_of(rule: str, **facts: FactValue) -> Result:
    return findings(PROGRAMME, **facts)[rule].result


def test_someone_who_fits_passes_everything() -> None:
    found = evaluate(PROGRAMME, {name: Fact(value, "uji") for name, value in GOOD.items()})
    assert [finding.rule for finding in found] == [rule.code for rule in PROGRAMME.rules]
    assert {finding.result for finding in found} == {PASS}
    assert all(finding.remedy == "" for finding in found)
    assert blocking(found) == ()


@pytest.mark.parametrize(
    ("rule", "fact", "value", "result"),
    [
        ("desil", "desil", 0, FAIL),
        ("desil", "desil", 1, PASS),
        ("desil", "desil", 3, PASS),
        ("desil", "desil", 4, FAIL),
        ("desil", "desil", None, UNKNOWN),
        ("usia", "age_at_start", 17, FAIL),
        ("usia", "age_at_start", 18, PASS),
        ("usia", "age_at_start", 64, PASS),
        ("usia", "age_at_start", 65, FAIL),
        ("usia", "age_at_start", None, UNKNOWN),
        ("usia_dekat_batas", "age_at_start", 63, PASS),
        ("usia_dekat_batas", "age_at_start", 64, FAIL),
        ("bekerja", "occupation", "TIDAK/BELUM BEKERJA", FAIL),
        ("bekerja", "occupation", " tidak/belum  bekerja ", FAIL),
        ("bekerja", "occupation", "penyadap karet", PASS),
        ("bekerja", "occupation", "", UNKNOWN),
        ("bekerja", "occupation", "KOSONG", UNKNOWN),
        ("bukan_aparatur", "occupation", "PNS/TNI/POLRI", FAIL),
        ("bukan_aparatur", "occupation", "PEJABAT NEGARA", FAIL),
        ("bukan_aparatur", "occupation", "PENSIUNAN", FAIL),
        ("bukan_aparatur", "occupation", "NELAYAN", PASS),
        ("bukan_pegawai", "occupation", "PEGAWAI SWASTA", FAIL),
        ("bukan_buruh_tetap", "work_status", "BURUH/KARYAWAN/PEGAWAI", FAIL),
        ("bukan_buruh_tetap", "work_status", "PEKERJA BEBAS", PASS),
        ("bukan_buruh_tetap", "work_status", "KOSONG", UNKNOWN),
        ("belum_peserta", "covered", "ya", FAIL),
        ("belum_peserta", "covered", "tidak", PASS),
        ("hidup", "alive", "tidak", FAIL),
        ("tinggal_di_sini", "resident", "tidak", FAIL),
        ("nik_dapat_dipakai", "nik_state", "ok", PASS),
        ("nik_dapat_dipakai", "nik_state", "tidak_sah", FAIL),
        ("nik_dapat_dipakai", "nik_state", "rusak", UNKNOWN),
        ("nik_dapat_dipakai", "nik_state", "kosong", UNKNOWN),
        ("nik_tunggal", "same_nik", 0, PASS),
        ("nik_tunggal", "same_nik", 1, FAIL),
        ("bukan_data_ganda", "open_duplicates", 0, PASS),
        ("bukan_data_ganda", "open_duplicates", 1, FAIL),
        ("ada_di_daftar", "listed", "ya", PASS),
        ("ada_di_daftar", "listed", "tidak", FAIL),
        ("satu_tempat", "linked_active", 0, PASS),
        ("satu_tempat", "linked_active", 1, FAIL),
        ("data_lengkap", "missing_fields", (), PASS),
        ("data_lengkap", "missing_fields", ("Nomor HP",), UNKNOWN),
        ("kuota", "quota_left", 1, PASS),
        ("kuota", "quota_left", 0, FAIL),
        ("kuota", "quota_left", None, UNKNOWN),
        ("desil_terbukti", "hardship", "tidak_sesuai", FAIL),
        ("desil_terbukti", "hardship", "belum_cukup", UNKNOWN),
        ("desil_terbukti", "hardship", None, UNKNOWN),
        ("nik_cocok", "nik_remarks", ("Tanggal lahir berbeda.",), FAIL),
        ("nama_tanpa_almarhum", "death_mark", "ya", FAIL),
        ("hasil_layak", "outcome", "pindah", FAIL),
        ("hasil_layak", "outcome", "", UNKNOWN),
    ],
)
def test_rules_of_the_programme(rule: str, fact: str, value: FactValue, result: Result) -> None:
    finding = findings(PROGRAMME, **(GOOD | {fact: value}))[rule]
    assert finding.result is result
    assert (finding.remedy == "") == (result is PASS)
    assert finding.legal != ""


def test_warnings_do_not_block() -> None:
    odd = GOOD | {"death_mark": "ya", "hardship": "tidak_sesuai", "work_status": "BURUH/KARYAWAN/PEGAWAI"}
    found = tuple(findings(PROGRAMME, **odd).values())
    assert [finding.rule for finding in found if finding.result is FAIL] == [
        "bukan_buruh_tetap",
        "desil_terbukti",
        "nama_tanpa_almarhum",
    ]
    assert blocking(found) == ()


def test_what_is_not_known_blocks_too() -> None:
    found = tuple(findings(PROGRAMME).values())
    assert {finding.result for finding in found} == {UNKNOWN}
    assert {finding.rule for finding in blocking(found)} == {
        rule.code for rule in PROGRAMME.rules if rule.weight == "wajib"
    }


@pytest.mark.parametrize(
    ("rule", "fact", "value", "shown"),
    [
        ("usia", "age_at_start", 41, "41 tahun"),
        ("hidup", "alive", "tidak", "tidak"),
        ("nik_dapat_dipakai", "nik_state", "rusak", "rusak oleh lembar kerja"),
        ("data_lengkap", "missing_fields", ("Nomor HP", "RT"), "Nomor HP, RT"),
        ("data_lengkap", "missing_fields", (), "lengkap"),
        ("desil", "desil", None, "belum ada data"),
        ("kuota", "quota_left", 0, "0 tempat"),
    ],
)
def test_values_in_words(rule: str, fact: str, value: FactValue, shown: str) -> None:
    finding = findings(PROGRAMME, **{fact: value})[rule]
    assert finding.value == shown
    assert finding.source == ("uji" if value is not None else "")


def test_findings_speak_the_language_in_use() -> None:
    before = language()
    try:
        use_language("en")
        finding = findings(PROGRAMME, age_at_start=70)["usia"]
        assert finding.title == "Age is outside 18 to under 65"
        assert finding.value == "70 years"
    finally:
        use_language(before)


# --- another regency's programme: the code knows no rule -------------------------------------------


@pytest.mark.parametrize(
    ("facts", "results"),
    [
        ({"desil": 4, "age_at_start": 55, "occupation": "nelayan"}, [PASS, PASS, PASS]),
        ({"desil": 1, "age_at_start": 56, "occupation": "PETANI"}, [FAIL, FAIL, FAIL]),
        ({"desil": 5, "age_at_start": 21}, [PASS, PASS, UNKNOWN]),
    ],
)
def test_another_programme(facts: dict[str, FactValue], results: list[Result]) -> None:
    found = findings(OTHER, **facts)
    assert [found[rule].result for rule in ("desil", "usia", "nelayan")] == results


def test_rules_hold_from_their_first_to_their_last_day() -> None:
    assert "belum_berlaku" not in findings(OTHER)
    assert "hari_terakhir" in findings(OTHER)
    later = OTHER.model_copy(update={"start": date(2028, 7, 2)})
    assert "belum_berlaku" in findings(later)
    assert "hari_terakhir" not in findings(later)


def test_tariffs_follow_the_day() -> None:
    totals = [OTHER.contribution.on(day) for day in (date(2027, 6, 1), date(2028, 1, 1))]
    assert [tariff.total for tariff in totals if tariff] == [16_800, 19_000]


def test_filled_and_membership_in_lists() -> None:
    base = PROGRAMME.rules[0].model_dump()
    filled = Rule.model_validate(base | {"fact": "missing_fields", "test": "filled", "values": ()})
    among = Rule.model_validate(base | {"fact": "nik_remarks", "test": "in", "values": ("b",)})
    programme = PROGRAMME.model_copy(update={"rules": (filled, among)})
    facts = {"missing_fields": Fact(("x",), ""), "nik_remarks": Fact(("a", "B"), "")}
    assert [finding.result for finding in evaluate(programme, facts)] == [PASS, PASS]
    facts = {"missing_fields": Fact((), ""), "nik_remarks": Fact(("a",), "")}
    assert [finding.result for finding in evaluate(programme, facts)] == [FAIL, FAIL]


# --- properties ------------------------------------------------------------------------------------


@given(some_facts)
def test_missing_data_is_never_a_no(facts: dict[str, Fact]) -> None:
    facts_of = {rule.code: rule.fact for rule in PROGRAMME.rules}
    for finding in evaluate(PROGRAMME, facts):
        fact = facts.get(facts_of[finding.rule])
        if fact is None or fact.value is None or fact.value == "":
            assert finding.result is UNKNOWN


@given(some_facts, st.sampled_from(sorted(FACTS)), _values)
def test_a_fact_only_moves_the_rules_that_name_it(
    facts: dict[str, Fact], name: str, value: FactValue
) -> None:
    before = evaluate(PROGRAMME, facts)
    after = evaluate(PROGRAMME, facts | {name: Fact(value, "baru")})
    for rule, one, other in zip(PROGRAMME.rules, before, after, strict=True):
        assert rule.fact == name or one == other


@given(some_facts)
def test_every_rule_answers_once_and_in_order(facts: dict[str, Fact]) -> None:
    found = evaluate(PROGRAMME, facts)
    assert [finding.rule for finding in found] == [rule.code for rule in PROGRAMME.rules]
    assert all(finding.title and finding.value and finding.legal for finding in found)
    assert set(blocking(found)) <= set(found)


@given(st.integers(-50, 200))
def test_the_age_window(age: int) -> None:
    assert (result_of("usia", age_at_start=age) is PASS) == (18 <= age < 65)
