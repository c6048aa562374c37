"""The berita acara of a session: what was found, by whom, before whom, and everybody checked."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from kelambu_tui.display import display
from kelambu_tui.errors import NotFound, Refused
from kelambu_tui.exchange.papers.attendance import signers
from kelambu_tui.exchange.papers.checked import Checked, Proposed, checked_in, proposed_in
from kelambu_tui.exchange.papers.delivering import Paper, check_place, deliver
from kelambu_tui.exchange.papers.typesetting import typeset
from kelambu_tui.exchange.papers.wording import (
    day_in_words,
    in_indonesian,
    official_day,
    plain_day,
    regency_words,
    village_words,
)
from kelambu_tui.locale import _
from kelambu_tui.people.nik import mask
from kelambu_tui.people.villages import find_village
from kelambu_tui.programme.model import Programme
from kelambu_tui.work.list_values import words_of
from kelambu_tui.work.session_counts import Counts
from kelambu_tui.work.sessions import (
    Session,
    count_session,
    current_session,
    meeting_label,
    read_session,
    sessions,
)
from kelambu_tui.work.workspace import Workspace

HEAD_SHOWN = 16
"""Hex digits of the ledger's head that are printed for people; the QR holds all of it."""


def minutes(
    workspace: Workspace, out: Path, session: str = "", *, draft: bool = False, force: bool = False
) -> Paper:
    """Write the berita acara of a session (id or prefix; '' for one's own or the newest) to the PDF `out`.

    With `draft` the paper says DRAF on every page and the session may still be open. Raises `NotFound`
    for a session that is not here, `Refused` for an open one, and as `check_place`, `typeset` and
    `deliver` do.
    """
    check_place(out, force=force)
    found = _session(workspace, session)
    if found.is_open and not draft:
        raise Refused(
            _(
                "Sesi ini masih terbuka, jadi hitungannya belum tetap. Tutup dulu dengan `kelambu session "
                "close`, pakai --draft untuk melihat drafnya, atau sebutkan sesi lain dengan --session."
            )
        )
    data = minutes_data(workspace, found, draft=draft)
    content = typeset("minutes", data, workspace.folder / "papers")
    return deliver(workspace, out, "minutes", len(data["attachment"]) + len(data["proposed"]), content)


def minutes_data(workspace: Workspace, session: Session, *, draft: bool = False) -> dict[str, Any]:
    """Return what the template prints; its numbers are the session's counts, nothing is added up again."""
    counts = count_session(workspace, session.id)
    village = find_village(session.village)
    regency = workspace.programme.regency
    with in_indonesian():
        return {
            "mark": " ".join(word for word, on in (("DRAF", draft), ("LATIHAN", workspace.practice)) if on),
            "regency": regency_words(regency),
            "province": regency.province,
            "kecamatan": village.kecamatan if village else "",
            "village": village_words(village, session.village),
            "village_code": session.village,
            "programme": workspace.programme.name,
            "programme_title": workspace.programme.title.id,
            "legal_basis": workspace.programme.legal_basis.id,
            "processing_basis": workspace.programme.processing_basis.id,
            "day": day_in_words(session.day),
            "official_day": official_day(session.day),
            "place": display(session.place),
            "meeting": meeting_label(session.meeting),
            "counts": _counts(workspace.programme, counts),
            "present": [[display(one.name), display(one.role)] for one in session.present],
            "signers": signers(session, village),
            "note": display(session.note, 600),
            "officer": display(session.author, 60),
            "attachment": [_row(workspace, one) for one in checked_in(workspace, session)],
            "proposed": [_new_row(one) for one in proposed_in(workspace, session)],
            "session": session.id,
            "head": session.head,
            "head_shown": session.head[:HEAD_SHOWN],
            "qr": qr_drawing(session.head) if session.head else "",
            "printed": plain_day(workspace.today()),
        }


def qr_drawing(text: str) -> str:
    """Return a QR code of `text` as SVG, with middling redundancy for creased paper."""
    import segno

    return segno.make(text, error="m", micro=False).svg_inline(border=4, light="white", omitsize=True)


def _session(workspace: Workspace, named: str) -> Session:
    """The session that is meant: the named one, else one's own that is open, else the newest, own first."""
    if named:
        return read_session(workspace, named)
    current = current_session(workspace)
    if current is not None:
        return current
    closed = [one for one in sessions(workspace) if not one.is_open]
    if not closed:
        raise NotFound(_("Belum ada sesi di sini. Buka dengan `kelambu session open DESA`."))
    return next((one for one in closed if one.author == workspace.user.name), closed[0])


def _counts(programme: Programme, counts: Counts) -> dict[str, Any]:
    labels = {outcome.code: outcome.label.id for outcome in programme.outcomes}
    codes = [*labels, *(code for code in counts.outcomes if code not in labels)]
    return {
        "families": counts.families,
        "done": counts.done,
        "begun": counts.begun,
        "missed": counts.missed,
        "left": counts.left,
        "checked": counts.checked,
        "outcomes": [[display(labels.get(code, code)), counts.outcomes.get(code, 0)] for code in codes],
        "queued": counts.queued,
        "withdrawn": counts.withdrawn,
        "judged": counts.judged,
        "corrected": counts.corrected,
        "nik_corrected": counts.nik_corrected,
        "proposed": counts.proposed,
    }


def _row(workspace: Workspace, one: Checked) -> dict[str, str]:
    labels = {outcome.code: outcome.label.id for outcome in workspace.programme.outcomes}
    remarks = [
        "NIK diperbaiki dari KTP" if one.nik_corrected else "",
        f"dikoreksi: {', '.join(words_of(one.corrected))}" if one.corrected else "",
        f"catatan lain: {display(one.other, 40)}" if one.other else "",
        "diusulkan" if one.queued else "",
        *_asked(workspace.programme, one),
        display(one.note, 160),
    ]
    return {
        "nik": mask(one.nik) or "-",
        "id": display(one.list_id, 40),
        "name": display(one.name),
        "address": display(one.address),
        "rt": display(one.rt, 10),
        "outcome": display(labels.get(one.outcome, one.outcome)),
        "remark": "; ".join(part for part in remarks if part),
    }


def _asked(programme: Programme, one: Checked) -> list[str]:
    """What this outcome alone asks, such as where somebody moved to, with its label."""
    fields = [
        field for field in programme.fields if one.outcome in field.outcomes and one.values.get(field.name)
    ]
    return [f"{field.label.id}: {_told(field.kind, one.values[field.name])}" for field in fields]


def _told(kind: str, value: str) -> str:
    return plain_day(date.fromisoformat(value)) if kind == "date" else display(value, 80)


def _new_row(one: Proposed) -> dict[str, str]:
    return {
        "nik": mask(one.nik) or "-",
        "id": display(one.person, 40),
        "name": display(one.name),
        "address": display(one.address),
        "relation": display(one.relation.lower(), 40),
        "reference": display(one.reference, 120),
    }
