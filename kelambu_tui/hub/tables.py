"""Every table of the hub, on SQLite and PostgreSQL alike.

The region code (Kemendagri, `16.06`) is the first column of every key, so a database that spreads
rows over machines by region holds these tables unchanged. `stream` and `signature` only grow; the
others are state that follows from them, or what the district decided about devices and people.
Tables with other indexes keep SQLite's row ids: without, its planner scans the region by the key instead.
"""

from __future__ import annotations

from typing import Any, TypeAlias, cast

from sqlalchemy import BigInteger, Column, Index, LargeBinary, Row, Table, Text, UniqueConstraint
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

AnyRow: TypeAlias = Row[*tuple[Any, ...]]
"""A row of any select; its columns are read by name."""


class HubTable(SQLModel, registry=registry()):
    """The hub's own metadata, apart from the laptops' tables."""


class HubRow(HubTable, table=True):
    """One hub for each region: which life of its database this is."""

    __tablename__ = "hub"
    region: str = Field(primary_key=True)
    epoch: str  # another one after a restore: cursors start over
    began_at: str


class StreamRow(HubTable, table=True):
    """What the hub took in, in its one order, and every later change of a status.

    `change` 0 is the entry itself; later rows of the same (device, seq) hold no line of their own.
    """

    __tablename__ = "stream"
    region: str = Field(primary_key=True)
    cursor: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    device: str
    seq: int = Field(sa_column=Column(BigInteger, nullable=False))
    change: int = 0
    id: str | None = None  # None on later changes, and where the id was taken
    kind: str = ""
    author: str = ""
    subject: str = ""
    village: str = ""  # whom it concerns: a village, '' everybody, '@device' one laptop
    status: str  # accepted, rejected:CODE, held:CODE
    line: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    head: bytes | None = Field(default=None, sa_column=Column(LargeBinary))  # chain head after it

    __table_args__ = (
        # The cursor rides along: a laptop's own rows are found without touching theirs.
        Index("one_place", "region", "device", "seq", "change", unique=True, postgresql_include=["cursor"]),
        UniqueConstraint("region", "id", name="one_id"),
        Index("stream_village", "region", "village", "cursor"),
    )


class SignatureRow(HubTable, table=True):
    """A person's signature over the chain head of `device` at `seq`; checked as soon as the key is known."""

    __tablename__ = "signature"
    region: str = Field(primary_key=True)
    device: str = Field(primary_key=True)
    seq: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    author: str = Field(primary_key=True)
    signature: bytes = Field(sa_column=Column(LargeBinary, nullable=False))

    __table_args__ = {"sqlite_with_rowid": False}


class DeviceRow(HubTable, table=True):
    """A laptop that was enrolled, and where its chain stands here; the hub itself is device `hub`."""

    __tablename__ = "device"
    region: str = Field(primary_key=True)
    device: str = Field(primary_key=True)
    name: str
    public_key: str  # Ed25519, hex
    recipient: str = ""  # age
    villages: str = "[]"  # JSON list of village codes; empty: the whole regency
    seq: int = Field(default=0, sa_column=Column(BigInteger, nullable=False))
    head: bytes = Field(default=bytes(32), sa_column=Column(LargeBinary, nullable=False))
    joined_at: str = ""
    pushed_at: str = ""
    pulled_at: str = ""
    pulled: int = Field(default=0, sa_column=Column(BigInteger, nullable=False))  # cursor it has reached
    revoked_from: int | None = Field(default=None, sa_column=Column(BigInteger))  # first seq set aside
    revoked_for: str = ""


class StaffRow(HubTable, table=True):
    """Somebody who may decide here; no villages means the whole regency."""

    __tablename__ = "staff"
    region: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    role: str
    villages: str = "[]"
    at: str = ""


class CredentialRow(HubTable, table=True):
    """The key that a certified person signs with on one laptop."""

    __tablename__ = "credential"
    region: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    device: str = Field(primary_key=True)
    public_key: str
    signed: int = Field(default=0, sa_column=Column(BigInteger, nullable=False))  # covered up to this seq


