from __future__ import annotations

import hashlib
import json
import stat
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from kelambu_tui.errors import KelambuError, Refused, Unreadable
from kelambu_tui.exchange import insurer, insurer_sheet
from kelambu_tui.exchange.insurer import export_bpjs
from kelambu_tui.exchange.insurer_sheet import PRACTICE, harmless
from kelambu_tui.exchange.intake import import_list
from kelambu_tui.people.nik import compose_nik
from kelambu_tui.people.sex import Sex
from kelambu_tui.store import tables as t
from kelambu_tui.work import accounts, approval, audit, corrections, enrolment, verification
from kelambu_tui.work.verification import Sheet
from kelambu_tui.work.workspace import Workspace

SignIn = Callable[[str], Workspace]
Row = Callable[..., dict[str, str]]
FIRST, SECOND, WAITING = "IND00000003", "IND00000006", "IND00000009"  # all desil 1


@pytest.fixture
def approved(village_list: Path, sign_in: SignIn, complete: dict[str, str]) -> list[str]:
    """Two approved, one waiting, one rejected, one withdrawn; the others were never visited."""
    siti = sign_in("siti")
    queued = []
    for number, person in enumerate((FIRST, SECOND, WAITING, "IND00000002", "IND00000005")):
        phone = {"phone": f"0812-3456-78{number:02}"}
        verification.record(siti, person, Sheet("layak", complete | phone))
        queued.append(enrolment.queue(siti, person))
    budi = sign_in("budi")
    assert all(decision.done for decision in approval.approve(budi, queued[:2], ""))
    code = budi.programme.reasons.rejections[0].code
    assert approval.reject(budi, [queued[3]], code, "sudah dicek", "")[0].done
    enrolment.withdraw(siti, queued[4])
    return queued[:2]


def rows_of(path: Path) -> list[dict[str, object]]:
    sheet = openpyxl.load_workbook(path).worksheets[0]
    header, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(map(str, header), row, strict=True)) for row in rows]


@pytest.mark.usefixtures("approved")
def test_only_the_approved_are_written_and_every_column_is_filled(sign_in: SignIn, tmp_path: Path) -> None:
    out = tmp_path / "bpjs.xlsx"
    report = export_bpjs(sign_in("budi"), out)
    rows = rows_of(out)
    assert (report.count, report.path) == (2, out)
    assert [row["nama"] for row in rows] == ["WARGA NOMOR 3", "WARGA NOMOR 6"]
    columns = [column.header for column in sign_in("budi").programme.export]
    assert list(rows[0]) == [PRACTICE, *columns]
    first = rows[0]
    assert first["nik"] == compose_nik("160602", date(1973, 4, 4), Sex.FEMALE, 3)
    assert first["tgl_lahir"] == "04-04-1973"
    assert (first["jk"], first["no_hp"], first["no_kk"]) == ("P", "081234567800", "1606020101100001")
    assert (first["desa"], first["kecamatan"], first["kode_wilayah"]) == (
        "Danau Cala",
        "Lais",
        "16.06.02.2001",
    )
    assert (first["no"], first["desil"], first["penghasilan"], first["program"]) == (1, 1, 750000, "JKK+JKM")
    assert first["nama_ibu_kandung"] == "AMINAH"
    assert first["periode"] == sign_in("budi").programme.period
    empty = {header for header, value in first.items() if value is None}
    assert empty <= {"ahli_waris", "no_ba", "dikoreksi"}  # what nobody has said


