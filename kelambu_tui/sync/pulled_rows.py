"""Rows of the hub's stream as they come, read before anything is believed or changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kelambu_tui.errors import Unreadable
from kelambu_tui.ledger.entries import MOST_BYTES, Entry, read_entry
from kelambu_tui.ledger.order import FORMER
from kelambu_tui.locale import _

STATUSES = ("accepted", "rejected", "held")


@dataclass(frozen=True, slots=True)
class PulledRow:
    """What the hub says of one entry: place in the order, status, and the entry where it is another's."""

    cursor: int
    device: str
    seq: int
    status: str
    code: str
    line: bytes | None
    signatures: tuple[tuple[str, str, str], ...]
    entry: Entry | None = None
    """None where it did not come with the row, or a later program wrote it."""

    @property
    def key(self) -> tuple[str, int]:
        """Which entry of which chain."""
        return self.device, self.seq


def read_rows(rows: Sequence[Any]) -> list[PulledRow]:
    """Read rows of a pull; raises `Unreadable` unless all are rows in rising order that say what they are."""
    found: list[PulledRow] = []
    for row in rows:
        try:
            one = _read_row(row)
        except (TypeError, ValueError, LookupError, RecursionError):
            raise _unreadable() from None
        if not (found[-1].cursor if found else 0) < one.cursor < FORMER:
            raise _unreadable()
        if one.entry is not None and (one.entry.device, one.entry.seq) != one.key:
            raise _unreadable()
        found.append(one)
    return found


def _read_row(row: Any) -> PulledRow:
    cursor, device, seq, said, line, signatures = row
    status, _colon, code = said.partition(":")
    if type(cursor) is not int or type(seq) is not int or not isinstance(device, str):
        raise TypeError(row)
    if status not in STATUSES or seq < 1 or not device:
        raise ValueError(row)
    text = None if line is None else line.encode()
    if text is not None and len(text) > MOST_BYTES:
        raise ValueError(row)
    return PulledRow(
        cursor,
        device,
        seq,
        status,
        code,
        text,
        tuple((str(author), str(signature), str(before)) for author, signature, before in signatures or ()),
        None if text is None else entry_of(text),
    )


def entry_of(line: bytes) -> Entry | None:
    """The entry of a line; None where a later program wrote it."""
    try:
        return read_entry(line)
    except (ValueError, RecursionError):
        return None


def _unreadable() -> Unreadable:
    return Unreadable(_("Jawaban hub tidak bisa dibaca; tidak ada isinya yang dipakai. Kirim lagi nanti."))
