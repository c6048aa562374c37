"""A session: one day's work in one village, from the first person present to counts that add up.

What its author writes on the same laptop between opening and closing belongs to it, by its place in
the chain; nothing has to be filed by hand.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import Connection, select

from kelambu_tui.errors import NotFound, Refused, Unreadable
from kelambu_tui.ledger.entries import read_entry
from kelambu_tui.ledger.writing import append
from kelambu_tui.locale import _
from kelambu_tui.people.birth import read_date
from kelambu_tui.store import tables as t
from kelambu_tui.work.records import check_village, covered_village
from kelambu_tui.work.session_counts import Counts, count_row
from kelambu_tui.work.workspace import Workspace

MEETINGS = ("kunjungan", "musdes", "muskel", "lainnya")
"""Kinds of meeting: home visits, village deliberation, ward deliberation, something else."""


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody who was there, and as what."""

    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Session:
    """A session as screens and the berita acara show it; `counts` only when closed."""

    id: str
    village: str
    day: date
    place: str
    meeting: str
    present: tuple[Present, ...]
    author: str
    opened_at: str
    closed_at: str
    counts: Counts | None
    note: str
    head: str

    @property
    def is_open(self) -> bool:
        """Whether work still goes into it."""
        return not self.closed_at


def meeting_label(code: str) -> str:
    """The kind of meeting in words."""
    labels = {
        "kunjungan": _("kunjungan rumah"),
        "musdes": _("musyawarah desa"),
        "muskel": _("musyawarah kelurahan"),
        "lainnya": _("pertemuan lain"),
    }
    return labels.get(code, code)


def open_session(
    workspace: Workspace,
    village: str,
    *,
    day: str = "",
    place: str = "",
    meeting: str = "kunjungan",
    present: Sequence[Present] = (),
) -> str:
    """Write `session.opened` for a village (code or unambiguous name); answers the session's id.

    `day` is today unless given, and never later. Raises `Unreadable` for a day or meeting that cannot
    be read, `NotFound` for a village nobody knows, `Refused` outside the user's area or while another
    session is open.
    """
    code = covered_village(workspace, village)
    if not code:
        raise NotFound(_("Sebutkan desanya: kode atau nama."))
    body = {
        "day": _day(workspace, day).isoformat(),
        "place": place.strip(),
        "meeting": _meeting(meeting),
        "present": [[one.name.strip(), one.role.strip()] for one in present if one.name.strip()],
    }
    with workspace.database.write() as connection:
        return append(connection, workspace.pen, "session.opened", code, body).id


def close_session(
    workspace: Workspace, *, present: Sequence[Present] | None = None, note: str = ""
) -> Session:
    """Write `session.closed` with the counts of the user's open session, signed; answers the session.

    `present` replaces who was there. Raises `NotFound` when none is open.
    """
    with workspace.database.write() as connection:
        row = _open_row(connection, workspace)
        if row is None:
            raise NotFound(_("Tidak ada sesi yang terbuka. Buka dulu sesi di desa ini."))
        counts = count_row(connection, row)
        if not counts.add_up:  # a defect of ours; a berita acara must never carry it
            raise Refused(_("Hitungan sesi ini tidak cocok; sesi tetap terbuka. Laporkan ke dinas."))
        people = (
            json.loads(row.present)
            if present is None
            else [[one.name.strip(), one.role.strip()] for one in present if one.name.strip()]
        )
        body = {"counts": asdict(counts), "present": people, "note": note.strip()}
        opened = connection.execute(
            select(t.known_entry.c.line).where(t.known_entry.c.id == row.id)
        ).scalar_one()
        append(
            connection,
            workspace.pen,
            "session.closed",
            row.village,
            body,
            ref=row.id,
            ref_hash=read_entry(opened).digest,
        )
        return _session(connection.execute(select(t.session).where(t.session.c.id == row.id)).one())


def current_session(workspace: Workspace) -> Session | None:
    """The session that this user has open on this laptop."""
    with workspace.database.read() as connection:
        row = _open_row(connection, workspace)
    return None if row is None else _session(row)


def sessions(workspace: Workspace) -> list[Session]:
    """Sessions in the user's villages, newest first."""
    with workspace.database.read() as connection:
        rows = connection.execute(select(t.session).order_by(t.session.c.id.desc())).all()
    return [_session(row) for row in rows if workspace.user.covers(row.village)]


def read_session(workspace: Workspace, session: str) -> Session:
    """The session with this id or a prefix of it that no other has; raises `NotFound`."""
    found = [one for one in sessions(workspace) if one.id.startswith(session)] if session else []
    if len(found) != 1:
        raise NotFound(_("Sesi {session} tidak ada, atau ID-nya kurang lengkap.").format(session=session))
    return found[0]


def count_session(workspace: Workspace, session: str) -> Counts:
    """What a session has done so far, or what stood in it when it was closed; raises `NotFound`."""
    found = read_session(workspace, session)
    if found.counts is not None:
        return found.counts
    with workspace.database.read() as connection:
        row = connection.execute(select(t.session).where(t.session.c.id == found.id)).one()
        return count_row(connection, row)


def miss_visit(workspace: Workspace, household: str, *, next_day: str = "", note: str = "") -> str:
    """Write `visit.missed`: nobody was at home; `next_day` says when to come again.

    Raises `NotFound` for a family that is on no list, `Unreadable` for an impossible day, `Refused`
    outside the user's area or for a day that has passed.
    """
    again = _future_day(workspace, next_day)
    with workspace.database.write() as connection:
        village = connection.execute(
            select(t.household.c.village).where(t.household.c.family_id == household)
        ).scalar()
        if village is None:
            raise NotFound(_("Keluarga {household} tidak ada di daftar.").format(household=household))
        check_village(workspace, village)
        body = {"next": again, "note": note.strip()}
        return append(connection, workspace.pen, "visit.missed", household, body).id


def _open_row(connection: Connection, workspace: Workspace) -> t.AnyRow | None:
    mine = (t.session.c.author == workspace.user.name) & (t.session.c.device == workspace.device)
    return connection.execute(select(t.session).where(mine, t.session.c.closed_seq.is_(None))).first()


def _session(row: t.AnyRow) -> Session:
    return Session(
        id=row.id,
        village=row.village,
        day=date.fromisoformat(row.day),
        place=row.place,
        meeting=row.meeting,
        present=tuple(Present(*one) for one in json.loads(row.present)),
        author=row.author,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        counts=None if row.closed_seq is None else Counts(**json.loads(row.counts)),
        note=row.note,
        head=row.head,
    )


def _meeting(code: str) -> str:
    if code not in MEETINGS:
        raise Unreadable(
            _("Jenis pertemuan “{code}” tidak dikenal. Pilih salah satu: {known}.").format(
                code=code, known=", ".join(MEETINGS)
            )
        )
    return code


def _day(workspace: Workspace, text: str) -> date:
    today = workspace.today()
    if not text.strip():
        return today
    day = _readable(text)
    if day > today:
        raise Unreadable(_("Tanggal {day} belum terjadi. Periksa tanggalnya.").format(day=text))
    return day


def _future_day(workspace: Workspace, text: str) -> str:
    if not text.strip():
        return ""
    day = _readable(text)
    if day < workspace.today():
        raise Refused(
            _("Tanggal kunjungan {day} sudah lewat. Pilih hari ini atau sesudahnya.").format(day=text)
        )
    return day.isoformat()


def _readable(text: str) -> date:
    try:
        return read_date(text)
    except ValueError:
        raise Unreadable(
            _("Tanggal “{day}” tidak bisa dibaca. Tulis seperti 23-11-2026.").format(day=text)
        ) from None
