"""Two records, one person? What the comparison suspects, what people said of it, what follows.

A verdict never merges or deletes. "Sama" joins two records so that they hold one place between them;
"beda" settles a pair for as long as the compared data of both stay; "ragu" leaves it open.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, select

from kelambu_tui.errors import NotFound, Refused, Unreadable
from kelambu_tui.ledger.entries import Entry, read_entry
from kelambu_tui.ledger.writing import append
from kelambu_tui.locale import _
from kelambu_tui.matching.pairs import Kind
from kelambu_tui.matching.records import Record, record_digest
from kelambu_tui.store import tables as t
from kelambu_tui.work.compared import compared_records
from kelambu_tui.work.records import check_area, read_record
from kelambu_tui.work.suspicions import Suspect, pairs_query, read_suspect
from kelambu_tui.work.workspace import Workspace

VERDICTS = ("sama", "beda", "ragu")


def suspects(
    workspace: Workspace,
    *,
    kinds: Collection[Kind] = tuple(Kind),
    least: float = 0.0,
    settled: bool = False,
    person: str = "",
) -> list[Suspect]:
    """Pairs that touch the user's villages, likeliest first, those set aside as "ragu" last.

    `settled` asks for decided pairs too, `person` for one person's only. Brings the comparison up to
    date first, so call it in a worker.
    """
    workspace.watch.keep_up()
    with workspace.database.read() as connection:
        rows = connection.execute(pairs_query(workspace.user.villages, person)).all()
        found = [read_suspect(row) for row in rows]
    wanted = [
        item
        for item in found
        if item.pair.kind in kinds
        and (settled or not item.settled)
        and (item.pair.probability >= least or item.pair.kind is Kind.SAME_NIK)
    ]
    return sorted(wanted, key=_urgency)


def judge_pair(workspace: Workspace, a: str, b: str, verdict: str, note: str = "") -> str:
    """Write `duplicate.judged` for two people (uids, in any order); answers the entry's id.

    Raises `Unreadable` for an unknown verdict, `NotFound` for nobody, `Refused` for one record twice or
    for two records outside the user's villages.
    """
    if verdict not in VERDICTS:
        raise Unreadable(
            _("Putusan “{verdict}” tidak dikenal. Pilih salah satu: {known}.").format(
                verdict=verdict, known=", ".join(VERDICTS)
            )
        )
    first, second = _ordered(a, b)
    with workspace.database.write() as connection:
        records = _both(connection, workspace, first, second)
        return _judge(connection, workspace, records, verdict, note.strip())


def undo_verdict(workspace: Workspace, a: str, b: str) -> str:
    """Take the newest verdict of a pair back, as a new entry; answers the verdict in force again, or "".

    Raises `NotFound` when there is none, `Refused` when somebody else gave it and the user does not
    decide.
    """
    first, second = _ordered(a, b)
    with workspace.database.write() as connection:
        return take_back(connection, workspace, first, second)


def take_back(connection: Connection, workspace: Workspace, first: str, second: str) -> str:
    """The same within a transaction that is open already; `first` < `second`."""
    records = _both(connection, workspace, first, second)
    standing = _standing_verdicts(connection, first, second)
    if not standing:
        raise NotFound(_("Belum ada putusan untuk dua catatan ini, jadi tidak ada yang dibatalkan."))
    newest = standing[-1]
    if newest.author != workspace.user.name and not workspace.user.decides:
        raise Refused(
            _("Putusan ini dibuat {author}; hanya ia atau penyelia yang bisa membatalkannya.").format(
                author=newest.author
            )
        )
    before = standing[-2] if len(standing) > 1 else None
    verdict = str(before.body["verdict"]) if before else ""
    digests = before.body["digests"] if before else [record_digest(record) for record in records]
    body = {"other": second, "verdict": verdict, "digests": digests, "note": "", "probability": 0}
    append(connection, workspace.pen, "duplicate.judged", first, body, ref=newest.id, ref_hash=newest.digest)
    return verdict


def _urgency(item: Suspect) -> tuple[bool, bool, float, str, str]:
    return (item.settled, item.standing == "ragu", -item.pair.probability, item.pair.a, item.pair.b)


def _ordered(a: str, b: str) -> tuple[str, str]:
    if a == b:
        raise Refused(_("Ini catatan yang sama dua kali. Pilih dua catatan."))
    return min(a, b), max(a, b)


def _both(connection: Connection, workspace: Workspace, first: str, second: str) -> tuple[Record, Record]:
    """The compared data of both; at least one of the two lives in the user's area."""
    people = [read_record(connection, person, workspace.today()) for person in (first, second)]
    if not any(workspace.user.covers(person.village) for person in people):
        check_area(workspace, people[0])
    found = {record.id: record for record in compared_records(connection, (first, second))}
    return found[first], found[second]


def _judge(
    connection: Connection, workspace: Workspace, records: tuple[Record, Record], verdict: str, note: str
) -> str:
    first, second = records
    chance = connection.execute(
        select(t.suspicion.c.probability).where(t.suspicion.c.a == first.id, t.suspicion.c.b == second.id)
    ).scalar()
    body = {
        "other": second.id,
        "verdict": verdict,
        "digests": [record_digest(record) for record in records],
        "note": note,
        "probability": round(1000 * (chance or 0)),  # per mille: entries hold no fractions
    }
    return append(connection, workspace.pen, "duplicate.judged", first.id, body).id


def _standing_verdicts(connection: Connection, first: str, second: str) -> list[Entry]:
    """The verdicts of a pair that were not taken back, oldest first."""
    statement = (
        select(t.known_entry.c.line)
        .where(t.known_entry.c.kind == "duplicate.judged", t.known_entry.c.subject == first)
        .order_by(t.known_entry.c.place)
    )
    standing: list[Entry] = []
    for line in connection.execute(statement).scalars():
        entry = read_entry(line)
        if entry.body["other"] != second:
            continue
        if entry.ref:
            standing = [earlier for earlier in standing if earlier.id != entry.ref]
        else:
            standing.append(entry)
    return standing
