"""Wrong, damaged and hostile files: one clear sentence, exit 2, nothing written."""

from __future__ import annotations

import struct
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kelambu_tui.errors import Unreadable
from kelambu_tui.exchange.intake import workbook
from kelambu_tui.exchange.intake.report import IntakeReport
from kelambu_tui.exchange.intake.sources import open_source

Table = Callable[[str], list[dict[str, Any]]]
TakeIn = Callable[..., IntakeReport]
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LONG = "x" * (2**20 + 10)

SHEET = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{dimension}'
    "<sheetData>{rows}</sheetData></worksheet>"
)
PARTS = {
    "[Content_Types].xml": '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
    'content-types"><Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override '
    'PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',
    "_rels/.rels": '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
    'relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": '<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/'
    '2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
    '<sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/'
    'package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/'
    'officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}


def write_workbook(path: Path, sheet: str, **more: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in PARTS.items():
            archive.writestr(name, text)
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
        for name, content in more.items():
            archive.writestr(name, content)
    return path


def cell(place: str, text: str = "x") -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


WRONG_FILES = [
    pytest.param("a.xlsx", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "ternyata PDF", id="pdf"),
    pytest.param("daftar.xls", b"\r\n<html><table><tr><td>NIK</td></tr></table></html>", "HTML", id="html"),
    pytest.param("daftar.xls", b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "HTML", id="mhtml"),
    pytest.param("a.xls", b'<?xml version="1.0"?><Workbook/>', "XML", id="xml"),
    pytest.param("a.csv", b"", "kosong", id="nothing"),
    pytest.param("a.csv", b"\xef\xbb\xbf\r\n\r\n", "kosong", id="blank lines"),
    pytest.param("a.csv", bytes(4096), "kosong", id="nothing but NUL"),
    pytest.param("a.csv", b'{"rows": []}', "JSON", id="json"),
    pytest.param("a.xlsx", b"\x89PNG\r\n\x1a\n", "gambar", id="picture"),
    pytest.param("a.xlsx", b"\x1f\x8b\x08\x00", "arsip", id="gzip"),
    pytest.param("a.csv", b"SQLite format 3\x00", "basis data", id="database"),
    pytest.param("a.doc", OLE + bytes(600) + "WordDocument".encode("utf-16-le"), "dokumen Office", id="doc"),
    pytest.param(
        "a.xlsx", OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "kata sandi", id="locked"
    ),
    pytest.param("a.xls", OLE + bytes(600) + "Workbook".encode("utf-16-le"), "rusak", id="torn xls"),
    pytest.param("a.csv", bytes(range(1, 32)) * 40, "bukan teks", id="binary"),
    pytest.param("a.csv", b"nama,alamat\nsiti,dusun\n", "judul kolom tidak ditemukan", id="another table"),
    pytest.param("a.xlsx", b"PK\x03\x04" + bytes(200), "rusak", id="torn zip"),
    pytest.param("a.csv", LONG.encode(), "terlalu panjang", id="one endless line"),
]


@pytest.mark.parametrize(("name", "content", "words"), WRONG_FILES)
def test_a_wrong_file_gets_one_sentence(
    name: str, content: bytes, words: str, tmp_path: Path, take_in: TakeIn, table: Table
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(Unreadable, match=words) as caught:
        take_in(path)
    sentence = str(caught.value)
    assert name in sentence
    assert "\n" not in sentence
    assert sentence.endswith(".")
    assert caught.value.exit_code == 2
    assert table("intake") == table("person") == []


@pytest.mark.parametrize(
    ("entries", "words"),
    [
        (["word/document.xml"], "dokumen"),
        (["mimetype", "content.xml"], "format lembar kerja lain"),
        (["xl/workbook.bin"], "format lembar kerja lain"),
        (["daftar.csv"], "arsip ZIP"),
    ],
)
def test_other_zips_are_named(entries: list[str], words: str, tmp_path: Path, take_in: TakeIn) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        for entry in entries:
            archive.writestr(entry, "x")
    with pytest.raises(Unreadable, match=words):
        take_in(path)


def test_missing_files_and_folders(tmp_path: Path, take_in: TakeIn) -> None:
    with pytest.raises(Unreadable, match="tidak ada"):
        take_in(tmp_path / "tidak-ada.csv")
    with pytest.raises(Unreadable, match="adalah folder"):
        take_in(tmp_path)


@pytest.mark.parametrize("name", ["daftar.xls", "daftar.csv", "daftar", "DAFTAR (1).XLSX"])
def test_the_name_of_a_file_says_nothing(
    name: str, xlsx_list: Callable[..., Path], take_in: TakeIn, headers: Any, rows_in: Any
) -> None:
    header = headers["A-individu"]
    cells = [[row.get(column, "") for column in header] for row in rows_in("A-individu", 2)]
    assert take_in(xlsx_list({"A": [header, *cells]}, name)).added == 2


def test_hidden_sheets_are_not_read(
    tmp_path: Path, take_in: TakeIn, headers: dict[str, list[str]], rows_in: Any
) -> None:
    import xlsxwriter

    path = tmp_path / "daftar.xlsx"
    book = xlsxwriter.Workbook(str(path))
    for name in ("A", "Lama"):
        sheet = book.add_worksheet(name)
        sheet.write_row(0, 0, headers["A-individu"])
        for line, row in enumerate(rows_in("A-individu", 2), start=1):
            sheet.write_row(line, 0, [row.get(column, "") for column in headers["A-individu"]])
    sheet.hide()
    book.close()
    assert take_in(path).read == 2


def test_an_empty_sheet_and_a_header_alone(
    tmp_path: Path,
    take_in: TakeIn,
    xlsx_list: Callable[..., Path],
    headers: dict[str, list[str]],
) -> None:
    with pytest.raises(Unreadable, match="tidak berisi baris"):
        take_in(xlsx_list({"Sheet1": []}, "kosong.xlsx"))
    with pytest.raises(Unreadable, match="hanya berisi judul kolom"):
        take_in(xlsx_list({"Sheet1": [headers["A-individu"]]}, "judul.xlsx"))


BOMBS = {
    "dimension": SHEET.format(
        dimension='<dimension ref="A1:XFD1048576"/>', rows=f'<row r="1">{cell("A1")}</row>'
    ),
    "far cell": SHEET.format(
        dimension="",
        rows=f'<row r="1">{cell("A1")}</row><row r="1048576">{cell("XFD1048576")}</row>',
    ),
    "far cell, modest dimension": SHEET.format(
        dimension='<dimension ref="A1:B2"/>',
        rows=f'<row r="1">{cell("A1")}</row><row r="400000">{cell("ZZ400000")}</row>',
    ),
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_workbook_of_two_kilobytes_cannot_take_the_memory(
    bomb: str, tmp_path: Path, take_in: TakeIn, table: Table
) -> None:
    path = write_workbook(tmp_path / "bom.xlsx", BOMBS[bomb])
    assert path.stat().st_size < 3000
    started = time.monotonic()
    with pytest.raises(Unreadable, match="terlalu besar"):
        take_in(path)
    assert time.monotonic() - started < 5
    assert table("intake") == []


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path, take_in: TakeIn) -> None:
    rows = '<row r="1">' + cell("A1") + "</row>" + " " * (40 * 2**20)
    path = write_workbook(tmp_path / "bom.xlsx", SHEET.format(dimension="", rows=rows))
    assert path.stat().st_size < 100_000
    with pytest.raises(Unreadable, match="terlalu besar"):
        take_in(path)


def test_a_zip_that_lies_about_its_size_meets_the_limits_of_the_child(
    tmp_path: Path, take_in: TakeIn
) -> None:
    rows = '<row r="1">' + cell("A1") + "</row>" + " " * (40 * 2**20)
    path = write_workbook(tmp_path / "bom.xlsx", SHEET.format(dimension="", rows=rows))
    content = path.read_bytes()
    true = len(SHEET.format(dimension="", rows=rows))
    path.write_bytes(content.replace(struct.pack("<L", true), struct.pack("<L", 5000)))
    with pytest.raises(Unreadable):
        take_in(path)


def test_a_workbook_cut_short(xlsx_list: Callable[..., Path], take_in: TakeIn, headers: Any) -> None:
    path = xlsx_list({"A": [headers["A-individu"]] * 500})
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(Unreadable, match="rusak"):
        take_in(path)


def test_broken_xml_is_damage(tmp_path: Path, take_in: TakeIn) -> None:
    path = write_workbook(tmp_path / "rusak.xlsx", "<worksheet><sheetData><row")
    with pytest.raises(Unreadable, match=r"rusak|tidak berisi"):
        take_in(path)


def frame(text: str | bytes) -> bytes:
    content = text if isinstance(text, bytes) else text.encode()
    return len(content).to_bytes(4, "big") + content


BEGIN = frame('{"sheet": "S", "rows": 1}')


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"\xff\xff\xff\xff", id="four gigabytes"),
        pytest.param(frame("{}")[:5], id="half a frame"),
        pytest.param(frame("not json"), id="no json"),
        pytest.param(frame("[" * 100_000), id="deep json"),
        pytest.param(frame("[]"), id="no object"),
        pytest.param(frame('{"sheet": 5, "rows": 1}'), id="no name"),
        pytest.param(frame(b"\xed\xa0\x80"), id="half a character"),
        pytest.param(BEGIN, id="no end"),
        pytest.param(BEGIN + frame("\x1ex\x1fy"), id="no line"),
        pytest.param(BEGIN + frame("\x1e1"), id="no cells"),
        pytest.param(BEGIN + frame("\x1e" + "9" * 5000 + "\x1fy"), id="endless number"),
        pytest.param(BEGIN + frame("\x1e1\x1fy") + frame("5"), id="no object later"),
        pytest.param(BEGIN + bytes(4), id="empty frame"),
    ],
)
def test_the_child_is_not_believed(answer: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "answer").write_bytes(answer)
    (tmp_path / "rogue.py").write_text(
        "import pathlib, sys\n"
        "sys.stdout.buffer.write(pathlib.Path(__file__).with_name('answer').read_bytes())\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(workbook, "_CHILD", "rogue")
    path = write_workbook(tmp_path / "a.xlsx", SHEET.format(dimension="", rows=""))
    with pytest.raises(Unreadable), open_source(path) as source:
        [list(sheet.rows) for sheet in source.sheets]


def test_a_child_that_never_answers_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "asleep.py").write_text("import time\ntime.sleep(60)\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(workbook, "_CHILD", "asleep")
    monkeypatch.setattr(workbook, "ANSWER_SECONDS", 0.3)
    path = write_workbook(tmp_path / "a.xlsx", SHEET.format(dimension="", rows=""))
    started = time.monotonic()
    with pytest.raises(Unreadable, match="terlalu besar"), open_source(path) as source:
        list(source.sheets)
    assert time.monotonic() - started < 5


def test_a_module_beside_the_list_is_not_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, xlsx_list: Callable[..., Path], headers: Any
) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit(3)\n")
    monkeypatch.chdir(tmp_path)
    with open_source(xlsx_list({"A": [headers["A-individu"], ["1"]]})) as source:
        assert [len(list(sheet.rows)) for sheet in source.sheets] == [2]


