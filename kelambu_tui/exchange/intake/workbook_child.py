"""The process in which a workbook is read: limited, disposable, and trusted by nobody.

Run as `python -m kelambu_tui.exchange.intake.workbook_child FILE`. Answers on stdout in frames, each four
bytes of length (big-endian) and then UTF-8 text: either one JSON object, `{"sheet": name, "rows": height}`,
`{"done": sheets}` or `{"error": word}`; or rows, each behind an RS character and made of its line number
and its cells with US characters between them. A reader that crashes takes only this process with it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
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

ROW_MARK = "\x1e"
CELL_MARK = "\x1f"
"""What stands before each row and between its cells; no cell holds either."""

Send = Callable[[str], None]


def main(path: str) -> None:
    """Read the workbook at `path` and write its visible sheets to stdout, family lists first."""
    from python_calamine import PasswordError, SheetTypeEnum, SheetVisibleEnum

    _limit()
    out = sys.stdout.buffer

    def send(text: str) -> None:
        frame = text.encode()
        out.write(len(frame).to_bytes(4, "big"))
        out.write(frame)

    try:
        with _open(path) as workbook:
            names = [
                sheet.name
                for sheet in workbook.sheets_metadata
                if sheet.visible is SheetVisibleEnum.Visible and sheet.typ is SheetTypeEnum.WorkSheet
            ]
        _send_sheets(path, names, send)
        send(json.dumps({"done": len(names)}))
    except PasswordError:
        send(json.dumps({"error": "password"}))
    except MemoryError:
        send(json.dumps({"error": "memory"}))
    except Exception:  # noqa: BLE001 - whatever a hostile file makes the reader raise
        send(json.dumps({"error": "damaged"}))
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


@contextmanager
def _open(path: str) -> Iterator[Any]:
    from python_calamine import CalamineWorkbook

    # By its content: half of all .xls files are something else.
    with Path(path).open("rb") as file, CalamineWorkbook.from_filelike(file) as workbook:
        yield workbook


def _load(path: str, name: str) -> Any:
    with _open(path) as workbook:
        return workbook.get_sheet_by_name(name)


def _send_sheets(path: str, names: list[str], send: Send) -> None:
    """Send families first, so that persons find their households; load two sheets at a time."""
    from concurrent.futures import ThreadPoolExecutor

    later = []
    names = sorted(names, key=lambda name: any(word in name.lower() for word in _NAMED_FOR_PEOPLE))
    with ThreadPoolExecutor(2) as loader:
        coming = [loader.submit(_load, path, name) for name in names[:2]]
        for following in [*names[2:], "", ""][: len(names)]:
            sheet = coming.pop(0).result()
            if following:
                coming.append(loader.submit(_load, path, following))
            if coming and _lists_people(sheet):
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
    rows = 0 if sheet.start is None else sheet.end[0] + 1
    send(json.dumps({"sheet": sheet.name, "rows": rows}))
    if rows:
        for batch in _batches(sheet):
            send(batch)


def _batches(sheet: Any) -> Iterator[str]:
    batch: list[str] = []
    characters = 0
    for line, row in enumerate(sheet.iter_rows(), start=1):
        cells = row if len(row) <= MAX_COLUMNS else row[:MAX_COLUMNS]
        try:
            joined = CELL_MARK.join(cells)
        except TypeError:
            cells = [_text(cell) for cell in cells]
            joined = CELL_MARK.join(cells)
        if len(joined) < len(cells):
            continue  # nothing but the marks: a blank row
        if len(joined) > MAX_CELL or joined.count(CELL_MARK) >= len(cells) or ROW_MARK in joined:
            joined = CELL_MARK.join(map(_harmless, cells))
        batch.append(f"{ROW_MARK}{line}{CELL_MARK}{joined}")
        characters += len(joined)
        if len(batch) >= _BATCH_ROWS or characters >= _BATCH_CHARACTERS:
            yield "".join(batch)
            batch, characters = [], 0
    if batch:
        yield "".join(batch)


def _harmless(cell: str) -> str:
    return (
        cell[:MAX_CELL]
        .replace(CELL_MARK, "\N{REPLACEMENT CHARACTER}")
        .replace(ROW_MARK, "\N{REPLACEMENT CHARACTER}")
    )


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


if __name__ == "__main__":
    main(sys.argv[1])
