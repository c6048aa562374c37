"""What is asked of a supervisor besides enrolments: another desil for a family, leave to queue somebody.

Each stays on the list with its answer, so that whoever asked sees why.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from kelambu_tui.locale import _
from kelambu_tui.store import tables as t
from kelambu_tui.work.records import PERSON_COLUMNS, PERSON_SOURCE, PersonRecord, record_of
from kelambu_tui.work.workspace import Workspace

DESIL, LEAVE = "desil", "izin"
WAITING = "menunggu"


@dataclass(frozen=True, slots=True)
class Request:
    """One thing that is asked for; `subject` is the family of a desil, the person whose leave is asked.

    `state` is menunggu, disetujui or ditolak; `mine`: this user asked, or checked the person, so
    somebody else answers. `others` are the records that may be the same person.
    """

    kind: str
    subject: str
    household: str
    name: str
    village: str
    ask: str
    evidence: str
    asked_by: str
    asked_at: str
    state: str
    decided_by: str
    note: str
    mine: bool
    desil: int | None = None
    listed: int | None = None
    others: tuple[str, ...] = ()

    @property
    def waits(self) -> bool:
        """Whether nobody has answered it yet."""
        return self.state == WAITING


def requests(workspace: Workspace, *, waiting_only: bool = False) -> list[Request]:
    """What was asked for in the user's villages: what waits first, the longest waiting first.

    A facilitator sees only what they asked for themselves.
    """
    with workspace.database.read() as connection:
        found = [*_desils(connection, workspace), *_leaves(connection, workspace)]
    own = [
        one
        for one in found
        if workspace.user.covers(one.village)
        and (workspace.user.decides or one.asked_by == workspace.user.name)
    ]
    waiting = sorted((one for one in own if one.waits), key=lambda one: one.asked_at)
    if waiting_only:
        return waiting
    return waiting + sorted((one for one in own if not one.waits), key=lambda one: one.asked_at, reverse=True)


def waiting_for(workspace: Workspace) -> int:
    """How many requests this supervisor can answer now; 0 for anybody else."""
    if not workspace.user.decides:
        return 0
    return sum(not one.mine for one in requests(workspace, waiting_only=True))


def grounds(workspace: Workspace, request: Request) -> tuple[str, ...]:
    """What speaks for or against it, in words: the checklists of the family, the likeness of the pairs.

    Brings the comparison up to date for leave, so call it in a worker.
    """
    if request.kind == LEAVE:
        return _likeness(workspace, request)
    from kelambu_tui.work.households import read_household
    from kelambu_tui.work.verification import judge

    household = read_household(workspace, request.household)
    checked = [member for member in household.members if member.outcome]
    words = {
        "sesuai": _("sesuai dengan desil sekarang"),
        "tidak_sesuai": _("tidak sesuai dengan desil sekarang"),
        "belum_cukup": _("belum cukup jawaban"),
    }
    lines = []
    for member in checked:
        reading = judge(workspace, member.person).hardship
        line = _("Daftar periksa {name}: {result} ({answered} dari {total} dijawab)").format(
            name=member.name,
            result=words.get(reading.result, reading.result),
            answered=reading.answered,
            total=reading.total,
        )
        lines.append(": ".join([line, *(["; ".join(reading.drivers)] if reading.drivers else [])]))
    return tuple(lines) or (_("Belum ada daftar periksa keadaan rumah untuk keluarga ini."),)


def _likeness(workspace: Workspace, request: Request) -> tuple[str, ...]:
    from kelambu_tui.matching.explaining import explain
    from kelambu_tui.work.duplicates import suspects

    lines = []
    for item in suspects(workspace, person=request.subject, settled=True):
        mine = item.pair.a == request.subject
        other, name = (item.pair.b, item.name_b) if mine else (item.pair.a, item.name_a)
        if other in request.others:
            words = _("{name} ({person}) {percent}%: {why}")
            percent = round(100 * item.pair.probability)
            lines.append(words.format(name=name, person=other, percent=percent, why=explain(item.pair)))
    return tuple(lines) or (_("Catatan yang mirip sudah tidak ditemukan lagi; data berubah."),)


def _desils(connection: Connection, workspace: Workspace) -> list[Request]:
    statement = select(t.desil_change, t.household.c.village, t.household.c.head_name).join(
        t.household, t.household.c.family_id == t.desil_change.c.household
    )
    return [
        Request(
            kind=DESIL,
            subject=row.household,
            household=row.household,
            name=row.head_name,
            village=row.village,
            ask=row.reason,
            evidence=row.evidence,
            asked_by=row.asked_by,
            asked_at=row.asked_at,
            state=row.state,
            decided_by=row.decided_by or "",
            note=row.note,
            mine=row.asked_by == workspace.user.name,
            desil=row.desil,
            listed=row.listed,
        )
        for row in connection.execute(statement)
    ]


def _leaves(connection: Connection, workspace: Workspace) -> list[Request]:
    asked = select(t.override).where(t.override.c.asked_by != "")
    rows: dict[str, list[t.AnyRow]] = {}
    for row in connection.execute(asked.order_by(t.override.c.person, t.override.c.other)):
        rows.setdefault(row.person, []).append(row)
    statement = select(*PERSON_COLUMNS).select_from(PERSON_SOURCE).where(t.person.c.uid.in_(rows))
    people = {row.uid: record_of(row, workspace.today()) for row in connection.execute(statement)}
    return [
        _leave(people[person], pairs, workspace.user.name)
        for person, pairs in rows.items()
        if person in people
    ]


def _leave(record: PersonRecord, pairs: list[t.AnyRow], user: str) -> Request:
    # One request is about every pair that was open then; a later one replaces it.
    newest = max(pairs, key=lambda row: row.asked_at)
    same = [row for row in pairs if row.asked_at == newest.asked_at]
    state = "disetujui" if newest.given_by else "ditolak" if newest.refused_by else WAITING
    checked_by = record.verified.author if record.verified else ""
    return Request(
        kind=LEAVE,
        subject=record.person,
        household=record.household,
        name=record.name,
        village=record.village,
        ask=newest.ask,
        evidence="",
        asked_by=newest.asked_by,
        asked_at=newest.asked_at,
        state=state,
        decided_by=newest.given_by or newest.refused_by or "",
        note=newest.reason,
        mine=user in (newest.asked_by, checked_by),
        others=tuple(row.other for row in same),
    )
