"""Leave to queue somebody although another record may be the same person: asked for, given or refused.

The pair stays open; leave holds for the data that the supervisor saw, and for nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from kelambu_tui.errors import Refused
from kelambu_tui.ledger.writing import append
from kelambu_tui.locale import _
from kelambu_tui.matching.records import record_digest
from kelambu_tui.store import tables as t
from kelambu_tui.work.compared import compared_records
from kelambu_tui.work.records import check_area, read_record
from kelambu_tui.work.suspicions import open_duplicates
from kelambu_tui.work.workspace import Workspace, confirm_identity


@dataclass(frozen=True, slots=True)
class Leave:
    """A supervisor's leave to queue somebody although a record may be the same: asked, given or refused."""

    person: str
    other: str
    asked_by: str
    ask: str
    given_by: str
    reason: str
    valid: bool
    refused_by: str = ""
    asked_at: str = ""

    @property
    def waits(self) -> bool:
        """Whether nobody has answered the request yet."""
        return not self.given_by and not self.refused_by


def ask_leave(workspace: Workspace, person: str, reason: str) -> int:
    """Ask a supervisor for leave to queue `person` in spite of open pairs; answers how many pairs.

    Raises `Refused` without a reason, or when nothing is in the way.
    """
    return _write_leave(workspace, person, reason, "override.requested")


def give_leave(workspace: Workspace, person: str, reason: str, passphrase: str) -> int:
    """Let `person` be queued in spite of the strong pairs that are open now; answers how many pairs.

    Signed at once. Raises `Refused` without a reason, for anyone but a supervisor, for one's own
    request or ground check; `Locked` when the passphrase does not fit.
    """
    if not workspace.user.decides:
        raise Refused(_("Hanya penyelia yang bisa memberi izin. Serahkan kepada penyelia Anda."))
    confirm_identity(workspace, passphrase)
    return _write_leave(workspace, person, reason, "override.given")


def refuse_leave(workspace: Workspace, person: str, reason: str, passphrase: str) -> None:
    """Refuse the leave that somebody asked for to queue `person`; whoever asked sees the reason.

    Signed at once. Raises `Refused` without a reason, for anyone but a supervisor, for one's own request
    or ground check, or where nothing is asked; `Locked` when the passphrase does not fit.
    """
    if not workspace.user.decides:
        raise Refused(_("Hanya penyelia yang bisa memberi izin. Serahkan kepada penyelia Anda."))
    if not reason.strip():
        raise Refused(_("Tulis dulu mengapa ditolak, supaya fasilitator tahu."))
    confirm_identity(workspace, passphrase)
    with workspace.database.write() as connection:
        check_area(workspace, read_record(connection, person, workspace.today()))
        append(connection, workspace.pen, "override.refused", person, {"reason": reason.strip()})


def leaves(workspace: Workspace, *, waiting_only: bool = False) -> list[Leave]:
    """Leave that was asked for, given or refused in the user's villages, waiting requests first."""
    with workspace.database.read() as connection:
        statement = select(t.override, t.household.c.village).select_from(
            t.override.join(t.person, t.person.c.uid == t.override.c.person).join(
                t.household, t.household.c.id == t.person.c.household_id
            )
        )
        rows = connection.execute(statement.order_by(t.override.c.person, t.override.c.other)).all()
        known = {row.person for row in rows} | {row.other for row in rows}
        digests = {record.id: record_digest(record) for record in compared_records(connection, known)}
    found = [
        Leave(
            person=row.person,
            other=row.other,
            asked_by=row.asked_by,
            ask=row.ask,
            given_by=row.given_by or "",
            reason=row.reason,
            valid=_holds(row, digests),
            refused_by=row.refused_by or "",
            asked_at=row.asked_at,
        )
        for row in rows
        if workspace.user.covers(row.village)
    ]
    return [one for one in found if one.waits or not waiting_only]


def _write_leave(workspace: Workspace, person: str, reason: str, kind: str) -> int:
    if not reason.strip():
        raise Refused(_("Tulis dulu alasannya, supaya orang lain bisa memeriksanya nanti."))
    workspace.watch.keep_up()
    with workspace.database.write() as connection:
        found = read_record(connection, person, workspace.today())
        check_area(workspace, found)
        others = open_duplicates(connection, person)
        if not others:
            raise Refused(_("{name} tidak tertahan oleh dugaan ganda.").format(name=found.name))
        records = {record.id: record for record in compared_records(connection, (person, *others))}
        body = {
            "about": "ganda",
            "digest": record_digest(records[person]),
            "others": [[other, record_digest(records[other])] for other in others],
            "reason": reason.strip(),
        }
        append(connection, workspace.pen, kind, person, body)
    return len(others)


def _holds(row: t.AnyRow, digests: dict[str, str]) -> bool:
    now = (digests.get(row.person), digests.get(row.other))
    return row.given_by is not None and now == (row.digest_person, row.digest_other)
