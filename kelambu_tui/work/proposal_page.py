"""The page under the pen of a proposal: kept as it is typed, checked and compared at every keystroke."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, delete, select
from sqlalchemy.dialects.sqlite import insert as upsert

from kelambu_tui.errors import KelambuError
from kelambu_tui.ledger.entries import read_entry
from kelambu_tui.locale import _
from kelambu_tui.people.birth import read_date
from kelambu_tui.people.nik import Nik, NikState, nik_remarks, problem_sentence, read_nik
from kelambu_tui.people.sex import read_sex
from kelambu_tui.store import tables as t
from kelambu_tui.work.list_values import read_list_value
from kelambu_tui.work.proposing import (
    HOME,
    OPTIONAL,
    PROPOSED_BY,
    REQUIRED,
    NewFamily,
    known_nik,
    place_number,
    propose_family,
    propose_member,
)
from kelambu_tui.work.records import covered_village
from kelambu_tui.work.workspace import Workspace


@dataclass(frozen=True, slots=True)
class ProposalCheck:
    """How a proposal stands: what cannot be, what is odd, what is missing (field names), who has the NIK."""

    faults: Mapping[str, str]
    remarks: Mapping[str, str]
    missing: tuple[str, ...]
    known: str

    @property
    def ready(self) -> bool:
        """Whether it can be written."""
        return not (self.faults or self.missing or self.known)


@dataclass(frozen=True, slots=True)
class ProposalDraft:
    """A proposal that this user began; `family` is '' for a new family."""

    family: str
    name: str
    saved_at: str


def asked_fields(family: str) -> tuple[str, ...]:
    """The fields of a proposal in the order in which they are asked; a family is asked for its home."""
    person = [name for name in (*REQUIRED, *OPTIONAL) if family or name != "relation"]
    return (*(() if family else HOME), *person, PROPOSED_BY)


def check_proposal(workspace: Workspace, family: str, typed: Mapping[str, str]) -> ProposalCheck:
    """Check a proposal as it is typed for `family` (family id; '' for a new one)."""
    needed = {*REQUIRED, PROPOSED_BY} | (set() if family else {"village", "address"})
    missing = tuple(
        name for name in asked_fields(family) if name in needed and not typed.get(name, "").strip()
    )
    faults = {name: fault for name, text in typed.items() if (fault := _fault(workspace, name, text))}
    nik = read_nik(typed.get("nik", ""), workspace.today())
    with workspace.database.read() as connection:
        known = known_nik(connection, nik.digits)
    return ProposalCheck(faults, _remarks(nik, typed), missing, known)


def propose(workspace: Workspace, family: str, typed: Mapping[str, str]) -> str:
    """Write the proposal and put its draft away, both or none; answers the new person's id.

    Raises as `propose_family` and `propose_member` do.
    """
    fields = asked_fields(family)
    person = {
        name: text for name, text in typed.items() if name in fields and name not in (*HOME, PROPOSED_BY)
    }
    reference = typed.get(PROPOSED_BY, "")

    def put_away(connection: Connection) -> None:
        connection.execute(delete(t.proposal_draft).where(_mine(workspace, family)))

    if family:
        return propose_member(workspace, family, person, reference, also=put_away)
    home = NewFamily(**{name: typed.get(name, "") for name in HOME})
    return propose_family(workspace, home, person, reference, also=put_away)[0]


# --- the draft ---


def save_proposal(workspace: Workspace, family: str, typed: Mapping[str, str]) -> str:
    """Keep the page as it is typed; when this returns (with the moment) it survives a power cut."""
    row = {
        "author": workspace.user.name,
        "family": family,
        "values_json": json.dumps({name: text for name, text in typed.items() if text}, ensure_ascii=False),
        "at": workspace.pen.moment(),
    }
    statement = upsert(t.proposal_draft).values(row)
    with workspace.database.write() as connection:
        connection.execute(statement.on_conflict_do_update(index_elements=["author", "family"], set_=row))
    return row["at"]


def read_proposal(workspace: Workspace, family: str) -> tuple[dict[str, str], str]:
    """The page as it was left, and when; an empty one names the minutes of this user's last one today."""
    with workspace.database.read() as connection:
        row = connection.execute(select(t.proposal_draft).where(_mine(workspace, family))).first()
        if row is not None:
            return json.loads(row.values_json), row.at
        reference = _last_reference(connection, workspace)
    return ({PROPOSED_BY: reference} if reference else {}), ""


def discard_proposal(workspace: Workspace, family: str) -> None:
    """Throw this user's unfinished proposal away."""
    with workspace.database.write() as connection:
        connection.execute(delete(t.proposal_draft).where(_mine(workspace, family)))


def proposal_drafts(workspace: Workspace) -> list[ProposalDraft]:
    """The proposals that this user began and did not finish, newest first."""
    own = t.proposal_draft.c.author == workspace.user.name
    statement = select(t.proposal_draft).where(own).order_by(t.proposal_draft.c.at.desc())
    with workspace.database.read() as connection:
        rows = connection.execute(statement).all()
    return [ProposalDraft(row.family, json.loads(row.values_json).get("name", ""), row.at) for row in rows]


def _mine(workspace: Workspace, family: str) -> ColumnElement[bool]:
    return (t.proposal_draft.c.author == workspace.user.name) & (t.proposal_draft.c.family == family)


def _last_reference(connection: Connection, workspace: Workspace) -> str:
    """In one meeting many are proposed, and all of them under the number of its minutes."""
    own = (t.entry.c.kind == "person.proposed") & (t.entry.c.author == workspace.user.name)
    newest = select(t.entry.c.line).where(own, t.entry.c.device == workspace.device)
    line = connection.execute(newest.order_by(t.entry.c.seq.desc()).limit(1)).scalar()
    entry = None if line is None else read_entry(line)
    today = workspace.pen.moment()[:10]
    return str(entry.body["reference"]) if entry is not None and entry.at[:10] == today else ""


# --- what is wrong with what was typed ---


def _fault(workspace: Workspace, name: str, text: str) -> str:
    if not text.strip() or name == PROPOSED_BY:
        return ""
    if name == "nik":
        nik = read_nik(text, workspace.today())
        return "" if nik.state is NikState.OK else problem_sentence(nik.problem)
    try:
        if name == "village":
            covered_village(workspace, text)
        elif name in ("rt", "rw"):
            place_number(text, name.upper())
        else:
            read_list_value(workspace, name, text)
    except KelambuError as error:
        return str(error)
    return ""


def _remarks(nik: Nik, typed: Mapping[str, str]) -> dict[str, str]:
    """What the NIK says differently, or what it says of a field that is still empty; digits in a name."""
    found: dict[str, str] = {}
    if any(sign.isdigit() for sign in typed.get("name", "")):
        found["name"] = _("Ada angka di dalam nama. Periksa lagi; mungkin isian lain terketik di sini.")
    if nik.birth_date is None or nik.sex is None:
        return found
    born, sex = typed.get("birth_date", "").strip(), typed.get("sex", "").strip()
    try:
        codes = nik_remarks(nik, read_date(born) if born else None, read_sex(sex))
    except ValueError:
        codes = ()
    if not born or "tanggal_lahir_beda" in codes:
        found["birth_date"] = _("Menurut NIK: {day:%d-%m-%Y}").format(day=nik.birth_date)
    if not sex or "jenis_kelamin_beda" in codes:
        found["sex"] = _("Menurut NIK: {sex}").format(sex=nik.sex.value)
    if "luar_muba" in codes:
        found["nik"] = _("NIK ini dibuat di kabupaten lain; itu boleh, periksa saja.")
    return found
