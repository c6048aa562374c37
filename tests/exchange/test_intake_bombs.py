"""Bombs meet a real process: refused within five seconds, and what reads the list stays small."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from kelambu_tui.work.workspace import create, sign_out

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="the peak of a process's memory is read from /proc"),
]

SECONDS, MEBIBYTES = 5.0, 150

TAKE_IN = """
import json, sys, time
from pathlib import Path
from kelambu_tui.errors import Unreadable
from kelambu_tui.exchange.intake import import_list
from kelambu_tui.work.workspace import sign_in
workspace = sign_in(Path(sys.argv[1]), "siti", "")
started, said = time.monotonic(), ""
try:
    import_list(workspace, Path(sys.argv[2]))
except Unreadable as error:
    said = str(error)
peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1]
print(json.dumps([time.monotonic() - started, int(peak) / 1024, said]))
"""

CELL = '<c r="{at}" t="inlineStr"><is><t>x</t></is></c>'
BOOK = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'spreadsheetml.sheet.main+xml"/></Types>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
    'officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
    '<sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
    'relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}


def workbook(path: Path, rows: str, more: dict[str, str] | None = None) -> None:
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        f"{rows}</sheetData></worksheet>"
    )
    parts = BOOK | {"xl/worksheets/sheet1.xml": sheet} | (more or {})
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def far_cell(path: Path) -> None:
    first = f'<row r="1">{CELL.format(at="A1")}</row>'
    workbook(path, first + f'<row r="1048576">{CELL.format(at="XFD1048576")}</row>')


def blank_sheet(path: Path) -> None:
    workbook(path, f'<row r="1">{CELL.format(at="A1")}</row>' + " " * (200 * 2**20))


def shared_strings(path: Path) -> None:
    strings = "<sst>" + "<si><t>" + "A" * (150 * 2**20) + "</t></si></sst>"
    workbook(path, f'<row r="1">{CELL.format(at="A1")}</row>', {"xl/sharedStrings.xml": strings})


def entities(path: Path) -> None:
    levels = "".join(f'<!ENTITY b{n} "{f"&b{n - 1};" * 20}">' for n in range(1, 9))
    rows = '<row r="1"><c r="A1" t="inlineStr"><is><t>&b8;</t></is></c></row>'
    workbook(
        path,
        rows,
        {"xl/workbook.xml": f'<!DOCTYPE x [<!ENTITY b0 "laugh">{levels}]>{BOOK["xl/workbook.xml"]}'},
    )


def many_parts(path: Path) -> None:
    workbook(path, f'<row r="1">{CELL.format(at="A1")}</row>', {f"x/{n}": "" for n in range(30_000)})


def one_endless_line(path: Path) -> None:
    path.with_suffix(".csv").write_bytes(b"NIK;NAMA\n" + b"A" * (300 * 2**20))


def a_million_columns(path: Path) -> None:
    path.with_suffix(".csv").write_bytes(b";".join([b"NIK"] * 1_000_000) + b"\n" + b";" * 5_000_000)


BOMBS: tuple[Callable[[Path], None], ...] = (
    far_cell,
    blank_sheet,
    shared_strings,
    entities,
    many_parts,
    one_endless_line,
    a_million_columns,
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("bombs") / "kerja"
    sign_out(create(place, "siti", "fasilitator", "", practice=True))
    return place


@pytest.mark.parametrize("bomb", BOMBS, ids=lambda bomb: bomb.__name__)
def test_a_bomb_is_refused_quickly_and_nothing_grows(
    bomb: Callable[[Path], None], folder: Path, tmp_path: Path
) -> None:
    bomb(tmp_path / "bom.xlsx")
    (path,) = tmp_path.iterdir()
    words = [sys.executable, "-c", TAKE_IN, str(folder), str(path)]
    ran = subprocess.run(words, capture_output=True, text=True, check=True, timeout=120)
    seconds, peak, said = json.loads(ran.stdout)
    assert said
    assert ran.stderr == ""
    assert seconds < SECONDS
    assert peak <= MEBIBYTES