def test_an_open_quote_does_not_swallow_rows(
    csv_list: Callable[..., Path],
    headers: dict[str, list[str]],
    rows_in: Callable[..., list[dict[str, str]]],
    take_in: TakeIn,
) -> None:
    path = csv_list(headers["A-individu"], rows_in("A-individu", 30))
    lines = path.read_text().splitlines(keepends=True)
    lines[4] = lines[4].replace("DUSUN II", '"DUSUN II')
    path.write_text("".join(lines))
    with pytest.raises(Unreadable, match="baris 5: ada tanda kutip"):
        take_in(path)


HOSTILE = [
    "[/]",
    "[@click=app.bell]x[/]",
    "\x1b[31mSITI\x1b]0;x\x07",
    "SITI\u202eHANIMA",
    "SI\u200bTI",
    "=HYPERLINK(1)",
    "'; DROP TABLE person;--",
    "SITI\x00AMINAH",
    "Z\u0351\u0352A" * 20,
]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_hostile_names_are_data(
    kind: str,
    csv_list: Callable[..., Path],
    xlsx_list: Callable[..., Path],
    headers: dict[str, list[str]],
    rows_in: Callable[..., list[dict[str, str]]],
    take_in: TakeIn,
    table: Table,
) -> None:
    header = headers["A-individu"]
    names = (
        HOSTILE if kind == "csv" else [name for name in HOSTILE if "\x00" not in name and "\x1b" not in name]
    )
    rows = [row | {"Nama": name} for row, name in zip(rows_in("A-individu", 20), names, strict=False)]
    path = (
        csv_list(header, rows)
        if kind == "csv"
        else xlsx_list({"A": [header, *([row.get(column, "") for column in header] for row in rows)]})
    )
    report = take_in(path)
    kept = {person["name"] for person in table("person")}
    # a name of markup alone has no letter and waits in the quarantine, whole
    assert kept == {name for name in names if name != "[/]"}
    assert report.quarantined == 1
    assert report.reasons == {"no_name": 1}


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("ID Individu", "12\x0034", "bad_id"),
        ("ID Individu", "\x1b[31m", "bad_id"),
        ("ID Individu", "9" * 65, "bad_id"),
        ("ID Individu", "KK-1606000000000001", "bad_id"),
        ("ID Keluarga P3KE", "1 OR 1=1", "bad_id"),
        ("Nama", "A" * 201, "too_long"),
        ("Alamat", "A" * 2001, "too_long"),
        ("Catatan", "A" * 100_000, "too_long"),
    ],
)
def test_keys_and_sizes_are_held(
    column: str,
    value: str,
    code: str,
    csv_list: Callable[..., Path],
    headers: dict[str, list[str]],
    rows_in: Callable[..., list[dict[str, str]]],
    take_in: TakeIn,
    table: Table,
) -> None:
    rows = rows_in("A-individu", 2)
    rows[0][column] = value
    header = [*headers["A-individu"], "Catatan"]
    report = take_in(csv_list(header, rows))
    assert (report.added, report.reasons) == (1, {code: 1})
    (held,) = table("quarantine")
    assert len(held["row"]) < 5000
    assert held["sentence"].isprintable()
