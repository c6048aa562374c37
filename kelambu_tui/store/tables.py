"""Every table of the one database.

Four families: the *registry* (what lists say, written by imports), the *comparison* (who may be whom,
computed from registry and ground checks at will), the *ledger* (what people decided, append-only) and
the *projections* (current state, rebuilt from the ledger at will).
Drafts are the page under the pen: saved at each keystroke, replaced by an entry when finished.
Dates are ISO text, moments are ISO text in UTC, digests are raw bytes.
"""

from __future__ import annotations

from typing import Any, TypeAlias, cast

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Row,
    Table,
    Text,
    text,
)
from sqlmodel import Field, SQLModel

from kelambu_tui.store import sending_tables as sending

AnyRow: TypeAlias = Row[*tuple[Any, ...]]
"""A row of any select; its columns are read by name."""

# --- registry ------------------------------------------------------------------------------------


class Household(SQLModel, table=True):
    """A family as the newest list has it; its key is the list's `ID Keluarga P3KE`."""

    __tablename__ = "household"
    id: int | None = Field(default=None, primary_key=True)
    family_id: str = Field(unique=True)
    village: str = Field(index=True)  # Kemendagri code with dots, 16.06.01.2001
    address: str = ""
    rt: str = ""  # digits as printed, '' when the address names none
    rw: str = ""
    head_name: str = ""
    head_nik: str = ""
    desil: int | None = None
    desil_source: str = "P3KE"
    desil_period: str = ""
    housing: str = "{}"  # JSON object: canonical column -> value, from a family list
    row_digest: bytes = Field(default=b"", sa_column=Column(LargeBinary, nullable=False))
    intake_id: int


class Person(SQLModel, table=True):
    """A member of a household as the newest list has them."""

    __tablename__ = "person"
    id: int | None = Field(default=None, primary_key=True)
    uid: str = Field(unique=True)  # for ever: the list's ID Individu, or KK-<family id> of a head
    list_id: str | None = Field(default=None, unique=True)  # the list's ID Individu
    household_id: int = Field(
        sa_column=Column(Integer, ForeignKey("household.id"), nullable=False, index=True)
    )
    name: str
    name_key: str = ""  # strict fold of the name
    nik: str = Field(default="", index=True)  # exactly as the list has it
    nik_state: str = "kosong"  # a people.nik.NikState
    sex: str = ""  # L, P or ''
    birth_date: str = ""  # ISO or ''
    relation: str = ""
    marital: str = ""
    occupation: str = ""
    work_status: str = ""
    education: str = ""
    dukcapil: str = ""
    verval: str = ""
    more: str = "{}"  # JSON object: every other column that the list had
    row_digest: bytes = Field(default=b"", sa_column=Column(LargeBinary, nullable=False))
    intake_id: int


class Intake(SQLModel, table=True):
    """One list file that was taken in."""

    __tablename__ = "intake"
    id: int | None = Field(default=None, primary_key=True)
    file_name: str
    file_digest: str
    layout: str  # A-keluarga, A-individu, B-keluarga, B-individu, joined with + for a workbook
    source: str = "P3KE"
    period: str = ""
    read: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    quarantined: int = 0
    at: str = ""


class DesilRecord(SQLModel, table=True):
    """What one source said of a family's desil in one period; the newest list's word is in it as well."""

    __tablename__ = "desil_record"
    family_id: str = Field(primary_key=True)
    source: str = Field(primary_key=True)  # P3KE, DTSEN, DTKS
    period: str = Field(primary_key=True)  # 2023, 2025-06, '' when nobody said
    desil: int
    intake_id: int  # the list that said it last

    __table_args__ = {"sqlite_with_rowid": False}


class DesilInForce(SQLModel, table=True):
    """Families for which the programme's rule takes another source's word than the newest list's."""

    __tablename__ = "desil_in_force"
    family_id: str = Field(primary_key=True)
    source: str
    period: str
    desil: int

    __table_args__ = {"sqlite_with_rowid": False}