def test_a_column_names_what_is_not_the_lists(
    village_list: Path, sign_in: SignIn, complete: dict[str, str], tmp_path: Path
) -> None:
    siti, budi = sign_in("siti"), sign_in("budi")
    corrections.correct(siti, FIRST, "address", "LORONG KENANGA", reason="pindah rumah")
    corrections.correct(siti, FIRST, "name", "SITI MUNAROH", reason="KTP")
    corrections.correct(siti, FIRST, "education", "TAMAT SLTA", reason="ijazah dilihat")
    nik = compose_nik("160602", date(1973, 4, 4), Sex.FEMALE, 77)
    verification.record(siti, FIRST, Sheet("layak", complete | {"nik": nik}))
    verification.record(siti, SECOND, Sheet("layak", complete | {"nkk": "1606020101100002"}))
    queued = [enrolment.queue(siti, person) for person in (FIRST, SECOND)]
    assert all(decision.done for decision in approval.approve(budi, queued, ""))
    export_bpjs(budi, tmp_path / "bpjs.xlsx")
    one, other = rows_of(tmp_path / "bpjs.xlsx")
    assert (one["nama"], one["alamat"], one["nik"]) == ("SITI MUNAROH", "LORONG KENANGA", nik)
    assert one["dikoreksi"] == "nama; NIK; alamat", "what the file does not print is not named"
    assert other["dikoreksi"] is None


@pytest.mark.usefixtures("approved")
def test_practice_data_never_look_like_a_file_for_the_insurer(sign_in: SignIn, tmp_path: Path) -> None:
    out = tmp_path / "bpjs.xlsx"
    export_bpjs(sign_in("budi"), out)
    book = openpyxl.load_workbook(out)
    assert book.sheetnames == ["LATIHAN"]
    assert "LATIHAN" in str(book.worksheets[0].oddHeader)
    assert {row["LATIHAN"] for row in rows_of(out)} == {"data rekaan, jangan dikirim"}


