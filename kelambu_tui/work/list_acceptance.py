"""Making the registry say what a newer list says, for the differences that were accepted.

A household's differences cover different columns, and each person has one, so that the order in which
they are accepted decides nothing. Nobody's row is ever deleted.
"""

# ruff: noqa: S608 - all names come from constants

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

from kelambu_tui.programme.model import Programme
from kelambu_tui.store.registry import HOUSEHOLD_VALUES, row_digest
from kelambu_tui.work.desil_sources import settle_desils

_PERSON = (
    "list_id",
    "name",
    "name_key",
    "nik",
    "nik_state",
    "sex",
    "birth_date",
    "relation",
    "marital",
    "occupation",
    "work_status",
    "education",
    "dukcapil",
    "verval",
    "more",
    "row_digest",
)
_CHOSEN = "SELECT d.key FROM temp.chosen c JOIN difference d ON d.id = c.id WHERE d.intake_id = :staged"
_OF_HOUSEHOLD = _CHOSEN + " AND d.of_household AND d.kind = '{kind}'"
_OF_PEOPLE = _CHOSEN + " AND NOT d.of_household AND d.kind IN ({kinds})"
_NEW = _OF_PEOPLE.format(kinds="'baru'")
_ABSENT = _OF_PEOPLE.format(kinds="'hilang'")
_CHANGED = _OF_PEOPLE.format(kinds="'lain', 'pindah', 'periode'")

_SET = {
    "pindah": "village = s.village, address = s.address, rt = s.rt, rw = s.rw",
    "desil": "desil = s.desil, desil_source = s.desil_source, desil_period = s.desil_period",
    "periode": "desil_source = s.desil_source, desil_period = s.desil_period",
    "lain": "head_name = s.head_name, head_nik = s.head_nik, housing = s.housing, "
    # A new address belongs to a move where there is one.
    "address = CASE WHEN s.village = household.village THEN s.address ELSE household.address END, "
    "rt = CASE WHEN s.village = household.village THEN s.rt ELSE household.rt END, "
    "rw = CASE WHEN s.village = household.village THEN s.rw ELSE household.rw END",
}
_CHANGE_HOUSEHOLDS = (
    "UPDATE household SET {columns}, intake_id = :stamp FROM staged_household s "
    "WHERE s.intake_id = :staged AND s.family_id = household.family_id AND s.family_id IN ({chosen})"
)
_NEW_HOUSEHOLDS = (
    f"INSERT INTO household ({', '.join(HOUSEHOLD_VALUES)}, row_digest, intake_id, id) "
    f"SELECT {', '.join(f's.{name}' for name in HOUSEHOLD_VALUES)}, s.row_digest, :stamp, "
    "(SELECT max(coalesce(max(id), 0), 0) FROM household) + row_number() OVER (ORDER BY s.id) "
    "FROM staged_household s WHERE s.intake_id = :staged "
    "AND s.family_id IN (SELECT family_id FROM staged_person p WHERE p.intake_id = :staged AND ("
    f"p.id IN (SELECT id FROM person WHERE uid IN ({_CHANGED})) "
    f"OR p.uid IN ({_NEW}))) "
    "AND s.family_id NOT IN (SELECT family_id FROM household)"
)
_HOME = "(SELECT h.id FROM household h WHERE h.family_id = s.family_id)"
_REFERRED = (
    "SELECT subject FROM entry UNION SELECT person FROM draft UNION SELECT other FROM draft "
    "UNION SELECT person FROM verification UNION SELECT other FROM verification "
    "UNION SELECT person FROM enrolment"
)
_CHANGE_PEOPLE = (
    f"UPDATE person SET {', '.join(f'{name} = s.{name}' for name in _PERSON)}, household_id = {_HOME}, "
    # Under whichever name somebody worked, that one stays for ever.
    f"uid = CASE WHEN s.uid = person.uid OR person.uid IN ({_REFERRED}) THEN person.uid ELSE s.uid END, "
    "intake_id = :stamp FROM staged_person s "
    f"WHERE s.intake_id = :staged AND s.id = person.id AND person.uid IN ({_CHANGED})"
)
_NEW_PEOPLE = (
    f"INSERT INTO person (uid, {', '.join(_PERSON)}, household_id, intake_id, id) "
    f"SELECT s.uid, {', '.join(f's.{name}' for name in _PERSON)}, {_HOME}, :stamp, "
    "(SELECT max(coalesce(max(id), 0), 0) FROM person) + row_number() OVER (ORDER BY s.id) "
    f"FROM staged_person s WHERE s.intake_id = :staged AND s.uid IN ({_NEW}) "
    "AND s.uid NOT IN (SELECT uid FROM person)"
)
_GONE = (
    "INSERT OR REPLACE INTO unlisted (person, source, period, intake_id) "
    "SELECT p.uid, i.source, i.period, :stamp FROM person p JOIN intake i ON i.id = :staged "
    f"WHERE p.uid IN ({_ABSENT})"
)
_BACK = f"DELETE FROM unlisted WHERE person IN ({_NEW})"
_TOUCHED = f"SELECT id, row_digest, {', '.join(HOUSEHOLD_VALUES)} FROM household WHERE intake_id = ?"

