"""The shipped Pake Kelambu: its figures, its words in both languages, the sources of its rules."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date

import pytest

from kelambu_tui.people.nik import NikState, problem_sentence
from kelambu_tui.programme.fields import read_field
from kelambu_tui.programme.model import Programme, Text
from kelambu_tui.programme.reading import load_programme
from kelambu_tui.programme.shape import Shape
from kelambu_tui.programme.vocabulary import FACTS
from kelambu_tui.seed import seed_file

PROGRAMME = load_programme()
TODAY = date(2026, 11, 23)
HEADERS = (
    "no nik nama tempat_lahir tgl_lahir jk alamat rt rw desa kecamatan kode_wilayah no_hp nama_ibu_kandung "
    "jenis_pekerjaan lokasi_bekerja penghasilan program periode no_kk ahli_waris id_p3ke desil no_ba "
    "dikoreksi"
)
OUTCOMES = (
    "layak meninggal pindah tidak_ditemukan data_ganda mampu menolak bukan_pekerja sudah_peserta "
    "pu_asn_tni_polri usia_tidak_memenuhi nik_bermasalah lainnya"
)
FIELDS = (
    "nik nkk birthplace mother_name phone occupation work_location income rt rw heir "
    "moved_to died_on survivor"
)


def texts(part: object) -> Iterator[Text]:
    if isinstance(part, Text):
        yield part
    elif isinstance(part, dict):
        for inner in part.values():
            yield from texts(inner)
    elif isinstance(part, tuple):
        for inner in part:
            yield from texts(inner)
    elif isinstance(part, Shape):
        for name in type(part).model_fields:
            yield from texts(getattr(part, name))


def test_quota_is_that_of_the_programme() -> None:
    assert PROGRAMME.quota == {1: 12_451, 2: 24_119, 3: 8_430}
    assert sum(PROGRAMME.quota.values()) == PROGRAMME.places == 45_000


def test_contribution_is_16_800_a_month() -> None:
    tariff = PROGRAMME.contribution.on(PROGRAMME.start)
    assert tariff is not None
    assert (tariff.jkk, tariff.jkm, tariff.total) == (10_000, 6_800, 16_800)
    assert PROGRAMME.contribution.on(date(2020, 1, 1)) is None


@pytest.mark.parametrize(
    ("code", "law", "article"),
    [
        ("jkk_meninggal", 70_000_000, 244_000_000),
        ("jkm", 42_000_000, 40_000_000),
        ("pemakaman", 10_000_000, 10_000_000),
        ("beasiswa", 174_000_000, 174_000_000),
        ("cacat_total_tetap", 56_000_000, 56_000_000),
        ("perawatan", None, None),
    ],
)
def test_law_and_article_are_told_apart(code: str, law: int | None, article: int | None) -> None:
    benefit = next(benefit for benefit in PROGRAMME.benefits.items if benefit.code == code)
    assert (benefit.law, benefit.article) == (law, article)


def test_benefits_inform_and_do_not_decide() -> None:
    assert "bukan penetapan" in PROGRAMME.benefits.notice.id


def test_names_that_others_rely_on() -> None:
    assert " ".join(outcome.code for outcome in PROGRAMME.outcomes) == OUTCOMES
    assert [outcome.code for outcome in PROGRAMME.outcomes if outcome.eligible] == ["layak"]
    assert " ".join(field.name for field in PROGRAMME.fields) == FIELDS
    assert " ".join(column.header for column in PROGRAMME.export) == HEADERS
    assert PROGRAMME.outcome("data_ganda").demands == "other"
    assert PROGRAMME.outcome("lainnya").demands == "note"
    assert PROGRAMME.field("income").kind == "rupiah"
    with pytest.raises(KeyError):
        PROGRAMME.outcome("hilang")


def test_numbers_with_many_digits_are_text_columns() -> None:
    columns = {column.source: column for column in PROGRAMME.export}
    assert all(columns[source].text for source in ("nik", "nkk", "phone", "family_id", "village_code"))
    assert columns["birth_date"].format == "dd-mm-yyyy"


def test_every_fact_has_its_rule() -> None:
    assert {rule.fact for rule in PROGRAMME.rules} == set(FACTS)


def test_every_outcome_and_every_state_is_shown_in_words() -> None:
    rules = {rule.code: rule for rule in PROGRAMME.rules}
    assert set(rules["hasil_layak"].labels) == {outcome.code for outcome in PROGRAMME.outcomes}
    assert set(rules["nik_dapat_dipakai"].labels) == {state.value for state in NikState}


def test_everything_shown_is_in_both_languages() -> None:
    shown = list(texts(PROGRAMME))
    assert len(shown) > 250
    for text in shown:
        assert text.id == text.id.strip()
        assert text.en == text.en.strip()
        assert "  " not in text.id + text.en


def test_help_and_remedies_are_sentences() -> None:
    for text in (
        *(rule.remedy for rule in PROGRAMME.rules),
        *(field.help for field in PROGRAMME.fields),
        *(question.help for question in PROGRAMME.hardship.questions),
    ):
        assert text.id.endswith((".", "?")), text.id
        assert text.en.endswith((".", "?")), text.en


def test_every_example_is_read_by_its_own_field() -> None:
    for field in PROGRAMME.fields:
        assert read_field(field, field.example, TODAY), field.name


def test_digest_and_period() -> None:
    content = seed_file("programme.toml").read_bytes()
    assert PROGRAMME.digest == hashlib.blake2b(content, digest_size=32).hexdigest()
    assert PROGRAMME.period == "01/2027-12/2027"
    assert PROGRAMME.start == date(2027, 1, 1)


def test_rule_codes_are_no_problem_codes() -> None:
    assert all(problem_sentence(rule.code) == rule.code for rule in PROGRAMME.rules)


@pytest.mark.parametrize(
    ("start", "months", "period"),
    [
        (date(2027, 1, 1), 1, "01/2027-01/2027"),
        (date(2027, 7, 1), 12, "07/2027-06/2028"),
        (date(2027, 12, 1), 13, "12/2027-12/2028"),
    ],
)
def test_period(start: date, months: int, period: str) -> None:
    changed: Programme = PROGRAMME.model_copy(update={"start": start, "period_months": months})
    assert changed.period == period
