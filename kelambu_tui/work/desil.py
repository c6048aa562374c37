"""Another desil than the list's: proposed with a reason by whoever saw the house, agreed to by a supervisor.

The list's desil stays beside it. A desil decides who has a place, so nobody changes one alone.
"""

from __future__ import annotations

from sqlalchemy import select

from kelambu_tui.errors import NotFound, Refused, Unreadable
from kelambu_tui.ledger.writing import append
from kelambu_tui.locale import _
from kelambu_tui.store import tables as t
from kelambu_tui.work.desil_sources import desil_sources
from kelambu_tui.work.households import DesilChange, read_desil_change
from kelambu_tui.work.quota import fill_places
from kelambu_tui.work.records import check_village
from kelambu_tui.work.workspace import Workspace, confirm_identity

HIGHEST = 10


def propose_desil(workspace: Workspace, household: str, desil: int, reason: str, evidence: str = "") -> str:
    """Write `desil.proposed` for a family (family id); answers the entry's id.

    Raises `Unreadable` for no desil from 1 to 10, `NotFound` for a family on no list, `Refused` without
    a reason, outside the user's area, or for the desil that holds already.
    """
    if not 1 <= desil <= HIGHEST:
        raise Unreadable(_("Desil {desil} tidak ada. Pilih 1 sampai 10.").format(desil=desil))
    if not reason.strip():
        raise Refused(_("Tulis dulu alasannya, supaya orang lain bisa memeriksanya nanti."))
    with workspace.database.write() as connection:
        family = connection.execute(select(t.household).where(t.household.c.family_id == household)).first()
        if family is None:
            raise NotFound(_("Keluarga {household} tidak ada di daftar.").format(household=household))
        check_village(workspace, family.village)
        change = connection.execute(
            select(t.desil_change).where(t.desil_change.c.household == household)
        ).first()
        given = change is not None and change.state == "disetujui"
        said = next((one for one in desil_sources(connection, household) if one.in_force), None)
        listed = said.desil if said else family.desil
        if desil == (change.desil if change is not None and given else listed):
            raise Refused(_("Keluarga ini sudah desil {desil}; tidak ada yang diubah.").format(desil=desil))
        body = {
            "desil": desil,
            "listed": listed,
            "source": f"{said.source} {said.period}".strip() if said else family.desil_source,
            "reason": reason.strip(),
            "evidence": evidence.strip(),
        }
        return append(connection, workspace.pen, "desil.proposed", household, body).id


def decide_desil(workspace: Workspace, household: str, *, given: bool, note: str, passphrase: str) -> None:
    """Agree to a proposed desil, or refuse it with a note; signed at once.

    Raises `Refused` for anyone but a supervisor, for one's own proposal, outside the area, or to refuse
    without a note; `NotFound` where nothing is proposed; `Locked` when the passphrase does not fit.
    """
    if not workspace.user.decides:
        raise Refused(_("Hanya penyelia yang bisa memutuskan desil. Serahkan kepada penyelia Anda."))
    if not given and not note.strip():
        raise Refused(_("Tulis dulu mengapa ditolak, supaya fasilitator tahu."))
    confirm_identity(workspace, passphrase)
    with workspace.database.write() as connection:
        row = connection.execute(
            select(t.desil_change, t.household.c.village)
            .join(t.household, t.household.c.family_id == t.desil_change.c.household)
            .where(t.desil_change.c.household == household)
        ).first()
        if row is None:
            raise NotFound(
                _("Tidak ada usulan desil untuk keluarga {household}.").format(household=household)
            )
        check_village(workspace, row.village)
        body = {"given": given, "note": note.strip()}
        append(
            connection,
            workspace.pen,
            "desil.decided",
            household,
            body,
            ref=row.entry,
            ref_hash=row.entry_digest,
        )
        fill_places(connection, workspace)


def desil_changes(workspace: Workspace, state: str = "") -> list[DesilChange]:
    """Changes of desil in the user's villages, waiting ones first; of one `state` only where given."""
    statement = select(t.desil_change, t.household.c.village).join(
        t.household, t.household.c.family_id == t.desil_change.c.household
    )
    with workspace.database.read() as connection:
        rows = connection.execute(statement.order_by(t.desil_change.c.asked_at)).all()
    found = [read_desil_change(row) for row in rows if workspace.user.covers(row.village)]
    wanted = [one for one in found if not state or one.state == state]
    return sorted(wanted, key=lambda one: one.state != "menunggu")
