"""The tables of a database that neither are the ledger nor follow from it, out of what was salvaged.

Of the registry a row counts only with its own digest, and the whole only when its digest is the one that
the last import wrote in the ledger.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, insert, select

from kelambu_tui.ledger.entries import Entry
from kelambu_tui.store import tables as t
from kelambu_tui.store.registry import (
    HOUSEHOLD_VALUES,
    PERSON_VALUES,
    PROPOSED,
    held_digest,
    registry_digest,
    row_digest,
)
from kelambu_tui.store.salvaging import Salvage

MADE_ANEW = frozenset(table.name for table in (*t.PROJECTIONS, t.suspicion, t.comparison))
"""Tables that are never copied: the ledger, or a comparison, fills them again."""

LEDGER = frozenset({"entry", "signature", "device"})
_REGISTRY = ("intake", "household", "person", "quarantine", "desil_record", "unlisted")
SALVAGED = tuple(table.name for table in t.TABLES if table.name not in MADE_ANEW)
"""Tables that a salvage has to read."""

SEALED_ROWS = {table.name: tuple(table.columns.keys()) for table in (t.household, t.person, t.quarantine)}
"""Tables whose rows carry their own digest, or that have one as a whole, and their columns."""


def rows_of(source: Salvage, name: str) -> Iterator[dict[str, Any]]:
    """The rows that were found of a table, by column."""
    columns, rows = source.tables.get(name, ((), []))
    return (dict(zip(columns, row, strict=True)) for row in rows)


def write_tables(connection: Connection, sources: Sequence[Salvage]) -> set[str]:
    """Copy what neither the ledger nor the registry is; answers which tables may lack rows."""
    lacking: set[str] = set()
    for table in t.TABLES:
        if table.name in MADE_ANEW | LEDGER | set(_REGISTRY):
            continue
        for source in sources:
            _copy(connection, table, source)
            if table.name not in source.damaged:
                break
        else:
            lacking.add(table.name)
    return lacking


def _copy(connection: Connection, table: Table, source: Salvage) -> None:
    _insert(connection, table, list(rows_of(source, table.name)))


def write_registry(
    connection: Connection, sources: Sequence[Salvage], entries: Sequence[Entry]
) -> tuple[bool, str]:
    """Take the registry from the first source that has it as the last import left it.

    Where none has, what is sound of all. Answers whether it is whole, and the file name of the last list.
    """
    changed = list({entry.id: entry for entry in entries if "registry" in entry.body}.values())
    imports = [entry for entry in changed if entry.kind == "import.made"]
    wanted = str(changed[-1].body["registry"]) if changed else None
    held = [str(entry.body["held"]) for entry in imports if "held" in entry.body][-1:]
    name = str(imports[-1].body.get("file", "")) if imports else ""
    for source in (*sources, *((_merged(sources),) if len(sources) > 1 else ())):
        with connection.begin_nested() as attempt:
            _copy_registry(connection, source, changed)
            whole = wanted is None or registry_digest(connection) == wanted
            if whole and all(held_digest(connection) == digest for digest in held):
                return True, name
            attempt.rollback()
    _copy_registry(connection, _merged(sources), changed)
    return False, name


def _merged(sources: Sequence[Salvage]) -> Salvage:
    """The rows of all sources, those of the first one first: what is there already stays."""
    tables: dict[str, tuple[tuple[str, ...], list[tuple[Any, ...]]]] = {}
    for name in _REGISTRY:
        for source in sources:
            columns, rows = source.tables.get(name, ((), []))
            known = tables.setdefault(name, (columns, []))
            known[1].extend(rows if columns == known[0] else [])
    return Salvage({}, {}, tables, set())


def _copy_registry(connection: Connection, source: Salvage, changed: Sequence[Entry]) -> None:
    found = (row for row in rows_of(source, "household") if _is_sound_home(row))
    homes = {row["id"]: row for row in _newest_last(found)}
    people = (row for row in rows_of(source, "person") if _is_sound_person(row, homes))
    _insert(connection, t.household, list(homes.values()))
    _insert(connection, t.person, list({row["id"]: row for row in _newest_last(people)}.values()))
    _insert(connection, t.intake, list(rows_of(source, "intake")))
    _insert(connection, t.quarantine, [row for row in rows_of(source, "quarantine") if _is_held(row)])
    for table in (t.desil_record, t.unlisted):
        _insert(connection, table, list(rows_of(source, table.name)))
    connection.exec_driver_sql(_OWN_DESILS)
    _complete_intakes(connection, changed)


_OWN_DESILS = (
    "INSERT OR IGNORE INTO desil_record (family_id, source, period, desil, intake_id) "
    "SELECT family_id, desil_source, desil_period, desil, intake_id FROM household "
    "WHERE desil IS NOT NULL"
)
"""What the newest lists say of desils stands in the families' own rows too."""


def _newest_last(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """In the order of the lists that wrote them: a later row of the same id takes the earlier one's place."""
    return sorted(rows, key=lambda row: int(row["intake_id"]))


def _is_sound_home(row: Mapping[str, Any]) -> bool:
    return _is_listed(row) and _digest(row, HOUSEHOLD_VALUES) == row["row_digest"]


def _is_sound_person(row: Mapping[str, Any], homes: Mapping[int, Mapping[str, Any]]) -> bool:
    home = homes.get(row["household_id"])
    if home is None or not _is_listed(row):
        return False
    values = {**row, "list_id": row["list_id"] or "", "family_id": home["family_id"]}
    return bool(_digest(values, PERSON_VALUES) == row["row_digest"])


def _is_held(row: Mapping[str, Any]) -> bool:
    """Whether this can be a row of the quarantine: other tables have as many columns."""
    texts = all(isinstance(row[name], str) for name in ("sheet", "key", "code", "sentence", "row"))
    return texts and isinstance(row["intake_id"], int) and row["row"].startswith("{")


def _is_listed(row: Mapping[str, Any]) -> bool:
    return isinstance(row["intake_id"], int) and row["intake_id"] > PROPOSED


def _digest(row: Mapping[str, Any], columns: Sequence[str]) -> bytes:
    return row_digest(["" if row[name] is None else str(row[name]) for name in columns])


def _insert(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    known = {column.name for column in table.columns}
    cut = [{name: value for name, value in row.items() if name in known} for row in rows]
    if cut:
        connection.execute(insert(table).prefix_with("OR IGNORE"), cut)


def _complete_intakes(connection: Connection, changed: Sequence[Entry]) -> None:
    """Write what was taken in but whose row is gone, lists and acceptances, from what the ledger says."""
    kept = connection.execute(select(t.intake.c.file_digest).order_by(t.intake.c.id)).scalars().all()
    if list(kept) == [entry.subject for entry in changed]:
        return
    connection.execute(t.intake.delete())
    names = ("read", "added", "changed", "unchanged", "quarantined")
    for number, entry in enumerate(changed, start=1):
        facts: dict[str, Any] = {name: int(entry.body.get(name, 0)) for name in names}
        facts |= {"id": number, "file_name": str(entry.body.get("file", "")), "file_digest": entry.subject}
        facts |= {name: str(entry.body.get(name, "")) for name in ("layout", "source", "period")}
        facts["at"] = entry.at
        connection.execute(insert(t.intake), facts)
