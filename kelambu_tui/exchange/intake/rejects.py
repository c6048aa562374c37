"""Quarantined rows as a file that can be corrected and fed back.

The original columns come first and as they were, then `kode`, `alasan` and `baris`. What a
spreadsheet would run as a formula gets an apostrophe, which is taken off again on the way in.
"""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType

from kelambu_tui.display import display
from kelambu_tui.errors import Unreadable
from kelambu_tui.exchange.intake.headers import REJECT_COLUMNS
from kelambu_tui.exchange.intake.layout import Kind, Layout
from kelambu_tui.exchange.intake.reasons import Fault
from kelambu_tui.exchange.intake.reject_place import check_place, is_reject_file
from kelambu_tui.locale import _

_DANGEROUS = re.compile(r"'*[=+\-@\t\r\0]")
_GUARDED = re.compile(r"'+[=+\-@\t\r\0]")


def guarded(cell: str) -> str:
    """Return `cell` so that no spreadsheet takes it for a formula."""
    return f"'{cell}" if _DANGEROUS.match(cell) else cell


def as_it_was(cell: str) -> str:
    """Return what `guarded` was given."""
    return cell[1:] if cell[:1] == "'" and _GUARDED.match(cell) else cell


class RejectsFile:
    """Writes quarantined rows beside the import; the files appear only when it ends well."""

    def __init__(self, path: Path | None, source: Path, workspace: Path) -> None:
        """Prepare to write rejects of the list `source` to `path`, or none at all without one.

        Raises `Unreadable` or `Refused` where `path` would cost something else.
        """
        self._path = path
        self._source = source
        self._workspace = workspace
        self._sheets: list[_OneFile] = []
        self.written: tuple[Path, ...] = ()
        self.removed: Path | None = None
        """The earlier file of rejects that went because nothing is rejected now."""
        if path is not None:
            check_place(path, source, workspace)

    def add(self, layout: Layout, separator: str, faults: Iterable[Fault]) -> None:
        """Write `faults` of a sheet with this layout; another header goes to a file of its own."""
        if self._path is None:
            return
        header = [layout.header[index] for index in _own_columns(layout)]
        for sheet in self._sheets:
            if sheet.header == header:
                break
        else:
            path = self._free_name(self._path, layout.kind)
            check_place(path, self._source, self._workspace)
            sheet = _OneFile(path, header, separator)
            self._sheets.append(sheet)
        sheet.write(layout, faults)

    def _free_name(self, path: Path, kind: Kind) -> Path:
        if not self._sheets:
            return path
        number = "" if len(self._sheets) == 1 else f"-{len(self._sheets)}"
        return path.with_name(f"{path.stem}-{kind}{number}{path.suffix}")

    def finish(self) -> None:
        """Put the files in their places; an earlier one must not speak for this import."""
        if self._path is not None and not self._sheets and self._path.exists():
            with _plainly(self._path):
                self._path.unlink()
            self.removed = self._path
        self.written = tuple(sheet.finish() for sheet in self._sheets)

    def __enter__(self) -> RejectsFile:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        for sheet in self._sheets:
            sheet.abandon()


class _OneFile:
    def __init__(self, path: Path, header: list[str], separator: str) -> None:
        self.header = header
        self._path = path
        self._part = path.with_name(path.name + ".part")
        with _plainly(path):
            if self._part.exists() and (not self._part.stat().st_size or is_reject_file(self._part)):
                self._part.unlink()  # left behind by an import that was killed
            self._stream = self._part.open("x", encoding="utf-8-sig", newline="")
            self._writer = csv.writer(self._stream, delimiter=separator)
            self._writer.writerow([*map(guarded, header), *REJECT_COLUMNS])

    def write(self, layout: Layout, faults: Iterable[Fault]) -> None:
        own = _own_columns(layout)
        width = len(layout.header)
        restore = as_it_was if layout.fed_back else str
        for fault in faults:
            cells = fault.cells
            kept = [restore(cells[index]) if index < len(cells) else "" for index in own]
            beyond = [restore(cell) for cell in cells[width:]]
            why = [fault.code, fault.sentence, str(fault.line)]
            with _plainly(self._path):
                self._writer.writerow([guarded(cell) for cell in [*kept, *why, *beyond]])

    def finish(self) -> Path:
        with _plainly(self._path):
            self._stream.flush()
            os.fsync(self._stream.fileno())
            self._stream.close()
            self._part.replace(self._path)
        return self._path

    def abandon(self) -> None:
        with suppress(OSError):  # a full disk, which was told already
            self._stream.close()
        self._part.unlink(missing_ok=True)


@contextmanager
def _plainly(path: Path) -> Iterator[None]:
    """Turn what the system says about the file of rejects `path` into one sentence."""
    try:
        yield
    except OSError as error:
        raise Unreadable(
            _("Berkas tolakan {path} tidak dapat ditulis. Pilih folder lain, lalu ulangi.").format(
                path=display(path)
            )
        ) from error


def _own_columns(layout: Layout) -> list[int]:
    if not layout.fed_back:
        return list(range(len(layout.header)))
    return [
        index for index, cell in enumerate(layout.header) if cell.strip().casefold() not in REJECT_COLUMNS
    ]