REMEMBER_DESILS = (
    "INSERT INTO desil_record (family_id, source, period, desil, intake_id) "
    "SELECT family_id, desil_source, desil_period, desil, intake_id FROM household "
    "WHERE intake_id = ? AND desil IS NOT NULL "
    "ON CONFLICT (family_id, source, period) DO UPDATE SET desil = excluded.desil, "
    "intake_id = excluded.intake_id WHERE desil <> excluded.desil"
)
"""What the list with this id said of the desil of every family that it wrote."""


def choose(connection: Connection, condition: str, values: dict[str, object]) -> int:
    """Begin to accept the differences that fit `condition`; return how many they are."""
    connection.exec_driver_sql("DROP TABLE IF EXISTS temp.chosen")
    connection.exec_driver_sql("CREATE TEMP TABLE chosen (id INTEGER PRIMARY KEY)")
    found = connection.exec_driver_sql(
        f"INSERT INTO chosen SELECT id FROM difference WHERE {condition}", values
    )
    return int(found.rowcount)


def apply_chosen(connection: Connection, programme: Programme, staged: int, stamp: int) -> None:
    """Write what the chosen differences of the list `staged` say, and forget them.

    What is written carries `stamp` as its intake: a newer one than anything that was read before.
    """
    names = {"staged": staged, "stamp": stamp}
    connection.exec_driver_sql(_NEW_HOUSEHOLDS, names)
    for kind, columns in _SET.items():
        chosen = _OF_HOUSEHOLD.format(kind=kind)
        connection.exec_driver_sql(_CHANGE_HOUSEHOLDS.format(columns=columns, chosen=chosen), names)
    _renew_digests(connection, stamp)
    connection.exec_driver_sql(_BACK, {"staged": staged})
    connection.exec_driver_sql(_GONE, names)
    connection.exec_driver_sql(_CHANGE_PEOPLE, names)
    connection.exec_driver_sql(_NEW_PEOPLE, names)
    connection.exec_driver_sql(REMEMBER_DESILS, (stamp,))
    settle_desils(connection, programme)
    connection.exec_driver_sql(
        "DELETE FROM difference WHERE intake_id = :staged AND id IN (SELECT id FROM temp.chosen)",
        {"staged": staged},
    )
    forget_settled(connection)


def forget_settled(connection: Connection) -> None:
    """Drop the staged rows of lists of which nothing waits any more."""
    for table in ("staged_household", "staged_person"):
        connection.exec_driver_sql(
            f"DELETE FROM {table} WHERE intake_id NOT IN (SELECT intake_id FROM difference)"
        )


def _renew_digests(connection: Connection, stamp: int) -> None:
    found = connection.exec_driver_sql(_TOUCHED, (stamp,))
    changed = []
    for number, digest, *values in found:
        renewed = row_digest(_as_texts(values))
        if renewed != digest:
            changed.append((renewed, number))
    if changed:
        connection.exec_driver_sql("UPDATE household SET row_digest = ? WHERE id = ?", changed)


def _as_texts(values: Iterable[object]) -> list[str]:
    return ["" if value is None else str(value) for value in values]
