"""Lists of every layout for the tests of this folder, written in every way that offices write them."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from kelambu_tui.exchange.intake import import_list
from kelambu_tui.exchange.intake.report import IntakeReport
from kelambu_tui.work.workspace import Workspace


def _columns(text: str) -> list[str]:
    return text.split(" · ")


INDIVIDUAL_A = _columns(
    "No · ID Keluarga P3KE · Provinsi · Kabupaten/Kota · Kecamatan · Desa/Kelurahan · Kode Kemdagri · "
    "Desil Kesejahteraan · Alamat · ID Individu · Nama · NIK · Padan Dukcapil · Jenis Kelamin · "
    "Hubungan dengan Kepala Keluarga · Tanggal Lahir · Status Kawin · Pekerjaan · Pendidikan · "
    "Usia dibawah 7 Tahun · Usia 7-12 · Usia 13-15 · Usia 16-18 · Usia 19-21 · Usia 22-59 · "
    "Usia 60 Tahun Keatas · Penerima BPNT · Penerima BPUM · Penerima BST · Penerima PKH · "
    "Penerima SEMBAKO · Resiko Stunting"
)
FAMILY_A = _columns(
    "No · ID Keluarga P3KE · Provinsi · Kabupaten/Kota · Kecamatan · Desa/Kelurahan · Kode Kemdagri · "
    "Desil Kesejahteraan · Alamat · Kepala Keluarga · NIK · Padan Dukcapil · Jenis Kelamin · "
    "Tanggal Lahir · Pekerjaan · Pendidikan · Kepemilikan Rumah · "
    "Memiliki Simpanan Uang/Perhiasan/Ternak/Lainnya · "
    "Jenis Atap · Jenis Dinding · Jenis Lantai · Sumber Penerangan · Bahan Bakar Memasak · "
    "Sumber Air Minum · "
    "Memiliki Fasilitas Buang Air Besar · Penerima BPNT · Penerima BPUM · Penerima BST · Penerima PKH · "
    "Penerima SEMBAKO · Resiko Stunting"
)
INDIVIDUAL_B = [
    *(column for column in INDIVIDUAL_A if not column.startswith("Usia ")),
    "Dimuktakhirkan Tahun",
    "Persentil",
    "Prioritas Verval",
    "Status Pekerjaan",
    "Usia 2023",
    "Kelompok Usia 2023",
]
FAMILY_B = [
    *FAMILY_A,
    "Dimuktakhirkan Tahun",
    "Persentil",
    "Prioritas Verval",
    "Status Pekerjaan",
    "Kualitas Atap",
    "Daya Listrik Terpasang",
    "Penerima Prakerja",
    "Penerima KUR",
]

Row = dict[str, str]


@pytest.fixture
def headers() -> dict[str, list[str]]:
    """The header of every layout, by its name in reports."""
    return {
        "A-individu": INDIVIDUAL_A,
        "A-keluarga": FAMILY_A,
        "B-individu": INDIVIDUAL_B,
        "B-keluarga": FAMILY_B,
    }


@pytest.fixture
def rows_in(person_row: Callable[..., Row]) -> Callable[..., list[Row]]:
    """Make `count` rows in a layout; each person is the head of a family of their own."""

    def make(layout: str, count: int = 3) -> list[Row]:
        return [_in_layout(layout, person_row(number), number) for number in range(1, count + 1)]

    return make


def _in_layout(layout: str, row: Row, number: int) -> Row:
    row = {"No": str(number), **row, "Penerima PKH": "Ya", "Resiko Stunting": "BERESIKO"}
    if layout.endswith("keluarga"):
        row["Kepala Keluarga"] = row["Nama"]
        row |= {
            "Jenis Lantai": "TANAH",
            "Kepemilikan Rumah": "MILIK SENDIRI",
            "Daya Listrik Terpasang": "450",
        }
    if layout.startswith("A"):
        year, month, day = row["Tanggal Lahir"].split("-")
        code = row["Kode Kemdagri"]
        row["Tanggal Lahir"] = f"{day}/{month}/{year} 00:00:00"
        row["Kode Kemdagri"] = f"{code[:2]}.{code[2:4]}.{code[4:6]}.{code[6:]}"
        row["Padan Dukcapil"] = "Ya"
    return row


@pytest.fixture
def csv_list(tmp_path: Path) -> Callable[..., Path]:
    """Write a CSV list: any header, separator, encoding, lines above the header, end of line."""

    def write(
        header: Sequence[str],
        rows: Sequence[Row | Sequence[str]],
        *,
        name: str = "daftar.csv",
        separator: str = ",",
        encoding: str = "utf-8",
        above: int = 0,
        newline: str = "\r\n",
        titles: Sequence[str] | None = None,
    ) -> Path:
        path = tmp_path / name
        with path.open("w", newline="", encoding=encoding) as file:
            for number in range(above):
                file.write(("DATA P3KE KABUPATEN MUSI BANYUASIN" if number == 0 else "") + newline)
            writer = csv.writer(file, delimiter=separator, lineterminator=newline)
            writer.writerow(titles or header)
            for row in rows:
                writer.writerow([row.get(column, "") for column in header] if isinstance(row, dict) else row)
        return path

    return write


@pytest.fixture
def xlsx_list(tmp_path: Path) -> Callable[..., Path]:
    """Write a workbook from sheets {name: rows of cells}; a cell that is a float becomes a number."""

    def write(sheets: dict[str, Sequence[Sequence[Any]]], name: str = "daftar.xlsx") -> Path:
        import xlsxwriter

        path = tmp_path / name
        workbook = xlsxwriter.Workbook(str(path), {"default_date_format": "dd/mm/yyyy"})
        for title, rows in sheets.items():
            sheet = workbook.add_worksheet(title)
            for line, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    if isinstance(cell, str):
                        sheet.write_string(line, column, cell)
                    else:
                        sheet.write(line, column, cell)
        workbook.close()
        return path

    return write


@pytest.fixture
def full_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder on a disk of 64 KiB, where this machine lets the test have one."""
    with small_disk(tmp_path / "penuh", "size=64k") as folder:
        yield folder


@pytest.fixture
def locked_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder on a disk that nobody may write to, where this machine lets the test have one."""
    with small_disk(tmp_path / "terkunci", "size=64k,ro") as folder:
        yield folder


@contextmanager
def small_disk(folder: Path, options: str) -> Iterator[Path]:
    folder.mkdir()
    mount, unmount = shutil.which("mount"), shutil.which("umount")
    if mount is None or unmount is None or os.geteuid():
        pytest.skip("only root may mount a small disk")
    made = subprocess.run(
        [mount, "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], capture_output=True, check=False
    )
    if made.returncode:
        pytest.skip("no small disk can be mounted here")
    try:
        yield folder
    finally:
        subprocess.run([unmount, str(folder)], check=True)


@pytest.fixture
def siti(sign_in: Callable[[str], Workspace]) -> Workspace:
    """A facilitator's empty workspace."""
    return sign_in("siti")


@pytest.fixture
def take_in(siti: Workspace) -> Callable[..., IntakeReport]:
    """Import a file into siti's workspace."""

    def run(path: Path, **options: Any) -> IntakeReport:
        return import_list(siti, path, **options)

    return run


@pytest.fixture
def table(siti: Workspace) -> Callable[[str], list[dict[str, Any]]]:
    """Read a whole table of siti's workspace, oldest row first."""

    def read(name: str) -> list[dict[str, Any]]:
        with siti.database.read() as connection:
            found = connection.exec_driver_sql(f"SELECT * FROM {name} ORDER BY rowid")
            return [dict(row._mapping) for row in found]

    return read
