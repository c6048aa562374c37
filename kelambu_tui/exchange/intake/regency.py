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
        self._workspace = workspace  # the programme is read where a village is not known, not before
        self._places: Counter[str] = Counter()

    @property
    def _regency(self) -> Regency:
        return self._workspace.programme.regency

    def count(self, layout: Layout, faults: Iterable[Fault]) -> None:
        """Look at rows whose village nobody knows."""
        for fault in faults:
            if fault.code == "unknown_village" and (place := self._place(layout, fault.cells)):
                self._places[place] += 1

    def check(self, read: int, *, at_end: bool = False) -> None:
        """Raise `Refused` when more than half of `read` rows are elsewhere."""
        if (at_end or read >= _EARLY) and 2 * self._places.total() > read:
            where = self._places.most_common(1)[0][0]
            raise Refused(
                _(
                    "{file} berisi daftar {where}, bukan {regency} ({code}). Tidak ada yang diimpor; "
                    "minta daftar kabupaten ini."
                ).format(
                    file=shown(self._path), where=where, regency=self._regency.name, code=self._regency.code
                )
            )

    def _place(self, layout: Layout, cells: list[str]) -> str:
        """Return the other regency that a row names, '' for this one or none."""

        def cell(column: str) -> str:
            at = layout.columns.get(column, len(cells))
            return cells[at].strip() if at < len(cells) else ""

        digits = re.sub(r"[.\s]", "", cell("village_code"))
        name = " ".join(display(cell("regency"), 40).split())
        if _CODE.fullmatch(digits):
            if digits.startswith(self._regency.code.replace(".", "")):
                return ""
            code = f"{digits[:2]}.{digits[2:4]}"
            return f"{name} ({code})" if name else code
        bare = " ".join(_KIND_OF_PLACE.sub(" ", name.upper()).split())
        return name if bare and not digits and bare != self._regency.name.upper() else ""
