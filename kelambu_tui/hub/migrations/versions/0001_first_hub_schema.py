"""The first schema of the hub; the same statements for SQLite and PostgreSQL."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create every table; the region is the first column of every key."""
    op.create_table(
        "credential",
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("public_key", sa.String(), nullable=False),
        sa.Column("signed", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("region", "name", "device"),
    )
    op.create_table(
        "device",
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("public_key", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("villages", sa.String(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.Column("joined_at", sa.String(), nullable=False),
        sa.Column("pushed_at", sa.String(), nullable=False),
        sa.Column("pulled_at", sa.String(), nullable=False),
        sa.Column("pulled", sa.BigInteger(), nullable=False),
        sa.Column("revoked_from", sa.BigInteger(), nullable=True),
        sa.Column("revoked_for", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("region", "device"),
    )
    op.create_table(
        "enrolment",
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("nik", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("desil", sa.Integer(), nullable=False),
        sa.Column("village", sa.String(), nullable=False),
        sa.Column("maker", sa.String(), nullable=False),
        sa.Column("editor", sa.String(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("visit", sa.String(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("region", "id"),
    )
    op.create_index("enrolment_nik", "enrolment", ["region", "nik"], unique=False)
    op.create_index("enrolment_person", "enrolment", ["region", "person"], unique=False)
    op.create_table(
        "held",
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("waits", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("region", "device", "seq"),
    )
    op.create_index("held_waits", "held", ["region", "waits"], unique=False)
    op.create_table(
        "hub",
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("epoch", sa.String(), nullable=False),
        sa.Column("began_at", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("region"),
    )
    op.create_table(
        "invite",
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("villages", sa.String(), nullable=False),
        sa.Column("users", sa.String(), nullable=False),
        sa.Column("until", sa.String(), nullable=False),
        sa.Column("device", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("region", "code"),
    )
    op.create_table(
        "lent",
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("desil", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("region", "device", "desil"),
    )
    op.create_table(
        "pack",
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("village", sa.String(), nullable=False),
        sa.Column("layout", sa.String(), nullable=False),
        sa.Column("part", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("cursor", sa.BigInteger(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("region", "village", "layout", "part"),
    )
    op.create_table(
        "place",
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("village", sa.String(), nullable=False),
        sa.Column("family", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("region", "subject"),
    )
    op.create_index("place_family", "place", ["region", "family"], unique=False)
    op.create_table(
        "places",
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("desil", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("given", sa.Integer(), nullable=False),
        sa.Column("held", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("region", "desil"),
    )
    op.create_table(
        "question",
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("entry", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("region", "about", "subject"),
    )
    op.create_table(
        "signature",
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("region", "device", "seq", "author"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "staff",
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("villages", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("region", "name"),
    )
    op.create_table(
        "stream",
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("cursor", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("village", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("line", sa.LargeBinary(), nullable=True),
        sa.Column("head", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("region", "cursor"),
        sa.UniqueConstraint("region", "id", name="one_id"),
    )
    op.create_index(
        "one_place",
        "stream",
        ["region", "device", "seq", "change"],
        unique=True,
        postgresql_include=["cursor"],
    )
    op.create_index("stream_village", "stream", ["region", "village", "cursor"], unique=False)
    op.create_table(
        "visit",
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("region", "person"),
        sqlite_with_rowid=False,
    )
