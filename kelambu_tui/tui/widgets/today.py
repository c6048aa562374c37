"""What Beranda says of the day: what to do first, who is left, what came of the rest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kelambu_tui.locale import _
from kelambu_tui.tui.glyphs import signs
from kelambu_tui.tui.widgets.columns import Cell
from kelambu_tui.tui.writing import bar, day_and_clock, number

if TYPE_CHECKING:
    from kelambu_tui.work.overview import Neighbourhood, Overview
    from kelambu_tui.work.proposal_page import ProposalDraft
    from kelambu_tui.work.workspace import Workspace

APPROVALS, REQUESTS, RETURNED, PROPOSAL, DRAFT = "menunggu", "permintaan", "dikembalikan", "usulan", "draf"

LISTS, CONFLICTS = "daftar", "selisih"

PLACES = {APPROVALS: "persetujuan", REQUESTS: "permintaan", LISTS: "daftar", CONFLICTS: "selisih"}
"""Kinds of task that are done on a page of their own."""


@dataclass(frozen=True, slots=True)
class Task:
    """A line of what to do first: decisions that wait, a returned record, a draft.

    `subject` is whom it is about: a uid, or the family of a proposal that was begun.
    """

    subject: str
    name: str
    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Waits:
    """What waits for this user: enrolments and requests to decide, proposals that they began.

    `differences`: what newer lists would change and nobody has accepted or deferred.
    """

    approvals: int
    requests: int
    proposals: tuple[ProposalDraft, ...]
    differences: int = 0
    conflicts: int = 0
    """What laptops disagree about and this user decides or has to read."""


def read_waits(workspace: Workspace) -> Waits:
    """Read what waits for this user; slow, for a thread."""
    from kelambu_tui.work.approval import waiting
    from kelambu_tui.work.list_review import read_review
    from kelambu_tui.work.proposal_page import proposal_drafts
    from kelambu_tui.work.reconciling import conflicts_for
    from kelambu_tui.work.requests import waiting_for

    approvals = sum(not row.mine for row in waiting(workspace)) if workspace.user.decides else 0
    proposals = tuple(proposal_drafts(workspace))
    differences = read_review(workspace).waiting
    return Waits(approvals, waiting_for(workspace), proposals, differences, conflicts_for(workspace))


def tasks_of(view: Overview, waits: Waits, approvals_key: str, requests_key: str) -> list[Task]:
    """Return what to do first: what waits for a decision, own work that came back with its note, drafts."""
    words = _("keputusan Anda (Enter atau {key})")
    tasks = []
    if waits.approvals:
        name = _("{count} usulan").format(count=waits.approvals)
        tasks.append(Task("", name, APPROVALS, words.format(key=approvals_key)))
    if waits.requests:
        name = _("{count} permintaan").format(count=waits.requests)
        tasks.append(Task("", name, REQUESTS, words.format(key=requests_key)))
    if waits.conflicts:
        name = _("{count} selisih antar laptop").format(count=number(waits.conflicts))
        tasks.append(Task("", name, CONFLICTS, _("berbeda di dua laptop (Enter)")))
    if waits.differences:
        name = _("{count} perbedaan daftar").format(count=number(waits.differences))
        tasks.append(Task("", name, LISTS, _("daftar baru menunggu diterima (Enter)")))
    # What a supervisor returned to others is theirs to mend.
    returned = [Task(row.person, row.name, RETURNED, row.note) for row in view.returned if row.mine]
    drafts = [Task(row.person, row.name, DRAFT, row.saved_at) for row in view.drafts]
    begun = [Task(one.family, one.name or _("tanpa nama"), PROPOSAL, one.saved_at) for one in waits.proposals]
    seen = {task.subject for task in returned}
    rest = sorted((*drafts, *begun), key=lambda task: task.words, reverse=True)
    return tasks + returned + [task for task in rest if task.kind == PROPOSAL or task.subject not in seen]


def task_cells(task: Task) -> tuple[Cell, ...]:
    """Return how the list of tasks shows one."""
    waits = _("menunggu")
    amber = {RETURNED: _("dikembalikan"), APPROVALS: waits, REQUESTS: waits, LISTS: waits, CONFLICTS: waits}
    if task.kind in amber:
        return (Cell(task.name), Cell(amber[task.kind], "amber"), Cell(task.words))
    word = _("draf usulan") if task.kind == PROPOSAL else _("draf")
    saved = _("disimpan {when}").format(when=day_and_clock(task.words))
    return (Cell(task.name), Cell(word, "accent"), Cell(saved, "muted"))


def left_cells(item: Neighbourhood) -> tuple[Cell, ...]:
    """Return how the list of RTs shows one: who is left there."""
    full, rest = bar(1 - item.left / item.total if item.total else 0, 12, signs().bar_full, signs().bar_rest)
    rt = _("RT {rt}").format(rt=item.rt) if item.rt else _("tanpa RT")
    left = f"{item.left}/{item.total}"
    return (Cell(rt), Cell(item.label, "muted"), Cell(left, "muted"), Cell(full + rest, "muted"))


def teaching(view: Overview, search_key: str, decides: bool) -> str:
    """Return what to do where there is nothing to do first."""
    if view.families_total == 0:
        return _("Belum ada daftar keluarga. Muat dengan: kelambu import BERKAS")
    if decides:
        words = _(
            "Tidak ada yang menunggu keputusan Anda dan tidak ada draf.\n"
            "Tekan {key} untuk mencari orang atau keluarga."
        )
        return words.format(key=search_key)
    words = _(
        "Tidak ada yang dikembalikan dan tidak ada draf.\nTekan {key} untuk mencari keluarga berikutnya."
    )
    return words.format(key=search_key)


def counts_words(view: Overview) -> str:
    """Return how many wait, how many are approved, how much is unsent."""
    return _("{queued} menunggu, {approved} disetujui\n{unsent} catatan belum terkirim").format(
        queued=number(view.queued), approved=number(view.approved), unsent=number(view.unsent)
    )
