"""Dialogs of Daftar: accept a class or a row, and take a list in from a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kelambu_tui.locale import _
from kelambu_tui.tui.widgets.ask import Ask
from kelambu_tui.tui.widgets.differences import summary
from kelambu_tui.tui.widgets.field import explained, text_field
from kelambu_tui.tui.writing import number

if TYPE_CHECKING:
    from kelambu_tui.exchange.intake.report import IntakeReport
    from kelambu_tui.exchange.intake.reviewing import DifferenceRow
    from kelambu_tui.work.list_review import ClassCount
    from kelambu_tui.work.workspace import Workspace


def accepting(workspace: Workspace, one: ClassCount) -> Ask:
    """Return the question before a whole class is accepted; answers the counts by class."""
    from kelambu_tui.work.list_kinds import kind_words
    from kelambu_tui.work.list_review import accept

    words = kind_words()[one.kind]
    if one.waiting:
        title = _("Terima {count} perbedaan: {kind}?").format(count=number(one.waiting), kind=words)
    else:
        title = _("Terima {count} yang ditunda: {kind}?").format(count=number(one.deferred), kind=words)

    def do(_values: Mapping[str, str], _names: Sequence[str]) -> dict[str, int]:
        return accept(workspace, kinds=(one.kind.value,), deferred=not one.waiting)

    return Ask(title, _("Terima"), do, (), detail=_class_detail(one), cautious=True)


def accepting_row(workspace: Workspace, row: DifferenceRow) -> Ask:
    """Return the question before one difference is accepted; answers the counts by class."""
    from kelambu_tui.work.list_review import accept

    def do(_values: Mapping[str, str], _names: Sequence[str]) -> dict[str, int]:
        return accept(workspace, rows=(row.number,))

    title = _("Terima perbedaan {name}?").format(name=row.name)
    detail = summary(row) + (f"\n{_kept()}" if row.worked else "")
    return Ask(title, _("Terima"), do, (), detail=detail, cautious=True)


def loading(workspace: Workspace) -> Ask:
    """Return the dialog that takes a list in; answers its report."""

    def do(values: Mapping[str, str], _names: Sequence[str]) -> IntakeReport:
        return _load(workspace, dialog, values)

    rows = (
        text_field(
            "list",
            "path",
            _("Berkas"),
            "",
            explained(
                _("Jalur ke daftar P3KE, DTSEN atau DTKS, CSV atau XLSX."),
                "/media/stick/dtsen-muba.xlsx",
                _("Menulis nama berkas tanpa foldernya. Tempel jalurnya dari pengelola berkas."),
            ),
        ),
        text_field(
            "list",
            "said",
            _("Sumber dan periode"),
            "",
            explained(
                _(
                    "P3KE, DTSEN atau DTKS, dengan tahun atau tahun dan bulannya. Biasanya terbaca dari"
                    " berkasnya."
                ),
                "DTSEN 2025-06",
                _("Mengisi tanggal hari ini. Periode ialah masa datanya, bukan hari memuatnya."),
            ),
            placeholder=_("menurut berkasnya"),
        ),
    )
    detail = _(
        "Daftar pertama langsung masuk. Dari daftar berikutnya, yang berbeda menunggu diterima di halaman"
        " ini."
    )
    required = {"path": _("Tulis jalur berkasnya dulu.")}
    dialog = Ask(_("Muat daftar"), _("Muat"), do, rows, detail=detail, required=required)
    return dialog


def report_words(report: IntakeReport) -> str:
    """Return what became of a list in one sentence."""
    waiting = sum(report.staged.values())
    words = _("{read} baris dibaca: {waiting} perbedaan menunggu, {same} sama, {quarantined} dikarantina.")
    if not waiting:
        words = _("{read} baris dibaca: {added} baru, {same} sama, {quarantined} dikarantina.")
    told = words.format(
        read=number(report.read),
        waiting=number(waiting),
        added=number(report.added),
        same=number(report.unchanged),
        quarantined=number(report.quarantined),
    )
    if report.replaced:
        more = _("{count} perbedaan dari daftar sebelumnya diganti daftar ini.")
        told += " " + more.format(count=number(report.replaced))
    return told


def _load(workspace: Workspace, dialog: Ask, values: Mapping[str, Any]) -> IntakeReport:
    from kelambu_tui.errors import Unreadable
    from kelambu_tui.exchange.intake import import_list
    from kelambu_tui.exchange.intake.checking import CheckedElsewhere
    from kelambu_tui.exchange.intake.provenance import read_said

    path = Path(values["path"].strip().strip("'\"")).expanduser()
    if not path.is_file():
        raise Unreadable(_("Berkas {path} tidak ada. Periksa jalurnya.").format(path=path))
    by_hand = read_said(values["said"])

    def progress(done: int, _total: int | None) -> None:
        words = _("{done} baris dibaca…").format(done=number(done))
        dialog.app.call_from_thread(dialog.say, words, "muted")

    with CheckedElsewhere(path, workspace.today, by_hand) as source:
        return import_list(workspace, path, source=source, review=True, progress=progress)


def _class_detail(one: ClassCount) -> str:
    from kelambu_tui.work.list_kinds import Kind

    what = {
        Kind.NEW: _("Mereka masuk ke data dan bisa dicari."),
        Kind.DESIL: _(
            "Desil daftar baru disimpan di samping yang lama; aturan program memilih yang berlaku."
        ),
        Kind.MOVED: _("Keluarga atau orangnya pindah ke desa lain menurut daftar."),
        Kind.OTHER: _("Data daftar diganti dengan yang baru."),
        Kind.GONE: _("Mereka ditandai tidak ada lagi di daftar; tidak ada yang dihapus."),
        Kind.PERIOD: _("Hanya periode dan keterangan tambahan yang diganti."),
    }
    parts = [what[one.kind]]
    if one.deferred and one.waiting:
        parts.append(_("{count} yang ditunda tetap menunggu.").format(count=number(one.deferred)))
    if one.worked:
        parts.append(_("{count} sudah diverifikasi.").format(count=number(one.worked)) + " " + _kept())
    return "\n".join(parts)


def _kept() -> str:
    return _("Hasil kunjungan, koreksi dan usulannya tetap.")