class Unlisted(SQLModel, table=True):
    """Somebody whom a newer list of their village no longer has; their row stays."""

    __tablename__ = "unlisted"
    person: str = Field(primary_key=True)  # person.uid
    source: str
    period: str
    intake_id: int

    __table_args__ = {"sqlite_with_rowid": False}


class StagedHousehold(SQLModel, table=True):
    """A household as a newer list would make it, beside the registry until that is accepted."""

    __tablename__ = "staged_household"
    intake_id: int = Field(primary_key=True)
    id: int = Field(primary_key=True)  # household.id, or the next free one while the list was read
    family_id: str
    village: str
    address: str
    rt: str
    rw: str
    head_name: str
    head_nik: str
    desil: int | None
    desil_source: str
    desil_period: str
    housing: str
    row_digest: bytes = Field(sa_column=Column(LargeBinary, nullable=False))

    __table_args__ = (
        Index("staged_family", "intake_id", "family_id", unique=True),
        {"sqlite_with_rowid": False},
    )


class StagedPerson(SQLModel, table=True):
    """A person as a newer list would make them, beside the registry until that is accepted."""

    __tablename__ = "staged_person"
    intake_id: int = Field(primary_key=True)
    id: int = Field(primary_key=True)  # person.id, or the next free one while the list was read
    uid: str
    list_id: str | None
    household_id: int  # as numbered while the list was read
    family_id: str
    name: str
    name_key: str
    nik: str
    nik_state: str
    sex: str
    birth_date: str
    relation: str
    marital: str
    occupation: str
    work_status: str
    education: str
    dukcapil: str
    verval: str
    more: str
    row_digest: bytes = Field(sa_column=Column(LargeBinary, nullable=False))

    __table_args__ = (
        Index("staged_list_id", "intake_id", "list_id"),
        Index("staged_uid", "intake_id", "uid"),
        Index("staged_home", "intake_id", "household_id"),
        {"sqlite_with_rowid": False},
    )


class Difference(SQLModel, table=True):
    """One thing that a newer list says differently, until a person accepts it or a newer list replaces it.

    A household and a person differ each for themselves; `key` is the family id or the uid.
    """

    __tablename__ = "difference"
    id: int | None = Field(default=None, primary_key=True)
    intake_id: int
    kind: str  # baru, desil, pindah, lain, hilang, periode
    of_household: bool
    key: str
    village: str  # where they are on the registry, or would be
    deferred: bool = False
    digest: bytes = Field(sa_column=Column(LargeBinary, nullable=False))  # of what the list says

    __table_args__ = (
        Index("one_difference", "key", "of_household", "kind", unique=True),
        Index("difference_kind", "kind", "intake_id"),
        Index("difference_village", "village"),
    )


class Quarantine(SQLModel, table=True):
    """A row that could not be taken in, whole and with its reason, until it is corrected."""

    __tablename__ = "quarantine"
    id: int | None = Field(default=None, primary_key=True)
    intake_id: int = Field(index=True)
    sheet: str = ""
    line: int = 0  # as a person counts in the file, header and empty lines included
    key: str = Field(default="", index=True)  # ID Individu or ID Keluarga, when it was readable
    code: str = ""
    sentence: str = ""
    row: str = "{}"  # JSON object: header -> text as it came


# --- comparison ----------------------------------------------------------------------------------


class Suspicion(SQLModel, table=True):
    """Two records that may be of one person, as the newest comparison found them; `a` < `b`."""

    __tablename__ = "suspicion"
    a: str = Field(primary_key=True)  # person.uid
    b: str = Field(primary_key=True, index=True)
    probability: float  # 0 to 1
    weight: float  # bits
    kind: str  # a matching.pairs.Kind
    evidence: str  # JSON list of [field, level, weight, value of a, value of b], strongest first
    digest_a: str  # hex digests of the compared data
    digest_b: str


