"""The matcher for any table of people: `from kelambu_tui.matching import dedupe, link`.

>>> from kelambu_tui.matching import dedupe
>>> people = [
...     {"no": "1", "nama": "Muh. Suharto", "lahir": "1971-03-02", "nik": "1606010203710001"},
...     {"no": "2", "nama": "H. M. Soeharto", "lahir": "02/03/1971", "nik": "1606010203170001"},
...     {"no": "3", "nama": "Siti Aminah", "lahir": "1980-05-07", "nik": "1606014705800002"},
... ]
>>> roles = {"id": "no", "name": "nama", "birth_date": "lahir", "nik": "nik"}
>>> found = dedupe(people, roles, weights=starting_weights())
>>> [(pair.a, pair.b) for pair in found.pairs]
[('1', '2')]
>>> found.clusters
(('1', '2'),)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from kelambu_tui.errors import Unreadable
from kelambu_tui.locale import _
from kelambu_tui.matching.columns import Columns
from kelambu_tui.matching.deduping import Matches, match_columns
from kelambu_tui.matching.records import ROLES
from kelambu_tui.matching.starting import starting_weights
from kelambu_tui.matching.weights import Weights

Mapped = Mapping[str, str | Sequence[str]]
"""Which column, or which columns joined by a blank, plays a role of `records.Record`."""


def dedupe(
    records: Any, mapping: Mapped, *, weights: Weights | None = None, min_probability: float = 0.5
) -> Matches:
    """Return the pairs of `records` that are one person.

    `records`: an iterable of mappings, or a table of columns (pandas, pyarrow, a mapping of sequences).
    Without `weights` they are learnt from the table itself, without labels. Raises `Unreadable` for a
    role or column that is not there, `ValueError` for ids that are not distinct.
    """
    columns = Columns()
    columns.extend(read_table(records, mapping))
    columns.count()
    return _match(columns, weights, min_probability, None)


def link(
    left: Any, right: Any, mapping: Mapped, *, weights: Weights | None = None, min_probability: float = 0.5
) -> Matches:
    """Return the pairs of one of `left` and one of `right` that are one person; see `dedupe`.

    Both tables have the same columns, and no id stands in both.
    """
    columns = Columns()
    columns.extend(read_table(left, mapping))
    split = len(columns)
    columns.extend(read_table(right, mapping))
    columns.count()
    return _match(columns, weights, min_probability, split)


def _match(columns: Columns, weights: Weights | None, least: float, split: int | None) -> Matches:
    return match_columns(columns, weights or starting_weights(), least, learn=weights is None, split=split)


def read_table(records: Any, mapping: Mapped) -> dict[str, Sequence[str]]:
    """Return the text columns of a table by role; raises `Unreadable` for unknown roles and columns."""
    unknown = sorted(set(mapping) - set(ROLES))
    if unknown or "id" not in mapping:
        raise Unreadable(
            _("Peran kolom {roles} tidak dikenal. Yang dikenal: {known}; id harus ada.").format(
                roles=", ".join(unknown) or "-", known=", ".join(ROLES)
            )
        )
    wanted = {role: (names,) if isinstance(names, str) else tuple(names) for role, names in mapping.items()}
    columns = _columns(records, sorted({name for names in wanted.values() for name in names}))
    return {role: _joined([columns[name] for name in names]) for role, names in wanted.items()}


def _columns(records: Any, names: list[str]) -> dict[str, list[str]]:
    if hasattr(records, "columns") or isinstance(records, Mapping):
        try:
            return {name: _texts(records[name]) for name in names}
        except KeyError as error:
            raise _no_column(str(error.args[0])) from error
    rows: list[Mapping[str, Any]] = list(_rows(records))
    try:
        return {name: _texts([row[name] for row in rows]) for name in names}
    except KeyError as error:
        raise _no_column(str(error.args[0])) from error


def _rows(records: Iterable[Mapping[str, Any]]) -> Iterable[Mapping[str, Any]]:
    return records


def _no_column(name: str) -> Unreadable:
    return Unreadable(_("Kolom {name} tidak ada di tabel. Periksa pemetaan kolomnya.").format(name=name))


def _texts(column: Any) -> list[str]:
    values = column.tolist() if hasattr(column, "tolist") else (
        column.to_pylist() if hasattr(column, "to_pylist") else list(column)
    )  # fmt: skip
    return [value if isinstance(value, str) else _text(value) for value in values]


def _text(value: Any) -> str:
    """Return a value as text; what is no value (None, NaN, NaT) is ''."""
    if value is None or value != value:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _joined(columns: list[list[str]]) -> list[str]:
    if len(columns) == 1:
        return columns[0]
    return [" ".join(filter(None, parts)) for parts in zip(*columns, strict=True)]
