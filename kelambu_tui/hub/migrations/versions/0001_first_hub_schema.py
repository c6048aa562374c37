"""The first schema of the hub."""

from __future__ import annotations

from alembic import op

from kelambu_tui.hub.tables import METADATA

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create every table."""
    METADATA.create_all(op.get_bind())
