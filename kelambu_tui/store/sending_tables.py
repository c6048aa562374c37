"""Tables of sending and receiving: who this laptop is at the hub, what each side has of the other.

Only `conflict` and `allotment` follow from the ledger; everything else here is what the hub said, and
is never rebuilt. `store.tables` names them all beside the others.
"""

from __future__ import annotations

from typing import cast

from sqlalchemy import (
    CheckConstraint,
    Column,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlmodel import Field, SQLModel


class HubLink(SQLModel, table=True):
    """The hub that this laptop belongs to, and how far each has followed the other; one row, or none.

    `certificate` is '' while an invitation waits to be used. The device's keys are here because the
    database is encrypted.
    """

    __tablename__ = "hub_link"
    id: int = Field(default=1, primary_key=True)
    url: str = ""
    district: str = ""
    hub_key: str = ""  # Ed25519, hex
    recipient: str = ""  # age recipient of the hub's sticks
    recovery: str = ""  # age recipient of the district
    ca: str = ""  # PEM, '' for the system's
    code: str = ""  # an invitation that was not used yet
    device_key: bytes = Field(default=b"", sa_column=Column(LargeBinary, nullable=False))  # Ed25519 seed
    identity: str = ""  # the device's age identity: files home are sealed to it
    certificate: str = ""  # canonical JSON as the hub signed it
    certificate_signature: str = ""  # hex
    roles: str = Field(default="[]", sa_column=Column(Text, nullable=False))  # JSON list of signed documents
    epoch: str = ""  # the hub's; another one means that its cursors start over
    cursor: int = 0  # the last row of the hub's stream that is here
    revoked: str = ""  # why, '' while welcome
    joined_at: str = ""
    last_try: str = ""
    last_full: str = ""  # when both directions were last empty
    signed: int = 0  # rowid of the newest signature that the hub has
    rate: float = Field(default=0.0, sa_column=Column(Float, nullable=False))  # bytes a second, last measured
    delay: float = Field(default=0.0, sa_column=Column(Float, nullable=False))  # seconds a request

    __table_args__ = (CheckConstraint("id = 1", name="one_hub"),)


class Receipt(SQLModel, table=True):
    """The hub's signed word that it has the chain of `device` up to `seq`, kept as it came."""

    __tablename__ = "receipt"
    device: str = Field(primary_key=True)
    seq: int = Field(primary_key=True)
    head: bytes = Field(sa_column=Column(LargeBinary, nullable=False))  # chain head at the hub
    text: bytes = Field(sa_column=Column(LargeBinary, nullable=False))  # the answer's body
    nonce: str  # hex, of the request
    status: int  # of HTTP
    signature: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    at: str  # this laptop's clock


class Standing(SQLModel, table=True):
    """What the hub says of one entry of this laptop's own chains; none while it has said nothing."""

    __tablename__ = "standing"
    device: str = Field(primary_key=True)
    seq: int = Field(primary_key=True)
    cursor: int | None = Field(default=None, index=True)  # its place in the hub's order, once pulled
    status: str  # accepted, rejected, held
    code: str = ""  # why
    at: str = ""

    __table_args__ = (
        CheckConstraint("status IN ('accepted', 'rejected', 'held')", name="known_standing"),
        {"sqlite_with_rowid": False},
    )


class Pulled(SQLModel, table=True):
    """An entry that another device wrote, as the hub gave it, at its place in the hub's order.

    A cursor of `ledger.order.FORMER` or more is from before the hub's cursors started over.
    """

    __tablename__ = "pulled"
    cursor: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    device: str
    seq: int
    id: str
    kind: str = Field(index=True)
    author: str
    subject: str
    status: str
    code: str = ""
    line: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    signatures: str = "[]"  # JSON list of [author, signature hex, hex chain head before the entry]

    __table_args__ = (
        UniqueConstraint("device", "seq", name="pulled_once"),
        CheckConstraint("status IN ('accepted', 'rejected', 'held')", name="known_status"),
        Index("ix_pulled_subject", "subject", "kind"),
        Index("ix_pulled_id", "id"),
    )


class Conflict(SQLModel, table=True):
    """An entry that could not follow from what stood before it; from the ledger and the hub's order."""

    __tablename__ = "conflict"
    entry: str = Field(primary_key=True)  # entry id of what does not fit
    device: str
    author: str
    kind: str
    person: str = Field(index=True)  # its subject: a person, family, village or name
    other: str = ""  # entry id of what stood there, where one stood
    code: str  # a code of the hub, or of ledger.misfits
    state: str = Field(index=True)  # menunggu, selesai
    at: str
    chosen: str = ""  # entry id of the visit that holds, once decided
    decided_by: str = ""
    decided_at: str = ""
    reason: str = ""
    note: str = ""

    __table_args__ = (CheckConstraint("state IN ('menunggu', 'selesai')", name="known_conflict"),)


class Allotment(SQLModel, table=True):
    """Places that the hub lends a device, newest word; from `allotment.lent`."""

    __tablename__ = "allotment"
    device: str = Field(primary_key=True)
    desil: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    places: int
    at: str
    note: str = ""


class StickOut(SQLModel, table=True):
    """A file that was written for the hub: what it carries, and whether its receipt was ever seen."""

    __tablename__ = "stick_out"
    id: int | None = Field(default=None, primary_key=True)
    device: str
    from_seq: int
    to_seq: int
    head: str = ""  # hex chain head at to_seq
    file: str
    at: str
    seen: str = ""  # ISO moment at which a receipt covered it


class StickIn(SQLModel, table=True):
    """A file from the hub that was read here."""

    __tablename__ = "stick_in"
    digest: str = Field(sa_column=Column(String, primary_key=True))  # hex, of the file
    kind: str
    device: str
    first: int = 0
    last: int = 0
    file: str
    at: str


def _table(model: type[SQLModel]) -> Table:
    return cast(Table, model.__table__)  # type: ignore[attr-defined]


hub_link = _table(HubLink)
receipt = _table(Receipt)
standing = _table(Standing)
pulled = _table(Pulled)
conflict = _table(Conflict)
allotment = _table(Allotment)
stick_out = _table(StickOut)
stick_in = _table(StickIn)

known_entry = Table(
    "known_entry",
    MetaData(),  # a view: nothing creates it with the tables
    Column("device", String),
    Column("seq", Integer),
    Column("id", String),
    Column("kind", String),
    Column("author", String),
    Column("subject", String),
    Column("line", LargeBinary),
    Column("place", Integer),
)
"""Every entry that counts, own and others', at its `place` in the one order; a view."""
