"""A list of another regency is refused as a whole: its villages are not wrong, they are elsewhere."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from kelambu_tui.display import display
from kelambu_tui.errors import Refused
from kelambu_tui.exchange.intake.files import shown
from kelambu_tui.exchange.intake.layout import Layout
from kelambu_tui.exchange.intake.reasons import Fault
from kelambu_tui.locale import _

if TYPE_CHECKING:
    from kelambu_tui.programme.model import Regency
    from kelambu_tui.work.workspace import Workspace

_EARLY = 2_000  # rows after which a list that is elsewhere altogether need not be read to its end
_CODE = re.compile(r"[1-9]\d{9}")
_KIND_OF_PLACE = re.compile(r"\b(KABUPATEN|KAB|KOTA|REGENCY)\b\.?")


class Elsewhere:
    """Counts the rows of a list whose village lies in another regency than the programme's."""

    def __init__(self, path: Path, workspace: Workspace) -> None:
        self._path = path
        self._workspace = workspace
        self._places: Counter[tuple[str, str]] = Counter()  # code of the regency or '', and its name

    def count(self, layout: Layout, faults: Iterable[Fault]) -> None:
        """Look at rows whose village nobody knows."""
        self._places.update(
            _place(layout, fault.cells) for fault in faults if fault.code == "unknown_village"
        )

    def check(self, read: int, *, at_end: bool = False) -> None:
        """Raise `Refused` when more than half of `read` rows are elsewhere."""
        if not (at_end or read >= _EARLY) or 2 * self._places.total() <= read:
            return
        # The programme is read where there is doubt, not for every list.
        own = self._workspace.programme.regency
        others = Counter({place: rows for place, rows in self._places.items() if _is_other(place, own)})
        if 2 * others.total() > read:
            (code, name), _rows = others.most_common(1)[0]
            where = f"{name} ({code})" if name and code else name or code
            raise Refused(
                _(
                    "{file} berisi daftar {where}, bukan {regency} ({code}). Tidak ada yang diimpor; "
                    "minta daftar kabupaten ini."
                ).format(file=shown(self._path), where=where, regency=own.name, code=own.code)
            )


def _place(layout: Layout, cells: list[str]) -> tuple[str, str]:
    """Return code and name of the regency that a row names, each '' where it does not."""

    def cell(column: str) -> str:
        at = layout.columns.get(column, len(cells))
        return cells[at].strip() if at < len(cells) else ""

    digits = re.sub(r"[.\s]", "", cell("village_code"))
    code = f"{digits[:2]}.{digits[2:4]}" if _CODE.fullmatch(digits) else ""
    return ("?" if digits and not code else code), " ".join(display(cell("regency"), 40).split())


def _is_other(place: tuple[str, str], own: Regency) -> bool:
    code, name = place
    if code:
        return code not in ("?", own.code)
    bare = " ".join(_KIND_OF_PLACE.sub(" ", name.upper()).split())
    return bool(bare) and bare != own.name.upper()
