"""`differences`: what newer lists would change, accepted or deferred by class or row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from kelambu_tui.cli.answering import answer, table
from kelambu_tui.cli.ending import DONE, tell
from kelambu_tui.cli.entering import entered
from kelambu_tui.cli.frame import Asked, command
from kelambu_tui.errors import Unreadable
from kelambu_tui.locale import _
from kelambu_tui.people.villages import find_village

if TYPE_CHECKING:
    from kelambu_tui.exchange.intake.report import IntakeReport
    from kelambu_tui.exchange.intake.reviewing import DifferenceRow
    from kelambu_tui.work.list_review import Review


@command(
    "differences",
    _(
        "Apa yang akan diubah daftar baru: per golongan (baru, desil, pindah, lain, hilang, periode), atau "
        "baris demi baris untuk satu GOLONGAN. Yang diterima masuk ke data; yang ditunda tetap menunggu. "
        "Hasil kunjungan dan koreksi tidak pernah ditimpa.\n\n"
        "Contoh: kelambu differences --accept desil --defer hilang"
    ),
)
@click.argument("kind", metavar="[GOLONGAN]", default="")
@click.option(
    "--accept",
    "accepted",
    metavar="GOLONGAN|BARIS",
    multiple=True,
    help=_("Terima satu golongan (all: semua) atau satu nomor baris; boleh berulang."),
)
@click.option(
    "--defer",
    "put_off",
    metavar="GOLONGAN|BARIS",
    multiple=True,
    help=_("Tunda satu golongan atau satu nomor baris; boleh berulang."),
)
@click.option("--deferred", is_flag=True, help=_("--accept GOLONGAN juga menerima yang ditunda."))
@click.option(
    "--limit", type=click.IntRange(min=1), metavar="N", help=_("Paling banyak N baris; bawaan: semua.")
)
def differences(
    asked: Asked,
    kind: str,
    accepted: tuple[str, ...],
    put_off: tuple[str, ...],
    deferred: bool,
    limit: int | None,
) -> int:
    """Show, accept or defer differences."""
    from kelambu_tui.exchange.intake.reviewing import difference_rows
    from kelambu_tui.work.list_kinds import Kind, read_kinds
    from kelambu_tui.work.list_review import accept, defer, read_review

    to_accept, to_defer, wanted = (
        read_kinds(accepted),
        read_kinds(put_off),
        read_kinds((kind,) if kind else ()),
    )
    if kind and (wanted[1] or (accepted or put_off)):
        raise Unreadable(_("Sebutkan satu GOLONGAN untuk melihat barisnya, atau --accept dan --defer."))
    with entered(asked) as here:
        done: dict[str, dict[str, int]] = {}
        # Rows are put off first: whoever accepts a class but one row says so in one command.
        if put_off:
            done["deferred"] = defer(here.workspace, kinds=to_defer[0], rows=to_defer[1])
        if accepted:
            done["accepted"] = accept(
                here.workspace, kinds=to_accept[0], rows=to_accept[1], deferred=deferred
            )
        kinds = list(Kind) if wanted[0] == ("all",) else [Kind(name) for name in wanted[0]]
        rows = [row for one in kinds for row in difference_rows(here.workspace, one, limit=limit or -1)]
        review = read_review(here.workspace)
    if kind:
        answer(asked.json, [_row_document(row) for row in rows], lambda: _rows_text(rows))
        return DONE
    for what, counts in done.items():
        words = _("Diterima: {counts}.") if what == "accepted" else _("Ditunda: {counts}.")
        tell(words.format(counts=counted(counts) or _("tidak ada")))
    answer(asked.json, _document(review) | done, lambda: _text(review))
    return DONE


def counted(counts: dict[str, int]) -> str:
    """Return counts by class in words: `12 baru di daftar, 3 pindah desa`."""
    from kelambu_tui.work.list_kinds import Kind, kind_words

    words = kind_words()
    return ", ".join(f"{counts[kind]} {words[kind]}" for kind in Kind if counts.get(kind))


def tell_of_review(report: IntakeReport, dry_run: bool) -> None:
    """Say what of a newer list waits, and what happened to what waited before."""
    if report.replaced:
        tell(_("{count} perbedaan dari daftar sebelumnya diganti daftar ini.").format(count=report.replaced))
    if report.accepted:
        tell(_("Diterima: {counts}.").format(counts=counted(report.accepted)))
    waiting = {
        kind: count - report.accepted.get(kind, 0)
        for kind, count in report.staged.items()
        if count > report.accepted.get(kind, 0)
    }
    if waiting and not dry_run:
        words = _("Menunggu diterima: {counts}. Lihat dengan `kelambu differences`.")
        tell(words.format(counts=counted(waiting)))
    elif waiting:
        tell(_("Yang akan menunggu: {counts}.").format(counts=counted(waiting)))
    if report.partial:
        labels = [village.label if (village := find_village(code)) else code for code in report.partial]
        more = _(" dan {count} desa lain").format(count=len(labels) - 3) if len(labels) > 3 else ""
        tell(
            _(
                "Daftar ini hanya memuat sebagian kecil orang di {villages}; yang tidak ada di dalamnya "
                "tidak dianggap hilang."
            ).format(villages="; ".join(labels[:3]) + more)
        )


def _document(review: Review) -> dict[str, Any]:
    return {
        "lists": [
            {"file": one.file, "source": one.source, "period": one.period, "at": one.at}
            for one in review.lists
        ],
        "classes": {
            one.kind.value: {"waiting": one.waiting, "deferred": one.deferred, "verified": one.worked}
            for one in review.classes
        },
    }


def _text(review: Review) -> str:
    from kelambu_tui.work.list_kinds import kind_words

    if not review.classes:
        return _("Tidak ada perbedaan yang menunggu.")
    words = kind_words()
    lists = (f"{one.file} ({one.source} {one.period})".replace(" )", ")") for one in review.lists)
    headings = (_("Golongan"), "", _("Menunggu"), _("Ditunda"), _("Sudah diverifikasi"))
    rows = [
        (one.kind.value, words[one.kind], one.waiting, one.deferred, one.worked) for one in review.classes
    ]
    shown = table(headings, rows, right=frozenset({2, 3, 4}))
    return _("Dari {lists}:").format(lists=", ".join(lists)) + f"\n{shown}"


def _row_document(row: DifferenceRow) -> dict[str, Any]:
    return {
        "row": row.number,
        "class": row.kind.value,
        "of": "household" if row.of_household else "person",
        "person": "" if row.of_household else row.key,
        "household": row.household,
        "name": row.name,
        "village": row.village,
        "source": row.source,
        "deferred": row.deferred,
        "verified": row.worked,
        "back": row.back,
        "changes": [
            {"field": change.label, "before": change.before, "after": change.after} for change in row.changes
        ],
    }


def _rows_text(rows: list[DifferenceRow]) -> str:
    headings = (_("Baris"), _("Nama"), _("Keluarga"), _("Desa"), _("Tanda"), _("Perubahan"))
    shown = [(row.number, row.name, row.household, row.village, _marks(row), _changed(row)) for row in rows]
    return table(headings, shown, right=frozenset({0})) if shown else _("Tidak ada baris.")


def _marks(row: DifferenceRow) -> str:
    marks = (_("diverifikasi") if row.worked else "", _("ditunda") if row.deferred else "")
    return ", ".join(filter(None, marks))


def _changed(row: DifferenceRow) -> str:
    if row.back:
        return _("tercatat lagi di {source}").format(source=row.source)
    if not row.changes:
        return _("tidak ada di {source}").format(source=row.source)
    return "; ".join(
        f"{change.label}: {change.before} > {change.after}"
        if change.before
        else f"{change.label}: {change.after}"
        for change in row.changes
    )


COMMANDS = {"differences": differences}
