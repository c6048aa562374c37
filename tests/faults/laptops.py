"""Laptops to break: a practice workspace with people who can be enrolled, made once and copied."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select

from kelambu_tui.exchange.intake import import_list
from kelambu_tui.people.nik import compose_nik
from kelambu_tui.people.sex import Sex
from kelambu_tui.store import tables as t
from kelambu_tui.work import accounts, audit
from kelambu_tui.work import workspace as spaces
from kelambu_tui.work.verification import Sheet
from kelambu_tui.work.workspace import Workspace

VILLAGE = "16.06.02.2001"
PEOPLE = 40

Tell = Callable[[dict[str, Any]], None]
"""Says that something is saved, as the screen would; what was told must survive anything."""


def make_laptop(folder: Path) -> None:
    """Make a workspace of siti (fasilitator) and budi (penyelia) with a list of one-person families."""
    siti = spaces.create(folder, "siti", "fasilitator", "", practice=True)
    accounts.add_user(siti, "budi", "penyelia", "")
    listed = folder.with_name("daftar.csv")
    write_list(listed, PEOPLE)
    import_list(siti, listed)
    spaces.sign_out(siti)


def write_list(path: Path, people: int, *, job: str = "PETANI") -> None:
    """Write a list of so many one-person families of one village."""
    rows = [_row(number, job) for number in range(1, people + 1)]
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def _row(number: int, job: str) -> dict[str, str]:
    sex = Sex.FEMALE if number % 2 else Sex.MALE
    born = date(1970 + number % 30, 1 + number % 12, 1 + number % 28)
    return {
        "ID Keluarga P3KE": f"16060000{number:08d}",
        "Provinsi": "SUMATERA SELATAN",
        "Kabupaten/Kota": "MUSI BANYUASIN",
        "Kecamatan": "LAIS",
        "Desa/Kelurahan": "",
        "Kode Kemdagri": VILLAGE.replace(".", ""),
        "Desil Kesejahteraan": str(1 + number % 3),
        "Alamat": f"DUSUN II RT {1 + number % 4:03d} RW 001",
        "ID Individu": person(number),
        "Nama": f"WARGA NOMOR {number}",
        "NIK": compose_nik("160602", born, sex, number),
        "Padan Dukcapil": "PADAN",
        "Jenis Kelamin": sex.value,
        "Hubungan dengan Kepala Keluarga": "KEPALA KELUARGA",
        "Tanggal Lahir": born.isoformat(),
        "Status Kawin": "KAWIN",
        "Pekerjaan": job,
        "Pendidikan": "TAMAT SD",
        "Dimuktakhirkan Tahun": "2023",
        "Persentil": "12",
        "Prioritas Verval": "NORMAL",
        "Status Pekerjaan": "BERUSAHA SENDIRI",
        "Usia 2023": "40",
        "Kelompok Usia 2023": "22-59",
    }


def person(number: int) -> str:
    """The list's own identifier of its person so and so."""
    return f"IND{number:08d}"


def complete(outcome: str = "layak", note: str = "") -> Sheet:
    """A form with everything that an enrolment needs."""
    values = {
        "birthplace": "Sekayu",
        "mother_name": "Aminah",
        "phone": "0812-3456-7890",
        "occupation": "PETANI",
        "work_location": "Kebun karet Lais",
        "income": "Rp 750.000",
        "nkk": "1606020101100001",
    }
    return Sheet(outcome, values, note=note)


@contextmanager
def signed_in(folder: Path, name: str) -> Iterator[Workspace]:
    """The workspace, opened by `name`, signed out at the end."""
    workspace = spaces.sign_in(folder, name, "")
    try:
        yield workspace
    finally:
        spaces.sign_out(workspace)


def ledger_faults(folder: Path, told: list[dict[str, Any]]) -> list[str]:
    """What is wrong with a laptop after a fault: audit findings, and told entries that are gone."""
    with signed_in(folder, "siti") as siti:
        found = list(audit.audit(siti).faults)
        with siti.database.read() as connection:
            kept = set(connection.execute(select(t.entry.c.id)).scalars())
            drafts = {
                row.person: row.note for row in connection.execute(select(t.draft.c.person, t.draft.c.note))
            }
    found += [
        f"entry {one['entry']} was told as saved and is gone"
        for one in told
        if "entry" in one and one["entry"] not in kept
    ]
    last = {one["draft"]: int(one["note"]) for one in told if "draft" in one}
    found += [
        f"the draft of {who} was told as saved with {note} and holds {drafts.get(who)!r}"
        for who, note in last.items()
        if int(drafts.get(who) or 0) < note
    ]
    return found


def line_of(told: dict[str, Any]) -> bytes:
    """An acknowledgement as it goes through a pipe."""
    return json.dumps(told).encode() + b"\n"
