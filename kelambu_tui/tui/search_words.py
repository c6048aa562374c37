"""What Cari shows besides the search itself: its lines, the family of a short code, and texts that teach."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kelambu_tui.locale import _
from kelambu_tui.tui.desk import village_name
from kelambu_tui.tui.widgets.columns import Cell, Column
from kelambu_tui.tui.widgets.states import name_cell, state_cell

if TYPE_CHECKING:
    from kelambu_tui.programme.model import Programme
    from kelambu_tui.work.finding import Found
    from kelambu_tui.work.households import HouseholdView, Member
    from kelambu_tui.work.workspace import Workspace

LEAST_DIGITS = 4
"""Digits from which parts of numbers are searched."""

WHOLE_NUMBER = 16
"""Digits of a NIK and of a family card number."""


def found_columns() -> tuple[Column, ...]:
    """Return the columns of what was found."""
    return (
        Column(_("Nama"), share=2),
        Column("NIK", 18),
        Column("Desil", 5, right=True),
        Column(_("Desa"), share=1, from_width=72),
        Column("RT", 3),
        Column(_("Keadaan"), 12),
    )


def found_cells(row: Found, programme: Programme, nik: str) -> tuple[Cell, ...]:
    """Return one line of what was found; `nik` is what may be shown of it."""
    return (
        name_cell(row.name, row.proposed),
        Cell(nik, "muted"),
        Cell("?" if row.desil is None else str(row.desil)),
        Cell(village_name(row.village), "muted"),
        Cell(row.rt, "muted"),
        state_cell(programme, row.state),
    )


def coded(workspace: Workspace, query: str) -> list[Found]:
    """Return the members of the family (or families) whose short code `query` is; for a thread."""
    from kelambu_tui.errors import NotFound
    from kelambu_tui.work.households import read_household
    from kelambu_tui.work.plan import family_of_code, is_short_code

    if not is_short_code(query):
        return []
    try:
        families = family_of_code(workspace, query)
    except NotFound:
        return []
    views = [read_household(workspace, family) for family in families]
    return [_found(view, member) for view in views for member in view.members]


def _found(view: HouseholdView, member: Member) -> Found:
    from kelambu_tui.work.finding import Found

    return Found(
        person=member.person,
        nik=member.nik,
        name=member.name,
        household=view.household,
        village=view.village_code,
        desil=view.desil,
        score=1.0,
        address=view.address,
        rt=view.rt,
        relation=member.relation,
        state=member.state or member.outcome,
        proposed=member.proposed,
    )


def teaching() -> str:
    """Return what an empty search line teaches."""
    return _(
        "Mulai mengetik. Contoh:\n"
        "\n"
        "  siti aminah        nama, boleh salah eja atau baru sebagian\n"
        "  1606 0412          beberapa angka NIK atau nomor KK\n"
        "  suparman rt 3      nama dan RT\n"
        "  lorong melati      alamat\n"
        "  KD7H2              kode lima huruf dari prelist"
    )


def nothing(query: str, propose_key: str) -> str:
    """Return what to try where nobody was found for `query`; `propose_key` proposes who is on no list."""
    digits = query.replace(" ", "")
    if digits.isdecimal() and len(digits) < LEAST_DIGITS:
        return _("Untuk mencari nomor, ketik paling sedikit {count} angka.").format(count=LEAST_DIGITS)
    if digits.isdecimal() and len(digits) == WHOLE_NUMBER:
        found = _(
            "Tidak ditemukan.\n"
            "Daftar tidak memuat nomor KK; KK dikenal sesudah kunjungan.\n"
            "Coba NIK dari KTP atau nama."
        )
    else:
        found = _("Tidak ditemukan.\nCoba ejaan lain, sebagian nama saja, atau angka NIK dari KTP.")
    propose = _("Tidak ada di daftar mana pun? {key} mengusulkannya.").format(key=propose_key)
    return f"{found}\n\n{propose}"
