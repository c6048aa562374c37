"""People who are on no list: a new family, or a new member of a known one, proposed by the village.

They are found, verified and queued like everybody else; the rules say that no list has them, and a
supervisor sees the reference of the village meeting.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select
from uuid_utils import uuid7

from kelambu_tui.display import display
from kelambu_tui.errors import NotFound, Refused, Unreadable
from kelambu_tui.ledger.entries import read_entry
from kelambu_tui.ledger.writing import append
from kelambu_tui.locale import _
from kelambu_tui.people.addresses import rt_rw_of, three_digits
from kelambu_tui.people.nik import NikState, read_nik
from kelambu_tui.store import tables as t
from kelambu_tui.store.registry import PROPOSED
from kelambu_tui.work.list_values import field_label, read_list_value
from kelambu_tui.work.records import check_village, covered_village
from kelambu_tui.work.workspace import Workspace

REQUIRED = ("name", "nik", "sex", "birth_date", "relation")
OPTIONAL = ("marital", "occupation", "education", "work_status")
HOME = ("village", "address", "rt", "rw")
PROPOSED_BY = "reference"
"""The field that names the minutes of the village meeting."""

Also = Callable[[Connection], None]
"""What is done in the transaction that writes a proposal."""


def _nothing_else(_connection: Connection) -> None:
    """Write the proposal and nothing else."""


@dataclass(frozen=True, slots=True)
class NewFamily:
    """Where a family lives that no list has; RT and RW in digits or empty."""

    village: str
    address: str
    rt: str = ""
    rw: str = ""


def propose_family(
    workspace: Workspace,
    family: NewFamily,
    head: Mapping[str, str],
    reference: str,
    *,
    also: Also = _nothing_else,
) -> tuple[str, str]:
    """Write `person.proposed` for the head of a new family; answers the person's and the family's id.

    `head` holds list fields as typed (`REQUIRED` and any of `OPTIONAL`); `reference` is the number of the
    village meeting's minutes. Raises `Unreadable` for values that cannot be, `NotFound` for a village
    nobody knows, `Refused` without a reference, outside the area, or for a NIK that is listed already.
    """
    village = covered_village(workspace, family.village)
    if not village:
        raise NotFound(_("Sebutkan desanya: kode atau nama."))
    address = read_list_value(workspace, "address", family.address)
    if not address:
        raise Unreadable(_("Isi alamatnya, supaya keluarga ini bisa ditemukan lagi."))
    person = _read_person(workspace, dict(head) | {"relation": "KEPALA KELUARGA"})
    key = uuid7().hex[-12:].upper()
    rt, rw = rt_rw_of(address)
    home = {
        "village": village,
        "address": address,
        "rt": place_number(family.rt, "RT") or rt,
        "rw": place_number(family.rw, "RW") or rw,
        "head_name": person["name"],
        "head_nik": person["nik"],
    }
    body = {"family": f"USUL-K-{key}", "new_family": home, "person": person, "reference": reference.strip()}
    return _propose(workspace, f"USUL-{key}", body, also), f"USUL-K-{key}"


def propose_member(
    workspace: Workspace,
    family: str,
    member: Mapping[str, str],
    reference: str,
    *,
    also: Also = _nothing_else,
) -> str:
    """Write `person.proposed` for a new member of a known family (family id); answers the person's id.

    Raises as `propose_family` does, and `NotFound` for a family on no list.
    """
    with workspace.database.read() as connection:
        village = connection.execute(
            select(t.household.c.village).where(t.household.c.family_id == family)
        ).scalar()
    if village is None:
        raise NotFound(_("Keluarga {household} tidak ada di daftar.").format(household=display(family, 40)))
    check_village(workspace, village)
    person = _read_person(workspace, member)
    body = {"family": family, "new_family": None, "person": person, "reference": reference.strip()}
    return _propose(workspace, f"USUL-{uuid7().hex[-12:].upper()}", body, also)


def reference_of(connection: Connection, person: str) -> str:
    """The reference of the village meeting that proposed a person; '' for somebody on a list."""
    statement = select(t.known_entry.c.line).where(
        t.known_entry.c.kind == "person.proposed", t.known_entry.c.subject == person
    )
    line = connection.execute(statement).scalar()
    return "" if line is None else str(read_entry(line).body["reference"])


def proposal_reference(workspace: Workspace, person: str) -> str:
    """The same as `reference_of`, in a transaction of its own."""
    with workspace.database.read() as connection:
        return reference_of(connection, person)


def proposed_people(workspace: Workspace) -> list[str]:
    """Uids of everyone proposed in the user's villages, in order."""
    statement = (
        select(t.person.c.uid, t.household.c.village)
        .join(t.household, t.household.c.id == t.person.c.household_id)
        .where(t.person.c.intake_id == PROPOSED)
        .order_by(t.person.c.id.desc())
    )
    with workspace.database.read() as connection:
        rows = connection.execute(statement).all()
    return [row.uid for row in rows if workspace.user.covers(row.village)]


def _propose(workspace: Workspace, uid: str, body: dict[str, Any], also: Also) -> str:
    if not body["reference"]:
        raise Refused(_("Tulis nomor berita acara musyawarah desa yang mengusulkan orang ini."))
    with workspace.database.write() as connection:
        known = known_nik(connection, body["person"]["nik"])
        if known:
            raise Refused(
                _("NIK ini sudah ada di daftar ({person}). Buka catatan itu, jangan usulkan lagi.").format(
                    person=known
                )
            )
        append(connection, workspace.pen, "person.proposed", uid, body)
        also(connection)
    return uid


def _read_person(workspace: Workspace, typed: Mapping[str, str]) -> dict[str, str]:
    unknown = set(typed) - {*REQUIRED, *OPTIONAL}
    if unknown:
        raise Unreadable(
            _("Isian {name} tidak dikenal. Pilih dari: {known}.").format(
                name=", ".join(sorted(unknown)), known=", ".join((*REQUIRED, *OPTIONAL))
            )
        )
    person = {name: read_list_value(workspace, name, text) for name, text in typed.items() if name != "nik"}
    nik = read_nik(typed.get("nik", ""), workspace.today())
    if typed.get("nik", "").strip() and nik.state is not NikState.OK:
        raise Unreadable(_("NIK itu tidak sah. Isi 16 angka dari KTP atau KK."))
    person["nik"] = nik.digits
    missing = [name for name in REQUIRED if not person.get(name)]
    if missing:
        labels = ["NIK" if name == "nik" else field_label(name) for name in missing]
        raise Unreadable(_("Belum diisi: {fields}.").format(fields=", ".join(labels)))
    return person


def known_nik(connection: Connection, digits: str) -> str:
    """Who has this NIK (16 digits) on the list or by a ground check; '' for nobody, and for no NIK."""
    if not digits:
        return ""
    listed = select(t.person.c.uid).where(t.person.c.nik == digits)
    checked = select(t.verification.c.person).where(t.verification.c.nik == digits)
    return connection.execute(listed.union(checked).limit(1)).scalar() or ""


def place_number(text: str, label: str) -> str:
    """Read an RT or RW (`label`) in three digits; '' stays ''. Raises `Unreadable` for anything else."""
    digits = text.strip()
    if digits and not (digits.isascii() and digits.isdigit() and len(digits) <= 3):
        raise Unreadable(_("{label} ditulis dengan angka, misalnya 003.").format(label=label))
    return three_digits(digits)
