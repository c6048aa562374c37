"""A working day on the command line, each step a process: from a list file to the insurer's workbook."""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

pytestmark = pytest.mark.slow

VILLAGE = "16.06.01.2001"
PLACE = '=HYPERLINK("x")'
VISIT = {
    "nkk": "1606011203150004",
    "birthplace": "Sekayu",
    "phone": "0812-3456-7890",
    "occupation": "PETANI",
    "work_location": PLACE,
    "mother_name": "Rohayati",
    "income": "750000",
}


@dataclass
class Laptop:
    """A folder with a workspace in it, and `kelambu` as people and scripts call it."""

    base: Path

    def call(self, *words: str, user: str = "", expect: int = 0) -> subprocess.CompletedProcess[str]:
        """Run `kelambu` in a process of its own; it must end with exit code `expect`."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("KELAMBU_")}
        environment |= {"KELAMBU_WORKSPACE": str(self.base / "work"), "KELAMBU_KEYRING": "0"}
        if user:
            environment |= {"KELAMBU_USER": user, "KELAMBU_PASSPHRASE_FILE": str(self.secret(user))}
        done = subprocess.run(
            [sys.executable, "-m", "kelambu_tui", *words],
            capture_output=True, text=True, encoding="utf-8", stdin=subprocess.DEVNULL,
            cwd=self.base, env=environment, check=False, timeout=120,
        )  # fmt: skip
        assert done.returncode == expect, f"{words}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        assert "Traceback" not in done.stderr
        assert not re.search(r"(?<!\d)\d{16}(?!\d)", done.stderr)
        return done

    def ask(self, *words: str, user: str, expect: int = 0) -> Any:
        """Run a command with `--json` and return its document."""
        return json.loads(self.call(*words, "--json", user=user, expect=expect).stdout)

    def secret(self, name: str) -> Path:
        """The passphrase file of `name`."""
        return self.base / f"{name}.secret"

    def verify(self, person: str, **fields: str) -> Any:
        """Visit somebody and record them as eligible."""
        settings = [f"{name}={value}" for name, value in (VISIT | fields).items()]
        words = [word for setting in settings for word in ("--set", setting)]
        return self.ask("verify", person, "--outcome", "layak", *words, user="siti")


def promising(path: Path) -> list[dict[str, str]]:
    """Rows of the list in whose way nothing stands: of age, at work, in desil 1 to 3, no planted fault."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    truth = path.with_name(f"{path.stem}-kebenaran.csv")
    with truth.open(encoding="utf-8-sig", newline="") as file:
        marked = {row[key] for row in csv.DictReader(file) for key in ("id_a", "id_b")}
    return [
        row
        for row in rows
        if row["ID Individu"] not in marked
        and row["Desil Kesejahteraan"] in "123"
        and 20 <= int(row["Usia 2023"] or 0) <= 55
        and row["Pekerjaan"] in ("PETANI", "NELAYAN", "PEDAGANG", "PEKERJA LEPAS")
        and row["Status Pekerjaan"] != "BURUH/KARYAWAN/PEGAWAI"
    ]


@pytest.fixture
def laptop(tmp_path: Path) -> Laptop:
    laptop = Laptop(tmp_path)
    for name in ("siti", "budi"):
        laptop.secret(name).write_text(f"rahasia {name}\n", encoding="utf-8")
    return laptop