class InviteRow(HubTable, table=True):
    """A one-time code, known by its digest only."""

    __tablename__ = "invite"
    region: str = Field(primary_key=True)
    code: str = Field(primary_key=True)  # hex BLAKE2b-256 of the code
    name: str
    villages: str
    users: str  # JSON list of [name, role]
    until: str  # moment
    device: str | None = None  # who used it


class PlaceRow(HubTable, table=True):
    """Where a person or a family lives, by the registry or by whoever proposed them."""

    __tablename__ = "place"
    region: str = Field(primary_key=True)
    subject: str = Field(primary_key=True)  # person uid or family id
    village: str
    family: str = ""  # family id of a person, '' for a family

    __table_args__ = (Index("place_family", "region", "family"),)


class VisitRow(HubTable, table=True):
    """The ground checks of a person that stand beside each other: none of them had seen the others."""

    __tablename__ = "visit"
    region: str = Field(primary_key=True)
    person: str = Field(primary_key=True)
    standing: str = Field(sa_column=Column(Text, nullable=False))

    # JSON list of [entry id, digest, author, outcome, device, seq, cursor]
    __table_args__ = {"sqlite_with_rowid": False}


class EnrolmentRow(HubTable, table=True):
    """An enrolment and what became of it."""

    __tablename__ = "enrolment"
    region: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    person: str
    nik: str
    state: str
    desil: int
    village: str
    maker: str
    editor: str
    device: str
    seq: int = Field(sa_column=Column(BigInteger, nullable=False))
    digest: str
    visit: str  # entry id of the ground check that it stands on
    decided_by: str = ""

    __table_args__ = (
        Index("enrolment_person", "region", "person"),
        Index("enrolment_nik", "region", "nik"),
    )


class PlacesRow(HubTable, table=True):
    """How many places of a desil are given, and how many are held in all."""

    __tablename__ = "places"
    region: str = Field(primary_key=True)
    desil: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    given: int = 0
    held: int = 0


class QuestionRow(HubTable, table=True):
    """What waits for a second person: another desil for a family, leave to queue a person."""

    __tablename__ = "question"
    region: str = Field(primary_key=True)
    about: str = Field(primary_key=True)  # desil, ganda
    subject: str = Field(primary_key=True)
    entry: str
    digest: str
    asked_by: str
    state: str  # menunggu, disetujui, ditolak


class HeldRow(HubTable, table=True):
    """An entry that waits to be judged again, and for what."""

    __tablename__ = "held"
    region: str = Field(primary_key=True)
    device: str = Field(primary_key=True)
    seq: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    waits: str  # author:NAME@DEVICE, signed:NAME@DEVICE, id:ENTRY

    __table_args__ = (Index("held_waits", "region", "waits"),)


class LentRow(HubTable, table=True):
    """Places of a desil that were lent to a laptop."""

    __tablename__ = "lent"
    region: str = Field(primary_key=True)
    device: str = Field(primary_key=True)
    desil: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    places: int


class PackRow(HubTable, table=True):
    """The registry rows of one village, packed when they were imported."""

    __tablename__ = "pack"
    region: str = Field(primary_key=True)
    village: str = Field(primary_key=True)
    layout: str = Field(primary_key=True)
    part: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: str
    cursor: int = Field(sa_column=Column(BigInteger, nullable=False))  # of the import, in the stream
    rows: int
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


def _table(model: type[SQLModel]) -> Table:
    return cast(Table, model.__table__)  # type: ignore[attr-defined]


METADATA = HubTable.metadata
hub = _table(HubRow)
stream = _table(StreamRow)
signature = _table(SignatureRow)
device = _table(DeviceRow)
staff = _table(StaffRow)
credential = _table(CredentialRow)
invite = _table(InviteRow)
place = _table(PlaceRow)
visit = _table(VisitRow)
enrolment = _table(EnrolmentRow)
places = _table(PlacesRow)
question = _table(QuestionRow)
held = _table(HeldRow)
lent = _table(LentRow)
pack = _table(PackRow)

APPEND_ONLY = (stream, signature)
"""Tables that are written once: the serving role may add rows, never change or remove any."""
