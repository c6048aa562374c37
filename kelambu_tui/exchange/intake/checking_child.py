"""The process that reads and checks a list while the one that started it signs in and writes.

Run as `python -m kelambu_tui.exchange.intake.checking_child FILE TODAY LANGUAGE SOURCE PERIOD`. Answers on
stdout in frames, each four bytes of length (big-endian) and then a marshalled tuple, its first item a word:
`("file", digest)`, `("sheet", ...)`, `("refused", sentence, closeness)`, `("rows", records, faults)`,
`("error", sentence)` and at last `("done",)`. It opens workbooks in a limited process of their own, as any
reader of them does, and unlike that one it is believed: nothing foreign runs in it.
"""

from __future__ import annotations

import marshal
import os
import sys
from dataclasses import astuple
from datetime import date
from pathlib import Path
from typing import Any

from kelambu_tui.errors import KelambuError
from kelambu_tui.exchange.intake.checked import CheckedSheet, check
from kelambu_tui.exchange.intake.layout import NoLayout
from kelambu_tui.exchange.intake.packing import pack
from kelambu_tui.exchange.intake.sources import open_source
from kelambu_tui.locale import use_language
from kelambu_tui.memory import no_cycle_search


def main(path: str, today: str, language: str, said_source: str, said_period: str) -> None:
    """Check the list at `path` and write what it holds to stdout."""
    use_language(language)
    try:
        with no_cycle_search(), open_source(Path(path)) as source:
            checked = check(source, date.fromisoformat(today), (said_source, said_period))
            _send("file", checked.digest)
            for sheet in checked.sheets:
                _send_sheet(sheet)
    except KelambuError as error:
        _send("error", str(error))
    else:
        _send("done")


def _send_sheet(sheet: CheckedSheet | NoLayout) -> None:
    if isinstance(sheet, NoLayout):
        _send("refused", sheet.sentence, sheet.closeness)
        return
    layout = list(astuple(sheet.layout))
    layout[0] = sheet.layout.kind.value
    _send("sheet", sheet.name, sheet.separator, sheet.last_line, tuple(layout))
    for records, faults in sheet.batches:
        _send("rows", pack(records), list(map(tuple, faults)))


def _send(*answer: Any) -> None:
    frame = marshal.dumps(answer)
    out = sys.stdout.buffer
    out.write(len(frame).to_bytes(4, "big"))
    out.write(frame)
    out.flush()


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except BrokenPipeError:  # whoever asked has gone
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is left goes nowhere
