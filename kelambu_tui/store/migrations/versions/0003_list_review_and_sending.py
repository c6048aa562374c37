"""What a newer list changes, waiting to be accepted; the hub, what it acknowledged, and places lent."""

from __future__ import annotations

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add tables for the review of a newer list and for sending."""
    _list_review()
    _sending()


def _list_review() -> None:
    """Tables of a newer list's differences, and the desil that each source gives."""


def _sending() -> None:
    """Tables of the hub: who this laptop is there, cursors, what others wrote, places lent."""