class Comparison(SQLModel, table=True):
    """How far the suspicions reach: which lists, which ground checks, which weights."""

    __tablename__ = "comparison"
    id: int = Field(default=1, primary_key=True)
    intake: int  # newest intake.id that was compared
    entry: int  # newest rowid of the ledger that was compared
    cursor: int = 0  # the hub's newest row that was compared
    weights: str  # hex digest of the weights
    seal: str  # hex digest over all suspicions

    __table_args__ = (CheckConstraint("id = 1", name="one_comparison"),)


# --- ledger --------------------------------------------------------------------------------------


class EntryRow(SQLModel, table=True):
    """One entry of the ledger; `line` is the entry, the other columns are there to find it."""

    __tablename__ = "entry"
    device: str = Field(primary_key=True)
    seq: int = Field(primary_key=True)
    id: str = Field(index=True)  # twice where a decision was signed again in another chain
    kind: str = Field(index=True)
    author: str
    subject: str = Field(index=True)
    line: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    head: bytes = Field(sa_column=Column(LargeBinary, nullable=False))  # chain head after it


class SignatureRow(SQLModel, table=True):
    """A person's Ed25519 signature over the chain head of `device` at `seq`."""

    __tablename__ = "signature"
    device: str = Field(primary_key=True)
    seq: int = Field(primary_key=True)
    author: str = Field(primary_key=True)
    head: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    signature: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class DeviceRow(SQLModel, table=True):
    """This laptop's chains: where each stands and how far the hub has acknowledged it."""

    __tablename__ = "device"
    device: str = Field(primary_key=True)
    seq: int = 0
    head: bytes = Field(default=bytes(32), sa_column=Column(LargeBinary, nullable=False))
    acked: int = 0
    own: bool = True


# --- projections ---------------------------------------------------------------------------------


class Account(SQLModel, table=True):
    """Who may sign in here; from `account.opened`."""

    __tablename__ = "account"
    name: str = Field(primary_key=True)
    role: str  # fasilitator, penyelia, dinas
    villages: str = "[]"  # JSON list of village codes; empty means the whole regency
    public_key: str  # Ed25519, hex
    opened_by: str = ""


class Verification(SQLModel, table=True):
    """The newest ground check of a person; from `verification.recorded`."""

    __tablename__ = "verification"
    person: str = Field(primary_key=True)  # person.uid
    outcome: str
    nik: str = Field(default="", index=True)  # as read from the KTP, where it was re-entered
    nkk: str = Field(default="", index=True)
    values: str = Field(default="{}", sa_column=Column("values_json", Text, nullable=False))
    answers: str = "{}"  # JSON: hardship question -> answer
    note: str = ""
    other: str = Field(default="", index=True)  # the other record, where the outcome demands it
    row_digest: str = ""  # hex digest of the list row that was confirmed
    author: str
    at: str
    entry: str  # entry id
    entry_digest: str


ENROLMENT_STATES = (
    "menunggu",  # queued, waits for a supervisor
    "disetujui",
    "dikembalikan",
    "ditolak",
    "ditarik",  # withdrawn by its maker
    "gugur",  # the record changed after it was queued or approved
    "cadangan",  # no place was left: waits for one, in the order of the ledger
    "dilepas",  # approved, and the place given up
)


_ACTIVE = "state IN ('menunggu', 'disetujui', 'cadangan')"


