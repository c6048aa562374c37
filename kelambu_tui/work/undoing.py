"""Taking a decision back before it is sent: always a new entry, never a change of an old one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, select

from kelambu_tui.errors import NotFound
from kelambu_tui.ledger.entries import Entry, read_entry
from kelambu_tui.ledger.receipts import received_up_to
from kelambu_tui.locale import _
from kelambu_tui.store import tables as t
from kelambu_tui.work.quota import fill_places
from kelambu_tui.work.records import as_corrected
from kelambu_tui.work.undo_field import FIELD
from kelambu_tui.work.undo_rulings import RULINGS
from kelambu_tui.work.workspace import Workspace, confirm_identity

__all__ = ["KINDS", "Undoable", "kind_words", "undo", "undoable", "why_fixed"]

KINDS = FIELD | RULINGS
"""Every kind of decision that can be taken back before it is sent."""

_FAR = 2_000
"""Entries of this user that are looked through."""


@dataclass(frozen=True, slots=True)
class Undoable:
    """A decision of this user that has not been sent: what it was, about whom (uid or family id), when.

    `confirms`: taking it back asks for the passphrase.
    """

    entry: str
    kind: str
    person: str
    name: str
    at: str
    confirms: bool = False


def kind_words(kind: str) -> str:
    """What a decision was, in words."""
    words = {
        "verification.recorded": _("hasil kunjungan"),
        "visit.missed": _("tidak ada orang di rumah"),
        "person.proposed": _("usulan baru"),
        "correction.recorded": _("koreksi"),
        "desil.proposed": _("usulan desil"),
        "desil.decided": _("keputusan desil"),
        "duplicate.judged": _("putusan data ganda"),
        "override.requested": _("permintaan izin"),
        "override.given": _("izin mengantrekan"),
        "override.refused": _("penolakan izin"),
        "enrolment.queued": _("masuk antrean"),
        "approval.given": _("persetujuan"),
        "approval.returned": _("pengembalian"),
        "approval.rejected": _("penolakan"),
    }
    return words.get(kind, kind)


def _fixed_words(kind: str) -> str:
    """Why a kind of entry is never taken back, and what to do instead; '' for kinds that can be."""
    words = {
        "place.released": _(
            "Tempat yang dilepas tidak bisa diambil kembali: cadangan pertama sudah mendapatnya. "
            "Antrekan orangnya lagi dari formulirnya."
        ),
        "enrolment.withdrawn": _("Sudah ditarik dari antrean. Antrekan lagi dari formulirnya."),
        "verification.undone": _("Hasil kunjungan ini sudah dibatalkan; isiannya masih menjadi draf."),
        "approval.undone": _("Keputusan ini sudah dibatalkan; putuskan lagi di Persetujuan."),
        "visit.undone": _("Kunjungan ini sudah dibatalkan."),
        "person.withdrawn": _("Usulan ini sudah dibatalkan; isiannya masih menjadi draf."),
        "desil.withdrawn": _("Usulan desil ini sudah dibatalkan."),
        "desil.undone": _("Keputusan desil ini sudah dibatalkan; putuskan lagi di Permintaan."),
        "override.withdrawn": _("Permintaan izin ini sudah dibatalkan."),
        "override.undone": _("Keputusan izin ini sudah dibatalkan; putuskan lagi di Permintaan."),
    }
    return words.get(kind, "")


def undoable(workspace: Workspace, limit: int = 20, about: Collection[str] = ()) -> list[Undoable]:
    """This user's newest decisions on this laptop that still stand and are not sent, newest first.

    `about` names people (uids) and families (family ids); only decisions about them, where it is given.
    """
    with workspace.database.read() as connection:
        acked = _acked(connection, workspace)
        entries = (one for one in _own(connection, workspace, about) if one.seq > acked)
        standing: list[Entry] = []
        for entry in entries:
            kind = KINDS.get(entry.kind)
            if kind is not None and kind.stands(connection, entry):
                standing.append(entry)
            if len(standing) == limit:
                break
        names = _names(connection, standing)
    return [
        Undoable(
            entry.id,
            entry.kind,
            entry.subject,
            names.get(entry.subject, ""),
            entry.at,
            KINDS[entry.kind].confirms,
        )
        for entry in standing
    ]


def why_fixed(workspace: Workspace, about: Collection[str] = ()) -> str:
    """Why this user's newest decision (about these people or families) cannot be taken back.

    '' where this user decided nothing, or where it can be.
    """
    with workspace.database.read() as connection:
        acked = _acked(connection, workspace)
        for entry in _own(connection, workspace, about):
            kind = KINDS.get(entry.kind)
            if words := _fixed_words(entry.kind):
                return words
            if kind is None:
                continue
            if kind.stands(connection, entry) and entry.seq > acked:
                return ""
            if entry.seq <= acked:
                return _("{what} ini sudah terkirim, jadi tidak bisa dibatalkan di sini.").format(
                    what=_capital(kind_words(entry.kind))
                )
            return _(
                "{what} ini sudah berubah atau diputuskan sesudahnya, jadi tidak bisa dibatalkan."
            ).format(what=_capital(kind_words(entry.kind)))
    return ""


def undo(workspace: Workspace, entry: str = "", passphrase: str = "") -> Undoable:
    """Take one decision back (an entry id; the newest when empty); answers what was taken back.

    A ground check or a proposal that is taken back becomes the user's draft again, so nothing typed is
    lost. Decisions of a supervisor ask for the passphrase. Raises `NotFound` when there is nothing to
    take back, `Refused` where that would break a rule, `Locked` when the passphrase does not fit.
    """
    found = undoable(workspace, 1) if not entry else _named(workspace, entry)
    if not found:
        raise NotFound(
            _("Tidak ada keputusan Anda yang bisa dibatalkan: sudah terkirim, berubah, atau belum ada.")
        )
    wanted = found[0]
    if wanted.confirms:
        confirm_identity(workspace, passphrase)
    with workspace.database.write() as connection:
        line = connection.execute(
            select(t.entry.c.line).where(t.entry.c.id == wanted.entry, t.entry.c.device == workspace.device)
        ).scalar_one()
        KINDS[wanted.kind].undo(connection, workspace, read_entry(line))
        fill_places(connection, workspace)
    return wanted


def _named(workspace: Workspace, entry: str) -> list[Undoable]:
    with workspace.database.read() as connection:
        mine = (t.entry.c.id == entry) & (t.entry.c.device == workspace.device)
        subject = connection.execute(select(t.entry.c.subject).where(mine)).scalar()
    if subject is None:
        return []
    return [one for one in undoable(workspace, _FAR, (subject,)) if one.entry == entry]


def _acked(connection: Connection, workspace: Workspace) -> int:
    """What a receipt covers may have been seen by others; a hub that was restored changes nothing in that."""
    own = t.device.c.device == workspace.device
    acked = connection.execute(select(t.device.c.acked).where(own)).scalar() or 0
    return max(acked, received_up_to(connection, workspace.device))


def _own(connection: Connection, workspace: Workspace, about: Collection[str]) -> list[Entry]:
    """What this user wrote on this laptop, newest first."""
    statement = (
        select(t.entry.c.line)
        .where(t.entry.c.device == workspace.device, t.entry.c.author == workspace.user.name)
        .order_by(t.entry.c.seq.desc())
        .limit(_FAR)
    )
    if about:
        statement = statement.where(t.entry.c.subject.in_(sorted(about)))
    return [read_entry(line) for line in connection.execute(statement).scalars()]


def _names(connection: Connection, entries: list[Entry]) -> dict[str, str]:
    families = {entry.subject for entry in entries if KINDS[entry.kind].of_family}
    heads = select(t.household.c.family_id, t.household.c.head_name).where(
        t.household.c.family_id.in_(families)
    )
    people = (
        select(t.person.c.uid, as_corrected("name"))
        .select_from(
            t.person.join(t.household, t.household.c.id == t.person.c.household_id).outerjoin(
                t.correction, t.correction.c.person == t.person.c.uid
            )
        )
        .where(t.person.c.uid.in_({entry.subject for entry in entries} - families))
    )
    found = {family: _("keluarga {name}").format(name=head) for family, head in connection.execute(heads)}
    return found | {row.uid: row.name for row in connection.execute(people)}


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
