"""How the queue tells of its rows: their order, how many there are, and what became of each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from rich.text import Text

from kelambu_tui.display import display
from kelambu_tui.locale import _, pick
from kelambu_tui.tui.widgets.states import outcome_word, state_word

if TYPE_CHECKING:
    from kelambu_tui.programme.model import Programme
    from kelambu_tui.work.enrolment import QueueRow

ORDER = ("dikembalikan", "menunggu", "cadangan", "gugur", "disetujui", "ditolak", "ditarik", "dilepas")
"""What needs the hands comes first."""


def remark(row: QueueRow, programme: Programme) -> str:
    """Return why somebody was returned, rejected or given up, with the note."""
    reasons = {reason.code: pick(reason.label) for reason in programme.reasons.rejections}
    reason = reasons.get(row.reason, row.reason)
    return ": ".join(part for part in (reason, row.note) if part)


def queue_detail(row: QueueRow, programme: Programme) -> Text:
    """Return whom the pointer is on, and what became of their proposal, in a sentence."""
    from kelambu_tui.people.nik import mask

    text = Text(display(row.name), "bold")
    proposed = _("usulan baru, tidak ada di daftar") if row.proposed else ""
    about = "   ".join(part for part in (display(mask(row.nik)), proposed) if part)
    text.append(f"   {about}\n", "not bold")
    text.append(_sentence(row, programme), "not bold")
    return text


def _sentence(row: QueueRow, programme: Programme) -> str:
    why = display(remark(row, programme), 300)
    by = display(row.decided_by)
    sentences = {
        "menunggu": _("Menunggu keputusan penyelia. Masih dapat ditarik."),
        "dikembalikan": _("Dikembalikan {by}: {remark}").format(by=by, remark=why),
        "disetujui": _("Disetujui {by}.").format(by=by),
        "ditolak": _("Ditolak {by}: {remark}").format(by=by, remark=why),
        "ditarik": _("Ditarik kembali oleh {maker}.").format(maker=display(row.maker)),
        "gugur": _lapsed(row, programme),
        "cadangan": _(
            "Cadangan nomor {place} untuk desil {desil}: mendapat tempat bila gilirannya tiba."
        ).format(place=row.place, desil=row.desil),
        "dilepas": _("Tempatnya dilepas: {remark}").format(remark=why),
    }
    return sentences.get(row.state, "")


def _lapsed(row: QueueRow, programme: Programme) -> str:
    if row.reason:
        return _("Gugur karena hasil kunjungan: {outcome}.").format(
            outcome=outcome_word(programme, row.reason).lower()
        )
    return _("Gugur karena catatannya berubah sesudah diantrekan. Antrekan lagi bila masih layak.")


def turn(row: QueueRow) -> tuple[int, int]:
    """Return what sorts those who wait for a place: their fixed order, desil by desil."""
    return (row.desil, row.place) if row.place else (0, 0)


def tally(counts: Mapping[str, int], width: int) -> str:
    """Return how many rows each state has, in short words where `width` cells do not hold the whole ones.

    Where even these do not fit, the last states, which need nobody's hands, are counted together.
    """
    present = {state: count for state, count in counts.items() if count}
    short = {
        "menunggu": _("tunggu"),
        "cadangan": _("cadang"),
        "dikembalikan": _("kembali"),
        "disetujui": _("setuju"),
        "ditolak": _("tolak"),
        "ditarik": _("tarik"),
        "dilepas": _("lepas"),
    }
    named = [(state_word(state), count) for state, count in present.items()]
    brief = [(short.get(state, state_word(state)), count) for state, count in present.items()]
    tries = [(named, "   "), (named, "  "), (brief, "  "), (brief, " ")]
    for kept in range(len(brief) - 1, 0, -1):
        rest = sum(count for _word, count in brief[kept:])
        tries.append(([*brief[:kept], (_("lain"), rest)], " "))
    lines = (gap.join(f"{word} {count}" for word, count in items) for items, gap in tries)
    return next((line for line in lines if len(line) <= width), "")
