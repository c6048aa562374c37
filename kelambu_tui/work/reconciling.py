"""Where laptops disagree: visits that did not see each other, and entries that did not count.

A supervisor chooses between two visits, as a signed entry; whoever wrote an entry that did not count
reads why and puts the line away.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, select

from kelambu_tui.errors import NotFound, Refused, Unreadable
from kelambu_tui.ledger.entries import Entry
from kelambu_tui.ledger.misfits import VISITS, WITNESSES
from kelambu_tui.ledger.order import known
from kelambu_tui.ledger.writing import append
from kelambu_tui.locale import _, pick
from kelambu_tui.store import tables as t
from kelambu_tui.work.list_values import field_words, shown_value
from kelambu_tui.work.misfit_words import words_of
from kelambu_tui.work.records import check_village
from kelambu_tui.work.workspace import Workspace, confirm_identity

OPEN = ("menunggu",)
"""States of what nobody has decided or read yet."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One of the visits that stand beside each other; `fields` holds labels and what was recorded.

    NIK and family card are masked in `fields`; `whole` has everything as it was recorded, to compare.
    """

    entry: str
    author: str
    device: str
    at: str
    outcome: str
    fields: Mapping[str, str]
    whole: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Disagreement:
    """An entry that did not follow from what stood, and what to do; `visits` where two visits differ.

    `mine`: this user wrote it. `may_decide`: this user may choose between the visits now.
    """

    entry: str
    person: str
    name: str
    household: str
    village: str
    kind: str
    code: str
    why: str
    step: str
    state: str
    author: str
    device: str
    at: str
    visits: tuple[Visit, ...]
    chosen: str
    decided_by: str
    decided_at: str
    reason: str
    mine: bool
    may_decide: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """One line of the comparison: what each visit says of a field, as it may be shown and as it is."""

    label: str
    values: tuple[str, ...]
    whole: tuple[str, ...] = field(repr=False)

    @property
    def differs(self) -> bool:
        """Whether the visits say different things."""
        return len(set(self.whole)) > 1


def conflicts(workspace: Workspace, states: Collection[str] = OPEN) -> list[Disagreement]:
    """What laptops disagree about in the user's area, and the user's own entries that did not count.

    Visits that a supervisor must decide come first, then the newest.
    """
    with workspace.database.read() as connection:
        statement = (
            select(
                t.conflict,
                t.person.c.name.label("person_name"),
                t.household.c.village,
                t.household.c.family_id,
            )
            .select_from(
                t.conflict.outerjoin(t.person, t.person.c.uid == t.conflict.c.person).outerjoin(
                    t.household, t.household.c.id == t.person.c.household_id
                )
            )
            .where(t.conflict.c.state.in_(states))
            .order_by(t.conflict.c.code != VISITS, t.conflict.c.entry.desc())
        )
        rows = connection.execute(statement).all()
        return [_told(connection, workspace, row) for row in rows if _concerns(workspace, row)]


def conflicts_for(workspace: Workspace) -> int:
    """How many wait for this user: visits to choose between, and own entries that did not count."""
    return sum(one.mine or one.may_decide for one in conflicts(workspace))


def differences(disagreement: Disagreement) -> tuple[Difference, ...]:
    """The visits line by line: everything that at least one of them recorded."""
    labels = dict.fromkeys(label for visit in disagreement.visits for label in visit.fields)
    return tuple(
        Difference(
            label,
            tuple(visit.fields.get(label, "") for visit in disagreement.visits),
            tuple(visit.whole.get(label, "") for visit in disagreement.visits),
        )
        for label in labels
    )


def decide(
    workspace: Workspace, entry: str, chosen: str, reason: str, passphrase: str, note: str = ""
) -> None:
    """Write `reconciliation.decided`: the visit `chosen` holds (an entry id), for `reason`; signed.

    Raises `Refused` for anyone but a supervisor of the area who made none of the visits, or where it was
    decided; `NotFound` for no such disagreement, `Unreadable` for another visit or no reason, `Locked`
    when the passphrase does not fit.
    """
    if not workspace.user.decides:
        raise Refused(
            _("Hanya penyelia yang bisa memilih antara dua kunjungan. Serahkan kepada penyelia Anda.")
        )
    if not reason.strip():
        raise Unreadable(_("Tulis dulu alasan memilih kunjungan itu."))
    found = find_conflict(workspace, entry)
    if found.code != VISITS or found.state != "menunggu":
        raise Refused(_("Selisih ini sudah diputuskan atau berubah. Muat ulang daftar."))
    known_visits = {visit.entry: visit for visit in found.visits}
    if chosen not in known_visits:
        raise Unreadable(_("Pilih salah satu dari kunjungan yang dibandingkan."))
    if workspace.user.name in {visit.author for visit in found.visits}:
        raise Refused(_("Salah satu kunjungan ini milik Anda; penyelia lain yang harus memutuskannya."))
    check_village(workspace, found.village)
    confirm_identity(workspace, passphrase)
    other = next((one for one in known_visits if one != found.entry), "")
    body = {"chosen": chosen, "other": other, "reason": reason.strip(), "note": note.strip()}
    with workspace.database.write() as connection:
        second = known(connection, found.entry)
        append(
            connection,
            workspace.pen,
            "reconciliation.decided",
            found.person,
            body,
            ref=found.entry,
            ref_hash=second.digest if second else "",
        )


def put_away(workspace: Workspace, entry: str) -> None:
    """Write `conflict.noted`: somebody has read why an entry did not count.

    Raises `NotFound`, or `Refused` for two visits that differ and for other people's entries.
    """
    found = find_conflict(workspace, entry)
    if found.code == VISITS:
        raise Refused(_("Dua kunjungan yang berbeda tidak cukup dibaca; penyelia harus memilih satu."))
    if not (found.mine or workspace.user.decides):
        raise Refused(
            _("Catatan ini ditulis {author}; ia sendiri yang membacanya.").format(author=found.author)
        )
    with workspace.database.write() as connection:
        append(connection, workspace.pen, "conflict.noted", found.person, {}, ref=found.entry, ref_hash="")


def find_conflict(workspace: Workspace, entry: str) -> Disagreement:
    """One disagreement by its entry id, or by a prefix that no other has; raises `NotFound`."""
    found = [one for one in conflicts(workspace, ("menunggu", "selesai")) if one.entry.startswith(entry)]
    exact = [one for one in found if one.entry == entry]
    if entry and (exact or len(found) == 1):
        return (exact or found)[0]
    raise NotFound(
        _("Selisih {entry} tidak ada, atau ID-nya kurang lengkap. Lihat `kelambu conflicts`.").format(
            entry=entry
        )
    )


def _concerns(workspace: Workspace, row: t.AnyRow) -> bool:
    if row.author == workspace.user.name:
        return True
    village = row.village or row.person
    return workspace.user.covers(village)


def _told(connection: Connection, workspace: Workspace, row: t.AnyRow) -> Disagreement:
    words = words_of(row.code)
    visits: tuple[Visit, ...] = ()
    if row.code in (VISITS, WITNESSES):
        both = (known(connection, row.other), known(connection, row.entry))
        visits = tuple(_visit(workspace, one) for one in both if one is not None)
    makers = {visit.author for visit in visits}
    open_visits = row.code == VISITS and row.state == "menunggu"
    return Disagreement(
        entry=row.entry,
        person=row.person,
        name=row.person_name or "",
        household=row.family_id or "",
        village=row.village or "",
        kind=row.kind,
        code=row.code,
        why=words.why,
        step=words.step,
        state=row.state,
        author=row.author,
        device=row.device,
        at=row.at,
        visits=visits,
        chosen=row.chosen,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        reason=row.reason,
        mine=row.author == workspace.user.name,
        may_decide=open_visits and workspace.user.decides and workspace.user.name not in makers,
    )


def _visit(workspace: Workspace, entry: Entry) -> Visit:
    whole = dict(_said(workspace, entry.body))
    masked = {
        field_words(workspace, name): shown_value(name, entry.body["values"].get(name, ""))
        for name in ("nik", "nkk")
    }
    fields = {label: masked.get(label, shown_value("", text)) for label, text in whole.items()}
    return Visit(entry.id, entry.author, entry.device, entry.at, entry.body["outcome"], fields, whole)


def _said(workspace: Workspace, body: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Label and text of everything that a visit recorded."""
    outcomes = {item.code: pick(item.label) for item in workspace.programme.outcomes}
    yield _("Hasil kunjungan"), outcomes.get(body["outcome"], body["outcome"])
    for name in _field_order(workspace, body["values"]):
        yield field_words(workspace, name), body["values"][name]
    if body["other"]:
        yield _("Catatan lain"), body["other"]
    for question in workspace.programme.hardship.questions:
        answer = body["answers"].get(question.code, "")
        said = {option.code: pick(option.label) for option in question.options}
        if answer:
            yield pick(question.label), said.get(answer, answer)
    if body["note"]:
        yield _("Keterangan"), body["note"]


def _field_order(workspace: Workspace, values: Mapping[str, str]) -> list[str]:
    asked = [item.name for item in workspace.programme.fields if item.name in values]
    return asked + sorted(set(values) - set(asked))
