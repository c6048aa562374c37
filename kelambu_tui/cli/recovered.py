"""What came back after a repair or a restore, told so that nobody has to guess what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kelambu_tui.display import display
from kelambu_tui.locale import _

if TYPE_CHECKING:
    from kelambu_tui.work.assembling import Assembled

_SHOWN = 20
"""Entries behind a hole that are told one by one; JSON has them all."""


def document_of(made: Assembled) -> dict[str, Any]:
    """Return the account for a script."""
    return {
        "entries": made.entries,
        "last_at": made.last_at,
        "only_in_damaged": made.from_first,
        "only_in_backup": made.from_later,
        "missing": made.known - made.seq,
        "unlinked": [
            {"seq": one.seq, "at": one.at, "author": one.author, "kind": one.kind, "subject": one.subject}
            for one in made.loose
        ],
        "sent_beyond": max(made.acked - made.seq, 0),
        "people": made.people,
        "list_whole": made.registry_whole,
        "list": made.last_list,
        "drafts": made.drafts,
        "tables_lacking": list(made.lacking),
    }


def lines_of(made: Assembled) -> list[str]:
    """Return the account for a person, what came back first, what to do last."""
    lines = [
        _("Kembali: {entries} catatan, terakhir {last}; {people} orang di daftar, {drafts} draf.").format(
            entries=made.entries, last=made.last_at or "-", people=made.people, drafts=made.drafts
        ),
        _("Dari basis data yang rusak saja: {damaged}. Dari cadangan saja: {backup}.").format(
            damaged=made.from_first, backup=made.from_later
        ),
        *_missing(made),
        *_list(made),
    ]
    if made.acked > made.seq:
        lines.append(rolled_back())
    words = {
        "draft": _("draf yang sedang ditulis"),
        "proposal_draft": _("draf usulan"),
        "hub_link": _("hubungan dengan dinas (daftarkan lagi)"),
        "pulled": _("catatan laptop lain (diambil lagi saat mengirim)"),
    }
    lost = [words[name] for name in made.lacking if name in words]
    if lost:
        lines.append(_("Mungkin tidak lengkap: {what}.").format(what=", ".join(lost)))
    return lines


def rolled_back() -> str:
    """Return what a laptop that has fallen behind what it sent must do."""
    return _(
        "Dinas sudah memegang catatan yang lebih baru dari ini. Daftarkan laptop ini lagi ke dinas sebelum "
        "mengirim; catatan yang belum terkirim ikut terkirim sesudahnya."
    )


def _missing(made: Assembled) -> list[str]:
    if made.known == made.seq:
        return [_("Tidak ada catatan yang hilang.")]
    lines = [
        _("HILANG: catatan {first} sampai {last} dari laptop ini tidak dapat disambung.").format(
            first=made.seq + 1, last=made.known
        )
    ]
    for one in made.loose[:_SHOWN]:
        words = _("  {seq}  {at}  {author}  {kind}  {subject}: terbaca, ulangi bila masih berlaku")
        lines.append(
            words.format(
                seq=one.seq,
                at=display(one.at),
                author=display(one.author),
                kind=display(one.kind),
                subject=display(one.subject, 40),
            )
        )
    if len(made.loose) > _SHOWN:
        lines.append(
            _("  ... dan {count} lagi; semuanya dengan --json.").format(count=len(made.loose) - _SHOWN)
        )
    return lines


def _list(made: Assembled) -> list[str]:
    if made.registry_whole:
        return [_("Daftar utuh seperti sesudah impor terakhir.")]
    return [
        _("Daftar TIDAK utuh. Impor lagi berkas {file}: kelambu import {file}").format(
            file=display(made.last_list) or "-"
        )
    ]
