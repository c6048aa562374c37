"""Families and members who are on no list: proposed in the village, kept beside the registry's people.

Their row ids are negative, from the ledger's own row numbers: a rebuild gives the same rows again, and
no list ever takes them.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from hashlib import blake2b
from typing import Any

from sqlalchemy import ColumnClause, Connection, delete, insert, literal_column, select

from kelambu_tui.errors import Refused
from kelambu_tui.ledger.entries import Entry
from kelambu_tui.ledger.order import is_own
from kelambu_tui.locale import _
from kelambu_tui.people.names import strict_fold
from kelambu_tui.people.nik import read_nik
from kelambu_tui.store import tables as t
from kelambu_tui.store.registry import HOUSEHOLD_VALUES, PERSON_VALUES, PROPOSED, row_digest

SOURCE = "usulan"
_OF_OTHERS = 1 << 57
"""Beyond every row number that a ledger reaches; 56 bits of an id are added."""


def forget_proposals(connection: Connection) -> None:
    """Empty what `person.proposed` fills, before a rebuild."""
    connection.execute(delete(t.person).where(t.person.c.intake_id == PROPOSED))
    connection.execute(delete(t.household).where(t.household.c.intake_id == PROPOSED))


def _person_proposed(connection: Connection, entry: Entry) -> None:
    body = entry.body
    number = _number(connection, entry)
    family = body["family"]
    if body["new_family"]:
        home = {**_EMPTY_HOUSEHOLD, **body["new_family"], "family_id": family, "id": -number}
        home["row_digest"] = _digest(home, HOUSEHOLD_VALUES)
        connection.execute(insert(t.household), home)
    household = connection.execute(select(t.household.c.id).where(t.household.c.family_id == family)).scalar()
    if household is None:
        raise Refused(_("Keluarga {household} tidak ada di daftar.").format(household=family))
    person = {**_EMPTY_PERSON, **body["person"]}
    person |= {
        "id": -number,
        "uid": entry.subject,
        "household_id": household,
        "name_key": strict_fold(person["name"]),
        "nik_state": read_nik(person["nik"], date.fromisoformat(entry.at[:10])).state.value,
    }
    person["row_digest"] = _digest(person | {"list_id": "", "family_id": family}, PERSON_VALUES)
    connection.execute(insert(t.person), person)


def _person_withdrawn(connection: Connection, entry: Entry) -> None:
    """Take somebody off again whom nothing rests on yet; a family that this leaves empty goes too."""
    person = (t.person.c.uid == entry.subject) & (t.person.c.intake_id == PROPOSED)
    household = connection.execute(select(t.person.c.household_id).where(person)).scalar()
    if household is None:
        raise Refused(_("Usulan ini sudah tidak ada. Muat ulang daftar."))
    checked = select(t.verification.c.person).where(t.verification.c.person == entry.subject)
    queued = select(t.enrolment.c.person).where(t.enrolment.c.person == entry.subject)
    if connection.execute(checked.union(queued).limit(1)).first() is not None:
        raise Refused(_("Orang ini sudah diperiksa atau diantrekan; batalkan itu dulu."))
    connection.execute(delete(t.person).where(person))
    empty = ~select(t.person.c.id).where(t.person.c.household_id == household).exists()
    own = (t.household.c.id == household) & (t.household.c.intake_id == PROPOSED)
    connection.execute(delete(t.household).where(own, empty))


def _number(connection: Connection, entry: Entry) -> int:
    """A proposal's row number, before its sign: by this laptop's ledger, or by the id of another's entry."""
    row_number: ColumnClause[int] = literal_column("entry.rowid")
    number = connection.execute(select(row_number).select_from(t.entry).where(is_own(entry))).scalar()
    if number is not None:
        return int(number)
    return _OF_OTHERS + int.from_bytes(blake2b(entry.id.encode(), digest_size=7).digest(), "big")


def _digest(row: dict[str, Any], columns: tuple[str, ...]) -> bytes:
    return row_digest(["" if row[name] is None else str(row[name]) for name in columns])


_EMPTY_HOUSEHOLD: dict[str, Any] = {
    "address": "",
    "rt": "",
    "rw": "",
    "head_name": "",
    "head_nik": "",
    "desil": None,
    "desil_source": SOURCE,
    "desil_period": "",
    "housing": "{}",
    "intake_id": PROPOSED,
}

_EMPTY_PERSON: dict[str, Any] = {
    "list_id": None,
    "nik": "",
    "sex": "",
    "birth_date": "",
    "relation": "",
    "marital": "",
    "occupation": "",
    "work_status": "",
    "education": "",
    "dukcapil": "",
    "verval": "",
    "more": "{}",
    "intake_id": PROPOSED,
}

CONSEQUENCES: dict[str, Callable[[Connection, Entry], None]] = {
    "person.proposed": _person_proposed,
    "person.withdrawn": _person_withdrawn,
}
