"""Fixtures that every folder of tests may use: a workspace, its people, a small list of families."""

from __future__ import annotations

import csv
import shutil
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import settings

from kelambu_tui.people.nik import compose_nik
from kelambu_tui.people.sex import Sex
from kelambu_tui.seed import seed_file
from kelambu_tui.work import accounts
from kelambu_tui.work import workspace as spaces
from kelambu_tui.work.workspace import Workspace

# A deadline would fail on a busy laptop, not on a wrong program.
settings.register_profile("kelambu", deadline=None)
settings.load_profile("kelambu")

VILLAGE = "16.06.02.2001"
HEADER = [
    "ID Keluarga P3KE",
    "Provinsi",
    "Kabupaten/Kota",
    "Kecamatan",
    "Desa/Kelurahan",
    "Kode Kemdagri",
    "Desil Kesejahteraan",
    "Alamat",
    "ID Individu",
    "Nama",
    "NIK",
    "Padan Dukcapil",
    "Jenis Kelamin",
    "Hubungan dengan Kepala Keluarga",
    "Tanggal Lahir",
    "Status Kawin",
    "Pekerjaan",
    "Pendidikan",
    "Dimuktakhirkan Tahun",
    "Persentil",
    "Prioritas Verval",
    "Status Pekerjaan",
    "Usia 2023",
    "Kelompok Usia 2023",
]


@pytest.fixture(autouse=True)
def quiet_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test touches the keyring, language, time zone or workspace of whoever runs it."""
    monkeypatch.setenv("KELAMBU_KEYRING", "0")
    if hasattr(time, "tzset"):
        monkeypatch.setenv("TZ", "UTC")
        time.tzset()
    for name in ("KELAMBU_WORKSPACE", "KELAMBU_USER", "KELAMBU_PASSPHRASE_FILE", "KELAMBU_LANG"):
        monkeypatch.delenv(name, raising=False)


def make_row(number: int, *, family: int = 0, **columns: str) -> dict[str, str]:
    """One row of a layout B individual list; keyword arguments replace columns."""
    sex = Sex.FEMALE if number % 2 else Sex.MALE
    born = date(1970 + number % 30, 1 + number % 12, 1 + number % 28)
    row = {
        "ID Keluarga P3KE": f"16060000{family or number:08d}",
        "Provinsi": "SUMATERA SELATAN",
        "Kabupaten/Kota": "MUSI BANYUASIN",
        "Kecamatan": "LAIS",
        "Desa/Kelurahan": "",
        "Kode Kemdagri": VILLAGE.replace(".", ""),
        "Desil Kesejahteraan": str(1 + number % 3),
        "Alamat": f"DUSUN II RT {1 + number % 4:03d} RW 001",
        "ID Individu": f"IND{number:08d}",
        "Nama": f"WARGA NOMOR {number}",
        "NIK": compose_nik("160602", born, sex, number),
        "Padan Dukcapil": "PADAN",
        "Jenis Kelamin": sex.value,
        "Hubungan dengan Kepala Keluarga": "KEPALA KELUARGA",
        "Tanggal Lahir": born.isoformat(),
        "Status Kawin": "KAWIN",
        "Pekerjaan": "PETANI",
        "Pendidikan": "TAMAT SD",
        "Dimuktakhirkan Tahun": "2023",
        "Persentil": "12",
        "Prioritas Verval": "NORMAL",
        "Status Pekerjaan": "BERUSAHA SENDIRI",
        "Usia 2023": "40",
        "Kelompok Usia 2023": "22-59",
    }
    return row | columns


@pytest.fixture
def person_row() -> Callable[..., dict[str, str]]:
    """Make one row of a layout B individual list; keyword arguments replace columns."""
    return make_row


@pytest.fixture
def list_file(tmp_path: Path) -> Callable[..., Path]:
    """Write rows to a CSV list and answer its path."""

    def write(rows: list[dict[str, str]], name: str = "daftar.csv") -> Path:
        path = tmp_path / name
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, HEADER)
            writer.writeheader()
            writer.writerows(rows)
        return path

    return write


@pytest.fixture(scope="session")
def prepared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A practice workspace with siti (fasilitator), budi and ratna (penyelia), made once; copy it."""
    place = tmp_path_factory.mktemp("siap") / "ruang"
    workspace = spaces.create(place, "siti", "fasilitator", "", practice=True)
    accounts.add_user(workspace, "budi", "penyelia", "")
    spaces.sign_out(workspace)
    budi = spaces.sign_in(place, "budi", "")
    accounts.add_user(budi, "ratna", "penyelia", "")
    spaces.sign_out(budi)
    return place


@pytest.fixture
def folder(prepared_folder: Path, tmp_path: Path) -> Path:
    """A fresh copy of the practice workspace: siti, budi, ratna, and no list yet."""
    return Path(shutil.copytree(prepared_folder, tmp_path / "ruang"))


@pytest.fixture
def sign_in(folder: Path) -> Iterator[Callable[[str], Workspace]]:
    """Sign someone in; whoever is still signed in at the end is signed out."""
    signed_in: list[Workspace] = []

    def enter(name: str) -> Workspace:
        signed_in.append(spaces.sign_in(folder, name, ""))
        return signed_in[-1]

    yield enter
    for workspace in signed_in:
        spaces.sign_out(workspace)


@pytest.fixture
def village_list(
    person_row: Callable[..., dict[str, str]],
    list_file: Callable[..., Path],
    sign_in: Callable[[str], Workspace],
) -> Path:
    """Twelve one-person families of one village, imported."""
    from kelambu_tui.exchange.intake import import_list

    path = list_file([person_row(number) for number in range(1, 13)])
    import_list(sign_in("siti"), path)
    return path


@pytest.fixture
def complete() -> dict[str, str]:
    """Values for every field that an enrolment needs, as someone would type them."""
    return {
        "birthplace": "Sekayu",
        "mother_name": "Aminah",
        "phone": "0812-3456-7890",
        "occupation": "PETANI",
        "work_location": "Kebun karet Lais",
        "income": "Rp 750.000",
        "nkk": "1606020101100001",
    }


def small_programme() -> str:
    """The shipped programme with one place in each desil."""
    text = seed_file("programme.toml").read_text(encoding="utf-8")
    for shipped, small in (("12451", "1"), ("24119", "1"), ("8430", "1"), ("places = 45000", "places = 3")):
        assert shipped in text
        text = text.replace(shipped, small)
    return text


@pytest.fixture
def small_quota(folder: Path) -> Path:
    """Give the workspace a programme of its own: one place in each desil."""
    (folder / "programme.toml").write_text(small_programme(), encoding="utf-8")
    return folder
