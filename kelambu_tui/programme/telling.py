"""What the cover costs and pays, in sentences: the law's figures and the article's told apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kelambu_tui.locale import _, pick
from kelambu_tui.programme.amounts import rupiah

if TYPE_CHECKING:
    from kelambu_tui.programme.model import Programme
    from kelambu_tui.programme.money import Benefit, Waiting


def amount_words(amount: int | None) -> str:
    """Return an amount in rupiah, or that none is named."""
    return _("tanpa angka") if amount is None else rupiah(amount)


def contribution_words(programme: Programme) -> tuple[str, str]:
    """Return what is paid for one person and by whom, and the source of that figure, '' for none."""
    tariff = programme.contribution.on(programme.start)
    if tariff is None:
        return _("Iuran: belum ada yang berlaku pada rencana pendaftaran."), ""
    said = _("Iuran: {total} sebulan (JKK {jkk} + JKM {jkm}), {all} untuk {months} bulan. {payer}.").format(
        total=rupiah(tariff.total),
        jkk=rupiah(tariff.jkk),
        jkm=rupiah(tariff.jkm),
        all=rupiah(tariff.total * programme.period_months),
        months=programme.period_months,
        payer=pick(programme.contribution.payer).rstrip("."),
    )
    return said, pick(tariff.source)


def source_lines(benefit: Benefit) -> list[str]:
    """Return where the law's figure and the article's come from, and what to keep in mind."""
    return [
        _("Aturan: {source}").format(source=pick(benefit.law_source)),
        _("Artikel: {source}").format(source=pick(benefit.article_source)),
        _("Catatan: {source}").format(source=pick(benefit.note)),
    ]


def waiting_words(programme: Programme, waiting: Waiting) -> str:
    """Return until when a benefit waits for who becomes a member on the planned day, and what it pays."""
    within = _("Masa tunggu: {months} bulan pertama, sampai {until}, {paid}. {note} Sumber: {source}")
    paid = (
        _("hanya {amount}").format(amount=rupiah(waiting.amount)) if waiting.amount else _("belum dibayarkan")
    )
    return within.format(
        months=waiting.months,
        until=f"{waiting.until(programme.start):%d-%m-%Y}",
        paid=paid,
        note=pick(waiting.note),
        source=pick(waiting.source),
    )
