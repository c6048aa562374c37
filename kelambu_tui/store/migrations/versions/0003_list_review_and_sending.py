"""What a newer list changes, waiting to be accepted; the hub, what it acknowledged, and places lent."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add tables for the review of a newer list and for sending."""
    _list_review()
    _sending()
    _proposals()


def _list_review() -> None:
    """Tables of a newer list's differences, and the desil that each source gives."""
    op.add_column("intake", sa.Column("source", sa.String(), nullable=False, server_default="P3KE"))
    op.create_table(
        "desil_record",
        sa.Column("family_id", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("desil", sa.Integer(), nullable=False),
        sa.Column("intake_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("family_id", "source", "period"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "desil_in_force",
        sa.Column("family_id", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("desil", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("family_id"),
        sqlite_with_rowid=False,
    )
    _staged()
    op.execute(
        "INSERT INTO desil_record (family_id, source, period, desil, intake_id) "
        "SELECT family_id, desil_source, desil_period, desil, intake_id FROM household "
        "WHERE intake_id > 0 AND desil IS NOT NULL"
    )


def _staged() -> None:
    """Tables of what a newer list would change, and of those whom it no longer has."""
    op.create_table(
        "unlisted",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("intake_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("person"),
        sqlite_with_rowid=False,
    )
    texts = ("family_id", "village", "address", "rt", "rw", "head_name", "head_nik")
    op.create_table(
        "staged_household",
        sa.Column("intake_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in texts),
        sa.Column("desil", sa.Integer(), nullable=True),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("desil_source", "desil_period")),
        sa.Column("housing", sa.String(), nullable=False),
        sa.Column("row_digest", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("intake_id", "id"),
        sqlite_with_rowid=False,
    )
    op.create_index("staged_family", "staged_household", ["intake_id", "family_id"], unique=True)
    known = ("family_id", "name", "name_key", "nik", "nik_state", "sex", "birth_date", "relation", "marital")
    more = ("occupation", "work_status", "education", "dukcapil", "verval", "more")
    op.create_table(
        "staged_person",
        sa.Column("intake_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("list_id", sa.String(), nullable=True),
        sa.Column("household_id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in (*known, *more)),
        sa.Column("row_digest", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("intake_id", "id"),
        sqlite_with_rowid=False,
    )
    op.create_index("staged_list_id", "staged_person", ["intake_id", "list_id"])
    op.create_index("staged_uid", "staged_person", ["intake_id", "uid"])
    op.create_index("staged_home", "staged_person", ["intake_id", "household_id"])
    op.create_table(
        "difference",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("intake_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("of_household", sa.Boolean(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("village", sa.String(), nullable=False),
        sa.Column("deferred", sa.Boolean(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("one_difference", "difference", ["key", "of_household", "kind"], unique=True)
    op.create_index("difference_kind", "difference", ["kind", "intake_id"])
    op.create_index("difference_village", "difference", ["village"])


def _sending() -> None:
    """Tables of the hub: who this laptop is there, cursors, what others wrote, places lent."""
    _entry_ids()
    _sending_hub()
    _sending_others()
    _sending_sticks()
    for name in ("device", "visit"):
        op.add_column("enrolment", sa.Column(name, sa.String(), nullable=False, server_default=""))
    op.execute(
        "UPDATE enrolment SET device = entry.device, "
        "visit = coalesce(json_extract(CAST(entry.line AS TEXT), '$.ref'), '') "
        "FROM entry WHERE entry.id = enrolment.id"
    )
    op.create_index("ix_verification_other", "verification", ["other"])
    op.add_column("comparison", sa.Column("cursor", sa.Integer(), nullable=False, server_default="0"))


_APPEND_ONLY = (("entry_no_update", "UPDATE"), ("entry_no_delete", "DELETE"))
_ENTRY = "device, seq, id, kind, author, subject, line, head"
_PENDING = 1 << 62
_KNOWN_ENTRIES = f"""CREATE VIEW known_entry AS
SELECT e.device AS device, e.seq AS seq, e.id AS id, e.kind AS kind, e.author AS author,
  e.subject AS subject, e.line AS line,
  CASE WHEN s.status = 'accepted' AND s.cursor IS NOT NULL THEN s.cursor
    WHEN d.own THEN {_PENDING} + e.seq ELSE {_PENDING >> 1} + e.rowid END AS place
FROM entry e JOIN device d ON d.device = e.device
LEFT JOIN standing s ON s.device = e.device AND s.seq = e.seq
WHERE coalesce(s.status, '') <> 'rejected' AND (d.own OR s.status = 'accepted' OR e.seq <= d.acked)
UNION ALL
SELECT p.device, p.seq, p.id, p.kind, p.author, p.subject, p.line, p.cursor
FROM pulled p WHERE p.status = 'accepted'"""  # noqa: S608


def _entry_ids() -> None:
    """A decision that is signed again in another chain of this laptop keeps its id, so ids may repeat.

    Row numbers stay: proposals and comparisons name them.
    """
    for name, _verb in _APPEND_ONLY:
        op.execute(f"DROP TRIGGER {name}")
    for name in ("ix_entry_kind", "ix_entry_subject"):
        op.drop_index(name, "entry")
    op.rename_table("entry", "entry_before")
    op.create_table(
        "entry",
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("line", sa.LargeBinary(), nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("device", "seq"),
    )
    op.execute(
        f"INSERT INTO entry (rowid, {_ENTRY}) SELECT rowid, {_ENTRY} FROM entry_before ORDER BY rowid"  # noqa: S608
    )
    op.drop_table("entry_before")
    for name in ("id", "kind", "subject"):
        op.create_index(f"ix_entry_{name}", "entry", [name])
    for name, verb in _APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {verb} ON entry "
            "BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END"
        )


def _sending_hub() -> None:
    op.create_table(
        "hub_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("district", sa.String(), nullable=False),
        sa.Column("hub_key", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("recovery", sa.String(), nullable=False),
        sa.Column("ca", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("identity", sa.String(), nullable=False),
        sa.Column("certificate", sa.String(), nullable=False),
        sa.Column("certificate_signature", sa.String(), nullable=False),
        sa.Column("epoch", sa.String(), nullable=False),
        sa.Column("revoked", sa.String(), nullable=False),
        sa.Column("joined_at", sa.String(), nullable=False),
        sa.Column("last_try", sa.String(), nullable=False),
        sa.Column("last_full", sa.String(), nullable=False),
        sa.Column("device_key", sa.LargeBinary(), nullable=False),
        sa.Column("roles", sa.Text(), nullable=False),
        sa.Column("cursor", sa.Integer(), nullable=False),
        sa.Column("signed", sa.Integer(), nullable=False),
        sa.Column("rate", sa.Float(), nullable=False),
        sa.Column("delay", sa.Float(), nullable=False),
        sa.CheckConstraint("id = 1", name="one_hub"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "receipt",
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("nonce", sa.String(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("device", "seq"),
    )
    op.create_table(
        "standing",
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("cursor", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.CheckConstraint("status IN ('accepted', 'rejected', 'held')", name="known_standing"),
        sa.PrimaryKeyConstraint("device", "seq"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_standing_cursor", "standing", ["cursor"])


def _sending_others() -> None:
    op.create_table(
        "pulled",
        sa.Column("cursor", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("line", sa.LargeBinary(), nullable=False),
        sa.Column("signatures", sa.String(), nullable=False),
        sa.CheckConstraint("status IN ('accepted', 'rejected', 'held')", name="known_status"),
        sa.PrimaryKeyConstraint("cursor"),
        sa.UniqueConstraint("device", "seq", name="pulled_once"),
    )
    op.create_index("ix_pulled_kind", "pulled", ["kind"])
    op.create_index("ix_pulled_subject", "pulled", ["subject", "kind"])
    op.create_index("ix_pulled_id", "pulled", ["id"])
    op.create_table(
        "conflict",
        sa.Column("entry", sa.String(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("other", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("chosen", sa.String(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("decided_at", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.CheckConstraint("state IN ('menunggu', 'selesai')", name="known_conflict"),
        sa.PrimaryKeyConstraint("entry"),
    )
    op.create_index("ix_conflict_person", "conflict", ["person"])
    op.create_index("ix_conflict_state", "conflict", ["state"])
    op.create_table(
        "allotment",
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("desil", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("device", "desil"),
    )
    op.execute(_KNOWN_ENTRIES)


def _sending_sticks() -> None:
    op.create_table(
        "stick_out",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("from_seq", sa.Integer(), nullable=False),
        sa.Column("to_seq", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(), nullable=False),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("seen", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "stick_in",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("digest"),
    )


def _proposals() -> None:
    """The page of a proposal under the pen; leave that was refused."""
    op.create_table(
        "proposal_draft",
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("family", sa.String(), nullable=False),
        sa.Column("values_json", sa.Text(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("author", "family"),
    )
    op.add_column("override", sa.Column("refused_by", sa.String(), nullable=True))
