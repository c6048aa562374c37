"""Verdicts on two records, leave in spite of a likely duplicate, and who is joined to whom."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    bindparam,
    delete,
    func,
    select,
    union_all,
    update,
)
from sqlalchemy.dialects.sqlite import insert as upsert

from kelambu_tui.errors import Refused
from kelambu_tui.ledger.entries import Entry
from kelambu_tui.locale import _
from kelambu_tui.store import tables as t


def _duplicate_judged(connection: Connection, entry: Entry) -> None:
    """Keep the newest verdict of a pair; an empty one (an undone first verdict) leaves the pair open."""
    body = entry.body
    pair = (t.verdict.c.a == entry.subject) & (t.verdict.c.b == body["other"])
    if not body["verdict"]:
        connection.execute(delete(t.verdict).where(pair))
        return
    row = {
        "a": entry.subject,
        "b": body["other"],
        "verdict": body["verdict"],
        "digest_a": body["digests"][0],
        "digest_b": body["digests"][1],
        "note": body["note"],
        "author": entry.author,
        "at": entry.at,
        "entry": entry.id,
    }
    connection.execute(
        upsert(t.verdict).values(row).on_conflict_do_update(index_elements=["a", "b"], set_=row)
    )


def _override_requested(connection: Connection, entry: Entry) -> None:
    asked = {"asked_by": entry.author, "asked_at": entry.at, "ask": entry.body["reason"]}
    # What was decided before was decided on another question.
    undecided = {"given_by": None, "refused_by": None, "given_at": "", "reason": "", "entry": ""}
    _put_overrides(connection, entry, asked | undecided)


def _override_given(connection: Connection, entry: Entry) -> None:
    _check_giver(connection, entry)
    given = {"given_by": entry.author, "refused_by": None}
    _put_overrides(connection, entry, given | _decision(entry))


def _override_refused(connection: Connection, entry: Entry) -> None:
    """Answer a request with no; it stays, so that whoever asked sees why."""
    _check_giver(connection, entry)
    waiting = _waiting(entry.subject) & (t.override.c.asked_by != entry.author)
    refused = {"refused_by": entry.author} | _decision(entry)
    if connection.execute(update(t.override).where(waiting).values(refused)).rowcount == 0:
        raise Refused(_("Tidak ada permintaan izin orang lain yang menunggu untuk orang ini."))


def _override_withdrawn(connection: Connection, entry: Entry) -> None:
    mine = _waiting(entry.subject) & (t.override.c.asked_by == entry.author)
    if connection.execute(delete(t.override).where(mine)).rowcount == 0:
        raise Refused(_("Permintaan izin ini sudah diputuskan, jadi tidak bisa ditarik."))


def _override_undone(connection: Connection, entry: Entry) -> None:
    """Let a request wait again; what nobody had asked for is gone."""
    by = func.coalesce(t.override.c.given_by, t.override.c.refused_by)
    mine = (t.override.c.entry == entry.ref) & (by == entry.author)
    undecided = {"given_by": None, "refused_by": None, "given_at": "", "reason": "", "entry": ""}
    if connection.execute(update(t.override).where(mine).values(undecided)).rowcount == 0:
        raise Refused(_("Keputusan ini bukan milik Anda atau sudah berubah. Muat ulang daftar."))
    connection.execute(delete(t.override).where(_waiting(entry.subject), t.override.c.asked_by == ""))


def _decision(entry: Entry) -> dict[str, str | None]:
    return {"given_at": entry.at, "reason": entry.body["reason"], "entry": entry.id}


def _waiting(person: str) -> ColumnElement[bool]:
    undecided = t.override.c.given_by.is_(None) & t.override.c.refused_by.is_(None)
    return (t.override.c.person == person) & undecided


def _check_giver(connection: Connection, entry: Entry) -> None:
    """Whoever checked the person on the ground cannot also waive what stands in their way."""
    checked = select(t.verification.c.author).where(t.verification.c.person == entry.subject)
    if connection.execute(checked).scalar() == entry.author:
        raise Refused(_("Orang ini Anda verifikasi sendiri; penyelia lain yang harus memberi izin."))


def _put_overrides(connection: Connection, entry: Entry, values: dict[str, str | None]) -> None:
    empty = {"asked_by": "", "asked_at": "", "ask": "", "given_at": "", "reason": "", "entry": ""}
    for other, digest in entry.body["others"]:
        key = {"person": entry.subject, "other": other}
        digests = {"digest_person": entry.body["digest"], "digest_other": digest}
        statement = upsert(t.override).values(empty | key | digests | values)
        connection.execute(
            statement.on_conflict_do_update(index_elements=["person", "other"], set_=digests | values)
        )


def linked_people(connection: Connection, person: str) -> set[str]:
    """Everyone said to be the same as `person`, directly or through others; `person` too.

    By a verdict of "sama", or by a ground check that named the other record.
    """
    known = {person}
    # Nearly everybody is joined to nobody: one look, by a statement that is made once.
    fresh = set(connection.execute(_JOINED, {"whom": person}).scalars()) - known - {""}
    same = t.verdict.c.verdict == "sama"
    while fresh:
        known |= fresh
        there = select(t.verdict.c.b).where(same, t.verdict.c.a.in_(fresh))
        back = select(t.verdict.c.a).where(same, t.verdict.c.b.in_(fresh))
        names = select(t.verification.c.other).where(t.verification.c.person.in_(fresh))
        named = select(t.verification.c.person).where(t.verification.c.other.in_(fresh))
        fresh = set(connection.execute(there.union(back, names, named)).scalars()) - known - {""}
    return known


_SAME = t.verdict.c.verdict == "sama"
_WHOM: BindParameter[str] = bindparam("whom")
_JOINED = union_all(
    select(t.verdict.c.b).where(_SAME, t.verdict.c.a == _WHOM),
    select(t.verdict.c.a).where(_SAME, t.verdict.c.b == _WHOM),
    select(t.verification.c.other).where(t.verification.c.person == _WHOM),
    select(t.verification.c.person).where(t.verification.c.other == _WHOM),
)

CONSEQUENCES: dict[str, Callable[[Connection, Entry], None]] = {
    "duplicate.judged": _duplicate_judged,
    "override.requested": _override_requested,
    "override.given": _override_given,
    "override.refused": _override_refused,
    "override.withdrawn": _override_withdrawn,
    "override.undone": _override_undone,
}
