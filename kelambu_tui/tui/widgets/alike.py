"""How a page shows the records that may be of the person under the pen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kelambu_tui.display import display
from kelambu_tui.locale import _
from kelambu_tui.tui.desk import village_name
from kelambu_tui.tui.widgets.columns import Cell, Column
from kelambu_tui.tui.widgets.evidence import percent

if TYPE_CHECKING:
    from kelambu_tui.work.alike import Alike


def alike_columns() -> tuple[Column, ...]:
    """The columns of the list: how likely, who, where."""
    return (Column("", 5, right=True), Column("", share=2), Column("", share=1), Column("", 6))


def alike_cells(one: Alike) -> tuple[Cell, ...]:
    """Return how the list shows one record."""
    tone = "red" if one.strong else "amber" if one.probability is not None else "muted"
    # Never 100: only people can be sure.
    chance = _("nama") if one.probability is None else f"{min(99, int(100 * one.probability))}%"
    rt = _("RT {rt}").format(rt=one.rt) if one.rt else ""
    return (Cell(chance, tone), Cell(one.name), Cell(village_name(one.village), "muted"), Cell(rt, "muted"))


def alike_title(found: Sequence[Alike], named: bool, key: str) -> str:
    """Return the line over the list: that somebody may be on the list already, or that nobody is alike."""
    if any(one.probability is not None for one in found):
        words = _("Mungkin sudah ada di daftar ({key} ke sini, Enter membuka keluarganya)")
        return words.format(key=key)
    if found:
        return _("Nama yang mirip di daftar ({key} ke sini, Enter membuka keluarganya)").format(key=key)
    if named:
        return _("Tidak ada catatan yang mirip di daftar.")
    return _("Catatan yang mirip di daftar tampil di sini sambil Anda mengetik.")


def alike_words(one: Alike) -> str:
    """Return why a record is alike, and by which id it can be named."""
    if one.probability is None:
        why = _("Baru namanya yang mirip; isi NIK dan tanggal lahir supaya jelas.")
    else:
        why = _("{chance} orang yang sama: {why}").format(
            chance=percent(one.probability), why=display(one.why, 300)
        )
    return f"ID {display(one.person, 30)}. {why}"
