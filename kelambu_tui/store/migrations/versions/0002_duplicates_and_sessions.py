"""Duplicates (suspicions, verdicts, overrides), sessions in the village, those who wait for a place."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kelambu_tui.people.names import strict_fold

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add tables; enrolments learn two states and where in the ledger they stand."""
    _duplicates()
    _sessions()
    _enrolments()
    _name_keys()


def _duplicates() -> None:
    op.create_table(
        "suspicion",
        sa.Column("a", sa.String(), nullable=False),
        sa.Column("b", sa.String(), nullable=False),
        sa.Column("probability", sa.Float(), nullable=False),
        sa.Column("weight", sa.Float(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("digest_a", sa.String(), nullable=False),
        sa.Column("digest_b", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("a", "b"),
    )
    op.create_index("ix_suspicion_b", "suspicion", ["b"])
    op.create_table(
        "comparison",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("intake", sa.Integer(), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.Column("weights", sa.String(), nullable=False),
        sa.Column("seal", sa.String(), nullable=False),
        sa.CheckConstraint("id = 1", name="one_comparison"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "verdict",
        sa.Column("a", sa.String(), nullable=False),
        sa.Column("b", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("digest_a", sa.String(), nullable=False),
        sa.Column("digest_b", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("entry", sa.String(), nullable=False),
        sa.CheckConstraint("a < b", name="ordered_pair"),
        sa.CheckConstraint("verdict IN ('sama', 'beda', 'ragu')", name="known_verdict"),
        sa.PrimaryKeyConstraint("a", "b"),
    )
    op.create_index("ix_verdict_b", "verdict", ["b"])
    op.create_table(
        "override",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("other", sa.String(), nullable=False),
        sa.Column("digest_person", sa.String(), nullable=False),
        sa.Column("digest_other", sa.String(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("asked_at", sa.String(), nullable=False),
        sa.Column("ask", sa.String(), nullable=False),
        sa.Column("given_by", sa.String(), nullable=True),
        sa.Column("given_at", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("entry", sa.String(), nullable=False),
        sa.CheckConstraint("given_by IS NULL OR given_by <> asked_by", name="asker_is_not_giver"),
        sa.PrimaryKeyConstraint("person", "other"),
    )


def _sessions() -> None:
    op.create_table(
        "session",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("village", sa.String(), nullable=False),
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("meeting", sa.String(), nullable=False),
        sa.Column("present", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("opened_seq", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.String(), nullable=False),
        sa.Column("closed_seq", sa.Integer(), nullable=True),
        sa.Column("closed_at", sa.String(), nullable=False),
        sa.Column("counts", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("head", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "one_open_session",
        "session",
        ["author", "device"],
        unique=True,
        sqlite_where=sa.text("closed_seq IS NULL"),
    )
    op.create_table(
        "missed_visit",
        sa.Column("household", sa.String(), nullable=False),
        sa.Column("next", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("entry", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("household"),
    )
    op.create_table(
        "correction",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("values_json", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("person"),
    )
    op.create_table(
        "desil_change",
        sa.Column("household", sa.String(), nullable=False),
        sa.Column("desil", sa.Integer(), nullable=False),
        sa.Column("listed", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("asked_at", sa.String(), nullable=False),
        sa.Column("entry", sa.String(), nullable=False),
        sa.Column("entry_digest", sa.String(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("decided_at", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.CheckConstraint("decided_by IS NULL OR decided_by <> asked_by", name="proposer_is_not_decider"),
        sa.CheckConstraint("state IN ('menunggu', 'disetujui', 'ditolak')", name="known_change"),
        sa.PrimaryKeyConstraint("household"),
    )


_STATES = "'menunggu', 'disetujui', 'dikembalikan', 'ditolak', 'ditarik', 'gugur', 'cadangan', 'dilepas'"
_ACTIVE = "state IN ('menunggu', 'disetujui', 'cadangan')"
_KEPT = (
    "id, person, nik, state, desil, village, maker, editor, queued_at, queued_digest, listed, rules_digest, "
    "risk, decided_by, decided_at, reason, note"
)


def _enrolments() -> None:
    """SQLite changes a constraint only by a new table: every row moves, in this one transaction."""
    for name in ("ix_enrolment_person", "ix_enrolment_state", "one_active_enrolment", "one_active_nik"):
        op.drop_index(name, "enrolment")
    op.rename_table("enrolment", "enrolment_before")
    texts = ("person", "nik", "state", "village", "maker", "editor", "queued_at", "queued_digest")
    more = ("listed", "rules_digest", "risk", "decided_at", "reason", "note")
    op.create_table(
        "enrolment",
        sa.Column("id", sa.String(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in (*texts, *more)),
        sa.Column("desil", sa.Integer(), nullable=False),
        sa.Column("queued_seq", sa.Integer(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.CheckConstraint(f"state IN ({_STATES})", name="known_state"),
        sa.CheckConstraint("decided_by IS NULL OR decided_by <> editor", name="editor_is_not_checker"),
        sa.CheckConstraint("decided_by IS NULL OR decided_by <> maker", name="maker_is_not_checker"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.execute(
        f"INSERT INTO enrolment ({_KEPT}, queued_seq) SELECT {_KEPT}, "  # noqa: S608
        "coalesce((SELECT seq FROM entry WHERE entry.id = enrolment_before.id), 0) FROM enrolment_before"
    )
    op.drop_table("enrolment_before")
    op.create_index("ix_enrolment_person", "enrolment", ["person"])
    op.create_index("ix_enrolment_state", "enrolment", ["state"])
    for name, column in (("one_active_enrolment", "person"), ("one_active_nik", "nik")):
        op.create_index(name, "enrolment", [column], unique=True, sqlite_where=sa.text(_ACTIVE))


def _name_keys() -> None:
    """Refresh the search keys of names: some titles are read better now (Raden Ayu behind another title)."""
    connection = op.get_bind()
    rows = connection.execute(sa.text("SELECT id, name, name_key FROM person")).all()
    stale = [{"id": row.id, "key": key} for row in rows if (key := strict_fold(row.name)) != row.name_key]
    if stale:
        connection.execute(sa.text("UPDATE person SET name_key = :key WHERE id = :id"), stale)
