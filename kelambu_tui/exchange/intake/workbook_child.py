"""The process in which a workbook is read: limited, disposable, and trusted by nobody.

Run as `python -m kelambu_tui.exchange.intake.workbook_child FILE`. Answers on stdout in lines of
JSON: `{"sheet": name, "rows": height}`, then lists of `[line, cells]` where every cell is text, and at
the end `{"done": sheets}` or `{"error": word}`. A reader that crashes takes only this process with it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

MEMORY_BYTES = 1024 * 2**20
"""Address space that the child may take, where the platform has such a limit."""

CPU_SECONDS = 60
"""Processor time that the child may take, where the platform has such a limit."""

MAX_CELL = 2_100
"""Characters of a cell that are passed on; anything near it is quarantined as too long."""

MAX_COLUMNS = 512
_BATCH_ROWS = 250
_BATCH_CHARACTERS = 1 << 18
_HEAD_ROWS = 10
_NAMED_FOR_PEOPLE = ("individu", "anggota", "jiwa", "perorangan")

Send = Callable[[Any], None]


def main(path: str) -> None:
    """Read the workbook at `path` and write its visible sheets to stdout, family lists first."""
    from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

    _limit()
    out = sys.stdout.buffer

    def send(message: Any) -> None:
        out.write(_encode(message).encode())
        out.write(b"\n")

    try:
        with CalamineWorkbook.from_path(path) as workbook:
            names = [
                sheet.name
                for sheet in workbook.sheets_metadata
                if sheet.visible is SheetVisibleEnum.Visible and sheet.typ is SheetTypeEnum.WorkSheet
            ]
            _send_sheets(workbook, names, send)
            send({"done": len(names)})
    except PasswordError:
        send({"error": "password"})
    except MemoryError:
        send({"error": "memory"})
    except Exception:  # noqa: BLE001 - whatever a hostile file makes the reader raise
        send({"error": "damaged"})
    out.flush()


def _limit() -> None:
    try:
        import resource
    except ImportError:  # Windows: the look into the zip and the parent's clock have to do
        return
    for what, most in ((resource.RLIMIT_AS, MEMORY_BYTES), (resource.RLIMIT_CPU, CPU_SECONDS)):
        try:
            resource.setrlimit(what, (most, most))
        except (OSError, ValueError):
            continue
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _send_sheets(workbook: Any, names: list[str], send: Send) -> None:
    """Send families first, so that persons find their households; load one sheet while sending another."""
    from concurrent.futures import ThreadPoolExecutor

    later = []
    names = sorted(names, key=lambda name: any(word in name.lower() for word in _NAMED_FOR_PEOPLE))
    with ThreadPoolExecutor(1) as loader:
        coming = loader.submit(workbook.get_sheet_by_name, names[0]) if names else None
        for following in [*names[1:], None]:
            if coming is None:
                break
            sheet = coming.result()
            coming = loader.submit(workbook.get_sheet_by_name, following) if following else None
            if len(names) > 1 and coming is not None and _lists_people(sheet):
                later.append(sheet)
            else:
                _send_sheet(sheet, send)
            del sheet
    while later:
        _send_sheet(later.pop(0), send)


def _lists_people(sheet: Any) -> bool:
    from kelambu_tui.exchange.intake.layout import names_people

    if sheet.start is None:
        return False
    head = sheet.to_python(nrows=_HEAD_ROWS)
    return any(names_people([_text(cell) for cell in row[:MAX_COLUMNS]]) for row in head)


def _send_sheet(sheet: Any, send: Send) -> None:
    if sheet.start is None:
        send({"sheet": sheet.name, "rows": 0})
        return
    send({"sheet": sheet.name, "rows": sheet.end[0] + 1})
    for batch in _batches(sheet):
        send(batch)


def _batches(sheet: Any) -> Iterator[list[tuple[int, list[str]]]]:
    batch: list[tuple[int, list[str]]] = []
    characters = 0
    for line, row in enumerate(sheet.iter_rows(), start=1):
        cells = [cell if type(cell) is str else _text(cell) for cell in row[:MAX_COLUMNS]]
        size = len("".join(cells))
        if not size:
            continue
        if size > MAX_CELL:
            cells = [cell[:MAX_CELL] for cell in cells]
            size = len("".join(cells))
        batch.append((line, cells))
        characters += size
        if len(batch) >= _BATCH_ROWS or characters >= _BATCH_CHARACTERS:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch


def _text(cell: Any) -> str:
    """Write a cell as the text that a person would have typed.

    A number of sixteen digits or more keeps its `.0`: spreadsheets hold fifteen digits, so what
    follows must be able to see that this was a number.
    """
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "Ya" if cell else "Tidak"
    if isinstance(cell, (int, float)):
        whole = int(cell) if abs(cell) < 1e17 and cell == int(cell) else None
        if whole is None:
            return repr(cell)
        return str(whole) if abs(whole) < 10**15 else f"{whole}.0"
    if isinstance(cell, datetime):
        return cell.date().isoformat() if not (cell.hour or cell.minute or cell.second) else cell.isoformat()
    return cell.isoformat() if isinstance(cell, date) else str(cell)


_encode = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode

if __name__ == "__main__":
    main(sys.argv[1])
