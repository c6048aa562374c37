"""One import while it runs: every row accounted for, what it did written in the ledger."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Collection
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, insert, update

from kelambu_tui.display import display
from kelambu_tui.errors import Unreadable
from kelambu_tui.exchange.intake.checked import Checked, CheckedSheet
from kelambu_tui.exchange.intake.files import shown
from kelambu_tui.exchange.intake.layout import Kind, Layout, NoLayout, empty_sheet
from kelambu_tui.exchange.intake.merging import Merge
from kelambu_tui.exchange.intake.quarantine import Quarantine
from kelambu_tui.exchange.intake.reasons import Fault
from kelambu_tui.exchange.intake.regency import Elsewhere
from kelambu_tui.exchange.intake.rejects import RejectsFile
from kelambu_tui.exchange.intake.report import IntakeReport, Progress
from kelambu_tui.exchange.intake.staging import Staged, Staging, is_first_list, listed_again
from kelambu_tui.exchange.intake.target import BESIDE, REGISTRY
from kelambu_tui.ledger.writing import append
from kelambu_tui.locale import _
from kelambu_tui.store import tables as t
from kelambu_tui.store.registry import held_digest, registry_digest
from kelambu_tui.work.desil_sources import settle_desils
from kelambu_tui.work.list_acceptance import REMEMBER_DESILS, apply_chosen, choose, forget_settled
from kelambu_tui.work.list_review import accept_within

if TYPE_CHECKING:
    from kelambu_tui.work.workspace import Workspace

_PROGRESS_SECONDS = 0.1


class Import:
    """One import while it runs."""

    def __init__(
        self,
        connection: Connection,
        workspace: Workspace,
        path: Path,
        source: Checked,
        rejects: RejectsFile,
        progress: Progress | None,
    ) -> None:
        self._connection = connection
        self._workspace = workspace
        self._path = path
        self._source = source
        self._rejects = rejects
        self._tell = _paced(progress)
        self._counts: Counter[str] = Counter()
        self._reasons: Counter[str] = Counter()
        self._layouts: list[Layout] = []
        self._said: set[tuple[str, str]] = set()
        self._total = 0
        self._intake_id = 0
        self._elsewhere = Elsewhere(path, workspace)
        self._is_first = is_first_list(connection)
        self._staging: Staging | None = None
        self._staged = Staged({}, 0, ())
        self._accepted: dict[str, int] = {}

    def take_in(self, review: bool) -> None:
        """Read all sheets; write rows, quarantine, the intake itself and its ledger entry."""
        intake_id = self._intake_id = self._begin()
        if review and not self._is_first:
            self._staging = Staging(self._connection, intake_id)
        quarantine = Quarantine(self._connection, intake_id, self._source.digest)
        refusals: list[NoLayout] = []
        merge = Merge(self._connection, intake_id, REGISTRY if self._staging is None else BESIDE)
        for sheet in self._source.sheets:
            if isinstance(sheet, NoLayout):
                refusals.append(sheet)
            else:
                self._layouts.append(sheet.layout)
                self._take_in_sheet(sheet, merge, quarantine)
        if not self._layouts:
            raise Unreadable(_best(refusals).format(file=shown(self._path)))
        if not self._read:
            raise Unreadable(
                _("{file} hanya berisi judul kolom, tanpa satu baris pun. Minta daftar yang lengkap.").format(
                    file=shown(self._path)
                )
            )
        self._elsewhere.check(self._read, at_end=True)
        self._tell(self._read, self._total, last=True)
        if self._staging is None:
            listed_again(self._connection, merge, intake_id)
            forget_settled(self._connection)
        else:
            self._staged = self._stage(self._staging, merge)
        self._end(intake_id)

    def accept(self, kinds: Collection[str]) -> None:
        """Accept these classes of what this list left waiting."""
        if kinds:
            self._accepted = accept_within(
                self._connection, self._workspace, kinds=kinds, of=self._intake_id, deferred=True
            )

    def _stage(self, staging: Staging, merge: Merge) -> Staged:
        """Write down what differs, take in what contradicts nothing, and replace what older lists said."""
        partial = staging.finish(merge)
        replaced = staging.replace_older(merge, partial)
        condition = f"intake_id = :of AND ({staging.choose_plain()})"
        if choose(self._connection, condition, {"of": self._intake_id}):
            apply_chosen(self._connection, self._workspace.programme, self._intake_id, self._intake_id)
        staging.end()
        forget_settled(self._connection)
        return Staged(staging.left(), replaced, tuple(partial))

    def report(self, seconds: float, dry_run: bool) -> IntakeReport:
        """Return the counts."""
        return IntakeReport(
            **self._numbers(),
            reasons=dict(self._reasons.most_common()),
            layout=self._layout,
            seconds=seconds,
            dry_run=dry_run,
            rejects=self._rejects.written,
            rejects_removed=self._rejects.removed,
            staged=self._staged.kinds,
            replaced=self._staged.replaced,
            partial=self._staged.partial,
            accepted=self._accepted,
        )

    @property
    def _read(self) -> int:
        return self._counts.total()

    @property
    def _layout(self) -> str:
        return "+".join(dict.fromkeys(layout.name for layout in self._layouts))

    def _numbers(self) -> dict[str, int]:
        outcomes = ("added", "changed", "unchanged", "quarantined")
        return {"read": self._read, **{outcome: self._counts[outcome] for outcome in outcomes}}

    def _begin(self) -> int:
        facts = {
            "file_name": display(self._path.name),
            "file_digest": self._source.digest,
            "layout": "",
            "source": "",
            "at": self._workspace.pen.moment(),
        }
        done = self._connection.execute(insert(t.intake), facts | dict.fromkeys(_COUNTED, 0) | {"period": ""})
        (intake_id,) = done.inserted_primary_key or (0,)
        return int(intake_id)

    def _take_in_sheet(self, sheet: CheckedSheet, merge: Merge, quarantine: Quarantine) -> None:
        self._total += max(sheet.last_line - sheet.layout.header_line, 0)
        merge_batch = merge.people if sheet.layout.kind is Kind.INDIVIDUAL else merge.families
        for records, faults in sheet.batches:
            taken: list[str] = []
            for record, outcome in zip(records, merge_batch(records), strict=True):
                if isinstance(outcome, Fault):
                    faults.append(outcome)
                else:
                    self._counts[outcome] += 1
                    taken.append(record.key)
            self._said |= {(record.place.source, record.place.period) for record in records}
            if self._staging is not None:
                self._staging.see(sheet.layout, records, faults)
            self._set_aside(sheet, faults, taken, quarantine)
            self._tell(self._read, self._total)

    def _set_aside(
        self, sheet: CheckedSheet, faults: list[Fault], taken: list[str], quarantine: Quarantine
    ) -> None:
        quarantine.release(taken)
        if not faults:
            return
        faults.sort()
        self._counts["quarantined"] += len(faults)
        self._reasons.update(fault.code for fault in faults)
        self._elsewhere.count(sheet.layout, faults)
        self._elsewhere.check(self._read)
        quarantine.add(sheet.name, sheet.layout, faults)
        self._rejects.add(sheet.layout, sheet.separator, faults)

    def _end(self, intake_id: int) -> None:
        numbers = self._numbers()
        self._connection.execute(
            update(t.intake).where(t.intake.c.id == intake_id),
            numbers | {"layout": self._layout, **self._provenance()},
        )
        self._connection.exec_driver_sql(REMEMBER_DESILS, (intake_id,))
        if not self._is_first:  # until then each family has one desil
            settle_desils(self._connection, self._workspace.programme)
        waiting = {"staged": self._staged.kinds, "replaced": self._staged.replaced}
        append(
            self._connection,
            self._workspace.pen,
            "import.made",
            self._source.digest,
            {
                "file": display(self._path.name),
                "layout": self._layout,
                **self._provenance(),
                **numbers,
                "reasons": dict(self._reasons),
                **{name: value for name, value in waiting.items() if value},
                "registry": registry_digest(self._connection),
                "held": held_digest(self._connection),
            },
        )

    def _provenance(self) -> dict[str, str]:
        """The sources of the rows, and the newest of their periods."""
        said = self._said or {(layout.source, layout.period) for layout in self._layouts}
        return {
            "source": "+".join(sorted({source for source, _period in said})),
            "period": max(period for _source, period in said),
        }


_COUNTED = ("read", "added", "changed", "unchanged", "quarantined")


def _best(refusals: list[NoLayout]) -> str:
    """Return the refusal of the sheet that came closest to being a list."""
    closest = max(refusals, key=lambda refusal: refusal.closeness, default=None)
    return closest.sentence if closest else empty_sheet().sentence


def _paced(progress: Progress | None) -> Callable[..., None]:
    """Return a function that passes on at most ten calls a second, and the last one always."""
    told = 0.0

    def tell(done: int, total: int, last: bool = False) -> None:
        nonlocal told
        now = time.monotonic()
        if progress is not None and (last or now - told >= _PROGRESS_SECONDS):
            told = now
            progress(done, done if last else max(done, total))

    return tell