@pytest.mark.usefixtures("approved")
def test_long_numbers_are_text_cells(sign_in: SignIn, tmp_path: Path) -> None:
    export_bpjs(sign_in("budi"), tmp_path / "bpjs.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "bpjs.xlsx").worksheets[0]
    header = [cell.value for cell in sheet[1]]
    for row in sheet.iter_rows(min_row=2):
        for name in ("nik", "no_kk", "no_hp", "rt"):
            cell = row[header.index(name)]
            assert (cell.data_type, cell.number_format) == ("s", "@"), name
        assert row[header.index("penghasilan")].data_type == "n"


@pytest.mark.usefixtures("approved")
def test_the_ledger_knows_the_file(sign_in: SignIn, tmp_path: Path) -> None:
    budi = sign_in("budi")
    report = export_bpjs(budi, tmp_path / "bpjs.xlsx")
    content = (tmp_path / "bpjs.xlsx").read_bytes()
    assert report.digest == hashlib.blake2b(content, digest_size=32).hexdigest()
    with budi.database.read() as connection:
        made = connection.execute(select(t.insurer_file)).mappings().one()
        line = connection.execute(select(t.entry.c.line).where(t.entry.c.kind == "export.made")).scalar_one()
    assert (made.file_name, made.file_digest, made.count, made.author) == (
        "bpjs.xlsx",
        report.digest,
        2,
        "budi",
    )
    assert "1606" not in json.dumps(json.loads(line)["body"]["file"])
    assert audit.audit(budi).ok


@pytest.mark.usefixtures("village_list")
def test_nothing_approved_is_no_file(sign_in: SignIn, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="Belum ada peserta"):
        export_bpjs(sign_in("budi"), tmp_path / "bpjs.xlsx")
    assert not list(tmp_path.glob("*.xlsx*"))


@pytest.mark.parametrize(
    ("name", "sentence", "error"),
    [
        ("bpjs.csv", "berakhiran", Unreadable),
        ("tidak-ada/bpjs.xlsx", "belum ada", Unreadable),
        ("lama.xlsx", "sudah ada", Refused),
    ],
)
@pytest.mark.usefixtures("approved")
def test_a_wrong_place_is_refused(
    sign_in: SignIn, tmp_path: Path, name: str, sentence: str, error: type[KelambuError]
) -> None:
    (tmp_path / "lama.xlsx").write_bytes(b"lama")
    with pytest.raises(error, match=sentence):
        export_bpjs(sign_in("budi"), tmp_path / name)
    assert (tmp_path / "lama.xlsx").read_bytes() == b"lama"


@pytest.mark.usefixtures("approved")
def test_force_replaces(sign_in: SignIn, tmp_path: Path) -> None:
    (tmp_path / "lama.xlsx").write_bytes(b"lama")
    assert export_bpjs(sign_in("budi"), tmp_path / "lama.xlsx", force=True).count == 2
    assert len(rows_of(tmp_path / "lama.xlsx")) == 2


@pytest.mark.usefixtures("approved")
def test_a_facilitator_makes_no_file(sign_in: SignIn, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="Hanya penyelia"):
        export_bpjs(sign_in("siti"), tmp_path / "bpjs.xlsx")


@pytest.mark.usefixtures("approved")
def test_a_supervisor_of_another_village_sees_nobody(sign_in: SignIn, tmp_path: Path) -> None:
    accounts.add_user(sign_in("budi"), "joko", "penyelia", "", ("16.06.01.2001",))
    with pytest.raises(Refused, match="wilayah Anda"):
        export_bpjs(sign_in("joko"), tmp_path / "bpjs.xlsx")


@pytest.mark.usefixtures("approved")
def test_an_approval_that_lapsed_is_left_out(
    sign_in: SignIn, tmp_path: Path, complete: dict[str, str]
) -> None:
    verification.record(sign_in("siti"), FIRST, Sheet("layak", complete | {"income": "800000"}))
    export_bpjs(sign_in("budi"), tmp_path / "bpjs.xlsx")
    assert [row["nama"] for row in rows_of(tmp_path / "bpjs.xlsx")] == ["WARGA NOMOR 6"]


@pytest.mark.usefixtures("approved")
def test_a_failure_leaves_neither_file_nor_entry(
    sign_in: SignIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(insurer, "_sealed", full)
    budi = sign_in("budi")
    with pytest.raises(Refused, match="tidak bisa ditulis"):
        export_bpjs(budi, tmp_path / "keluar.xlsx")
    assert not [path for path in tmp_path.iterdir() if "keluar" in path.name or ".kelambu-" in path.name]
    with budi.database.read() as connection:
        assert connection.execute(select(t.insurer_file)).first() is None


@pytest.mark.skipif(sys.platform == "win32", reason="file modes of POSIX")
@pytest.mark.usefixtures("approved")
def test_only_its_owner_may_read_the_file(sign_in: SignIn, tmp_path: Path) -> None:
    export_bpjs(sign_in("budi"), tmp_path / "bpjs.xlsx")
    assert stat.S_IMODE((tmp_path / "bpjs.xlsx").stat().st_mode) == 0o600


def test_a_hostile_name_is_only_text(
    person_row: Row,
    list_file: Callable[..., Path],
    sign_in: SignIn,
    complete: dict[str, str],
    tmp_path: Path,
) -> None:
    siti = sign_in("siti")
    evil = '=HYPERLINK("x")\x1b[2J\u202eMAN'
    import_list(siti, list_file([person_row(3, Nama=evil, Alamat="@SUM(A1) RT 001 RW 002")]))
    verification.record(siti, FIRST, Sheet("layak", complete))
    approval.approve(sign_in("budi"), [enrolment.queue(siti, FIRST)], "")
    export_bpjs(sign_in("budi"), tmp_path / "bpjs.xlsx")
    row = rows_of(tmp_path / "bpjs.xlsx")[0]
    assert str(row["nama"]).startswith("'=HYPERLINK")
    assert str(row["alamat"]).startswith("'@SUM")
    assert not any(ord(char) < 32 or char == "\u202e" for value in row.values() for char in str(value))


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("SITI AMINAH", "SITI AMINAH"),
        ("SA'DIAH", "SA'DIAH"),
        ("=1+1", "'=1+1"),
        ("+62812", "'+62812"),
        ("-", "'-"),
        ("@x", "'@x"),
        ("\tx", "' x"),
        ("\r=x", "' =x"),
        ("\0=x", "'=x"),
        ("\x1b=x", "'=x"),
        ("", ""),
    ],
)
def test_cells_are_never_formulas(text: str, cell: str) -> None:
    assert harmless(text) == cell


@given(st.text())
def test_no_text_is_a_formula_or_a_control(text: str) -> None:
    cell = harmless(text)
    assert not cell.startswith(insurer_sheet.FORMULA_SIGNS)
    assert all(ord(char) >= 32 for char in cell)
    assert len(cell) <= insurer_sheet.LONGEST + 1