def test_a_day_from_the_list_to_the_insurer(laptop: Laptop) -> None:
    made = json.loads(
        laptop.call(
            "generate", "list.csv", "--persons", "400", "--seed", "17", "--village", VILLAGE, "--json"
        ).stdout
    )
    rows = promising(laptop.base / made["individuals"])
    assert len(rows) >= 4

    secret = str(laptop.secret("siti"))
    laptop.call(
        "init", "--user", "siti", "--role", "fasilitator", "--passphrase-file", secret, "--village", VILLAGE
    )
    words = ["user", "add", "budi", "--role", "penyelia", "--new-passphrase-file", str(laptop.secret("budi"))]
    laptop.call(*words, user="siti")

    counts = laptop.ask("import", made["families"], user="siti")
    assert counts["read"] == made["households"]
    counts = laptop.ask("import", made["individuals"], user="siti")
    assert counts["read"] == 400
    assert laptop.ask("import", made["individuals"], user="siti")["added"] == 0

    # A script goes on with ids: found by name, checked, visited.
    people = []
    for row in rows[:4]:
        found = laptop.ask("search", row["Nama"], "--limit", "50", user="siti")
        people += [one["person"] for one in found if one["household"] == row["ID Keluarga P3KE"]][:1]
    assert len(set(people)) == 4
    assert laptop.ask("check", rows[0]["NIK"], user="siti")["outcome"] == "belum_tahu"
    assert laptop.ask("check", rows[0]["ID Individu"], user="siti")["outcome"] == "belum_tahu"
    visits = [laptop.verify(person) for person in people]
    assert [visit["queued"] for visit in visits] == [True] * 4, visits
    assert laptop.ask("check", people[0], user="siti")["outcome"] == "lolos"

    # The facilitator cannot decide; the supervisor can, one by one.
    first, second, third, fourth = (visit["enrolment"] for visit in visits)
    laptop.call("approve", first, user="siti", expect=1)
    waiting = laptop.ask("approvals", user="budi")
    assert {row["id"] for row in waiting} == {first, second, third, fourth}
    assert all(row["state"] == "menunggu" and "*" in row["nik"] for row in waiting)
    decided = laptop.ask("approve", first, second, "nothing", user="budi", expect=1)
    assert [one["done"] for one in decided] == [True, True, False]
    laptop.call("return", third, "--reason", "Nomor HP salah", user="budi")
    laptop.call("reject", fourth, "--reason", "mampu", "--note", "Punya dua mobil", user="budi")

    # What came back is mended and goes up again.
    listed = {row["id"]: row["state"] for row in laptop.ask("queue", user="siti")}
    assert listed[third] == "dikembalikan"
    again = laptop.verify(people[2], phone="081298765432")
    assert again["queued"]
    laptop.call("approve", again["enrolment"], user="budi")

    # Only the approved leave, and the ledger knows the file.
    laptop.call("export", "bpjs", "bpjs.xlsx", user="siti", expect=1)
    report = laptop.ask("export", "bpjs", "bpjs.xlsx", user="budi")
    assert report["count"] == 3
    laptop.call("export", "bpjs", "bpjs.xlsx", user="budi", expect=1)
    audit = laptop.ask("audit", "verify", user="budi")
    assert (audit["ok"], audit["faults"], audit["unsigned"]) == (True, [], 0)
    laptop.call("doctor", "--rebuild", user="siti")
    states = {row["person"]: row["state"] for row in laptop.ask("queue", user="siti")}
    assert [states[person] for person in people] == ["disetujui", "disetujui", "disetujui", "ditolak"]

    check_workbook(laptop.base / "bpjs.xlsx", {row["NIK"]: row for row in rows[:3]})


def check_workbook(path: Path, expected: dict[str, dict[str, str]]) -> None:
    """Read the insurer's workbook back with another library and compare it with the list."""
    sheet = load_workbook(path).active
    assert sheet is not None
    header, *lines = [list(line) for line in sheet.iter_rows()]
    names = [str(cell.value) for cell in header]
    people = {str(line[names.index("nik")].value): dict(zip(names, line, strict=True)) for line in lines}
    assert set(people) == set(expected)
    for nik, cells in people.items():
        assert cells["nik"].data_type == "s"
        assert cells["no_kk"].value == "1606011203150004"
        assert str(cells["no_hp"].value).startswith("0812")
        assert str(cells["no_hp"].data_type) == "s"
        assert cells["nama"].value == expected[nik]["Nama"]
        # No cell is a formula, whatever was typed.
        assert all(cell.data_type != "f" for cell in cells.values())
        assert str(cells["lokasi_bekerja"].value).upper() == f"'{PLACE}".upper()


def test_a_stranger_with_the_folder_reads_nothing(laptop: Laptop) -> None:
    secret = str(laptop.secret("siti"))
    laptop.call("init", "--user", "siti", "--role", "fasilitator", "--passphrase-file", secret)
    laptop.call("generate", "list.csv", "--persons", "50", "--seed", "3")
    laptop.call("import", "list.csv", user="siti")
    wrong = laptop.secret("eko")
    wrong.write_text("tebakan saja")
    done = laptop.call("search", "siti", "--user", "siti", "--passphrase-file", str(wrong), expect=3)
    assert done.stdout == ""
    with (laptop.base / "list.csv").open(encoding="utf-8-sig", newline="") as file:
        niks = [row["NIK"].encode() for row in csv.DictReader(file) if len(row["NIK"]) == 16]
    for path in (laptop.base / "work").rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert not [nik for nik in niks if nik in content], path.name
