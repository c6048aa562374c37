"""The file for the insurer: everyone who is approved, and nobody else.

Which columns it has and what they print is the programme's business (`[[export]]`). Every text is made
harmless before it becomes a cell, NIK and phone numbers are text, and the ledger knows the file by its
digest before the file has its name: no list of NIKs leaves unrecorded.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from kelambu_tui.display import display
from kelambu_tui.errors import Refused, Unreadable
from kelambu_tui.exchange.insurer_sheet import write_workbook
from kelambu_tui.exchange.papers.wording import in_indonesian
from kelambu_tui.ledger.writing import append
from kelambu_tui.locale import _
from kelambu_tui.people.nik import read_nik
from kelambu_tui.people.villages import find_village
from kelambu_tui.programme.columns import CellValue
from kelambu_tui.store import tables as t
from kelambu_tui.work.list_values import words_of
from kelambu_tui.work.records import PERSON_COLUMNS, PERSON_SOURCE, PersonRecord, changed_since, record_of
from kelambu_tui.work.workspace import Workspace

if TYPE_CHECKING:
    from kelambu_tui.programme.model import Programme

_ENROLLED = (
    t.enrolment.c.id.label("enrolment"),
    t.enrolment.c.nik.label("enrolled_nik"),
    t.enrolment.c.listed,
)


@dataclass(frozen=True, slots=True)
class ExportReport:
    """A file that was made: how many people, its BLAKE2b-256 in hex, where it is.

    Of `changed` people a newer list says something else; the file holds what was approved.
    """

    count: int
    digest: str
    path: Path
    changed: int = 0


def export_bpjs(workspace: Workspace, out: Path, *, force: bool = False) -> ExportReport:
    """Write everyone approved in the user's area to the workbook `out` and enter it in the ledger.

    The order is village, name. Raises `Refused` for a facilitator, when nobody is approved, when `out`
    exists (unless `force`) or cannot be written, and `Unreadable` for a name that is no .xlsx or a
    folder that is not there. After an exception there is no new file.
    """
    _check(workspace, out, force=force)
    people = _approved(workspace)
    if not people:
        raise Refused(_("Belum ada peserta yang disetujui di wilayah Anda, jadi tidak ada yang ditulis."))
    with _not_written(out), tempfile.TemporaryDirectory(prefix=".kelambu-", dir=out.parent) as scratch:
        part = Path(scratch) / f"{out.name}.part"
        records = (person.cells for person in people)
        write_workbook(part, workspace.programme.export, records, practice=workspace.practice)
        digest = _sealed(part)
        _enter(workspace, out.name, digest, [person.enrolment for person in people])
        part.replace(out)
    return ExportReport(len(people), digest, out, sum(person.changed for person in people))


def changed_sentence(count: int) -> str:
    """Say that a newer list says something else of people in the file."""
    return _(
        "{count} peserta berubah di daftar sejak disetujui; berkas memuat data yang disetujui. "
        "Periksa mereka di Antrean."
    ).format(count=count)


def _check(workspace: Workspace, out: Path, *, force: bool) -> None:
    if not workspace.user.decides:
        raise Refused(_("Hanya penyelia atau dinas yang bisa membuat berkas BPJS. Serahkan kepada penyelia."))
    if out.suffix.lower() != ".xlsx":
        raise Unreadable(_("{file} harus berakhiran .xlsx. Beri nama berkas lain.").format(file=out.name))
    if not out.parent.is_dir():
        raise Unreadable(_("Folder {folder} belum ada. Buat dulu foldernya.").format(folder=out.parent))
    if out.exists() and not force:
        raise Refused(
            _("{file} sudah ada. Beri nama lain, atau pindahkan dulu berkas yang lama.").format(file=out.name)
        )


@dataclass(frozen=True, slots=True)
class _Approved:
    """One approved person: their enrolment, what columns can print, whether a newer list differs."""

    enrolment: str
    cells: dict[str, CellValue]
    changed: bool


def _approved(workspace: Workspace) -> list[_Approved]:
    """Return each approved person in the user's area, as they were approved, in order of village and name.

    Raises `Refused` if someone approved is on no list.
    """
    approved = t.enrolment.c.state == "disetujui"
    statement = (
        select(*PERSON_COLUMNS, *_ENROLLED)
        .select_from(PERSON_SOURCE.join(t.enrolment, t.enrolment.c.person == t.person.c.uid))
        .where(approved)
        .order_by(t.enrolment.c.village, t.person.c.name, t.enrolment.c.id)
    )
    with workspace.database.read() as connection:
        rows = connection.execute(statement).all()
        expected = connection.execute(
            select(func.count()).select_from(t.enrolment).where(approved)
        ).scalar_one()
    if len(rows) != expected:
        raise Refused(
            _("{count} peserta yang disetujui tidak ada lagi di daftar. Jalankan `kelambu doctor`.").format(
                count=expected - len(rows)
            )
        )
    people: list[_Approved] = []
    for row in rows:
        listed = json.loads(row.listed)
        if workspace.user.covers(listed["village"]):
            record = record_of(row, workspace.today())
            cells = _known(workspace, record, listed, row.enrolled_nik) | {"number": len(people) + 1}
            people.append(_Approved(row.enrolment, cells, bool(changed_since(record, listed))))
    return people


def _known(
    workspace: Workspace, record: PersonRecord, listed: dict[str, CellValue], nik: str
) -> dict[str, CellValue]:
    """What columns can name of a person: the list's as approved, what was asked, the programme's."""
    village = find_village(str(listed["village"]))
    born = listed["birth_date"] or read_nik(nik, workspace.today()).birth_date
    asked = record.verified.values if record.verified else {}
    return {
        **{name: listed[name] for name in ("name", "sex", "occupation", "address", "rt", "rw", "desil")},
        **asked,
        "nik": nik,
        "birth_date": date.fromisoformat(born) if isinstance(born, str) else born,
        "village": village.name if village else "",
        "kecamatan": village.kecamatan if village else "",
        "village_code": listed["village"],
        "family_id": listed["household"],
        "period": workspace.programme.period,
        "corrected": _corrected(workspace.programme, record),
    }


def _corrected(programme: Programme, record: PersonRecord) -> str:
    """Name the fields of the file that hold something else than the list says: `nama; NIK`.

    What is corrected today was so when they were approved: every correction ends an approval. The
    list's own values stay here; the insurer gets no second NIK.
    """
    printed = {column.source for column in programme.export}
    with in_indonesian():
        return "; ".join(words_of(field for field in record.replaced if field in printed))


def _sealed(path: Path) -> str:
    """Keep the file from others on this machine, flush it to the disk, return its BLAKE2b-256 in hex."""
    path.chmod(0o600)
    with path.open("rb+") as file:
        os.fsync(file.fileno())
        return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=32)).hexdigest()


def _enter(workspace: Workspace, file: str, digest: str, enrolments: list[str]) -> None:
    listed = "\n".join(sorted(enrolments)).encode()
    body = {
        "file": file,
        "count": len(enrolments),
        "enrolments": hashlib.blake2b(listed, digest_size=32).hexdigest(),
        "rules": workspace.programme.digest,
    }
    with workspace.database.write() as connection:
        append(connection, workspace.pen, "export.made", digest, body)


@contextmanager
def _not_written(out: Path) -> Iterator[None]:
    """Turn what a disk or a folder refuses into a sentence."""
    from xlsxwriter.exceptions import FileCreateError

    try:
        yield
    except (OSError, FileCreateError) as error:
        raise Refused(
            _(
                "{file} tidak bisa ditulis ({reason}). Periksa sisa ruang dan izin folder, lalu ulangi."
            ).format(file=out.name, reason=display(getattr(error, "strerror", None) or error))
        ) from error