class Enrolment(SQLModel, table=True):
    """A queued enrolment and what became of it; from `enrolment.*` and `approval.*`."""

    __tablename__ = "enrolment"
    id: str = Field(primary_key=True)  # entry id of enrolment.queued
    person: str = Field(index=True)
    nik: str  # as verified; one active enrolment per NIK
    state: str = Field(index=True)
    desil: int = 0
    village: str = ""
    maker: str  # who queued it
    editor: str  # who verified it
    queued_at: str
    device: str = ""  # where it was queued: its place is one of those lent to that laptop
    queued_seq: int = 0  # its place in that chain: the order of those who wait for a place
    queued_digest: str  # what an approval must name
    visit: str = ""  # entry id of the ground check that it stands on
    listed: str = "{}"  # JSON: what the list said of the person when they were queued
    rules_digest: str = ""
    risk: str = "[]"  # JSON list of remark codes at queueing
    decided_by: str | None = None
    decided_at: str = ""
    reason: str = ""  # reason code
    note: str = ""

    __table_args__ = (
        CheckConstraint("decided_by IS NULL OR decided_by <> maker", name="maker_is_not_checker"),
        CheckConstraint("decided_by IS NULL OR decided_by <> editor", name="editor_is_not_checker"),
        CheckConstraint(f"state IN {ENROLMENT_STATES!r}", name="known_state"),
        Index(
            "one_active_enrolment",
            "person",
            unique=True,
            sqlite_where=text(_ACTIVE),
        ),
        Index("one_active_nik", "nik", unique=True, sqlite_where=text(_ACTIVE)),
    )


class Verdict(SQLModel, table=True):
    """What somebody said of two records; from `duplicate.judged`. "Beda" holds for these digests only."""

    __tablename__ = "verdict"
    a: str = Field(primary_key=True)
    b: str = Field(primary_key=True, index=True)
    verdict: str  # sama, beda, ragu
    digest_a: str
    digest_b: str
    note: str = ""
    author: str
    at: str
    entry: str

    __table_args__ = (
        CheckConstraint("a < b", name="ordered_pair"),
        CheckConstraint("verdict IN ('sama', 'beda', 'ragu')", name="known_verdict"),
    )


class Override(SQLModel, table=True):
    """Leave to queue `person` although `other` may be the same; from `override.*`."""

    __tablename__ = "override"
    person: str = Field(primary_key=True)
    other: str = Field(primary_key=True)
    digest_person: str
    digest_other: str
    asked_by: str = ""
    asked_at: str = ""
    ask: str = ""  # why it is asked for
    given_by: str | None = None
    refused_by: str | None = None
    given_at: str = ""  # when it was given or refused
    reason: str = ""  # why it was given or refused
    entry: str = ""  # entry id of override.given or override.refused

    __table_args__ = (CheckConstraint("given_by IS NULL OR given_by <> asked_by", name="asker_is_not_giver"),)


class SessionRow(SQLModel, table=True):
    """A day's work in one village; from `session.opened` and `session.closed`.

    What its author wrote on its device between `opened_seq` and `closed_seq` belongs to it.
    """

    __tablename__ = "session"
    id: str = Field(primary_key=True)  # entry id of session.opened
    village: str
    day: str  # ISO date that the berita acara bears
    place: str
    meeting: str  # a code of the programme's meetings
    present: str = "[]"  # JSON list of [name, role]
    author: str
    device: str
    opened_seq: int
    opened_at: str
    closed_seq: int | None = None
    closed_at: str = ""
    counts: str = "{}"  # JSON of what was counted at closing
    note: str = ""
    head: str = ""  # hex chain head after session.closed: the berita acara bears it

    __table_args__ = (
        Index("one_open_session", "author", "device", unique=True, sqlite_where=text("closed_seq IS NULL")),
    )


class MissedVisit(SQLModel, table=True):
    """A family that was not at home, and when to come again; from `visit.missed`."""

    __tablename__ = "missed_visit"
    household: str = Field(primary_key=True)  # household.family_id
    next: str = ""  # ISO date or ''
    note: str = ""
    author: str
    at: str
    entry: str


class Correction(SQLModel, table=True):
    """What people corrected of one person (uid); from `correction.recorded`. The list's values stay."""

    __tablename__ = "correction"
    person: str = Field(primary_key=True)
    values: str = Field(default="{}", sa_column=Column("values_json", Text, nullable=False))

    # JSON object: field -> corrected value


