"""The quarantine: rows that wait, whole, for someone to correct them."""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlalchemy import Connection

from kelambu_tui.exchange.intake.layout import Layout
from kelambu_tui.exchange.intake.reasons import Fault
from kelambu_tui.exchange.intake.rows import MOST_CELL

_INSERT = (
    "INSERT INTO quarantine (intake_id, sheet, line, key, code, sentence, row) VALUES (?, ?, ?, ?, ?, ?, ?)"
)
_SAME_FILE = (
    "DELETE FROM quarantine WHERE intake_id IN (SELECT id FROM intake WHERE file_digest = ? AND id <> ?)"
)
_RELEASE = (
    "DELETE FROM quarantine WHERE intake_id <> ? AND key <> '' AND key IN (SELECT value FROM json_each(?))"
)
_encode = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode


class Quarantine:
    """The quarantine of one import; what earlier imports of the same file left in it goes at once."""

    def __init__(self, connection: Connection, intake_id: int, file_digest: str) -> None:
        self._connection = connection
        self._intake_id = intake_id
        connection.exec_driver_sql(_SAME_FILE, (file_digest, intake_id))
        found = connection.exec_driver_sql("SELECT 1 FROM quarantine LIMIT 1").first()
        self._may_release = found is not None

    def release(self, keys: Sequence[str]) -> None:
        """Forget what earlier imports held back of these IDs: they have now been taken in."""
        if self._may_release and keys:
            self._connection.exec_driver_sql(_RELEASE, (self._intake_id, json.dumps(keys)))

    def add(self, sheet: str, layout: Layout, faults: Sequence[Fault]) -> None:
        """Hold these rows back."""
        self._connection.exec_driver_sql(
            _INSERT,
            [
                (
                    self._intake_id,
                    sheet,
                    fault.line,
                    fault.key,
                    fault.code,
                    fault.sentence,
                    _row(layout, fault),
                )
                for fault in faults
            ],
        )


def _row(layout: Layout, fault: Fault) -> str:
    """Write the cells under their headers, as they came, up to the longest cell that is ever kept."""
    names = [header.strip() or f"#{index}" for index, header in enumerate(layout.header, start=1)]
    names += [f"#{index}" for index in range(len(names) + 1, len(fault.cells) + 1)]
    cells: dict[str, str] = {}
    for index, (name, cell) in enumerate(zip(names, fault.cells, strict=False), start=1):
        if cell:
            cells[f"{name} #{index}" if name in cells else name] = cell[:MOST_CELL]
    return _encode(cells)
