"""The first schema: registry, ledger, projections and drafts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_APPEND_ONLY = ("entry", "signature")


def upgrade() -> None:
    """Create every table, and let nothing rewrite what was decided."""
    op.create_table(
        "account",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("villages", sa.String(), nullable=False),
        sa.Column("public_key", sa.String(), nullable=False),
        sa.Column("opened_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "device",
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.Column("acked", sa.Integer(), nullable=False),
        sa.Column("own", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("device"),
    )
    op.create_table(
        "draft",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("values_json", sa.Text(), nullable=False),
        sa.Column("answers", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("other", sa.String(), nullable=False),
        sa.Column("base", sa.String(), nullable=True),
        sa.Column("at", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("person", "author"),
    )
    op.create_table(
        "enrolment",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("nik", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("desil", sa.Integer(), nullable=False),
        sa.Column("village", sa.String(), nullable=False),
        sa.Column("maker", sa.String(), nullable=False),
        sa.Column("editor", sa.String(), nullable=False),
        sa.Column("queued_at", sa.String(), nullable=False),
        sa.Column("queued_digest", sa.String(), nullable=False),
        sa.Column("listed", sa.String(), nullable=False),
        sa.Column("rules_digest", sa.String(), nullable=False),
        sa.Column("risk", sa.String(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("decided_at", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.CheckConstraint(
            "state IN ('menunggu', 'disetujui', 'dikembalikan', 'ditolak', 'ditarik', 'gugur')",
            name="known_state",
        ),
        sa.CheckConstraint("decided_by IS NULL OR decided_by <> editor", name="editor_is_not_checker"),
        sa.CheckConstraint("decided_by IS NULL OR decided_by <> maker", name="maker_is_not_checker"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_enrolment_person"), "enrolment", ["person"], unique=False)
    op.create_index(op.f("ix_enrolment_state"), "enrolment", ["state"], unique=False)
    op.create_index(
        "one_active_enrolment",
        "enrolment",
        ["person"],
        unique=True,
        sqlite_where=sa.text("state IN ('menunggu', 'disetujui')"),
    )
    op.create_index(
        "one_active_nik",
        "enrolment",
        ["nik"],
        unique=True,
        sqlite_where=sa.text("state IN ('menunggu', 'disetujui')"),
    )
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
        sa.UniqueConstraint("id"),
    )
    op.create_index(op.f("ix_entry_kind"), "entry", ["kind"], unique=False)
    op.create_index(op.f("ix_entry_subject"), "entry", ["subject"], unique=False)
    op.create_table(
        "household",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("family_id", sa.String(), nullable=False),
        sa.Column("village", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("rt", sa.String(), nullable=False),
        sa.Column("rw", sa.String(), nullable=False),
        sa.Column("head_name", sa.String(), nullable=False),
        sa.Column("head_nik", sa.String(), nullable=False),
        sa.Column("desil", sa.Integer(), nullable=True),
        sa.Column("desil_source", sa.String(), nullable=False),
        sa.Column("desil_period", sa.String(), nullable=False),
        sa.Column("housing", sa.String(), nullable=False),
        sa.Column("row_digest", sa.LargeBinary(), nullable=False),
        sa.Column("intake_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("family_id"),
    )
    op.create_index(op.f("ix_household_village"), "household", ["village"], unique=False)
    op.create_table(
        "insurer_file",
        sa.Column("entry", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("file_digest", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("entry"),
    )
    op.create_table(
        "intake",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("file_digest", sa.String(), nullable=False),
        sa.Column("layout", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("read", sa.Integer(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("quarantined", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "quarantine",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("intake_id", sa.Integer(), nullable=False),
        sa.Column("sheet", sa.String(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("sentence", sa.String(), nullable=False),
        sa.Column("row", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_quarantine_intake_id"), "quarantine", ["intake_id"], unique=False)
    op.create_index(op.f("ix_quarantine_key"), "quarantine", ["key"], unique=False)
    op.create_table(
        "signature",
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("device", "seq", "author"),
    )
    op.create_table(
        "verification",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("nik", sa.String(), nullable=False),
        sa.Column("nkk", sa.String(), nullable=False),
        sa.Column("values_json", sa.Text(), nullable=False),
        sa.Column("answers", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("other", sa.String(), nullable=False),
        sa.Column("row_digest", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("entry", sa.String(), nullable=False),
        sa.Column("entry_digest", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("person"),
    )
    op.create_index(op.f("ix_verification_nik"), "verification", ["nik"], unique=False)
    op.create_index(op.f("ix_verification_nkk"), "verification", ["nkk"], unique=False)
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("list_id", sa.String(), nullable=True),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("nik", sa.String(), nullable=False),
        sa.Column("nik_state", sa.String(), nullable=False),
        sa.Column("sex", sa.String(), nullable=False),
        sa.Column("birth_date", sa.String(), nullable=False),
        sa.Column("relation", sa.String(), nullable=False),
        sa.Column("marital", sa.String(), nullable=False),
        sa.Column("occupation", sa.String(), nullable=False),
        sa.Column("work_status", sa.String(), nullable=False),
        sa.Column("education", sa.String(), nullable=False),
        sa.Column("dukcapil", sa.String(), nullable=False),
        sa.Column("verval", sa.String(), nullable=False),
        sa.Column("more", sa.String(), nullable=False),
        sa.Column("row_digest", sa.LargeBinary(), nullable=False),
        sa.Column("intake_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["household_id"],
            ["household.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("list_id"),
        sa.UniqueConstraint("uid"),
    )
    op.create_index(op.f("ix_person_household_id"), "person", ["household_id"], unique=False)
    op.create_index(op.f("ix_person_nik"), "person", ["nik"], unique=False)
    for table in _APPEND_ONLY:
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                "BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END"
            )