class DesilChange(SQLModel, table=True):
    """Another desil for a family than the list says; from `desil.proposed` and `desil.decided`."""

    __tablename__ = "desil_change"
    household: str = Field(primary_key=True)  # household.family_id
    desil: int
    listed: int | None = None  # what the list said when it was proposed
    reason: str
    evidence: str = ""
    state: str  # menunggu, disetujui, ditolak
    asked_by: str
    asked_at: str
    entry: str  # entry id of desil.proposed
    entry_digest: str
    decided_by: str | None = None
    decided_at: str = ""
    note: str = ""

    __table_args__ = (
        CheckConstraint("decided_by IS NULL OR decided_by <> asked_by", name="proposer_is_not_decider"),
        CheckConstraint("state IN ('menunggu', 'disetujui', 'ditolak')", name="known_change"),
    )


class InsurerFile(SQLModel, table=True):
    """A file that was written for the insurer; from `export.made`."""

    __tablename__ = "insurer_file"
    entry: str = Field(primary_key=True)
    file_name: str
    file_digest: str
    count: int
    author: str
    at: str


# --- the page under the pen ----------------------------------------------------------------------


class Draft(SQLModel, table=True):
    """An unfinished verification, written at every keystroke."""

    __tablename__ = "draft"
    person: str = Field(primary_key=True)
    author: str = Field(primary_key=True)
    outcome: str = ""
    values: str = Field(default="{}", sa_column=Column("values_json", Text, nullable=False))
    answers: str = "{}"
    note: str = ""
    other: str = ""
    base: str | None = None  # entry id of the record that the page started from, '' when there was none
    at: str = ""


class ProposalDraft(SQLModel, table=True):
    """An unfinished proposal of somebody who is on no list, written at every keystroke."""

    __tablename__ = "proposal_draft"
    author: str = Field(primary_key=True)
    family: str = Field(primary_key=True)  # household.family_id of a new member, '' for a new family
    values: str = Field(default="{}", sa_column=Column("values_json", Text, nullable=False))
    at: str = ""


def _table(model: type[SQLModel]) -> Table:
    return cast(Table, model.__table__)  # type: ignore[attr-defined]


# The same tables for core statements: lists, bulk work and the ledger use columns, not objects.
household = _table(Household)
person = _table(Person)
intake = _table(Intake)
desil_record = _table(DesilRecord)
desil_in_force = _table(DesilInForce)
unlisted = _table(Unlisted)
staged_household = _table(StagedHousehold)
staged_person = _table(StagedPerson)
difference = _table(Difference)
quarantine = _table(Quarantine)
suspicion = _table(Suspicion)
comparison = _table(Comparison)
entry = _table(EntryRow)
signature = _table(SignatureRow)
device = _table(DeviceRow)
account = _table(Account)
verification = _table(Verification)
enrolment = _table(Enrolment)
verdict = _table(Verdict)
override = _table(Override)
session = _table(SessionRow)
missed_visit = _table(MissedVisit)
correction = _table(Correction)
desil_change = _table(DesilChange)
insurer_file = _table(InsurerFile)
draft = _table(Draft)
proposal_draft = _table(ProposalDraft)

hub_link = sending.hub_link
receipt = sending.receipt
standing = sending.standing
pulled = sending.pulled
conflict = sending.conflict
allotment = sending.allotment
stick_out = sending.stick_out
stick_in = sending.stick_in
known_entry = sending.known_entry

TABLES = tuple(SQLModel.metadata.sorted_tables)
"""Every table of the schema."""

PROJECTIONS = (
    account,
    verification,
    enrolment,
    verdict,
    override,
    session,
    missed_visit,
    correction,
    desil_change,
    insurer_file,
    conflict,
    allotment,
)
"""Tables that the ledger alone determines; a rebuild empties and refills them."""

GUARDS = ("entry_no_update", "entry_no_delete", "signature_no_update", "signature_no_delete")
"""Triggers that let the ledger only grow."""
